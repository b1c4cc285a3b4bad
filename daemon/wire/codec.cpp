// SPDX-License-Identifier: MIT
#include "wire/codec.hpp"

#include "core/wipe.hpp"
#include "wire/fields.hpp"
#include "wire/tokens.hpp"

#include <chrono>
#include <limits>
#include <string>
#include <type_traits>

#include <nlohmann/json.hpp>

namespace transferd::wire {

namespace {

using Json = nlohmann::json;

// A structure is an array of its members, a variant is [index, alternative], an optional is null or
// the value, an enumeration its number.

/// In a structure so that every overload sees every other.
struct Writer {
    template <class T>
    static Json written(const std::optional<T>& value) {
        return value ? written(*value) : Json(nullptr);
    }

    template <class T>
    static Json written(const std::vector<T>& values) {
        auto array = Json::array();
        for (const auto& value : values) array.push_back(written(value));
        return array;
    }

    template <class Tag, class V>
    static Json written(const core::Id<Tag, V>& id) {
        return Json(id.value);
    }

    template <class Rep, class Period>
    static Json written(const std::chrono::duration<Rep, Period>& duration) {
        return Json(duration.count());
    }

    template <class T>
    static Json written(const T& value) {
        if constexpr (HasFields<T>) {
            return std::apply(
                [&](auto... member) { return Json::array({written(value.*member)...}); },
                fields<T>);
        } else if constexpr (std::is_enum_v<T>) {
            return Json(static_cast<int>(value));
        } else {
            return Json(value);
        }
    }
};

template <class... Alternatives>
Bytes encoded(const std::variant<Alternatives...>& message) {
    auto array = Json::array({message.index()});
    std::visit([&](const auto& alternative) { array.push_back(Writer::written(alternative)); },
               message);
    return Json::to_cbor(array);
}

/// False: the tokens are not of that shape.
struct Reader {
    template <class T>
    static bool read(TokenReader& in, std::optional<T>& value) {
        if (in.null()) {
            value.reset();
            return true;
        }
        return read(in, value.emplace());
    }

    template <class T>
    static bool read(TokenReader& in, std::vector<T>& values) {
        if (!in.open()) return false;
        while (!in.close())
            if (!read(in, values.emplace_back())) return false;
        return true;
    }

    template <class Tag, class V>
    static bool read(TokenReader& in, core::Id<Tag, V>& id) {
        return in.integer(id.value);
    }

    template <class Rep, class Period>
    static bool read(TokenReader& in, std::chrono::duration<Rep, Period>& duration) {
        Rep count{};
        if (!in.integer(count)) return false;
        duration = std::chrono::duration<Rep, Period>{count};
        return true;
    }

    template <class Enum>
    static bool read_enum(TokenReader& in, Enum& value) {
        int number = 0;
        if (!in.integer(number)) return false;
        value = static_cast<Enum>(number);
        // A number that no word belongs to is no value of the enumeration.
        return !core::word(value).empty();
    }

    template <class T>
    static bool read(TokenReader& in, T& value) {
        if constexpr (HasFields<T>) {
            return in.open() &&
                   std::apply([&](auto... member) { return (read(in, value.*member) && ...); },
                              fields<T>) &&
                   in.close();
        } else if constexpr (std::is_enum_v<T>) {
            return read_enum(in, value);
        } else if constexpr (std::is_same_v<T, std::string>) {
            return in.string(value);
        } else if constexpr (std::is_same_v<T, bool>) {
            return in.boolean(value);
        } else {
            return in.integer(value);
        }
    }
};

template <class Variant, std::size_t... Index>
bool read_alternative(TokenReader& in, Variant& message, std::size_t which,
                      std::index_sequence<Index...> /*all*/) {
    return ((which == Index && Reader::read(in, message.template emplace<Index>())) || ...);
}

template <class Variant>
std::optional<Variant> decoded(std::span<const std::uint8_t> bytes) {
    auto tokens = tokenize(bytes);
    if (!tokens) return std::nullopt;
    TokenReader in{*tokens};
    Variant message;
    std::size_t which = 0;
    const bool whole = in.open() && in.integer(which) &&
                       read_alternative(in, message, which,
                                        std::make_index_sequence<std::variant_size_v<Variant>>{}) &&
                       in.close() && in.at_end();
    // There may be a password among them.
    for (auto& token : *tokens)
        if (auto* text = std::get_if<std::string>(&token)) core::wipe(*text);
    return whole ? std::optional{std::move(message)} : std::nullopt;
}

}  // namespace

Bytes encode(const ToWorker& message) {
    return encoded(message);
}
Bytes encode(const ToBroker& message) {
    return encoded(message);
}

std::optional<ToWorker> decode_to_worker(std::span<const std::uint8_t> bytes) {
    return decoded<ToWorker>(bytes);
}

std::optional<ToBroker> decode_to_broker(std::span<const std::uint8_t> bytes) {
    return decoded<ToBroker>(bytes);
}

}  // namespace transferd::wire
