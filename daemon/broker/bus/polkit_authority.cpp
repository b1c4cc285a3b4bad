// SPDX-License-Identifier: MIT
#include "broker/bus/polkit_authority.hpp"

#include "core/error.hpp"
#include "core/limits.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <unistd.h>

namespace transferd::broker {

namespace {

constexpr const char* bus_name = "org.freedesktop.DBus";
constexpr const char* name = "org.freedesktop.PolicyKit1";
constexpr const char* path = "/org/freedesktop/PolicyKit1/Authority";
constexpr const char* interface = "org.freedesktop.PolicyKit1.Authority";
constexpr const char* action_prefix = "org.example.transfer.";

constexpr std::chrono::seconds longest_rule{10};
/// Somebody looks for a password.
constexpr std::chrono::minutes longest_dialog{5};
constexpr std::uint32_t allow_interaction = 1;
constexpr const char* no_reply = "org.freedesktop.DBus.Error.NoReply";

std::string cancellation_id(std::uint64_t number) {
    return "transferd-" + std::to_string(number);
}

}  // namespace

PolkitAuthority::PolkitAuthority(sdbus::IConnection& connection, News news)
    : connection_(connection),
      news_(std::move(news)),
      polkit_(sdbus::createProxy(connection, name, path)) {}

core::Caller PolkitAuthority::caller(core::Uid uid) const {
    if (uid.value == 0) return core::administrator(uid);
    return {.uid = uid, .cancels_inactive = uid.value == geteuid()};
}

void PolkitAuthority::ask(const Sender& sender, core::Permission permission, Answered answered) {
    const auto open = std::count_if(open_.begin(), open_.end(), [&](const auto& each) {
        return each.second.sender.uid == sender.uid;
    });
    if (open >= core::most_open_questions)
        throw core::Error{core::ErrorCode::limits_exceeded,
                          std::to_string(open) +
                              " of your calls wait for an authorisation; wait for one of them"};
    watch_departures();
    const auto number = ++last_number_;
    call(number, sender, permission);
    open_.emplace(number, Question{sender, permission, std::move(answered)});
}

void PolkitAuthority::watch_departures() {
    if (departures_) return;
    departures_ = connection_.addMatch(
        "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',"
        "member='NameOwnerChanged',arg2=''",
        [this](sdbus::Message& message) {
            // The rule does not keep away what a stranger sends straight to this connection.
            if (message.getSender() != bus_name) return;
            std::string gone;
            message >> gone;
            forget(gone);
        });
}

/// The subject is the connection, which cannot change hands; a process id could.
void PolkitAuthority::call(std::uint64_t number, const Sender& sender,
                           core::Permission permission) {
    using Subject = sdbus::Struct<std::string, std::map<std::string, sdbus::Variant>>;
    const Subject subject{"system-bus-name", {{"name", sdbus::Variant{sender.name}}}};
    const std::chrono::microseconds patience =
        sender.interactive ? std::chrono::microseconds{longest_dialog} : longest_rule;
    polkit_->callMethodAsync("CheckAuthorization")
        .onInterface(interface)
        .withTimeout(patience)
        .withArguments(subject, action_prefix + std::string(core::word(permission)),
                       std::map<std::string, std::string>{},
                       sender.interactive ? allow_interaction : std::uint32_t{0},
                       cancellation_id(number))
        .uponReplyInvoke([this, number](const sdbus::Error* error, const Result& result) {
            answer(number, error, result);
        });
}

void PolkitAuthority::answer(std::uint64_t number, const sdbus::Error* error,
                             const Result& result) {
    const auto authorised = granted(error, result);
    // A dialog that nobody answered would else be there for ever.
    if (error && error->getName() == no_reply) cancel(number);
    auto found = open_.extract(number);
    if (found.empty()) return;  // its caller is gone
    const auto& question = found.mapped();
    if (authorised) news_.authorised(question.sender, question.permission);
    question.answered(authorised);
}

bool PolkitAuthority::granted(const sdbus::Error* error, const Result& result) {
    if (!error) {
        unavailable_ = false;
        return result.get<0>();
    }
    if (!std::exchange(unavailable_, true)) news_.unavailable(error->getMessage());
    return false;
}

void PolkitAuthority::forget(const std::string& gone) {
    for (auto each = open_.begin(); each != open_.end();) {
        if (each->second.sender.name != gone) {
            ++each;
            continue;
        }
        cancel(each->first);
        each = open_.erase(each);
    }
}

void PolkitAuthority::cancel(std::uint64_t number) {
    polkit_->callMethodAsync("CancelCheckAuthorization")
        .onInterface(interface)
        .withArguments(cancellation_id(number))
        .uponReplyInvoke([](const sdbus::Error*) {});
}

}  // namespace transferd::broker
