// SPDX-License-Identifier: MIT
// A user has 64 calls that wait for an answer, over all connections, and not one more.
#include "dbus/names.hpp"
#include "support/bench.hpp"

#include <algorithm>
#include <csignal>
#include <future>
#include <vector>

namespace transferd::test {

namespace {

/// The owner's worker stands still, so what needs it waits.
class PendingCalls : public Bench {
  public:
    PendingCalls(const PendingCalls&) = delete;
    PendingCalls& operator=(const PendingCalls&) = delete;
    ~PendingCalls() override {
        go_on();
        connection_->leaveEventLoop();
    }

  protected:
    PendingCalls() {
        server.serve("/file", {.version = {.size = 1}});
        id_ = download("/file", "first");
        EXPECT_TRUE(becomes(id_, "transferred"));
        worker_ = daemon.worker_pids().at(0);
    }

    void stand_still() const { ::kill(worker_, SIGSTOP); }
    void go_on() const { ::kill(worker_, SIGCONT); }

    /// The error that the call ends with, or none.
    std::future<std::string> add_file(int number) {
        const auto promise = std::make_shared<std::promise<std::string>>();
        const auto name = "file" + std::to_string(number);
        const auto job = std::string{dbus::manager_path} + "/jobs/" + std::to_string(id_);
        proxies_.push_back(sdbus::createProxy(*connection_, dbus::bus_name, job));
        proxies_.back()
            ->callMethodAsync("AddFile")
            .onInterface(dbus::job_interface)
            .withArguments(server.url("/file"), in_downloads(name).string(), Options{})
            .uponReplyInvoke([promise](const sdbus::Error* error, std::uint32_t /*index*/) {
                promise->set_value(error ? error->getName() : "");
            });
        return promise->get_future();
    }
    std::vector<std::future<std::string>> add_files(int count) {
        std::vector<std::future<std::string>> calls;
        calls.reserve(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) calls.push_back(add_file(i));
        hear_answers();
        return calls;
    }
    std::vector<std::future<std::string>> create_with_names_of(std::size_t size, int count) {
        std::vector<std::future<std::string>> calls;
        proxies_.push_back(sdbus::createProxy(*connection_, dbus::bus_name, dbus::manager_path));
        for (int i = 0; i < count; ++i) {
            const auto promise = std::make_shared<std::promise<std::string>>();
            proxies_.back()
                ->callMethodAsync("CreateJob")
                .onInterface(dbus::manager_interface)
                .withArguments(std::string{"download"}, std::string(size, 'x'), Options{})
                .uponReplyInvoke([promise](const sdbus::Error* error, std::uint64_t /*id*/,
                                           const sdbus::ObjectPath& /*job*/) {
                    promise->set_value(error ? error->getName() : "");
                });
            calls.push_back(promise->get_future());
        }
        return calls;
    }
    /// Before answers are heard: only then the library sends all that it has.
    void wait_until_the_bus_has_them() {
        sdbus::createProxy(*connection_, "org.freedesktop.DBus", "/org/freedesktop/DBus")
            ->callMethod("GetId")
            .onInterface("org.freedesktop.DBus");
    }
    void hear_answers() { connection_->enterEventLoopAsync(); }
    static std::string answer_of(std::future<std::string>& call) {
        return call.wait_for(patience) == std::future_status::ready ? call.get() : "no answer";
    }
    static bool waits(const std::future<std::string>& call) {
        return call.wait_for(std::chrono::seconds{0}) == std::future_status::timeout;
    }

    std::uint64_t id_{};

  private:
    pid_t worker_{};
    std::unique_ptr<sdbus::IConnection> connection_{
        sdbus::createSessionBusConnectionWithAddress(daemon.address())};
    std::vector<std::unique_ptr<sdbus::IProxy>> proxies_;
};

TEST_F(PendingCalls, AreSixtyFourAndTheNextIsRefusedUntilTheyAreAnswered) {
    stand_still();
    auto calls = add_files(64);
    auto one_more = add_file(64);
    EXPECT_EQ(answer_of(one_more), error_name("LimitsExceeded"));
    EXPECT_TRUE(std::ranges::all_of(calls, waits));
    EXPECT_TRUE(refused(error_of([&] { client.manager().GetQuota(); }), "LimitsExceeded", {"64"}))
        << "on another connection of the same user's";
    go_on();
    for (auto& call : calls) EXPECT_EQ(answer_of(call), "");
    EXPECT_FALSE(error_of([&] { client.manager().GetQuota(); }));
    EXPECT_EQ(client.job(id_).FilesTotal(), 65U);
}

TEST_F(PendingCalls, LeaveRoomForAnotherWhereOneIsMissing) {
    stand_still();
    auto calls = add_files(63);
    EXPECT_TRUE(std::ranges::all_of(calls, waits));
    EXPECT_FALSE(error_of([&] { client.manager().GetQuota(); }));
    go_on();
    for (auto& call : calls) EXPECT_EQ(answer_of(call), "");
}

TEST_F(PendingCalls, KeepNobodyFromReadingProperties) {
    stand_still();
    auto calls = add_files(64);
    EXPECT_EQ(client.state(id_), "transferred");
    go_on();
    for (auto& call : calls) EXPECT_EQ(answer_of(call), "");
}

/// The broker finds them all at once, in a line that is empty.
TEST_F(PendingCalls, OfMoreThanSixteenMebibytesAreRefused) {
    const auto broker = daemon.broker_pid();
    ::kill(broker, SIGSTOP);
    auto calls = create_with_names_of(6 * mib, 4);
    wait_until_the_bus_has_them();
    ::kill(broker, SIGCONT);
    hear_answers();
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(answer_of(calls[i]), error_name("InvalidArgs"));
    EXPECT_EQ(answer_of(calls[3]), error_name("LimitsExceeded"));
    EXPECT_FALSE(error_of([&] { client.manager().GetQuota(); }));
}

}  // namespace

}  // namespace transferd::test
