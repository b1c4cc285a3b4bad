// SPDX-License-Identifier: MIT
// The use cases that change files of a job: their URLs, their verdicts, their owner.
#include "core/adding.hpp"
#include "core/error.hpp"
#include "core/job_service.hpp"
#include "core/refusal.hpp"
#include "core/totals.hpp"

#include <utility>

namespace transferd::core {

namespace {

std::string name(JobId id) {
    return "Job " + std::to_string(id.value);
}

void require_not_final(const Job& job) {
    if (is_final(job.state))
        throw Error{ErrorCode::invalid_state,
                    name(job.id) + " is " + std::string(word(job.state)) + " and changes no more"};
}

const FileEntry& file_of(const Record& record, FileIndex index) {
    if (index.value >= record.files.size())
        throw Error{ErrorCode::no_such_file, name(record.job.id) + " has no file " +
                                                 std::to_string(index.value) + "; it has " +
                                                 std::to_string(record.files.size())};
    return record.files[index.value];
}

/// Nothing is known of what another server has; what is on disk and its validator tell whether it
/// is the same.
FileEntry from_elsewhere(FileEntry file, const std::string& url) {
    file.url = url;
    file.source = 0;
    file.effective_url.clear();
    file.response_headers.clear();
    file.restarts = 0;
    file.thrown_away = 0;
    file.one_source = false;
    return file;
}

Failure invalid(const Job& job, FileIndex file) {
    return {.code = FailureCode::validation_failed,
            .context = FailureContext::remote_file,
            .message = "The application has found file " + std::to_string(file.value) + " of job " +
                       std::to_string(job.id.value) + " invalid",
            .file = file};
}

}  // namespace

void JobService::set_remote_url(const Caller& caller, JobId id, const NewUrl& change,
                                const Reply<Nothing>& reply) {
    const auto& record = ledger_.visible(caller, id);
    require_not_final(record.job);
    (void)file_of(record, change.file);
    const auto told = announcing(caller, id, "SetRemoteUrl", reply);
    change_urls(caller, id, {change}, [told](const Outcome<std::uint32_t>& changed) {
        if (changed.ok())
            told(Nothing{});
        else
            told(changed.error());
    });
}

void JobService::replace_remote_prefix(const Caller& caller, JobId id, const PrefixChange& change,
                                       const Reply<std::uint32_t>& reply) {
    const auto& record = ledger_.visible(caller, id);
    require_not_final(record.job);
    if (change.old_prefix.empty())
        throw Error{ErrorCode::invalid_args, "The old prefix is empty; every URL begins with it"};
    std::vector<NewUrl> changes;
    for (const auto& file : record.files)
        if (!file.transferred && file.url.starts_with(change.old_prefix))
            changes.push_back(
                {file.index, change.new_prefix + file.url.substr(change.old_prefix.size())});
    if (changes.empty()) return reply(std::uint32_t{0});
    change_urls(caller, id, changes, announcing(caller, id, "ReplaceRemotePrefix", reply));
}

/// Replies how many files have another URL now: those that are transferred stay as they are.
void JobService::change_urls(const Caller& caller, JobId id, const std::vector<NewUrl>& changes,
                             const Reply<std::uint32_t>& reply) {
    const auto& record = ledger_.visible(caller, id);
    require_owner(record.job);
    std::vector<CheckItem> items;
    for (const auto& change : changes) {
        check_url(change.url);
        items.push_back(
            {change.url, policy_.allowed_schemes, record.files.at(change.file.value).destination});
    }
    ask(record.job.owner, items, [=, this](const Outcome<CheckAnswers>& answers) {
        if (!answers.ok()) return reply(answers.error());
        // Only the URLs are in question: a directory may be away for now.
        for (const auto& answer : answers.value())
            if (!answer.url_error.empty())
                return reply(Error{ErrorCode::invalid_url, answer.url_error});
        const auto apply = [=, this] { apply_urls(caller, id, changes, reply); };
        attempt([&] { in_turn(caller, id, apply, reply); }, reply);
    });
}

void JobService::apply_urls(const Caller& caller, JobId id, const std::vector<NewUrl>& changes,
                            const Reply<std::uint32_t>& reply) {
    const auto& record = ledger_.visible(caller, id);
    require_not_final(record.job);
    std::vector<FileEntry> files;
    for (const auto& change : changes) {
        const auto& file = record.files.at(change.file.value);
        if (file.transferred || file.discarded) continue;
        // Another caller who may change the job must not have the owner's secrets sent elsewhere.
        const bool withheld = !owns(caller, record.job);
        if (file.url == change.url && (withheld || !file.secrets_withheld)) continue;
        files.push_back(file.url == change.url ? file : from_elsewhere(file, change.url));
        files.back().secrets_withheld = withheld;
    }
    check_room(record.job.owner, stored_bytes_of(files));
    auto job = record.job;
    job.modified = job.last_activity = clock_.wall();
    const auto count = static_cast<std::uint32_t>(files.size());
    save(
        job, files, [this, id] { runner_.begin_again(id); },
        [reply, count](const Outcome<Nothing>& saved) {
            if (saved.ok())
                reply(count);
            else
                reply(saved.error());
        });
}

void JobService::set_validation(const Caller& caller, JobId id, const Verdict& verdict,
                                const Reply<Nothing>& reply) {
    const auto told = announcing(caller, id, "SetValidation", reply);
    in_turn(
        caller, id, [=, this] { set_validation_now(caller, id, verdict, told); }, told);
}

void JobService::set_validation_now(const Caller& caller, JobId id, const Verdict& verdict,
                                    const Reply<Nothing>& reply) {
    const auto& record = ledger_.visible(caller, id);
    require_not_final(record.job);
    auto file = file_of(record, verdict.file);
    const bool open_to_verdict = file.transferred && (verdict.valid || !file.published);
    if (!open_to_verdict)
        throw Error{ErrorCode::invalid_state,
                    "File " + std::to_string(file.index.value) + " of job " +
                        std::to_string(id.value) +
                        (file.published ? " is published already" : " is not transferred yet")};
    auto job = record.job;
    job.modified = job.last_activity = clock_.wall();
    if (!verdict.valid) require_owner(job);
    if (verdict.valid) {
        file.validation = Validation::valid;
        return save(job, std::span{&file, 1}, {}, reply);
    }
    const DiscardItem rejected{{id, file.index}, file.destination, file.part};
    const auto size = file.size.value_or(0);
    // The part file stays known until it is discarded, so that a crash in between loses no trace.
    const auto part = file.part;
    file = begun_anew(file);
    file.part = part;
    file.validation = Validation::invalid;
    --job.files_transferred;
    ++job.files_unsized;
    job.bytes_total -= size;
    job.bytes_transferred -= size;
    job.bytes_per_second = 0;
    job.state = JobState::error;
    job.reason = StateReason::none;
    job.transferred.reset();
    job.next_retry.reset();
    job.error = invalid(job, file.index);
    job.error_time = clock_.wall();
    ++job.error_count;
    save(
        job, std::span{&file, 1}, [this, id, rejected] { runner_.discard(id, rejected); }, reply);
}

void JobService::take_ownership(const Caller& caller, JobId id, const Reply<Cancelled>& reply) {
    const auto& record = ledger_.visible(caller, id, Permission::take_ownership);
    require_not_final(record.job);
    if (!caller.takes_ownership)
        throw Error{ErrorCode::access_denied, "You are not authorised for take-ownership",
                    Permission::take_ownership};
    if (owns(caller, record.job)) return reply(Cancelled{});
    check_quota(caller);
    std::vector<FileEntry> wanted;
    for (const auto& file : record.files) {
        if (file.published || file.discarded) continue;
        wanted.push_back(file);
        wanted.back().destination.directory_id = {};  // what it is now counts
    }
    const auto looked = [=, this](const Outcome<std::vector<FileEntry>>& checked) {
        if (!checked.ok()) return reply(checked.error());
        const auto take = [=, this, files = checked.value()] {
            take_ownership_now(caller, id, files, reply);
        };
        attempt([&] { in_turn(caller, id, take, reply); }, reply);
    };
    admit(
        caller.uid, [=, this] { check(caller.uid, wanted, looked); }, reply);
}

/// The job may have changed while the new owner's worker looked.
void JobService::take_ownership_now(const Caller& caller, JobId id,
                                    const std::vector<FileEntry>& checked,
                                    const Reply<Cancelled>& reply) {
    const auto& record = ledger_.visible(caller, id);
    require_not_final(record.job);
    if (owns(caller, record.job)) return reply(Cancelled{});
    check_quota(caller);
    std::vector<FileEntry> files;
    for (const auto& looked_at : checked) {
        const auto& now = record.files.at(looked_at.index.value);
        if (now.published || now.discarded) continue;
        files.push_back(now);
        files.back().destination.directory_id = looked_at.destination.directory_id;
    }
    refuse_held_destinations(ledger_, caller.uid, files);
    check_room(caller.uid, record.stored_bytes);
    closer_.hand_over(id, {caller.uid, account_name_(caller.uid)}, files,
                      announcing(caller, id, "TakeOwnership", reply));
}

}  // namespace transferd::core
