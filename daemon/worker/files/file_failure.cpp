// SPDX-License-Identifier: MIT
#include "worker/files/file_failure.hpp"

#include <cerrno>
#include <system_error>

namespace transferd::worker {

namespace {

core::FailureCode code_of(int error) {
    using enum core::FailureCode;
    switch (error) {
        case ENOSPC:
            return disk_full;
        case EDQUOT:
            return quota_exceeded;
        case EACCES:
        case EPERM:
        case ELOOP:
            return local_access_denied;
        case EROFS:
            return read_only;
        // The process's or the file system's greatest size of one file.
        case EFBIG:
            return size_limit;
        case EEXIST:
        case EISDIR:
        case ENOTEMPTY:
        case ENAMETOOLONG:
            return validation_failed;
        // Gone, unmounted, locked away, or its server does not answer.
        case ENOENT:
        case ENOTDIR:
        case EBUSY:
        case ESTALE:
        case ENODEV:
        case ENOMEDIUM:
        case ENOKEY:
        case EKEYEXPIRED:
        case EKEYREVOKED:
        case EKEYREJECTED:
        case ENOTCONN:
        case ECONNABORTED:
        case ESHUTDOWN:
        case EHOSTDOWN:
        case EHOSTUNREACH:
        case ENETUNREACH:
        case ETIMEDOUT:
            return destination_unavailable;
        default:
            return io_error;
    }
}

}  // namespace

core::Failure file_failure(int error, const std::string& doing) {
    return {.code = code_of(error),
            .context = core::FailureContext::local_file,
            .message = "cannot " + doing + ": " + std::generic_category().message(error),
            .system_error = error};
}

core::Failure refusal(core::FailureCode code, const std::string& sentence) {
    return {.code = code, .context = core::FailureContext::local_file, .message = sentence};
}

core::Failure hangs(const std::string& path) {
    return refusal(core::FailureCode::destination_unavailable,
                   "The file system of " + path + " has not answered for 20 seconds");
}

}  // namespace transferd::worker
