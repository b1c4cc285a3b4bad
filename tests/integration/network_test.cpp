// SPDX-License-Identifier: MIT
// The broker follows NetworkManager, here a service of the same interface on a bus of the test's.
#include "support/bench.hpp"
#include "support/stranger.hpp"

#include <sdbus-c++/sdbus-c++.h>

namespace transferd::test {

namespace {

constexpr const char* name = "org.freedesktop.NetworkManager";
constexpr const char* path = "/org/freedesktop/NetworkManager";
constexpr std::uint32_t disconnected = 20;
constexpr std::uint32_t connected = 70;
constexpr std::uint32_t costs = 1;

/// A system bus with a NetworkManager on it that says what the test wants.
class SystemBus {
  public:
    SystemBus() : connection_(sdbus::createSessionBusConnectionWithAddress(bus_.address())) {
        object_ = sdbus::createObject(*connection_, path);
        number("State", state_);
        number("Connectivity", connectivity_);
        number("Metered", metered_);
        object_->finishRegistration();
        connection_->enterEventLoopAsync();
    }
    ~SystemBus() { connection_->leaveEventLoop(); }
    SystemBus(const SystemBus&) = delete;
    SystemBus& operator=(const SystemBus&) = delete;

    [[nodiscard]] const std::string& address() const { return bus_.address(); }
    [[nodiscard]] std::string its_connection() const { return connection_->getUniqueName(); }
    void appear() { connection_->requestName(name); }
    void disappear() { connection_->releaseName(name); }
    void set_state(std::uint32_t state) {
        state_ = state;
        object_->emitPropertiesChangedSignal(name, {"State"});
    }
    void set_metered(std::uint32_t metered) {
        metered_ = metered;
        object_->emitPropertiesChangedSignal(name, {"Metered"});
    }

  private:
    void number(const std::string& property, const std::atomic<std::uint32_t>& value) {
        object_->registerProperty(property).onInterface(name).withGetter(
            [&value] { return value.load(); });
    }

    PrivateBus bus_;
    std::unique_ptr<sdbus::IConnection> connection_;
    std::unique_ptr<sdbus::IObject> object_;
    std::atomic<std::uint32_t> state_ = connected;
    std::atomic<std::uint32_t> connectivity_ = 4;
    std::atomic<std::uint32_t> metered_ = 2;
};

struct HasSystemBus {
    SystemBus system;
};

class TheNetwork : protected HasSystemBus, public Bench {
  protected:
    TheNetwork() : Bench({.system_bus = system.address(), .start = Start::by_the_test}) {
        server.serve("/file", {.version = version});
    }
    [[nodiscard]] testing::AssertionResult becomes_reason(std::uint64_t id,
                                                          const std::string& reason) {
        const auto deadline = std::chrono::steady_clock::now() + patience;
        auto seen = client.events().size();
        while (client.job(id).StateReason() != reason) {
            if (std::chrono::steady_clock::now() > deadline)
                return testing::AssertionFailure()
                       << "StateReason is " << client.job(id).StateReason();
            (void)client.wait_for_more_than(seen, std::chrono::milliseconds{100});
            seen = client.events().size();
        }
        return testing::AssertionSuccess();
    }
    /// The state, once it is another than that.
    [[nodiscard]] std::string leaves(const std::string& state) {
        const auto deadline = std::chrono::steady_clock::now() + patience;
        auto now = client.manager().NetworkState();
        while (now == state && std::chrono::steady_clock::now() < deadline) {
            (void)client.wait_for_more_than(client.events().size(), std::chrono::milliseconds{10});
            now = client.manager().NetworkState();
        }
        return now;
    }
    /// The service's connection to the system bus.
    [[nodiscard]] std::string service() const {
        auto names = stranger.others();
        std::erase(names, system.its_connection());
        EXPECT_EQ(names.size(), 1U);
        return names.at(0);
    }
    void forge_state(std::uint32_t state) {
        stranger.tell(service(), changes, std::string{name},
                      Options{{"State", sdbus::Variant{state}}}, std::vector<std::string>{});
    }
    Stranger::Signal changes{path, "org.freedesktop.DBus.Properties", "PropertiesChanged"};
    Stranger stranger{system.address()};
    Version version{.size = 100'000};
};

TEST_F(TheNetwork, ThatIsOffHoldsAJobWithoutAnErrorUntilItIsBack) {
    system.set_state(disconnected);
    system.appear();
    daemon.start();
    ASSERT_EQ(leaves("online"), "offline");
    const auto id = download("/file", "file");
    EXPECT_TRUE(becomes_reason(id, "offline"));
    EXPECT_EQ(client.state(id), "queued");
    EXPECT_EQ(client.manager().NetworkState(), "offline");
    EXPECT_EQ(client.job(id).ErrorCount(), 0U);
    system.set_state(connected);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    EXPECT_EQ(client.manager().NetworkState(), "online");
}

TEST_F(TheNetwork, ThatGoesStopsWhatRuns) {
    server.serve("/file", {.version = version, .rate = 20'000});
    system.appear();
    daemon.start();
    const auto id = download("/file", "file");
    ASSERT_TRUE(server.wait_for_bytes("/file", 20'000, patience));
    system.set_state(disconnected);
    EXPECT_TRUE(becomes_reason(id, "offline"));
    server.serve("/file", {.version = version});
    system.set_state(connected);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
}

TEST_F(TheNetwork, ThatIsBackEndsEveryWaitForARetry) {
    server.serve("/file", {.version = version, .first_statuses = {503}});
    system.appear();
    daemon.start();
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transient-error"));
    system.set_state(disconnected);
    ASSERT_EQ(leaves("online"), "offline");
    system.set_state(connected);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
}

TEST_F(TheNetwork, IsTakenForOnlineWhereItsManagerEnds) {
    system.set_state(disconnected);
    system.appear();
    daemon.start();
    ASSERT_EQ(leaves("online"), "offline");
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes_reason(id, "offline"));
    system.disappear();
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
}

TEST_F(TheNetwork, IsNotWhatAStrangerSaysOfIt) {
    system.set_metered(costs);
    system.appear();
    daemon.start();
    ASSERT_EQ(leaves("online"), "metered");
    forge_state(disconnected);
    EXPECT_EQ(client.manager().NetworkState(), "metered");
}

TEST_F(TheNetwork, IsNotWhatAStrangerSaysWhoClaimsToBeItsManager) {
    daemon.start();
    forge_state(disconnected);
    EXPECT_EQ(client.manager().NetworkState(), "online");
    stranger.tell_of_owner(service(), name, "", stranger.name());
    forge_state(disconnected);
    EXPECT_EQ(client.manager().NetworkState(), "online");
}

TEST_F(TheNetwork, IsNotBackBecauseAStrangerSaysThatItsManagerHasEnded) {
    system.set_state(disconnected);
    system.appear();
    daemon.start();
    ASSERT_EQ(leaves("online"), "offline");
    stranger.tell_of_owner(service(), name, system.its_connection(), "");
    EXPECT_EQ(client.manager().NetworkState(), "offline");
}

TEST_F(TheNetwork, IsStillFollowedAfterAStrangersSignalsOfAnotherShape) {
    system.appear();
    daemon.start();
    stranger.tell(service(), changes, std::string{name}, std::string{"nothing"});
    stranger.tell(service(), Stranger::owners, std::string{name});
    system.set_state(disconnected);
    EXPECT_EQ(leaves("online"), "offline");
}

}  // namespace

}  // namespace transferd::test
