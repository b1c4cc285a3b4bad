// SPDX-License-Identifier: MIT
// CBOR as a flat list of tokens: of it, what codec.cpp writes. The library's reader recurses for
// nested arrays and for strings within strings and would let a hostile message exhaust the stack;
// here nothing recurses, and nesting ends at a depth that our messages never reach.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace transferd::wire {

struct ArrayStart {};
struct ArrayEnd {};
struct Null {};
using Token =
    std::variant<ArrayStart, ArrayEnd, Null, bool, std::uint64_t, std::int64_t, std::string>;

/// None: not CBOR, or not of the kinds above, or of unknown length, or nested too deep.
std::optional<std::vector<Token>> tokenize(std::span<const std::uint8_t> bytes);

/// Walks tokens; each call consumes one if it is of that kind and says whether it was.
class TokenReader {
  public:
    explicit TokenReader(const std::vector<Token>& tokens) : left_(tokens) {}

    bool open() { return take<ArrayStart>(); }
    bool close() { return take<ArrayEnd>(); }
    bool null() { return take<Null>(); }
    bool string(std::string& value) {
        const auto* held = peek<std::string>();
        if (held) value = *held;
        return take<std::string>();
    }
    bool boolean(bool& value) {
        const auto* held = peek<bool>();
        if (held) value = *held;
        return take<bool>();
    }
    template <std::integral Integer>
    bool integer(Integer& value) {
        if (const auto* held = peek<std::uint64_t>(); held && std::in_range<Integer>(*held)) {
            value = static_cast<Integer>(*held);
            return take<std::uint64_t>();
        }
        if (const auto* held = peek<std::int64_t>(); held && std::in_range<Integer>(*held)) {
            value = static_cast<Integer>(*held);
            return take<std::int64_t>();
        }
        return false;
    }
    [[nodiscard]] bool at_end() const { return left_.empty(); }

  private:
    template <class Kind>
    const Kind* peek() const {
        return left_.empty() ? nullptr : std::get_if<Kind>(&left_.front());
    }
    template <class Kind>
    bool take() {
        if (!peek<Kind>()) return false;
        left_ = left_.subspan(1);
        return true;
    }

    std::span<const Token> left_;
};

}  // namespace transferd::wire
