// SPDX-License-Identifier: MIT
#include "core/inactivity.hpp"

#include <algorithm>

namespace transferd::core {

namespace {

constexpr microseconds second_look = std::chrono::hours{1};
constexpr microseconds believable = std::chrono::hours{24 * 7};
constexpr auto never = WallTime::max();

/// The job could be cancelled now.
bool in_question(const Record& record) {
    return !is_final(record.job.state) && record.job.pending == Pending::none;
}

}  // namespace

WallTime expiry(const Job& job, const Policy& policy) {
    const auto timeout = policy.job_inactivity_timeout;
    return timeout < never - job.last_activity ? job.last_activity + timeout : never;
}

bool suspicious(const Sweep& last, const Sweep& now, microseconds timeout) {
    const auto passed = now.wall - last.wall;
    if (last.boot_id == now.boot_id) return passed - (now.boot - last.boot) > second_look;
    return passed > std::max(timeout, believable);
}

Inactivity::Inactivity(Ledger& ledger, Closer& closer, Clock& clock, SweepLog& log,
                       const Policy& policy)
    : ledger_(ledger),
      closer_(closer),
      clock_(clock),
      log_(log),
      policy_(policy),
      last_(log.last()),
      alarm_(clock.alarm([this] { sweep({}); })) {
    ledger.on_added([this] {
        if (!armed_) look();
    });
}

std::vector<JobId> Inactivity::overdue(WallTime now) const {
    std::vector<JobId> found;
    for (const auto& [id, record] : ledger_.all())
        if (in_question(record) && expiry(record.job, policy_) <= now) found.push_back(id);
    return found;
}

/// `now` with the time until which nothing may be cancelled, if there is one.
Sweep Inactivity::held(Sweep now, bool any_overdue) const {
    if (!any_overdue) return now;
    if (last_ && last_->hold_until && last_->boot_id == now.boot_id) {
        // The clock may have jumped again; who was overdue has waited long enough all the same.
        if (*last_->hold_until > now.boot) now.hold_until = last_->hold_until;
        return now;
    }
    // A hold that a reboot interrupted begins anew; jobs without a record are a lost record.
    const bool doubtful =
        !last_ || last_->hold_until || suspicious(*last_, now, policy_.job_inactivity_timeout);
    if (doubtful) now.hold_until = now.boot + second_look;
    return now;
}

void Inactivity::sweep(const Swept& swept) {
    const auto jobs = overdue(clock_.wall());
    last_ = held({.wall = clock_.wall(), .boot = clock_.boot(), .boot_id = clock_.boot_id()},
                 !jobs.empty());
    log_.save(*last_);
    expire(last_->hold_until ? std::vector<JobId>{} : jobs, swept);
    look();
}

void Inactivity::expire(const std::vector<JobId>& jobs, const Swept& swept) {
    struct Count {
        std::size_t open;
        std::uint32_t cancelled;
    };
    const auto count = std::make_shared<Count>(Count{jobs.size(), 0});
    if (jobs.empty() && swept) swept(0);
    for (const auto id : jobs)
        closer_.expire(id, [count, swept](const Outcome<Cancelled>& outcome) {
            // What takes long goes on and ends as the others do.
            if (outcome.ok() || outcome.error().code() == ErrorCode::in_progress)
                ++count->cancelled;
            if (--count->open == 0 && swept) swept(count->cancelled);
        });
}

void Inactivity::look() {
    auto next = never;
    for (const auto& [id, record] : ledger_.all())
        if (in_question(record)) next = std::min(next, expiry(record.job, policy_));
    armed_ = next != never;
    if (!armed_) return alarm_->clear();
    const auto wait = std::max(next - clock_.wall(), WallTime::duration{0});
    auto when = clock_.boot() + std::min(wait, believable);
    if (last_ && last_->hold_until) when = std::max(when, *last_->hold_until);
    alarm_->set(when);
}

}  // namespace transferd::core
