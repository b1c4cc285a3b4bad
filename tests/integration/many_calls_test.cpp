// SPDX-License-Identifier: MIT
// Ten thousand calls one after another, refusals among them, and nothing is left open.
#include "support/bench.hpp"

#include <iterator>

namespace transferd::test {

namespace {

class ManyCalls : public Bench {
  protected:
    [[nodiscard]] std::ptrdiff_t open_descriptors() {
        const auto directory = "/proc/" + std::to_string(daemon.broker_pid()) + "/fd";
        return std::distance(std::filesystem::directory_iterator{directory}, {});
    }
};

TEST_F(ManyCalls, AreAllAnsweredRight) {
    const auto id = std::get<0>(client.manager().CreateJob("download", "asked often", {}));
    auto job = client.job(id);
    job.GetSettings();
    const auto before = open_descriptors();
    for (unsigned i = 0; i < 2000; ++i) {
        ASSERT_EQ(job.State(), "suspended");
        ASSERT_EQ(client.job_ids(), std::vector{id});
        const std::string text = "note " + std::to_string(i);
        job.SetSettings({{"Description", sdbus::Variant{text}}});
        ASSERT_EQ(job.GetSettings().at("Description").get<std::string>(), text);
        ASSERT_TRUE(refused(error_of([&] { client.manager().Suspend(id + 1 + i); }), "NoSuchJob"));
    }
    EXPECT_LE(open_descriptors(), before) << "descriptors are left open";
}

TEST_F(ManyCalls, OfJobsThatComeAndGoLeaveNone) {
    std::uint64_t last = 0;
    for (unsigned i = 0; i < 200; ++i) {
        const auto id = std::get<0>(client.manager().CreateJob("download", "short-lived", {}));
        ASSERT_GT(id, last) << "an id was used twice";
        last = id;
        client.manager().Cancel(id);
    }
    EXPECT_TRUE(client.job_ids().empty());
}

}  // namespace

}  // namespace transferd::test
