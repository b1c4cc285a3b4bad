// SPDX-License-Identifier: MIT
// A file descriptor of the state directory's files, closed with its owner.
#pragma once

#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace transferd::broker {

class Fd {
  public:
    /// Look at get(): negative, with errno set, where it could not be opened.
    Fd(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    ~Fd() {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] int get() const { return fd_; }

  private:
    int fd_;
};

}  // namespace transferd::broker
