// SPDX-License-Identifier: MIT
// strace kills one program at the entry of its N-th system call of a kind, N rising until that call
// is never reached. Quick runs double N five times; TRANSFERD_NIGHTLY=1 tries every N.
#include "support/bench.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>

namespace transferd::test {

namespace {

namespace fs = std::filesystem;

enum class Program { broker, worker };
/// Whether a life without such a call would mean that the test looks at the wrong thing.
enum class Use { certain, possible };

struct Kind {
    Program program{};
    /// As strace lists them; each is counted for itself.
    std::string system_call;
    Use use{};
};

std::string name_of(const Kind& kind) {
    std::string name = (kind.program == Program::broker ? "Broker_" : "Worker_") + kind.system_call;
    std::ranges::replace(name, ',', '_');
    return name;
}

void PrintTo(const Kind& kind, std::ostream* out) {
    *out << name_of(kind);
}

/// One life of a download whose program is killed at the N-th call.
class Life {
  public:
    Life(Kind kind, unsigned nth) : kind_(std::move(kind)), nth_(nth) {
        server_.serve("/file", {.version = version_, .rate = 2 * mib});
    }

    /// Whether the kill happened; every expectation is checked here.
    [[nodiscard]] bool run() {
        if (kind_.program == Program::worker) wrap_worker();
        if (daemon_.try_start()) live_until_killed();
        if (kind_.program == Program::broker) start_unharmed();
        EXPECT_TRUE(never_wrong()) << "right after the kill";
        finished_ ? expect_published() : finish();
        return was_killed();
    }

  private:
    [[nodiscard]] std::vector<std::string> strace() const {
        return {"strace",
                "-f",
                "-qq",
                "-o",
                trace_.string(),
                "-e",
                "trace=" + kind_.system_call,
                "-e",
                "inject=" + kind_.system_call + ":signal=SIGKILL:when=" + std::to_string(nth_)};
    }
    [[nodiscard]] DaemonOptions wrapped() {
        if (kind_.program == Program::worker)
            return {.programs = directory_.path(), .start = Start::by_the_test};
        auto words = strace();
        // Without -f: its worker is not the one to be killed.
        std::erase(words, "-f");
        return {.wrapper = words, .start = Start::by_the_test};
    }
    /// The broker takes the worker beside itself: a script that traces the first one alone.
    void wrap_worker() {
        const auto real = program_directory();
        fs::copy_file(real / "transferd", directory_.path() / "transferd");
        const auto script = directory_.path() / "transfer-worker";
        std::ofstream out{script};
        out << "#!/bin/sh\nif mkdir '" << (directory_.path() / "first").string()
            << "' 2>/dev/null; then\n  ASAN_OPTIONS=detect_leaks=0; export ASAN_OPTIONS\n  exec";
        for (const auto& word : strace()) out << " '" << word << "'";
        out << " '" << (real / "transfer-worker").string() << "' \"$@\"\nfi\nexec '"
            << (real / "transfer-worker").string() << "' \"$@\"\n";
        out.close();
        fs::permissions(script, fs::perms::owner_all);
    }

    /// Submit, wait, complete; ends where a call meets a dead daemon.
    void live_until_killed() {
        error_of([&] {
            id_ = submit();
            if (wait_while_alive(*id_) != "transferred") return;
            completing_ = true;
            client_.manager().Complete(*id_);
            finished_ = true;
        });
    }
    std::uint64_t submit() {
        return client_.submit(server_.url("/file"), file(), {},
                              {{"MinimumRetryDelay", sdbus::Variant{5U}}});
    }
    /// In slices, because the daemon may die without a signal that would wake the wait.
    std::string wait_while_alive(std::uint64_t id) {
        const std::set<std::string> ends{"transferred", "error", "acknowledged", "gone"};
        const auto deadline = std::chrono::steady_clock::now() + patience;
        std::string state;
        do {
            state = client_.wait_for_one_of(id, ends, std::chrono::milliseconds{200});
        } while (!ends.contains(state) && std::chrono::steady_clock::now() < deadline);
        return state;
    }
    /// strace writes its last line when it ends, with the program it watched.
    [[nodiscard]] bool was_killed() const {
        std::ifstream in{trace_};
        const std::string text{std::istreambuf_iterator<char>{in}, {}};
        return text.find("killed by SIGKILL") != std::string::npos;
    }
    void start_unharmed() {
        if (!finished_) {
            EXPECT_TRUE(daemon_.wait_for_exit(patience)) << "a call failed, but the broker lives";
        }
        daemon_.stop();
        daemon_.change({});
        daemon_.start();
    }

    /// The final name has the whole file or none.
    [[nodiscard]] testing::AssertionResult never_wrong() const {
        return fs::exists(file()) ? holds(file(), version_) : testing::AssertionSuccess();
    }
    /// The job that the caller was told of is there, in a state of the contract, and ends well.
    void finish() {
        const auto ids = client_.job_ids();
        ASSERT_LE(ids.size(), 1U);
        if (ids.empty()) {
            if (completing_) return expect_published();
            ASSERT_FALSE(id_) << "job " << *id_ << " was acknowledged to its caller and is lost";
        }
        const auto id = ids.empty() ? submit() : ids[0];
        ASSERT_EQ(id_.value_or(id), id);
        static const std::set<std::string> legal{"queued",          "connecting",  "transferring",
                                                 "transient-error", "transferred", "acknowledged"};
        EXPECT_TRUE(legal.contains(client_.state(id))) << client_.state(id);
        if (client_.state(id) == "transient-error") client_.manager().Resume(id);
        const auto state = wait_while_alive(id);
        ASSERT_TRUE(state == "transferred" || is_over(state)) << state;
        const auto error = error_of([&] { client_.manager().Complete(id); });
        // A Complete that the kill interrupted may have been carried to its end meanwhile.
        if (error) {
            ASSERT_TRUE(is_over(client_.state(id))) << error->name << ": " << error->message;
        }
        expect_published();
    }
    [[nodiscard]] bool is_over(const std::string& state) const {
        return completing_ && (state == "acknowledged" || state == "gone");
    }
    void expect_published() const {
        if (id_) {
            expect_told("JobTransferred");
            expect_told("JobRemoved");
        }
        EXPECT_TRUE(holds(file(), version_));
        EXPECT_EQ(std::distance(fs::directory_iterator{downloads_.path()}, {}), 1)
            << "part files are left behind";
    }
    /// By the broker that was killed or by its successor.
    void expect_told(const std::string& signal) const {
        EXPECT_TRUE(client_.wait_for_signal(signal, *id_, patience)) << signal << " was lost";
    }
    [[nodiscard]] fs::path file() const { return downloads_.path() / "file"; }

    Kind kind_;
    unsigned nth_;
    Version version_{.size = 2 * mib};
    HttpServer server_;
    TempDir directory_;
    TempDir downloads_;
    fs::path trace_ = directory_.path() / "trace";
    Daemon daemon_{wrapped()};
    Client client_{daemon_.address()};
    std::optional<std::uint64_t> id_;
    bool completing_{};
    bool finished_{};
};

class KilledAt : public testing::TestWithParam<Kind> {};

TEST_P(KilledAt, EveryCallTheJobEndsWell) {
    const bool nightly = std::getenv("TRANSFERD_NIGHTLY") != nullptr;
    constexpr unsigned quick_end = 32;
    unsigned kills = 0;
    for (unsigned nth = 1; nightly || nth < quick_end; nth = nightly ? nth + 1 : nth * 2) {
        SCOPED_TRACE("killed at " + GetParam().system_call + " number " + std::to_string(nth));
        if (!Life{GetParam(), nth}.run()) break;
        ++kills;
        if (HasFailure()) break;
    }
    std::cout << name_of(GetParam()) << ": " << kills << " kills\n";
    EXPECT_TRUE(kills > 0 || GetParam().use == Use::possible) << "nothing was killed";
}

INSTANTIATE_TEST_SUITE_P(Calls, KilledAt,
                         testing::Values(Kind{Program::broker, "write", Use::possible},
                                         Kind{Program::broker, "pwrite64", Use::certain},
                                         Kind{Program::broker, "fdatasync", Use::possible},
                                         Kind{Program::broker, "fsync", Use::possible},
                                         Kind{Program::broker, "sendmsg", Use::certain},
                                         Kind{Program::broker, "sendto", Use::possible},
                                         Kind{Program::worker, "write", Use::possible},
                                         Kind{Program::worker, "pwrite64", Use::possible},
                                         Kind{Program::worker, "fdatasync", Use::certain},
                                         Kind{Program::worker, "fsync", Use::certain},
                                         Kind{Program::worker, "renameat,renameat2", Use::certain},
                                         Kind{Program::worker, "sendmsg", Use::possible},
                                         Kind{Program::worker, "sendto", Use::possible}),
                         [](const auto& given) { return name_of(given.param); });

}  // namespace

}  // namespace transferd::test
