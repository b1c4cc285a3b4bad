// SPDX-License-Identifier: MIT
#include "worker/files/check_destination.hpp"

#include "worker/files/directory.hpp"

#include <cerrno>
#include <cstddef>
#include <map>
#include <memory>
#include <utility>

#include <fcntl.h>

namespace transferd::worker {

namespace {

Outcome check_directory(const Directory& directory) {
    if (faccessat(directory.fd.get(), ".", W_OK | X_OK, AT_EACCESS) == 0) return std::nullopt;
    return file_failure(errno, "create files in " + directory.path);
}

/// In a sticky directory only its owner and the file's may put another file in the file's place.
bool is_kept_by_its_owner(const Directory& directory, const struct stat& file) {
    struct stat parent {};
    if (fstat(directory.fd.get(), &parent) != 0 || (parent.st_mode & S_ISVTX) == 0) return false;
    return file.st_uid != geteuid() && parent.st_uid != geteuid();
}

Outcome check_name(const Directory& directory, const std::string& name) {
    const Look look = look_at(directory, name);
    if (look.error == ENOENT) return std::nullopt;
    const std::string path = directory.path_of(name);
    if (look.error != 0) return file_failure(look.error, "examine " + path);
    if (!look.is_regular() && !S_ISLNK(look.status.st_mode))
        return refusal(core::FailureCode::validation_failed,
                       path + " is " + kind_of(look.status) + ", which no file can replace");
    if (is_kept_by_its_owner(directory, look.status))
        return refusal(core::FailureCode::local_access_denied,
                       path +
                           " belongs to another user, in a directory where only its owner may "
                           "replace it");
    return std::nullopt;
}

core::CheckAnswer check_destination(const core::Destination& destination) {
    if (auto failure = check_plain(destination.name)) return {.failure = std::move(failure)};
    auto opened = open_directory_of(destination);
    if (auto* failure = std::get_if<core::Failure>(&opened)) {
        // At this time a missing directory is the caller's mistake, not a disk that went away.
        const int why = failure->system_error.value_or(0);
        if (why == ENOENT || why == ENOTDIR) failure->code = core::FailureCode::local_not_found;
        return {.failure = std::move(*failure)};
    }
    const Directory& directory = *std::get<DirectoryRef>(opened);
    core::CheckAnswer answer{.directory = directory.identity,
                             .failure = check_directory(directory)};
    if (!answer.failure) answer.failure = check_name(directory, destination.name);
    return answer;
}

struct Checks {
    std::vector<core::Destination> destinations;
    core::CheckAnswers answers;
    std::size_t left;
    std::function<void(const core::CheckAnswers&)> done;
};

void check_some(Checks& checks, const std::vector<std::size_t>& indices) {
    for (const std::size_t index : indices)
        checks.answers[index] = check_destination(checks.destinations[index]);
}

}  // namespace

void check_destinations(FileThreads& threads, const std::vector<core::Destination>& destinations,
                        std::function<void(const core::CheckAnswers&)> done) {
    // One call for each directory: one that hangs holds one thread.
    std::map<std::string, std::vector<std::size_t>> directories;
    for (std::size_t index = 0; index < destinations.size(); ++index)
        directories[destinations[index].directory].push_back(index);
    if (directories.empty()) directories[""];
    // Lives in the calls that are under way.
    const auto checks =
        std::make_shared<Checks>(Checks{.destinations = destinations,
                                        .answers = core::CheckAnswers(destinations.size()),
                                        .left = directories.size(),
                                        .done = std::move(done)});
    for (const auto& [path, indices] : directories)
        threads.run([checks, chosen = indices] { check_some(*checks, chosen); },
                    [checks] {
                        if (--checks->left == 0) checks->done(checks->answers);
                    });
}

}  // namespace transferd::worker
