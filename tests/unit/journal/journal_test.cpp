// SPDX-License-Identifier: MIT
#include "journal/journal.hpp"

#include "journal/native_sink.hpp"
#include "journal/stderr_sink.hpp"
#include "unit/journal/recording_sink.hpp"

#include <gtest/gtest.h>

namespace transferd::test {
namespace {

using journal::Level;
using journal::Reader;

const journal::Line line{.level = Level::notice,
                         .id = "0123456789abcdef0123456789abcdef",
                         .text = "Something happened",
                         .fields = {{"TRANSFER_JOB", "3"}, {"TRANSFER_PATH", "/a \"b\""}}};

TEST(AJournal, LeavesOutWhatIsBelowItsLevel) {
    RecordingSink sink;
    const journal::Journal journal{Level::info, sink};
    journal.write({.level = Level::debug, .text = "not worth it"});
    EXPECT_TRUE(sink.lines.empty());
    EXPECT_FALSE(journal.wants(Level::debug));
    journal.write({.level = Level::info, .text = "worth it"});
    journal.write({.level = Level::emerg, .text = "worth it"});
    EXPECT_EQ(sink.lines.size(), 2U);
}

TEST(AJournal, LetsNoSecretAndNoLineBreakThrough) {
    RecordingSink sink;
    journal::Journal{Level::debug, sink}.write(
        {.level = Level::debug,
         .text = "Got http://u:p@host/?t=1\n<0>The machine is on fire",
         .fields = {{"TRANSFER_URL", "http://u:p@host/?t=1\nMESSAGE_ID=0"}}});
    const auto& written = sink.lines.at(0);
    EXPECT_EQ(written.text, "Got http://host/\xEF\xBF\xBD<0>The machine is on fire");
    EXPECT_EQ(written.fields.at(0).value, "http://host/\xEF\xBF\xBDMESSAGE_ID=0");
}

TEST(APlainLine, HasLevelAndFieldsForAProgram) {
    EXPECT_EQ(journal::plain_line(line, Reader::program),
              "<5>Something happened [MESSAGE_ID=0123456789abcdef0123456789abcdef TRANSFER_JOB=3 "
              "TRANSFER_PATH=\"/a \\\"b\\\"\"]\n");
    EXPECT_EQ(journal::plain_line({.level = Level::emerg, .text = "Short"}, Reader::program),
              "<0>Short\n");
}

TEST(APlainLine, HasOnlyItsTextForAPerson) {
    EXPECT_EQ(journal::plain_line(line, Reader::person), "Something happened\n");
}

TEST(JournalStream, NamesTheFileOfThatDeviceAndInode) {
    EXPECT_TRUE(journal::names_stream("8:15", 8, 15));
    for (const auto* text : {"", ":", "8", "8:", ":15", "8:16", "9:15", "8:15x", "x8:15", "8:15:1",
                             " 8:15", "8:99999999999999999999"})
        EXPECT_FALSE(journal::names_stream(text, 8, 15)) << text;
}

}  // namespace
}  // namespace transferd::test
