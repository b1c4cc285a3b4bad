// SPDX-License-Identifier: MIT
// Jobs that nobody touches are cancelled: by the broker's own timer, at the next start, when asked.
#include "support/bench.hpp"

namespace transferd::test {

namespace {

const std::string soon = "[Transfer]\nJobInactivityTimeout=2s\n";
const std::string late = "[Transfer]\nJobInactivityTimeout=30d\n";

class InactivityWithATimeoutOf : public Bench {
  protected:
    explicit InactivityWithATimeoutOf(const std::string& policy) : Bench({.policy = policy}) {
        server.serve("/file", {.version = version});
    }
    [[nodiscard]] testing::AssertionResult expires(std::uint64_t id) const {
        const auto removed = client.wait_for_signal("JobRemoved", id, patience);
        if (!removed) return testing::AssertionFailure() << "the job was not removed";
        if (removed->detail == "expired") return testing::AssertionSuccess();
        return testing::AssertionFailure() << "the job was removed as " << removed->detail;
    }
    Version version{.size = 100'000};
};

class TwoSeconds : public InactivityWithATimeoutOf {
  protected:
    TwoSeconds() : InactivityWithATimeoutOf(soon) {}
};

class ThirtyDays : public InactivityWithATimeoutOf {
  protected:
    ThirtyDays() : InactivityWithATimeoutOf(late) {}
};

TEST_F(TwoSeconds, OfNothingCancelATransferredJobAndLeaveNothingBehind) {
    const auto id = download("/file", "file");
    ASSERT_TRUE(client.wait_until_seen(id, "transferred", patience));
    EXPECT_TRUE(expires(id));
    EXPECT_TRUE(names_in_downloads().empty());
    const auto history = client.manager().ListHistory({}, 0);
    ASSERT_EQ(history.size(), 1U);
    EXPECT_EQ(history.at(0).at("Result").get<std::string>(), "expired");
}

TEST_F(TwoSeconds, OfNothingCancelAJobThatWasNeverResumed) {
    const auto id = std::get<0>(client.manager().CreateJob("download", "forgotten", {}));
    EXPECT_TRUE(expires(id));
}

TEST_F(ThirtyDays, AreWhatExpiresUSecSays) {
    const auto id = std::get<0>(client.manager().CreateJob("download", "a job", {}));
    constexpr std::uint64_t days30 = 30ULL * 24 * 3600 * 1'000'000;
    EXPECT_EQ(client.job(id).ExpiresUSec(), client.job(id).ModifiedUSec() + days30);
    (void)client.manager().Cancel(id);
    EXPECT_EQ(client.job(id).ExpiresUSec(), 0U) << "nothing cancels it again";
}

TEST_F(ThirtyDays, ThatTheAdministratorShortensHoldForJobsThatAreThere) {
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    daemon.kill9();
    daemon.change({.policy = soon});
    daemon.restart();
    EXPECT_TRUE(expires(id));
}

TEST_F(ThirtyDays, HaveNotPassedSoCancelInactiveCancelsNothing) {
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    EXPECT_EQ(client.manager().CancelInactive(), 0U);
    EXPECT_EQ(client.state(id), "transferred");
}

}  // namespace

}  // namespace transferd::test
