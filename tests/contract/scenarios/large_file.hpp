// SPDX-License-Identifier: MIT
// Offsets beyond 32 bits, without the disk that they would take.
#pragma once

#include "contract/scenarios/served.hpp"

namespace transferd::worker {

/// The served file is sparse and nothing is written here: the head says its size, and then the rest
/// is asked for as if all but the last bytes were on disk.
void end_of_a_large_file(const Play& play);

}  // namespace transferd::worker
