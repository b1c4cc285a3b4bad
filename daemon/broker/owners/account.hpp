// SPDX-License-Identifier: MIT
// What the machine's account database says of a uid.
#pragma once

#include "core/ids.hpp"
#include "core/job.hpp"

#include <optional>
#include <string>

namespace transferd::broker {

struct Lookup {
    /// The database could not be asked.
    bool failed{};
    /// Empty: no account has this uid.
    std::string name{};
};

Lookup look_up(core::Uid uid);

/// None where the lookup has failed. A job without a name is of an account that is known to PID 1
/// and not to the broker; whether it is gone cannot be told.
std::optional<core::Standing> standing(const Lookup& found, const std::string& recorded_name);

}  // namespace transferd::broker
