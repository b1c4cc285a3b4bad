// SPDX-License-Identifier: MIT
// Everything the broker is made of, in the order in which it depends on each other.
#pragma once

#include "broker/bus/authority.hpp"
#include "broker/bus/bus_pump.hpp"
#include "broker/bus/call_intake.hpp"
#include "broker/bus/job_tree.hpp"
#include "broker/bus/manager_object.hpp"
#include "broker/commit_schedule.hpp"
#include "broker/idle_exit.hpp"
#include "broker/job_journal.hpp"
#include "broker/job_observers.hpp"
#include "broker/loop_clock.hpp"
#include "broker/machine_network.hpp"
#include "broker/pool/launcher.hpp"
#include "broker/pool/worker_pool.hpp"
#include "broker/secrets/aes_vault.hpp"
#include "broker/store/sqlite_job_history.hpp"
#include "broker/store/sqlite_job_store.hpp"
#include "broker/store/sqlite_sweep_log.hpp"
#include "broker/unfinished_mark.hpp"
#include "core/errand_queue.hpp"
#include "core/inactivity.hpp"
#include "core/job_service.hpp"
#include "core/owner_watch.hpp"
#include "core/owners.hpp"
#include "journal/journal.hpp"
#include "loop/turn_watch.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace transferd::broker {

/// The bus lets nobody have the service's name: starting again would not help.
class NameRefused : public std::runtime_error {
  public:
    using runtime_error::runtime_error;
};

struct BrokerSetup {
    /// Made with mode 0700 where it is missing.
    std::string state_directory;
    /// transferd.conf; its drop-ins are in the directory of that name with `.d`.
    std::string policy_file;
    /// Starts the owners' workers; outlives the broker.
    Launcher& launcher;
    std::unique_ptr<Authority> authority;
    std::unique_ptr<core::Owners> owners;
    /// Where secrets' key may be.
    KeyPlaces key;
    /// What the environment says of proxies, where that is the system's word.
    core::ProxyChoice environment_proxy{};
    /// Of published files.
    std::uint32_t publish_mode{};
    /// Many users' jobs: other than ordinary ones must be let in by the administrator.
    bool for_many_users{};
    /// Ends after IdleExit without anything to do.
    bool exit_when_idle{};
    /// Called when it begins to end, before it lets go of its name.
    std::function<void()> leaving;
};

class Broker {
  public:
    /// `connection`: to the bus the broker serves; it gets the name before the constructor returns.
    Broker(loop::EventLoop& loop, sdbus::IConnection& connection, BrokerSetup setup,
           const journal::Journal& journal);
    Broker(const Broker&) = delete;
    Broker& operator=(const Broker&) = delete;
    ~Broker() = default;

    /// Reads the policy files again.
    void reload();
    /// Has the workers let go, saves, and ends the loop, within two seconds.
    void stop();
    /// While it ended for having nothing to do it got something: it is to be started again.
    [[nodiscard]] bool wanted_again() const { return wanted_again_; }

  private:
    void take_name();
    void read_policy_files();
    void hear_of_owners();
    void worker_changed(core::Uid owner, WorkerChange change, const std::string& why);
    /// What is in memory may be newer than what can still be saved: nothing goes on with it.
    void end_damaged(const DatabaseError& error);
    [[nodiscard]] bool idle() const;
    void begin_idle_exit();
    void let_go_of_name();
    void stop_when_answered();
    void halt();
    void leave();

    loop::EventLoop& loop_;
    sdbus::IConnection& connection_;
    const journal::Journal& journal_;
    std::string policy_file_;
    core::ProxyChoice environment_proxy_;
    std::function<void()> leaving_;
    bool stopping_{};
    bool halting_{};
    bool wanted_again_{};
    /// When a line has last told that no worker could be started.
    std::optional<core::BootTime> refusal_told_;
    core::Policy policy_;
    LoopClock clock_;
    // Before everything that keeps answers, which leave it when they end.
    PendingCalls pending_;
    std::unique_ptr<Authority> authority_;
    CallIntake calls_;
    std::unique_ptr<Database> database_;
    UnfinishedMark unfinished_;
    IdFile ids_;
    AesVault vault_;
    CommitSchedule commits_;
    SqliteJobStore store_;
    SqliteJobHistory history_;
    SqliteSweepLog sweeps_;
    MachineNetwork network_;
    std::unique_ptr<core::Owners> owners_;
    WorkerPool pool_;
    JobTree tree_;
    JobJournal job_journal_;
    JobObservers observers_;
    core::Ledger ledger_;
    core::Runner runner_;
    core::ErrandQueue errands_;
    core::Closer closer_;
    core::Inactivity inactivity_;
    core::OwnerWatch owner_watch_;
    core::JobService jobs_;
    ManagerObject manager_;
    loop::Timer stop_timer_;
    BusPump pump_;
    std::optional<loop::TurnWatch> until_answered_;
    std::optional<IdleExit> idle_exit_;
};

}  // namespace transferd::broker
