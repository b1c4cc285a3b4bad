// SPDX-License-Identifier: MIT
// A download from Submit to the published file, as the contract tells it.
#include "dbus/names.hpp"
#include "support/bench.hpp"

#include <unistd.h>

namespace transferd::test {

namespace {

class WholeLife : public Bench {
  protected:
    Version version{.size = 3 * mib + 17};
};

TEST_F(WholeLife, EndsWithTheBytesUnderTheFinalName) {
    server.serve("/file", {.version = version});
    const auto id = download("/file", "file");
    ASSERT_TRUE(client.wait_for_signal("JobTransferred", id, patience));
    EXPECT_FALSE(std::filesystem::exists(in_downloads("file"))) << "published before Complete";
    const auto [published, discarded, leftovers] = client.manager().Complete(id);
    EXPECT_EQ(published, 1U);
    EXPECT_EQ(discarded, 0U);
    EXPECT_TRUE(leftovers.empty());
    EXPECT_TRUE(holds(in_downloads("file"), version));
    EXPECT_EQ(names_in_downloads(), std::vector<std::string>{"file"});
}

TEST_F(WholeLife, IsAnnouncedInOrder) {
    server.serve("/file", {.version = version});
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    client.manager().Complete(id);
    const auto removed = client.wait_for_signal("JobRemoved", id, patience);
    ASSERT_TRUE(removed);
    EXPECT_EQ(removed->detail, "acknowledged");
    std::vector<std::string> order;
    for (const auto& event : client.events()) {
        EXPECT_EQ(event.id, id);
        EXPECT_EQ(event.owner, geteuid());
        EXPECT_EQ(event.path, dbus::job_path_prefix + std::to_string(id));
        if (event.signal != "JobStateChanged") order.push_back(event.signal);
    }
    EXPECT_EQ(order, (std::vector<std::string>{"JobAdded", "FileTransferred", "JobTransferred",
                                               "JobRemoved"}));
}

TEST_F(WholeLife, StepByStepIsTheSameAsSubmit) {
    server.serve("/file", {.version = version});
    const auto [id, path] = client.manager().CreateJob("download", "step by step", {});
    EXPECT_EQ(client.manager().GetJob(id), path);
    auto job = client.job(id);
    EXPECT_EQ(job.State(), "suspended");
    EXPECT_EQ(job.AddFile(server.url("/file"), in_downloads("file"), {}), 0U);
    job.Resume();
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
}

TEST_F(WholeLife, ListsTheFileWithItsUrlAndSizes) {
    server.serve("/file", {.version = version});
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "transferred"));
    const auto files = client.job(id).ListFiles(0, 0);
    ASSERT_EQ(files.size(), 1U);
    EXPECT_EQ(files[0].at("Url").get<std::string>(), server.url("/file"));
    EXPECT_EQ(files[0].at("Path").get<std::string>(), in_downloads("file"));
    EXPECT_EQ(files[0].at("BytesTotal").get<std::uint64_t>(), version.size);
    EXPECT_EQ(files[0].at("BytesTransferred").get<std::uint64_t>(), version.size);
    EXPECT_TRUE(files[0].at("Transferred").get<bool>());
}

TEST_F(WholeLife, AutoCompletePublishesByItself) {
    server.serve("/file", {.version = version});
    const auto id = download("/file", "file", {}, {{"AutoComplete", sdbus::Variant{true}}});
    const auto removed = client.wait_for_signal("JobRemoved", id, patience);
    ASSERT_TRUE(removed);
    EXPECT_EQ(removed->detail, "acknowledged");
    EXPECT_TRUE(holds(in_downloads("file"), version));
}

TEST_F(WholeLife, TakesTheServersModificationTime) {
    server.serve("/file", {.version = version});
    ASSERT_TRUE(ends_well(download("/file", "file"), in_downloads("file"), version));
    const auto shown = run({.argv = {"stat", "-c", "%Y", in_downloads("file")}}).output;
    EXPECT_EQ(shown, "1577836800\n") << "not Wed, 01 Jan 2020 00:00:00 GMT";
}

TEST_F(WholeLife, AnEmptyFileIsAFile) {
    server.serve("/file", {.version = {.size = 0}});
    EXPECT_TRUE(ends_well(download("/file", "file"), in_downloads("file"), {.size = 0}));
}

TEST_F(WholeLife, HeaderNamesMayBeSpeltInAnyCase) {
    server.serve("/file", {.version = version, .spelling = Spelling::mixed_case});
    EXPECT_TRUE(ends_well(download("/file", "file"), in_downloads("file"), version));
}

TEST_F(WholeLife, FollowsARedirect) {
    server.serve("/file", {.redirect_to = server.url("/there")});
    server.serve("/there", {.version = version});
    EXPECT_TRUE(ends_well(download("/file", "file"), in_downloads("file"), version));
}

TEST_F(WholeLife, WrongArgumentsAreInvalidArgs) {
    const auto error = error_of([&] { client.manager().CreateJob("sideways", "a test", {}); });
    EXPECT_TRUE(refused(error, "InvalidArgs", {"sideways"}));
}

TEST_F(WholeLife, AJobThatIsNotThereIsNoSuchJob) {
    const auto error = error_of([&] { client.manager().GetJob(4711); });
    EXPECT_TRUE(refused(error, "NoSuchJob", {"4711"}));
}

}  // namespace

}  // namespace transferd::test
