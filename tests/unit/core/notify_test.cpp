// SPDX-License-Identifier: MIT
// NotifyUnit and NotifyOn, as settings.md has them.
#include "core/notify_unit.hpp"
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using namespace std::chrono_literals;
using core::FailureCode;
using test::Restarted;
using test::Rules;
using Units = std::vector<std::string>;

const core::Dictionary unit{{"NotifyUnit", std::string("done@.service")}};

core::Dictionary with(core::Value events) {
    auto settings = unit;
    settings.emplace("NotifyOn", std::move(events));
    return settings;
}

TEST(NotifyUnit, IsAServiceOrATemplateOfOne) {
    for (const auto* name :
         {"done.service", "done@.service", "a-b_c:d.e.service", R"(a\x2db.service)"})
        EXPECT_TRUE(core::is_notify_unit(name)) << name;
}

TEST(NotifyUnit, IsNothingElse) {
    for (const auto* name : {"",
                             "done",
                             ".service",
                             "@.service",
                             "done@7.service",
                             "done@@.service",
                             "a@b@.service",
                             "done.socket",
                             "done.service ",
                             " done.service",
                             "../done.service",
                             "/bin/sh.service",
                             "a/b.service",
                             "done;reboot.service",
                             "$(reboot).service",
                             "`reboot`.service",
                             "a b.service",
                             "a\nb.service",
                             "-- x.service",
                             "done.service\n",
                             "d\xC3\xB6ne.service",
                             "%i.service",
                             "done.service.target",
                             ".hidden.service"})
        EXPECT_FALSE(core::is_notify_unit(name)) << name;
    EXPECT_FALSE(core::is_notify_unit(std::string_view{"a\0.service", 10}));
    EXPECT_FALSE(core::is_notify_unit(std::string(250, 'a') + ".service"));
}

TEST(NotifyUnit, ThatIsNoneIsRefusedAndNamed) {
    Rules rules;
    const auto id = test::create(rules);
    try {
        rules.jobs.set_settings(Rules::alice, id, {{"NotifyUnit", std::string("/bin/sh")}},
                                [](const auto&) {});
        FAIL();
    } catch (const core::Error& error) {
        EXPECT_EQ(error.code(), core::ErrorCode::invalid_args);
        EXPECT_NE(std::string(error.what()).find("NotifyUnit"), std::string::npos);
    }
}

TEST(NotifyUnit, IsStartedWithTheJobsIdWhenItIsTransferred) {
    Rules rules;
    rules.transferred(Rules::alice, 2, unit);
    EXPECT_EQ(rules.transfers.units, Units{"done@1.service"});
}

TEST(NotifyUnit, ThatIsNoTemplateIsStartedAsItIs) {
    Rules rules;
    rules.transferred(Rules::alice, 1, {{"NotifyUnit", std::string("done.service")}});
    EXPECT_EQ(rules.transfers.units, Units{"done.service"});
}

TEST(NotifyUnit, IsStartedWhenTheJobIsInErrorAndNotWhenItIsTriedAgain) {
    Rules rules;
    const auto id = rules.submit(Rules::alice, 1, unit);
    rules.transfers.fail({id, {0}}, FailureCode::timed_out);
    rules.settle();
    EXPECT_TRUE(rules.transfers.units.empty());
    rules.pass(600s);
    rules.transfers.fail({id, {0}}, FailureCode::digest_mismatch);
    rules.settle();
    EXPECT_EQ(rules.transfers.units, Units{"done@1.service"});
}

TEST(NotifyOn, SaysWhichEventsStartIt) {
    for (const bool transferred : {true, false}) {
        Rules rules;
        const auto settings = with(core::StringList{transferred ? "transferred" : "error"});
        const auto id = rules.transferred(Rules::alice, 1, settings);
        EXPECT_EQ(rules.transfers.units.size(), transferred ? 1U : 0U);
        rules.jobs.set_validation(Rules::alice, id, {{0}, false}, [](const auto&) {});
        rules.settle();
        ASSERT_EQ(rules.state(id), "error");
        EXPECT_EQ(rules.transfers.units.size(), 1U);
    }
}

TEST(NotifyOn, OfNothingStartsNothing) {
    for (const auto& none : {core::Value{core::StringList{}}, core::Value{core::EmptyList{}}}) {
        Rules rules;
        rules.transferred(Rules::alice, 1, with(none));
        EXPECT_TRUE(rules.transfers.units.empty());
    }
}

TEST(NotifyOn, TakesNoOtherWord) {
    Rules rules;
    const auto id = test::create(rules);
    EXPECT_EQ(rules.error_of([&](auto reply) {
        rules.jobs.set_settings(Rules::alice, id, with(core::StringList{"cancelled"}),
                                core::Reply<core::Nothing>(reply));
    }),
              core::ErrorCode::invalid_args);
}

TEST(NotifyUnit, WithoutAManagerIsKeptAndTriedAgain) {
    Rules rules;
    rules.transfers.no_manager = true;
    rules.transferred(Rules::alice, 1, unit);
    EXPECT_TRUE(rules.transfers.units.empty());
    rules.transfers.no_manager = false;
    rules.pass(40s);
    EXPECT_EQ(rules.transfers.units, Units{"done@1.service"});
    rules.pass(24h);
    EXPECT_EQ(rules.transfers.units.size(), 1U) << "once";
}

TEST(NotifyUnit, IsStartedAfterARestartWhereTheBrokerWasKilledBeforeItWas) {
    Rules before;
    const auto id = before.submit(Rules::alice, 1, unit);
    before.transfers.finish({id, {0}}, 10);
    before.store.commit_unheard();
    Restarted after{before};
    after.begin();
    before.pass(10s);
    EXPECT_EQ(before.transfers.units, Units{"done@1.service"});
}

TEST(NotifyUnit, IsStartedOnceTheManagerIsThereAlsoForAJobThatCompletedByItself) {
    Rules rules;
    rules.transfers.no_manager = true;
    auto settings = unit;
    settings.emplace("AutoComplete", true);
    rules.transferred(Rules::alice, 1, settings);
    rules.transfers.no_manager = false;
    rules.pass(40s);
    EXPECT_EQ(rules.transfers.units, Units{"done@1.service"});
}

TEST(NotifyUnit, WithoutAManagerIsKeptAThousandTimes) {
    Rules rules;
    rules.transfers.no_manager = true;
    auto settings = unit;
    settings.emplace("AutoComplete", true);
    for (int i = 0; i < 1010; ++i) rules.transferred(Rules::alice, 1, settings);
    rules.store.commit();
    EXPECT_EQ(rules.store.errands().size(), 1000U);
}

TEST(NotifyUnit, IsDroppedAtTakeOwnershipWithTheStartThatIsOwed) {
    Rules rules;
    constexpr core::Caller taker{.uid = Rules::bob.uid, .takes_ownership = true};
    rules.transfers.no_manager = true;
    const auto id = rules.transferred(Rules::alice, 1, unit);
    rules.jobs.take_ownership(taker, id, [](const auto&) {});
    rules.settle();
    EXPECT_EQ(rules.job(id).settings.notify_unit, "");
    rules.transfers.no_manager = false;
    rules.pass(24h);
    EXPECT_TRUE(rules.transfers.units.empty());
}

}  // namespace
}  // namespace transferd
