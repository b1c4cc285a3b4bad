// SPDX-License-Identifier: MIT
#include "worker/errand_lines.hpp"

#include "unit/journal/recording_sink.hpp"

#include <gtest/gtest.h>

namespace transferd::test {
namespace {

constexpr core::FileRef file{{3}, {1}};

std::string text_of(const wire::ToBroker& report) {
    const auto line = worker::line_of(report);
    return line ? line->text : "";
}

TEST(ErrandLines, TellAnOrderWithoutTheSecretsOfItsUrl) {
    const auto line = worker::line_of(
        wire::Start{{.file = file,
                     .url = "https://u:p@host/file?token=1#frag",
                     .destination = {"/home/alice", "file"},
                     .offset = 5,
                     .secrets = {{{{}, {}, "CANARY", "CANARY"}}, {"CANARY: CANARY"}}}});
    for (const auto& field : line.fields) EXPECT_EQ(field.value.find("CANARY"), std::string::npos);
    EXPECT_EQ(line.level, journal::Level::debug);
    EXPECT_EQ(line.text, "Job 3, file 1: fetch https://host/file to /home/alice/file from byte 5");
    auto fields = fields_of(line);
    EXPECT_EQ(fields["TRANSFER_JOB"], "3");
    EXPECT_EQ(fields["TRANSFER_FILE"], "1");
    EXPECT_EQ(fields["TRANSFER_URL"], "https://host/file");
}

TEST(ErrandLines, TellReportsAndAnswers) {
    EXPECT_EQ(text_of(core::Started{.file = file, .offset = 5, .size = 9, .effective_url = {}}),
              "Job 3, file 1: started at byte 5 of 9");
    EXPECT_EQ(text_of(core::Checkpointed{file, 7, {}}), "Job 3, file 1: 7 bytes are durable");
    EXPECT_EQ(text_of(core::Finished{file, 9}), "Job 3, file 1: finished with 9 bytes");
    EXPECT_EQ(
        text_of(core::FileFailed{file, {.code = core::FailureCode::timed_out, .message = "Slow."}}),
        "Job 3, file 1: failed: timed-out: Slow.");
    EXPECT_EQ(text_of(wire::Done{{4}, {{file, core::Failure{}}, {file, {}}}}),
              "Request 4: done, 1 failed");
}

/// They come four times a second for each file, and a response's head holds what servers send.
TEST(ErrandLines, TellNoProgressAndNothingOfAResponse) {
    EXPECT_EQ(worker::line_of(core::Progressed{file, 7}), std::nullopt);
    const auto text = text_of(core::Started{
        .file = file,
        .validator = {.entity_tag = "CANARY", .last_modified = "CANARY", .date = "CANARY"},
        .effective_url = "http://host/?CANARY",
        .remote_size = {},
        .response_headers = "X: CANARY\n"});
    EXPECT_EQ(text.find("CANARY"), std::string::npos) << text;
}

}  // namespace
}  // namespace transferd::test
