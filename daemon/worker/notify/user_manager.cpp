// SPDX-License-Identifier: MIT
#include "worker/notify/user_manager.hpp"

#include <cstring>
#include <iterator>
#include <string_view>
#include <utility>

#include <poll.h>
#include <sys/epoll.h>

namespace transferd::worker {

namespace {

constexpr const char* its_name = "org.freedesktop.systemd1";
constexpr const char* its_path = "/org/freedesktop/systemd1";
constexpr const char* its_interface = "org.freedesktop.systemd1.Manager";
constexpr std::uint64_t longest_answer_usec = 15'000'000;

struct FreeMessage {
    void operator()(sd_bus_message* message) const noexcept { sd_bus_message_unref(message); }
};

/// Said by the bus, or by the library for it: nobody has heard the order.
bool is_of_the_bus(std::string_view error) {
    return error.starts_with("org.freedesktop.DBus.Error.") &&
           error != SD_BUS_ERROR_ACCESS_DENIED && error != SD_BUS_ERROR_INVALID_ARGS;
}

}  // namespace

UserManager::UserManager(loop::EventLoop& loop) : loop_(loop), telling_(loop, [this] { tell(); }) {}

void UserManager::start_unit(const std::string& unit, Done done) {
    auto& order = orders_.emplace_back(
        Order{.manager = this, .unit = unit, .done = std::move(done), .slot = {}, .why = {}});
    int result = bus_ ? 0 : open();
    if (result >= 0) result = send(order);
    if (result < 0)
        answer(order, UnitAnswer::nobody,
               std::string("No service manager of the user's: ") + std::strerror(-result));
}

int UserManager::open() {
    sd_bus* bus = nullptr;
    const int result = sd_bus_open_user(&bus);
    if (result < 0) return result;
    bus_.reset(bus);
    source_ = std::make_unique<loop::PollSource>(
        loop_, sd_bus_get_fd(bus), [this] { return wish(); }, [this] { process(); });
    return 0;
}

int UserManager::send(Order& order) {
    sd_bus_message* raw = nullptr;
    int result = sd_bus_message_new_method_call(bus_.get(), &raw, its_name, its_path, its_interface,
                                                "StartUnit");
    if (result < 0) return result;
    const std::unique_ptr<sd_bus_message, FreeMessage> call{raw};
    // Where this connection is what has started the user's bus, its manager has the name in a
    // moment, and the bus keeps the call for so long. Nothing else is started by it.
    result = sd_bus_message_append(raw, "ss", order.unit.c_str(), "replace");
    sd_bus_slot* slot = nullptr;
    if (result >= 0)
        result = sd_bus_call_async(bus_.get(), &slot, raw, on_reply, &order, longest_answer_usec);
    order.slot.reset(slot);
    return result;
}

int UserManager::on_reply(sd_bus_message* reply, void* data, sd_bus_error* /*error*/) noexcept {
    auto& order = *static_cast<Order*>(data);
    auto& self = *order.manager;
    return self.loop_.guard([&] {
        const auto* error = sd_bus_message_get_error(reply);
        if (!error) return self.answer(order, UnitAnswer::taken, {});
        const std::string name = error->name ? error->name : "";
        self.answer(order, is_of_the_bus(name) ? UnitAnswer::nobody : UnitAnswer::refused,
                    name + ": " + (error->message ? error->message : ""));
    });
}

loop::PollSource::Wish UserManager::wish() const {
    loop::PollSource::Wish wish;
    const int events = sd_bus_get_events(bus_.get());
    if (events > 0 && (events & POLLIN) != 0) wish.events |= EPOLLIN;
    if (events > 0 && (events & POLLOUT) != 0) wish.events |= EPOLLOUT;
    // At once where the bus is in trouble: processing says so.
    if (events < 0 || sd_bus_get_timeout(bus_.get(), &wish.deadline) < 0) wish.deadline = 0;
    return wish;
}

void UserManager::process() {
    constexpr int most_messages_a_turn = 32;
    int result = 1;
    for (int i = 0; i < most_messages_a_turn && result > 0; ++i)
        result = sd_bus_process(bus_.get(), nullptr);
    if (result < 0) lose(result);
}

void UserManager::lose(int error) {
    for (auto& order : orders_)
        if (!order.answered)
            answer(order, UnitAnswer::nobody,
                   std::string("The user's bus is gone: ") + std::strerror(-error));
}

void UserManager::answer(Order& order, UnitAnswer answer, const std::string& why) {
    if (std::exchange(order.answered, true)) return;
    order.answer = answer;
    order.why = why;
    telling_.ask();
}

/// The connection is let go when nothing is asked any more: no worker waits on a bus.
void UserManager::tell() {
    std::list<Order> told;
    for (auto order = orders_.begin(); order != orders_.end();) {
        const auto next = std::next(order);
        if (order->answered) told.splice(told.end(), orders_, order);
        order = next;
    }
    if (orders_.empty()) {
        for (auto& order : told) order.slot.reset();
        source_.reset();
        bus_.reset();
    }
    for (const auto& order : told) order.done(order.answer, order.why);
}

}  // namespace transferd::worker
