// SPDX-License-Identifier: MIT
// Moves the bytes of the jobs whose turn it is: starts and stops transfers as schedule() says and
// takes the workers' reports.
#pragma once

#include "core/clock.hpp"
#include "core/ledger.hpp"
#include "core/network.hpp"
#include "core/owners.hpp"
#include "core/patience.hpp"
#include "core/policy.hpp"
#include "core/progress_announcer.hpp"
#include "core/retry_queue.hpp"
#include "core/schedule.hpp"
#include "core/transfers.hpp"
#include "core/vault.hpp"

#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace transferd::core {

class Runner : public TransferListener {
  public:
    Runner(Ledger& ledger, Transfers& transfers, Network& network, Owners& owners, Clock& clock,
           const Policy& policy, const Vault& vault);
    ~Runner() override = default;

    /// Called after the commit by which a job has become transferred.
    void on_transferred(std::function<void(JobId)> transferred) {
        transferred_ = std::move(transferred);
    }
    /// Called when the number of active jobs has changed.
    void on_active(std::function<void(std::uint32_t)> active) { active_ = std::move(active); }

    /// After Ledger::load: takes up what waits.
    void begin();
    /// Something changed that decides who runs: a job was queued or left, or the policy is another.
    void look();
    /// The job has another priority: a place that it has is no longer kept for a time slice.
    void moved(JobId id);
    /// What the network is good for has changed.
    void network_changed();
    /// Its owner wants the job to go on: it waits for no retry any more.
    void queued(JobId id);
    /// Ends the job's transfers, if it has any, and calls `halted` when the worker has let go of
    /// its files. What becomes of the job is the caller's to decide.
    void halt(JobId id, std::function<void()> halted);
    /// The job's files come from elsewhere now: what runs is stopped, and begins again in its turn.
    void begin_again(JobId id);
    /// Halts the job and throws away one of its part files; nothing of the job starts before.
    void discard(JobId id, const DiscardItem& item);
    /// Halts everything and starts nothing any more; `stopped` when every worker has let go.
    void stop(std::function<void()> stopped);

    /// Of a file that a worker is fetching: the bytes that are there.
    [[nodiscard]] std::optional<std::uint64_t> received(const FileRef& file) const;

    void reported(Uid from, const Report& report) override;

  private:
    /// A file's sources that have failed since its job's turn began.
    struct Tried {
        std::size_t sources{};
        /// What the job fails with when the last one has failed, too.
        Failure failure{};
    };
    /// Bytes of a file that are there. What lies behind a gap is shown and decides nothing.
    struct Received {
        std::uint64_t without_gap{};
        std::uint64_t shown{};
    };
    /// A job whose turn it is.
    struct Run {
        JobId job;
        Uid owner{};
        BootTime since{};
        BootTime slice_since{};
        std::size_t next_file{};
        /// Of the files that the worker has.
        std::map<FileIndex, Received> in_flight;
        /// Of files that were ordered again.
        std::map<FileIndex, Tried> tried{};
        /// Bytes came since the attempt began.
        bool progressed{};
    };

    void plan();
    [[nodiscard]] std::vector<Candidate> candidates() const;
    void start(JobId id);
    void renew(JobId id);
    void serve(const Job& job);
    void feed(JobId id, Run& run);
    void order(Run& run, const FileEntry& file, const HttpSecrets& secrets);
    void wait(JobId id, StateReason why);
    /// Why no job may run now.
    [[nodiscard]] std::optional<StateReason> held_back() const;
    /// The job waits for its owner.
    [[nodiscard]] bool misses_owner(const Job& job) const;
    void let_go(JobId id);
    void retry(JobId id);
    [[nodiscard]] BootTime retry_time(const Job& job) const;
    void thrown_back(JobId id);
    void stop_transfers(Uid owner, JobId id);
    /// The soonest time at which a job runs out of time or of patience; ends those that have.
    std::optional<BootTime> end_hopeless();
    [[nodiscard]] std::optional<BootTime> end_of_hope(const Job& job);
    void out_of_time(JobId id);
    void out_of_patience(JobId id);
    void take_verdict(const Job& job, const std::vector<FileEntry>& files);
    [[nodiscard]] BootTime end_of_time(const Job& job, const Run& run) const;

    /// The run of a file that the worker of `from` may speak of; none: the report is stale or
    /// false.
    Run* run_of(Uid from, const FileRef& file);
    void keep_headers(FileEntry& file, Uid owner, const Started& started) const;
    void take(Uid from, const Started& started);
    void take(Uid from, const Progressed& progressed);
    void count(Job& job, Received& before, const Received& now) const;
    void take(Uid from, const Checkpointed& checkpointed);
    void take(Uid from, const Finished& finished);
    void take(Uid from, const FileFailed& failed);
    /// True: its next source is to be asked. Else `failure` is what its job fails with.
    bool turns_to_next_source(Run& run, FileEntry file, Failure& failure);
    /// What came in pieces has another digest than it must: it is given another chance, once.
    void start_over_from_one_source(Run& run, FileEntry file);
    void order_again(Run& run, const FileEntry& file);
    void start_again(const FileRef& file);
    void fail(JobId id, const Failure& failure, const std::vector<FileEntry>& files);
    /// True: the job has more than MaximumSize allows, and was stopped.
    bool outgrown(const Job& job, const FileEntry& file);
    void announce_active();

    Ledger& ledger_;
    Transfers& transfers_;
    Network& network_;
    Owners& owners_;
    Clock& clock_;
    const Policy& policy_;
    const Vault& vault_;
    std::function<void(JobId)> transferred_;
    std::function<void(std::uint32_t)> active_;

    std::map<JobId, Run> runs_;
    /// The turn in which an owner last got a place at a priority: owners take turns.
    std::map<std::pair<Priority, Uid>, std::uint64_t> served_;
    /// The last one seen.
    NetworkState network_state_;
    /// Told to stop; the worker has not answered. What waits for it.
    std::map<JobId, std::vector<std::function<void()>>> halting_;
    /// Transient errors, and jobs held after their saving failed.
    RetryQueue retries_;
    Patience patience_;
    bool stopping_{};
    ProgressAnnouncer announcer_;
    std::unique_ptr<Alarm> plan_alarm_;
    std::unique_ptr<Alarm> time_alarm_;
};

}  // namespace transferd::core
