// SPDX-License-Identifier: MIT
#include "worker/files/reserve.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace transferd::worker {

namespace {

constexpr std::uint64_t smallest = std::uint64_t{1024} * 1024;
/// Of st_blocks, whatever the file system's block is.
constexpr std::uint64_t block_unit = 512;

core::Failure disk_full(const std::string& path, std::uint64_t needed, std::uint64_t left) {
    auto failure = refusal(core::FailureCode::disk_full,
                           "cannot reserve " + std::to_string(needed) + " bytes for " + path +
                               ": its file system has " + std::to_string(left) + " bytes left, " +
                               std::to_string(needed - left) + " bytes are missing");
    failure.system_error = ENOSPC;
    return failure;
}

/// What this user may still fill; none where the file system does not say.
std::optional<std::uint64_t> space_left(const loop::UniqueFd& file) {
    struct statvfs space {};
    if (fstatvfs(file.get(), &space) != 0 || space.f_blocks == 0) return std::nullopt;
    return std::uint64_t{space.f_bavail} * space.f_frsize;
}

int allocate(const loop::UniqueFd& file, std::uint64_t size) {
    while (fallocate(file.get(), FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(size)) != 0)
        if (errno != EINTR) return errno;
    return 0;
}

}  // namespace

bool worth_reserving(std::uint64_t size) {
    return size > smallest;
}

Outcome reserve(const loop::UniqueFd& file, std::uint64_t size, const std::string& path) {
    if (!worth_reserving(size)) return std::nullopt;
    struct stat status {};
    if (fstat(file.get(), &status) != 0) return file_failure(errno, "examine part file " + path);
    const auto there = static_cast<std::uint64_t>(status.st_blocks) * block_unit;
    if (size <= there) return std::nullopt;
    const std::uint64_t needed = size - there;
    if (const auto left = space_left(file); left && *left < needed)
        return disk_full(path, needed, *left);

    const int error = allocate(file, size);
    if (error == 0 || error == EOPNOTSUPP || error == ENOSYS || error == EINVAL)
        return std::nullopt;
    // Some of it may have been given: nobody is to miss it because of a transfer that failed.
    // Punching would not do: ext4 keeps what lies past the end.
    if (ftruncate(file.get(), status.st_size) != 0)
        return file_failure(errno, "give back the space reserved for " + path);
    const auto left = space_left(file);
    if (error == ENOSPC && left && *left < needed) return disk_full(path, needed, *left);
    return file_failure(error, "reserve " + std::to_string(needed) + " bytes for " + path);
}

}  // namespace transferd::worker
