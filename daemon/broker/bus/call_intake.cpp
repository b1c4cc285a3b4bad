// SPDX-License-Identifier: MIT
#include "broker/bus/call_intake.hpp"

#include "broker/bus/caller.hpp"
#include "broker/bus/error_names.hpp"
#include "broker/bus/message_weight.hpp"
#include "core/error.hpp"
#include "core/limits.hpp"

#include <string_view>
#include <utility>

#include <sys/socket.h>

namespace transferd::broker {

namespace {

/// Then the workers have their turn.
constexpr int most_turns = 8;
/// Of what waits of one user. A call that is the only one may be as large as the bus lets it be.
constexpr std::uint64_t most_weight = 16ULL * 1024 * 1024;
/// As many calls as the system bus lets one user have open; who has more gets no answer.
constexpr std::uint32_t most_refusals = 256U * 128U;
/// The bus reads 2 KiB of each connection in turn, and what is in the socket cannot be overtaken.
constexpr int most_on_its_way = 4096;

core::Error too_many() {
    return core::Error{core::ErrorCode::limits_exceeded,
                       std::to_string(core::most_pending_calls) +
                           " of your calls wait for an answer; wait for one of them"};
}

core::Error too_large() {
    return core::Error{core::ErrorCode::limits_exceeded,
                       "Your calls that wait for an answer are larger than 16 MiB; wait for one of "
                       "them"};
}

bool is_look(const MessageHandle& call) {
    const char* interface = sd_bus_message_get_interface(call.get());
    return interface && std::string_view{interface}.starts_with("org.freedesktop.DBus.");
}

/// None where no answer is wanted.
MessageHandle refusal_of(const MessageHandle& call, const core::Error& why) {
    if (sd_bus_message_get_expect_reply(call.get()) <= 0) return {};
    const auto error = bus_error(why);
    sd_bus_message* refusal = nullptr;
    loop::check(sd_bus_message_new_method_errorf(call.get(), &refusal, error.getName().c_str(),
                                                 "%s", error.getMessage().c_str()),
                "refuse a call");
    return MessageHandle{refusal};
}

}  // namespace

std::uint32_t& CallIntake::Load::of(Kind kind) {
    switch (kind) {
        case Kind::call:
            return calls;
        case Kind::look:
            return looks;
        case Kind::refusal:
            break;
    }
    return refusals;
}

CallIntake::CallIntake(loop::EventLoop& loop, sdbus::IConnection& connection, PendingCalls& pending)
    : loop_(loop),
      connection_(connection),
      pending_(pending),
      bus_(bus_of(connection)),
      names_(loop, bus_) {
    const int fd = connection.getEventLoopPollData().fd;
    loop::check(setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &most_on_its_way, sizeof most_on_its_way),
                "make the bus connection's buffer small");
    sd_bus_slot* slot = nullptr;
    loop::check(sd_bus_add_filter(bus_, &slot, on_message, this), "see every call");
    filter_.reset(slot);
}

int CallIntake::on_message(sd_bus_message* message, void* data, sd_bus_error* /*error*/) noexcept {
    auto* self = static_cast<CallIntake*>(data);
    bool taken = false;
    self->loop_.guard([&] { taken = self->take(message); });
    return taken ? 1 : 0;
}

bool CallIntake::take(sd_bus_message* message) {
    if (message == admitted_.get()) {
        admitted_.reset();
        return false;
    }
    const char* sender = sd_bus_message_get_sender(message);
    if (sd_bus_message_is_method_call(message, nullptr, nullptr) <= 0 || !sender) return false;
    MessageHandle call{sd_bus_message_ref(message)};
    if (const auto uid = names_.uid_of(sender))
        accept(*uid, std::move(call));
    else
        hold(sender, std::move(call));
    return true;
}

void CallIntake::hold(const std::string& name, MessageHandle call) {
    const auto [stranger, is_new] = strangers_.try_emplace(name);
    auto& [waiting, load] = stranger->second;
    auto item = admitted(std::move(call), load, 0);
    if (item.message) waiting.push_back(std::move(item));
    if (is_new) names_.ask(name, [this, name](std::optional<core::Uid> uid) { known(name, uid); });
}

/// Of a caller that is gone nothing is kept.
void CallIntake::known(const std::string& name, std::optional<core::Uid> uid) {
    auto stranger = strangers_.extract(name);
    if (!uid) return;
    for (auto& item : stranger.mapped().waiting)
        if (item.kind == Kind::refusal)
            enqueue(*uid, counted(std::move(item.message), loads_[*uid]));
        else
            accept(*uid, std::move(item.message));
}

void CallIntake::accept(core::Uid uid, MessageHandle call) {
    enqueue(uid, admitted(std::move(call), loads_[uid], pending_.of(uid)));
}

void CallIntake::enqueue(core::Uid uid, Waiting item) {
    if (item.message) line_.add(uid, std::move(item));
}

/// The call, or the answer that refuses it, or nothing.
CallIntake::Waiting CallIntake::admitted(MessageHandle call, Load& load, std::uint32_t pending) {
    const auto kind = is_look(call) ? Kind::look : Kind::call;
    const auto before = kind == Kind::look ? load.looks : load.calls + pending;
    if (before >= core::most_pending_calls) return counted(refusal_of(call, too_many()), load);
    const bool alone = load.calls + load.looks == 0;
    const auto weight = alone ? 0 : weight_of(call.get(), most_weight);
    if (load.weight + weight > most_weight) return counted(refusal_of(call, too_large()), load);
    ++load.of(kind);
    load.weight += weight;
    return {.message = std::move(call), .kind = kind, .weight = weight};
}

CallIntake::Waiting CallIntake::counted(MessageHandle refusal, Load& load) {
    if (!refusal || load.refusals >= most_refusals) return {};
    ++load.refusals;
    return {.message = std::move(refusal), .kind = Kind::refusal};
}

bool CallIntake::writable() const {
    std::uint64_t queued = 0;
    return sd_bus_get_n_queued_write(bus_, &queued) < 0 || queued == 0;
}

bool CallIntake::ready() const {
    return !line_.empty() && writable();
}

void CallIntake::serve() {
    for (int i = 0; i < most_turns && ready(); ++i) serve_one();
}

void CallIntake::serve_all(std::chrono::microseconds patience) {
    const auto deadline = loop::boot_time() + patience;
    while (!strangers_.empty()) {
        if (connection_.processPendingRequest()) continue;
        const auto left = deadline - loop::boot_time();
        if (left.count() <= 0) break;
        (void)sd_bus_wait(bus_, static_cast<std::uint64_t>(left.count()));
    }
    while (!line_.empty()) serve_one();
}

void CallIntake::serve_one() {
    auto [uid, item] = line_.take();
    auto& load = loads_.at(uid);
    --load.of(item.kind);
    load.weight -= item.weight;
    if (item.kind == Kind::refusal)
        // Whoever is gone does not want it.
        (void)sd_bus_send(bus_, item.message.get(), nullptr);
    else
        handle(uid, std::move(item.message));
    if (load == Load{}) loads_.erase(uid);
}

/// As if it came now. What is in the library's own queue before it passes the filter first.
void CallIntake::handle(core::Uid uid, MessageHandle call) {
    admitted_ = std::move(call);
    caller_ = uid;
    loop::check(sd_bus_enqueue_for_read(bus_, admitted_.get()), "hand on a call");
    while (admitted_ && connection_.processPendingRequest()) {
    }
    caller_.reset();
}

}  // namespace transferd::broker
