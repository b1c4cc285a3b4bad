// SPDX-License-Identifier: MIT
// What the broker and its workers write to the journal, here to standard error.
#include "journal/message_ids.hpp"
#include "support/bench.hpp"

#include <fstream>
#include <iterator>
#include <sstream>

#include <unistd.h>

namespace transferd::test {

namespace {

namespace id = journal::message_id;

/// Of the test that runs.
std::filesystem::path log_file() {
    static const TempDir directory;
    return directory.path() / testing::UnitTest::GetInstance()->current_test_info()->name();
}

/// The broker's standard error goes to a file, which its workers have, too.
DaemonOptions logging(const std::vector<std::string>& environment) {
    std::vector<std::string> wrapper{"env"};
    wrapper.insert(wrapper.end(), environment.begin(), environment.end());
    wrapper.insert(wrapper.end(), {"sh", "-c", R"(exec "$@" 2>>"$0")", log_file()});
    return {.wrapper = wrapper};
}

class JournalBench : public Bench {
  protected:
    explicit JournalBench(const std::vector<std::string>& environment = {})
        : Bench(logging(environment)) {}

    static std::string log() {
        std::ifstream in{log_file()};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    static std::vector<std::string> lines_with(const std::string& text) {
        std::vector<std::string> found;
        std::istringstream lines{log()};
        for (std::string line; std::getline(lines, line);)
            if (line.find(text) != std::string::npos) found.push_back(line);
        return found;
    }
    /// A line as it must be, for a job of this user's.
    static std::string event(std::string_view message_id, std::uint64_t job) {
        return " [MESSAGE_ID=" + std::string(message_id) + " TRANSFER_JOB=" + std::to_string(job) +
               " TRANSFER_UID=" + std::to_string(geteuid());
    }
    /// The broker and what it had to write are at their end.
    void end() { ASSERT_TRUE(daemon.stop()); }
};

class JournalLines : public JournalBench {};

TEST_F(JournalLines, TellTheWholeLifeOfAJobInOrder) {
    server.serve("/file", {.version = {.size = mib}});
    const auto job = std::get<0>(client.manager().CreateJob("download", "a name", {}));
    client.job(job).AddFile(server.url("/file?token=1"), in_downloads("file"), {});
    client.job(job).Resume();
    ASSERT_TRUE(becomes(job, "error")) << "the server has nothing with a query";
    client.job(job).Suspend();
    server.serve("/file?token=1", {.version = {.size = mib}, .stall_after = mib / 2, .stalls = 1});
    client.job(job).Resume();
    ASSERT_TRUE(becomes(job, "transferring"));
    client.job(job).Suspend();
    client.job(job).Resume();
    ASSERT_TRUE(becomes(job, "transferred"));
    client.manager().Complete(job);
    end();
    std::vector<std::string> events;
    for (const auto& line : lines_with("TRANSFER_JOB=")) events.push_back(line);
    const std::vector<std::pair<std::string_view, std::string>> expected = {
        {id::job_created, "<6>"},     {id::job_resumed, "<6>"},   {id::job_error, "<4>"},
        {id::job_resumed, "<6>"},     {id::job_suspended, "<6>"}, {id::job_resumed, "<6>"},
        {id::job_transferred, "<6>"}, {id::job_completed, "<6>"}};
    ASSERT_EQ(events.size(), expected.size()) << log();
    for (std::size_t i = 0; i < events.size(); ++i) {
        EXPECT_NE(events[i].find(event(expected[i].first, job)), std::string::npos) << events[i];
        EXPECT_TRUE(events[i].starts_with(expected[i].second)) << events[i];
    }
    EXPECT_NE(events[2].find(
                  " TRANSFER_ERROR=http-404 TRANSFER_FILE=0 TRANSFER_URL=" + server.url("/file") +
                  " TRANSFER_PATH=" + in_downloads("file").string() + "]"),
              std::string::npos)
        << events[2];
    EXPECT_TRUE(events[6].ends_with(" TRANSFER_FILES=1 TRANSFER_BYTES=1048576]")) << events[6];
    EXPECT_TRUE(events[7].ends_with(" TRANSFER_PUBLISHED=1 TRANSFER_DISCARDED=0]")) << events[7];
}

TEST_F(JournalLines, TellCancelAndALostWorker) {
    server.serve("/file", {.version = {.size = 64 * mib}, .rate = mib});
    const auto job = download("/file", "file");
    ASSERT_TRUE(becomes(job, "transferring"));
    kill_process(daemon.worker_pids().at(0));
    ASSERT_TRUE(client.wait_until_seen(job, "queued", patience));
    client.manager().Cancel(job);
    end();
    EXPECT_EQ(lines_with(event(id::job_created, job)).size(), 1U) << log();
    EXPECT_EQ(lines_with(event(id::job_cancelled, job)).size(), 1U) << log();
    const auto lost = lines_with(std::string(id::worker_lost));
    ASSERT_EQ(lost.size(), 1U) << log();
    EXPECT_EQ(lost[0],
              "<4>The worker of uid " + std::to_string(geteuid()) +
                  " is lost: The worker has ended [MESSAGE_ID=" + std::string(id::worker_lost) +
                  " TRANSFER_UID=" + std::to_string(geteuid()) + "]");
}

class DetailedJournal : public JournalBench {
  protected:
    DetailedJournal() : JournalBench({"TRANSFERD_LOG_LEVEL=debug"}) {}
};

TEST_F(DetailedJournal, NeverTellsSecretsOfUrlsHeadersOrBodies) {
    server.serve("/CANARY-PATH?token=CANARY-QUERY",
                 {.version = {.size = 64}, .extra_headers = {"Set-Cookie: CANARY-HEADER"}});
    server.serve("/redirect", {.redirect_to = "http://CANARY-USER:CANARY-PASSWORD@127.0.0.1/"
                                              "?token=CANARY-QUERY#CANARY-FRAGMENT"});
    const auto good = download("/CANARY-PATH?token=CANARY-QUERY#CANARY-FRAGMENT", "file");
    const auto redirected = download("/redirect", "redirected");
    const auto missing = download("/CANARY-MISSING?CANARY-QUERY#CANARY-FRAGMENT", "missing");
    const auto refused = error_of([&] {
        client.submit("http://CANARY-USER:CANARY-PASSWORD@127.0.0.1/", in_downloads("refused"));
    });
    EXPECT_TRUE(refused);
    ASSERT_TRUE(becomes(redirected, "error"));
    ASSERT_TRUE(becomes(missing, "error"));
    EXPECT_TRUE(ends_well(good, in_downloads("file"), {.size = 64}));
    end();
    for (const std::string secret :
         {"CANARY-QUERY", "CANARY-FRAGMENT", "CANARY-USER", "CANARY-PASSWORD", "CANARY-HEADER"}) {
        const auto told = lines_with(secret);
        EXPECT_TRUE(told.empty()) << told.front();
    }
    // The controls: this search finds what may be told of the same URLs, in lines of both programs.
    EXPECT_FALSE(lines_with(", file 0: fetch " + server.url("/CANARY-PATH")).empty()) << log();
    EXPECT_FALSE(lines_with(" TRANSFER_URL=" + server.url("/CANARY-MISSING") + " ").empty())
        << log();
    EXPECT_EQ(lines_with(std::string(id::job_error)).size(), 2U) << log();
}

TEST_F(DetailedJournal, TellsWhatTheJobsWaitFor) {
    server.serve("/file", {.version = {.size = 64}});
    const auto job = download("/file", "file");
    EXPECT_TRUE(ends_well(job, in_downloads("file"), {.size = 64}));
    end();
    const auto name = "Job " + std::to_string(job);
    EXPECT_FALSE(lines_with(" is connecting").empty()) << log();
    EXPECT_FALSE(lines_with(name + ", file 0: finished with 64 bytes").empty()) << log();
    EXPECT_FALSE(lines_with(std::string(id::worker_started)).empty()) << log();
}

class QuietJournal : public JournalBench {
  protected:
    QuietJournal() : JournalBench({"TRANSFERD_LOG_LEVEL=4"}) {}
};

TEST_F(QuietJournal, TellsNothingOfAJobThatGoesWell) {
    server.serve("/file", {.version = {.size = 64}});
    EXPECT_TRUE(ends_well(download("/file", "file"), in_downloads("file"), {.size = 64}));
    end();
    EXPECT_EQ(log(), "");
}

TEST(LogLevel, OfBothProgramsIsRefusedWithASentenceIfItIsNone) {
    for (const std::string program : {"transferd", "transfer-worker"}) {
        const std::string path = program_directory() / program;
        std::vector<std::string> argv{path, "--log-level=loud"};
        if (program == "transferd") argv.insert(argv.begin() + 1, "--session");
        const auto by_option = run({.argv = argv});
        EXPECT_EQ(by_option.exit.status, 2);
        EXPECT_EQ(by_option.output, program +
                                        ": --log-level takes emerg, alert, crit, err, warning, "
                                        "notice, info, debug or 0 to 7, not 'loud'\n");
        argv.erase(argv.end() - 1);
        auto environment = clean_environment();
        environment["TRANSFERD_LOG_LEVEL"] = "8";
        const auto by_variable = run({.argv = argv, .environment = environment});
        EXPECT_EQ(by_variable.exit.status, 2);
        EXPECT_EQ(by_variable.output,
                  program +
                      ": TRANSFERD_LOG_LEVEL takes emerg, alert, crit, err, warning, notice, info, "
                      "debug or 0 to 7, not '8'\n");
    }
}

TEST(AWorkerWithoutABroker, SaysSoAndEnds) {
    // Whoever runs the tests may have left them a descriptor of that number.
    const auto worker = run(
        {.argv = {"/bin/sh", "-c", "exec \"$0\" 3<&-", program_directory() / "transfer-worker"}});
    EXPECT_EQ(worker.exit.status, 1);
    EXPECT_EQ(worker.output,
              "<3>transfer-worker: take the broker's connection, descriptor 3: Bad file "
              "descriptor\n");
}

}  // namespace

}  // namespace transferd::test
