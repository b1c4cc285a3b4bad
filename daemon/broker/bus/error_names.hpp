// SPDX-License-Identifier: MIT
// Errors of the rules as the bus names them.
#pragma once

#include "core/error.hpp"

#include <sdbus-c++/Error.h>

namespace transferd::broker {

sdbus::Error bus_error(const core::Error& error);

}  // namespace transferd::broker
