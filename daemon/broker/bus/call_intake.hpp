// SPDX-License-Identifier: MIT
// Every call passes here: it is taken off the bus at once, waits in its user's line, and is handled
// when it is that user's turn. So whoever floods the service keeps nobody else waiting.
#pragma once

#include "broker/bus/fair_queue.hpp"
#include "broker/bus/pending_calls.hpp"
#include "broker/bus/sender_names.hpp"
#include "loop/event_loop.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sdbus-c++/IConnection.h>

namespace transferd::broker {

using MessageHandle = std::unique_ptr<sd_bus_message, loop::Deleter<sd_bus_message_unref>>;

class CallIntake {
  public:
    /// To be made before the first object of the connection, which must outlive it.
    CallIntake(loop::EventLoop& loop, sdbus::IConnection& connection, PendingCalls& pending);
    CallIntake(const CallIntake&) = delete;
    CallIntake& operator=(const CallIntake&) = delete;
    ~CallIntake() = default;

    /// Whose call is being handled; none is: nobody's.
    [[nodiscard]] std::optional<core::Uid> caller() const { return caller_; }
    /// serve() has something to do.
    [[nodiscard]] bool ready() const;
    /// Handles some of the calls that wait, while what was answered before is on its way.
    void serve();
    /// Handles all that wait; who called is awaited so long.
    void serve_all(std::chrono::microseconds patience);
    /// No call waits.
    [[nodiscard]] bool none() const noexcept { return strangers_.empty() && line_.empty(); }

  private:
    /// A look is a call that the bus library answers at once, by itself: properties, introspection,
    /// pings. Nobody whose calls are pending is kept from having one.
    enum class Kind { call, look, refusal };
    struct Waiting {
        /// Of a refusal: the answer.
        MessageHandle message;
        Kind kind{};
        std::uint64_t weight{};
    };
    /// What one user has in the line.
    struct Load {
        std::uint32_t calls{};
        std::uint32_t looks{};
        std::uint32_t refusals{};
        std::uint64_t weight{};
        bool operator==(const Load&) const = default;

        std::uint32_t& of(Kind kind);
    };
    struct Stranger {
        std::vector<Waiting> waiting;
        Load load;
    };

    static int on_message(sd_bus_message* message, void* data, sd_bus_error* error) noexcept;
    [[nodiscard]] bool take(sd_bus_message* message);
    void hold(const std::string& name, MessageHandle call);
    void known(const std::string& name, std::optional<core::Uid> uid);
    void accept(core::Uid uid, MessageHandle call);
    void enqueue(core::Uid uid, Waiting item);
    [[nodiscard]] static Waiting admitted(MessageHandle call, Load& load, std::uint32_t pending);
    [[nodiscard]] static Waiting counted(MessageHandle refusal, Load& load);
    [[nodiscard]] bool writable() const;
    void serve_one();
    void handle(core::Uid uid, MessageHandle call);

    loop::EventLoop& loop_;
    sdbus::IConnection& connection_;
    PendingCalls& pending_;
    sd_bus* bus_;
    SenderNames names_;
    /// Connections whose user the bus has been asked for.
    std::map<std::string, Stranger> strangers_;
    FairQueue<Waiting> line_;
    std::map<core::Uid, Load> loads_;
    /// On its way through the bus library to its object.
    MessageHandle admitted_;
    std::optional<core::Uid> caller_;
    SlotHandle filter_;
};

}  // namespace transferd::broker
