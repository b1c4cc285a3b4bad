// SPDX-License-Identifier: MIT
// Whom transferctl listens to while it waits. The service is one that counts how often it is asked.
#include "dbus/names.hpp"
#include "support/bench.hpp"
#include "support/private_bus.hpp"
#include "support/process.hpp"
#include "support/stranger.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>

#include <sdbus-c++/sdbus-c++.h>

namespace transferd::test {

namespace {

/// A service with the job 1.
class CountingService {
  public:
    explicit CountingService(const std::string& address)
        : connection_(sdbus::createSessionBusConnectionWithAddress(address)),
          manager_(sdbus::createObject(*connection_, dbus::manager_path)),
          job_(sdbus::createObject(*connection_, std::string{dbus::job_path_prefix} + "1")) {
        job_->registerProperty("Id").onInterface(dbus::job_interface).withGetter([] {
            return std::uint64_t{1};
        });
        job_->registerProperty("State").onInterface(dbus::job_interface).withGetter([this] {
            return read();
        });
        job_->finishRegistration();
        connection_->requestName(dbus::bus_name);
        connection_->enterEventLoopAsync();
    }
    ~CountingService() { connection_->leaveEventLoop(); }
    CountingService(const CountingService&) = delete;
    CountingService& operator=(const CountingService&) = delete;

    [[nodiscard]] std::string name() const { return connection_->getUniqueName(); }
    void transfer() {
        {
            const std::lock_guard lock{mutex_};
            state_ = "transferred";
        }
        auto signal = manager_->createSignal(dbus::manager_interface, "JobStateChanged");
        signal << std::uint64_t{1};
        manager_->emitSignal(signal);
    }
    [[nodiscard]] unsigned reads() const {
        const std::lock_guard lock{mutex_};
        return reads_;
    }
    [[nodiscard]] bool wait_until_read() {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, patience, [&] { return reads_ > 0; });
    }

  private:
    std::string read() {
        const std::lock_guard lock{mutex_};
        ++reads_;
        changed_.notify_all();
        return state_;
    }

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::string state_ = "transferring";
    unsigned reads_{};
    std::unique_ptr<sdbus::IConnection> connection_;
    std::unique_ptr<sdbus::IObject> manager_;
    std::unique_ptr<sdbus::IObject> job_;
};

class AWait : public testing::Test {
  protected:
    [[nodiscard]] Command waiting() const {
        auto environment = clean_environment();
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.address();
        return {.argv = {program_directory() / "transferctl", "--user", "wait", "1"},
                .environment = environment};
    }
    [[nodiscard]] std::string transferctl() const {
        auto names = stranger.others();
        std::erase(names, service.name());
        EXPECT_EQ(names.size(), 1U);
        return names.at(0);
    }

    PrivateBus bus;
    CountingService service{bus.address()};
    Stranger stranger{bus.address()};
};

TEST_F(AWait, AsksAgainBecauseOfTheServicesSignalsAndNobodyElses) {
    Process wait{waiting()};
    ASSERT_TRUE(service.wait_until_read());
    const auto whom = transferctl();
    for (int i = 0; i < 10; ++i) {
        stranger.tell(whom, {dbus::manager_path, dbus::manager_interface, "JobStateChanged"},
                      std::uint64_t{1});
        stranger.tell(whom,
                      {std::string{dbus::job_path_prefix} + "1", "org.freedesktop.DBus.Properties",
                       "PropertiesChanged"},
                      std::string{dbus::job_interface});
        stranger.tell_of_owner(whom, dbus::bus_name, service.name(), "");
        stranger.tell_of_owner(whom, dbus::bus_name, "", stranger.name());
    }
    service.transfer();
    EXPECT_EQ(wait.wait(patience), Exit{.status = 0});
    EXPECT_EQ(service.reads(), 2U);
}

}  // namespace

}  // namespace transferd::test
