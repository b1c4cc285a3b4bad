// SPDX-License-Identifier: MIT
// A directory that hangs in the middle of a batch.
#include "worker/files/batch.hpp"

#include "unit/files/files_test.hpp"

#include <atomic>
#include <future>
#include <optional>

namespace transferd::worker {
namespace {

using core::FailureCode;
using BatchTest = FilesTest;

TEST_F(BatchTest, AnswersForAFileThatHangsAndForThoseThatWouldHangAfterIt) {
    constexpr std::uint32_t count = 30;
    std::promise<void> go;
    const auto gate = go.get_future().share();
    const auto hanging = std::make_shared<std::atomic<int>>(0);
    std::vector<BatchFile> files;
    for (std::uint32_t i = 0; i < count; ++i)
        files.push_back({{{1}, {i}}, destination("file" + std::to_string(i))});
    std::optional<core::FileAnswers> answers;
    run_batch(
        *threads_, files,
        [gate, hanging](const Directory& /*directory*/, std::size_t index) -> Outcome {
            if (index == 0) return std::nullopt;
            ++*hanging;
            gate.wait();
            return std::nullopt;
        },
        [&](const core::FileAnswers& all) { answers = all; });
    look_until([&] {
        threads_->deliver();
        return *hanging == 8;
    });
    ASSERT_FALSE(answers);

    threads_->give_up_hung({});
    wait_until([&] { return answers.has_value(); });

    ASSERT_EQ(answers->size(), count);
    EXPECT_FALSE(answers->at(0).failure);
    for (std::uint32_t i = 1; i < count; ++i) {
        ASSERT_TRUE(answers->at(i).failure) << i;
        EXPECT_EQ(answers->at(i).failure->code, FailureCode::destination_unavailable);
        EXPECT_EQ(answers->at(i).failure->file, core::FileIndex{i});
    }
    EXPECT_EQ(*hanging, 8) << "the others were not begun";
    go.set_value();
    wait_until([&] { return !threads_->busy(); });
}

}  // namespace
}  // namespace transferd::worker
