// SPDX-License-Identifier: MIT
// A value, or why there is none. Replies are deferred, so an error cannot always be thrown.
#pragma once

#include "core/error.hpp"

#include <functional>
#include <utility>
#include <variant>

namespace transferd::core {

struct Nothing {};

template <class Value>
class Outcome {
  public:
    // Implicit on purpose: `reply(JobId{7})` and `reply(Error{...})` both read as what they are.
    Outcome(Value value) : held_(std::move(value)) {}
    Outcome(Error error) : held_(std::move(error)) {}

    [[nodiscard]] bool ok() const noexcept { return std::holds_alternative<Value>(held_); }
    [[nodiscard]] const Value& value() const { return std::get<Value>(held_); }
    [[nodiscard]] const Error& error() const { return std::get<Error>(held_); }

  private:
    std::variant<Value, Error> held_;
};

/// Called exactly once, from the loop, after the commit that holds the change.
template <class Value>
using Reply = std::function<void(const Outcome<Value>&)>;

}  // namespace transferd::core
