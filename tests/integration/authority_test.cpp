// SPDX-License-Identifier: MIT
// The service asks polkit, here a service of the same interface, and never waits for it.
#include "dbus/names.hpp"
#include "journal/message_ids.hpp"
#include "support/bench.hpp"
#include "support/fake_polkit.hpp"
#include "support/stranger.hpp"

#include <fstream>
#include <future>
#include <iterator>

#include <sdbus-c++/sdbus-c++.h>

namespace transferd::test {

namespace {

using std::chrono::milliseconds;

/// Calls that wait, without anybody waiting for them.
class Caller {
  public:
    explicit Caller(const std::string& address)
        : connection_(sdbus::createSessionBusConnectionWithAddress(address)),
          manager_(sdbus::createProxy(*connection_, dbus::bus_name, dbus::manager_path)) {
        connection_->enterEventLoopAsync();
    }
    ~Caller() { connection_->leaveEventLoop(); }
    Caller(const Caller&) = delete;
    Caller& operator=(const Caller&) = delete;

    [[nodiscard]] std::string name() const { return connection_->getUniqueName(); }
    /// The name of the error, or none.
    std::future<std::string> create(const std::string& display_name) {
        const auto promise = std::make_shared<std::promise<std::string>>();
        manager_->callMethodAsync("CreateJob")
            .onInterface(dbus::manager_interface)
            .withArguments(std::string{"download"}, display_name, Options{})
            .uponReplyInvoke([promise](const sdbus::Error* error, std::uint64_t /*id*/,
                                       const sdbus::ObjectPath& /*job*/) {
                promise->set_value(error ? error->getName() : "");
            });
        return promise->get_future();
    }

  private:
    std::unique_ptr<sdbus::IConnection> connection_;
    std::unique_ptr<sdbus::IProxy> manager_;
};

std::filesystem::path log_file() {
    static const TempDir directory;
    return directory.path() / testing::UnitTest::GetInstance()->current_test_info()->name();
}

/// Every job but the first needs somebody's consent.
class Service : public Bench {
  protected:
    Service()
        : Bench({.policy = "[Transfer]\nMaxJobsPerUser=1\n",
                 .wrapper = {"sh", "-c", R"(exec "$@" 2>>"$0")", log_file()},
                 .serves = Serves::system_bus}) {}

    std::optional<CallError> create(const std::string& name = "one more") {
        return error_of([&] { client.manager().CreateJob("download", name, {}); });
    }
    static std::string answer_of(std::future<std::string>& call) {
        return call.wait_for(patience) == std::future_status::ready ? call.get() : "no answer";
    }
    static bool waits(std::future<std::string>& call) {
        return call.wait_for(milliseconds{0}) == std::future_status::timeout;
    }
    std::vector<std::string> job_names() {
        std::vector<std::string> names;
        for (const auto& job : client.manager().ListJobs({}))
            names.push_back(job.get<2>().at("DisplayName").get<std::string>());
        return names;
    }
    static std::size_t lines_with(std::string_view text) {
        std::ifstream in{log_file()};
        std::size_t count = 0;
        for (std::string line; std::getline(in, line);)
            count += line.find(text) != std::string::npos;
        return count;
    }
    /// busctl sets the flag or leaves it.
    [[nodiscard]] Command create_with_busctl(const std::string& interactive) const {
        return {.argv = {"busctl", "--address=" + daemon.address(), "--timeout=60",
                         "--allow-interactive-authorization=" + interactive, "call", dbus::bus_name,
                         dbus::manager_path, dbus::manager_interface, "CreateJob", "ssa{sv}",
                         "download", "one more", "0"}};
    }
};

class Polkit : public Service {
  protected:
    Polkit() { EXPECT_FALSE(create("the first")); }

    FakePolkit polkit{daemon.address(), Consent::later};
};

TEST_F(Polkit, IsNotAskedAboutWhatIsTheCallersOwn) {
    const auto id = client.job_ids().at(0);
    client.job(id).SetSettings({{"Description", sdbus::Variant{"mine"}}});
    client.job(id).GetSettings();
    client.manager().Suspend(id);
    EXPECT_TRUE(refused(error_of([&] { client.manager().Resume(id); }), "EmptyJob"));
    EXPECT_TRUE(refused(error_of([&] { client.manager().Resume(4711); }), "NoSuchJob"));
    client.manager().Cancel(id);
    client.manager().ListJobs({});
    client.manager().ListHistory({}, 0);
    client.manager().CancelInactive();  // the user that the service runs as
    EXPECT_TRUE(polkit.questions().empty());
}

TEST_F(Polkit, IsAskedAboutTheConnectionThatCalls) {
    polkit.answer_with(Consent::yes);
    Caller caller{daemon.address()};
    auto call = caller.create("second");
    EXPECT_EQ(answer_of(call), "");
    ASSERT_EQ(polkit.questions().size(), 1U);
    const auto question = polkit.questions()[0];
    EXPECT_EQ(question.subject_kind, "system-bus-name");
    EXPECT_EQ(question.subject_name, caller.name());
    EXPECT_EQ(question.action, "org.example.transfer.exceed-quota");
    EXPECT_TRUE(question.details.empty());
    EXPECT_EQ(question.flags, 0U);
    EXPECT_EQ(lines_with(journal::message_id::caller_authorised), 1U);
}

TEST_F(Polkit, MayAskSomebodyOnlyWhereTheCallAllowsIt) {
    polkit.answer_with(Consent::no);
    run(create_with_busctl("no"));
    run(create_with_busctl("yes"));
    ASSERT_EQ(polkit.questions().size(), 2U);
    EXPECT_EQ(polkit.questions()[0].flags, 0U);
    EXPECT_EQ(polkit.questions()[1].flags, 1U);
}

TEST_F(Polkit, MayAskWhoeverSitsAtTheTerminalOfTransferctl) {
    polkit.answer_with(Consent::no);
    auto environment = daemon.environment();
    environment["DBUS_SYSTEM_BUS_ADDRESS"] = daemon.address();
    const std::vector<std::string> download{program_directory() / "transferctl", "--system",
                                            "download", "http://127.0.0.1:9/file", "/tmp/file"};
    run({.argv = download, .environment = environment});
    auto at_terminal = download;
    at_terminal.insert(at_terminal.begin(), {"python3", TRANSFERD_TYPE_AT_TERMINAL, ""});
    run({.argv = at_terminal, .environment = environment});
    ASSERT_EQ(polkit.questions().size(), 2U);
    EXPECT_EQ(polkit.questions()[0].flags, 0U);
    EXPECT_EQ(polkit.questions()[1].flags, 1U);
}

TEST_F(Polkit, LeavesTheRefusalAsItIsWhereItDoesNotSayYes) {
    for (const auto consent : {Consent::no, Consent::challenge}) {
        polkit.answer_with(consent);
        EXPECT_TRUE(refused(create(), "TooManyJobsPerUser", {"MaxJobsPerUser"}));
    }
    EXPECT_EQ(polkit.questions().size(), 2U);
    EXPECT_EQ(job_names(), std::vector<std::string>{"the first"});
    EXPECT_EQ(lines_with(journal::message_id::caller_authorised), 0U);
}

TEST_F(Polkit, ThatThinksKeepsNobodyElseWaiting) {
    Caller caller{daemon.address()};
    auto call = caller.create("second");
    ASSERT_TRUE(polkit.wait_for_questions(1, patience));
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 20; ++i) client.manager().GetQuota();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{2});
    EXPECT_TRUE(waits(call));
    polkit.answer(0, Consent::yes);
    EXPECT_EQ(answer_of(call), "");
    EXPECT_EQ(job_names(), (std::vector<std::string>{"the first", "second"}));
}

TEST_F(Polkit, AnswersTheCallThatItWasAskedAboutAndNoOther) {
    Caller caller{daemon.address()};
    auto second = caller.create("second");
    ASSERT_TRUE(polkit.wait_for_questions(1, patience));
    auto third = caller.create("third");
    ASSERT_TRUE(polkit.wait_for_questions(2, patience));
    polkit.answer(0, Consent::yes);
    EXPECT_EQ(answer_of(second), "");
    EXPECT_EQ(job_names(), (std::vector<std::string>{"the first", "second"}));
    EXPECT_TRUE(waits(third));
    polkit.answer(1, Consent::no);
    EXPECT_EQ(answer_of(third), error_name("TooManyJobsPerUser"));
}

TEST_F(Polkit, DecidesOnlyWhatIsStillToBeDecided) {
    const auto id = client.job_ids().at(0);
    auto call = std::async(std::launch::async, [&] {
        Client other{daemon.address()};
        return error_of([&] { other.job(id).TakeOwnership(); });
    });
    ASSERT_TRUE(polkit.wait_for_questions(1, patience));
    EXPECT_EQ(polkit.questions()[0].action, "org.example.transfer.take-ownership");
    client.manager().Cancel(id);
    polkit.answer(0, Consent::yes);
    EXPECT_TRUE(refused(call.get(), "InvalidState"));
}

TEST_F(Polkit, IsToldThatACallerHasLeftAndItsYesIsForNothing) {
    Process caller{create_with_busctl("yes")};
    ASSERT_TRUE(polkit.wait_for_questions(1, patience));
    caller.send(SIGKILL);
    EXPECT_TRUE(polkit.wait_for_cancel(polkit.questions()[0].cancellation_id, patience));
    polkit.answer(0, Consent::yes);
    polkit.answer_with(Consent::yes);
    EXPECT_FALSE(create("second"));
    EXPECT_EQ(job_names(), (std::vector<std::string>{"the first", "second"}));
}

TEST_F(Polkit, IsStillAskedForACallerOfWhomAStrangerSaysTheyHaveLeft) {
    Caller caller{daemon.address()};
    auto call = caller.create("second");
    ASSERT_TRUE(polkit.wait_for_questions(1, patience));
    Stranger stranger{daemon.address()};
    const auto service = stranger.owner_of(dbus::bus_name);
    stranger.tell_of_owner(service, caller.name(), caller.name(), "");
    stranger.tell(service, Stranger::owners, std::uint32_t{4711}, std::string{}, std::string{});
    polkit.answer(0, Consent::yes);
    EXPECT_EQ(answer_of(call), "");
    EXPECT_EQ(job_names(), (std::vector<std::string>{"the first", "second"}));
}

TEST_F(Polkit, IsAskedEightQuestionsAboutAUserAtOnceAndNoMore) {
    Caller caller{daemon.address()};
    std::vector<std::future<std::string>> calls;
    calls.reserve(8);
    for (int i = 0; i < 8; ++i) calls.push_back(caller.create("another"));
    ASSERT_TRUE(polkit.wait_for_questions(8, patience));
    EXPECT_TRUE(refused(create(), "org.freedesktop.DBus.Error.LimitsExceeded"));
    for (std::size_t i = 0; i < 8; ++i) polkit.answer(i, Consent::no);
    for (auto& call : calls) EXPECT_EQ(answer_of(call), error_name("TooManyJobsPerUser"));
    polkit.answer_with(Consent::yes);
    EXPECT_FALSE(create());
    EXPECT_EQ(polkit.questions().size(), 9U);
}

TEST_F(Polkit, DecidesWhoSeesTheJobsOfAll) {
    using sdbus::Variant;
    const Options all{{"AllUsers", Variant{true}}};
    const Options another{{"Owner", Variant{std::uint32_t{1}}}};
    const std::vector<std::function<void()>> calls = {
        [&] { client.manager().ListJobs(all); }, [&] { client.manager().ListJobs(another); },
        [&] { client.manager().ListHistory(all, 0); },
        [&] { client.manager().ListHistory(another, 0); }};
    for (const auto& call : calls) {
        polkit.answer_with(Consent::no);
        EXPECT_TRUE(refused(error_of(call), "org.freedesktop.DBus.Error.AccessDenied",
                            {"manage-all-jobs"}));
        polkit.answer_with(Consent::yes);
        EXPECT_FALSE(error_of(call));
    }
    for (const auto& question : polkit.questions())
        EXPECT_EQ(question.action, "org.example.transfer.manage-all-jobs");
}

TEST_F(Polkit, IsGivenUpWhereItHangs) {
    EXPECT_TRUE(refused(create(), "TooManyJobsPerUser"));
    EXPECT_TRUE(polkit.wait_for_cancel(polkit.questions()[0].cancellation_id, patience));
}

TEST_F(Service, TakesGarbageFromPolkitForANo) {
    EXPECT_FALSE(create("the first"));
    FakePolkit polkit{daemon.address(), Consent::garbage};
    EXPECT_TRUE(refused(create(), "TooManyJobsPerUser"));
    EXPECT_EQ(polkit.questions().size(), 1U);
    EXPECT_EQ(job_names(), std::vector<std::string>{"the first"});
}

TEST_F(Service, WithoutPolkitRefusesAndSaysWhyOnce) {
    EXPECT_FALSE(create("the first"));
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(refused(create(), "TooManyJobsPerUser"));
    EXPECT_EQ(lines_with(journal::message_id::polkit_unavailable), 1U);
    {
        FakePolkit polkit{daemon.address(), Consent::no};
        EXPECT_TRUE(refused(create(), "TooManyJobsPerUser"));
        polkit.answer_with(Consent::later);
        Caller caller{daemon.address()};
        auto call = caller.create("when polkit goes");
        ASSERT_TRUE(polkit.wait_for_questions(2, patience));
        // Control: nothing was wrong with it until here.
        EXPECT_EQ(lines_with(journal::message_id::polkit_unavailable), 1U);
    }
    EXPECT_TRUE(refused(create(), "TooManyJobsPerUser"));
    EXPECT_EQ(lines_with(journal::message_id::polkit_unavailable), 2U);
    EXPECT_EQ(job_names(), std::vector<std::string>{"the first"});
}

}  // namespace

}  // namespace transferd::test
