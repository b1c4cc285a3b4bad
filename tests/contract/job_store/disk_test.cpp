// SPDX-License-Identifier: MIT
// Every system call that changes a file of the store, failed in turn, killed at and left without
// power at: what was acknowledged is there, what was refused is not, and life goes on.
#include "faulty_disk.hpp"
#include "loop/open_file.hpp"
#include "samples.hpp"
#include "sqlite_fixture.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

#include <gtest/gtest.h>

namespace transferd::test {
namespace {

namespace fs = std::filesystem;

/// What the callers were told: an id's job is there (with that many errors), or retired.
struct Told {
    std::map<std::uint64_t, std::uint32_t> jobs;
    std::set<std::uint64_t> retired;
    bool operator==(const Told&) const = default;
};

/// A life of the store that uses each of its statements and moves its log into the database more
/// than once.
class Life {
  public:
    explicit Life(const fs::path& folder) : folder_(folder.string()) {}

    void live() {
        for (std::uint32_t round = 1; round <= rounds; ++round) {
            try {
                live_on(round);
            } catch (const std::exception&) {
                ++refused;  // no id, or the store could not be opened: the caller hears of it
            }
        }
    }
    void close() { open_.reset(); }

    Told told;
    unsigned refused = 0;
    /// The highest id that was ever answered.
    core::JobId highest{};

  private:
    static constexpr std::uint32_t rounds = 4;

    void live_on(std::uint32_t round) {
        if (!open_) {
            open_ = std::make_unique<OpenStore>(folder_);
            open_->database->execute("PRAGMA wal_autocheckpoint = 15");
        }
        auto& store = open_->store;
        const auto id = highest = store.new_id();
        save(id, round);
        save({id.value + 1000}, round);
        store.commit();
        store.checkpoint({id, {0}},
                         {.ranges = {{0, 9}}, .digest_state = "d", .transfer_state = ""});
        save(id, round + 100);
        store.commit();
        if (round % 2 == 0) retire(id);
        store.commit();
        if (round == rounds / 2) open_.reset();
    }

    void save(core::JobId id, std::uint32_t errors) {
        auto job = full_job(id);
        job.error_count = errors;
        job.error->message.assign(2000, 'x');
        open_->store.save(job, std::vector{full_file({0}), full_file({1})},
                          [this, id, errors](const core::SaveError& error) {
                              if (error)
                                  ++refused;
                              else
                                  told.jobs[id.value] = errors;
                          });
    }
    void retire(core::JobId id) {
        open_->store.retire(full_entry(id), [this, id](const core::SaveError& error) {
            if (error) {
                ++refused;
            } else {
                told.jobs.erase(id.value);
                told.retired.insert(id.value);
            }
        });
    }

    std::string folder_;
    std::unique_ptr<OpenStore> open_;
};

struct Found {
    Told told;
    /// The id that the next job would get.
    core::JobId next;
};

/// What a store in `folder` has, as its callers would have been told.
Found found(const fs::path& folder) {
    OpenStore open{folder};
    Told told;
    for (const auto& saved : open.store.load()) {
        EXPECT_EQ(saved.files.size(), 2U);
        told.jobs[saved.job.id.value] = saved.job.error_count;
    }
    for (const auto& entry : open.history.final_jobs({}, {}, 0))
        told.retired.insert(entry.id.value);
    EXPECT_TRUE(open.warnings.empty()) << open.warnings.front();
    return {.told = told, .next = open.store.new_id()};
}

/// Whether everything that was told is there; the store may be one batch ahead of what it told.
bool has_all(const Found& there, const Life& life) {
    const auto is_there = [&](const auto& job) {
        const auto saved = there.told.jobs.find(job.first);
        return there.told.retired.contains(job.first) ||
               (saved != there.told.jobs.end() && saved->second >= job.second);
    };
    return there.next > life.highest && std::ranges::all_of(life.told.jobs, is_there) &&
           std::ranges::includes(there.told.retired, life.told.retired);
}

struct Fault {
    const char* name;
    std::set<Call> kinds;
    int error;
    unsigned times;
    unsigned step;
};

class FailingDisk : public testing::TestWithParam<Fault> {};

TEST_P(FailingDisk, LosesNothingThatWasSavedAndKeepsNothingThatWasRefused) {
    unsigned nth = 1;
    for (bool failed = true; failed; nth += GetParam().step) {
        const TempDir folder;
        const TempDir killed;
        const TempDir powerless;
        FaultyDisk disk{folder.path()};
        disk.fail(GetParam().kinds, nth, GetParam().error, GetParam().times);
        Life life{folder.path()};
        life.live();
        failed = disk.has_failed();
        disk.work();
        const auto refused = life.refused;
        life.live();
        EXPECT_EQ(life.refused, refused) << "it goes on when the disk does";
        disk.copy_as_killed(killed.path());
        disk.copy_as_powerless(powerless.path());
        for (const auto* crashed : {&killed, &powerless}) {
            const auto there = found(crashed->path());
            EXPECT_EQ(there.told, life.told) << "call " << nth;
            EXPECT_GT(there.next, life.highest) << "call " << nth;
        }
        life.close();
        if (HasFailure()) return;
    }
    EXPECT_GT(nth, 3U) << "this test looks at the wrong calls";
}

INSTANTIATE_TEST_SUITE_P(
    Each, FailingDisk,
    testing::Values(Fault{"FullAtAWrite", {Call::write}, ENOSPC, 1, 1},
                    Fault{"FullAtManyWrites", {Call::write}, ENOSPC, 30, 5},
                    Fault{"FullAtASync", {Call::sync}, ENOSPC, 1, 1},
                    Fault{"BrokenAtASync", {Call::sync}, EIO, 1, 1},
                    Fault{"BrokenAtManySyncs", {Call::sync}, EIO, 4, 1},
                    Fault{"BrokenAtATruncate", {Call::truncate}, EIO, 1, 1},
                    Fault{"BrokenAtARenameOrUnlink", {Call::rename, Call::remove}, EIO, 1, 1}),
    [](const auto& fault) { return fault.param.name; });

/// Written whole, only not synced: without more ado the next start would find it in the log.
TEST(RefusedChange, IsNotThereAfterACrashRightAfterIt) {
    const TempDir folder;
    const TempDir killed;
    const TempDir powerless;
    FaultyDisk disk{folder.path()};
    OpenStore open{folder.path()};
    const std::vector files{full_file({0}), full_file({1})};
    open.store.save(full_job({1}), files, {});
    open.store.commit();
    core::SaveError refused;
    open.store.save(full_job({2}), files, [&](const core::SaveError& error) { refused = error; });
    disk.fail({Call::sync}, 1, EIO);
    open.store.commit();
    ASSERT_TRUE(refused);
    disk.copy_as_killed(killed.path());
    disk.copy_as_powerless(powerless.path());
    EXPECT_EQ(found(killed.path()).told.jobs.size(), 1U);
    EXPECT_EQ(found(powerless.path()).told.jobs.size(), 1U);
}

enum class Crash { killed, powerless };

struct Looks {
    unsigned all = 0;
    unsigned without_loss = 0;
};

/// Lives once, and looks at what a crash before each of its calls would have left.
Looks crash_everywhere(FaultyDisk& disk, const fs::path& folder, Crash crash) {
    Looks looks;
    Life life{folder};
    disk.before_each([&] {
        const TempDir copy;
        if (crash == Crash::killed)
            disk.copy_as_killed(copy.path());
        else
            disk.copy_as_powerless(copy.path());
        ++looks.all;
        if (has_all(found(copy.path()), life)) ++looks.without_loss;
    });
    life.live();
    life.close();
    disk.before_each({});
    EXPECT_EQ(life.refused, 0U);
    EXPECT_GT(looks.all, 100U);
    return looks;
}

TEST(CrashedStore, HasWhatWasAcknowledgedWhereverItIsKilled) {
    const TempDir folder;
    FaultyDisk disk{folder.path()};
    const auto looks = crash_everywhere(disk, folder.path(), Crash::killed);
    EXPECT_EQ(looks.without_loss, looks.all);
}

TEST(CrashedStore, HasWhatWasAcknowledgedWhereverThePowerGoes) {
    const TempDir folder;
    FaultyDisk disk{folder.path()};
    const auto looks = crash_everywhere(disk, folder.path(), Crash::powerless);
    EXPECT_EQ(looks.without_loss, looks.all);
}

TEST(CrashedStore, LosesWhatWasAcknowledgedWhereSyncsAreALie) {
    const TempDir folder;
    FaultyDisk disk{folder.path()};
    disk.lie();
    const auto looks = crash_everywhere(disk, folder.path(), Crash::powerless);
    EXPECT_LT(looks.without_loss, looks.all) << "this test could not see a lost job";
}

TEST(FaultyDisk, NeverWritesWhatAFailedSyncLeftOut) {
    const TempDir folder;
    const TempDir copy;
    FaultyDisk disk{folder.path()};
    const auto file = loop::open_file(folder.path() / "file", O_RDWR | O_CREAT);
    ASSERT_EQ(::write(file.get(), "lost", 4), 4);
    disk.fail({Call::sync}, 1, EIO);
    EXPECT_EQ(::fdatasync(file.get()), -1);
    EXPECT_EQ(::fdatasync(file.get()), 0) << "as Linux does";
    disk.copy_as_powerless(copy.path());
    std::ifstream durable{copy.path() / "file"};
    EXPECT_NE(std::string(std::istreambuf_iterator<char>{durable}, {}), "lost");
}

}  // namespace
}  // namespace transferd::test
