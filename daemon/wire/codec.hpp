// SPDX-License-Identifier: MIT
// Messages as CBOR and back. Decoding is total: any bytes give a message or nothing.
#pragma once

#include "wire/messages.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace transferd::wire {

/// The kernel takes larger ones, but not reliably: lists go in parts.
inline constexpr std::size_t largest_message = 64UL * 1024;

using Bytes = std::vector<std::uint8_t>;

Bytes encode(const ToWorker& message);
Bytes encode(const ToBroker& message);

std::optional<ToWorker> decode_to_worker(std::span<const std::uint8_t> bytes);
std::optional<ToBroker> decode_to_broker(std::span<const std::uint8_t> bytes);

}  // namespace transferd::wire
