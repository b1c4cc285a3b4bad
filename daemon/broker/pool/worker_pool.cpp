// SPDX-License-Identifier: MIT
#include "broker/pool/worker_pool.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace transferd::broker {

namespace {
constexpr std::chrono::seconds longest_idle{60};
}  // namespace

WorkerPool::WorkerPool(loop::EventLoop& loop, Launcher& launcher, wire::Hello hello)
    : loop_(loop), launcher_(launcher), hello_(std::move(hello)), answer_stopped_(loop, [this] {
          for (const auto& done : std::exchange(stopped_, {})) done();
      }) {}

WorkerLink& WorkerPool::link(core::Uid owner) {
    auto& worker = workers_[owner];
    if (!worker.link) {
        worker.number = ++last_number_;
        worker.link = std::make_unique<WorkerLink>(
            loop_, hello_,
            WorkerLink::Events{
                .reported = [this, owner](
                                const core::Report& report) { listener_->reported(owner, report); },
                .ended = [this, owner](const std::string& why) { lost(owner, why); }});
        worker.leave =
            std::make_unique<loop::Timer>(loop_, [this, owner] { leave_if_idle(owner); });
        launch_in_time(owner, worker);
    }
    worker.leave->set_in(longest_idle);
    return *worker.link;
}

/// Now, or when the pause after the last failures is over: only this owner's orders wait for it.
void WorkerPool::launch_in_time(core::Uid owner, Worker& worker) {
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
    launcher_.launch(owner, [this, owner, number = worker.number](Launched result) {
        launched(owner, number, std::move(result));
    });
}

void WorkerPool::launched(core::Uid owner, std::uint64_t number, Launched result) {
    const auto worker = workers_.find(owner);
    // It was given up meanwhile: what came closes.
    if (worker == workers_.end() || worker->second.number != number) return;
    if (std::holds_alternative<loop::UniqueFd>(result)) announce(owner, WorkerChange::started);
    worker->second.link->launched(std::move(result));
}

void WorkerPool::announce(core::Uid owner, WorkerChange change, const std::string& why) const {
    if (changed_) changed_(owner, change, why);
}

void WorkerPool::set_pause(core::Uid owner, const WorkerLink& link, const std::string& why) {
    if (link.useful() || link.blocked())
        pauses_.erase(owner);
    else if (link.refused())
        pauses_[owner].refused(loop::boot_time(), why);
    else
        pauses_[owner].useless(loop::boot_time());
}

void WorkerPool::lost(core::Uid owner, const std::string& why) {
    const auto& link = *workers_.at(owner).link;
    const auto change = link.refused() ? WorkerChange::refused : WorkerChange::lost;
    set_pause(owner, link, why);
    workers_.erase(owner);
    if (change == WorkerChange::lost) launcher_.let_go(owner);
    announce(owner, change, why);
}

void WorkerPool::close() {
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

}  // namespace transferd::broker
