// SPDX-License-Identifier: MIT
#include "worker/attempt.hpp"

#include "worker/http/origin.hpp"
#include "worker/http/proxy.hpp"

#include <algorithm>
#include <utility>

namespace transferd::worker {

namespace {

using core::AuthTarget;

bool needs_ticket(const core::Credential& credential, AuthTarget target) {
    return credential.target == target && credential.scheme == core::AuthScheme::negotiate;
}

bool misses(const core::Failure& failure, AuthTarget target) {
    return failure.code == (target == AuthTarget::server
                                ? core::FailureCode::authentication_required
                                : core::FailureCode::proxy_authentication_required);
}

}  // namespace

Attempt::Attempt(Tools tools, core::DownloadOrder order, Fetch::Events events)
    : tools_(tools),
      order_(std::move(order)),
      events_(std::move(events)),
      waiter_(std::make_shared<TicketDesk::Waiter>(
          [this](const TicketDesk::Answer& answer) { take(answer); })) {
    go_on();
}

Attempt::~Attempt() {
    wipe(order_.secrets);
}

/// Empty: there is no such login.
std::string Attempt::host_of(AuthTarget target) const {
    const auto& credentials = order_.secrets.credentials;
    if (std::ranges::none_of(credentials,
                             [&](const auto& each) { return needs_ticket(each, target); }))
        return {};
    const auto& url =
        target == AuthTarget::server ? order_.url : proxy_for(order_.url, order_.proxy);
    auto host = origin_of(url).host;
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    return host;
}

void Attempt::go_on() {
    for (const auto target : {AuthTarget::server, AuthTarget::proxy}) {
        const auto host = host_of(target);
        if (host.empty() || answers_.contains(target)) continue;
        asked_for_ = target;
        return tools_.tickets.ask(host, waiter_);
    }
    fetch_ = std::make_unique<Fetch>(
        tools_.threads, tools_.curl, order_,
        Fetch::Events{.report = [this](const core::Report& said) { report(said); },
                      .unchecked = events_.unchecked,
                      .ended = events_.ended});
    wipe(order_.secrets);
}

void Attempt::take(const TicketDesk::Answer& answer) {
    answers_[asked_for_] = answer;
    if (answer)
        std::erase_if(order_.secrets.credentials,
                      [this](const auto& each) { return needs_ticket(each, asked_for_); });
    go_on();
}

void Attempt::report(const core::Report& report) const {
    const auto* failed = std::get_if<core::FileFailed>(&report);
    events_.report(failed == nullptr ? report : core::Report{told(*failed)});
}

/// A code that tells whether it is worth to try again, and why there was no ticket.
core::FileFailed Attempt::told(core::FileFailed failed) const {
    for (const auto& [target, answer] : answers_) {
        if (!answer || !misses(failed.failure, target)) continue;
        if (answer->code != core::FailureCode::authentication_required)
            failed.failure.code = answer->code;
        failed.failure.message += " There is " + answer->message;
    }
    return failed;
}

void Attempt::stop() {
    if (fetch_) return fetch_->stop();
    // Nothing has begun that would have to end.
    if (waiter_) events_.ended();
    waiter_.reset();
}

void Attempt::check_pulse() {
    if (fetch_) fetch_->check_pulse();
}

}  // namespace transferd::worker
