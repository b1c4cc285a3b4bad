// SPDX-License-Identifier: MIT
// Somebody else may write in the directory too, and puts things in the place of the part file and
// of the destination: each is refused or replaced as itself, and what it leads to is never touched.
#include "contract/scenarios/one_file.hpp"
#include "contract/scenarios/scene.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace transferd::worker {

namespace {

namespace fs = std::filesystem;

enum class Thing {
    link_to_a_file,
    link_to_a_directory,
    link_to_nowhere,
    link_to_the_destination,
    hard_link,
    fifo,
    socket,
    empty_directory,
    full_directory,
};
enum class When {
    part_before_the_start,
    part_between_attempts,
    part_before_complete,
    destination_before_the_start,
    destination_before_complete,
};

constexpr std::array things{
    Thing::link_to_a_file, Thing::link_to_a_directory,     Thing::link_to_nowhere,
    Thing::hard_link,      Thing::link_to_the_destination, Thing::fifo,
    Thing::socket,         Thing::empty_directory,         Thing::full_directory,
};
constexpr std::array moments{
    When::part_before_the_start,       When::part_between_attempts,
    When::part_before_complete,        When::destination_before_the_start,
    When::destination_before_complete,
};

const char* name_of(Thing thing) {
    switch (thing) {
        case Thing::link_to_a_file:
            return "ALinkToAFile";
        case Thing::link_to_a_directory:
            return "ALinkToADirectory";
        case Thing::link_to_nowhere:
            return "ALinkToNowhere";
        case Thing::link_to_the_destination:
            return "ALinkToTheDestination";
        case Thing::hard_link:
            return "AHardLink";
        case Thing::fifo:
            return "AFifo";
        case Thing::socket:
            return "ASocket";
        case Thing::empty_directory:
            return "AnEmptyDirectory";
        case Thing::full_directory:
            return "AFullDirectory";
    }
    return "";
}

const char* name_of(When when) {
    switch (when) {
        case When::part_before_the_start:
            return "InPlaceOfThePartFileIsRefused";
        case When::part_between_attempts:
            return "InPlaceOfThePartFileIsRefusedLater";
        case When::part_before_complete:
            return "InPlaceOfThePartFileIsNotPublished";
        case When::destination_before_the_start:
            return "InPlaceOfTheDestinationIsReplacedOrRefused";
        case When::destination_before_complete:
            return "InPlaceOfTheDestinationIsReplacedOrRefusedLater";
    }
    return "";
}

/// Names that a rename replaces as themselves.
bool is_replaced(Thing thing) {
    switch (thing) {
        case Thing::link_to_a_file:
        case Thing::link_to_a_directory:
        case Thing::link_to_nowhere:
        case Thing::link_to_the_destination:
        case Thing::hard_link:
            return true;
        case Thing::fifo:
        case Thing::socket:
        case Thing::empty_directory:
        case Thing::full_directory:
            return false;
    }
    return false;
}

std::string content(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void make_socket(const std::string& path) {
    const loop::UniqueFd fd{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    ASSERT_LT(path.size(), sizeof address.sun_path);
    path.copy(address.sun_path, path.size());
    ASSERT_EQ(bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
}

struct Case {
    Thing thing{};
    When when{};
};

class Hostile : public testing::TestWithParam<Case> {
  protected:
    Hostile() {
        fs::create_directory(victims());
        std::ofstream{victim()} << secret;
        std::ofstream{victims() / "file"} << secret;
        file_.order.url = server_.url();
    }

    [[nodiscard]] fs::path victims() const { return victims_.path() / "victims"; }
    [[nodiscard]] fs::path victim() const { return victims_.path() / "victim"; }

    /// In the place of what is there.
    void put_at(const fs::path& path) {
        fs::remove(path);
        switch (GetParam().thing) {
            case Thing::link_to_a_file:
                return fs::create_symlink(victim(), path);
            case Thing::link_to_a_directory:
                return fs::create_symlink(victims(), path);
            case Thing::link_to_nowhere:
                return fs::create_symlink(victims_.path() / "nowhere", path);
            case Thing::link_to_the_destination:
                return fs::create_symlink("file", path);
            case Thing::hard_link:
                return fs::create_hard_link(victim(), path);
            case Thing::fifo:
                ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
                return;
            case Thing::socket:
                return make_socket(path);
            case Thing::empty_directory:
                fs::create_directory(path);
                return;
            case Thing::full_directory:
                fs::create_directory(path);
                std::ofstream{path / "kept"} << secret;
                return;
        }
    }

    void expect_nobody_was_harmed() const {
        EXPECT_EQ(content(victim()), secret);
        EXPECT_EQ(content(victims() / "file"), secret);
        EXPECT_FALSE(fs::exists(victims_.path() / "nowhere"));
        EXPECT_EQ(std::distance(fs::directory_iterator{victims()}, {}), 1);
    }

    void expect_refused(const fs::path& where, const std::string& error, const std::string& code) {
        EXPECT_EQ(error, code) << file_.failure().message;
        EXPECT_TRUE(fs::exists(fs::symlink_status(where))) << "what is not ours was removed";
        if (GetParam().thing != Thing::full_directory) return;
        EXPECT_EQ(content(where / "kept"), secret);
    }

    void publishes_or_refuses() {
        const auto error = file_.publish();
        if (!is_replaced(GetParam().thing))
            return expect_refused(file_.destination(), error, "validation-failed");
        EXPECT_EQ(error, "");
        EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(file_.destination())));
        EXPECT_EQ(file_.published(), one());
    }

    static constexpr const char* secret = "nobody else's";
    loop::EventLoop loop_;
    ScriptedServer server_{loop_, [](std::string_view request) {
                               return honest({.request = request, .here = {}}, one());
                           }};
    test::TempDir victims_;
    OneFile file_{loop_};
};

TEST_P(Hostile, Directory) {
    switch (GetParam().when) {
        case When::part_before_the_start:
            put_at(file_.part());
            expect_refused(file_.part(), file_.attempt(), "local-file-changed");
            EXPECT_EQ(file_.published(), std::nullopt);
            break;
        case When::part_between_attempts:
            EXPECT_EQ(file_.attempt(), "");
            file_.remember_only(one().size() / 2);
            put_at(file_.part());
            expect_refused(file_.part(), file_.attempt(), "local-file-changed");
            EXPECT_EQ(file_.published(), std::nullopt);
            break;
        case When::part_before_complete:
            EXPECT_EQ(file_.attempt(), "");
            put_at(file_.part());
            expect_refused(file_.part(), file_.publish(), "local-file-changed");
            EXPECT_EQ(file_.published(), std::nullopt);
            break;
        case When::destination_before_the_start:
            put_at(file_.destination());
            EXPECT_EQ(file_.attempt(), "");
            publishes_or_refuses();
            break;
        case When::destination_before_complete:
            EXPECT_EQ(file_.attempt(), "");
            put_at(file_.destination());
            publishes_or_refuses();
            break;
    }
    expect_nobody_was_harmed();
}

std::vector<Case> cases() {
    std::vector<Case> all;
    for (const auto when : moments)
        for (const auto thing : things) all.push_back({thing, when});
    return all;
}

std::string name_of_case(const testing::TestParamInfo<Case>& info) {
    return std::string(name_of(info.param.thing)) + name_of(info.param.when);
}

// The control: who opens what is there writes to where it leads.
TEST(HostileDirectory, HarmsWhoFollowsLinks) {
    const test::TempDir directory;
    const auto victim = directory.path() / "victim";
    std::ofstream{victim} << "nobody else's";
    fs::create_symlink(victim, directory.path() / "symbolic");
    fs::create_hard_link(victim, directory.path() / "hard");
    for (const auto* name : {"symbolic", "hard"}) {
        std::ofstream{directory.path() / name} << name;
        EXPECT_EQ(content(victim), name);
    }
}

INSTANTIATE_TEST_SUITE_P(With, Hostile, testing::ValuesIn(cases()), name_of_case);

}  // namespace

}  // namespace transferd::worker
