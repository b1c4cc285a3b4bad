// SPDX-License-Identifier: MIT
#include "broker/service_journal.hpp"

#include "journal/message_ids.hpp"
#include "unit/journal/recording_sink.hpp"

#include <gtest/gtest.h>

namespace transferd::test {
namespace {

namespace id = journal::message_id;
using broker::WorkerChange;
using journal::Level;

TEST(ServiceLines, HaveTheirIdsAndLevels) {
    RecordingSink sink;
    const journal::Journal journal{Level::debug, sink};
    broker::database_trouble(journal, "The disk is full");
    broker::policy_line_refused(journal, "a.conf:7: Proxy takes a URL, not 'http://u:p@host:x'");
    broker::worker_changed(journal, {{1001}, WorkerChange::started, {}});
    broker::worker_changed(journal, {{1001}, WorkerChange::ended, {}});
    broker::worker_changed(journal, {{1001}, WorkerChange::lost, "The worker has ended"});
    ASSERT_EQ(sink.lines.size(), 5U);
    EXPECT_EQ(sink.lines[0].id, id::database_trouble);
    EXPECT_EQ(sink.lines[0].level, Level::err);
    EXPECT_EQ(sink.lines[1].id, id::policy_line_refused);
    EXPECT_EQ(sink.lines[1].level, Level::warning);
    EXPECT_EQ(sink.lines[1].text.find("u:p"), std::string::npos) << sink.lines[1].text;
    EXPECT_EQ(sink.lines[2].id, id::worker_started);
    EXPECT_EQ(sink.lines[2].level, Level::debug);
    EXPECT_EQ(sink.lines[3].id, id::worker_ended);
    EXPECT_EQ(sink.lines[4].id, id::worker_lost);
    EXPECT_EQ(sink.lines[4].level, Level::warning);
    EXPECT_EQ(sink.lines[4].text, "The worker of uid 1001 is lost: The worker has ended");
    EXPECT_EQ(fields_of(sink.lines[4])["TRANSFER_UID"], "1001");
}

}  // namespace
}  // namespace transferd::test
