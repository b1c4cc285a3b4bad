// SPDX-License-Identifier: MIT
#include "broker/config/policy_files.hpp"

#include "support/temp_dir.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace transferd::broker {
namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;

class PolicyFile : public testing::Test {
  protected:
    void SetUp() override { std::filesystem::create_directory(path("transferd.conf.d")); }

    [[nodiscard]] std::string path(const std::string& name) const { return folder_.path() / name; }
    [[nodiscard]] std::string main_file() const { return path("transferd.conf"); }

    PolicyFiles read(const std::string& text) {
        write("transferd.conf", text);
        return read_policy(main_file());
    }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream{path(name), std::ios::binary} << text;
    }

    /// "LINE: sentence" of the main file.
    [[nodiscard]] std::string warning(const std::string& line) const {
        return main_file() + ":" + line;
    }

    static core::PolicyEntry entry(const PolicyFiles& files, const std::string& key) {
        for (const auto& one : files.policy.entries)
            if (one.key == key) return one;
        ADD_FAILURE() << key << " has no entry";
        return {};
    }

    test::TempDir folder_;
};

TEST_F(PolicyFile, MayBeMissing) {
    const auto files = read_policy(path("nowhere/transferd.conf"));
    EXPECT_TRUE(files.warnings.empty());
    EXPECT_EQ(files.policy.max_jobs_per_user, 60U);
}

TEST_F(PolicyFile, HasTheContractsDefaultsInTheContractsOrder) {
    const auto count = [](std::uint64_t value) { return value; };
    const std::uint64_t second = 1'000'000;
    const std::vector<core::PolicyEntry> expected = {
        {"JobInactivityTimeout", 7'776'000 * second, "default"},
        {"MaxJobsPerUser", count(60), "default"},
        {"MaxJobsPerMachine", count(300), "default"},
        {"MaxFilesPerJob", count(200), "default"},
        {"MaxRangesPerFile", count(500), "default"},
        {"MaximumTransferTime", 7'776'000 * second, "default"},
        {"MaxActiveBackgroundJobs", count(4), "default"},
        {"MaxConnectionsPerHost", count(6), "default"},
        {"TimeSlice", 300 * second, "default"},
        {"IdleExit", 30 * second, "default"},
        {"ConnectTimeout", 30 * second, "default"},
        {"StallTimeout", 120 * second, "default"},
        {"AllowedSchemes", std::string("https http"), "default"},
        {"RunWhen", std::string("always"), "default"},
        {"Proxy", std::string("none"), "default"},
        {"ProxyBypass", std::string("none"), "default"},
    };
    EXPECT_EQ(read("").policy.entries, expected);
}

TEST_F(PolicyFile, SetsEveryKey) {
    const auto files = read(
        "[Transfer]\nJobInactivityTimeout=1s\nMaxJobsPerUser=1\nMaxJobsPerMachine="
        "2K\nMaxFilesPerJob=0\nMaxRangesPerFile=7\n"
        "MaximumTransferTime=infinity\nMaxActiveBackgroundJobs=5\nMaxConnectionsPerHost=6\n"
        "TimeSlice=1h 30min\nIdleExit=20s\nConnectTimeout=500ms\nStallTimeout=8\n"
        "AllowedSchemes=https\nRunWhen=logged-in\n"
        "Proxy=http://proxy:3128\nProxyBypass=localhost .lan  10.0.0.0/8\n");
    EXPECT_EQ(files.warnings, Words{});
    const auto& policy = files.policy;
    EXPECT_EQ(policy.job_inactivity_timeout, 1s);
    EXPECT_EQ(policy.max_jobs_per_user, 1U);
    EXPECT_EQ(policy.max_jobs_per_machine, 2048U);
    EXPECT_EQ(policy.max_files_per_job, 0U);
    EXPECT_EQ(policy.max_ranges_per_file, 7U);
    EXPECT_EQ(policy.maximum_transfer_time, 24h * 365 * 1000);
    EXPECT_EQ(policy.max_active_background_jobs, 5U);
    EXPECT_EQ(policy.max_connections_per_host, 6U);
    EXPECT_EQ(policy.time_slice, 90min);
    EXPECT_EQ(policy.idle_exit, 20s);
    EXPECT_EQ(policy.connect_timeout, 500ms);
    EXPECT_EQ(policy.stall_timeout, 8s);
    EXPECT_EQ(policy.allowed_schemes, std::vector{core::Scheme::https});
    EXPECT_EQ(policy.proxy, "http://proxy:3128");
    EXPECT_EQ(policy.proxy_bypass, (Words{"localhost", ".lan", "10.0.0.0/8"}));
    unsigned line = 1;
    for (const auto& one : policy.entries) EXPECT_EQ(one.source, warning(std::to_string(++line)));
    EXPECT_EQ(entry(files, "TimeSlice").value,
              (std::variant<std::uint64_t, std::string>{5'400'000'000U}));
}

TEST_F(PolicyFile, IsOverruledByTheDirectoryInTheOrderOfNames) {
    write("transferd.conf.d/20-b.conf", "[Transfer]\nMaxJobsPerUser=20\n");
    write("transferd.conf.d/10-a.conf", "[Transfer]\nMaxJobsPerUser=10\nMaxFilesPerJob=10\n");
    write("transferd.conf.d/30-c.conf.bak", "[Transfer]\nMaxJobsPerUser=30\n");
    const auto files =
        read("[Transfer]\nMaxJobsPerUser=1\nMaxFilesPerJob=1\nMaxJobsPerMachine=1\n");
    EXPECT_EQ(files.policy.max_jobs_per_user, 20U);
    EXPECT_EQ(files.policy.max_files_per_job, 10U);
    EXPECT_EQ(files.policy.max_jobs_per_machine, 1U);
    EXPECT_EQ(entry(files, "MaxJobsPerUser").source, path("transferd.conf.d/20-b.conf") + ":2");
    EXPECT_EQ(files.warnings, Words{});
}

TEST_F(PolicyFile, KeepsTheDefaultWhereAValueIsBad) {
    const auto files = read(
        "[Transfer]\nMaxJobsPerUser=many\nMaxConnectionsPerHost=0\nMaxFilesPerJob=4294967296\n"
        "TimeSlice=soon\nConnectTimeout=0\nAllowedSchemes=https gopher\nAllowedSchemes=\n");
    EXPECT_EQ(files.policy.entries, read("").policy.entries);
    EXPECT_EQ(
        files.warnings,
        (Words{warning("2: MaxJobsPerUser takes a number from 0 to 4294967295, not 'many'"),
               warning("3: MaxConnectionsPerHost takes a number from 1 to 4294967295, not '0'"),
               warning("4: MaxFilesPerJob takes a number from 0 to 4294967295, not '4294967296'"),
               warning("5: TimeSlice takes a time like 90d, 10min or infinity, of at least 1ms, "
                       "not 'soon'"),
               warning("6: ConnectTimeout takes a time like 90d, 10min or infinity, of at least "
                       "1ms, not '0'"),
               warning("7: AllowedSchemes takes https, http or both, not 'https gopher'"),
               warning("8: AllowedSchemes takes https, http or both, not ''")}));
}

TEST_F(PolicyFile, TakesNoPasswordOfAProxyBecauseEverybodyReadsIt) {
    const auto files = read("[Transfer]\nProxy=http://me:pw@proxy:1\nProxyBypass=a,b\n");
    EXPECT_EQ(files.policy.entries, read("").policy.entries);
    EXPECT_EQ(files.warnings.size(), 2U);
}

TEST_F(PolicyFile, TakesNoneForNoProxy) {
    const auto files =
        read("[Transfer]\nProxy=http://p:1\nProxyBypass=a\nProxy=none\nProxyBypass=none\n");
    EXPECT_EQ(files.policy.proxy, "");
    EXPECT_EQ(files.policy.proxy_bypass, Words{});
}

TEST_F(PolicyFile, SaysWhetherJobsRunWhenTheirOwnerIsLoggedOut) {
    EXPECT_EQ(read("").policy.run_when, core::RunWhen::always);
    EXPECT_EQ(read("[Transfer]\nRunWhen=logged-in\n").policy.run_when, core::RunWhen::logged_in);
    EXPECT_EQ(read("[Transfer]\nRunWhen=never\n").warnings,
              Words{warning("2: RunWhen takes always or logged-in, not 'never'")});
}

TEST_F(PolicyFile, WarnsOfKeysOfALaterVersion) {
    for (const std::string key :
         {"RateLimit", "CostPolicy", "CostPolicyForeground", "RateLimitExemptLan"})
        EXPECT_EQ(read("[Transfer]\n" + key + "=1\n").warnings,
                  Words{warning("2: the key '" + key + "' is not supported by this version")});
    EXPECT_EQ(read("[Schedule night]\nDays=Mon\n").warnings,
              Words{warning("2: the section 'Schedule night' is not supported by this version")});
}

TEST_F(PolicyFile, WarnsOfWhatItDoesNotKnow) {
    const auto files =
        read("Early=1\n[Transfer]\nmaxjobsperuser=1\nword\n[Other]\nMaxJobsPerUser=1\n");
    EXPECT_EQ(files.warnings,
              (Words{warning("1: the key stands before the first section, [Transfer]"),
                     warning("3: the key 'maxjobsperuser' is not known"),
                     warning("4: the line is no assignment"),
                     warning("6: the section 'Other' is not known")}));
    EXPECT_EQ(files.policy.max_jobs_per_user, 60U);
}

TEST_F(PolicyFile, WarnsOfAFileThatCannotBeRead) {
    ASSERT_EQ(::mkfifo(path("transferd.conf.d/a.conf").c_str(), 0600), 0);
    std::filesystem::create_directory(path("transferd.conf.d/b.conf"));
    const auto files = read("");
    EXPECT_EQ(
        files.warnings,
        (Words{path("transferd.conf.d/a.conf") + ": the file is not read: it is no regular file",
               path("transferd.conf.d/b.conf") + ": the file is not read: it is no regular file"}));
}

TEST_F(PolicyFile, IsNotReadWhereItIsHuge) {
    const auto files = read(std::string((4U << 20U) + 1, '\n'));
    EXPECT_EQ(files.warnings,
              Words{main_file() + ": the file is not read: it is larger than 4 MiB"});
}

TEST_F(PolicyFile, ShowsAHundredWarningsAndTheNumberOfTheRest) {
    std::string text = "[Transfer]\n";
    for (int i = 0; i < 150; ++i) text += "x\n";
    const auto files = read(text);
    ASSERT_EQ(files.warnings.size(), 101U);
    EXPECT_EQ(files.warnings.back(), main_file() + ": 50 more lines are not taken");
}

}  // namespace
}  // namespace transferd::broker
