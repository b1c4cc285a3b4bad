// SPDX-License-Identifier: MIT
#include "client/progress_bar.hpp"
#include "client/text.hpp"

#include <gtest/gtest.h>

namespace transferd::client {
namespace {

Record half_done() {
    return {{"Id", 5U},
            {"State", "transferring"},
            {"StateReason", "none"},
            {"BytesTotal", 4096U},
            {"BytesTransferred", 2048U},
            {"BytesPerSecond", 1024U}};
}

TEST(ProgressLine, ShowsShareAmountRateAndTimeLeft) {
    EXPECT_EQ(progress_line(half_done(), 0, 69, false),
              "job 5  50% [########........] 2.0 KiB of 4.0 KiB, 1.0 KiB/s, 2 s left");
}

TEST(ProgressLine, DrawsPartsOfACellInUtf8) {
    Record job = half_done();
    job["BytesTransferred"] = 2560U;
    const std::string line = progress_line(job, 0, 61, true);
    EXPECT_NE(line.find("▕████▉   ▏"), std::string::npos) << line;
}

TEST(ProgressLine, LeavesOutABarThatHasNoRoom) {
    EXPECT_EQ(progress_line(half_done(), 0, 55, false),
              "job 5  50%  2.0 KiB of 4.0 KiB, 1.0 KiB/s, 2 s left");
}

TEST(ProgressLine, NeverIsWiderThanTheTerminal) {
    for (std::size_t columns = 0; columns < 120; ++columns) {
        EXPECT_LE(display_width(progress_line(half_done(), 3, columns, false)), columns);
    }
}

TEST(ProgressLine, SaysWhyAJobWaits) {
    const Record job{
        {"Id", 5U}, {"State", "queued"}, {"StateReason", "offline"}, {"BytesTotal", nullptr}};
    EXPECT_EQ(progress_line(job, 0, 79, false), "job 5  0 B, queued (waiting for a network)");
}

TEST(ProgressLine, CountsTheOtherJobs) {
    const std::string line = progress_line(half_done(), 2, 120, false);
    EXPECT_TRUE(line.ends_with("(and 2 more)")) << line;
}

TEST(ProgressLine, SaysNoTimeWhileTheSizeIsUnknown) {
    Record job = half_done();
    job["BytesTotal"] = nullptr;
    EXPECT_EQ(progress_line(job, 0, 79, false), "job 5  2.0 KiB, 1.0 KiB/s");
}

}  // namespace
}  // namespace transferd::client
