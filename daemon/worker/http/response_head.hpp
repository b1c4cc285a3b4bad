// SPDX-License-Identifier: MIT
// The head of a response: collected line by line, and the questions a download asks of it.
#pragma once

#include "core/file_entry.hpp"
#include "core/response_headers.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace transferd::worker {

/// settings.md, "Fixed limits". A head that is larger is refused, because what was left out of it
/// might have said that the bytes are not what they seem.
inline constexpr std::size_t most_headers = core::most_response_headers;
inline constexpr std::size_t largest_head = core::largest_response_headers;
/// Of one exchange with its redirects and interim responses. Below curl's own 300 KiB of a
/// response, which it tells as a connection that was lost.
inline constexpr std::size_t largest_heads_together = 256UL * 1024;

/// A field that can be missing, sensible, or (present without value) nonsense.
template <class Value>
struct Field {
    bool present{};
    std::optional<Value> value{};
};

class ResponseHead {
  public:
    struct Header {
        std::string name;
        std::string value;
    };

    ResponseHead() = default;
    ResponseHead(std::uint32_t status, std::vector<Header> headers);

    [[nodiscard]] std::uint32_t status() const noexcept { return status_; }
    /// The one value of a header; two different ones are nonsense.
    [[nodiscard]] Field<std::string_view> field(std::string_view name) const;
    /// As field(), and none for nonsense.
    [[nodiscard]] std::string_view value_or_empty(std::string_view name) const;
    /// Another address, which curl follows.
    [[nodiscard]] bool is_redirect() const;
    [[nodiscard]] Field<std::uint64_t> content_length() const;
    /// What of it can be kept: malformed tags and dates are left out.
    [[nodiscard]] core::Validator validator() const;
    /// Seconds, or an HTTP date relative to the response's Date; one that is past is 0.
    [[nodiscard]] std::optional<core::seconds> retry_after() const;
    /// The list of its headers, without those that may be secrets: what is kept is not encrypted.
    [[nodiscard]] std::string kept() const;

  private:
    friend class HeadReader;

    std::uint32_t status_{};
    std::vector<Header> headers_;
};

/// Takes header lines as they come; keeps the last head only, because interim responses, redirects
/// and proxies' answers to CONNECT come first.
class HeadReader {
  public:
    /// With or without its line end. False: refused, the head is hostile or over the limits.
    [[nodiscard]] bool take(std::string_view line);
    [[nodiscard]] const ResponseHead& head() const noexcept { return head_; }
    /// Its empty line came, and it is no interim one.
    [[nodiscard]] bool complete() const noexcept;

  private:
    bool take_status(std::string_view line);
    bool take_header(std::string_view line);

    ResponseHead head_;
    std::size_t bytes_{};
    std::size_t all_bytes_{};
    bool inside_{};
};

}  // namespace transferd::worker
