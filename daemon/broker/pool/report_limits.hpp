// SPDX-License-Identifier: MIT
// A worker is trusted as far as its user: what it says is bounded before anybody keeps it.
#pragma once

#include "core/ids.hpp"
#include "wire/messages.hpp"

#include <vector>

namespace transferd::broker {

/// False: no worker of ours says such a thing.
bool within_limits(const wire::ToBroker& message);

/// The answers are of the files asked about, each once, in that order.
bool answers_all(const std::vector<core::FileRef>& asked, const wire::Done& done);

}  // namespace transferd::broker
