// SPDX-License-Identifier: MIT
#include "worker/ticket_desk.hpp"

#include <algorithm>
#include <utility>

namespace transferd::worker {

namespace {

core::Failure no_answer(const std::string& host) {
    return {.code = core::FailureCode::timed_out,
            .context = core::FailureContext::transport,
            .message = "no Kerberos ticket for " + host + ": the realm does not answer."};
}

}  // namespace

TicketDesk::TicketDesk(FileThreads& threads, std::function<Answer(const std::string&)> fetch)
    : threads_(threads), fetch_(std::move(fetch)) {}

void TicketDesk::ask(const std::string& host, const std::shared_ptr<Waiter>& waiter) {
    const auto same = std::ranges::find(questions_, host, &Question::host);
    if (same != questions_.end()) return same->waiters.push_back(waiter);
    questions_.push_back({host, {waiter}});
    next();
}

void TicketDesk::next() {
    if (asking_ || questions_.empty()) return;
    asking_ = true;
    const auto host = questions_.front().host;
    const auto got = std::make_shared<Answer>();
    threads_.run([got, host, fetch = fetch_] { *got = fetch(host); }, [this, got] { answer(*got); },
                 [this, host] { answer(no_answer(host)); });
}

void TicketDesk::answer(const Answer& answer) {
    const auto answered = std::move(questions_.front());
    questions_.pop_front();
    for (const auto& each : answered.waiters)
        if (const auto waiter = each.lock()) (*waiter)(answer);
    asking_ = false;
    next();
}

}  // namespace transferd::worker
