// SPDX-License-Identifier: MIT
// The names of the contract that XML cannot hold in one place.
#pragma once

namespace transferd::dbus {

inline constexpr const char* bus_name = "org.example.Transfer";
inline constexpr const char* manager_path = "/org/example/Transfer";
/// Followed by the job's id in decimal.
inline constexpr const char* job_path_prefix = "/org/example/Transfer/jobs/";
inline constexpr const char* manager_interface = "org.example.Transfer";
inline constexpr const char* job_interface = "org.example.Transfer.Job";
inline constexpr const char* error_prefix = "org.example.Transfer.Error.";
inline constexpr const char* bus_error_prefix = "org.freedesktop.DBus.Error.";
inline constexpr unsigned api_version = 1;

}  // namespace transferd::dbus
