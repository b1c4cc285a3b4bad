// SPDX-License-Identifier: MIT
#include "broker/store/state_folder.hpp"

#include "loop/open_file.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include <sys/file.h>

namespace transferd::broker {

std::string folder_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

void sync_folder_of(const std::string& path) {
    const auto folder = loop::open_file(folder_of(path), O_RDONLY | O_DIRECTORY);
    if (folder.get() < 0 || ::fsync(folder.get()) != 0)
        throw std::system_error{errno, std::generic_category(), "sync the directory of " + path};
}

FolderLock::FolderLock(const std::string& database)
    : folder_(loop::open_file(folder_of(database), O_RDONLY | O_DIRECTORY)) {
    if (folder_.get() < 0)
        throw std::system_error{errno, std::generic_category(),
                                "open the directory " + folder_of(database)};
    if (::flock(folder_.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        throw std::runtime_error{"The database " + database + " is in use by another transferd"};
}

}  // namespace transferd::broker
