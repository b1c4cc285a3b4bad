// SPDX-License-Identifier: MIT
#include "worker/files/directory_syncs.hpp"

#include "worker/files/file_threads.hpp"

#include <cerrno>
#include <memory>
#include <utility>

namespace transferd::worker {

namespace {

Outcome sync_directory(const Directory& directory) {
    if (fsync(directory.fd.get()) == 0) return std::nullopt;
    // File systems that have no such call keep their directories as they can.
    if (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP) return std::nullopt;
    return file_failure(errno, "make the names in " + directory.path + " durable");
}

}  // namespace

void DirectorySyncs::sync(const DirectoryRef& directory, Done done) {
    Queue& queue = queues_[directory->identity];
    queue.directory = directory;
    queue.waiting.push_back(std::move(done));
    if (!queue.running) start(directory->identity);
}

void DirectorySyncs::start(const core::FileIdentity& id) {
    Queue& queue = queues_[id];
    queue.running = true;
    const auto outcome = std::make_shared<Outcome>();
    threads_.run([directory = queue.directory, outcome] { *outcome = sync_directory(*directory); },
                 [this, id, served = std::exchange(queue.waiting, {}), outcome] {
                     ended(id, served, *outcome);
                 });
}

void DirectorySyncs::ended(const core::FileIdentity& id, const std::vector<Done>& served,
                           const Outcome& outcome) {
    if (queues_[id].waiting.empty())
        queues_.erase(id);
    else
        start(id);
    for (const auto& done : served) done(outcome);
}

}  // namespace transferd::worker
