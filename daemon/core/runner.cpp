// SPDX-License-Identifier: MIT
#include "core/runner.hpp"

#include "core/error.hpp"
#include "core/limits.hpp"
#include "core/verdict.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace transferd::core {

Runner::Runner(Ledger& ledger, Transfers& transfers, Network& network, Owners& owners, Clock& clock,
               const Policy& policy, const Vault& vault)
    : ledger_(ledger),
      transfers_(transfers),
      network_(network),
      owners_(owners),
      clock_(clock),
      policy_(policy),
      vault_(vault),
      network_state_(network.state()),
      retries_(clock, [this](JobId id) { retry(id); }),
      patience_(clock),
      announcer_(ledger, clock),
      plan_alarm_(clock.alarm([this] { plan(); })),
      time_alarm_(clock.alarm([this] { plan(); })) {
    ledger.on_thrown_back([this](JobId id) { thrown_back(id); });
}

void Runner::begin() {
    for (const auto& [id, record] : ledger_.all())
        if (record.job.state == JobState::transient_error) retries_.set(id, retry_time(record.job));
    look();
}

void Runner::look() {
    plan_alarm_->set(clock_.boot());
}

void Runner::queued(JobId id) {
    retries_.remove(id);
    look();
}

void Runner::stop(std::function<void()> stopped) {
    stopping_ = true;
    std::vector<JobId> active;
    for (const auto& [id, run] : runs_) active.push_back(id);
    for (const auto& [id, waiting] : halting_) active.push_back(id);
    if (active.empty()) return stopped();
    const auto missing = std::make_shared<std::size_t>(active.size());
    for (const auto id : active)
        halt(id, [missing, stopped] {
            if (--*missing == 0) stopped();
        });
}

/// As in BITS, a network that is back ends every job's waiting for a retry, whatever failed.
void Runner::network_changed() {
    const bool was_held = held_back().has_value();
    network_state_ = network_.state();
    look();
    if (!was_held || held_back()) return;
    std::vector<JobId> waiting;
    for (const auto& [id, record] : ledger_.all())
        if (record.job.state == JobState::transient_error && record.job.pending == Pending::none)
            waiting.push_back(id);
    for (const auto id : waiting) {
        retries_.remove(id);
        retry(id);
    }
}

void Runner::halt(JobId id, std::function<void()> halted) {
    retries_.remove(id);
    if (const auto run = runs_.find(id); run != runs_.end()) {
        auto job = ledger_.find(id)->job;
        job.active_time += clock_.boot() - run->second.since;
        job.bytes_per_second = 0;
        for (const auto& [index, received] : run->second.in_flight) {
            const auto durable = ledger_.find(id)->files.at(index.value).durable.bytes();
            job.bytes_transferred -= received.shown - durable;
        }
        runs_.erase(run);
        announcer_.forget(id);
        ledger_.note(job);
        stop_transfers(job.owner, id);
    }
    if (const auto halting = halting_.find(id); halting != halting_.end())
        halting->second.push_back(std::move(halted));
    else if (halted)
        halted();
}

void Runner::begin_again(JobId id) {
    if (!runs_.contains(id)) return;
    halt(id, {});
    wait(id, StateReason::none);
}

void Runner::discard(JobId id, const DiscardItem& item) {
    halt(id, [this, id, item] {
        if (!ledger_.find(id)) return;
        halting_[id];
        transfers_.discard(ledger_.find(id)->job.owner, {item},
                           [this, id](const FileAnswers&) { let_go(id); });
    });
}

BootTime Runner::retry_time(const Job& job) const {
    const auto wait = job.next_retry ? *job.next_retry - clock_.wall() : microseconds{0};
    // A clock that was set back must not make a job wait for years.
    const auto longest =
        std::max<microseconds>(std::chrono::hours{24}, job.settings.minimum_retry_delay);
    return clock_.boot() + std::clamp(wait, microseconds{0}, longest);
}

void Runner::retry(JobId id) {
    const auto* record = ledger_.find(id);
    if (!record) return;
    // Held after a failed save, not in retry.
    if (record->job.state != JobState::transient_error) return look();
    auto job = record->job;
    job.state = JobState::queued;
    job.reason = StateReason::none;
    job.next_retry.reset();
    job.turn = ledger_.next_turn();
    ledger_.change(job, {}, [this](const SaveError& error) {
        if (!error) look();
    });
}

void Runner::thrown_back(JobId id) {
    const auto* record = ledger_.find(id);
    if (const auto run = runs_.find(id); run != runs_.end()) {
        const auto owner = run->second.owner;
        runs_.erase(run);
        announcer_.forget(id);
        stop_transfers(owner, id);
    }
    if (!record) return;
    const auto pause = clock_.boot() + pause_after_failed_save;
    const bool waits = record->job.state == JobState::transient_error;
    retries_.set(id, waits ? std::max(pause, retry_time(record->job)) : pause);
    if (record->job.state == JobState::queued && record->job.pending == Pending::none)
        wait(id, StateReason::retry_delay);
}

void Runner::stop_transfers(Uid owner, JobId id) {
    halting_[id];
    transfers_.stop(owner, id, [this, id] { let_go(id); });
    announce_active();
}

void Runner::let_go(JobId id) {
    const auto waiting = std::exchange(halting_[id], {});
    halting_.erase(id);
    for (const auto& halted : waiting)
        if (halted) halted();
    look();
}

BootTime Runner::end_of_time(const Job& job, const Run& run) const {
    const microseconds most = job.settings.maximum_transfer_time
                                  ? microseconds{*job.settings.maximum_transfer_time}
                                  : policy_.maximum_transfer_time;
    return run.since + most - job.active_time;
}

void Runner::out_of_time(JobId id) {
    fail(id,
         {.code = FailureCode::max_transfer_time,
          .context = FailureContext::policy,
          .message = "The job has been transferring for as long as MaximumTransferTime allows"},
         {});
}

void Runner::out_of_patience(JobId id) {
    const bool tries = runs_.contains(id);
    halt(id, {});
    auto job = gave_up(ledger_.find(id)->job, clock_.wall());
    if (tries) ++job.error_count;
    take_verdict(job, {});
}

void Runner::announce_active() {
    if (active_) active_(static_cast<std::uint32_t>(runs_.size()));
}

}  // namespace transferd::core
