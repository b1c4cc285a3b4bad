// SPDX-License-Identifier: MIT
// Two jobs of two owners with one destination: each has its own part file, and the last Complete
// wins whole. (Of one owner the second AddFile is refused.)
#include "contract/scenarios/one_file.hpp"
#include "contract/scenarios/scene.hpp"

#include <gtest/gtest.h>

namespace transferd::worker {

namespace {

class TwoJobs : public testing::Test {
  protected:
    TwoJobs() {
        first.order.url = server.url("/one");
        second.order.url = server.url("/two");
        second.order.file.job = {8};
        second.order.destination = first.order.destination;
    }

    loop::EventLoop loop;

    ScriptedServer server{
        loop, [](std::string_view request) {
            const Asked asked{.request = request, .here = {}};
            auto answer =
                asked.for_target("/one") ? honest(asked, one()) : honest(asked, two(), tag_two);
            return asked.for_the_rest() ? answer : cut_after(500, std::move(answer));
        }};
    OneFile first{loop};
    OneFile second{loop};
};

TEST_F(TwoJobs, OfOneDestinationNeverMixTheirBytes) {
    EXPECT_NE(first.attempt(), "");
    EXPECT_NE(second.attempt(), "");
    EXPECT_NE(first.part(), second.part());
    EXPECT_EQ(first.attempt(), "");
    EXPECT_EQ(second.attempt(), "");
    EXPECT_EQ(first.published(), std::nullopt);

    EXPECT_EQ(first.publish(), "");
    EXPECT_EQ(first.published(), one());
    EXPECT_EQ(second.publish(), "");
    EXPECT_EQ(second.published(), two());
}

TEST_F(TwoJobs, OfOneDestinationLeaveAFileThatTheOtherPublishedWhereAsked) {
    for (auto* job : {&first, &second}) {
        EXPECT_NE(job->attempt(), "");
        EXPECT_EQ(job->attempt(), "");
    }
    EXPECT_EQ(first.publish(), "");
    EXPECT_EQ(second.publish(core::IfExists::fail), "validation-failed");
    EXPECT_EQ(first.published(), one());
    EXPECT_TRUE(std::filesystem::exists(second.part())) << "what was fetched is thrown away";
}

}  // namespace

}  // namespace transferd::worker
