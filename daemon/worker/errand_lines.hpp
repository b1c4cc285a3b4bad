// SPDX-License-Identifier: MIT
// What the broker ordered and what it was told, as lines for who looks at level debug.
#pragma once

#include "journal/line.hpp"
#include "wire/messages.hpp"

#include <optional>

namespace transferd::worker {

journal::Line line_of(const wire::ToWorker& order);
/// None: it comes too often to be worth a line.
std::optional<journal::Line> line_of(const wire::ToBroker& report);

/// `host` is asked although its certificate is not checked as usual.
journal::Line unchecked_line(const core::DownloadOrder& order, const std::string& host);

}  // namespace transferd::worker
