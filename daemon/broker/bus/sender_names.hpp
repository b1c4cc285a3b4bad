// SPDX-License-Identifier: MIT
// Who the connections belong to. The bus gives a name once, to one user, as long as it lives; so
// what it has said of one stays true, and each call need not wait for it to say so again.
#pragma once

#include "core/ids.hpp"
#include "loop/event_loop.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include <systemd/sd-bus.h>

namespace transferd::broker {

using SlotHandle = std::unique_ptr<sd_bus_slot, loop::Deleter<sd_bus_slot_unref>>;

class SenderNames {
  public:
    SenderNames(loop::EventLoop& loop, sd_bus* bus) : loop_(loop), bus_(bus) {}
    SenderNames(const SenderNames&) = delete;
    SenderNames& operator=(const SenderNames&) = delete;
    ~SenderNames() = default;

    [[nodiscard]] std::optional<core::Uid> uid_of(const std::string& name) const;
    /// The effective uid that the bus saw when the connection was made; none: it is gone.
    using Told = std::function<void(std::optional<core::Uid>)>;
    /// From the loop. A bus that is flooded takes its time, and nobody else must wait for it.
    void ask(const std::string& name, Told told);

  private:
    struct Question {
        SenderNames* self;
        std::string name;
        Told told;
        SlotHandle slot{};
    };

    static int on_reply(sd_bus_message* reply, void* data, sd_bus_error* error) noexcept;
    void answer(const std::string& name, std::optional<core::Uid> uid);

    loop::EventLoop& loop_;
    sd_bus* bus_;
    std::unordered_map<std::string, core::Uid> uids_;
    /// By name; a question stays where it is while it is open.
    std::map<std::string, Question> open_;
};

}  // namespace transferd::broker
