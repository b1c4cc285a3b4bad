// SPDX-License-Identifier: MIT
#pragma once

#include "bus.hpp"

#include <gtest/gtest.h>
