// SPDX-License-Identifier: MIT
// The half of the use cases that makes jobs and adds files to them.
#include "core/adding.hpp"
#include "core/error.hpp"
#include "core/job_secrets.hpp"
#include "core/job_service.hpp"
#include "core/limits.hpp"
#include "core/refusal.hpp"
#include "core/totals.hpp"

#include <system_error>
#include <utility>

namespace transferd::core {

Job JobService::new_job(const Caller& caller, const NewJob& request) const {
    const auto type = from_word<JobType>(request.type);
    if (!type)
        throw Error{ErrorCode::invalid_args,
                    "type takes one of: " + choices<JobType>() + ", not " + quoted(request.type)};
    if (*type != JobType::download)
        throw Error{ErrorCode::not_supported, "Jobs of type " + std::string(word(*type)) +
                                                  " are not supported by this version"};
    if (request.settings.contains("DisplayName"))
        throw Error{ErrorCode::invalid_args, "DisplayName is given twice: as argument and setting"};
    check_quota(caller);
    Job job;
    job.owner = caller.uid;
    job.owner_name = account_name_(caller.uid);
    job.type = *type;
    auto settings = request.settings;
    if (const auto headers = take_http_headers(settings)) require_vault(vault_, *headers);
    job.settings = changed(changed({}, {{"DisplayName", request.display_name}}), settings);
    job.created = job.modified = job.last_activity = clock_.wall();
    return job;
}

Job JobService::with_id(Job job, Dictionary settings) {
    job.id = ledger_.new_id();
    if (const auto headers = take_http_headers(settings)) seal(vault_, job, *headers);
    return job;
}

void JobService::check_quota(const Caller& caller) const {
    if (caller.exceeds_quota) return;
    const auto owner = caller.uid;
    const auto usage = ledger_.usage(owner);
    const bool full = usage.jobs_of_user >= policy_.max_jobs_per_user;
    check_new_job(owner, usage, full ? ledger_.backlog(owner) : Backlog{}, policy_);
}

void JobService::admit(Uid user, const std::function<void()>& then, const Refuse& refuse) {
    if (admits_everybody_ || ordinary(user)) return then();
    // What the worker says of the directory does not matter, only whether it says something.
    const CheckItem anything{.url = {}, .allowed_schemes = {}, .destination = {"/", "any", {}}};
    ask(user, {anything}, [then, refuse](const Outcome<CheckAnswers>& answers) {
        if (!answers.ok()) return refuse(answers.error());
        const auto& failure = answers.value().front().failure;
        if (failure && (failure->code == FailureCode::blocked_by_policy ||
                        failure->code == FailureCode::worker_lost))
            return refuse(
                Error{refusal_code(*failure, ErrorCode::access_denied), failure->message});
        attempt(then, refuse);
    });
}

void JobService::create(const Caller& caller, const NewJob& request, Reply<JobId> reply) {
    // Everything that needs no worker is refused now.
    (void)new_job(caller, request);
    admit(
        caller.uid, [this, caller, request, reply] { create_now(caller, request, reply); }, reply);
}

void JobService::create_now(const Caller& caller, const NewJob& request,
                            const Reply<JobId>& reply) {
    auto job = with_id(new_job(caller, request), request.settings);
    check_room(caller.uid, stored_bytes_of(job));
    ledger_.add(job, {}, [id = job.id, reply](const SaveError& error) {
        if (error)
            reply(not_saved(error));
        else
            reply(id);
    });
}

std::vector<FileEntry> JobService::new_entries(Uid owner, const std::vector<NewFile>& files,
                                               FileIndex first) const {
    auto entries = file_entries(files, first);
    for (const auto& entry : entries) check_ranges(owner, entry.ranges.size(), policy_);
    return entries;
}

void JobService::submit(const Caller& caller, const NewJob& request,
                        const std::vector<NewFile>& files, Reply<JobId> reply) {
    // Everything that needs no worker is refused now, before anybody is kept waiting.
    (void)new_job(caller, request);
    if (files.empty())
        throw Error{ErrorCode::empty_job, "A job without files has nothing to transfer"};
    if (!caller.exceeds_quota) check_new_files(caller.uid, 0, files.size(), policy_);
    check(caller.uid, new_entries(caller.uid, files, {}),
          [this, caller, request, reply](const Outcome<std::vector<FileEntry>>& checked) {
              if (!checked.ok()) return reply(checked.error());
              try {
                  auto job = with_id(new_job(caller, request), request.settings);
                  const auto& entries = checked.value();
                  refuse_held_destinations(ledger_, caller.uid, entries);
                  check_room(caller.uid, stored_bytes_of(entries) + stored_bytes_of(job));
                  job.state = JobState::queued;
                  job.resumed = true;
                  job.turn = ledger_.next_turn();
                  count_files(job, entries);
                  ledger_.add(job, entries, [this, id = job.id, reply](const SaveError& error) {
                      if (error) return reply(not_saved(error));
                      runner_.look();
                      reply(id);
                  });
              } catch (const Error& error) {
                  reply(error);
              } catch (const std::system_error& error) {
                  reply(Error{ErrorCode::failed, error.what()});  // no id could be had
              }
          });
}

void JobService::add_files(const Caller& caller, JobId id, const std::vector<NewFile>& files,
                           Reply<FileIndex> reply) {
    const auto& record = ledger_.visible(caller, id);
    if (is_final(record.job.state))
        throw Error{ErrorCode::invalid_state,
                    "Job " + std::to_string(id.value) + " is final and takes no files"};
    if (files.empty()) throw Error{ErrorCode::invalid_args, "The list of files is empty"};
    require_owner(record.job);
    const auto owner = record.job.owner;
    if (!caller.exceeds_quota)
        check_new_files(owner, record.job.files_total, files.size(), policy_);
    reply = announcing(caller, id, "AddFiles", std::move(reply));
    check(owner, new_entries(owner, files, {record.job.files_total}),
          [this, caller, id, reply](const Outcome<std::vector<FileEntry>>& checked) {
              if (!checked.ok()) return reply(checked.error());
              const auto& entries = checked.value();
              const auto add = [=, this] { append(caller, id, entries, reply); };
              attempt([&] { in_turn(caller, id, add, reply); }, reply);
          });
}

/// The job may have changed while the worker looked: everything is decided again.
void JobService::append(const Caller& caller, JobId id, std::vector<FileEntry> entries,
                        const Reply<FileIndex>& reply) {
    const auto& record = ledger_.visible(caller, id);
    if (is_final(record.job.state)) throw Error{ErrorCode::invalid_state, "The job has ended"};
    auto job = record.job;
    if (!caller.exceeds_quota) check_new_files(job.owner, job.files_total, entries.size(), policy_);
    refuse_held_destinations(ledger_, job.owner, entries);
    check_room(job.owner, stored_bytes_of(entries));
    const FileIndex first{job.files_total};
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
        entries[i].index = {first.value + i};
        entries[i].secrets_withheld = !owns(caller, job);
    }
    count_files(job, entries);
    job.modified = job.last_activity = clock_.wall();
    save(
        job, entries, [this] { runner_.look(); },
        [reply, first](const Outcome<Nothing>& outcome) {
            if (outcome.ok())
                reply(first);
            else
                reply(outcome.error());
        });
}

void JobService::ask(Uid owner, const std::vector<CheckItem>& items,
                     const std::function<void(const Outcome<CheckAnswers>&)>& answered) {
    const auto question = ++last_check_;
    auto& late = checks_[question];
    late = clock_.alarm([answered] {
        answered(Error{ErrorCode::destination_unavailable,
                       "The file system of the destination has not answered for 20 seconds"});
    });
    const auto deadline = clock_.boot() + longest_answer;
    late->set(deadline);
    transfers_.check(owner, items,
                     [this, question, deadline, answered](const CheckAnswers& answers) {
                         const bool in_time = clock_.boot() < deadline;
                         checks_.erase(question);
                         if (in_time) answered(answers);
                     });
}

void JobService::check(Uid owner, const std::vector<FileEntry>& entries, const Checked& checked) {
    ask(owner, check_items(entries, policy_),
        [entries, checked](const Outcome<CheckAnswers>& answers) {
            if (answers.ok())
                checked(with_answers(entries, answers.value()));
            else
                checked(answers.error());
        });
}

void JobService::check_growth(const Job& before, const Job& next) const {
    const auto was = stored_bytes_of(before);
    const auto is = stored_bytes_of(next);
    if (is > was) check_room(next.owner, is - was);
}

void JobService::check_room(Uid owner, std::uint64_t more) const {
    if (ledger_.stored_bytes(owner) + closer_.owed_bytes(owner) + more > most_stored_bytes)
        throw Error{
            ErrorCode::limits_exceeded,
            "Your jobs, and files that they could not delete, would hold more than 16 MiB of "
            "names, URLs and settings"};
}

}  // namespace transferd::core
