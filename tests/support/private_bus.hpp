// SPDX-License-Identifier: MIT
// A session bus of the test's own: nothing is activated on it and nobody else is there.
#pragma once

#include "support/process.hpp"
#include "support/temp_dir.hpp"

#include <string>

namespace transferd::test {

class PrivateBus {
  public:
    PrivateBus();

    /// As DBUS_SESSION_BUS_ADDRESS has it.
    [[nodiscard]] const std::string& address() const { return address_; }

  private:
    TempDir directory_;
    Process daemon_;
    std::string address_;
};

}  // namespace transferd::test
