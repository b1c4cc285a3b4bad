// SPDX-License-Identifier: MIT
// Orders that are larger than the channel's messages: those with long passwords in them.
#pragma once

#include "wire/codec.hpp"

#include <optional>
#include <vector>

namespace transferd::wire {

/// No order of ours comes near it.
inline constexpr std::size_t largest_order = 1024UL * 1024;

/// The message, or its pieces.
std::vector<Bytes> encode_in_pieces(const ToWorker& message);

class Pieces {
  public:
    Pieces() = default;
    Pieces(const Pieces&) = delete;
    Pieces& operator=(const Pieces&) = delete;
    ~Pieces();

    enum class Kind { incomplete, whole, nonsense };
    struct Taken {
        Kind kind{};
        std::optional<ToWorker> message{};
    };
    /// The message that `piece` is the last of, once it is. What was collected is wiped then.
    Taken take(Piece piece);

  private:
    std::string collected_;
};

}  // namespace transferd::wire
