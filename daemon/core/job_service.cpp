// SPDX-License-Identifier: MIT
#include "core/job_service.hpp"

#include "core/error.hpp"
#include "core/job_secrets.hpp"
#include "core/refusal.hpp"

#include <algorithm>
#include <utility>

namespace transferd::core {

namespace {

Error invalid_state(const Job& job, Verb verb) {
    return Error{ErrorCode::invalid_state, "Job " + std::to_string(job.id.value) + " is " +
                                               std::string(word(job.state)) + "; " +
                                               std::string(word(verb)) + " is not possible"};
}

void require(const Job& job, Verb verb) {
    if (!after(job.state, verb, job.type)) throw invalid_state(job, verb);
}

/// A caller who manages all jobs must not have the owner's secrets sent to where he reads them.
void refuse_what_is_the_owners(const Caller& caller, const Job& job, const Dictionary& changes) {
    if (owns(caller, job)) return;
    if (changes.contains("HttpHeaders"))
        throw Error{ErrorCode::access_denied, "Only the owner of a job sets its HttpHeaders"};
    if (job.secrets.empty()) return;
    for (const auto* key : {"ProxyMode", "ProxyUrl", "ProxyBypass", "RedirectHttpsToHttp",
                            "TlsCaFile", "TlsFlags", "TlsPinnedKey"})
        if (changes.contains(key))
            throw Error{
                ErrorCode::access_denied,
                std::string("The job has credentials or headers, so only its owner sets ") + key};
}

bool has_work(const Record& record) {
    return std::any_of(record.files.begin(), record.files.end(),
                       [](const FileEntry& file) { return !file.transferred && !file.discarded; });
}

}  // namespace

JobService::JobService(Ledger& ledger, Runner& runner, Closer& closer, Transfers& transfers,
                       Clock& clock, const Policy& policy, Vault& vault, AccountName account_name)
    : ledger_(ledger),
      runner_(runner),
      closer_(closer),
      transfers_(transfers),
      clock_(clock),
      policy_(policy),
      vault_(vault),
      account_name_(std::move(account_name)) {
    runner.on_transferred([this](JobId id) { complete_by_itself(id); });
}

void JobService::complete_by_itself(JobId id) {
    const auto* record = ledger_.find(id);
    if (record && completes_by_itself(record->job) && !closer_.busy(id)) closer_.complete(id, {});
}

/// Not always called by a method of the bus: what is wrong by now must become a reply.
void JobService::attempt(const std::function<void()>& call, const Refuse& refuse) {
    try {
        call();
    } catch (const Error& error) {
        refuse(error);
    }
}

void JobService::in_turn(const Caller& caller, JobId id, const std::function<void()>& verb,
                         const Refuse& refuse) {
    (void)ledger_.visible(caller, id);
    if (!closer_.busy(id)) return verb();
    closer_.when_free(id, [verb, refuse] { attempt(verb, refuse); });
}

void JobService::save(const Job& next, std::span<const FileEntry> files, std::function<void()> act,
                      Reply<Nothing> reply) {
    ledger_.change(next, files,
                   [act = std::move(act), reply = std::move(reply)](const SaveError& error) {
                       if (error) return reply(not_saved(error));
                       if (act) act();
                       reply(Nothing{});
                   });
}

void JobService::resume(const Caller& caller, JobId id, Reply<Nothing> reply) {
    reply = announcing(caller, id, word(Verb::resume), std::move(reply));
    in_turn(
        caller, id, [this, caller, id, reply] { resume_now(caller, id, reply); }, reply);
}

void JobService::resume_now(const Caller& caller, JobId id, const Reply<Nothing>& reply) {
    const auto& record = ledger_.visible(caller, id);
    require(record.job, Verb::resume);
    if (!has_work(record))
        throw Error{ErrorCode::empty_job,
                    "Job " + std::to_string(id.value) + " has nothing to transfer"};
    auto job = record.job;
    if (job.state == JobState::queued || is_active(job.state)) return reply(Nothing{});
    job.state = JobState::queued;
    job.reason = StateReason::none;
    job.resumed = true;
    job.turn = ledger_.next_turn();
    job.next_retry.reset();
    job.transferred.reset();
    job.no_progress_since.reset();
    job.free_retries = 0;
    job.active_time = {};
    job.modified = job.last_activity = clock_.wall();
    std::vector<FileEntry> forgiven;
    for (const auto& file : record.files) {
        if (file.restarts == 0) continue;
        forgiven.push_back(file);
        forgiven.back().restarts = 0;
        forgiven.back().thrown_away = 0;
    }
    save(
        job, forgiven, [this, id] { runner_.queued(id); }, reply);
}

void JobService::suspend(const Caller& caller, JobId id, Reply<Nothing> reply) {
    reply = announcing(caller, id, word(Verb::suspend), std::move(reply));
    in_turn(
        caller, id, [this, caller, id, reply] { suspend_now(caller, id, reply); }, reply);
}

void JobService::suspend_now(const Caller& caller, JobId id, const Reply<Nothing>& reply) {
    auto job = ledger_.visible(caller, id).job;
    require(job, Verb::suspend);
    const auto next = *after(job.state, Verb::suspend, job.type);
    if (next == job.state) return reply(Nothing{});
    job.state = next;
    job.bytes_per_second = 0;
    job.reason = StateReason::none;
    job.next_retry.reset();
    job.modified = job.last_activity = clock_.wall();
    save(
        job, {},
        [this, id] {
            runner_.halt(id, {});
            runner_.look();
        },
        reply);
}

void JobService::complete(const Caller& caller, JobId id, Reply<Completed> reply) {
    const auto& record = ledger_.visible(caller, id);
    require(record.job, Verb::complete);
    require_owner(record.job);
    // A second Complete joins the first; during a Cancel it waits and then finds the job final.
    if (!closer_.busy(id) || record.job.pending == Pending::completing)
        return closer_.complete(id, announcing(caller, id, word(Verb::complete), std::move(reply)));
    closer_.when_free(id, [=, this] { attempt([&] { complete(caller, id, reply); }, reply); });
}

void JobService::cancel(const Caller& caller, JobId id, Reply<Cancelled> reply) {
    const auto& record = ledger_.visible(caller, id);
    require(record.job, Verb::cancel);
    const auto pending = record.job.pending;
    if (!closer_.busy(id) || pending == Pending::cancelling || pending == Pending::expiring)
        return closer_.cancel(id, announcing(caller, id, word(Verb::cancel), std::move(reply)));
    closer_.when_free(id, [=, this] { attempt([&] { cancel(caller, id, reply); }, reply); });
}

void JobService::set_settings(const Caller& caller, JobId id, const Dictionary& changes,
                              Reply<Nothing> reply) {
    reply = announcing(caller, id, "SetSettings", std::move(reply));
    in_turn(
        caller, id,
        [this, caller, id, changes, reply] {
            auto job = ledger_.visible(caller, id).job;
            if (is_final(job.state))
                throw Error{ErrorCode::invalid_state,
                            "Job " + std::to_string(id.value) + " is final"};
            const auto priority = job.settings.priority;
            refuse_what_is_the_owners(caller, job, changes);
            auto next = with_settings(job, changes);
            if (job.resumed) require_open_settings(job.settings, next.settings);
            job = std::move(next);
            // A new priority begins at its end.
            const bool moves = job.settings.priority != priority;
            if (moves) job.turn = ledger_.next_turn();
            job.modified = job.last_activity = clock_.wall();
            save(
                job, {},
                [this, id, moves] {
                    moves ? runner_.moved(id) : runner_.look();
                    complete_by_itself(id);
                },
                reply);
        },
        reply);
}

std::uint64_t JobService::bytes_of(JobId id, const FileEntry& file) const {
    if (file.transferred) return file.size.value_or(0);
    return runner_.received({id, file.index}).value_or(file.durable.bytes());
}

const Record& JobService::failed_job(const Caller& caller, JobId id) const {
    const auto& record = ledger_.visible(caller, id);
    if (!record.job.error)
        throw Error{ErrorCode::no_error, "Job " + std::to_string(id.value) + " has no error"};
    return record;
}

std::vector<const Job*> JobService::jobs(const std::function<bool(const Job&)>& wanted) const {
    std::vector<const Job*> found;
    for (const auto& [id, record] : ledger_.all())
        if (!is_final(record.job.state) && wanted(record.job)) found.push_back(&record.job);
    return found;
}

Quota JobService::quota(const Caller& caller) const {
    return {.usage = ledger_.usage(caller.uid), .exempt = exempt(caller.uid)};
}

}  // namespace transferd::core
