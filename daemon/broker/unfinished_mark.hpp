// SPDX-License-Identifier: MIT
// The file `unfinished` beside the database: while it is there, the service is started at boot,
// because jobs may wait that no client will ask for.
#pragma once

#include <string>

namespace transferd::broker {

class UnfinishedMark {
  public:
    /// It is on disk before any job can be promised to go on; throws std::system_error.
    explicit UnfinishedMark(const std::string& state_directory);
    /// No job waits for anything but a call. What stays for want of this costs one start.
    void remove() const noexcept;

  private:
    std::string path_;
};

}  // namespace transferd::broker
