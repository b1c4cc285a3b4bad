// SPDX-License-Identifier: MIT
// Puts a bus connection on the event loop. sdbus-c++ 1.2 cannot attach itself to one.
#pragma once

#include "loop/poll_source.hpp"

#include <sdbus-c++/IConnection.h>

namespace transferd::broker {

class BusPump {
  public:
    /// The connection must outlive the pump. A connection that breaks ends the loop with an
    /// exception: without its bus a broker is of no use and is started again.
    BusPump(loop::EventLoop& loop, sdbus::IConnection& connection);

  private:
    static void process(sdbus::IConnection& connection);

    loop::PollSource source_;
};

}  // namespace transferd::broker
