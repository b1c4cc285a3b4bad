// SPDX-License-Identifier: MIT
// Who sent the call that is being handled.
#pragma once

#include "core/access.hpp"

#include <sdbus-c++/IObject.h>

namespace transferd::broker {

/// The effective uid that the bus saw, read now: only inside a method handler, before anything
/// asynchronous. Throws sdbus::Error where the caller is gone already; there is no default.
core::Caller caller_of(const sdbus::IObject& object);

}  // namespace transferd::broker
