// SPDX-License-Identifier: MIT
#include "broker/bus/error_names.hpp"

#include "broker/bus/dictionary.hpp"
#include "dbus/names.hpp"

#include <string>

namespace transferd::broker {

namespace {

std::string name_of(core::ErrorCode code) {
    using enum core::ErrorCode;
    const std::string bus = dbus::bus_error_prefix;
    const std::string own = dbus::error_prefix;
    switch (code) {
        case invalid_args:
            return bus + "InvalidArgs";
        case access_denied:
            return bus + "AccessDenied";
        case not_supported:
            return bus + "NotSupported";
        case limits_exceeded:
            return bus + "LimitsExceeded";
        case no_such_job:
            return own + "NoSuchJob";
        case no_such_file:
            return own + "NoSuchFile";
        case no_error:
            return own + "NoError";
        case in_progress:
            return own + "InProgress";
        case invalid_state:
            return own + "InvalidState";
        case empty_job:
            return own + "EmptyJob";
        case invalid_url:
            return own + "InvalidUrl";
        case invalid_path:
            return own + "InvalidPath";
        case invalid_range:
            return own + "InvalidRange";
        case overlapping_ranges:
            return own + "OverlappingRanges";
        case too_many_jobs_per_user:
            return own + "TooManyJobsPerUser";
        case too_many_jobs_per_machine:
            return own + "TooManyJobsPerMachine";
        case too_many_files:
            return own + "TooManyFiles";
        case too_many_ranges:
            return own + "TooManyRanges";
        case too_large:
            return own + "TooLarge";
        case destination_exists:
            return own + "DestinationExists";
        case destination_unavailable:
            return own + "DestinationUnavailable";
        case read_only_setting:
            return own + "ReadOnlySetting";
        case failed:
            return own + "Failed";
    }
    return own + "Failed";
}

}  // namespace

sdbus::Error bus_error(const core::Error& error) {
    return {name_of(error.code()), valid_utf8(error.what())};
}

}  // namespace transferd::broker
