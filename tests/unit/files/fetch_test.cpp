// SPDX-License-Identifier: MIT
#include "worker/fetch.hpp"

#include "unit/files/files_test.hpp"

#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace transferd::worker {
namespace {

/// A fetch that never gets as far as the network: the loop that curl is on does not run.
class FetchTest : public FilesTest {
  protected:
    [[nodiscard]] core::DownloadOrder order() const {
        return {.file = file_,
                .url = "http://localhost/name",
                .destination = destination("name"),
                .part = identity(part_),
                .allowed_schemes = {core::Scheme::http},
                .max_connections_per_host = 1};
    }
    /// Of a kept file whose hash takes longer than any test.
    [[nodiscard]] core::DownloadOrder order_to_hash() const {
        constexpr off_t size = off_t{1} << 38U;
        if (truncate(part_.c_str(), size) != 0) throw std::runtime_error{"cannot grow " + part_};
        auto it = order();
        it.offset = size;
        it.digest = core::Digest{.algorithm = core::DigestAlgorithm::sha256, .hex = "00"};
        return it;
    }
    std::unique_ptr<Fetch> fetch(core::DownloadOrder order) {
        return std::make_unique<Fetch>(
            *threads_, curl_, std::move(order),
            Fetch::Events{
                .report = [this](const core::Report& report) { reports_.push_back(report); },
                .unchecked = [](const std::string& /*host*/) {},
                .ended = [this] { ended_ = true; }});
    }
    /// As another worker's lock, it lets opening hang.
    [[nodiscard]] loop::UniqueFd locked() const {
        loop::UniqueFd file{open(part_.c_str(), O_RDWR | O_CLOEXEC)};
        struct flock whole {};
        whole.l_type = F_WRLCK;
        if (fcntl(file.get(), F_OFD_SETLK, &whole) != 0) throw std::runtime_error{"cannot lock"};
        return file;
    }
    /// Until some call of the fetch has ended.
    void deliver_one() {
        bool looked = false;
        wait_until([&] { return std::exchange(looked, true); });
    }
    /// What the worker does now and then, with another patience.
    void pulse(Fetch& fetch, std::chrono::milliseconds longest) {
        threads_->give_up_hung(longest);
        threads_->deliver();
        fetch.check_pulse();
    }
    void SetUp() override { put(part_, ""); }

    const std::string part_ = part_path("name");
    loop::EventLoop loop_;
    CurlLoop curl_{loop_};
    std::vector<core::Report> reports_;
    bool ended_ = false;
};

TEST_F(FetchTest, IsNotTakenForHangingBeforeItsTime) {
    const auto other = locked();
    const auto opening = fetch(order());
    look_until([&] { return is_waited_for(identity(part_)); });

    pulse(*opening, deadline);

    EXPECT_FALSE(ended_);
    EXPECT_TRUE(reports_.empty());
}

TEST_F(FetchTest, FailsWhereACallHangsForTooLong) {
    const auto other = locked();
    const auto opening = fetch(order());
    look_until([&] { return is_waited_for(identity(part_)); });

    pulse(*opening, {});

    EXPECT_TRUE(ended_);
    ASSERT_EQ(reports_.size(), 1U);
    const auto& failure = std::get<core::FileFailed>(reports_.at(0)).failure;
    EXPECT_EQ(failure.code, core::FailureCode::destination_unavailable);
}

TEST_F(FetchTest, IsNotTakenForHangingWhileCallsEnd) {
    const auto hashing = fetch(order_to_hash());

    for (int pulses = 0; pulses < 3; ++pulses) {
        pulse(*hashing, deadline);
        deliver_one();
    }

    EXPECT_FALSE(ended_);
    EXPECT_TRUE(reports_.empty());
}

TEST_F(FetchTest, StopsWhileItHashesKeptBytes) {
    const auto hashing = fetch(order_to_hash());
    deliver_one();

    hashing->stop();
    wait_until([&] { return ended_; });

    EXPECT_TRUE(reports_.empty());
    EXPECT_EQ(status(part_).st_size, off_t{1} << 38U);
}

TEST_F(FetchTest, StopsAlsoWhereTheCallThatHangsIsGivenUp) {
    const auto other = locked();
    const auto opening = fetch(order());
    look_until([&] { return is_waited_for(identity(part_)); });

    opening->stop();
    pulse(*opening, {});

    EXPECT_TRUE(ended_);
}

TEST_F(FetchTest, StopsBeforeItHasOpenedAnything) {
    auto other = locked();
    const auto opening = fetch(order());
    look_until([&] { return is_waited_for(identity(part_)); });

    opening->stop();
    EXPECT_FALSE(ended_) << "the call that hangs could still come to the file";
    other = loop::UniqueFd{};
    wait_until([&] { return ended_; });

    EXPECT_TRUE(reports_.empty());
}

}  // namespace
}  // namespace transferd::worker
