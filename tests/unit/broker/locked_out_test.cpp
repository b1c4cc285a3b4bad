// SPDX-License-Identifier: MIT
// What the pool does where an account may not be used, before its worker is started or while it
// runs.
#include "broker/pool/worker_pool.hpp"
#include "unit/broker/socket_launcher.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <sys/socket.h>

namespace transferd::broker {
namespace {

constexpr core::Uid alice{1001};
constexpr core::FileRef file{{1}, {0}};

/// Refuses as systemd does where PAM has refused, or hands out a socket with nobody behind it.
class AskedLauncher : public SocketLauncher {
  public:
    void launch(core::Uid owner, std::function<void(Launched)> launched) override {
        if (locked) return launched(NotLaunched{.why = "locked", .locked_out = true});
        SocketLauncher::launch(owner, std::move(launched));
    }
    void ask_account(core::Uid owner, std::function<void()> locked_out) override {
        asked.push_back(owner);
        if (locked) locked_out();
    }

    bool locked{};
    std::vector<core::Uid> asked;
};

class ALockedAccount : public testing::Test, public core::TransferListener {
  protected:
    ALockedAccount() {
        pool.listen(*this);
        pool.on_change([this](core::Uid, WorkerChange change, const std::string&) {
            if (change == WorkerChange::locked_out) told.emplace_back("locked out");
            if (change == WorkerChange::refused) told.emplace_back("refused");
        });
    }
    void reported(core::Uid /*from*/, const core::Report& report) override {
        told.emplace_back(std::holds_alternative<core::FileFailed>(report) ? "failed" : "other");
    }

    void start() {
        core::DownloadOrder order;
        order.file = file;
        pool.start(alice, order);
    }
    /// Until what happens by itself has happened.
    void turn() {
        for (int turns = 0; turns < 20; ++turns)
            loop::check(sd_event_run(loop.get(), 1000), "turn the loop");
    }
    void greet() {
        const auto hello = wire::encode(wire::ToBroker{wire::Ready{"this"}});
        ASSERT_GT(send(launcher.worker.get(), hello.data(), hello.size(), 0), 0);
        turn();
    }

    loop::EventLoop loop;
    AskedLauncher launcher;
    WorkerPool pool{loop, launcher, {.build = "this", .publish_mode = 0644}};
    std::vector<std::string> told;
};

TEST_F(ALockedAccount, IsToldBeforeAnyFileFailsForIt) {
    launcher.locked = true;
    start();
    turn();
    EXPECT_EQ(told, (std::vector<std::string>{"locked out", "failed"}));
}

TEST_F(ALockedAccount, IsFoundWhileItsWorkerRuns) {
    start();
    greet();
    pool.ask_accounts();
    EXPECT_EQ(launcher.asked, std::vector{alice});
    EXPECT_TRUE(told.empty()) << "a control: it may still be used";
    launcher.locked = true;
    pool.ask_accounts();
    turn();
    EXPECT_EQ(told, std::vector<std::string>{"locked out"}) << "what runs is stopped in order";
}

TEST_F(ALockedAccount, IsNotAskedForWhereNoWorkerRuns) {
    start();
    turn();
    pool.ask_accounts();
    EXPECT_TRUE(launcher.asked.empty()) << "its start asks";
}

}  // namespace
}  // namespace transferd::broker
