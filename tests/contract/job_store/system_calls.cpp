// SPDX-License-Identifier: MIT
// Defined in the program, these take the place of libc's for SQLite too.
#include "faulty_disk.hpp"

#include <cstdio>
#include <string>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

using transferd::test::Call;
using transferd::test::FaultyDisk;

std::string path_of(int fd) {
    std::error_code gone;
    return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd), gone);
}

/// Asks the disk, then does the call, then tells the disk.
template <class Do, class Tell>
auto with_disk(Call call, const std::string& path, Do&& act, Tell&& tell) -> decltype(act()) {
    auto* disk = FaultyDisk::current();
    const int error = disk ? disk->asked(call, path) : 0;
    if (error != 0) {
        if (call == Call::sync) disk->synced(path, false);
        errno = error;
        return -1;
    }
    const auto result = act();
    if (disk && result >= 0) tell(*disk);
    return result;
}

ssize_t write_at(int fd, const void* data, std::size_t size, off_t offset, bool moves) {
    const auto path = path_of(fd);
    return with_disk(
        Call::write, path,
        [&]() -> ssize_t {
            return moves ? syscall(SYS_write, fd, data, size)
                         : syscall(SYS_pwrite64, fd, data, size, offset);
        },
        [&](FaultyDisk& disk) { disk.written(path, offset, size); });
}

/// The disk in use keeps the books; the real one need not be waited for.
int sync(int fd, long number) {
    if (FaultyDisk::current() == nullptr) return static_cast<int>(syscall(number, fd));
    const auto path = path_of(fd);
    return with_disk(
        Call::sync, path, [] { return 0; }, [&](FaultyDisk& disk) { disk.synced(path, true); });
}

}  // namespace

extern "C" {

ssize_t pwrite64(int fd, const void* buf, std::size_t n, off_t offset) {
    return write_at(fd, buf, n, offset, false);
}

ssize_t write(int fd, const void* buf, std::size_t n) {
    if (FaultyDisk::current() == nullptr) return syscall(SYS_write, fd, buf, n);
    return write_at(fd, buf, n, lseek(fd, 0, SEEK_CUR), true);
}

int fdatasync(int fildes) {
    return sync(fildes, SYS_fdatasync);
}

int fsync(int fd) {
    return sync(fd, SYS_fsync);
}

int ftruncate64(int fd, off_t length) noexcept {
    const auto path = path_of(fd);
    return with_disk(
        Call::truncate, path, [&] { return static_cast<int>(syscall(SYS_ftruncate, fd, length)); },
        [](FaultyDisk&) {});
}

// libc calls one of them "new".
// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name)
int rename(const char* from, const char* to) noexcept {
    return with_disk(
        Call::rename, from,
        [&] { return static_cast<int>(syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to)); },
        [&](FaultyDisk& disk) { disk.renamed(from, to); });
}

int unlink(const char* name) noexcept {
    return with_disk(
        Call::remove, name, [&] { return static_cast<int>(syscall(SYS_unlink, name)); },
        [&](FaultyDisk& disk) { disk.removed(name); });
}
}
