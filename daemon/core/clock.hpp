// SPDX-License-Identifier: MIT
// Port: the time, and being woken at one.
#pragma once

#include "core/time.hpp"

#include <functional>
#include <memory>
#include <string>

namespace transferd::core {

/// Fires once each time it is set. Destroying it is clearing it; not from within its own callback.
class Alarm {
  public:
    Alarm() = default;
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;
    virtual ~Alarm() = default;

    /// Replaces a time that was set before.
    virtual void set(BootTime when) = 0;
    virtual void clear() = 0;
};

class Clock {
  public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    [[nodiscard]] virtual WallTime wall() const = 0;
    [[nodiscard]] virtual BootTime boot() const = 0;
    /// Another one after each boot of the machine.
    [[nodiscard]] virtual std::string boot_id() const = 0;
    [[nodiscard]] virtual std::unique_ptr<Alarm> alarm(std::function<void()> ring) = 0;
};

}  // namespace transferd::core
