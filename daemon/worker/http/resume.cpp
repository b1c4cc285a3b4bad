// SPDX-License-Identifier: MIT
#include "worker/http/resume.hpp"

#include "core/http_date.hpp"
#include "core/limits.hpp"
#include "core/wanted_ranges.hpp"
#include "worker/http/field_values.hpp"

namespace transferd::worker {

namespace {

using core::Failure;
using core::FailureCode;
using core::FailureContext;

namespace status {
constexpr std::uint32_t ok = 200;
constexpr std::uint32_t partial_content = 206;
constexpr std::uint32_t unauthorized = 401;
constexpr std::uint32_t proxy_authentication_required = 407;
constexpr std::uint32_t range_not_satisfiable = 416;
}  // namespace status

/// RFC 9110, 8.8.2.2: by 60 s after it the file can no longer change within the same second.
bool strong_date(const core::Validator& validator) {
    constexpr core::seconds margin{60};
    const auto modified = core::parse_http_date(validator.last_modified);
    const auto answered = core::parse_http_date(validator.date);
    return modified && answered && *answered - *modified >= margin;
}

/// Where a request for the rest of the file begins.
std::uint64_t first_asked(const OnDisk& disk) {
    return disk.offset == disk.size ? disk.offset - 1 : disk.offset;
}

/// Empty: nothing vouches for one version of the file.
std::string if_range(const core::Validator& validator) {
    if (strength_of(validator.entity_tag) == TagStrength::strong) return validator.entity_tag;
    return strong_date(validator) ? validator.last_modified : std::string();
}

Failure invalid(const Expectation& expected, const char* why) {
    return {.code = FailureCode::invalid_response,
            .context = FailureContext::remote_file,
            .message = expected.host + " gave an invalid response: " + why + "."};
}

Failure refused(const Expectation& expected, const ResponseHead& head) {
    FailureCode code = FailureCode::http_status;
    std::string why = " answered with HTTP status " + std::to_string(head.status()) + ".";
    if (head.status() == status::unauthorized) {
        code = FailureCode::authentication_required;
        why = " asks for a user name and password.";
    } else if (head.status() == status::proxy_authentication_required) {
        code = FailureCode::proxy_authentication_required;
        why = " is behind a proxy that asks for a user name and password.";
    }
    return {.code = code,
            .context = FailureContext::remote_file,
            .message = expected.host + why,
            .http_status = head.status(),
            .retry_after = head.retry_after()};
}

/// What makes a body's bytes something else than the file's; none: they are the file's.
const char* disguise(const ResponseHead& head) {
    const auto coding = head.field("Content-Encoding");
    if (coding.present && (!coding.value || !equal_ignoring_case(*coding.value, "identity")))
        return "the body is compressed, which was not asked for";
    const auto framing = head.field("Transfer-Encoding");
    if (framing.present && (!framing.value || !equal_ignoring_case(*framing.value, "chunked")))
        return "its Transfer-Encoding is not supported";
    const auto length = head.content_length();
    if (length.present && !length.value) return "its Content-Length is no length";
    if (length.present && framing.present) return "Content-Length and Transfer-Encoding contradict";
    return nullptr;
}

bool same_date(std::string_view one, std::string_view other) {
    if (one == other) return true;
    const auto first = core::parse_http_date(one);
    return first && first == core::parse_http_date(other);
}

/// True where the response repeats a validator, and not the saved one.
bool changed(const core::Validator& saved, const ResponseHead& head) {
    const auto tag = head.field("ETag");
    if (!saved.entity_tag.empty() && tag.present && tag.value != saved.entity_tag) return true;
    const auto modified = head.field("Last-Modified");
    return !saved.last_modified.empty() && modified.present &&
           !same_date(modified.value.value_or(std::string_view{}), saved.last_modified);
}

Verdict follows(const Expectation& expected, Follows body) {
    if (auto failure = wrong_size(expected, *body.size, Body::ended)) return std::move(*failure);
    return body;
}

Verdict complete(const Expectation& expected) {
    const auto& disk = expected.disk;
    const auto whole = follows(expected, {.offset = disk.offset, .size = *disk.size});
    if (const auto* failure = std::get_if<Failure>(&whole)) return *failure;
    return AlreadyComplete{};
}

Verdict judge_whole(const Expectation& expected, const ResponseHead& head) {
    if (const auto* why = disguise(head)) return invalid(expected, why);
    const auto length = head.content_length();
    if (length.present)
        return follows(expected,
                       {.offset = 0, .size = *length.value, .validator = head.validator()});
    if (expected.size_may_be_unknown)
        return Follows{.offset = 0, .size = {}, .validator = head.validator()};
    return Failure{.code = FailureCode::size_unknown,
                   .context = FailureContext::remote_file,
                   .message = expected.host +
                              " does not say how large the file is; a job with DynamicContent "
                              "takes it nevertheless."};
}

Verdict judge_part(const Expectation& expected, const ResponseHead& head) {
    if (!range_request(expected.disk)) return invalid(expected, "a part was not asked for");
    if (const auto* why = disguise(head)) return invalid(expected, why);
    if (starts_with_ignoring_case(head.value_or_empty("Content-Type"), "multipart/byteranges"))
        return invalid(expected, "one part was asked for and several came");
    const auto range = parse_content_range(head.value_or_empty("Content-Range"));
    if (!range || !range->span) return invalid(expected, "its Content-Range is missing or wrong");
    if (!range->total) return invalid(expected, "its Content-Range does not have the file's size");
    if (changed(expected.disk.validator, head) || range->total != expected.disk.size)
        return AskForWhole{};
    const auto first = first_asked(expected.disk);
    if (range->span->first != first || range->span->last != *range->total - 1)
        return invalid(expected, "another part was asked for than came");
    const auto length = head.content_length();
    if (length.present && *length.value != *range->total - first)
        return invalid(expected, "Content-Length and Content-Range contradict");
    if (first != expected.disk.offset) return complete(expected);
    return follows(expected,
                   {.offset = first,
                    .size = *range->total,
                    .validator = can_be_continued(expected.disk.validator) ? expected.disk.validator
                                                                           : head.validator()});
}

Failure beyond_the_end(const Expectation& expected, std::uint64_t remote_size) {
    return {.code = FailureCode::size_mismatch,
            .context = FailureContext::remote_file,
            .message = "the file at " + expected.host + " has " + std::to_string(remote_size) +
                       " bytes, which is less than the ranges that are wanted of it."};
}

/// Of a range and another version than that which is known.
bool is_another(const Expectation& expected, const ResponseHead& head,
                std::optional<std::uint64_t> remote_size) {
    const auto& known = expected.disk;
    return known.size && (remote_size != known.size || changed(known.validator, head));
}

Verdict judge_range(const Expectation& expected, const ResponseHead& head) {
    if (const auto* why = disguise(head)) return invalid(expected, why);
    const auto& range = expected.ranges[expected.range];
    const auto came = parse_content_range(head.value_or_empty("Content-Range"));
    if (!came || !came->span) return invalid(expected, "its Content-Range is missing or wrong");
    if (!came->total) return invalid(expected, "its Content-Range does not have the file's size");
    if (is_another(expected, head, came->total)) return AskForWhole{};
    const auto size = core::wanted_size(expected.ranges, came->total);
    if (!size) return beyond_the_end(expected, *came->total);
    const auto first = range.offset + expected.disk.offset;
    const auto end = *core::end_of(range, came->total);
    if (came->span->first != first || came->span->last != end - 1)
        return invalid(expected, "another part was asked for than came");
    const auto length = head.content_length();
    if (length.present && *length.value != end - first)
        return invalid(expected, "Content-Length and Content-Range contradict");
    if (auto failure = wrong_size(expected, *size, Body::ended)) return std::move(*failure);
    const auto& known = expected.disk;
    return Follows{.offset = known.offset,
                   .size = end - range.offset,
                   .validator = known.size ? known.validator : head.validator(),
                   .remote_size = came->total};
}

/// A range was asked for and the whole file comes.
Verdict judge_no_range(const Expectation& expected, const ResponseHead& head) {
    const auto length = head.content_length();
    const bool known_length = length.present && length.value;
    if (is_another(expected, head, known_length ? length.value : expected.disk.size))
        return AskForWhole{};
    return Failure{
        .code = FailureCode::ranges_unsupported,
        .context = FailureContext::remote_file,
        .message = expected.host + " sends the whole file where ranges of it are wanted."};
}

Verdict judge_of_ranges(const Expectation& expected, const ResponseHead& head) {
    if (head.status() == status::ok) return judge_no_range(expected, head);
    if (head.status() == status::partial_content) return judge_range(expected, head);
    if (head.status() != status::range_not_satisfiable) return refused(expected, head);
    const auto came = parse_content_range(head.value_or_empty("Content-Range"));
    if (!came || !came->total) return refused(expected, head);
    if (is_another(expected, head, came->total)) return AskForWhole{};
    return beyond_the_end(expected, *came->total);
}

/// 416 answers a range beyond the end of a file that is another one, or of one that is complete.
Verdict judge_unsatisfied(const Expectation& expected, const ResponseHead& head) {
    if (!range_request(expected.disk)) return refused(expected, head);
    const auto& disk = expected.disk;
    const auto range = parse_content_range(head.value_or_empty("Content-Range"));
    const bool at_end = disk.size == disk.offset && range && range->total == disk.size;
    if (!at_end || changed(disk.validator, head)) return AskForWhole{};
    return complete(expected);
}

}  // namespace

bool can_be_continued(const core::Validator& validator) {
    return !if_range(validator).empty();
}

std::optional<RangeRequest> range_request(const OnDisk& disk) {
    if (disk.offset == 0 || !disk.size || disk.offset > *disk.size) return std::nullopt;
    if (!can_be_continued(disk.validator) && !disk.digest_decides) return std::nullopt;
    return RangeRequest{.offset = first_asked(disk), .if_range = if_range(disk.validator)};
}

RangeRequest range_request(const OnDisk& disk, const core::ByteRange& range) {
    RangeRequest request{.offset = range.offset + disk.offset};
    if (disk.size) request.if_range = if_range(disk.validator);
    if (range.length != core::to_the_end) request.last = range.offset + range.length - 1;
    return request;
}

bool can_be_split(const Follows& body, const ResponseHead& head) {
    // Each part asks a server that may be far away: what that waits is to be little of what it
    // takes.
    constexpr std::uint64_t least = core::most_parallel_ranges * parallel_range_size;
    const bool ranges = head.status() == status::partial_content ||
                        equal_ignoring_case(head.value_or_empty("Accept-Ranges"), "bytes");
    return ranges && strength_of(body.validator.entity_tag) == TagStrength::strong && body.size &&
           *body.size - body.offset >= least;
}

std::optional<Failure> wrong_size(const Expectation& expected, std::uint64_t size, Body body) {
    const std::string has = "the file at " + expected.host + " has " +
                            (body == Body::ended ? "" : "at least ") + std::to_string(size) +
                            " bytes";
    const auto& wanted = expected.expected_size;
    if (wanted && (size > *wanted || (size < *wanted && body == Body::ended)))
        return Failure{.code = FailureCode::size_mismatch,
                       .context = FailureContext::remote_file,
                       .message = has + " instead of " + std::to_string(*wanted) + "."};
    if (expected.largest_size && size > *expected.largest_size)
        return Failure{.code = FailureCode::size_limit,
                       .context = FailureContext::policy,
                       .message = has + ", and MaximumSize leaves room for " +
                                  std::to_string(*expected.largest_size) + "."};
    return std::nullopt;
}

Verdict judge(const Expectation& expected, const ResponseHead& head) {
    if (!expected.ranges.empty()) return judge_of_ranges(expected, head);
    switch (head.status()) {
        case status::ok:
            return judge_whole(expected, head);
        case status::partial_content:
            return judge_part(expected, head);
        case status::range_not_satisfiable:
            return judge_unsatisfied(expected, head);
        default:
            break;
    }
    constexpr std::uint32_t first_error = 300;
    if (head.status() < first_error)
        return invalid(expected, "its status does not come with a file");
    return refused(expected, head);
}

}  // namespace transferd::worker
