// SPDX-License-Identifier: MIT
// The half of the runner that decides who transfers, and starts and stops what follows from it.
#include "core/download_order.hpp"
#include "core/job_secrets.hpp"
#include "core/runner.hpp"

#include <algorithm>
#include <utility>

namespace transferd::core {

namespace {

/// Files of one job that its worker holds at once: more than it may have connections, so that
/// small files are fetched while many others wait for one sync.
constexpr std::size_t most_files_ahead = 192;
/// Of all jobs, but for one file of each: each is two descriptors of a worker, which may have some
/// thousand.
constexpr std::size_t most_files_at_once = 1024;
/// Each of those files' orders has the job's secrets in it, and a worker that does not read must
/// not make the broker keep many times what its user may store.
constexpr std::size_t most_secret_bytes_ahead = 256UL * 1024;

std::size_t files_ahead(const Job& job) {
    const auto each = stored_bytes(job.secrets) + 1;
    return std::clamp(most_secret_bytes_ahead / each, std::size_t{1}, most_files_ahead);
}

}  // namespace

std::vector<Candidate> Runner::candidates() const {
    std::vector<Candidate> found;
    for (const auto& [id, record] : ledger_.all()) {
        const auto& job = record.job;
        const bool wants = job.state == JobState::queued || is_active(job.state);
        if (!wants || job.pending != Pending::none || halting_.contains(id) || retries_.has(id))
            continue;
        const auto run = runs_.find(id);
        // What is not saved is not acted upon.
        if (run == runs_.end() && record.unsaved > 0) continue;
        const auto served = served_.find({job.settings.priority, job.owner});
        Candidate candidate{.id = id,
                            .owner = job.owner,
                            .priority = job.settings.priority,
                            .owner_turn = served == served_.end() ? 0 : served->second,
                            .turn = job.turn};
        // A turn that ends would throw away what has come, and so would the next one.
        const bool breakable = job.settings.http.can_resume();
        if (run != runs_.end())
            candidate.running_since = breakable ? run->second.slice_since : clock_.boot();
        found.push_back(candidate);
    }
    return found;
}

void Runner::plan() {
    if (stopping_) return;
    const auto now = clock_.boot();
    auto wanting = candidates();
    const auto why = held_back();
    std::erase_if(wanting, [&](const Candidate& candidate) {
        const bool waits = !why && misses_owner(ledger_.find(candidate.id)->job);
        if (waits) wait(candidate.id, StateReason::owner_not_present);
        return waits;
    });
    auto plan = why ? Plan{} : schedule(wanting, policy_, now);
    std::sort(plan.run.begin(), plan.run.end());
    const auto runs = [&](JobId id) {
        return std::binary_search(plan.run.begin(), plan.run.end(), id);
    };
    for (const auto& candidate : wanting)
        if (!runs(candidate.id)) wait(candidate.id, why.value_or(StateReason::waiting_turn));
    for (const auto id : plan.run) start(id);
    for (const auto id : plan.renewed)
        if (runs_.contains(id)) renew(id);  // starting its next file may have failed it
    auto next = plan.look_again;
    if (const auto end = end_hopeless(); end && (!next || *end < *next)) next = end;
    if (next)
        time_alarm_->set(*next);
    else
        time_alarm_->clear();
    announce_active();
}

std::optional<BootTime> Runner::end_of_hope(const Job& job) {
    const auto run = runs_.find(job.id);
    const bool is_free = job.pending == Pending::none;
    auto end = patience_.end(
        job, is_free && (is_active(job.state) || job.state == JobState::transient_error));
    if (run == runs_.end()) return end;
    const auto end_of_its_time = end_of_time(job, run->second);
    return end ? std::min(*end, end_of_its_time) : end_of_its_time;
}

std::optional<BootTime> Runner::end_hopeless() {
    const auto now = clock_.boot();
    std::optional<BootTime> next;
    std::vector<JobId> hopeless;
    for (const auto& [id, record] : ledger_.all()) {
        const auto end = end_of_hope(record.job);
        if (end && *end <= now)
            hopeless.push_back(id);
        else if (end && (!next || *end < *next))
            next = end;
    }
    for (const auto id : hopeless) {
        const auto run = runs_.find(id);
        const bool out_of_its_time =
            run != runs_.end() && end_of_time(ledger_.find(id)->job, run->second) <= now;
        out_of_its_time ? out_of_time(id) : out_of_patience(id);
    }
    return next;
}

void Runner::start(JobId id) {
    auto job = ledger_.find(id)->job;
    const auto now = clock_.boot();
    const auto [run, is_new] = runs_.try_emplace(
        id, Run{.job = id, .owner = job.owner, .since = now, .slice_since = now, .in_flight = {}});
    if (is_new) {
        serve(job);
        job.state = JobState::connecting;
        job.reason = StateReason::none;
        ledger_.show(job);
    }
    feed(id, run->second);
}

void Runner::renew(JobId id) {
    runs_.at(id).slice_since = clock_.boot();
    auto job = ledger_.find(id)->job;
    job.turn = ledger_.next_turn();
    ledger_.note(job);
    serve(job);
}

void Runner::serve(const Job& job) {
    served_[{job.settings.priority, job.owner}] = ledger_.next_turn();
}

void Runner::moved(JobId id) {
    if (const auto run = runs_.find(id); run != runs_.end())
        run->second.slice_since = clock_.boot() - policy_.time_slice;
    look();
}

void Runner::feed(JobId id, Run& run) {
    const auto& record = *ledger_.find(id);
    auto secrets = open_secrets(vault_, record.job);
    if (!secrets) return fail(id, credentials_lost(vault_), {});
    const auto ahead = files_ahead(record.job);
    std::size_t all = 0;
    for (const auto& [other, its] : runs_) all += its.in_flight.size();
    const auto may_have_more = [&] {
        const auto its = run.in_flight.size();
        return its < ahead && (its == 0 || all < most_files_at_once);
    };
    while (may_have_more() && run.next_file < record.files.size()) {
        const auto& file = record.files[run.next_file++];
        if (file.transferred || file.discarded) continue;
        order(run, file, *secrets);
        ++all;
    }
    wipe(*secrets);
}

/// `secrets`: of the job; the server that is asked gets those that it may see.
void Runner::order(Run& run, const FileEntry& file, const HttpSecrets& secrets) {
    const auto& job = ledger_.find(run.job)->job;
    run.in_flight[file.index] = {file.durable.bytes(), file.durable.bytes()};
    auto wanted = download_order(job, file, policy_);
    wanted.secrets = secrets_for(file, secrets);
    transfers_.start(job.owner, wanted);
    wipe(wanted.secrets);
}

void Runner::wait(JobId id, StateReason why) {
    if (runs_.contains(id)) halt(id, {});
    auto job = ledger_.find(id)->job;
    if (job.state == JobState::queued && job.reason == why) return;
    if (is_active(job.state)) job.turn = ledger_.next_turn();
    job.state = JobState::queued;
    job.reason = why;
    ledger_.show(job);
}

bool Runner::misses_owner(const Job& job) const {
    if (job.standing != Standing::here) return true;
    const bool wants_session =
        policy_.run_when == RunWhen::logged_in || job.settings.run_when == RunWhen::logged_in;
    return wants_session && !owners_.logged_in(job.owner);
}

std::optional<StateReason> Runner::held_back() const {
    switch (network_state_) {
        case NetworkState::offline:
            return StateReason::offline;
        case NetworkState::portal:
            return StateReason::captive_portal;
        case NetworkState::metered:
        case NetworkState::online:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace transferd::core
