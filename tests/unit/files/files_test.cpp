// SPDX-License-Identifier: MIT
#include "unit/files/files_test.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <thread>

#include <poll.h>
#include <sys/statfs.h>
#include <unistd.h>

namespace transferd::worker {

namespace fs = std::filesystem;

FilesTest::FilesTest() {
    std::string name = fs::temp_directory_path() / "transferd-files-XXXXXX";
    if (!mkdtemp(name.data()))
        throw std::system_error{errno, std::generic_category(), "make a directory for the test"};
    directory_ = name;
}

FilesTest::~FilesTest() {
    std::error_code ignored;
    fs::permissions(directory_, fs::perms::owner_all, ignored);
    fs::remove_all(directory_, ignored);
}

core::Destination FilesTest::destination(const std::string& name) const {
    return {.directory = directory_, .name = name, .directory_id = identity(directory_)};
}

std::string FilesTest::part_path(const std::string& name) const {
    return path(core::part_name(file_, name));
}

void FilesTest::put(const std::string& where, const std::string& content) const {
    std::ofstream stream{where, std::ios::binary};
    stream << content;
    if (!stream.flush()) throw std::runtime_error{"cannot write " + where};
}

std::string FilesTest::content(const std::string& where) {
    std::ifstream stream{where, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

bool FilesTest::exists(const std::string& where) {
    return fs::exists(fs::symlink_status(where));
}

struct stat FilesTest::status(const std::string& where) {
    struct stat found {};
    if (lstat(where.c_str(), &found) != 0)
        throw std::system_error{errno, std::generic_category(), "examine " + where};
    return found;
}

/// ext4 and tmpfs have an id that a mount does not change; the tests run on one of them.
core::FileIdentity FilesTest::identity(const std::string& where) {
    struct statfs about {};
    if (statfs(fs::path{where}.parent_path().c_str(), &about) != 0)
        throw std::system_error{errno, std::generic_category(), "examine the place of " + where};
    core::FileIdentity found{.inode = status(where).st_ino};
    std::memcpy(&found.device, &about.f_fsid, sizeof found.device);
    return found;
}

void FilesTest::wait_until(const std::function<bool()>& happened) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!happened()) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            end - std::chrono::steady_clock::now());
        ASSERT_GT(left.count(), 0) << "what was waited for did not happen";
        pollfd event{.fd = threads_->fd(), .events = POLLIN, .revents = 0};
        poll(&event, 1, static_cast<int>(left.count()));
        threads_->deliver();
    }
}

void look_until(const std::function<bool()>& happened) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (!happened()) {
        ASSERT_LT(std::chrono::steady_clock::now(), end) << "what was looked for did not happen";
        std::this_thread::yield();
    }
}

bool is_waited_for(const core::FileIdentity& file) {
    std::ifstream locks{"/proc/locks"};
    for (std::string line; std::getline(locks, line);)
        if (line.find("->") != std::string::npos &&
            line.find(":" + std::to_string(file.inode) + " ") != std::string::npos)
            return true;
    return false;
}

}  // namespace transferd::worker
