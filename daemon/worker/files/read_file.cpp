// SPDX-License-Identifier: MIT
#include "worker/files/read_file.hpp"

#include "loop/unique_fd.hpp"
#include "worker/files/file_failure.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace transferd::worker {

namespace {

/// Not file_failure(): what is missing is no destination that may come back.
core::FailureCode code_of(int error) {
    switch (error) {
        case ENOENT:
        case ENOTDIR:
            return core::FailureCode::local_not_found;
        case EACCES:
        case EPERM:
        case ELOOP:
            return core::FailureCode::local_access_denied;
        default:
            return core::FailureCode::io_error;
    }
}

core::Failure unreadable(const std::string& what) {
    const int error = errno;
    auto failure = file_failure(error, "read " + what);
    failure.code = code_of(error);
    return failure;
}

}  // namespace

std::variant<std::string, core::Failure> read_file(const std::string& setting,
                                                   const std::string& path) {
    const std::string what = setting + " " + path;
    // Without O_NONBLOCK a FIFO would wait for somebody to write to it.
    const loop::UniqueFd file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    struct stat status {};
    if (!file || fstat(file.get(), &status) != 0) return unreadable(what);
    if (!S_ISREG(status.st_mode))
        return refusal(core::FailureCode::local_not_found, what + " is not a regular file");
    std::string content(largest_settings_file + 1, '\0');
    std::size_t size = 0;
    while (size < content.size()) {
        const auto got = read(file.get(), content.data() + size, content.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return unreadable(what);
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    if (size > largest_settings_file)
        return refusal(core::FailureCode::size_limit, what + " is larger than 1 MiB");
    content.resize(size);
    content.shrink_to_fit();
    return content;
}

}  // namespace transferd::worker
