// SPDX-License-Identifier: MIT
// The highest job id that may have been used, in a file beside the database: an id is never used
// twice, also where the database was lost (settings.md, "job ids").
#pragma once

#include "core/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace transferd::broker {

/// The id in the file; none where the file is missing or damaged. Throws std::system_error where it
/// cannot be read for another reason.
std::optional<core::JobId> stored_job_id(const std::string& path);

class IdFile {
  public:
    /// `known` is the highest id the database has ever seen; none: there was no database before.
    /// Where the file is missing or unreadable, `known` is raised by 1,000. Throws
    /// std::system_error where the file cannot be read for another reason.
    IdFile(std::string path, std::optional<core::JobId> known);
    IdFile(const IdFile&) = delete;
    IdFile& operator=(const IdFile&) = delete;
    /// Gives back what was reserved and not used.
    ~IdFile();

    /// An id that was never answered before. One write and fsync for a hundred ids. Throws
    /// std::system_error; the next call tries again.
    core::JobId next();

  private:
    void write(std::uint64_t highest) const;

    std::string path_;
    std::uint64_t used_;
    std::uint64_t reserved_;
};

}  // namespace transferd::broker
