// SPDX-License-Identifier: MIT
#include "core/failure.hpp"

#include <charconv>

namespace transferd::core {

namespace {
constexpr std::string_view http_prefix = "http-";
}

std::string code_word(const Failure& failure) {
    if (failure.code == FailureCode::http_status)
        return std::string(http_prefix) + std::to_string(failure.http_status.value_or(0));
    return std::string(word(failure.code));
}

std::optional<Failure> failure_from_word(std::string_view text) {
    if (text.starts_with(http_prefix)) {
        const auto digits = text.substr(http_prefix.size());
        std::uint32_t status = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), status);
        if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
        return Failure{.code = FailureCode::http_status, .message = {}, .http_status = status};
    }
    const auto code = from_word<FailureCode>(text);
    if (!code || *code == FailureCode::http_status) return std::nullopt;
    return Failure{.code = *code, .message = {}};
}

}  // namespace transferd::core
