// SPDX-License-Identifier: MIT
// What a worker may say of a response's head, and what the broker does with one that says more.
#include "broker/pool/report_limits.hpp"

#include "broker/pool/worker_pool.hpp"
#include "unit/broker/socket_launcher.hpp"
#include "wire/pieces.hpp"

#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <sys/socket.h>

namespace transferd::broker {
namespace {

constexpr core::Uid alice{1001};
constexpr core::FileRef file{{1}, {0}};
constexpr std::size_t kib = 1024;

core::Started started(std::string headers) {
    return {.file = file,
            .part = {1, 2},
            .offset = 0,
            .size = 3,
            .validator = {},
            .effective_url = "http://server/",
            .remote_size = {},
            .response_headers = std::move(headers)};
}

std::string header_of(std::size_t size) {
    return "A: " + std::string(size - 4, 'b') + '\n';
}

TEST(AWorker, MayTellOfAHeadWithinTheLimitsAndNotBeyond) {
    std::string many;
    for (int i = 0; i < 100; ++i) many += "A: b\n";
    EXPECT_TRUE(within_limits(started(many)));
    EXPECT_FALSE(within_limits(started(many + "A: b\n")));
    EXPECT_TRUE(within_limits(started(header_of(64 * kib))));
    EXPECT_FALSE(within_limits(started(header_of(64 * kib + 1))));
    EXPECT_FALSE(within_limits(started("A: \x1B[1m\n")));
    EXPECT_FALSE(within_limits(started("A: \xFF\n")));
    EXPECT_FALSE(within_limits(started("A: b")));
}

class ALongHead : public testing::Test, public core::TransferListener {
  protected:
    ALongHead() {
        pool.listen(*this);
        core::DownloadOrder order;
        order.file = file;
        pool.start(alice, order);
        say(wire::Ready{"this"});
    }
    void reported(core::Uid /*from*/, const core::Report& report) override {
        heard.push_back(report);
    }
    void say(const wire::ToBroker& message) {
        for (const auto& bytes : wire::encode_in_pieces(message)) {
            ASSERT_LE(bytes.size(), wire::largest_message);
            ASSERT_GT(send(launcher.worker.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL), 0);
            turn();
        }
    }
    void turn() {
        for (int turns = 0; turns < 20; ++turns)
            loop::check(sd_event_run(loop.get(), 1000), "turn the loop");
    }
    [[nodiscard]] bool lost() const {
        return heard.size() == 1 && std::holds_alternative<core::FileFailed>(heard.front());
    }

    loop::EventLoop loop;
    SocketLauncher launcher;
    WorkerPool pool{loop, launcher, {.build = "this", .publish_mode = 0644}};
    std::vector<core::Report> heard;
};

TEST_F(ALongHead, ArrivesWhole) {
    const auto said = started(header_of(64 * kib));
    say(said);
    say(core::Finished{file, 3});
    EXPECT_EQ(heard, (std::vector<core::Report>{said, core::Finished{file, 3}}));
}

TEST_F(ALongHead, ThatIsTooLongLosesItsWorker) {
    say(started(header_of(64 * kib + 1)));
    EXPECT_TRUE(lost());
}

TEST_F(ALongHead, WithoutEndLosesItsWorker) {
    const wire::Piece piece{.bytes = std::string(60 * kib, 'x'), .last = false};
    for (int sent = 0; sent < 2; ++sent) say(piece);
    EXPECT_TRUE(heard.empty()) << "more may come";
    say(piece);
    EXPECT_TRUE(lost());
}

}  // namespace
}  // namespace transferd::broker
