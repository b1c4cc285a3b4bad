// SPDX-License-Identifier: MIT
// What was acknowledged is there after kill -9; the control acknowledges too early, and is caught.
#include "samples.hpp"
#include "sqlite_fixture.hpp"

#include <random>
#include <set>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace transferd::test {
namespace {

constexpr int rounds = 20;

enum class Acknowledge { when_saved, too_early };

void acknowledge(int pipe, core::JobId id) {
    if (::write(pipe, &id.value, sizeof id.value) != sizeof id.value) ::_exit(1);
}

/// Saves jobs in batches of three until it is killed.
[[noreturn]] void live(const std::string& folder, int pipe, Acknowledge when) {
    OpenStore open{folder};
    for (;;) {
        for (int i = 0; i < 3; ++i) {
            const auto id = open.store.new_id();
            auto job = full_job(id);
            job.error->message.assign(3000, 'x');
            open.store.save(job, std::vector{full_file({0})}, [=](const core::SaveError& error) {
                if (!error && when == Acknowledge::when_saved) acknowledge(pipe, id);
            });
            if (when == Acknowledge::too_early) acknowledge(pipe, id);
        }
        open.store.commit();
    }
}

/// The ids that a child acknowledged before it was killed after `count` of them.
std::set<std::uint64_t> killed_after(std::size_t count, const std::string& folder,
                                     Acknowledge when) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error{"no pipe"};
    const pid_t child = ::fork();
    if (child == 0) live(folder, ends[1], when);
    ::close(ends[1]);
    std::set<std::uint64_t> ids;
    std::uint64_t id = 0;
    while (::read(ends[0], &id, sizeof id) == sizeof id) {
        ids.insert(id);
        if (ids.size() == count) ::kill(child, SIGKILL);  // what is in the pipe is read after it
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
    return ids;
}

std::size_t missing(const std::set<std::uint64_t>& acknowledged, const std::string& folder) {
    OpenStore open{folder};
    std::set<std::uint64_t> present;
    for (const auto& saved : open.store.load()) {
        EXPECT_EQ(saved.files.size(), 1U);
        present.insert(saved.job.id.value);
    }
    EXPECT_TRUE(open.warnings.empty());
    EXPECT_FALSE(present.contains(open.store.new_id().value));
    std::size_t count = 0;
    for (const auto id : acknowledged) count += present.contains(id) ? 0 : 1;
    return count;
}

TEST(KilledStore, HasEverythingThatWasAcknowledged) {
    std::mt19937 random{20};
    const TempDir folder;
    std::set<std::uint64_t> acknowledged;
    for (int round = 0; round < rounds; ++round) {
        const auto count = std::uniform_int_distribution<std::size_t>{1, 12}(random);
        acknowledged.merge(killed_after(count, folder.path(), Acknowledge::when_saved));
        ASSERT_EQ(missing(acknowledged, folder.path()), 0U) << "round " << round;
    }
}

TEST(KilledStore, LacksWhatIsAcknowledgedTooEarly) {
    const TempDir folder;
    std::size_t lost = 0;
    for (int round = 0; round < rounds && lost == 0; ++round)
        lost += missing(killed_after(1, folder.path(), Acknowledge::too_early), folder.path());
    EXPECT_GT(lost, 0U) << "this test could not see a lost job";
}

}  // namespace
}  // namespace transferd::test
