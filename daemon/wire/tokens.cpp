// SPDX-License-Identifier: MIT
#include "wire/tokens.hpp"

#include <nlohmann/json.hpp>

namespace transferd::wire {

namespace {

using Json = nlohmann::json;

/// Takes the library's events; false ends the parsing.
class Collector : public nlohmann::json_sax<Json> {
  public:
    std::vector<Token> tokens;

    bool null() override { return add<Null>(); }
    bool number_integer(number_integer_t value) override { return add<std::int64_t>(value); }
    bool number_unsigned(number_unsigned_t value) override { return add<std::uint64_t>(value); }
    bool string(string_t& value) override { return add<std::string>(std::move(value)); }
    bool start_array(std::size_t /*elements*/) override {
        constexpr int deepest = 16;
        return ++depth_ <= deepest && add<ArrayStart>();
    }
    bool end_array() override {
        --depth_;
        return add<ArrayEnd>();
    }
    bool boolean(bool /*value*/) override { return false; }
    bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return false; }
    bool binary(binary_t& /*value*/) override { return false; }
    bool start_object(std::size_t /*elements*/) override { return false; }
    bool key(string_t& /*value*/) override { return false; }
    bool end_object() override { return false; }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const Json::exception& /*why*/) override {
        return false;
    }

  private:
    template <class Kind, class... Arguments>
    bool add(Arguments&&... arguments) {
        tokens.emplace_back(std::in_place_type<Kind>, std::forward<Arguments>(arguments)...);
        return true;
    }

    int depth_ = 0;
};

}  // namespace

std::optional<std::vector<Token>> tokenize(std::span<const std::uint8_t> bytes) {
    Collector collector;
    if (!Json::sax_parse(bytes.begin(), bytes.end(), &collector, Json::input_format_t::cbor))
        return std::nullopt;
    return std::move(collector.tokens);
}

}  // namespace transferd::wire
