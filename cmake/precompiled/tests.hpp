// SPDX-License-Identifier: MIT
#pragma once

#include "std.hpp"

#include <gtest/gtest.h>
