// SPDX-License-Identifier: MIT
#pragma once

#include "bus.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
