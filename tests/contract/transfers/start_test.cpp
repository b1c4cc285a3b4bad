// SPDX-License-Identifier: MIT
#include "transfers.hpp"

namespace transferd::test {
namespace {

using Start = Transfers;
INSTANTIATE_TEST_SUITE_P(Workers, Start, both(), name_of);

constexpr core::JobId job{1};
constexpr core::FileRef file{job, {0}};

TEST_P(Start, TellsTheHeadOfTheResponseThenTheEnd) {
    const auto whole = serve(file, Remote::whole);
    start(alice, whole);
    until([&] { return !runs(alice, file); });
    ASSERT_EQ(said<core::Started>(file).size(), 1U);
    EXPECT_TRUE(std::holds_alternative<core::Started>(heard.front().report));
    const auto started = last<core::Started>(file);
    EXPECT_TRUE(started.part.known());
    EXPECT_EQ(started.offset, 0U);
    EXPECT_EQ(started.size, remote_size);
    EXPECT_FALSE(started.validator.empty());
    EXPECT_EQ(started.effective_url, whole.url);
    ASSERT_TRUE(started.response_headers);
    EXPECT_NE(started.response_headers->find("ETag: " + started.validator.entity_tag + '\n'),
              std::string::npos)
        << *started.response_headers;
    EXPECT_EQ(last<core::Finished>(file).size, remote_size);
}

TEST_P(Start, TellsWhatIsThereAndWhatIsDurableWhileItComes) {
    start_slow(alice, file);
    until([&] { return !said<core::Checkpointed>(file).empty(); });
    EXPECT_TRUE(std::holds_alternative<core::Started>(heard.front().report));
    std::uint64_t before = 0;
    for (const auto& progressed : said<core::Progressed>(file)) {
        EXPECT_GT(progressed.received, before);
        before = progressed.received;
    }
    const auto durable = last<core::Checkpointed>(file).offset;
    until([&] { return last<core::Progressed>(file).received > durable; });
    EXPECT_GT(durable, 0U);
    EXPECT_LT(durable, remote_size);
}

TEST_P(Start, OfAFileThatFailsTellsWhyAndNothingElse) {
    start(alice, serve(file, Remote::missing));
    until([&] { return !runs(alice, file); });
    ASSERT_EQ(heard.size(), 1U);
    const auto failed = said<core::FileFailed>(file);
    ASSERT_EQ(failed.size(), 1U);
    EXPECT_EQ(failed[0].failure.code, core::FailureCode::http_status);
    EXPECT_EQ(failed[0].failure.http_status, 404U);
    EXPECT_FALSE(failed[0].failure.message.empty());
}

TEST_P(Start, OfManyFilesEndsEachAsItsOwnServerLetsIt) {
    for (std::uint32_t i = 0; i < 24; ++i)
        start(alice, serve({job, {i}}, i % 3 == 0 ? Remote::missing : Remote::whole));
    for (std::uint32_t i = 0; i < 24; ++i) {
        const core::FileRef each{job, {i}};
        until([&] { return !runs(alice, each); });
        EXPECT_EQ(said<core::FileFailed>(each).size(), i % 3 == 0 ? 1U : 0U);
        EXPECT_EQ(said<core::Finished>(each).size(), i % 3 == 0 ? 0U : 1U);
    }
}

/// Some of the file came before it was stopped.
class Restart : public Transfers {
  protected:
    core::DownloadOrder rest_of_a_stopped_file() {
        start_slow(alice, file);
        answer_of(stop(alice, job));
        const auto started = said<core::Started>(file).at(0);
        const auto kept = last<core::Checkpointed>(file);
        heard.clear();
        auto rest = serve(file, Remote::whole);
        rest.part = started.part;
        rest.offset = kept.offset;
        rest.size = started.size;
        rest.validator = started.validator;
        rest.digest_state = kept.digest_state;
        return rest;
    }
};
INSTANTIATE_TEST_SUITE_P(Workers, Restart, both(), name_of);

TEST_P(Restart, GoesOnInTheSamePartFromTheLastCheckpoint) {
    const auto rest = rest_of_a_stopped_file();
    start(alice, rest);
    until([&] { return !runs(alice, file); });
    const auto started = said<core::Started>(file);
    ASSERT_EQ(started.size(), 1U);
    EXPECT_EQ(started[0].part, rest.part);
    EXPECT_EQ(started[0].offset, rest.offset);
    EXPECT_EQ(last<core::Finished>(file).size, remote_size);
}

TEST_P(Restart, BeginsAtTheFirstByteWhereThePartIsGone) {
    const auto rest = rest_of_a_stopped_file();
    answer_of(discard(alice, {{.file = file, .destination = rest.destination, .part = rest.part}}));
    start(alice, rest);
    until([&] { return !runs(alice, file); });
    const auto started = said<core::Started>(file);
    ASSERT_EQ(started.size(), 1U);
    EXPECT_EQ(started[0].offset, 0U);
    EXPECT_EQ(last<core::Finished>(file).size, remote_size);
}

}  // namespace
}  // namespace transferd::test
