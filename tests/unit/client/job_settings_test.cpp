// SPDX-License-Identifier: MIT
#include "client/job_settings.hpp"

#include "client/client_error.hpp"

#include <gtest/gtest.h>

namespace transferd::client {
namespace {

using Words = std::vector<std::string>;
using Notes = std::map<std::string, std::string>;

std::string refusal_of(const Words& assignments) {
    try {
        job_settings(assignments);
    } catch (const ClientError& error) {
        EXPECT_EQ(error.code(), ExitCode::usage);
        return error.what();
    }
    return "taken";
}

TEST(JobSettings, HaveTheTypesOfTheContract) {
    const JobSettings expected{{"TlsCaFile", std::string("/etc/my=ca.pem")},
                               {"RedirectHttpsToHttp", true},
                               {"AutoComplete", false},
                               {"MinimumRetryDelay", std::uint64_t{5}},
                               {"Description", std::string("5")}};
    EXPECT_EQ(job_settings({"TlsCaFile=/etc/my=ca.pem", "RedirectHttpsToHttp=true",
                            "AutoComplete=false", "MinimumRetryDelay=5", "Description=5"}),
              expected);
}

TEST(JobSettings, TakeTheWordOfANumberThatHasOne) {
    const JobSettings expected{{"MaximumTransferTime", std::string("policy")}};
    EXPECT_EQ(job_settings({"MaximumTransferTime=policy"}), expected);
}

TEST(JobSettings, GatherListsAndNotes) {
    const JobSettings expected{{"HttpHeaders", Words{"A: 1", "B: 2"}},
                               {"NotifyOn", Words{}},
                               {"Metadata", Notes{{"a", "1=1"}, {"b", ""}}}};
    EXPECT_EQ(job_settings({"HttpHeaders=A: 1", "Metadata=a=1=1", "HttpHeaders=B: 2",
                            "NotifyOn=", "Metadata=b="}),
              expected);
}

TEST(JobSettings, LeaveUnknownKeysToTheService) {
    const JobSettings expected{{"Colour", std::string("blue")}};
    EXPECT_EQ(job_settings({"Colour=blue"}), expected);
}

TEST(JobSettings, RefuseWhatIsNoSetting) {
    EXPECT_EQ(refusal_of({"TlsCaFile"}), "--set: 'TlsCaFile' is not of the form NAME=VALUE");
    EXPECT_EQ(refusal_of({"=x"}), "--set: '=x' is not of the form NAME=VALUE");
    EXPECT_EQ(refusal_of({"Metadata=a"}), "--set: 'a' is not of the form NAME=VALUE");
    EXPECT_EQ(refusal_of({"AutoComplete=1"}), "--set: AutoComplete takes true or false, not '1'");
    EXPECT_EQ(refusal_of({"TlsCaFile=/a", "TlsCaFile=/b"}), "--set: TlsCaFile is given twice");
}

}  // namespace
}  // namespace transferd::client
