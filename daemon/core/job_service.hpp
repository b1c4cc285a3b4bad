// SPDX-License-Identifier: MIT
// The use cases: everything a client can ask for, checked, decided and handed on.
#pragma once

#include "core/access.hpp"
#include "core/clock.hpp"
#include "core/closer.hpp"
#include "core/credentials.hpp"
#include "core/ledger.hpp"
#include "core/new_file.hpp"
#include "core/outcome.hpp"
#include "core/policy.hpp"
#include "core/runner.hpp"
#include "core/transfers.hpp"
#include "core/value.hpp"
#include "core/vault.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace transferd::core {

struct NewJob {
    std::string type;
    std::string display_name;
    Dictionary settings;
};

struct NewUrl {
    FileIndex file;
    std::string url;
};

struct PrefixChange {
    std::string old_prefix;
    std::string new_prefix;
};

struct Verdict {
    FileIndex file;
    bool valid{};
};

struct Quota {
    Usage usage;
    bool exempt{};
};

/// Every method throws core::Error where the arguments, the caller or the state forbid it, and else
/// replies once, after the commit that holds the change.
class JobService {
  public:
    /// The account name of a uid, stored beside it; empty where there is none.
    using AccountName = std::function<std::string(Uid)>;

    JobService(Ledger& ledger, Runner& runner, Closer& closer, Transfers& transfers, Clock& clock,
               const Policy& policy, Vault& vault, AccountName account_name);

    /// Of the system service: for other than ordinary users it must be shown that a worker of
    /// theirs may be started before they have a job.
    void admit_only_ordinary_users() { admits_everybody_ = false; }

    void create(const Caller& caller, const NewJob& request, Reply<JobId> reply);
    /// create, add_files and resume in one commit: all of it happens or nothing does.
    void submit(const Caller& caller, const NewJob& request, const std::vector<NewFile>& files,
                Reply<JobId> reply);
    /// Replies the index of the first.
    void add_files(const Caller& caller, JobId id, const std::vector<NewFile>& files,
                   Reply<FileIndex> reply);

    void resume(const Caller& caller, JobId id, Reply<Nothing> reply);
    void suspend(const Caller& caller, JobId id, Reply<Nothing> reply);
    void complete(const Caller& caller, JobId id, Reply<Completed> reply);
    void cancel(const Caller& caller, JobId id, Reply<Cancelled> reply);

    void set_remote_url(const Caller& caller, JobId id, const NewUrl& change,
                        const Reply<Nothing>& reply);
    /// Replies how many files have another URL now.
    void replace_remote_prefix(const Caller& caller, JobId id, const PrefixChange& change,
                               const Reply<std::uint32_t>& reply);
    void set_validation(const Caller& caller, JobId id, const Verdict& verdict,
                        const Reply<Nothing>& reply);
    /// The caller becomes the owner.
    void take_ownership(const Caller& caller, JobId id, const Reply<Cancelled>& reply);

    void set_settings(const Caller& caller, JobId id, const Dictionary& changes,
                      Reply<Nothing> reply);

    /// The owner's alone: also to a caller who manages all jobs they are AccessDenied. What is set
    /// holds from the next attempt on.
    void set_credentials(const Caller& caller, JobId id, CredentialWords words,
                         const Reply<Nothing>& reply);
    /// `which`: target and scheme. Succeeds also where there are none.
    void remove_credentials(const Caller& caller, JobId id, const CredentialWords& which,
                            const Reply<Nothing>& reply);
    /// What GetSettings answers: the headers to the owner alone, and only where they may be read.
    [[nodiscard]] Dictionary settings(const Caller& caller, JobId id) const;

    /// Throws NoSuchJob for a stranger.
    [[nodiscard]] const Record& job(const Caller& caller, JobId id) const {
        return ledger_.visible(caller, id);
    }
    /// Of a file of the job: what is there of it, also where that is not durable yet.
    [[nodiscard]] std::uint64_t bytes_of(JobId id, const FileEntry& file) const;
    /// A job that has an error; throws NoError where it has none.
    [[nodiscard]] const Record& failed_job(const Caller& caller, JobId id) const;
    /// The jobs that are not final and that `wanted` picks, oldest first.
    [[nodiscard]] std::vector<const Job*> jobs(const std::function<bool(const Job&)>& wanted) const;
    [[nodiscard]] Quota quota(const Caller& caller) const;
    /// That has the uid now.
    [[nodiscard]] Account account_of(Uid uid) const { return {uid, account_name_(uid)}; }
    [[nodiscard]] const Policy& policy() const { return policy_; }

  private:
    using Checked = std::function<void(const Outcome<std::vector<FileEntry>>&)>;

    /// Has the owner's worker look at each item; answers in time whatever the worker does.
    void ask(Uid owner, const std::vector<CheckItem>& items,
             const std::function<void(const Outcome<CheckAnswers>&)>& answered);
    /// Has the owner's worker look at each entry's URL and directory.
    void check(Uid owner, const std::vector<FileEntry>& entries, const Checked& checked);
    void check_quota(const Caller& caller) const;
    /// Throws LimitsExceeded where `more` bytes would be too many for the owner.
    void check_room(Uid owner, std::uint64_t more) const;
    /// The same for what `next` has more than `before`, files aside.
    void check_growth(const Job& before, const Job& next) const;
    /// Throws what file_entries throws, and TooManyRanges.
    [[nodiscard]] std::vector<FileEntry> new_entries(Uid owner, const std::vector<NewFile>& files,
                                                     FileIndex first) const;
    [[nodiscard]] Job new_job(const Caller& caller, const NewJob& request) const;
    /// `job` with an id, which its secrets are sealed for.
    [[nodiscard]] Job with_id(Job job, Dictionary settings);
    /// Throws NoSuchJob for a stranger, AccessDenied for everybody else but the owner.
    [[nodiscard]] const Record& own(const Caller& caller, JobId id, const char* what) const;
    [[nodiscard]] Job with_settings(Job job, Dictionary changes);
    using ChangeSecrets = std::function<void(SealedSecrets&)>;
    void change_secrets(const Caller& caller, JobId id, const ChangeSecrets& change,
                        const Reply<Nothing>& reply);
    using Refuse = std::function<void(const Error&)>;

    /// Calls `then` where the user may have jobs.
    void admit(Uid user, const std::function<void()>& then, const Refuse& refuse);
    void create_now(const Caller& caller, const NewJob& request, const Reply<JobId>& reply);
    static void attempt(const std::function<void()>& call, const Refuse& refuse);
    /// Runs `verb` now, or when the operation that the job is in has ended: then what it throws is
    /// a refusal.
    void in_turn(const Caller& caller, JobId id, const std::function<void()>& verb,
                 const Refuse& refuse);
    /// `reply`; where the caller is not the owner, success is announced before it.
    template <class Value>
    Reply<Value> announcing(const Caller& caller, JobId id, std::string_view what,
                            Reply<Value> reply);
    void save(const Job& next, std::span<const FileEntry> files, std::function<void()> act,
              Reply<Nothing> reply);
    void append(const Caller& caller, JobId id, std::vector<FileEntry> entries,
                const Reply<FileIndex>& reply);
    void change_urls(const Caller& caller, JobId id, const std::vector<NewUrl>& changes,
                     const Reply<std::uint32_t>& reply);
    void apply_urls(const Caller& caller, JobId id, const std::vector<NewUrl>& changes,
                    const Reply<std::uint32_t>& reply);
    void set_validation_now(const Caller& caller, JobId id, const Verdict& verdict,
                            const Reply<Nothing>& reply);
    void take_ownership_now(const Caller& caller, JobId id, const std::vector<FileEntry>& checked,
                            const Reply<Cancelled>& reply);
    void complete_by_itself(JobId id);
    void resume_now(const Caller& caller, JobId id, const Reply<Nothing>& reply);
    void suspend_now(const Caller& caller, JobId id, const Reply<Nothing>& reply);

    Ledger& ledger_;
    Runner& runner_;
    Closer& closer_;
    Transfers& transfers_;
    Clock& clock_;
    const Policy& policy_;
    Vault& vault_;
    AccountName account_name_;
    bool admits_everybody_{true};
    /// Of checks that a worker has not answered.
    std::map<std::uint64_t, std::unique_ptr<Alarm>> checks_;
    std::uint64_t last_check_{};
};

template <class Value>
Reply<Value> JobService::announcing(const Caller& caller, JobId id, std::string_view what,
                                    Reply<Value> reply) {
    const auto* record = ledger_.find(id);
    if (!record || owns(caller, record->job)) return reply;
    return [this, by = caller.uid, job = record->job, what,
            reply = std::move(reply)](const Outcome<Value>& outcome) {
        if (outcome.ok()) ledger_.administered(job, by, what);
        reply(outcome);
    };
}

}  // namespace transferd::core
