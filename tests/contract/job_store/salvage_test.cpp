// SPDX-License-Identifier: MIT
// A damaged database is set aside as it is, and what can be read of it goes on.
#include "salvage_fixture.hpp"

#include <algorithm>
#include <functional>
#include <random>

namespace transferd::test {
namespace {

namespace fs = std::filesystem;

class Salvage : public SalvageFixture {
  protected:
    /// Damages the closed database, opens it and looks for what is true after any damage.
    void damage_and_open(const std::function<void(std::string&)>& damage) {
        close();
        auto bytes = bytes_of(database());
        damage(bytes);
        write_bytes(database(), bytes);
        open();
        ASSERT_EQ(asides().size(), 1U);
        EXPECT_EQ(bytes_of(asides()[0]), bytes) << "it is kept as it was found";
        EXPECT_TRUE(was_told("set aside as " + asides()[0].string()));
    }

    std::size_t history() { return opened().history.final_jobs({}, {}, 0).size(); }
    std::int64_t errands() { return opened().database->number("SELECT count(*) FROM errands"); }
};

std::string garbage(std::size_t size) {
    std::mt19937 random{11};
    std::string bytes(size, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random() & 0xFFU);
    return bytes;
}

TEST_F(Salvage, FindsEverythingBehindAHeaderOfGarbage) {
    damage_and_open([](std::string& bytes) { bytes.replace(0, 100, garbage(100)); });
    EXPECT_EQ(whole_jobs(), jobs);
    EXPECT_EQ(history(), retired);
    EXPECT_EQ(errands(), 1);
    EXPECT_TRUE(was_told("60 jobs were salvaged, 0 could not be"));
}

TEST_F(Salvage, FindsEverythingBehindAFirstPageOfGarbage) {
    damage_and_open([](std::string& bytes) { bytes.replace(0, page_size, garbage(page_size)); });
    EXPECT_EQ(whole_jobs(), jobs);
    EXPECT_EQ(history(), retired);
}

TEST_F(Salvage, TakesWhatIsBeforeTheEndOfATruncatedFile) {
    close();
    const auto whole = bytes_of(database());
    std::vector<std::size_t> saved;
    for (auto size = whole.size() - 100; size > page_size; size -= 5 * page_size) {
        write_bytes(database(), whole.substr(0, size));
        open();
        saved.push_back(whole_jobs());
        EXPECT_TRUE(was_told(" " + std::to_string(saved.back()) + " job")) << size;
        close();
        if (size < 6 * page_size) break;
    }
    EXPECT_GE(saved.front(), jobs / 2);
    EXPECT_TRUE(std::ranges::is_sorted(saved, std::greater{})) << "more cut off, less left";
    open();
}

TEST_F(Salvage, FindsEverythingWhereAnIndexAloneIsWrong) {
    damage_and_open([&](std::string& bytes) {
        const auto page = (first_pages(database()).at("history_removed") - 1) * page_size;
        bytes.replace(page, page_size, garbage(page_size));
    });
    EXPECT_EQ(whole_jobs(), jobs);
    EXPECT_EQ(history(), retired);
}

TEST_F(Salvage, BeginsAnewWhereTheFileIsNoDatabaseAtAll) {
    damage_and_open([](std::string& bytes) { bytes = "To be or not to be\n"; });
    EXPECT_EQ(whole_jobs(), 0U);
    EXPECT_TRUE(was_told("0 jobs were salvaged, 0 could not be; there may have been more"));
    EXPECT_EQ(opened().store.new_id(), core::JobId{jobs + retired + 1});
}

TEST_F(Salvage, SetsAnEmptiedFileAside) {
    damage_and_open([](std::string& bytes) { bytes.clear(); });
    EXPECT_EQ(whole_jobs(), 0U);
    EXPECT_TRUE(was_told("it is empty"));
}

/// Any page: the start goes on, what it has is whole, and only jobs of that page are lost.
TEST_F(Salvage, LosesNoMoreThanThePageThatIsOverwritten) {
    close();
    const auto whole = bytes_of(database());
    const auto roots = first_pages(database());
    for (std::size_t page = 1; page <= whole.size() / page_size; ++page) {
        auto bytes = whole;
        bytes.replace((page - 1) * page_size, page_size, garbage(page_size));
        write_bytes(database(), bytes);
        open();
        const auto saved = whole_jobs();
        const bool is_root =
            std::ranges::any_of(roots, [&](const auto& root) { return root.second == page; });
        if (!is_root || page == 1) {
            EXPECT_GE(saved, jobs / 3) << "page " << page;  // of settings, which are small
        }
        if (saved < jobs) {
            EXPECT_TRUE(was_told(" salvaged, ")) << "page " << page;
        }
        EXPECT_EQ(opened().database->number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
        close();
    }
    open();
    EXPECT_TRUE(opened().warnings.empty()) << "a salvaged database is whole";
}

TEST_F(Salvage, NamesTheJobsThatItCouldNotTakeWhole) {
    damage_and_open([&](std::string& bytes) {
        // The last file of the first page of the table behind its root.
        const auto url = bytes.find("https://example.org/a?b=c");
        const auto page = url / page_size * page_size;
        bytes.replace(page, page_size, std::string(page_size, '\0'));
    });
    const auto lost = jobs - whole_jobs();
    EXPECT_GT(lost, 0U);
    EXPECT_TRUE(was_told(std::to_string(whole_jobs()) + " jobs were salvaged, " +
                         std::to_string(lost) + " could not be: "));
    EXPECT_TRUE(was_told(". The files of jobs that were lost stay where they are"));
}

TEST_F(Salvage, NeverWritesOverWhatWasSetAsideBefore) {
    for (const std::string text : {"first", "second", "third"}) {
        close();
        write_bytes(database(), text);
        open();
    }
    std::set<std::string> kept;
    for (const auto& aside : asides()) kept.insert(bytes_of(aside));
    EXPECT_EQ(kept, (std::set<std::string>{"first", "second", "third"}));
}

TEST_F(Salvage, KeepsRowsThatOurOwnProgramWouldNotHaveWritten) {
    opened().database->execute("UPDATE jobs SET state = 'flying' WHERE id = 1");
    damage_and_open([](std::string& bytes) { bytes.replace(0, 100, garbage(100)); });
    EXPECT_EQ(whole_jobs(), jobs - 1);
    EXPECT_TRUE(was_told("Job 1 is damaged in the database and left out"));
}

TEST_F(Salvage, GivesNoIdTwiceThoughTheFileOfIdsIsLostToo) {
    const auto last = opened().store.new_id();
    close();
    fs::remove(folder() / "highest-id");
    write_bytes(database(), garbage(3 * page_size));
    open();
    EXPECT_GT(opened().store.new_id(), last);
}

}  // namespace
}  // namespace transferd::test
