// SPDX-License-Identifier: MIT
// Complete, Cancel and TakeOwnership: the intent is saved first, then the owner's worker publishes
// or discards, then the end is saved. Each step can be done again after a crash.
#pragma once

#include "core/clock.hpp"
#include "core/errand_queue.hpp"
#include "core/ledger.hpp"
#include "core/outcome.hpp"
#include "core/runner.hpp"
#include "core/transfers.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace transferd::core {

struct Completed {
    std::uint32_t published{};
    std::uint32_t discarded{};
    std::vector<std::string> leftovers;
};

struct Cancelled {
    std::vector<std::string> leftovers;
};

/// The job is to be completed now, without anybody's call: every file is there, and no Complete has
/// failed, which only the client tries again.
bool completes_by_itself(const Job& job);

class Closer {
  public:
    Closer(Ledger& ledger, Runner& runner, ErrandQueue& errands, Transfers& transfers,
           Clock& clock);

    /// After Ledger::load: goes on with what a crash interrupted.
    void begin();
    /// The caller has checked that the verb is allowed. A second call joins the first; a call of
    /// the other verb must wait for when_free.
    void complete(JobId id, Reply<Completed> reply);
    void cancel(JobId id, Reply<Cancelled> reply);
    /// Cancels for inactivity. The job is not busy.
    void expire(JobId id, Reply<Cancelled> reply);
    /// The job is not busy; `files` have the directories that the new owner's worker found.
    void hand_over(JobId id, const Account& new_owner, const std::vector<FileEntry>& files,
                   Reply<Cancelled> reply);
    [[nodiscard]] bool busy(JobId id) const { return operations_.contains(id); }
    /// Strings of what jobs have left to be done for that owner.
    [[nodiscard]] std::uint64_t owed_bytes(Uid owner) const { return errands_.stored_bytes(owner); }
    /// Calls back when the job's operation has ended; the job may be gone by then.
    void when_free(JobId id, std::function<void()> then);

  private:
    using Ended = std::function<void(const Outcome<Completed>&)>;

    struct Operation {
        Pending kind{};
        /// Whatever was asked of a worker for another one is answered to nobody.
        std::uint64_t serial{};
        std::vector<Ended> replies;
        std::vector<std::function<void()>> waiting;
        std::vector<std::string> leftovers;
        /// What a worker could not discard, until it is saved as errands.
        std::vector<DiscardItem> left;
        int attempts{};
        int discard_attempts{};
        /// Answers InProgress where the worker takes long, and does without it where it is away.
        std::unique_ptr<Alarm> late;
        /// A save has failed, and `again` begins once more.
        bool paused{};
        std::unique_ptr<Alarm> again;
    };

    void begin_operation(JobId id, Pending kind, Ended reply);
    void begin_operation(Job job, Pending kind, std::span<const FileEntry> files, Ended reply);
    static Ended ended(Reply<Cancelled> reply);
    Operation& new_operation(JobId id, Pending kind);
    /// The step of an operation that a worker's answer leads to; nothing where it is another one's.
    void go_on(JobId id, std::uint64_t serial, const std::function<void()>& step) const;
    [[nodiscard]] std::vector<DiscardItem> to_discard(JobId id) const;
    void discard(JobId id);
    void leave_files(JobId id);
    void discarded(JobId id, const std::vector<DiscardItem>& left);
    void throw_away(JobId id);
    [[nodiscard]] std::vector<Errand> save_errands(JobId id);
    [[nodiscard]] bool waits_in_vain(JobId id) const;
    void do_without_worker(JobId id);
    void publish(JobId id);
    void published(JobId id, const FileAnswers& answers);
    void not_published(JobId id, const Failure& failure);
    void finish(JobId id);
    void give_to_new_owner(JobId id);
    void again_later(JobId id, const SaveError& error);
    void too_late(JobId id);
    void end(JobId id, const Outcome<Completed>& outcome);

    Ledger& ledger_;
    Runner& runner_;
    ErrandQueue& errands_;
    Transfers& transfers_;
    Clock& clock_;
    std::map<JobId, Operation> operations_;
    std::uint64_t last_serial_{};
};

}  // namespace transferd::core
