// SPDX-License-Identifier: MIT
#include "broker/store/database_file.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace transferd::broker {

namespace {

constexpr mode_t of_others = 077;

[[noreturn]] void fail(const std::string& doing) {
    throw std::system_error{errno, std::generic_category(), doing};
}

const char* kind(mode_t mode) {
    if (S_ISDIR(mode)) return "a directory";
    if (S_ISLNK(mode)) return "a symbolic link";
    return "no regular file";
}

/// Opening a FIFO would wait for ever, and behind a link is another place than the one that is
/// private.
void refuse_other_kinds(const std::string& path) {
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0) {
        if (errno == ENOENT) return;
        fail("look at the database " + path);
    }
    if (!S_ISREG(found.st_mode))
        throw std::runtime_error{"The database " + path + " is " + kind(found.st_mode) +
                                 ": move it away, and transferd begins a new one"};
}

/// SQLite would make the file readable for everybody, and its log with the same mode.
bool create_private(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST) return false;
    if (fd < 0) fail("create the database " + path);
    ::close(fd);
    return true;
}

/// Not by opening it: closing it again would drop this process's locks on it.
void make_private(const std::string& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) fail("look at the database " + path);
    if ((found.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        throw std::runtime_error{"The database " + path +
                                 " may be written by others, who may have: take that right from "
                                 "them if it is what you expect, or move it away, and transferd "
                                 "begins a new one"};
    if ((found.st_mode & of_others) != 0 && ::chmod(path.c_str(), found.st_mode & S_IRWXU) != 0)
        fail("make the database " + path + " private");
    if (::access(path.c_str(), R_OK | W_OK) != 0) fail("read and write the database " + path);
}

}  // namespace

void prepare_database_file(const std::string& path) {
    for (const auto* suffix : {"", "-wal", "-shm", "-journal"}) refuse_other_kinds(path + suffix);
    if (!create_private(path)) make_private(path);
}

}  // namespace transferd::broker
