// SPDX-License-Identifier: MIT
#include "worker/files/directory.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

namespace transferd::worker {

namespace {

/// glibc has no wrapper for openat2.
loop::UniqueFd open_without_magic_links(const std::string& path) {
    const struct open_how how {
        .flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC, .mode = 0, .resolve = RESOLVE_NO_MAGICLINKS
    };
    long fd = -1;
    do fd = syscall(SYS_openat2, AT_FDCWD, path.c_str(), &how, sizeof how);
    while (fd < 0 && errno == EINTR);
    return loop::UniqueFd{static_cast<int>(fd)};
}

/// What is the same after a reboot: the file system's own id where it has one, as ext4, btrfs and
/// overlayfs have it. Device numbers are given anew at every mount of what is on no block device;
/// of those without an id (NFS, FUSE) the type is all that stays.
std::uint64_t file_system_of(const struct statfs& about, dev_t device) {
    std::uint64_t id = 0;
    static_assert(sizeof about.f_fsid == sizeof id);
    std::memcpy(&id, &about.f_fsid, sizeof id);
    if (id != 0) return id;
    return major(device) == 0 ? static_cast<std::uint64_t>(about.f_type) : device;
}

/// Those on a disk of their own. FUSE does not pass the call on, and overlayfs does not hear of the
/// errors of what is below it.
bool syncs_whole(const struct statfs& about) {
    return about.f_type == EXT4_SUPER_MAGIC || about.f_type == XFS_SUPER_MAGIC ||
           about.f_type == BTRFS_SUPER_MAGIC;
}

}  // namespace

std::string Directory::path_of(const std::string& name) const {
    return core::Destination{.directory = path, .name = name}.path();
}

core::FileIdentity Directory::identity_of(const struct stat& status) const {
    const bool mounted_over = status.st_dev != device;
    return {.device = mounted_over ? status.st_dev : identity.device, .inode = status.st_ino};
}

std::variant<DirectoryRef, core::Failure> open_directory(const std::string& path) {
    loop::UniqueFd fd = open_without_magic_links(path);
    if (!fd) return file_failure(errno, "open directory " + path);
    struct stat status {};
    if (fstat(fd.get(), &status) != 0) return file_failure(errno, "examine directory " + path);
    struct statfs about {};
    const bool says = fstatfs(fd.get(), &about) == 0;
    const core::FileIdentity identity{
        .device = says ? file_system_of(about, status.st_dev) : status.st_dev,
        .inode = status.st_ino};
    return std::make_shared<const Directory>(Directory{.fd = std::move(fd),
                                                       .identity = identity,
                                                       .path = path,
                                                       .device = status.st_dev,
                                                       .syncs_whole = syncs_whole(about)});
}

std::variant<DirectoryRef, core::Failure> open_directory_of(const core::Destination& destination) {
    auto opened = open_directory(destination.directory);
    const auto* directory = std::get_if<DirectoryRef>(&opened);
    if (directory && destination.directory_id.known() &&
        (*directory)->identity != destination.directory_id)
        return refusal(
            core::FailureCode::destination_unavailable,
            destination.directory + " is not the directory that it was when the file was added");
    return opened;
}

Outcome check_plain(const std::string& name) {
    if (!name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos)
        return std::nullopt;
    return refusal(core::FailureCode::validation_failed,
                   "'" + name + "' is not the name of a file in a directory");
}

Look look_at(const Directory& directory, const std::string& name) {
    Look look;
    if (fstatat(directory.fd.get(), name.c_str(), &look.status, AT_SYMLINK_NOFOLLOW) != 0)
        look.error = errno;
    else
        look.identity = directory.identity_of(look.status);
    return look;
}

bool is_sole_file(const struct stat& status) {
    return S_ISREG(status.st_mode) && status.st_nlink == 1;
}

bool is_own_file(const struct stat& status) {
    return is_sole_file(status) && status.st_uid == geteuid();
}

std::string kind_of(const struct stat& status) {
    switch (status.st_mode & S_IFMT) {
        case S_IFDIR:
            return "a directory";
        case S_IFLNK:
            return "a symbolic link";
        case S_IFIFO:
            return "a FIFO";
        case S_IFSOCK:
            return "a socket";
        case S_IFCHR:
        case S_IFBLK:
            return "a device";
        default:
            return status.st_nlink == 1 ? "a file of another user" : "a file with several names";
    }
}

}  // namespace transferd::worker
