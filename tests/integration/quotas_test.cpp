// SPDX-License-Identifier: MIT
// The administrator's limits, from a policy file, on an ordinary user.
#include "support/bench.hpp"

namespace transferd::test {

namespace {

class Quotas : public Bench {
  protected:
    Quotas() : Bench({.policy = "[Transfer]\nMaxJobsPerUser=2\nMaxFilesPerJob=2\n"}) {}

    [[nodiscard]] std::vector<File> files(unsigned count) const {
        std::vector<File> all;
        for (unsigned i = 0; i < count; ++i) {
            const std::string name = "file" + std::to_string(i);
            all.emplace_back(
                std::make_tuple(server.url("/" + name), in_downloads(name).string(), Options{}));
        }
        return all;
    }
    std::uint64_t create() {
        return std::get<0>(client.manager().CreateJob("download", "one more", {}));
    }
};

TEST_F(Quotas, OneJobTooManyIsRefused) {
    create();
    create();
    EXPECT_TRUE(refused(error_of([&] { create(); }), "TooManyJobsPerUser", {"MaxJobsPerUser"}));
    EXPECT_EQ(client.job_ids().size(), 2U);
}

TEST_F(Quotas, ACancelledJobMakesRoom) {
    create();
    client.manager().Cancel(create());
    EXPECT_FALSE(error_of([&] { create(); }));
}

TEST_F(Quotas, OneFileTooManyIsRefused) {
    const auto id = create();
    client.job(id).AddFiles(files(2));
    const auto error =
        error_of([&] { client.job(id).AddFile(server.url("/more"), in_downloads("more"), {}); });
    EXPECT_TRUE(refused(error, "TooManyFiles", {"MaxFilesPerJob"}));
    EXPECT_EQ(client.job(id).FilesTotal(), 2U);
}

TEST_F(Quotas, SubmitWithTooManyFilesMakesNoJob) {
    const auto error =
        error_of([&] { client.manager().Submit("download", "all or nothing", files(3), {}); });
    EXPECT_TRUE(refused(error, "TooManyFiles"));
    EXPECT_TRUE(client.job_ids().empty());
}

TEST_F(Quotas, GetQuotaTellsUseAndLimits) {
    create();
    const auto quota = client.manager().GetQuota();
    EXPECT_EQ(quota.at("JobsOfUser").get<std::uint32_t>(), 1U);
    EXPECT_EQ(quota.at("MaxJobsPerUser").get<std::uint32_t>(), 2U);
    EXPECT_EQ(quota.at("MaxFilesPerJob").get<std::uint32_t>(), 2U);
    EXPECT_FALSE(quota.at("Exempt").get<bool>());
}

TEST_F(Quotas, GetPolicyTellsWhereALimitComesFrom) {
    for (const auto& line : client.manager().GetPolicy()) {
        if (line.get<0>() != "MaxJobsPerUser") continue;
        EXPECT_EQ(line.get<1>().get<std::uint64_t>(), 2U);
        EXPECT_TRUE(line.get<2>().ends_with("transferd.conf:2")) << line.get<2>();
        return;
    }
    FAIL() << "GetPolicy has no MaxJobsPerUser";
}

}  // namespace

}  // namespace transferd::test
