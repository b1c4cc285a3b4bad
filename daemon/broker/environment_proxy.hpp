// SPDX-License-Identifier: MIT
// The proxy that this process's environment names, as curl and others read it.
#pragma once

#include "core/proxy_options.hpp"

#include <functional>

namespace transferd::broker {

/// Null where there is none of that name.
using Variable = std::function<const char*(const char*)>;

core::ProxyChoice environment_proxy(const Variable& variable);

}  // namespace transferd::broker
