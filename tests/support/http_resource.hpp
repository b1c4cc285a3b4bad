// SPDX-License-Identifier: MIT
// A file on the test server and how the server misbehaves when it is asked for it.
#pragma once

#include "support/body.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace transferd::test {

enum class LengthHeader { exact, too_long, too_short, none, chunked };
enum class ContentRangeHeader { exact, wrong_start, wrong_total, missing };
enum class Ranges { honoured, ignored };
enum class IfRange { honoured, ignored };
enum class Spelling { usual, mixed_case };
enum class Headers { finite, endless };

inline constexpr unsigned always = std::numeric_limits<unsigned>::max();

struct Resource {
    Version version{};

    /// Answered one a request, each without the body, before `status` holds.
    std::vector<int> first_statuses{};
    /// 200 serves the file (206 and 416 follow by themselves); anything else is what it says.
    int status = 200;
    /// With every answer that is not the file; as sent.
    std::string retry_after{};
    /// Not empty: every request is answered 302 to there.
    std::string redirect_to{};

    Ranges ranges = Ranges::honoured;
    IfRange if_range = IfRange::honoured;
    LengthHeader length = LengthHeader::exact;
    ContentRangeHeader content_range = ContentRangeHeader::exact;
    Spelling spelling = Spelling::usual;
    Headers headers = Headers::finite;
    /// Nullopt: no Date header; else the clock's time plus this.
    std::optional<std::chrono::seconds> date_skew = std::chrono::seconds{0};
    /// Values of X-Extra.
    std::vector<std::string> extra_headers{};
    /// As sent.
    std::vector<std::string> header_lines{};

    /// Body bytes of one answer after which nothing more is sent, the connection left open.
    std::optional<std::uint64_t> stall_after{};
    unsigned stalls = always;
    /// Body bytes of one answer after which the connection is closed.
    std::optional<std::uint64_t> cut_after{};
    unsigned cuts = always;
    /// Body bytes a second of one connection; 0: as fast as it goes.
    std::uint64_t rate{};

    /// Served instead of `version` from this request on (counted from 1).
    std::optional<Version> next_version{};
    unsigned next_from_request = always;
};

}  // namespace transferd::test
