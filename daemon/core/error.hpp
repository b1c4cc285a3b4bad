// SPDX-License-Identifier: MIT
// What a caller did wrong: thrown by the rules, turned into a D-Bus error at the one door.
#pragma once

#include "core/permission.hpp"

#include <optional>
#include <stdexcept>
#include <string>

namespace transferd::core {

/// The error names of the contract (settings.md, "D-Bus errors"); dbus/names.hpp has their text.
enum class ErrorCode {
    invalid_args,
    access_denied,
    not_supported,
    limits_exceeded,
    no_such_job,
    no_such_file,
    no_error,
    in_progress,
    invalid_state,
    empty_job,
    invalid_url,
    invalid_path,
    invalid_range,
    overlapping_ranges,
    too_many_jobs_per_user,
    too_many_jobs_per_machine,
    too_many_files,
    too_many_ranges,
    too_large,
    destination_exists,
    destination_unavailable,
    read_only_setting,
    failed,
};

/// The message says what was wrong with what, in one sentence.
class Error : public std::runtime_error {
  public:
    Error(ErrorCode code, const std::string& message,
          std::optional<Permission> remedy = std::nullopt)
        : std::runtime_error(message), code_(code), remedy_(remedy) {}

    [[nodiscard]] ErrorCode code() const noexcept { return code_; }
    /// What the caller lacks: with it the same call would not have been refused for this.
    [[nodiscard]] std::optional<Permission> remedy() const noexcept { return remedy_; }

  private:
    ErrorCode code_;
    std::optional<Permission> remedy_;
};

}  // namespace transferd::core
