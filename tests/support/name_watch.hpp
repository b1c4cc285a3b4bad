// SPDX-License-Identifier: MIT
// Who owns the daemon's name on a bus, and since when: from NameOwnerChanged, without polling.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include <sdbus-c++/sdbus-c++.h>

namespace transferd::test {

class NameWatch {
  public:
    /// `address` of the bus.
    explicit NameWatch(const std::string& address);
    ~NameWatch();
    NameWatch(const NameWatch&) = delete;
    NameWatch& operator=(const NameWatch&) = delete;

    /// False at the deadline.
    [[nodiscard]] bool wait_owned(std::chrono::milliseconds timeout);
    [[nodiscard]] bool wait_free(std::chrono::milliseconds timeout);
    /// Of the owner as the bus knows it; throws sdbus::Error where nobody owns the name.
    [[nodiscard]] pid_t owner_pid();

  private:
    void changed_to(const std::string& owner);

    std::unique_ptr<sdbus::IConnection> connection_;
    std::unique_ptr<sdbus::IConnection> asking_;
    std::unique_ptr<sdbus::IProxy> bus_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string owner_;
};

}  // namespace transferd::test
