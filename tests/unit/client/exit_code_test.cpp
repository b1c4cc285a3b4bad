// SPDX-License-Identifier: MIT
// The numbers and what leads to them, typed in from the contract's list of exit codes.
#include "client/exit_code.hpp"

#include <string>

#include <gtest/gtest.h>

namespace transferd::client {
namespace {

int code_of_call(const std::string& name) {
    return static_cast<int>(exit_code_of_call(name));
}
int service_error(const std::string& word) {
    return code_of_call("org.example.Transfer.Error." + word);
}
int bus_error(const std::string& word) {
    return code_of_call("org.freedesktop.DBus.Error." + word);
}

TEST(ExitCode, IsThreeWhereThereIsNoSuchJob) {
    EXPECT_EQ(service_error("NoSuchJob"), 3);
    EXPECT_EQ(bus_error("UnknownObject"), 3);
}

TEST(ExitCode, IsFourWhereItIsNotPermitted) {
    EXPECT_EQ(bus_error("AccessDenied"), 4);
}

TEST(Hint, OfWhatIsNotPermittedIsLeftToTheServiceWhoseSentenceNamesIt) {
    EXPECT_EQ(hint_for(ExitCode::not_permitted), "");
}

TEST(ExitCode, IsFiveForEveryQuota) {
    for (const char* word :
         {"TooManyJobsPerUser", "TooManyJobsPerMachine", "TooManyFiles", "TooManyRanges"}) {
        EXPECT_EQ(service_error(word), 5) << word;
    }
    EXPECT_EQ(bus_error("LimitsExceeded"), 5);
}

TEST(ExitCode, IsSixWhereTheServiceIsNotReachable) {
    for (const char* word : {"ServiceUnknown", "NameHasNoOwner", "NoReply", "Timeout",
                             "Disconnected", "NoServer", "Spawn.ChildExited"}) {
        EXPECT_EQ(bus_error(word), 6) << word;
    }
    EXPECT_EQ(code_of_call("System.Error.ECONNRESET"), 6);
    EXPECT_EQ(code_of_call("org.freedesktop.systemd1.UnitMasked"), 6);
}

TEST(ExitCode, IsOneForEverythingElse) {
    for (const char* word : {"DestinationExists", "InvalidState", "Failed", "InvalidUrl", ""}) {
        EXPECT_EQ(service_error(word), 1) << word;
    }
    EXPECT_EQ(bus_error("InvalidArgs"), 1);
    EXPECT_EQ(code_of_call(""), 1);
}

TEST(ExitCode, DoesNotTakeAnothersErrorForOurs) {
    EXPECT_EQ(code_of_call("org.example.Other.Error.NoSuchJob"), 1);
    EXPECT_EQ(bus_error("NoSuchJob"), 1);
}

TEST(ExitCode, TellsIntegrityFromOtherJobErrors) {
    EXPECT_EQ(static_cast<int>(exit_code_of_job("digest-mismatch")), 8);
    EXPECT_EQ(static_cast<int>(exit_code_of_job("size-mismatch")), 8);
    EXPECT_EQ(static_cast<int>(exit_code_of_job("http-404")), 7);
    EXPECT_EQ(static_cast<int>(exit_code_of_job("size-limit")), 7);
}

TEST(ExitCode, HasTheContractsNumbersForTheWait) {
    EXPECT_EQ(static_cast<int>(ExitCode::timed_out), 9);
    EXPECT_EQ(static_cast<int>(ExitCode::cancelled), 10);
    EXPECT_EQ(static_cast<int>(ExitCode::usage), 2);
}

}  // namespace
}  // namespace transferd::client
