// SPDX-License-Identifier: MIT
#include "broker/pool/worker_link.hpp"

#include "broker/pool/parts.hpp"
#include "broker/pool/report_limits.hpp"
#include "wire/pieces.hpp"

#include <chrono>
#include <utility>
#include <variant>

namespace transferd::broker {

namespace {

/// A call on the bus is given up after 25 s.
constexpr std::chrono::seconds longest_launch{30};

core::Failure worker_lost(const std::string& why) {
    return {.code = core::FailureCode::worker_lost,
            .context = core::FailureContext::queue,
            .message = why};
}

}  // namespace

WorkerLink::WorkerLink(loop::EventLoop& loop, wire::Hello hello, Events events, Patience patience)
    : loop_(loop),
      hello_(std::move(hello)),
      events_(std::move(events)),
      ending_(loop, [this] { answer_for_the_lost(); }),
      hello_timer_(loop,
                   [this] {
                       events_.hung();
                       lose("The worker did not answer in time");
                   }),
      patience_(patience),
      beat_timer_(loop, [this] { beat(); }) {}

void WorkerLink::launching() {
    hello_timer_.set_in(longest_launch);
}

void WorkerLink::launched(Launched launched) {
    if (!lost_.empty()) return;
    if (const auto* not_launched = std::get_if<NotLaunched>(&launched)) {
        refused_ = true;
        locked_out_ = not_launched->locked_out;
        if (not_launched->by_policy) lost_code_ = core::FailureCode::blocked_by_policy;
        return lose(not_launched->why);
    }
    channel_ = std::make_unique<wire::Channel>(
        loop_, std::get<loop::UniqueFd>(std::move(launched)),
        [this](std::span<const std::uint8_t> bytes) { received(bytes); });
    channel_->send(wire::encode(wire::ToWorker{hello_}));
    hello_timer_.set_in(patience_.hello);
}

void WorkerLink::send(const wire::ToWorker& message) {
    if (!lost_.empty()) return ending_.ask();
    watch();
    for (auto& bytes : wire::encode_in_pieces(message)) {
        if (ready_)
            channel_->send(std::move(bytes));
        else
            waiting_.push_back(std::move(bytes));
    }
}

void WorkerLink::start(const core::DownloadOrder& order) {
    files_.insert(order.file);
    send(wire::Start{order});
}

void WorkerLink::stop(core::JobId job, std::function<void()> done) {
    forget(job);
    const auto request = owe({[done](const auto&) { done(); }, [done](const auto&) { done(); }});
    send(wire::Stop{request, job});
}

void WorkerLink::forget(core::JobId job) {
    files_.erase(files_.lower_bound({job, {}}), files_.lower_bound({{job.value + 1}, {}}));
}

void WorkerLink::check(const std::vector<core::CheckItem>& items,
                       std::function<void(const core::CheckAnswers&)> done) {
    const auto parts = parts_of(items);
    const auto gathering =
        std::make_shared<Gathering<core::CheckAnswers>>(parts.size(), std::move(done));
    for (std::size_t part = 0; part < parts.size(); ++part) {
        const auto count = parts[part].size();
        const auto lost = [=](const core::Failure& failure) {
            gathering->add(
                part,
                core::CheckAnswers(count, {.directory = {}, .url_error = {}, .failure = failure}));
        };
        const auto request = owe({[=](const wire::ToBroker& message) {
                                      const auto* checked = std::get_if<wire::Checked>(&message);
                                      if (checked && checked->answers.size() == count)
                                          gathering->add(part, checked->answers);
                                      else
                                          lost(worker_lost("The worker answered nonsense"));
                                  },
                                  lost});
        send(wire::Check{request, parts[part]});
    }
}

template <class Order, class Item>
void WorkerLink::ask_files(const std::vector<Item>& items,
                           std::function<void(const core::FileAnswers&)> done) {
    const auto parts = parts_of(items);
    const auto gathering =
        std::make_shared<Gathering<core::FileAnswers>>(parts.size(), std::move(done));
    for (std::size_t part = 0; part < parts.size(); ++part) {
        std::vector<core::FileRef> asked;
        for (const auto& item : parts[part]) asked.push_back(item.file);
        const auto lost = [=](const core::Failure& failure) {
            core::FileAnswers answers;
            for (const auto& file : asked) answers.push_back({file, failure});
            gathering->add(part, answers);
        };
        const auto request = owe({[=](const wire::ToBroker& message) {
                                      const auto* done_message = std::get_if<wire::Done>(&message);
                                      if (done_message && answers_all(asked, *done_message))
                                          gathering->add(part, done_message->answers);
                                      else
                                          lost(worker_lost("The worker answered nonsense"));
                                  },
                                  lost});
        send(Order{request, parts[part]});
    }
}

void WorkerLink::publish(const std::vector<core::PublishItem>& items,
                         std::function<void(const core::FileAnswers&)> done) {
    ask_files<wire::Publish>(items, std::move(done));
}

void WorkerLink::discard(const std::vector<core::DiscardItem>& items,
                         std::function<void(const core::FileAnswers&)> done) {
    ask_files<wire::Discard>(items, std::move(done));
}

void WorkerLink::start_unit(const std::string& unit,
                            std::function<void(const std::optional<core::Failure>&)> done) {
    const auto request =
        owe({[done](const wire::ToBroker& message) {
                 const auto* started = std::get_if<wire::UnitStarted>(&message);
                 done(started ? started->failure : worker_lost("The worker answered nonsense"));
             },
             [done](const core::Failure& failure) { done(failure); }});
    send(wire::StartUnit{request, unit});
}

/// A worker that is stopped, or whose loop hangs, would hold its jobs for ever. The time is counted
/// in beats, so that a machine that slept does not take its worker for dead.
void WorkerLink::watch() {
    if (std::exchange(beating_, true)) return;
    heard_ = false;
    silent_ = 0;
    beat_timer_.set_in(patience_.beat);
}

void WorkerLink::beat() {
    beating_ = false;
    if (idle() || !lost_.empty()) return;
    beating_ = true;
    silent_ = std::exchange(heard_, false) || !ready_ ? 0 : silent_ + 1;
    if (silent_ >= patience_.beats) {
        events_.hung();
        return lose("The worker has stopped answering");
    }
    if (silent_ > 0 && !ping_) {
        ping_ = wire::RequestId{++last_request_};
        channel_->send(wire::encode(wire::ToWorker{wire::Ping{*ping_}}));
    }
    beat_timer_.set_in(patience_.beat);
}

wire::RequestId WorkerLink::owe(Owed owed) {
    const wire::RequestId request{++last_request_};
    owed_.emplace(request, std::move(owed));
    return request;
}

void WorkerLink::received(std::span<const std::uint8_t> bytes) {
    if (!lost_.empty()) return;
    heard_ = true;
    if (bytes.empty()) return lose("The worker has ended");
    auto message = wire::decode_to_broker(bytes);
    if (const auto* piece = message ? std::get_if<wire::Piece>(&*message) : nullptr) {
        auto taken = pieces_.take(*piece);
        if (taken.kind == decltype(pieces_)::Kind::incomplete) return;
        message = std::move(taken.message);
    }
    if (!message || !within_limits(*message)) return lose("The worker sent what is no message");
    take(*message);
    if (idle() && std::exchange(beating_, false)) beat_timer_.clear();
}

void WorkerLink::take(const wire::ToBroker& message) {
    if (const auto* hello = std::get_if<wire::Ready>(&message)) {
        if (ready_ || hello->build != hello_.build)
            return lose("The worker is of another version than the broker");
        ready_ = true;
        hello_timer_.clear();
        for (auto& waiting : std::exchange(waiting_, {})) channel_->send(std::move(waiting));
        return;
    }
    if (!ready_) return lose("The worker did not say hello");
    useful_ = true;
    if (const auto* checked = std::get_if<wire::Checked>(&message))
        return answered(checked->request, message);
    if (const auto* done = std::get_if<wire::Done>(&message))
        return answered(done->request, message);
    if (const auto* unit = std::get_if<wire::UnitStarted>(&message))
        return answered(unit->request, message);
    if (const auto* started = std::get_if<core::Started>(&message)) return report(*started);
    if (const auto* progressed = std::get_if<core::Progressed>(&message))
        return report(*progressed);
    if (const auto* checkpointed = std::get_if<core::Checkpointed>(&message))
        return events_.reported(*checkpointed);
    if (const auto* finished = std::get_if<core::Finished>(&message)) return report(*finished);
    if (const auto* failed = std::get_if<core::FileFailed>(&message)) return report(*failed);
}

void WorkerLink::answered(wire::RequestId request, const wire::ToBroker& message) {
    if (ping_ == request) return ping_.reset();
    const auto found = owed_.find(request);
    if (found == owed_.end()) return lose("The worker answered what it was not asked");
    const auto owed = std::move(found->second);
    owed_.erase(found);
    owed.answered(message);
}

void WorkerLink::report(const core::Report& report) {
    const auto file = std::visit([](const auto& each) { return each.file; }, report);
    if (!files_.contains(file)) return;
    const bool ends = std::holds_alternative<core::Finished>(report) ||
                      std::holds_alternative<core::FileFailed>(report);
    if (ends) files_.erase(file);
    events_.reported(report);
}

void WorkerLink::lose(const std::string& why) {
    if (!lost_.empty()) return;
    lost_ = why;
    ending_.ask();
}

/// From the loop: those who are answered may give new orders, which come back here.
void WorkerLink::answer_for_the_lost() {
    channel_.reset();
    hello_timer_.clear();
    beat_timer_.clear();
    if (locked_out_ && !std::exchange(lock_out_told_, true)) events_.locked_out();
    auto failure = worker_lost(lost_);
    failure.code = lost_code_;
    for (const auto& [request, owed] : std::exchange(owed_, {})) owed.lost(failure);
    // Whoever hears of one file may stop the rest of its job.
    for (const auto& file : std::set{files_})
        if (files_.erase(file) > 0) events_.reported(core::FileFailed{file, failure});
    if (!idle()) return;
    // Destroys this object, and what is in it.
    const auto ended = events_.ended;
    const auto why = lost_;
    ended(why);
}

}  // namespace transferd::broker
