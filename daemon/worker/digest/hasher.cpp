// SPDX-License-Identifier: MIT
#include "worker/digest/hasher.hpp"

#include "core/words.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <type_traits>

#include <nettle/version.h>

namespace transferd::worker {

namespace {

using Context = std::variant<md5_ctx, sha1_ctx, sha256_ctx, sha512_ctx>;

/// Zeroed first: what is saved must not hold bytes of the stack.
template <class Struct, auto Init>
Context fresh() {
    Struct context;
    std::memset(&context, 0, sizeof context);
    Init(&context);
    return context;
}

Context context_of(core::DigestAlgorithm algorithm) {
    switch (algorithm) {
        using enum core::DigestAlgorithm;
        case md5:
            return fresh<md5_ctx, nettle_md5_init>();
        case sha1:
            return fresh<sha1_ctx, nettle_sha1_init>();
        case sha256:
            return fresh<sha256_ctx, nettle_sha256_init>();
        case sha384:
            return fresh<sha512_ctx, nettle_sha384_init>();
        case sha512:
            return fresh<sha512_ctx, nettle_sha512_init>();
    }
    throw std::invalid_argument{"make a hasher for an algorithm that does not exist"};
}

struct Update {
    std::size_t length;
    const std::uint8_t* data;

    void operator()(md5_ctx& context) const { nettle_md5_update(&context, length, data); }
    void operator()(sha1_ctx& context) const { nettle_sha1_update(&context, length, data); }
    void operator()(sha256_ctx& context) const { nettle_sha256_update(&context, length, data); }
    void operator()(sha512_ctx& context) const { nettle_sha512_update(&context, length, data); }
};

std::string in_hex(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += digits[byte >> 4U];
        text += digits[byte & 0x0FU];
    }
    return text;
}

/// Whether what the struct says of itself is `bytes`: nettle trusts its index into the block.
template <class Struct>
bool holds(const Struct& context, std::uint64_t bytes) {
    std::uint64_t blocks = 0;
    if constexpr (std::is_same_v<Struct, sha512_ctx>)
        blocks = context.count_low;
    else
        blocks = context.count;
    return context.index == bytes % sizeof context.block && blocks == bytes / sizeof context.block;
}

}  // namespace

Hasher::Hasher(core::DigestAlgorithm algorithm)
    : algorithm_(algorithm), context_(context_of(algorithm)) {}

void Hasher::update(std::span<const std::byte> data) {
    // std::byte and uint8_t may alias; nettle knows only the latter.
    const auto* first = reinterpret_cast<const std::uint8_t*>(data.data());
    std::visit(Update{data.size(), first}, context_);
    bytes_ += data.size();
}

std::string Hasher::hex() const {
    Context context = context_;
    std::array<std::uint8_t, SHA512_DIGEST_SIZE> out{};
    const auto finished = [&out](std::size_t size, auto digest, auto& its_context) {
        digest(&its_context, size, out.data());
        return in_hex(std::span{out}.first(size));
    };
    switch (algorithm_) {
        using enum core::DigestAlgorithm;
        case md5:
            return finished(MD5_DIGEST_SIZE, nettle_md5_digest, std::get<md5_ctx>(context));
        case sha1:
            return finished(SHA1_DIGEST_SIZE, nettle_sha1_digest, std::get<sha1_ctx>(context));
        case sha256:
            return finished(SHA256_DIGEST_SIZE, nettle_sha256_digest,
                            std::get<sha256_ctx>(context));
        case sha384:
            return finished(SHA384_DIGEST_SIZE, nettle_sha384_digest,
                            std::get<sha512_ctx>(context));
        case sha512:
            return finished(SHA512_DIGEST_SIZE, nettle_sha512_digest,
                            std::get<sha512_ctx>(context));
    }
    throw std::invalid_argument{"finish a digest of an algorithm that does not exist"};
}

std::string Hasher::header() const {
    const std::size_t size =
        std::visit([](const auto& context) { return sizeof context; }, context_);
    // The library that runs, not the one that was built with: its structs are its own affair.
    return "nettle " + std::to_string(nettle_version_major()) + "." +
           std::to_string(nettle_version_minor()) + " " + std::string(core::word(algorithm_)) +
           " " + std::to_string(size) + " " + std::to_string(bytes_) + "\n";
}

std::string Hasher::save() const {
    std::string saved = header();
    std::visit(
        [&saved](const auto& context) {
            saved.append(reinterpret_cast<const char*>(&context), sizeof context);
        },
        context_);
    return saved;
}

std::optional<Hasher> Hasher::restore(core::DigestAlgorithm algorithm, std::string_view saved) {
    Hasher hasher{algorithm};
    const auto line_end = saved.find('\n');
    if (line_end == std::string_view::npos) return std::nullopt;
    const auto line = saved.substr(0, line_end);
    const auto number = line.substr(line.rfind(' ') + 1);
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), hasher.bytes_);
    // The header that this state would get: one comparison for every field of it.
    if (error != std::errc{} || saved.substr(0, line_end + 1) != hasher.header())
        return std::nullopt;
    const auto state = saved.substr(line_end + 1);
    const bool fits = std::visit(
        [&](auto& context) {
            if (state.size() != sizeof context) return false;
            std::memcpy(&context, state.data(), sizeof context);
            return holds(context, hasher.bytes_);
        },
        hasher.context_);
    if (!fits) return std::nullopt;
    return hasher;
}

}  // namespace transferd::worker
