// SPDX-License-Identifier: MIT
// Messages that are larger than the channel's: orders with long passwords in them, and reports of
// long response heads.
#pragma once

#include "wire/codec.hpp"

#include <optional>
#include <vector>

namespace transferd::wire {

/// No message of ours comes near it.
template <class Message>
inline constexpr std::size_t largest_in_pieces = 1024UL * 1024;
/// A worker is not believed, and there may be one for each user.
template <>
inline constexpr std::size_t largest_in_pieces<ToBroker> = 128UL * 1024;

/// The message, or its pieces.
std::vector<Bytes> encode_in_pieces(const ToWorker& message);
std::vector<Bytes> encode_in_pieces(const ToBroker& message);

/// `Message`: ToWorker or ToBroker.
template <class Message>
class Pieces {
  public:
    Pieces() = default;
    Pieces(const Pieces&) = delete;
    Pieces& operator=(const Pieces&) = delete;
    ~Pieces();

    enum class Kind { incomplete, whole, nonsense };
    struct Taken {
        Kind kind{};
        std::optional<Message> message{};
    };
    /// The message that `piece` is the last of, once it is. What was collected is wiped then.
    Taken take(Piece piece);

  private:
    std::string collected_;
};

extern template class Pieces<ToWorker>;
extern template class Pieces<ToBroker>;

}  // namespace transferd::wire
