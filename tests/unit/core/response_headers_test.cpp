// SPDX-License-Identifier: MIT
#include "core/response_headers.hpp"

#include "core/mirrors.hpp"
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using test::Rules;

TEST(AHeaderLine, IsWhatTheServerSaid) {
    EXPECT_EQ(core::header_line("Server", "Käfer/1"), "Server: Käfer/1\n");
}

TEST(AHeaderLine, HasSpacesForControlCharacters) {
    EXPECT_EQ(core::header_line("A", "b\tc\nd\re\x7F\x1B[1m\xC2\x85z"), "A: b c d e  [1m z\n");
    EXPECT_EQ(core::header_line("A", std::string("b\0c", 3)), "A: b c\n");
}

TEST(AHeaderLine, HasQuestionMarksForWhatIsNoUtf8AndIsNoLongerForIt) {
    EXPECT_EQ(core::header_line("A", "caf\xE9 \xFF\xC0\x80 \xED\xA0\x80"), "A: caf? ??? ???\n");
    EXPECT_EQ(core::header_line("A", "\xF0\x9F\x8D"), "A: ???\n");
}

TEST(AHeaderList, IsTheTextOfCleanLinesWithTheirEnds) {
    for (const std::string text : {"", "A: b\n", "A: b\nC: Ä\n"})
        EXPECT_TRUE(core::is_header_list(text)) << text;
    for (const std::string text : {"A: b", "\n", "A: b\n\nC: d\n", "A: b\r\n", "A:\tb\n",
                                   "A: \xFF\n", "A: \xC2\x85\n", "A: \xED\xA0\x80\n"})
        EXPECT_FALSE(core::is_header_list(text)) << text;
    EXPECT_FALSE(core::is_header_list(std::string("A: \0\n", 5)));
}

TEST(AHeaderList, HasAtMost100LinesAnd64KiB) {
    std::string lines;
    for (int i = 0; i < 100; ++i) lines += "A: b\n";
    EXPECT_TRUE(core::is_header_list(lines));
    EXPECT_FALSE(core::is_header_list(lines + "A: b\n"));
    EXPECT_TRUE(core::is_header_list("A: " + std::string(65532, 'b') + '\n'));
    EXPECT_FALSE(core::is_header_list("A: " + std::string(65533, 'b') + '\n'));
}

TEST(AHeaderList, IsReadLineByLine) {
    EXPECT_EQ(core::header_lines("A: b\nC: d\n"), (std::vector<std::string>{"A: b", "C: d"}));
    EXPECT_TRUE(core::header_lines("").empty());
}

core::Started started(core::FileRef file, std::optional<std::string> headers,
                      std::uint64_t offset = 0) {
    return {.file = file,
            .part = {1, 9},
            .offset = offset,
            .size = 1000,
            .validator = {.entity_tag = "\"v1\"", .last_modified = {}, .date = {}},
            .effective_url = "http://server/file",
            .remote_size = {},
            .response_headers = std::move(headers)};
}

const std::string& headers_of(const Rules& rules, const core::FileRef& file) {
    return rules.ledger.find_file(file)->response_headers;
}

TEST(ResponseHeaders, AreSavedWithTheFile) {
    Rules rules;
    const core::FileRef file{rules.submit(Rules::alice, 1), {0}};
    rules.transfers.report(started(file, "Server: one\n"));
    rules.settle();
    EXPECT_EQ(rules.store.load().front().files.front().response_headers, "Server: one\n");
}

TEST(ResponseHeaders, AreThoseOfTheLastAnswer) {
    Rules rules;
    const core::FileRef file{rules.submit(Rules::alice, 1), {0}};
    rules.transfers.report(started(file, "Server: one\nVia: proxy\n"));
    rules.transfers.report(core::Checkpointed{file, 10, {}});
    rules.transfers.report(started(file, "Server: two\n", 10));
    rules.settle();
    EXPECT_EQ(headers_of(rules, file), "Server: two\n");
    rules.transfers.report(started(file, "", 10));
    EXPECT_EQ(headers_of(rules, file), "") << "an answer without headers is one";
}

TEST(ResponseHeaders, StayWhereNothingWasAskedAnyMore) {
    Rules rules;
    const core::FileRef file{rules.submit(Rules::alice, 1), {0}};
    rules.transfers.report(started(file, "Server: one\n"));
    rules.transfers.report(started(file, std::nullopt));
    EXPECT_EQ(headers_of(rules, file), "Server: one\n");
}

TEST(ResponseHeaders, GoWithTheUrlThatTheyCameFrom) {
    Rules rules;
    const core::FileRef file{rules.submit(Rules::alice, 1), {0}};
    rules.transfers.report(started(file, "Server: one\n"));
    rules.settle();
    ASSERT_EQ(rules.error_of([&](auto reply) {
        rules.jobs.set_remote_url(Rules::alice, file.job, {{0}, "http://other/"},
                                  core::Reply<core::Nothing>(reply));
    }),
              std::nullopt);
    EXPECT_EQ(headers_of(rules, file), "");
}

TEST(ResponseHeaders, GoWithTheServerAndTheOwnerThatTheyWereTold) {
    core::FileEntry file{.index = {0}, .url = "http://server/", .destination = {}};
    file.response_headers = "Server: one\n";
    EXPECT_EQ(core::at_next_source(file).response_headers, "") << "another server is asked";
    EXPECT_EQ(core::begun_anew(file).response_headers, "") << "another user has the job";
}

TEST(ResponseHeaders, CountInTheStringsOfTheirOwner) {
    Rules rules;
    const core::FileRef file{rules.submit(Rules::alice, 1), {0}};
    const auto before = rules.ledger.stored_bytes(Rules::alice.uid);
    rules.transfers.report(started(file, "Server: one\n"));
    EXPECT_EQ(rules.ledger.stored_bytes(Rules::alice.uid), before + 12);
    rules.transfers.report(started(file, "A: b\n"));
    EXPECT_EQ(rules.ledger.stored_bytes(Rules::alice.uid), before + 5);
    rules.settle();
    ASSERT_EQ(test::cancel(rules, file.job).error, std::nullopt);
    EXPECT_EQ(rules.ledger.stored_bytes(Rules::alice.uid), 0U);
}

/// A server that says as much as it can costs its owner half of the room and no job.
TEST(ResponseHeaders, ThatFindNoRoomAreNotKeptAndTheJobGoesOn) {
    Rules rules;
    const auto longest = "A: " + std::string(core::largest_response_headers - 4, 'b') + '\n';
    const auto id = rules.submit(Rules::alice, 150);
    for (std::uint32_t i = 0; i < 150; ++i) rules.transfers.report(started({id, {i}}, longest));
    rules.settle();
    EXPECT_LE(rules.ledger.stored_bytes(Rules::alice.uid), core::most_stored_bytes / 2);
    EXPECT_GT(rules.ledger.stored_bytes(Rules::alice.uid), core::most_stored_bytes * 4 / 10);
    EXPECT_EQ(headers_of(rules, {id, {0}}), longest);
    EXPECT_EQ(headers_of(rules, {id, {149}}), "");
    for (std::uint32_t i = 0; i < 150; ++i) rules.transfers.report(core::Finished{{id, {i}}, 1000});
    rules.settle();
    EXPECT_EQ(rules.state(id), "transferred");
    const auto his = rules.submit(Rules::bob, 1);
    rules.transfers.report(started({his, {0}}, longest));
    EXPECT_EQ(headers_of(rules, {his, {0}}), longest) << "another owner has room of their own";
}

}  // namespace
}  // namespace transferd
