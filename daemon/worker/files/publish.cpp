// SPDX-License-Identifier: MIT
#include "worker/files/publish.hpp"

#include "core/http_date.hpp"
#include "worker/files/batch.hpp"
#include "worker/files/default_acl.hpp"
#include "worker/files/open_part.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <utility>

#include <fcntl.h>

namespace transferd::worker {

namespace {

struct Publishing {
    const Directory& directory;
    const core::PublishItem& item;
    std::string part;

    [[nodiscard]] const std::string& name() const { return item.destination.name; }
    [[nodiscard]] std::string path() const { return directory.path_of(name()); }
    [[nodiscard]] std::string part_path() const { return directory.path_of(part); }
    /// The inode alone does not say it: its number may have been given to another file.
    [[nodiscard]] bool is_published() const {
        const Look look = look_at(directory, name());
        return look.error == 0 && item.part.known() && look.identity == item.part &&
               look.is_regular() && static_cast<std::uint64_t>(look.status.st_size) == item.size;
    }
};

core::Failure changed(const std::string& sentence) {
    return refusal(core::FailureCode::local_file_changed, sentence);
}

Outcome check_part(const Publishing& file, const struct stat& status) {
    if (!file.item.part.known() || file.directory.identity_of(status) != file.item.part)
        return changed(file.part_path() + " is not the file that was received");
    if (!is_sole_file(status))
        return changed(file.part_path() + " is " + kind_of(status) +
                       ", not the file that was received");
    if (static_cast<std::uint64_t>(status.st_size) != file.item.size)
        return changed(file.part_path() + " has " + std::to_string(status.st_size) +
                       " bytes, not the " + std::to_string(file.item.size) + " that were received");
    return std::nullopt;
}

Outcome set_mode(const Publishing& file, const loop::UniqueFd& part, mode_t mode) {
    const mode_t wanted = mode_by_default_acl(file.directory, part).value_or(mode);
    if (fchmod(part.get(), wanted) == 0) return std::nullopt;
    // The file is this user's: a refusal means a file system that has no modes.
    if (errno == EPERM || errno == ENOSYS || errno == EOPNOTSUPP) return std::nullopt;
    return file_failure(errno, "set the mode of " + file.part_path());
}

/// Best effort: a file without the server's time is still the file.
void set_time(const Publishing& file, const loop::UniqueFd& part) {
    using std::chrono::seconds;
    const auto time = core::parse_http_date(file.item.last_modified);
    // In microseconds: in the clock's own nanoseconds a far year would not fit.
    const auto now =
        std::chrono::time_point_cast<core::microseconds>(std::chrono::system_clock::now());
    if (!time || *time <= core::WallTime{} || *time > now) return;
    const auto since_epoch = std::chrono::duration_cast<seconds>(time->time_since_epoch());
    const std::array<struct timespec, 2> times{
        {{.tv_sec = 0, .tv_nsec = UTIME_OMIT}, {.tv_sec = since_epoch.count(), .tv_nsec = 0}}};
    futimens(part.get(), times.data());
}

/// errno. For file systems that cannot rename without replacing.
int link_and_unlink(const Publishing& file) {
    const int directory = file.directory.fd.get();
    if (linkat(directory, file.part.c_str(), directory, file.name().c_str(), 0) != 0) return errno;
    return unlinkat(directory, file.part.c_str(), 0) == 0 ? 0 : errno;
}

/// errno.
int rename_part(const Publishing& file) {
    const int directory = file.directory.fd.get();
    const bool keep = file.item.if_exists == core::IfExists::fail;
    if (renameat2(directory, file.part.c_str(), directory, file.name().c_str(),
                  keep ? RENAME_NOREPLACE : 0) == 0)
        return 0;
    return keep && (errno == EINVAL || errno == ENOSYS) ? link_and_unlink(file) : errno;
}

Outcome move_to_name(const Publishing& file) {
    const Look look = look_at(file.directory, file.name());
    if (look.error == 0 && !look.is_regular() && !S_ISLNK(look.status.st_mode))
        return refusal(core::FailureCode::validation_failed,
                       file.path() + " is " + kind_of(look.status) + ", which no file can replace");
    const int error = rename_part(file);
    if (error == 0) return std::nullopt;
    auto failure = file_failure(error, "give the received file its name " + file.path());
    if (error == EEXIST)
        failure.message = file.path() + " exists, and IfExists=fail keeps what is there";
    return failure;
}

/// The part file is not there, or has two names.
Outcome finish_earlier_publish(const Publishing& file) {
    if (!file.is_published())
        return changed("the part file " + file.part_path() + " is gone and " + file.path() +
                       " is not the file that was received");
    const Look part = look_at(file.directory, file.part);
    // Linked and not yet unlinked when the machine stopped.
    if (part.error == 0 && part.identity == file.item.part &&
        unlinkat(file.directory.fd.get(), file.part.c_str(), 0) != 0)
        return file_failure(errno, "remove part file " + file.part_path());
    return std::nullopt;
}

Outcome publish_one(const Publishing& file, mode_t mode) {
    const Look look = look_at(file.directory, file.part);
    if (look.error != 0 && look.error != ENOENT)
        return file_failure(look.error, "examine part file " + file.part_path());
    if (look.error == ENOENT || file.is_published()) return finish_earlier_publish(file);
    if (auto failure = check_part(file, look.status)) return failure;

    const loop::UniqueFd part{openat(file.directory.fd.get(), file.part.c_str(),
                                     O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
    struct stat status {};
    if (!part || fstat(part.get(), &status) != 0)
        return file_failure(errno, "open part file " + file.part_path());
    // Again, because the name may have been given to another file meanwhile.
    if (auto failure = check_part(file, status)) return failure;
    if (auto failure = set_mode(file, part, mode)) return failure;
    set_time(file, part);
    // The bytes are durable since the transfer has finished. Mode, time and name are metadata,
    // which the directory's sync commits in their order; a sync for each file doubled the time.
    auto failure = move_to_name(file);
    // Whoever may read the published file has no business with one that was not published.
    if (failure && !file.is_published()) fchmod(part.get(), part_mode);
    return failure;
}

}  // namespace

void publish(FileThreads& threads, const std::vector<core::PublishItem>& items, mode_t mode,
             std::function<void(const core::FileAnswers&)> done) {
    std::vector<BatchFile> files;
    files.reserve(items.size());
    for (const auto& item : items)
        files.push_back({.file = item.file, .destination = item.destination});
    run_batch(
        threads, std::move(files),
        [items, mode](const Directory& directory, std::size_t index) {
            const auto& item = items[index];
            return publish_one({.directory = directory,
                                .item = item,
                                .part = core::part_name(item.file, item.destination.name)},
                               mode);
        },
        std::move(done));
}

}  // namespace transferd::worker
