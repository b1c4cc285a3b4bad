// SPDX-License-Identifier: MIT
// The half of the runner that decides who transfers, and starts and stops what follows from it.
#include "core/download_order.hpp"
#include "core/runner.hpp"

#include <algorithm>
#include <utility>

namespace transferd::core {

namespace {

/// Files of one job that its worker holds at once: more than it may have connections, so that it
/// never waits for the broker between small files.
constexpr std::size_t files_ahead = 48;

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
    const auto wanting = candidates();
    const auto why = held_back();
    auto plan = why ? Plan{} : schedule(wanting, policy_, now);
    std::sort(plan.run.begin(), plan.run.end());
    const auto runs = [&](JobId id) {
        return std::binary_search(plan.run.begin(), plan.run.end(), id);
    };
    for (const auto& candidate : wanting)
        if (!runs(candidate.id)) wait(candidate.id, why.value_or(StateReason::waiting_turn));
    for (const auto id : plan.run) start(id);
    for (const auto id : plan.renewed) renew(id);
    auto next = plan.look_again;
    for (auto run = runs_.begin(); run != runs_.end();) {
        const auto id = (run++)->first;  // out_of_time removes it
        const auto end = end_of_time(ledger_.find(id)->job, runs_.at(id));
        if (end <= now)
            out_of_time(id);
        else if (!next || end < *next)
            next = end;
    }
    if (next)
        time_alarm_->set(*next);
    else
        time_alarm_->clear();
    announce_active();
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
    while (run.in_flight.size() < files_ahead && run.next_file < record.files.size()) {
        const auto& file = record.files[run.next_file++];
        if (file.transferred || file.discarded) continue;
        run.in_flight[file.index] = file.durable.bytes();
        transfers_.start(record.job.owner, download_order(record.job, file, policy_));
    }
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
