// SPDX-License-Identifier: MIT
// A call of the worker's that the kernel refuses, once or for ever: the job waits or is in error,
// what is published is whole, and with a kernel that is well again the job ends well.
#include "support/bench.hpp"

#include <fstream>
#include <iterator>
#include <set>

namespace transferd::test {

namespace {

enum class Fails { once, for_ever };

struct FailingCall {
    std::string name;
    std::string error;
    Fails fails{};
};

void PrintTo(const FailingCall& call, std::ostream* out) {
    *out << call.name << " " << call.error;
}

class ACallOfTheWorkers : public Bench, public testing::WithParamInterface<FailingCall> {
  protected:
    ACallOfTheWorkers() : Bench({.start = Start::by_the_test}) {
        server.serve("/file", {.version = version});
    }

    /// The broker takes the worker beside itself: a script that has strace answer for the kernel.
    void let_it_fail() {
        const auto& [name, error, fails] = GetParam();
        std::filesystem::copy_file(program_directory() / "transferd",
                                   programs.path() / "transferd");
        const auto script = programs.path() / "transfer-worker";
        std::ofstream{script} << "#!/bin/sh\nASAN_OPTIONS=detect_leaks=0\nexport ASAN_OPTIONS\n"
                              << "exec strace -f -qq -o " << trace << " -e trace=" << name
                              << " -e inject=" << name << ":error=" << error
                              << (fails == Fails::once ? ":when=1 " : " ")
                              << program_directory() / "transfer-worker"
                              << " \"$@\"\n";
        std::filesystem::permissions(script, std::filesystem::perms::owner_all);
        daemon.change({.programs = programs.path()});
    }
    [[nodiscard]] bool has_failed() const {
        std::ifstream in{trace};
        const std::string text{std::istreambuf_iterator<char>{in}, {}};
        return text.find("INJECTED") != std::string::npos;
    }
    /// Whether the job was acknowledged, perhaps for nothing.
    bool completes(std::uint64_t id) {
        const std::set<std::string> ends{"transferred", "error", "transient-error"};
        if (client.wait_for_one_of(id, ends, patience) != "transferred") return false;
        return !error_of([&] { client.manager().Complete(id); });
    }

    const Version version{.size = 3 * mib};
    TempDir programs;
    const std::filesystem::path trace = programs.path() / "trace";
};

TEST_P(ACallOfTheWorkers, ThatFailsCostsNoByteOfWhatIsPublished) {
    let_it_fail();
    daemon.start();
    std::optional<std::uint64_t> id;
    // What fails already where the job is made is told to who makes it.
    error_of([&] { id = download("/file", "file"); });
    const bool acknowledged = id && completes(*id);
    EXPECT_TRUE(has_failed()) << "the control: there was no such call";
    const bool published = std::filesystem::exists(in_downloads("file"));
    EXPECT_TRUE(published ? holds(in_downloads("file"), version) : testing::AssertionSuccess());
    EXPECT_TRUE(published || !acknowledged);
    ASSERT_TRUE(daemon.stop());
    daemon.change({});
    daemon.start();
    if (!acknowledged) {
        if (id) error_of([&] { client.manager().Resume(*id); });
        const auto last = id ? *id : download("/file", "file");
        EXPECT_TRUE(ends_well(last, in_downloads("file"), version));
    }
    EXPECT_EQ(names_in_downloads(), std::vector<std::string>{"file"});
}

INSTANTIATE_TEST_SUITE_P(Of, ACallOfTheWorkers,
                         testing::Values(FailingCall{"pwrite64", "EIO", Fails::once},
                                         FailingCall{"fdatasync", "EIO", Fails::once},
                                         FailingCall{"fdatasync", "EIO", Fails::for_ever},
                                         FailingCall{"fsync", "EIO", Fails::once},
                                         FailingCall{"fsync", "EIO", Fails::for_ever},
                                         FailingCall{"renameat,renameat2", "EIO", Fails::once},
                                         FailingCall{"renameat,renameat2", "EIO", Fails::for_ever},
                                         FailingCall{"close", "EIO", Fails::for_ever},
                                         FailingCall{"openat2", "ENOMEM", Fails::once},
                                         FailingCall{"fallocate", "EIO", Fails::for_ever}),
                         [](const auto& call) {
                             return call.param.name.substr(0, call.param.name.find(',')) +
                                    (call.param.fails == Fails::once ? "_once" : "_for_ever");
                         });

}  // namespace

}  // namespace transferd::test
