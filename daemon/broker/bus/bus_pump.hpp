// SPDX-License-Identifier: MIT
// Puts a bus connection on the event loop. sdbus-c++ 1.2 cannot attach itself to one.
#pragma once

#include "broker/bus/call_intake.hpp"
#include "loop/poll_source.hpp"

#include <functional>

#include <sdbus-c++/IConnection.h>

namespace transferd::broker {

class BusPump {
  public:
    /// The connection must outlive the pump. When it breaks, `broken` is called, perhaps more than
    /// once; without one the loop ends with an exception: without the bus that it serves, a broker
    /// is of no use and is started again.
    BusPump(loop::EventLoop& loop, sdbus::IConnection& connection,
            std::function<void()> broken = {});

    /// Has them served, a few in each turn. They must outlive the pump.
    void serve(CallIntake& calls) { calls_ = &calls; }
    /// Handles what has arrived; for who leaves the loop.
    void drain();

  private:
    loop::PollSource::Wish wish();
    void process();

    sdbus::IConnection& connection_;
    CallIntake* calls_{};
    std::function<void()> broken_;
    loop::PollSource source_;
};

}  // namespace transferd::broker
