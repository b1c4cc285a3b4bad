// SPDX-License-Identifier: MIT
#include "broker/bus/sender_names.hpp"

#include <utility>

namespace transferd::broker {

namespace {

/// Forgotten all at once: who is still there is asked about once more.
constexpr std::size_t most_known = 1024;

}  // namespace

std::optional<core::Uid> SenderNames::uid_of(const std::string& name) const {
    const auto known = uids_.find(name);
    return known == uids_.end() ? std::nullopt : std::optional{known->second};
}

void SenderNames::ask(const std::string& name, Told told) {
    auto& question =
        open_.insert_or_assign(name, Question{this, name, std::move(told)}).first->second;
    sd_bus_slot* slot = nullptr;
    loop::check(
        sd_bus_call_method_async(bus_, &slot, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                 "org.freedesktop.DBus", "GetConnectionUnixUser", on_reply,
                                 &question, "s", name.c_str()),
        "ask the bus who calls");
    question.slot.reset(slot);
}

int SenderNames::on_reply(sd_bus_message* reply, void* data, sd_bus_error* /*error*/) noexcept {
    const auto* question = static_cast<Question*>(data);
    auto* self = question->self;
    return self->loop_.guard([&] {
        core::Uid uid{};
        const bool known = sd_bus_message_is_method_error(reply, nullptr) == 0 &&
                           sd_bus_message_read(reply, "u", &uid.value) > 0;
        self->answer(question->name, known ? std::optional{uid} : std::nullopt);
    });
}

void SenderNames::answer(const std::string& name, std::optional<core::Uid> uid) {
    const auto answered = open_.extract(name);
    if (uid) {
        if (uids_.size() >= most_known) uids_.clear();
        uids_.emplace(answered.key(), *uid);
    }
    answered.mapped().told(uid);
}

}  // namespace transferd::broker
