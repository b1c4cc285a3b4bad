// SPDX-License-Identifier: MIT
// Calls back when /etc/passwd or /etc/shadow is another file, which is how accounts of this machine
// change. Of other databases nobody tells. Neither file is read here.
#pragma once

#include "loop/io_watch.hpp"
#include "loop/unique_fd.hpp"

#include <functional>
#include <optional>

namespace transferd::broker {

class AccountFilesWatch {
  public:
    /// Where the folder cannot be watched, it never calls.
    AccountFilesWatch(loop::EventLoop& loop, std::function<void()> changed);

  private:
    void read();

    std::function<void()> changed_;
    loop::UniqueFd inotify_;
    std::optional<loop::IoWatch> watch_;
};

}  // namespace transferd::broker
