// SPDX-License-Identifier: MIT
// What --json makes of the values of the bus.
#include "client/printing.hpp"
#include "client/variant_json.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace transferd::client {
namespace {

using Dictionary = std::map<std::string, sdbus::Variant>;

std::string json(const Dictionary& dictionary) {
    return json_text(json_of(dictionary), -1);
}

TEST(Json, KeepsTheKeysOfTheBus) {
    EXPECT_EQ(json({{"State", std::string{"queued"}}, {"Id", std::uint64_t{5}}}),
              R"({"Id":5,"State":"queued"})");
}

TEST(Json, SaysNullForAnUnknownSize) {
    EXPECT_EQ(json({{"BytesTotal", std::numeric_limits<std::uint64_t>::max()}}),
              R"({"BytesTotal":null})");
}

TEST(Json, KeepsLargeNumbersExact) {
    EXPECT_EQ(json({{"BytesTotal", std::uint64_t{9'007'199'254'740'993}}}),
              R"({"BytesTotal":9007199254740993})");
}

TEST(Json, KnowsTheContractsContainers) {
    using Ranges = std::vector<sdbus::Struct<std::uint64_t, std::uint64_t>>;
    const Ranges ranges{{0, 10}, {20, std::numeric_limits<std::uint64_t>::max()}};
    EXPECT_EQ(json({{"Mirrors", std::vector<std::string>{"a", "b"}}}), R"({"Mirrors":["a","b"]})");
    EXPECT_EQ(json({{"Metadata", std::map<std::string, std::string>{{"k", "v"}}}}),
              R"({"Metadata":{"k":"v"}})");
    EXPECT_EQ(json({{"Ranges", ranges}}), R"({"Ranges":[[0,10],[20,null]]})");
}

TEST(Json, KnowsTheContractsNumbersAndBooleans) {
    EXPECT_EQ(json({{"Published", true}}), R"({"Published":true})");
    EXPECT_EQ(json({{"Errno", std::int32_t{-5}}}), R"({"Errno":-5})");
    EXPECT_EQ(json({{"Owner", std::uint32_t{1000}}}), R"({"Owner":1000})");
}

TEST(Json, EscapesControlCharacters) {
    EXPECT_EQ(json({{"Path", std::string{"a\n\x1B"}}}), R"({"Path":"a\n\u001b"})");
}

TEST(Json, ReplacesBytesThatAreNoUtf8) {
    EXPECT_EQ(json_text(Record{{"Path", "a\xFF"}}, -1), "{\"Path\":\"a\xEF\xBF\xBD\"}");
}

TEST(Fields, AreEmptyWhereTheServiceDoesNotSay) {
    const Record record{{"State", 5}, {"BytesTotal", nullptr}};
    EXPECT_EQ(text_of(record, "State"), "");
    EXPECT_EQ(text_of(record, "Nothing"), "");
    EXPECT_EQ(number_of(record, "BytesTotal"), std::nullopt);
}

TEST(Fields, ArePrintable) {
    EXPECT_EQ(text_of(Record{{"Path", "a\x1B[2J"}}, "Path"), "a[2J");
}

TEST(ErrorSentence, NamesJobMessageAndCode) {
    EXPECT_EQ(error_sentence({{"Id", 5U}}, {{"Code", "http-404"}, {"Message", "no such page"}}),
              "job 5: no such page (http-404)");
}

TEST(ErrorSentence, HasNoFullStopWithinIt) {
    EXPECT_EQ(error_sentence({{"Id", 5U}}, {{"Code", "http-404"}, {"Message", "It is gone."}}),
              "job 5: It is gone (http-404)");
}

TEST(ErrorSentence, MakesDoWithThePublicCode) {
    EXPECT_EQ(error_sentence({{"Id", 5U}, {"ErrorCode", "disk-full"}}, Record::object()),
              "job 5 is in error: disk-full");
}

}  // namespace
}  // namespace transferd::client
