// SPDX-License-Identifier: MIT
#include "broker/unfinished_mark.hpp"

#include "loop/unique_fd.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace transferd::broker {

UnfinishedMark::UnfinishedMark(const std::string& state_directory)
    : path_(state_directory + "/unfinished") {
    constexpr mode_t own = 0600;
    const loop::UniqueFd file{open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, own)};
    const loop::UniqueFd directory{
        open(state_directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!file || !directory || fsync(directory.get()) != 0)
        throw std::system_error{errno, std::generic_category(), "make " + path_};
}

void UnfinishedMark::remove() const noexcept {
    unlink(path_.c_str());
}

}  // namespace transferd::broker
