// SPDX-License-Identifier: MIT
// After kill -9 most of the store is in its log; here the log is what is damaged or left alone.
#include "salvage_fixture.hpp"

#include <algorithm>

namespace transferd::test {
namespace {

namespace fs = std::filesystem;

class DamagedLog : public SalvageFixture {
  protected:
    void SetUp() override {
        close_as_killed();
        ASSERT_GT(fs::file_size(log()), 40 * frame);
    }
    /// Opens after the log got these bytes, and looks for a copy of them.
    void open_with(const std::string& bytes) {
        write_bytes(log(), bytes);
        open();
        EXPECT_EQ(opened().warnings.size(), 1U);
        EXPECT_TRUE(was_told("The log of the database, " + log().string() + ", is damaged"));
        EXPECT_TRUE(std::ranges::any_of(fs::directory_iterator{folder()}, [&](const auto& entry) {
            const std::string name = entry.path().filename();
            return name.starts_with("jobs.db.damaged-") && name.ends_with("-wal") &&
                   bytes_of(entry.path()) == bytes;
        })) << "no copy is kept";
    }
    static constexpr std::size_t header = 32;
    static constexpr std::size_t frame = 24 + page_size;
};

TEST_F(DamagedLog, IsReadToItsEndAfterAKill) {
    open();
    EXPECT_EQ(whole_jobs(), jobs);
    EXPECT_TRUE(opened().warnings.empty());
}

TEST_F(DamagedLog, IsKeptWhereItsHeaderIsGarbage) {
    auto bytes = bytes_of(log());
    bytes.replace(0, 8, "garbage!");
    open_with(bytes);
    EXPECT_EQ(whole_jobs(), 0U) << "nothing had been moved out of the log";
    EXPECT_EQ(opened().store.new_id(), (core::JobId{jobs + retired + 1}));
}

TEST_F(DamagedLog, IsKeptWhereItIsNoLogAtAll) {
    open_with("To be or not to be");
    EXPECT_EQ(whole_jobs(), 0U);
}

TEST_F(DamagedLog, IsReadToADamagedPlaceAndKeptForWhatIsBehindIt) {
    auto bytes = bytes_of(log());
    const auto middle = header + bytes.size() / frame / 2 * frame;
    bytes[middle + 1000] = static_cast<char>(~bytes[middle + 1000]);
    open_with(bytes);
    EXPECT_GT(whole_jobs(), 0U);
    EXPECT_LE(whole_jobs(), jobs);
}

TEST_F(DamagedLog, IsNoReasonToWarnWhereACrashCutItsLastChangeShort) {
    fs::resize_file(log(), fs::file_size(log()) - 100);
    open();
    EXPECT_EQ(whole_jobs(), jobs);
    EXPECT_EQ(opened().database->number("SELECT count(*) FROM errands"), 0) << "the last change";
    EXPECT_TRUE(opened().warnings.empty());
}

TEST_F(DamagedLog, GivesWhatIsBeforeTheEndWhereHalfOfItIsGone) {
    fs::resize_file(log(), header + fs::file_size(log()) / frame / 4 * frame);
    open();
    EXPECT_GT(whole_jobs(), 0U);
    EXPECT_LT(whole_jobs(), jobs);
    EXPECT_EQ(opened().store.new_id(), (core::JobId{jobs + retired + 1}));
}

TEST_F(DamagedLog, GivesEverythingWhereTheDatabaseBesideItIsEmptied) {
    const auto bytes = bytes_of(log());
    fs::resize_file(database(), 0);
    open();
    EXPECT_EQ(whole_jobs(), jobs);
    EXPECT_TRUE(was_told("it is empty. It is damaged and set aside as "));
    ASSERT_EQ(asides().size(), 1U);
    EXPECT_EQ(bytes_of(asides()[0].string() + "-wal"), bytes) << "its log goes with it";
}

TEST_F(DamagedLog, GivesEverythingWhereTheDatabaseBesideItIsGone) {
    fs::remove(database());
    open();
    EXPECT_EQ(whole_jobs(), jobs);
    EXPECT_TRUE(was_told("it is missing. It is damaged and set aside as "));
}

TEST_F(DamagedLog, GivesEverythingWhereTheDatabaseBesideItIsGarbage) {
    write_bytes(database(), "no database");
    open();
    EXPECT_EQ(whole_jobs(), jobs);
}

}  // namespace
}  // namespace transferd::test
