// SPDX-License-Identifier: MIT
// The workers of all users: started when there is an order, let go when there is none.
#pragma once

#include "broker/pool/launch_pauses.hpp"
#include "broker/pool/launcher.hpp"
#include "broker/pool/worker_link.hpp"
#include "core/transfers.hpp"
#include "loop/deferred.hpp"
#include "loop/timer.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace transferd::broker {

/// `lost`: it ended by itself; `refused`: it could not be started; `locked_out`: its account may
/// not be used, whether or not it runs. This is told before whatever the worker had fails.
enum class WorkerChange { started, ended, lost, refused, locked_out };

class WorkerPool : public core::Transfers {
  public:
    WorkerPool(loop::EventLoop& loop, Launcher& launcher, wire::Hello hello,
               WorkerLink::Patience patience = {});
    ~WorkerPool() override = default;

    /// The pool is made before who listens to it: called once, before the first order.
    void listen(core::TransferListener& listener) { listener_ = &listener; }
    /// Called when a worker comes or goes; for one that is lost or refused `why` is a sentence.
    using Changed = std::function<void(core::Uid, WorkerChange, const std::string& why)>;
    void on_change(Changed changed) { changed_ = std::move(changed); }
    /// The owner's worker ends now, whatever it has to do: it runs as an account that is another
    /// one by now.
    void dismiss(core::Uid owner);
    /// Has it asked of each owner with a worker whether the account may still be used; `locked_out`
    /// of those that may not is told.
    void ask_accounts();
    /// Lets every worker go; they sync what they have and end.
    void close();
    /// No worker has anything to do.
    [[nodiscard]] bool idle() const;
    /// After close(): none that was let go is still there.
    [[nodiscard]] bool settled() const { return launcher_.settled(); }

    void start(core::Uid owner, const core::DownloadOrder& order) override;
    void stop(core::Uid owner, core::JobId job, std::function<void()> done) override;
    void check(core::Uid owner, const std::vector<core::CheckItem>& items,
               std::function<void(const core::CheckAnswers&)> done) override;
    void publish(core::Uid owner, const std::vector<core::PublishItem>& items,
                 std::function<void(const core::FileAnswers&)> done) override;
    void discard(core::Uid owner, const std::vector<core::DiscardItem>& items,
                 std::function<void(const core::FileAnswers&)> done) override;
    void start_unit(core::Uid owner, const std::string& unit,
                    std::function<void(const std::optional<core::Failure>&)> done) override;
    [[nodiscard]] bool reachable(core::Uid owner) const override;

  private:
    using Serial = std::uint64_t;
    struct Worker {
        /// Tells it from the one before it.
        Serial serial{};
        std::unique_ptr<WorkerLink> link;
        /// Lets go of the worker when it has been idle for a minute.
        std::unique_ptr<loop::Timer> leave;
        /// Launches it when those before it have been of no use.
        std::unique_ptr<loop::Timer> launch;
    };

    WorkerLink& link(core::Uid owner);
    void connect(core::Uid owner, Worker& worker);
    void replace(core::Uid owner, Worker& worker);
    void bury(core::Uid owner, const WorkerLink& link);
    void launch_in_time(core::Uid owner, Worker& worker);
    void launch(core::Uid owner);
    void launched(core::Uid owner, Serial serial, Launched result);
    void lost(core::Uid owner, Serial serial, const std::string& why);
    void announce(core::Uid owner, WorkerChange change, const std::string& why = {}) const;
    void leave_if_idle(core::Uid owner);

    loop::EventLoop& loop_;
    Launcher& launcher_;
    wire::Hello hello_;
    WorkerLink::Patience patience_;
    core::TransferListener* listener_{};
    Changed changed_;
    std::map<core::Uid, Worker> workers_;
    /// Of owners whose last worker was of no use.
    std::map<core::Uid, LaunchPauses> pauses_;
    /// Lost, with answers to give: who is answered may have orders for the next one.
    std::map<std::pair<core::Uid, Serial>, std::unique_ptr<WorkerLink>> dying_;
    Serial last_serial_{};
    /// Of stops for which there is no worker any more.
    std::vector<std::function<void()>> stopped_;
    loop::Deferred answer_stopped_;
};

}  // namespace transferd::broker
