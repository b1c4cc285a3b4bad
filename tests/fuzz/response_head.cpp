// SPDX-License-Identifier: MIT
// The input is what a server sends before the body, line by line.
#include "worker/http/response_head.hpp"

#include "core/http_date.hpp"
#include "fuzz/one_input.hpp"
#include "worker/http/field_values.hpp"

#include <algorithm>
#include <string>

namespace transferd::fuzz {

namespace {

using worker::HeadReader;
using worker::ResponseHead;

void check_field(const ResponseHead& head, std::string name) {
    const auto found = head.field(name);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char letter) { return static_cast<char>(letter | 0x20); });
    const auto lower = head.field(name);
    require(found.present == lower.present && found.value == lower.value,
            "the case of a field's name does not matter");
    require(found.present || !found.value, "a field with a value is there");
    if (!found.value) return;
    require(worker::trimmed(*found.value) == *found.value, "a value has no blanks at its ends");
}

void check_head(const ResponseHead& head) {
    constexpr core::seconds longest_wait{366L * 24 * 3600};
    require(head.status() == 0 || (head.status() >= 100 && head.status() <= 999),
            "a status has three digits");
    for (const auto* name : {"Content-Length", "ETag", "Last-Modified", "Date", "Retry-After"})
        check_field(head, name);
    const auto validator = head.validator();
    require(validator.entity_tag.empty() ||
                worker::strength_of(validator.entity_tag) != worker::TagStrength::malformed,
            "a tag that is kept is well formed");
    for (const auto& date : {validator.last_modified, validator.date})
        require(date.empty() || core::parse_http_date(date), "a date that is kept is a date");
    require(core::is_header_list(head.kept()), "what is kept is a list of headers");
    const auto wait = head.retry_after().value_or(core::seconds{0});
    require(wait >= core::seconds{0} && wait <= longest_wait, "a wait is neither past nor forever");
}

}  // namespace

void one_input(std::string_view input) {
    HeadReader reader;
    HeadReader bare;
    while (!input.empty()) {
        auto line = cut(input, '\n');
        const bool taken = reader.take(std::string(line) + "\r\n");
        while (line.ends_with('\r')) line.remove_suffix(1);
        require(bare.take(line) == taken, "the line's end does not matter");
        require(
            reader.complete() == bare.complete() && reader.head().status() == bare.head().status(),
            "the line's end does not matter");
        if (!taken) return;
    }
    check_head(reader.head());
    require(!reader.complete() || reader.head().status() >= 200, "interim heads are not complete");
}

}  // namespace transferd::fuzz
