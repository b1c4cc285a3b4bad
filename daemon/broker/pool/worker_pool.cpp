// SPDX-License-Identifier: MIT
#include "broker/pool/worker_pool.hpp"

#include <utility>
#include <variant>

namespace transferd::broker {

namespace {
constexpr std::chrono::seconds longest_idle{60};
}

WorkerPool::WorkerPool(loop::EventLoop& loop, Launcher& launcher, wire::Hello hello,
                       WorkerLink::Patience patience)
    : loop_(loop),
      launcher_(launcher),
      hello_(std::move(hello)),
      patience_(patience),
      answer_stopped_(loop, [this] {
          for (const auto& done : std::exchange(stopped_, {})) done();
      }) {}

WorkerLink& WorkerPool::link(core::Uid owner) {
    auto& worker = workers_[owner];
    if (worker.link && worker.link->lost())
        dying_.emplace(std::pair{owner, worker.serial}, std::move(worker.link));
    if (!worker.link) connect(owner, worker);
    worker.leave->set_in(longest_idle);
    return *worker.link;
}

void WorkerPool::connect(core::Uid owner, Worker& worker) {
    const auto serial = worker.serial = ++last_serial_;
    worker.link = std::make_unique<WorkerLink>(
        loop_, hello_,
        WorkerLink::Events{
            .reported = [this,
                         owner](const core::Report& report) { listener_->reported(owner, report); },
            .ended = [this, owner, serial](const std::string& why) { lost(owner, serial, why); },
            .hung = [this, owner] { launcher_.end(owner); }},
        patience_);
    worker.leave = std::make_unique<loop::Timer>(loop_, [this, owner] { leave_if_idle(owner); });
    launcher_.launch(owner, [this, owner, link = worker.link.get()](Launched launched) {
        const bool connected = std::holds_alternative<loop::UniqueFd>(launched);
        if (connected) announce(owner, WorkerChange::started);
        link->launched(std::move(launched));
    });
}

void WorkerPool::announce(core::Uid owner, WorkerChange change, const std::string& why) const {
    if (changed_) changed_(owner, change, why);
}

void WorkerPool::lost(core::Uid owner, Serial serial, const std::string& why) {
    const auto worker = workers_.find(owner);
    if (worker != workers_.end() && worker->second.serial == serial)
        workers_.erase(worker);
    else
        dying_.erase({owner, serial});
    announce(owner, WorkerChange::lost, why);
}

void WorkerPool::close() {
    dying_.clear();
    const auto all = std::exchange(workers_, {});
    for (const auto& [owner, worker] : all) announce(owner, WorkerChange::ended);
}

void WorkerPool::leave_if_idle(core::Uid owner) {
    const auto worker = workers_.find(owner);
    if (worker == workers_.end()) return;
    if (!worker->second.link->idle()) return worker->second.leave->set_in(longest_idle);
    workers_.erase(worker);
    announce(owner, WorkerChange::ended);
}

void WorkerPool::start(core::Uid owner, const core::DownloadOrder& order) {
    link(owner).start(order);
}

void WorkerPool::stop(core::Uid owner, core::JobId job, std::function<void()> done) {
    for (auto& [key, link] : dying_)
        if (key.first == owner) link->forget(job);
    const auto worker = workers_.find(owner);
    if (worker != workers_.end()) return worker->second.link->stop(job, std::move(done));
    stopped_.push_back(std::move(done));
    answer_stopped_.ask();
}

void WorkerPool::check(core::Uid owner, const std::vector<core::CheckItem>& items,
                       std::function<void(const core::CheckAnswers&)> done) {
    link(owner).check(items, std::move(done));
}

void WorkerPool::publish(core::Uid owner, const std::vector<core::PublishItem>& items,
                         std::function<void(const core::FileAnswers&)> done) {
    link(owner).publish(items, std::move(done));
}

void WorkerPool::discard(core::Uid owner, const std::vector<core::DiscardItem>& items,
                         std::function<void(const core::FileAnswers&)> done) {
    link(owner).discard(items, std::move(done));
}

void WorkerPool::start_unit(core::Uid owner, const std::string& unit,
                            std::function<void(const std::optional<core::Failure>&)> done) {
    link(owner).start_unit(unit, std::move(done));
}

bool WorkerPool::reachable(core::Uid owner) const {
    const auto worker = workers_.find(owner);
    return worker != workers_.end() && worker->second.link->reachable();
}

}  // namespace transferd::broker
