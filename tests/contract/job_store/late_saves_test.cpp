// SPDX-License-Identifier: MIT
// What nobody waits for is saved with the rest of its batch, and never over what came after it.
#include "memory_fixture.hpp"
#include "samples.hpp"
#include "sqlite_fixture.hpp"

#include <gtest/gtest.h>

namespace transferd::test {
namespace {

template <class Fixture>
class LateSaves : public testing::Test {
  protected:
    core::JobStore& store() { return fixture_.store(); }
    std::vector<core::SavedJob> after_restart() {
        fixture_.commit();
        fixture_.restart();
        return store().load();
    }

    Fixture fixture_;
};

using Stores = testing::Types<SqliteFixture, MemoryFixture>;
TYPED_TEST_SUITE(LateSaves, Stores);

TYPED_TEST(LateSaves, SavesTheLastOfWhatNobodyWaitsFor) {
    auto job = plain_job({1});
    std::vector files{plain_file({0}), plain_file({1}), plain_file({2})};
    this->store().save(job, files, {});
    for (auto& file : files) {
        file.size = 7;
        ++job.files_transferred;
        this->store().save(job, std::span{&file, 1}, {}, core::Haste::lazily);
    }
    files[1].transferred = true;
    this->store().save(job, std::span{files}.subspan(1, 1), {}, core::Haste::lazily);
    files[2].transferred = true;
    job.error_count = 3;
    this->store().save(job, std::span{files}.subspan(2, 1), {});
    const auto saved = this->after_restart().at(0);
    EXPECT_EQ(saved.job, job);
    EXPECT_EQ(saved.files, files);
}

TYPED_TEST(LateSaves, LetsACheckpointFollowWhatNobodyWaitsFor) {
    this->store().save(plain_job({1}), std::vector{plain_file({0})}, {});
    this->store().save(plain_job({1}), std::vector{plain_file({0})}, {}, core::Haste::lazily);
    this->store().checkpoint({{1}, {0}},
                             {.ranges = {{0, 5}}, .digest_state = "x", .transfer_state = ""});
    EXPECT_EQ(this->after_restart().at(0).files.at(0).durable.bytes(), 5U);
}

TYPED_TEST(LateSaves, ForgetsWithAJobWhatWasToBeSavedOfIt) {
    this->store().save(plain_job({1}), std::vector{plain_file({0})}, {});
    this->store().save(plain_job({1}), std::vector{plain_file({0})}, {}, core::Haste::lazily);
    this->store().retire(full_entry({1}), {});
    EXPECT_TRUE(this->after_restart().empty());
}

}  // namespace
}  // namespace transferd::test
