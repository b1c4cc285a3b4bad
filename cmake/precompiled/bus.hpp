// SPDX-License-Identifier: MIT
#pragma once

#include "std.hpp"

#include <sdbus-c++/sdbus-c++.h>
