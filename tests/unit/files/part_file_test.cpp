// SPDX-License-Identifier: MIT
#include "unit/files/part_file_test.hpp"

#include <memory>
#include <vector>

namespace transferd::worker {
namespace {

using core::FailureCode;

constexpr std::string_view first = "The quick brown fox jumps ";
constexpr std::string_view second = "over the lazy dog";
/// sha256 of both, as sha256sum prints it.
const std::string whole_digest = "d7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592";

TEST_F(PartFileTest, WritesWhatItTookAndAnswersWithTheSize) {
    const auto part = opened(spec());

    EXPECT_TRUE(write(*part, first));
    EXPECT_TRUE(write(*part, second));

    EXPECT_EQ(finish(*part), Finish{first.size() + second.size()});
    EXPECT_EQ(content(part_), std::string(first) + std::string(second));
}

TEST_F(PartFileTest, LeavesTheDestinationAlone) {
    put(path("name"), "old");
    const auto part = opened(spec());
    write(*part, first);

    finish(*part);

    EXPECT_EQ(content(path("name")), "old");
}

TEST_F(PartFileTest, FinishesAnEmptyFile) {
    const auto part = opened(spec());

    EXPECT_EQ(finish(*part), Finish{std::uint64_t{0}});

    EXPECT_EQ(content(part_), "");
}

TEST_F(PartFileTest, CountsBytesThatAreTakenBeforeTheyAreDurable) {
    const auto part = opened(spec());

    write(*part, first);

    EXPECT_EQ(part->received(), first.size());
}

TEST_F(PartFileTest, ChecksPointsOnlyAtBytesThatAreWritten) {
    const auto part = opened(spec());
    write(*part, first);

    const auto point = std::get<core::Checkpointed>(checkpoint(*part));

    EXPECT_EQ(point,
              (core::Checkpointed{.file = file_, .offset = first.size(), .digest_state = ""}));
    EXPECT_EQ(content(part_), first);
}

TEST_F(PartFileTest, GoesOnAfterACheckpoint) {
    const auto part = opened(spec());
    write(*part, first);
    checkpoint(*part);
    write(*part, second);

    finish(*part);

    EXPECT_EQ(content(part_), std::string(first) + std::string(second));
}

TEST_F(PartFileTest, VerifiesADigestOverTwoRuns) {
    auto part = opened(with_digest(whole_digest));
    write(*part, first);
    const auto point = std::get<core::Checkpointed>(checkpoint(*part));
    // Lost with the first run.
    write(*part, "garbage");
    const auto again = resumed(with_digest(whole_digest), *part, point);
    part.reset();

    const auto next = opened(again);

    EXPECT_EQ(next->offset(), first.size());
    EXPECT_EQ(next->received(), first.size());
    write(*next, second);
    EXPECT_EQ(finish(*next), Finish{first.size() + second.size()});
}

TEST_F(PartFileTest, HashesKeptBytesAgainWhereTheirStateIsOfNoUse) {
    auto part = opened(with_digest(whole_digest));
    write(*part, first);
    auto again =
        resumed(with_digest(whole_digest), *part, std::get<core::Checkpointed>(checkpoint(*part)));
    part.reset();
    again.digest_state = "of another library";

    const auto next = opened(again);

    write(*next, second);
    EXPECT_EQ(finish(*next), Finish{first.size() + second.size()});
}

TEST_F(PartFileTest, HashesKeptBytesAgainWhereTheStateIsOfOtherBytes) {
    auto part = opened(with_digest(whole_digest));
    const auto nothing = std::get<core::Checkpointed>(checkpoint(*part));
    write(*part, first);
    auto again =
        resumed(with_digest(whole_digest), *part, std::get<core::Checkpointed>(checkpoint(*part)));
    part.reset();
    again.digest_state = nothing.digest_state;

    const auto next = opened(again);

    write(*next, second);
    EXPECT_EQ(finish(*next), Finish{first.size() + second.size()});
}

TEST_F(PartFileTest, SaysWhenTheDigestIsAnother) {
    const auto part = opened(with_digest(whole_digest));
    write(*part, first);

    const auto failure = std::get<core::Failure>(finish(*part));

    EXPECT_EQ(failure.code, FailureCode::digest_mismatch);
    EXPECT_EQ(failure.file, file_.index);
    EXPECT_NE(failure.message.find(whole_digest), std::string::npos) << failure.message;
    EXPECT_NE(failure.message.find(path("name")), std::string::npos) << failure.message;
}

TEST_F(PartFileTest, CanStartOverAfterAnotherDigest) {
    const auto part = opened(with_digest(whole_digest));
    write(*part, "something longer than what is wanted, which must not stay behind");
    finish(*part);

    EXPECT_EQ(start_over(*part), std::nullopt);

    write(*part, first);
    write(*part, second);
    EXPECT_EQ(finish(*part), Finish{first.size() + second.size()});
    EXPECT_EQ(content(part_), std::string(first) + std::string(second));
}

TEST_F(PartFileTest, ForgetsEverythingWhenItStartsOver) {
    const auto part = opened(spec());
    write(*part, first);
    checkpoint(*part);
    write(*part, "not yet written");

    std::optional<Outcome> emptied;
    part->start_over([&](Outcome outcome) { emptied = std::move(outcome); });
    EXPECT_EQ(part->received(), 0U);
    write(*part, second);
    finish(*part);

    EXPECT_EQ(emptied, std::optional<Outcome>{Outcome{}});
    EXPECT_EQ(content(part_), second);
}

TEST_F(PartFileTest, StartsOverInAnotherFile) {
    const auto part = opened(spec());
    write(*part, first);
    checkpoint(*part);
    const auto before = part->identity();

    EXPECT_EQ(start_over(*part), std::nullopt);
    part->keep();

    EXPECT_NE(part->identity(), before);
    EXPECT_EQ(part->identity(), identity(part_));
    EXPECT_EQ(status(part_).st_mode & 07777U, 0600U);
}

TEST_F(PartFileTest, TrustsNothingThatWasSavedBeforeItStartedOver) {
    auto part = opened(with_digest(whole_digest));
    write(*part, first);
    const auto before =
        resumed(with_digest(whole_digest), *part, std::get<core::Checkpointed>(checkpoint(*part)));
    start_over(*part);
    part->keep();
    write(*part, std::string(first.size(), 'x'));
    checkpoint(*part);
    part.reset();

    const auto next = opened(before);

    EXPECT_EQ(next->offset(), 0U);
    write(*next, first);
    write(*next, second);
    EXPECT_EQ(finish(*next), Finish{first.size() + second.size()});
}

TEST_F(PartFileTest, TakesBackANewFileThatNobodyWasToldOf) {
    auto part = opened(spec());
    write(*part, first);
    start_over(*part);

    part.reset();

    look_until([&] { return !exists(part_); });
}

TEST_F(PartFileTest, LeavesAnotherFileThatHasItsNameWhenItStartsOver) {
    const auto part = opened(spec());
    write(*part, first);
    checkpoint(*part);
    ASSERT_EQ(rename(part_.c_str(), path("kept").c_str()), 0);
    put(part_, "somebody's");

    const auto failure = start_over(*part);

    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->code, FailureCode::local_file_changed);
    EXPECT_EQ(content(part_), "somebody's");
}

TEST_F(PartFileTest, WritesManyBlocksInTheirOrder) {
    const auto part = opened(spec());
    std::string sent;
    bool room = true;
    part->on_room([&] { room = true; });
    // Pieces that fit no block.
    for (int i = 0; i < 300; ++i) {
        const std::string piece(10'007, static_cast<char>('a' + i % 26));
        while (!write(*part, piece)) {
            room = false;
            wait_until([&] { return room; });
        }
        sent += piece;
    }

    EXPECT_EQ(finish(*part), Finish{sent.size()});
    EXPECT_TRUE(content(part_) == sent);
}

TEST_F(PartFileTest, ReservesSpaceWithoutGrowingTheFile) {
    constexpr std::uint64_t size = 4ULL * 1024 * 1024;
    const auto part = opened(spec());

    EXPECT_EQ(reserve(*part, size), std::nullopt);

    EXPECT_EQ(status(part_).st_size, 0);
    EXPECT_GE(static_cast<std::uint64_t>(status(part_).st_blocks) * 512, size)
        << "the file system of TMPDIR cannot reserve";
}

TEST_F(PartFileTest, GivesBackWhatWasReservedInVain) {
    const auto part = opened(spec());
    reserve(*part, 4UL * 1024 * 1024);
    write(*part, first);

    finish(*part);

    EXPECT_EQ(content(part_), first);
    EXPECT_LE(status(part_).st_blocks * 512, 64 * 1024);
}

TEST_F(PartFileTest, ReservesNothingForASmallFile) {
    const auto part = opened(spec());

    EXPECT_FALSE(part->expect(4096));
}

TEST_F(PartFileTest, FinishesAsOneOfManyThatEndTogether) {
    std::vector<std::unique_ptr<PartFile>> parts;
    int finished = 0;
    std::vector<FailureCode> failed;
    for (std::uint32_t i = 0; i < 100; ++i) {
        auto spec = i == 50 ? with_digest(std::string(64, '0')) : this->spec();
        spec.file.index = {i};
        parts.push_back(opened(spec));
        parts.back()->write(0, bytes_of(first));
    }
    for (const auto& part : parts)
        part->finish([&](const Finish& answer) {
            if (answer == Finish{first.size()}) ++finished;
            if (const auto* failure = std::get_if<core::Failure>(&answer))
                failed.push_back(failure->code);
        });
    wait_until([&] { return finished == 99 && !failed.empty(); });
    EXPECT_EQ(failed, std::vector{FailureCode::digest_mismatch});
    for (std::uint32_t i = 0; i < 100; ++i)
        EXPECT_EQ(content(path(core::part_name({file_.job, {i}}, "name"))), first);
}

}  // namespace
}  // namespace transferd::worker
