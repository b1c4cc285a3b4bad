// SPDX-License-Identifier: MIT
// What core/errand.hpp promises, kept by the real store and by the fake of the core's tests.
#include "samples.hpp"
#include "sqlite_fixture.hpp"
#include "support/memory_job_store.hpp"

#include <gtest/gtest.h>

namespace transferd::test {
namespace {

struct RealErrands {
    core::ErrandStore& errands() { return fixture.open_store().store; }
    core::JobStore& jobs() { return fixture.store(); }
    void commit() { fixture.commit(); }
    void fail_next_commit() { fixture.fail_next_commit(); }
    void restart() { fixture.restart(); }

    SqliteFixture fixture;
};

struct FakeErrands {
    core::ErrandStore& errands() { return store; }
    core::JobStore& jobs() { return store; }
    void commit() { store.commit(); }
    void fail_next_commit() { store.fail_next_commit("The disk is full"); }
    void restart() { store.crash(); }

    MemoryJobStore store;
};

template <class Fixture>
class ErrandStore : public testing::Test {
  protected:
    core::ErrandStore& errands() { return fixture_.errands(); }
    void save_a_job() { fixture_.jobs().save(plain_job({1}), {}, {}); }
    core::Errand errand(const decltype(core::Errand::what)& what) {
        return {.id = errands().new_errand_id(),
                .owner = {1000},
                .owner_name = "jo",
                .what = what,
                .created = at(7),
                .attempts = 3};
    }
    std::vector<core::Errand> after_restart() {
        fixture_.restart();
        return errands().errands();
    }

    Fixture fixture_;
};

using Stores = testing::Types<RealErrands, FakeErrands>;
TYPED_TEST_SUITE(ErrandStore, Stores);

const core::DiscardItem discard{.file = {{7}, {8}},
                                .destination = {"/a dir", "a\nname", {1, 2}},
                                .part = {3, 0xFFFFFFFFFFFFFFFF}};

TYPED_TEST(ErrandStore, GivesBackEveryKindOldestFirst) {
    const std::vector kept{this->errand(discard), this->errand(core::UnitStart{{9}, "a@.service"}),
                           this->errand(core::Announcement{{9}, {}}),
                           this->errand(core::Announcement{{9}, core::JobResult::expired})};
    for (const auto& each : kept) this->errands().keep(each);
    this->save_a_job();
    this->fixture_.commit();
    EXPECT_EQ(this->after_restart(), kept);
}

TYPED_TEST(ErrandStore, HasNothingOfABatchThatFailed) {
    this->save_a_job();
    this->errands().keep(this->errand(discard));
    this->fixture_.fail_next_commit();
    this->fixture_.commit();
    this->save_a_job();
    this->fixture_.commit();
    EXPECT_TRUE(this->after_restart().empty());
}

TYPED_TEST(ErrandStore, KeepsNothingThatWasNotCommitted) {
    this->errands().keep(this->errand(discard));
    EXPECT_TRUE(this->after_restart().empty());
}

TYPED_TEST(ErrandStore, TakesMoreAttemptsAndForgetsWhatIsDone) {
    auto first = this->errand(discard);
    const auto second = this->errand(discard);
    for (const auto& each : {first, second}) this->errands().keep(each);
    this->fixture_.commit();
    first.attempts = 4;
    this->errands().keep(first);
    this->errands().drop(second.id);
    this->fixture_.commit();
    EXPECT_EQ(this->after_restart(), std::vector{first});
}

TYPED_TEST(ErrandStore, ForgetsWhatIsDoneThoughItWasTriedOnceMore) {
    auto errand = this->errand(discard);
    this->errands().keep(errand);
    this->fixture_.commit();
    ++errand.attempts;
    this->errands().keep(errand);
    this->errands().drop(errand.id);
    this->fixture_.commit();
    EXPECT_TRUE(this->after_restart().empty());
}

TYPED_TEST(ErrandStore, ForgetsWithALaterCommitWhatOneThatFailedWasToForget) {
    const auto errand = this->errand(discard);
    this->errands().keep(errand);
    this->fixture_.commit();
    this->errands().drop(errand.id);
    this->fixture_.commit();
    EXPECT_TRUE(this->after_restart().empty());
}

TYPED_TEST(ErrandStore, NeverGivesAnIdOfAnErrandThatIsThere) {
    const auto errand = this->errand(discard);
    this->errands().keep(errand);
    this->fixture_.commit();
    this->fixture_.restart();
    EXPECT_NE(this->errands().new_errand_id(), errand.id);
}

TEST(AnErrandsRow, ThatIsDamagedIsLeftOutAndWarnedOf) {
    for (const auto* row :
         {"2, 1000, 'jo', 'discard', x'3100', 1, 0", "2, 1000, 'jo', 'reboot', x'3100', 1, 0",
          "2, 1000, 'jo', 'start-unit', x'31002f62696e2f736800', 1, 0",
          "2, 1000, 'jo', 'announce', x'310078780000', 1, 0",
          "2, -1, 'jo', 'announce', x'310000', 1, 0"}) {
        SqliteFixture fixture;
        auto& open = fixture.open_store();
        open.database->execute(std::string("INSERT INTO errands VALUES (") + row + ")");
        open.database->execute(
            "INSERT INTO errands VALUES (3, 1000, 'jo', 'announce', x'310000', 1, 0)");
        EXPECT_EQ(open.store.errands().size(), 1U) << row;
        EXPECT_EQ(open.warnings.size(), 1U) << row;
    }
}

}  // namespace
}  // namespace transferd::test
