// SPDX-License-Identifier: MIT
#include "client/record.hpp"

#include "client/text.hpp"

namespace transferd::client {

std::string text_of(const Record& record, const char* key) {
    const auto found = record.find(key);
    return found != record.end() && found->is_string()
               ? printable(found->get_ref<const std::string&>())
               : std::string{};
}

std::optional<std::uint64_t> number_of(const Record& record, const char* key) {
    const auto found = record.find(key);
    if (found == record.end() || !found->is_number_unsigned()) {
        return std::nullopt;
    }
    return found->get<std::uint64_t>();
}

}  // namespace transferd::client
