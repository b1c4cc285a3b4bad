// SPDX-License-Identifier: MIT
// The whole of the rules over fakes, and shorthand for what tests do with them.
#pragma once

#include "core/inactivity.hpp"
#include "core/job_service.hpp"
#include "core/owner_watch.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_network.hpp"
#include "support/fake_owners.hpp"
#include "support/fake_transfers.hpp"
#include "support/fake_vault.hpp"
#include "support/memory_job_store.hpp"
#include "support/memory_sweep_log.hpp"

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace transferd::test {

/// Writes down what it hears: "3 added", "3 queued", "3 removed acknowledged", ...
class RecordingObserver : public core::JobObserver {
  public:
    std::vector<std::string> heard;
    std::vector<core::Job> progress;
    /// Completes that could not publish.
    int failures = 0;
    /// Of the last job that was removed.
    std::vector<std::string> leftovers;

    void job_loaded(const core::Job& job) override { note(job.id, "loaded"); }
    void job_added(const core::Job& job) override { note(job.id, "added"); }
    void job_changed(const core::Job& before, const core::Job& now) override {
        if (before.state != now.state) note(now.id, std::string(core::word(now.state)));
        if (core::publishing_failed(before, now)) ++failures;
        if (before.bytes_transferred != now.bytes_transferred) progress.push_back(now);
    }
    void file_transferred(const core::Job& job, core::FileIndex file) override {
        note(job.id, "file " + std::to_string(file.value));
    }
    void job_administered(const core::Job& job, core::Uid by, std::string_view what) override {
        note(job.id, std::string(what) + " by " + std::to_string(by.value));
    }
    void job_removed(const core::Job& job, core::JobResult result,
                     const std::vector<std::string>& paths) override {
        leftovers = paths;
        note(job.id, "removed " + std::string(core::word(result)));
    }
    void job_forgotten(core::JobId id) override { note(id, "forgotten"); }
    void job_gone(core::JobId id, core::Uid /*owner*/, core::JobResult result) override {
        note(id, "gone " + std::string(core::word(result)));
    }
    void files_left(const core::Job& job, const std::vector<std::string>& paths) override {
        leftovers = paths;
        note(job.id, "left " + std::to_string(paths.size()));
    }

  private:
    void note(core::JobId id, const std::string& what) {
        heard.push_back(std::to_string(id.value) + " " + what);
    }
};

class Rules {
  public:
    explicit Rules(core::Policy its_policy = {}) : policy(std::move(its_policy)) {
        transfers.listen(*runner);
        network.on_change([this] { runner->network_changed(); });
        owners.on_change([this](core::OwnersChange change) {
            owner_watch.changed(change);
            errands.owners_changed();
        });
    }

    /// Until nothing is owed: answers, alarms that are due, commits.
    void settle() {
        do store.commit_all();
        while (transfers.deliver() || clock.ring_due());
    }
    void pass(core::microseconds time) {
        clock.advance(time);
        settle();
    }

    static constexpr core::Caller alice{.uid = {1001}};
    static constexpr core::Caller bob{.uid = {1002}};

    /// A queued download of `files` files to /tmp.
    core::JobId submit(const core::Caller& caller, int files,
                       const core::Dictionary& settings = {});
    /// Submitted and every file finished with 10 bytes.
    core::JobId transferred(const core::Caller& caller, int files,
                            const core::Dictionary& settings = {});
    core::Job job(core::JobId id) const { return ledger.find(id)->job; }
    std::string state(core::JobId id) const { return std::string(core::word(job(id).state)); }
    std::string reason(core::JobId id) const { return std::string(core::word(job(id).reason)); }

    /// The error's code, or none where it worked.
    template <class Call>
    std::optional<core::ErrorCode> error_of(Call call) {
        std::optional<core::ErrorCode> code;
        try {
            call([&code](const auto& outcome) {
                if (!outcome.ok()) code = outcome.error().code();
            });
            settle();
        } catch (const core::Error& error) {
            return error.code();
        }
        return code;
    }

    core::Policy policy;
    FakeClock clock;
    MemoryJobStore store;
    RecordingObserver observer;
    FakeTransfers transfers;
    FakeNetwork network;
    FakeOwners owners;
    MemorySweepLog sweeps;
    FakeVault vault;
    core::Ledger ledger{store, observer, clock};
    std::unique_ptr<core::Runner> runner =
        std::make_unique<core::Runner>(ledger, transfers, network, owners, clock, policy, vault);
    core::ErrandQueue errands{store, ledger, transfers, clock, owners};
    core::Closer closer{ledger, *runner, errands, transfers, clock};
    core::Inactivity inactivity{ledger, closer, clock, sweeps, policy};
    core::OwnerWatch owner_watch{ledger, *runner, closer, clock, owners};
    core::JobService jobs{
        ledger, *runner, closer, transfers,
        clock,  policy,  vault,  [](core::Uid) {
                              return std::string("somebody"); }};

  private:
    int paths_ = 0;
};

/// The rules that come after a crash of `before`, over its store and its workers.
struct Restarted {
    explicit Restarted(Rules& before)
        : ledger(before.store, observer, before.clock),
          runner(ledger, before.transfers, before.network, before.owners, before.clock,
                 before.policy, before.vault),
          errands(before.store, ledger, before.transfers, before.clock, before.owners),
          closer(ledger, runner, errands, before.transfers, before.clock),
          owner_watch(ledger, runner, closer, before.clock, before.owners) {
        before.clock.forget_alarms();
        before.transfers.crash();
        before.store.crash();
        before.transfers.listen(runner);
        ledger.load();
        owner_watch.judge();
    }
    void begin() {
        errands.begin();
        closer.begin();
        runner.begin();
        owner_watch.look();
    }

    RecordingObserver observer;
    core::Ledger ledger;
    core::Runner runner;
    core::ErrandQueue errands;
    core::Closer closer;
    core::OwnerWatch owner_watch;
};

/// An empty suspended download.
core::JobId create(Rules& rules, core::Caller caller = Rules::alice);
/// The error's code, or none where the file was added.
std::optional<core::ErrorCode> add(Rules& rules, core::JobId id, const std::string& path,
                                   core::Caller caller = Rules::alice);

/// A transfer that begins at the start, of a file with a strong validator.
core::Started started(const core::FileRef& file, std::uint64_t size);

/// What Complete answered.
struct Answer {
    std::optional<core::Completed> completed;
    std::optional<core::ErrorCode> error;
    std::string message;
};
core::Reply<core::Completed> into(Answer& answer);
Answer complete(Rules& rules, core::JobId id);

/// What Cancel or TakeOwnership answered.
struct CancelAnswer {
    std::optional<std::vector<std::string>> leftovers;
    std::optional<core::ErrorCode> error;
};
core::Reply<core::Cancelled> into(CancelAnswer& answer);
CancelAnswer cancel(Rules& rules, core::JobId id);
/// Why a file cannot be published.
core::Failure exists(core::FileRef file);

}  // namespace transferd::test
