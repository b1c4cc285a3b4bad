// SPDX-License-Identifier: MIT
#include "worker/files/directory_syncs.hpp"

#include "worker/files/file_threads.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <utility>

#include <unistd.h>

namespace transferd::worker {

namespace {

using Clock = std::chrono::steady_clock;

/// Names that are worth a sync while more are expected.
constexpr std::size_t enough_to_begin = 16;
/// Files under way to a sync of their own, from which on the next ones wait for a common one.
constexpr std::size_t enough_to_gather = 8;
/// For so long after a common sync a few files are enough for the next one: more will come.
constexpr std::chrono::seconds goes_on_for{1};
constexpr std::size_t enough_to_go_on = 2;
/// A sync of the file system that took longer wrote what others had to write, too.
constexpr std::chrono::milliseconds longest_whole_sync{500};
/// For so long nobody's bytes but our own are hurried then.
constexpr std::chrono::minutes rest_time{1};

Outcome sync_directory(const Directory& directory) {
    if (fsync(directory.fd.get()) == 0) return std::nullopt;
    // File systems that have no such call keep their directories as they can.
    if (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP) return std::nullopt;
    return file_failure(errno, "make the names in " + directory.path + " durable");
}

}  // namespace

/// Belongs to the call on the thread, but for the claim: whoever has it decides about the files.
struct DirectorySyncs::Whole {
    std::atomic<bool> claimed = false;
    bool synced = false;
    Clock::duration took{};
    Outcome names{};

    void run(const std::vector<Waiting>& group) {
        // Each descriptor hears once of every error since it was opened: the oldest hears of those
        // of all the files.
        const auto& oldest = *std::ranges::min_element(
            group, {}, [](const Waiting& each) { return each.directory->opened; });
        const auto begin = Clock::now();
        const bool success = syncfs(oldest.directory->fd.get()) == 0;
        took = Clock::now() - begin;
        if (claimed.exchange(true) || !success) return;
        synced = true;
        for (const auto& file : group)
            if (file.settle) file.settle(true);
        names = sync_directory(*oldest.directory);
    }
};

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

bool DirectorySyncs::may_sync_whole(const Directory& directory) const {
    return directory.syncs_whole && Clock::now() >= busy_until_;
}

bool DirectorySyncs::gathers(const DirectoryRef& directory) const {
    if (!may_sync_whole(*directory)) return false;
    if (Clock::now() < gathering_until_) return true;
    const auto queue = queues_.find(directory->identity);
    if (queue == queues_.end()) return false;
    const auto& [waiting, expected, served] = queue->second;
    return expected + waiting.size() + served >= enough_to_gather;
}

void DirectorySyncs::sync(const DirectoryRef& directory, Done done) {
    sync(directory, {}, std::move(done));
}

void DirectorySyncs::sync(const DirectoryRef& directory, Settle settle, Done done) {
    queues_[directory->identity].waiting.push_back(
        {.directory = directory, .settle = std::move(settle), .done = std::move(done)});
    begin(directory->identity);
}

void DirectorySyncs::begin(const core::FileIdentity& id) {
    const Queue& queue = queues_[id];
    if (queue.served > 0) return;
    const bool enough = queue.expected == 0 || queue.waiting.size() >= enough_to_begin;
    if (!queue.waiting.empty() && enough)
        start(id);
    else if (queue.waiting.empty() && queue.expected == 0)
        queues_.erase(id);
}

void DirectorySyncs::start(const core::FileIdentity& id) {
    Queue& queue = queues_[id];
    queue.served = queue.waiting.size();
    const auto group =
        std::make_shared<const std::vector<Waiting>>(std::exchange(queue.waiting, {}));
    const auto unsettled = std::ranges::count_if(
        *group, [](const Waiting& file) { return static_cast<bool>(file.settle); });
    if (unsettled == 0) return sync_names(id, group);
    const auto enough = Clock::now() < gathering_until_ ? enough_to_go_on : enough_to_gather;
    const bool many = static_cast<std::size_t>(unsettled) >= enough;
    if (many && may_sync_whole(*group->front().directory)) return sync_whole(id, group);
    one_by_one(id, group);
}

void DirectorySyncs::sync_names(const core::FileIdentity& id, const Group& group) {
    const auto& directory = group->front().directory;
    const auto outcome = std::make_shared<Outcome>();
    threads_.run([directory, outcome] { *outcome = sync_directory(*directory); },
                 [this, id, group, outcome] { ended(id, group, *outcome); },
                 [this, id, group, path = directory->path] { ended(id, group, hangs(path)); });
}

void DirectorySyncs::sync_whole(const core::FileIdentity& id, const Group& group) {
    const auto whole = std::make_shared<Whole>();
    threads_.run([whole, group] { whole->run(*group); },
                 [this, id, group, whole] {
                     if (whole->took > longest_whole_sync) rest();
                     // Each file's own sync says which of them an error is about.
                     if (!whole->synced) return one_by_one(id, group);
                     gathering_until_ = Clock::now() + goes_on_for;
                     ended(id, group, whole->names);
                 },
                 [this, id, group, whole] {
                     rest();
                     if (!whole->claimed.exchange(true)) return one_by_one(id, group);
                     ended(id, group, hangs(group->front().directory->path));
                 });
}

/// Each file on a thread of its own; then they wait for their names together.
void DirectorySyncs::one_by_one(const core::FileIdentity& id, const Group& group) {
    auto expected = expect(group->front().directory);
    for (const auto& file : *group) {
        if (!file.settle) {
            sync(file.directory, file.done);
            continue;
        }
        threads_.run([group, &file] { file.settle(false); },
                     [this, group, &file, expected] { sync(file.directory, file.done); },
                     [group, &file] { file.done(hangs(file.directory->path)); });
    }
    queues_[id].served = 0;
}

void DirectorySyncs::ended(const core::FileIdentity& id, const Group& group,
                           const Outcome& outcome) {
    queues_[id].served = 0;
    begin(id);
    for (const auto& file : *group) file.done(outcome);
}

void DirectorySyncs::rest() {
    busy_until_ = Clock::now() + rest_time;
}

}  // namespace transferd::worker
