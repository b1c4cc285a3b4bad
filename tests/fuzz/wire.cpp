// SPDX-License-Identifier: MIT
// The input is a message as a hostile worker or a hostile broker would send it.
#include "fuzz/one_input.hpp"
#include "wire/codec.hpp"

namespace transferd::fuzz {

namespace {

template <class Message>
void round_trip(const wire::Bytes& bytes,
                std::optional<Message> (*decode)(std::span<const std::uint8_t>)) {
    const auto message = decode(bytes);
    if (!message) return;
    const auto written = wire::encode(*message);
    require(decode(written) == message, "a message comes back as it went");
    require(written.size() <= bytes.size(), "nobody writes a message shorter than we do");
}

}  // namespace

void one_input(std::string_view input) {
    const wire::Bytes bytes(input.begin(), input.end());
    round_trip(bytes, wire::decode_to_worker);
    round_trip(bytes, wire::decode_to_broker);
}

}  // namespace transferd::fuzz
