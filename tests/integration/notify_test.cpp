// SPDX-License-Identifier: MIT
// NotifyUnit, with a service manager on the user's bus that writes down what it is asked.
#include "support/bench.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>

#include <sdbus-c++/sdbus-c++.h>

namespace transferd::test {

namespace {

using sdbus::Variant;
using Calls = std::vector<std::string>;

class UserManager {
  public:
    explicit UserManager(const std::string& address)
        : connection_(sdbus::createSessionBusConnectionWithAddress(address)),
          object_(sdbus::createObject(*connection_, "/org/freedesktop/systemd1")) {
        for (const auto* method : {"StartUnit", "RestartUnit", "EnqueueUnitJob"}) {
            object_->registerMethod(method)
                .onInterface("org.freedesktop.systemd1.Manager")
                .implementedAs([this, method](const std::string& unit, const std::string& mode) {
                    note(std::string{method}.append(" ").append(unit).append(" ").append(mode));
                    if (refuses)
                        throw sdbus::Error("org.freedesktop.systemd1.NoSuchUnit", "There is none");
                    return sdbus::ObjectPath{"/org/freedesktop/systemd1/job/1"};
                });
        }
        object_->finishRegistration();
        connection_->enterEventLoopAsync();
    }
    ~UserManager() { connection_->leaveEventLoop(); }
    UserManager(const UserManager&) = delete;
    UserManager& operator=(const UserManager&) = delete;

    void appear() { connection_->requestName("org.freedesktop.systemd1"); }
    [[nodiscard]] Calls calls() const {
        const std::lock_guard lock{mutex_};
        return calls_;
    }
    [[nodiscard]] bool wait_for(std::size_t count) const {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, patience, [&] { return calls_.size() >= count; });
    }

    std::atomic<bool> refuses{};

  private:
    void note(const std::string& call) {
        const std::lock_guard lock{mutex_};
        calls_.push_back(call);
        changed_.notify_all();
    }

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    Calls calls_;
    std::unique_ptr<sdbus::IConnection> connection_;
    std::unique_ptr<sdbus::IObject> object_;
};

class NotifyUnit : public Bench {
  protected:
    NotifyUnit() { server.serve("/file", {.version = {.size = 1000}}); }

    std::uint64_t transferred(const std::string& unit) {
        const auto id = download("/file", "file", {}, {{"NotifyUnit", Variant{unit}}});
        EXPECT_TRUE(becomes(id, "transferred"));
        return id;
    }
    /// What the manager has heard when whatever was on its way has come.
    Calls calls_after_another(std::size_t count) {
        const auto id = client.submit(server.url("/file"), in_downloads("last"), {},
                                      {{"NotifyUnit", Variant{"last.service"}}});
        EXPECT_TRUE(becomes(id, "transferred"));
        EXPECT_TRUE(manager.wait_for(count + 1));
        auto calls = manager.calls();
        EXPECT_EQ(calls.back(), "StartUnit last.service replace");
        calls.pop_back();
        return calls;
    }

    UserManager manager{daemon.address()};
};

TEST_F(NotifyUnit, IsStartedByOneCallWithTheJobsIdAsItsInstance) {
    manager.appear();
    const auto id = transferred("done@.service");
    ASSERT_TRUE(manager.wait_for(1));
    EXPECT_EQ(calls_after_another(1),
              Calls{"StartUnit done@" + std::to_string(id) + ".service replace"});
}

TEST_F(NotifyUnit, IsStartedWhenTheJobIsInError) {
    manager.appear();
    const auto id = download("/nowhere", "file", {}, {{"NotifyUnit", Variant{"done.service"}}});
    ASSERT_TRUE(becomes(id, "error"));
    ASSERT_TRUE(manager.wait_for(1));
    EXPECT_EQ(manager.calls(), Calls{"StartUnit done.service replace"});
}

TEST_F(NotifyUnit, WaitsForAManagerThatIsNotThere) {
    transferred("done.service");
    manager.appear();
    daemon.restart();
    ASSERT_TRUE(manager.wait_for(1));
    EXPECT_EQ(calls_after_another(1), Calls{"StartUnit done.service replace"});
    daemon.restart();
    EXPECT_EQ(manager.calls().size(), 2U) << "each is started once";
}

TEST_F(NotifyUnit, ThatTheManagerRefusesIsNotAskedForAgain) {
    manager.refuses = true;
    manager.appear();
    transferred("none.service");
    ASSERT_TRUE(manager.wait_for(1));
    daemon.restart();
    EXPECT_EQ(calls_after_another(1), Calls{"StartUnit none.service replace"});
}

TEST_F(NotifyUnit, ThatIsNoUnitIsRefusedAndNothingIsStarted) {
    manager.appear();
    for (const auto* name : {"/bin/sh", "sh -c reboot", "done.service; reboot", "../x.service",
                             "$(id).service", "done@7.service", "reboot.target", "a\tb.service"}) {
        const auto error = error_of([&] {
            client.submit(server.url("/file"), in_downloads("file"), {},
                          {{"NotifyUnit", Variant{name}}});
        });
        EXPECT_TRUE(refused(error, "InvalidArgs", {"NotifyUnit"})) << name;
    }
    EXPECT_EQ(calls_after_another(0), Calls{});
}

}  // namespace

}  // namespace transferd::test
