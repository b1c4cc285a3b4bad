// SPDX-License-Identifier: MIT
// The input is what an earlier attempt left and the head that answers this one, each in lines:
// offset, size, entity tag, Last-Modified, Date, the size that the client wants, then the head.
#include "worker/http/resume.hpp"

#include "fuzz/one_input.hpp"
#include "worker/http/field_values.hpp"

#include <string>

namespace transferd::fuzz {

namespace {

using namespace worker;

Expectation expectation(std::string_view& rest) {
    Expectation expected{.host = "server"};
    expected.disk.offset = parse_decimal(cut(rest, '\n')).value_or(0);
    expected.disk.size = parse_decimal(cut(rest, '\n'));
    expected.disk.validator = {.entity_tag = std::string(cut(rest, '\n')),
                               .last_modified = std::string(cut(rest, '\n')),
                               .date = std::string(cut(rest, '\n'))};
    expected.expected_size = parse_decimal(cut(rest, '\n'));
    // Empty where the whole file was asked for.
    if (!range_request(expected.disk)) expected.disk = {};
    return expected;
}

struct Check {
    const Expectation& expected;
    const ResponseHead& head;

    void operator()(const Follows& body) const {
        require(body.size.has_value(), "the size is known where it must be");
        const auto size = *body.size;
        require(body.offset <= size, "a part is within its file");
        require(!expected.expected_size || size == *expected.expected_size,
                "the size is what the client wants");
        if (body.offset == 0) return require(head.status() == 200, "only 200 starts a file over");
        require(head.status() == 206, "only 206 goes on");
        require(range_request(expected.disk).has_value(), "a part that came was asked for");
        require(body.offset == expected.disk.offset && body.size == expected.disk.size,
                "a part follows what is on disk, of a file of that size");
        require(body.validator == expected.disk.validator, "a part keeps the validator");
        const auto range = parse_content_range(head.value_or_empty("Content-Range"));
        require(range && range->span == ByteSpan{body.offset, size - 1} && range->total == size,
                "Content-Range says what follows");
        const auto tag = head.field("ETag");
        require(!tag.present || expected.disk.validator.entity_tag.empty() ||
                    tag.value == expected.disk.validator.entity_tag,
                "nothing is added to another version");
    }
    void operator()(const AlreadyComplete& /*nothing*/) const {
        require(head.status() == 416 || head.status() == 206,
                "only 416 or the last byte say that nothing is missing");
        require(expected.disk.offset > 0 && expected.disk.size == expected.disk.offset,
                "what is complete has its size");
    }
    void operator()(const AskForWhole& /*nothing*/) const {
        require(range_request(expected.disk).has_value(), "the whole is not asked for twice");
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
