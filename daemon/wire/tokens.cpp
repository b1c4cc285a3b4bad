// SPDX-License-Identifier: MIT
#include "wire/tokens.hpp"

namespace transferd::wire {

namespace {

constexpr std::size_t deepest = 16;

/// The first byte of an item (RFC 8949, 3): three bits of kind, five of argument.
enum class Kind : std::uint8_t { positive = 0, negative = 1, text = 3, array = 4 };
constexpr unsigned kind_shift = 5;
constexpr std::uint8_t argument_mask = 0x1F;
constexpr std::uint8_t false_item = 0xF4;
constexpr std::uint8_t true_item = 0xF5;
constexpr std::uint8_t null_item = 0xF6;

/// Takes items off the front; once something did not fit, the message is none.
class Tokenizer {
  public:
    explicit Tokenizer(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

    /// Whether the bytes are one item.
    bool read() {
        if (!item()) return false;
        while (!missing_.empty()) {
            if (missing_.back() == 0) {
                missing_.pop_back();
                tokens_.emplace_back(ArrayEnd{});
                continue;
            }
            --missing_.back();
            if (!item()) return false;
        }
        return rest_.empty();
    }

    std::vector<Token> take() { return std::move(tokens_); }

  private:
    bool item() {
        if (rest_.empty()) return false;
        const auto head = rest_.front();
        rest_ = rest_.subspan(1);
        if (head == null_item) {
            tokens_.emplace_back(Null{});
            return true;
        }
        if (head == false_item || head == true_item) {
            tokens_.emplace_back(head == true_item);
            return true;
        }
        const auto value = argument(head & argument_mask);
        return value && item_of(static_cast<Kind>(head >> kind_shift), *value);
    }

    /// In the five bits, or in the 1, 2, 4 or 8 bytes that follow. None for the rest: items of
    /// unknown length.
    std::optional<std::uint64_t> argument(std::uint8_t bits) {
        constexpr std::uint8_t one_byte = 24;
        constexpr std::uint8_t eight_bytes = 27;
        if (bits < one_byte) return bits;
        if (bits > eight_bytes) return std::nullopt;
        const std::size_t width = std::size_t{1} << (bits - one_byte);
        if (width > rest_.size()) return std::nullopt;
        std::uint64_t value = 0;
        for (const auto byte : rest_.first(width)) value = value << 8U | byte;
        rest_ = rest_.subspan(width);
        return value;
    }

    bool item_of(Kind kind, std::uint64_t value) {
        switch (kind) {
            case Kind::positive:
                tokens_.emplace_back(value);
                return true;
            case Kind::negative:
                return negative(value);
            case Kind::text:
                return text(value);
            case Kind::array:
                return array(value);
        }
        return false;
    }

    bool negative(std::uint64_t value) {
        if (!std::in_range<std::int64_t>(value)) return false;
        tokens_.emplace_back(-1 - static_cast<std::int64_t>(value));
        return true;
    }

    bool text(std::uint64_t size) {
        if (size > rest_.size()) return false;
        const auto characters = rest_.first(size);
        tokens_.emplace_back(std::string(characters.begin(), characters.end()));
        rest_ = rest_.subspan(size);
        return true;
    }

    bool array(std::uint64_t size) {
        if (missing_.size() == deepest || size > rest_.size()) return false;
        tokens_.emplace_back(ArrayStart{});
        missing_.push_back(size);
        return true;
    }

    std::span<const std::uint8_t> rest_;
    std::vector<Token> tokens_;
    /// Of each array that is open, the outermost first: how many of its elements are still to come.
    std::vector<std::uint64_t> missing_;
};

}  // namespace

std::optional<std::vector<Token>> tokenize(std::span<const std::uint8_t> bytes) {
    Tokenizer tokenizer{bytes};
    if (!tokenizer.read()) return std::nullopt;
    return tokenizer.take();
}

}  // namespace transferd::wire
