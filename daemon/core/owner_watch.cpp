// SPDX-License-Identifier: MIT
#include "core/owner_watch.hpp"

#include <optional>
#include <utility>

namespace transferd::core {

namespace {

/// For a directory service that is away for a night, or an account that is made anew.
constexpr microseconds grace = std::chrono::hours{24};
/// Where accounts come from elsewhere, nobody tells that one is gone; none tells that it expires.
constexpr microseconds between_reviews = std::chrono::hours{1};

bool in_question(const Record& record) {
    return !is_final(record.job.state) && record.job.pending == Pending::none;
}

}  // namespace

OwnerWatch::OwnerWatch(Ledger& ledger, Runner& runner, Closer& closer, Clock& clock, Owners& owners)
    : ledger_(ledger),
      runner_(runner),
      closer_(closer),
      clock_(clock),
      owners_(owners),
      alarm_(clock.alarm([this] { review(); })) {}

Standing OwnerWatch::standing_of(const Job& job) {
    return owners_.standing({job.owner, job.owner_name}).value_or(job.standing);
}

void OwnerWatch::judge() {
    std::map<std::pair<Uid, std::string>, Standing> found;
    std::vector<std::pair<JobId, Standing>> judged;
    for (const auto& [id, record] : ledger_.all()) {
        const auto& job = record.job;
        if (is_final(job.state)) continue;
        const std::pair account{job.owner, job.owner_name};
        auto known = found.find(account);
        if (known == found.end()) known = found.emplace(account, standing_of(job)).first;
        if (known->second != job.standing) judged.emplace_back(id, known->second);
    }
    for (const auto& [id, standing] : judged) ledger_.judge(id, standing);
    for (const auto& [account, standing] : found) {
        const auto before = told_.find(account);
        if (standing == (before == told_.end() ? Standing::here : before->second)) continue;
        told_[account] = standing;
        if (news_) news_({account.first, account.second}, standing);
    }
}

void OwnerWatch::look() {
    judge();
    note_absence();
    cancel_of_the_gone();
    runner_.look();
    // Log-ins, of which there may be many an hour, do not put it off.
    if (!std::exchange(awaits_review_, true)) alarm_->set(clock_.boot() + between_reviews);
}

void OwnerWatch::review() {
    awaits_review_ = false;
    if (ask_again_) ask_again_();
    look();
}

/// Since when an account is gone outlives the broker.
void OwnerWatch::note_absence() {
    std::vector<Job> changed;
    for (const auto& [id, record] : ledger_.all()) {
        const auto& job = record.job;
        if (!in_question(record) || job.standing == Standing::replaced) continue;
        const bool gone = job.standing == Standing::gone;
        if (gone == job.owner_gone.has_value()) continue;
        changed.push_back(job);
        changed.back().owner_gone = gone ? std::optional{clock_.wall()} : std::nullopt;
    }
    for (const auto& job : changed) ledger_.change(job, {}, {});
}

void OwnerWatch::cancel_of_the_gone() {
    std::vector<JobId> due;
    for (const auto& [id, record] : ledger_.all()) {
        const auto& job = record.job;
        const bool gone = in_question(record) && job.standing == Standing::gone && job.owner_gone;
        if (gone && clock_.wall() - *job.owner_gone >= grace && !closer_.busy(id))
            due.push_back(id);
    }
    for (const auto id : due) closer_.cancel(id, {});
}

}  // namespace transferd::core
