// SPDX-License-Identifier: MIT
// The service manager of this process's user: the only thing on a bus that a worker speaks to, and
// StartUnit the only thing that it says.
#pragma once

#include "loop/deferred.hpp"
#include "loop/event_loop.hpp"
#include "loop/poll_source.hpp"

#include <functional>
#include <list>
#include <memory>
#include <string>

#include <systemd/sd-bus.h>

namespace transferd::worker {

enum class UnitAnswer {
    /// The manager has taken the order.
    taken,
    /// The manager has refused it: another try would be refused too.
    refused,
    /// There is no manager, or none that answers.
    nobody
};

class UserManager {
  public:
    /// `why`: a sentence, where the order was not taken.
    using Done = std::function<void(UnitAnswer, const std::string& why)>;

    explicit UserManager(loop::EventLoop& loop);
    UserManager(const UserManager&) = delete;
    UserManager& operator=(const UserManager&) = delete;
    ~UserManager() = default;

    /// `done` is called once, from the loop.
    void start_unit(const std::string& unit, Done done);

  private:
    struct CloseBus {
        void operator()(sd_bus* bus) const noexcept { sd_bus_close_unref(bus); }
    };
    struct FreeSlot {
        void operator()(sd_bus_slot* slot) const noexcept { sd_bus_slot_unref(slot); }
    };
    struct Order {
        UserManager* manager;
        std::string unit;
        Done done;
        std::unique_ptr<sd_bus_slot, FreeSlot> slot;
        /// Set when it is answered; told from the loop, not from within the bus.
        bool answered{};
        UnitAnswer answer{};
        std::string why;
    };

    static int on_reply(sd_bus_message* reply, void* data, sd_bus_error* error) noexcept;
    int open();
    int send(Order& order);
    [[nodiscard]] loop::PollSource::Wish wish() const;
    void process();
    void answer(Order& order, UnitAnswer answer, const std::string& why);
    void lose(int error);
    void tell();

    loop::EventLoop& loop_;
    std::unique_ptr<sd_bus, CloseBus> bus_;
    // Before the bus it polls.
    std::unique_ptr<loop::PollSource> source_;
    std::list<Order> orders_;
    loop::Deferred telling_;
};

}  // namespace transferd::worker
