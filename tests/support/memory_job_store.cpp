// SPDX-License-Identifier: MIT
#include "support/memory_job_store.hpp"

#include <algorithm>

namespace transferd::test {

namespace {

constexpr core::microseconds kept_for = std::chrono::hours{24 * 30};

}  // namespace

std::vector<core::SavedJob> MemoryJobStore::load(std::optional<core::JobId> only) {
    std::vector<core::SavedJob> jobs;
    for (const auto& [id, job] : tables_.jobs) {
        if (core::is_final(job.state) || (only && id != *only)) continue;
        ++loads_;
        jobs.push_back({.job = job, .files = {}});
        for (const auto& [ref, file] : tables_.files)
            if (ref.job == id) jobs.back().files.push_back(file);
    }
    return jobs;
}

void MemoryJobStore::save(const core::Job& job, std::span<const core::FileEntry> files,
                          core::Saved done, core::Haste /*haste*/) {
    for (const auto& file : files) checkpoints_.erase({.job = job.id, .index = file.index});
    auto saved = job;
    if (core::is_active(saved.state)) saved.state = core::JobState::queued;
    queue(
        [saved, rows = std::vector(files.begin(), files.end())](Tables& tables) {
            tables.jobs.insert_or_assign(saved.id, saved);
            for (const auto& file : rows)
                tables.files.insert_or_assign({.job = saved.id, .index = file.index}, file);
        },
        std::move(done));
}

void MemoryJobStore::checkpoint(const core::FileRef& file, const core::Durable& durable) {
    checkpoints_.insert_or_assign(file, durable);
}

void MemoryJobStore::retire(const core::HistoryEntry& entry, core::Saved done) {
    std::erase_if(checkpoints_, [&](const auto& queued) { return queued.first.job == entry.id; });
    queue(
        [entry](Tables& tables) {
            tables.jobs.erase(entry.id);
            std::erase_if(tables.files, [&](const auto& row) { return row.first.job == entry.id; });
            tables.history.insert_or_assign(entry.id, entry);
            std::erase_if(tables.history, [&](const auto& row) {
                return row.second.removed < entry.removed - kept_for;
            });
        },
        std::move(done));
}

std::vector<core::HistoryEntry> MemoryJobStore::final_jobs(
    const std::optional<core::Account>& owner, std::optional<core::JobType> type,
    std::uint32_t limit) {
    std::vector<core::HistoryEntry> entries;
    const auto is_of_owner = [&](const core::HistoryEntry& entry) {
        if (!owner) return true;
        const bool same_name =
            owner->name.empty() || entry.owner_name.empty() || entry.owner_name == owner->name;
        return entry.owner == owner->uid && same_name;
    };
    for (const auto& [id, entry] : tables_.history)
        if (is_of_owner(entry) && (!type || entry.type == *type)) entries.push_back(entry);
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
        return std::pair{a.removed, a.id} > std::pair{b.removed, b.id};
    });
    if (limit != 0 && entries.size() > limit) entries.resize(limit);
    return entries;
}

std::vector<core::Errand> MemoryJobStore::errands() {
    std::vector<core::Errand> all;
    for (const auto& [id, errand] : tables_.errands) all.push_back(errand);
    return all;
}

void MemoryJobStore::keep(const core::Errand& errand) {
    changes_.emplace_back(
        [errand](Tables& tables) { tables.errands.insert_or_assign(errand.id, errand); });
}

void MemoryJobStore::drop(core::ErrandId id) {
    changes_.emplace_back([id](Tables& tables) { tables.errands.erase(id); });
}

void MemoryJobStore::commit() {
    const auto failure = std::exchange(failure_, std::nullopt);
    const auto told = std::exchange(waiting_, {});
    if (!failure) apply();
    changes_.clear();
    checkpoints_.clear();
    for (const auto& done : told)
        if (done) done(failure);
}

void MemoryJobStore::commit_unheard() {
    apply();
    crash();
}

void MemoryJobStore::crash() {
    changes_.clear();
    checkpoints_.clear();
    waiting_.clear();
}

void MemoryJobStore::apply() {
    for (const auto& change : changes_) change(tables_);
    for (const auto& [ref, durable] : checkpoints_)
        if (const auto file = tables_.files.find(ref); file != tables_.files.end())
            file->second.durable = durable;
}

void MemoryJobStore::commit_all() {
    do commit();
    while (!waiting_.empty());
}

void MemoryJobStore::queue(std::function<void(Tables&)> change, core::Saved done) {
    changes_.push_back(std::move(change));
    waiting_.push_back(std::move(done));
}

}  // namespace transferd::test
