// SPDX-License-Identifier: MIT
#include "worker/files/open_part.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>

namespace transferd::worker {

namespace {

/// Something else took or left the name meanwhile.
struct Again {};
using Attempt = std::variant<OpenedPart, core::Failure, Again>;

constexpr int most_attempts = 8;
constexpr int open_flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

struct Place {
    DirectoryRef directory;
    std::string name;

    [[nodiscard]] std::string path() const { return directory->path_of(name); }
    [[nodiscard]] loop::UniqueFd open(int more_flags) const {
        return loop::UniqueFd{
            openat(directory->fd.get(), name.c_str(), open_flags | more_flags, part_mode)};
    }
    /// errno.
    [[nodiscard]] int remove() const {
        return unlinkat(directory->fd.get(), name.c_str(), 0) == 0 ? 0 : errno;
    }
};

/// errno. A lock of the open file, not of the process: closing another descriptor keeps it.
int lock(const loop::UniqueFd& file) {
    struct flock whole {};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    while (fcntl(file.get(), F_OFD_SETLKW, &whole) != 0) {
        if (errno == EINTR) continue;
        // A file system without locks has no second worker to fear more than without us.
        if (errno == ENOLCK || errno == ENOSYS || errno == EOPNOTSUPP || errno == EINVAL) return 0;
        return errno;
    }
    return 0;
}

core::Failure in_the_way(const Place& place, const struct stat& status) {
    return refusal(
        core::FailureCode::local_file_changed,
        place.path() + " is " + kind_of(status) + ", not the part file of this transfer");
}

/// Whether `status` is of a file that may be this transfer's. The recorded one needs no owner: some
/// file systems tell another than who made it.
bool may_be_ours(const Place& place, const struct stat& status,
                 const core::FileIdentity& recorded) {
    return place.directory->identity_of(status) == recorded ? is_sole_file(status)
                                                            : is_own_file(status);
}

core::Failure replaced(const Place& place) {
    return refusal(core::FailureCode::local_file_changed,
                   place.path() + " is replaced by somebody again and again");
}

Attempt made_anew(const Place& place, const std::atomic<bool>& abandoned) {
    loop::UniqueFd file = place.open(O_CREAT | O_EXCL);
    if (!file && errno == EEXIST) return Again{};
    if (!file) return file_failure(errno, "create part file " + place.path());
    if (const int error = lock(file)) return file_failure(error, "lock part file " + place.path());
    struct stat status {};
    if (fstat(file.get(), &status) != 0)
        return file_failure(errno, "examine part file " + place.path());
    const auto identity = place.directory->identity_of(status);
    const Look named = look_at(*place.directory, place.name);
    if (named.error != 0 || named.identity != identity) return Again{};
    if (!abandoned)
        return OpenedPart{
            .directory = place.directory, .file = std::move(file), .identity = identity};
    // Nobody remembers this file: whoever discards the job's files may have looked before it was.
    if (const int error = place.remove())
        return file_failure(error, "take back part file " + place.path());
    return given_up(place.path());
}

/// `file` is locked. Keeps it where it is the one that is known, else removes it.
Attempt kept_or_removed(const Place& place, loop::UniqueFd file, const PartSpec& spec) {
    struct stat status {};
    if (fstat(file.get(), &status) != 0)
        return file_failure(errno, "examine part file " + place.path());
    const Look named = look_at(*place.directory, place.name);
    if (named.error != 0 || named.identity != place.directory->identity_of(status)) return Again{};
    if (!may_be_ours(place, status, spec.part)) return in_the_way(place, status);
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (place.directory->identity_of(status) != spec.part || size < spec.offset) {
        const int error = place.remove();
        if (error != 0 && error != ENOENT)
            return file_failure(error, "remove the old part file " + place.path());
        return Again{};
    }
    if (size > spec.offset && ftruncate(file.get(), static_cast<off_t>(spec.offset)) != 0)
        return file_failure(errno, "cut part file " + place.path());
    return OpenedPart{.directory = place.directory,
                      .file = std::move(file),
                      .identity = spec.part,
                      .offset = spec.offset};
}

Attempt attempt(const Place& place, const PartSpec& spec, const std::atomic<bool>& abandoned) {
    const Look look = look_at(*place.directory, place.name);
    if (look.error == ENOENT) return made_anew(place, abandoned);
    if (look.error != 0) return file_failure(look.error, "examine part file " + place.path());
    // Before it is opened: opening a device or waiting for a stranger's lock is harm enough.
    if (!may_be_ours(place, look.status, spec.part)) return in_the_way(place, look.status);
    loop::UniqueFd file = place.open(0);
    if (!file && (errno == ENOENT || errno == ELOOP)) return Again{};
    if (!file) return file_failure(errno, "open part file " + place.path());
    if (const int error = lock(file)) return file_failure(error, "lock part file " + place.path());
    // It may have been long: the file can have another writer's bytes since.
    if (abandoned) return given_up(place.path());
    return kept_or_removed(place, std::move(file), spec);
}

}  // namespace

core::Failure given_up(const std::string& path) {
    return refusal(core::FailureCode::destination_unavailable,
                   "nobody waits for " + path + " any more");
}

std::variant<OpenedPart, core::Failure> open_part(const PartSpec& spec,
                                                  const std::atomic<bool>& abandoned) {
    if (auto failure = check_plain(spec.destination.name)) return std::move(*failure);
    auto opened = open_directory_of(spec.destination);
    if (auto* failure = std::get_if<core::Failure>(&opened)) return std::move(*failure);
    const Place place{.directory = std::get<DirectoryRef>(opened),
                      .name = core::part_name(spec.file, spec.destination.name)};
    for (int tried = 0; tried < most_attempts; ++tried) {
        Attempt result = attempt(place, spec, abandoned);
        if (auto* part = std::get_if<OpenedPart>(&result)) return std::move(*part);
        if (auto* failure = std::get_if<core::Failure>(&result)) return std::move(*failure);
    }
    return replaced(place);
}

std::variant<OpenedPart, core::Failure> replace_part(const PartSpec& spec,
                                                     const DirectoryRef& directory,
                                                     const std::atomic<bool>& abandoned) {
    const Place place{.directory = directory,
                      .name = core::part_name(spec.file, spec.destination.name)};
    const Look look = look_at(*directory, place.name);
    if (look.error != 0 && look.error != ENOENT)
        return file_failure(look.error, "examine part file " + place.path());
    if (abandoned) return given_up(place.path());
    if (look.error == 0) {
        if (look.identity != spec.part) return in_the_way(place, look.status);
        const int error = place.remove();
        if (error != 0 && error != ENOENT)
            return file_failure(error, "remove the old part file " + place.path());
    }
    Attempt result = made_anew(place, abandoned);
    if (auto* part = std::get_if<OpenedPart>(&result)) return std::move(*part);
    if (auto* failure = std::get_if<core::Failure>(&result)) return std::move(*failure);
    return replaced(place);
}

void take_back_part(const PartSpec& spec, const Directory& directory) {
    const auto name = core::part_name(spec.file, spec.destination.name);
    const Look look = look_at(directory, name);
    // Best effort: what stays is removed by the next who opens a part file of that name.
    if (look.error == 0 && look.identity == spec.part)
        unlinkat(directory.fd.get(), name.c_str(), 0);
}

}  // namespace transferd::worker
