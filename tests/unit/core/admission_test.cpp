// SPDX-License-Identifier: MIT
// Whose jobs the system service takes (settings.md, "jobs of uid 0, 1-999, 61184-65535").
#include "unit/core/rules.hpp"

namespace transferd {
namespace {

using core::ErrorCode;
using test::Rules;

struct Of {
    std::uint32_t uid;
    bool ordinary;
};

constexpr std::array table{
    Of{0, false},         Of{1, false},         Of{999, false},        Of{1000, true},
    Of{60513, true},      Of{60514, false},     Of{61184, false},      Of{65533, false},
    Of{65534, false},     Of{65535, false},     Of{65536, true},       Of{2147483648, true},
    Of{4000000000, true}, Of{4294967294, true}, Of{4294967295, false},
};

std::optional<ErrorCode> made(Rules& rules, std::uint32_t uid) {
    return rules.error_of([&](const auto& reply) {
        rules.jobs.create({.uid = {uid}}, {"download", "job", {}}, reply);
    });
}

TEST(Admission, IsOfOrdinaryUsers) {
    for (const auto& [uid, ordinary] : table) EXPECT_EQ(core::ordinary({uid}), ordinary) << uid;
}

TEST(Admission, OfAnotherAccountIsRefusedWhereNoWorkerOfItMayBeStarted) {
    for (const auto& [uid, ordinary] : table) {
        Rules rules;
        rules.jobs.admit_only_ordinary_users();
        rules.transfers.barred.insert({uid});
        // An ordinary user is not even asked about.
        EXPECT_EQ(made(rules, uid) == ErrorCode::access_denied, !ordinary) << uid;
        EXPECT_EQ(rules.ledger.all().size(), ordinary ? 1U : 0U) << uid;
    }
}

TEST(Admission, OfAnotherAccountIsGivenWhereItsWorkerAnswers) {
    Rules rules;
    rules.jobs.admit_only_ordinary_users();
    EXPECT_EQ(made(rules, 0), std::nullopt);
    EXPECT_EQ(rules.ledger.all().size(), 1U);
}

TEST(Admission, IsNotGivenByAWorkerThatIsLost) {
    Rules rules;
    rules.jobs.admit_only_ordinary_users();
    std::optional<ErrorCode> refused;
    rules.jobs.create({.uid = {0}}, {"download", "job", {}}, [&](const auto& outcome) {
        if (!outcome.ok()) refused = outcome.error().code();
    });
    rules.transfers.lose({0});
    rules.settle();
    EXPECT_EQ(refused, ErrorCode::destination_unavailable);
    EXPECT_TRUE(rules.ledger.all().empty());
}

TEST(Admission, IsEverybodysInASession) {
    Rules rules;
    rules.transfers.barred.insert({0});
    EXPECT_EQ(made(rules, 0), std::nullopt);
}

TEST(Admission, IsAskedForAgainWhenAJobIsTaken) {
    Rules rules;
    rules.jobs.admit_only_ordinary_users();
    rules.transfers.barred.insert({0});
    const auto id = test::create(rules);
    const core::Caller root{.uid = {0}, .manages_all_jobs = true, .takes_ownership = true};
    EXPECT_EQ(
        rules.error_of([&](const auto& reply) { rules.jobs.take_ownership(root, id, reply); }),
        ErrorCode::access_denied);
    EXPECT_EQ(rules.job(id).owner, Rules::alice.uid);
}

}  // namespace
}  // namespace transferd
