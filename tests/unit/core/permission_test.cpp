// SPDX-License-Identifier: MIT
// What a caller is refused, and which permission would have let them.
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using core::ErrorCode;
using core::Permission;
using test::Rules;

struct Refusal {
    ErrorCode code{};
    std::string text;
    std::optional<Permission> remedy;
};

std::optional<Refusal> refusal_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const core::Error& error) {
        return Refusal{error.code(), error.what(), error.remedy()};
    }
    return std::nullopt;
}

TEST(AStrangersJob, IsNoSuchJobInTheSameWordsAsOneThatIsNotThere) {
    Rules rules;
    const auto hers = test::create(rules);
    const auto refused = refusal_of([&] { (void)rules.jobs.job(Rules::bob, hers); }).value();
    EXPECT_EQ(refused.code, ErrorCode::no_such_job);
    EXPECT_EQ(refused.text, "There is no job 1");
    EXPECT_EQ(refused.remedy, Permission::manage_all_jobs);
    const auto absent = refusal_of([&] { (void)rules.jobs.job(Rules::bob, {2}); }).value();
    EXPECT_EQ(absent.code, ErrorCode::no_such_job);
    EXPECT_EQ(absent.text, "There is no job 2");
    EXPECT_EQ(absent.remedy, std::nullopt) << "nobody needs to be asked";
}

TEST(AStrangersJob, CanBeTakenOnlyWithTheRightToTakeIt) {
    Rules rules;
    const auto hers = test::create(rules);
    const auto take = [&](const core::Caller& caller) {
        return refusal_of([&] { rules.jobs.take_ownership(caller, hers, [](const auto&) {}); });
    };
    EXPECT_EQ(take(Rules::bob)->code, ErrorCode::no_such_job);
    EXPECT_EQ(take(Rules::bob)->remedy, Permission::take_ownership);
    EXPECT_EQ(take(Rules::alice)->code, ErrorCode::access_denied);
    EXPECT_EQ(take(Rules::alice)->remedy, Permission::take_ownership);
    EXPECT_FALSE(take(core::granted(Rules::bob, Permission::take_ownership)));
}

TEST(AQuota, HoldsWhoIsNotAllowedToExceedIt) {
    Rules rules{core::Policy{.max_jobs_per_user = 1, .max_files_per_job = 1}};
    const auto create = [&](const core::Caller& caller) {
        return refusal_of([&] {
            rules.jobs.create(caller, {"download", "another", {}}, [](const auto&) {});
            rules.settle();
        });
    };
    const auto add = [&](const core::Caller& caller, const std::string& path) {
        return refusal_of([&] {
            rules.jobs.add_files(
                caller, {1}, {{"http://host/file", path, {}}, {"http://host/b", path + "b", {}}},
                [](const auto&) {});
            rules.settle();
        });
    };
    const auto exempt = core::granted(Rules::alice, Permission::exceed_quota);
    EXPECT_FALSE(create(Rules::alice));
    EXPECT_EQ(create(Rules::alice)->code, ErrorCode::too_many_jobs_per_user);
    EXPECT_EQ(create(Rules::alice)->remedy, Permission::exceed_quota);
    EXPECT_FALSE(create(exempt));
    EXPECT_EQ(add(Rules::alice, "/tmp/a")->code, ErrorCode::too_many_files);
    EXPECT_EQ(add(Rules::alice, "/tmp/a")->remedy, Permission::exceed_quota);
    EXPECT_FALSE(add(exempt, "/tmp/a"));
    EXPECT_EQ(rules.job({1}).files_total, 2U);
}

TEST(AQuota, OfTheMachineHoldsWhoIsNotAllowedToExceedIt) {
    Rules rules{core::Policy{.max_jobs_per_machine = 1}};
    test::create(rules, Rules::bob);
    const auto create = [&](const core::Caller& caller) {
        return refusal_of([&] {
            rules.jobs.create(caller, {"download", "another", {}}, [](const auto&) {});
        });
    };
    EXPECT_EQ(create(Rules::alice)->code, ErrorCode::too_many_jobs_per_machine);
    EXPECT_EQ(create(Rules::alice)->remedy, Permission::exceed_quota);
    EXPECT_FALSE(create(core::granted(Rules::alice, Permission::exceed_quota)));
}

TEST(APermission, IsGrantedAloneAndAnAdministratorHasAll) {
    for (const auto& [granted, its_word] : core::words_of<Permission>) {
        EXPECT_TRUE(core::has(core::administrator({0}), granted)) << its_word;
        for (const auto& [other, another] : core::words_of<Permission>)
            EXPECT_EQ(core::has(core::granted(Rules::bob, granted), other), granted == other)
                << its_word << another;
    }
}

}  // namespace
}  // namespace transferd
