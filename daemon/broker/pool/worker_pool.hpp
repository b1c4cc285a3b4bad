// SPDX-License-Identifier: MIT
// The workers of all users: started when there is an order, let go when there is none.
#pragma once

#include "broker/pool/launcher.hpp"
#include "broker/pool/worker_link.hpp"
#include "core/transfers.hpp"
#include "loop/deferred.hpp"
#include "loop/timer.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace transferd::broker {

class WorkerPool : public core::Transfers {
  public:
    WorkerPool(loop::EventLoop& loop, Launcher& launcher, wire::Hello hello);
    ~WorkerPool() override = default;

    /// The pool is made before who listens to it: called once, before the first order.
    void listen(core::TransferListener& listener) { listener_ = &listener; }
    /// Lets every worker go; they sync what they have and end.
    void close() { workers_.clear(); }

    void start(core::Uid owner, const core::DownloadOrder& order) override;
    void stop(core::Uid owner, core::JobId job, std::function<void()> done) override;
    void check(core::Uid owner, const std::vector<core::CheckItem>& items,
               std::function<void(const core::CheckAnswers&)> done) override;
    void publish(core::Uid owner, const std::vector<core::PublishItem>& items,
                 std::function<void(const core::FileAnswers&)> done) override;
    void discard(core::Uid owner, const std::vector<core::DiscardItem>& items,
                 std::function<void(const core::FileAnswers&)> done) override;

  private:
    struct Worker {
        std::unique_ptr<WorkerLink> link;
        /// Lets go of the worker when it has been idle for a minute.
        std::unique_ptr<loop::Timer> leave;
    };

    WorkerLink& link(core::Uid owner);
    void ended(core::Uid owner);
    void leave_if_idle(core::Uid owner);

    loop::EventLoop& loop_;
    Launcher& launcher_;
    wire::Hello hello_;
    core::TransferListener* listener_{};
    std::map<core::Uid, Worker> workers_;
    /// Of stops for which there is no worker any more.
    std::vector<std::function<void()>> stopped_;
    loop::Deferred answer_stopped_;
};

}  // namespace transferd::broker
