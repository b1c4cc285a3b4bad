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

void decode(std::optional<ToWorker>& message, const std::string& bytes) {
    message = decode_to_worker(bytes_of(bytes));
}

void decode(std::optional<ToBroker>& message, const std::string& bytes) {
    message = decode_to_broker(bytes_of(bytes));
}

template <class Message>
std::vector<Bytes> in_pieces(const Message& message) {
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
        messages.push_back(encode(Message{piece}));
        core::wipe(piece.bytes);
    }
    core::wipe(reinterpret_cast<char*>(whole.data()), whole.size());
    return messages;
}

}  // namespace

std::vector<Bytes> encode_in_pieces(const ToWorker& message) {
    return in_pieces(message);
}

std::vector<Bytes> encode_in_pieces(const ToBroker& message) {
    return in_pieces(message);
}

template <class Message>
Pieces<Message>::~Pieces() {
    core::wipe(collected_);
}

template <class Message>
typename Pieces<Message>::Taken Pieces<Message>::take(Piece piece) {
    constexpr auto largest = largest_in_pieces<Message>;
    if (collected_.size() + piece.bytes.size() > largest) return {.kind = Kind::nonsense};
    // At once, so that no copy stays behind where the text grows.
    if (collected_.capacity() < largest) collected_.reserve(largest);
    collected_ += piece.bytes;
    core::wipe(piece.bytes);
    if (!piece.last) return {.kind = Kind::incomplete};
    std::optional<Message> message;
    decode(message, collected_);
    core::wipe(collected_);
    collected_.shrink_to_fit();
    // The first of all kinds is the greeting, which needs no pieces.
    const bool good = message && message->index() != 0 && !std::holds_alternative<Piece>(*message);
    if (!good) return {.kind = Kind::nonsense};
    return {.kind = Kind::whole, .message = std::move(message)};
}

template class Pieces<ToWorker>;
template class Pieces<ToBroker>;

}  // namespace transferd::wire
