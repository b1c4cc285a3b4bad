// SPDX-License-Identifier: MIT
// The service has systemd start its workers; here a manager of the same interface on the test's
// bus.
#include "dbus/names.hpp"
#include "support/bench.hpp"
#include "support/stranger.hpp"

#include <future>

#include <sdbus-c++/sdbus-c++.h>

namespace transferd::test {

namespace {

constexpr const char* name = "org.freedesktop.systemd1";
constexpr const char* path = "/org/freedesktop/systemd1";
constexpr const char* interface = "org.freedesktop.systemd1.Manager";
const sdbus::ObjectPath start_job{"/org/freedesktop/systemd1/job/1"};

/// Has begun what it is asked for, and ends it as the test says.
class SystemdManager {
  public:
    explicit SystemdManager(const std::string& address)
        : connection_(sdbus::createSessionBusConnectionWithAddress(address)),
          object_(sdbus::createObject(*connection_, path)) {
        object_->registerMethod("StartUnit")
            .onInterface(interface)
            .implementedAs([this](const std::string& unit, const std::string& /*mode*/) {
                asked_.set_value(unit);
                return start_job;
            });
        object_->finishRegistration();
        connection_->requestName(name);
        connection_->enterEventLoopAsync();
    }
    ~SystemdManager() { connection_->leaveEventLoop(); }
    SystemdManager(const SystemdManager&) = delete;
    SystemdManager& operator=(const SystemdManager&) = delete;

    [[nodiscard]] std::string connection() const { return connection_->getUniqueName(); }
    std::future<std::string> asked() { return asked_.get_future(); }
    void end(const std::string& unit, const std::string& result) {
        auto signal = object_->createSignal(interface, "JobRemoved");
        signal << std::uint32_t{1} << start_job << unit << result;
        object_->emitSignal(signal);
    }

  private:
    std::promise<std::string> asked_;
    std::unique_ptr<sdbus::IConnection> connection_;
    std::unique_ptr<sdbus::IObject> object_;
};

class TheStartOfAWorker : public Bench {
  protected:
    TheStartOfAWorker() : Bench({.serves = Serves::system_bus}) {}

    /// Has the worker started; tells how that was answered.
    auto adding_a_file() {
        const auto id = std::get<0>(client.manager().CreateJob("download", "a test", {}));
        return std::async(std::launch::async, [this, id] {
            Client other{daemon.address()};
            return error_of(
                [&] { other.job(id).AddFile(server.url("/file"), in_downloads("file"), {}); });
        });
    }

    SystemdManager systemd{daemon.address()};
    Stranger stranger{daemon.address()};
};

TEST_F(TheStartOfAWorker, IsOverWhenSystemdSaysSoAndNobodyElse) {
    auto asked = systemd.asked();
    auto call = adding_a_file();
    ASSERT_EQ(asked.wait_for(patience), std::future_status::ready);
    const auto unit = asked.get();
    // Its answer to the service is then on the bus, before what is forged.
    stranger.wait_for(systemd.connection());
    stranger.tell(stranger.owner_of(dbus::bus_name), {path, interface, "JobRemoved"},
                  std::uint32_t{1}, start_job, unit, std::string{"done"});
    systemd.end(unit, "failed");
    const auto error = call.get();
    ASSERT_TRUE(error);
    EXPECT_NE(error->message.find("its job has ended with failed"), std::string::npos)
        << error->message;
}

TEST_F(TheStartOfAWorker, SaysThatTheAccountMayNotBeUsedWhereThatIsWhatHasFailed) {
    auto asked = systemd.asked();
    auto call = adding_a_file();
    ASSERT_EQ(asked.wait_for(patience), std::future_status::ready);
    systemd.end(asked.get(), "dependency");
    const auto error = call.get();
    ASSERT_TRUE(error);
    EXPECT_NE(error->message.find("is locked or has expired"), std::string::npos) << error->message;
}

}  // namespace

}  // namespace transferd::test
