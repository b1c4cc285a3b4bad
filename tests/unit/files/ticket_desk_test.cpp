// SPDX-License-Identifier: MIT
#include "worker/ticket_desk.hpp"

#include "unit/files/files_test.hpp"

#include <mutex>
#include <semaphore>
#include <vector>

namespace transferd::worker {
namespace {

using Answer = TicketDesk::Answer;
using Waiter = TicketDesk::Waiter;

/// A realm that answers when it is let, each host with its name.
struct SlowRealm {
    std::counting_semaphore<> may_answer{0};
    std::mutex lock;
    std::vector<std::string> asked;

    Answer answer(const std::string& host) {
        {
            const std::lock_guard held{lock};
            asked.push_back(host);
        }
        may_answer.acquire();
        return core::Failure{.code = core::FailureCode::authentication_required, .message = host};
    }
};

class TicketDeskTest : public FilesTest {
  public:
    TicketDeskTest() = default;
    TicketDeskTest(const TicketDeskTest&) = delete;
    TicketDeskTest& operator=(const TicketDeskTest&) = delete;
    ~TicketDeskTest() override {
        constexpr std::ptrdiff_t more_than_were_asked = 100;
        realm_->may_answer.release(more_than_were_asked);
    }

  protected:
    std::shared_ptr<Waiter> ask(const std::string& host) {
        auto waiter = std::make_shared<Waiter>([this](const Answer& answer) {
            answers_.push_back(answer ? answer->message : "a ticket");
            codes_.push_back(answer ? answer->code : core::FailureCode::io_error);
        });
        desk_.ask(host, waiter);
        return waiter;
    }
    void wait_for_answers(std::size_t count) {
        wait_until([&] { return answers_.size() == count; });
    }
    std::vector<std::string> asked() {
        const std::lock_guard held{realm_->lock};
        return realm_->asked;
    }

    // It outlives what still hangs.
    const std::shared_ptr<SlowRealm> realm_ = std::make_shared<SlowRealm>();
    TicketDesk desk_{*threads_,
                     [realm = realm_](const std::string& host) { return realm->answer(host); }};
    std::vector<std::string> answers_;
    std::vector<core::FailureCode> codes_;
};

TEST_F(TicketDeskTest, AsksOnceForAllWhoWaitForAHost) {
    const std::vector waiting{ask("a"), ask("a"), ask("b"), ask("a")};
    EXPECT_TRUE(answers_.empty());
    realm_->may_answer.release(2);
    wait_for_answers(4);
    EXPECT_EQ(answers_, (std::vector<std::string>{"a", "a", "a", "b"}));
    EXPECT_EQ(asked(), (std::vector<std::string>{"a", "b"}));
}

TEST_F(TicketDeskTest, AsksOneQuestionAtATime) {
    const std::vector waiting{ask("a"), ask("b")};
    look_until([&] { return !asked().empty(); });
    EXPECT_EQ(asked().size(), 1U);
    realm_->may_answer.release();
    wait_for_answers(1);
    look_until([&] { return asked().size() == 2; });
}

TEST_F(TicketDeskTest, AsksAgainForWhoComesLater) {
    realm_->may_answer.release(2);
    const auto first = ask("a");
    wait_for_answers(1);
    const auto second = ask("a");
    wait_for_answers(2);
    EXPECT_EQ(asked().size(), 2U);
}

TEST_F(TicketDeskTest, TellsNobodyWhoIsGone) {
    auto gone = ask("a");
    const auto there = ask("a");
    gone.reset();
    realm_->may_answer.release();
    wait_for_answers(1);
    EXPECT_EQ(answers_, std::vector<std::string>{"a"});
}

TEST_F(TicketDeskTest, AnswersWhereTheRealmHangsAndAsksTheNext) {
    const std::vector waiting{ask("a"), ask("b")};
    look_until([&] { return !asked().empty(); });
    threads_->give_up_hung({});
    wait_for_answers(1);
    EXPECT_NE(answers_[0].find("does not answer"), std::string::npos);
    EXPECT_EQ(codes_[0], core::FailureCode::timed_out) << "it is tried again";
    look_until([&] { return asked().size() == 2; });
    realm_->may_answer.release(2);
    wait_for_answers(2);
    EXPECT_EQ(answers_[1], "b");
}

}  // namespace
}  // namespace transferd::worker
