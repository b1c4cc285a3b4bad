// SPDX-License-Identifier: MIT
#include "worker/files/discard.hpp"

#include "worker/files/batch.hpp"

#include <cerrno>
#include <utility>

namespace transferd::worker {

namespace {

Outcome discard_one(const Directory& directory, const core::DiscardItem& item) {
    const std::string name = core::part_name(item.file, item.destination.name);
    const Look look = look_at(directory, name);
    if (look.error == ENOENT) return std::nullopt;
    if (look.error != 0)
        return file_failure(look.error, "examine part file " + directory.path_of(name));
    const bool ours = item.part.known() ? look.identity == item.part : is_own_file(look.status);
    if (!ours) return std::nullopt;
    if (unlinkat(directory.fd.get(), name.c_str(), 0) == 0 || errno == ENOENT) return std::nullopt;
    return file_failure(errno, "remove part file " + directory.path_of(name));
}

}  // namespace

void discard(FileThreads& threads, const std::vector<core::DiscardItem>& items,
             std::function<void(const core::FileAnswers&)> done) {
    std::vector<BatchFile> files;
    files.reserve(items.size());
    for (const auto& item : items)
        files.push_back({.file = item.file, .destination = item.destination});
    run_batch(
        threads, std::move(files),
        [items](const Directory& directory, std::size_t index) {
            return discard_one(directory, items[index]);
        },
        std::move(done));
}

}  // namespace transferd::worker
