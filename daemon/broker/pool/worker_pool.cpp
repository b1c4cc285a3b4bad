// SPDX-License-Identifier: MIT
#include "broker/pool/worker_pool.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace transferd::broker {

namespace {
constexpr std::chrono::seconds longest_idle{60};
}  // namespace

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
    if (worker.link && worker.link->lost()) replace(owner, worker);
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
            .hung = [this, owner] { launcher_.end(owner); },
            .locked_out = [this, owner] { announce(owner, WorkerChange::locked_out); }},
        patience_);
    worker.leave = std::make_unique<loop::Timer>(loop_, [this, owner] { leave_if_idle(owner); });
    launch_in_time(owner, worker);
}

/// Now, or when the pause after the last failures is over: only this owner's orders wait for it.
void WorkerPool::launch_in_time(core::Uid owner, Worker& worker) {
    worker.launch.reset();
    const auto pauses = pauses_.find(owner);
    if (pauses == pauses_.end() || pauses->second.until() <= loop::boot_time())
        return launch(owner);
    const auto& refusal = pauses->second.refusal();
    if (!refusal.empty()) return worker.link->launched(NotLaunched{.why = refusal});
    worker.launch = std::make_unique<loop::Timer>(loop_, [this, owner] { launch(owner); });
    worker.launch->set_at(pauses->second.until());
}

void WorkerPool::launch(core::Uid owner) {
    const auto& worker = workers_.at(owner);
    worker.link->launching();
    launcher_.launch(owner, [this, owner, serial = worker.serial](Launched result) {
        launched(owner, serial, std::move(result));
    });
}

void WorkerPool::launched(core::Uid owner, Serial serial, Launched result) {
    const auto worker = workers_.find(owner);
    // It was given up meanwhile: what came closes.
    if (worker == workers_.end() || worker->second.serial != serial) return;
    if (std::holds_alternative<loop::UniqueFd>(result)) announce(owner, WorkerChange::started);
    worker->second.link->launched(std::move(result));
}

void WorkerPool::announce(core::Uid owner, WorkerChange change, const std::string& why) const {
    if (changed_) changed_(owner, change, why);
}

/// The link goes on answering for what it had, while the orders are for the next one.
void WorkerPool::replace(core::Uid owner, Worker& worker) {
    bury(owner, *worker.link);
    dying_.emplace(std::pair{owner, worker.serial}, std::move(worker.link));
}

/// Before the next launch: what is let go later would be the next worker.
void WorkerPool::bury(core::Uid owner, const WorkerLink& link) {
    // Who is locked out is not tried before there is a reason.
    if (link.useful() || link.blocked() || link.locked_out())
        pauses_.erase(owner);
    else if (link.refused())
        pauses_[owner].refused(loop::boot_time(), link.why_lost());
    else
        pauses_[owner].useless(loop::boot_time());
    if (!link.refused()) launcher_.let_go(owner);
}

void WorkerPool::lost(core::Uid owner, Serial serial, const std::string& why) {
    const auto worker = workers_.find(owner);
    const bool current = worker != workers_.end() && worker->second.serial == serial;
    const auto& link = current ? *worker->second.link : *dying_.at({owner, serial});
    const auto change = link.refused() ? WorkerChange::refused : WorkerChange::lost;
    const bool was_told = link.locked_out();
    if (current) {
        bury(owner, link);
        workers_.erase(worker);
    } else {
        dying_.erase({owner, serial});
    }
    if (!was_told) announce(owner, change, why);
}

void WorkerPool::dismiss(core::Uid owner) {
    if (workers_.contains(owner)) launcher_.end(owner);
}

void WorkerPool::ask_accounts() {
    for (const auto& each : workers_) {
        if (!each.second.link->reachable()) continue;
        const auto owner = each.first;
        launcher_.ask_account(owner, [this, owner] { announce(owner, WorkerChange::locked_out); });
    }
}

void WorkerPool::close() {
    dying_.clear();
    const auto all = std::exchange(workers_, {});
    for (const auto& [owner, worker] : all) {
        launcher_.let_go(owner);
        announce(owner, WorkerChange::ended);
    }
}

bool WorkerPool::idle() const {
    return std::all_of(workers_.begin(), workers_.end(),
                       [](const auto& each) { return each.second.link->idle(); });
}

void WorkerPool::leave_if_idle(core::Uid owner) {
    const auto worker = workers_.find(owner);
    if (worker == workers_.end()) return;
    if (!worker->second.link->idle()) return worker->second.leave->set_in(longest_idle);
    workers_.erase(worker);
    launcher_.let_go(owner);
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
