// SPDX-License-Identifier: MIT
// Internal to the files that speak to the bus: the only ones that see sdbus-c++.
#pragma once

#include "client/client_error.hpp"
#include "client/job_id.hpp"
#include "client/jobs_client.hpp"

#include <concepts>
#include <memory>
#include <utility>

#include <sdbus-c++/sdbus-c++.h>

namespace transferd::client {

/// One connection to the bus the user chose. Nothing here runs a thread or a loop.
class BusConnection {
  public:
    /// Throws ClientError (unreachable) where there is no such bus. At a terminal the service may
    /// have somebody asked for a password, whose agent runs or not; none is started.
    explicit BusConnection(Bus bus);

    sdbus::IConnection& sdbus() noexcept { return *connection_; }

  private:
    std::unique_ptr<sdbus::IConnection> connection_;
};

/// The path of the job's object.
std::string path_of(JobId id);

/// The library's error as ours, with the exit code its name means.
ClientError translated(const sdbus::Error& error);

/// Runs a call to the bus; what it throws of the library's comes out as ClientError.
template <std::invocable Call>
auto on_bus(Call&& call) {
    try {
        return std::forward<Call>(call)();
    } catch (const sdbus::Error& error) {
        throw translated(error);
    }
}

}  // namespace transferd::client
