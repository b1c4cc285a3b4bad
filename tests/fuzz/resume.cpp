// SPDX-License-Identifier: MIT
// The input is what an earlier attempt left and the head that answers this one, each in lines:
// offset, size, entity tag, Last-Modified, Date, the size that the client wants, where a range that
// is asked for begins and how long it is (empty: to the end; both: the whole file is wanted),
// "digest" where one decides, then the head.
#include "worker/http/resume.hpp"

#include "core/wanted_ranges.hpp"
#include "fuzz/one_input.hpp"
#include "worker/http/field_values.hpp"

#include <optional>
#include <string>
#include <utility>

namespace transferd::fuzz {

namespace {

using namespace worker;

/// As core::wanted_ranges takes it, and never asked for where all of it is there.
Expectation of_range(Expectation expected, std::uint64_t begin,
                     std::optional<std::uint64_t> length) {
    constexpr std::uint64_t most = std::uint64_t{1} << 62U;
    const core::ByteRange range{.offset = begin % most,
                                .length = length ? *length % most + 1 : core::to_the_end};
    expected.ranges = {range};
    const auto end = core::end_of(range, expected.disk.size);
    if (!end || expected.disk.offset >= *end - range.offset) expected.disk = {};
    return expected;
}

Expectation expectation(std::string_view& rest) {
    Expectation expected{.host = "server"};
    expected.disk.offset = parse_decimal(cut(rest, '\n')).value_or(0);
    expected.disk.size = parse_decimal(cut(rest, '\n'));
    expected.disk.validator = {.entity_tag = std::string(cut(rest, '\n')),
                               .last_modified = std::string(cut(rest, '\n')),
                               .date = std::string(cut(rest, '\n'))};
    expected.expected_size = parse_decimal(cut(rest, '\n'));
    const auto begin = parse_decimal(cut(rest, '\n'));
    const auto length = parse_decimal(cut(rest, '\n'));
    expected.disk.digest_decides = cut(rest, '\n') == "digest";
    if (begin) return of_range(std::move(expected), *begin, length);
    // Empty where the whole file was asked for.
    if (!range_request(expected.disk)) expected.disk = {};
    return expected;
}

/// The one range that a file asks for itself, or beside others of it.
std::string asked_range(const Expectation& expected, std::uint64_t total) {
    const auto& range = expected.ranges.at(0);
    const auto end = core::end_of(range, total).value_or(0);
    return "bytes " + std::to_string(range.offset + expected.disk.offset) + "-" +
           std::to_string(end - 1) + "/" + std::to_string(total);
}

struct Check {
    const Expectation& expected;
    const ResponseHead& head;

    void operator()(const Follows& body) const {
        require(body.size.has_value(), "the size is known where it must be");
        const auto size = *body.size;
        require(body.offset <= size, "a part is within its file");
        require(!can_be_split(body, head) ||
                    (strength_of(body.validator.entity_tag) == TagStrength::strong &&
                     size - body.offset >= 4 * parallel_range_size),
                "only what is large and has a strong tag comes in several ranges");
        if (!expected.ranges.empty()) return of_range(body);
        require(!expected.expected_size || size == *expected.expected_size,
                "the size is what the client wants");
        if (body.offset == 0) return require(head.status() == 200, "only 200 starts a file over");
        require(head.status() == 206, "only 206 goes on");
        require(range_request(expected.disk).has_value(), "a part that came was asked for");
        require(body.offset == expected.disk.offset && body.size == expected.disk.size,
                "a part follows what is on disk, of a file of that size");
        require(
            !can_be_continued(expected.disk.validator) || body.validator == expected.disk.validator,
            "a part keeps the validator");
        const auto range = parse_content_range(head.value_or_empty("Content-Range"));
        require(range && range->span == ByteSpan{body.offset, size - 1} && range->total == size,
                "Content-Range says what follows");
        const auto tag = head.field("ETag");
        require(!tag.present || expected.disk.validator.entity_tag.empty() ||
                    tag.value == expected.disk.validator.entity_tag,
                "nothing is added to another version");
    }
    void of_range(const Follows& body) const {
        require(head.status() == 206, "only 206 brings a range");
        require(body.remote_size.has_value(), "the whole file's size is known");
        const auto& known = expected.disk;
        require(!known.size || body.remote_size == known.size, "a range is of a file of that size");
        require(body.offset == known.offset, "a range follows what is on disk of it");
        const auto range = parse_content_range(head.value_or_empty("Content-Range"));
        require(range && range == parse_content_range(asked_range(expected, *body.remote_size)),
                "Content-Range says what was asked for");
        const auto tag = head.field("ETag");
        require(!known.size || !tag.present || known.validator.entity_tag.empty() ||
                    tag.value == known.validator.entity_tag,
                "no range is of another version");
    }
    void operator()(const AlreadyComplete& /*nothing*/) const {
        require(head.status() == 416 || head.status() == 206,
                "only 416 or the last byte say that nothing is missing");
        require(expected.disk.offset > 0 && expected.disk.size == expected.disk.offset,
                "what is complete has its size");
    }
    void operator()(const AskForWhole& /*nothing*/) const {
        require(expected.ranges.empty() ? range_request(expected.disk).has_value()
                                        : expected.disk.size.has_value(),
                "the whole is not asked for twice");
    }
    void operator()(const core::Failure& failure) const {
        require_sentence(failure.message);
        require(failure.code != core::FailureCode::http_status || failure.http_status,
                "a failure by status has the status");
    }
};

}  // namespace

void one_input(std::string_view input) {
    const auto expected = expectation(input);
    HeadReader reader;
    while (!input.empty())
        if (!reader.take(cut(input, '\n'))) return;
    std::visit(Check{expected, reader.head()}, judge(expected, reader.head()));
}

}  // namespace transferd::fuzz
