// SPDX-License-Identifier: MIT
#include "wire/pieces.hpp"

#include "core/wipe.hpp"

#include <algorithm>
#include <utility>

namespace transferd::wire {

namespace {

/// Room for what a Piece is beside its bytes.
constexpr std::size_t largest_piece = largest_message - 64;

std::span<const std::uint8_t> bytes_of(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

std::vector<Bytes> encode_in_pieces(const ToWorker& message) {
    auto whole = encode(message);
    std::vector<Bytes> messages;
    if (whole.size() <= largest_message) {
        messages.push_back(std::move(whole));
        return messages;
    }
    for (std::size_t begin = 0; begin < whole.size(); begin += largest_piece) {
        const auto size = std::min(largest_piece, whole.size() - begin);
        const auto* first = reinterpret_cast<const char*>(whole.data()) + begin;
        Piece piece{.bytes = {first, size}, .last = begin + size == whole.size()};
        messages.push_back(encode(ToWorker{piece}));
        core::wipe(piece.bytes);
    }
    core::wipe(reinterpret_cast<char*>(whole.data()), whole.size());
    return messages;
}

Pieces::~Pieces() {
    core::wipe(collected_);
}

Pieces::Taken Pieces::take(Piece piece) {
    if (collected_.size() + piece.bytes.size() > largest_order) return {.kind = Kind::nonsense};
    // At once, so that no copy stays behind where the text grows.
    if (collected_.capacity() < largest_order) collected_.reserve(largest_order);
    collected_ += piece.bytes;
    core::wipe(piece.bytes);
    if (!piece.last) return {.kind = Kind::incomplete};
    auto message = decode_to_worker(bytes_of(collected_));
    core::wipe(collected_);
    collected_.shrink_to_fit();
    const bool good = message && !std::holds_alternative<Piece>(*message) &&
                      !std::holds_alternative<Hello>(*message);
    if (!good) return {.kind = Kind::nonsense};
    return {.kind = Kind::whole, .message = std::move(message)};
}

}  // namespace transferd::wire
