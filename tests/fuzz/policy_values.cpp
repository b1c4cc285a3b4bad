// SPDX-License-Identifier: MIT
// The input is an amount or a time span of a policy file.
#include "broker/config/amount.hpp"
#include "broker/config/time_span.hpp"
#include "fuzz/one_input.hpp"

#include <string>

namespace transferd::fuzz {

namespace {

struct Suffix {
    const char* letter;
    unsigned shift;
};

void amount(std::string_view text) {
    const auto amount = broker::parse_amount(text);
    if (!amount) return;
    for (const auto& [letter, shift] : {Suffix{"", 0}, {"K", 10}, {"M", 20}, {"G", 30}}) {
        const auto number = *amount >> shift;
        if (number << shift == *amount)
            require(broker::parse_amount(std::to_string(number) + letter) == amount,
                    "a printed amount is read as the same");
    }
}

void time_span(std::string_view text) {
    constexpr std::int64_t second = 1'000'000;
    const auto span = broker::parse_time_span(text);
    if (!span) return;
    require(*span >= core::microseconds{0} && *span <= broker::longest_time_span,
            "a time is not negative and can be added to clocks");
    const auto count = span->count();
    for (const auto& printed :
         {std::to_string(count) + "us", std::to_string(count) + " usec",
          std::to_string(count / second) + "s " + std::to_string(count % second) + "us",
          " " + std::string(text) + "\t"})
        require(broker::parse_time_span(printed) == span, "a printed time is read as the same");
}

}  // namespace

void one_input(std::string_view input) {
    amount(input);
    time_span(input);
}

}  // namespace transferd::fuzz
