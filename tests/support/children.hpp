// SPDX-License-Identifier: MIT
// The processes that another one started, as /proc has them.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace transferd::test {

/// Those that live and whose program is called `name`.
std::vector<pid_t> children_named(pid_t parent, const std::string& name);

}  // namespace transferd::test
