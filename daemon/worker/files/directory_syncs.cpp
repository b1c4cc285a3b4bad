// SPDX-License-Identifier: MIT
#include "worker/files/directory_syncs.hpp"

#include "worker/files/file_threads.hpp"

#include <cerrno>
#include <memory>
#include <utility>

namespace transferd::worker {

namespace {

/// Names that are worth a sync while more are expected.
constexpr std::size_t enough_to_begin = 16;

Outcome sync_directory(const Directory& directory) {
    if (fsync(directory.fd.get()) == 0) return std::nullopt;
    // File systems that have no such call keep their directories as they can.
    if (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP) return std::nullopt;
    return file_failure(errno, "make the names in " + directory.path + " durable");
}

}  // namespace

DirectorySyncs::Expected DirectorySyncs::expect(const DirectoryRef& directory) {
    const auto id = directory->identity;
    ++queues_[id].expected;
    // Only when the last copy goes counts; that may be after this object, on a thread that hung.
    return {this, [id, alive = std::weak_ptr{alive_}](DirectorySyncs* syncs) {
                if (alive.expired()) return;
                --syncs->queues_[id].expected;
                syncs->begin(id);
            }};
}

void DirectorySyncs::sync(const DirectoryRef& directory, Done done) {
    Queue& queue = queues_[directory->identity];
    queue.directory = directory;
    queue.waiting.push_back(std::move(done));
    begin(directory->identity);
}

void DirectorySyncs::begin(const core::FileIdentity& id) {
    const Queue& queue = queues_[id];
    if (queue.running) return;
    const bool enough = queue.expected == 0 || queue.waiting.size() >= enough_to_begin;
    if (!queue.waiting.empty() && enough)
        start(id);
    else if (queue.waiting.empty() && queue.expected == 0)
        queues_.erase(id);
}

void DirectorySyncs::start(const core::FileIdentity& id) {
    Queue& queue = queues_[id];
    queue.running = true;
    const auto outcome = std::make_shared<Outcome>();
    const auto served = std::make_shared<const std::vector<Done>>(std::exchange(queue.waiting, {}));
    threads_.run(
        [directory = queue.directory, outcome] { *outcome = sync_directory(*directory); },
        [this, id, served, outcome] { ended(id, *served, *outcome); },
        [this, id, served, path = queue.directory->path] { ended(id, *served, hangs(path)); });
}

void DirectorySyncs::ended(const core::FileIdentity& id, const std::vector<Done>& served,
                           const Outcome& outcome) {
    queues_[id].running = false;
    begin(id);
    for (const auto& done : served) done(outcome);
}

}  // namespace transferd::worker
