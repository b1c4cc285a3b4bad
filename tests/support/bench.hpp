// SPDX-License-Identifier: MIT
// What almost every integration test needs: a server, the daemon, a client and a place for files.
#pragma once

#include "support/body.hpp"
#include "support/client.hpp"
#include "support/daemon.hpp"
#include "support/http_server.hpp"
#include "support/temp_dir.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace transferd::test {

/// Long enough for a loaded machine; a test that waits so long has failed anyway.
inline constexpr std::chrono::seconds patience{30};
inline constexpr std::uint64_t kib = 1024;
inline constexpr std::uint64_t mib = 1024 * kib;

class Bench : public testing::Test {
  protected:
    explicit Bench(DaemonOptions options = {}) : daemon(std::move(options)) {}

    [[nodiscard]] std::filesystem::path in_downloads(const std::string& name) const {
        return downloads.path() / name;
    }
    /// Part files and anything else that is there.
    [[nodiscard]] std::vector<std::string> names_in_downloads() const;
    /// A download of `target` to `name`, resumed.
    std::uint64_t download(const std::string& target, const std::string& name,
                           const Options& file_options = {}, const Options& settings = {});
    /// The job is transferred, or the failure says what it is instead.
    [[nodiscard]] testing::AssertionResult becomes(std::uint64_t id, const std::string& state);
    /// The job goes to `transferred`, Complete publishes it, and it is that version.
    [[nodiscard]] testing::AssertionResult ends_well(std::uint64_t id,
                                                     const std::filesystem::path& file,
                                                     const Version& version);

    HttpServer server;
    TempDir downloads;
    Daemon daemon;
    Client client{daemon.address()};
};

/// As a D-Bus error of the contract ("InvalidState") or, with dots in it, as it is.
std::string error_name(const std::string& short_name);

/// Whether the call is refused with that error and every one of `culprits` is in the message; case,
/// spaces, hyphens and underscores aside.
testing::AssertionResult refused(const std::optional<CallError>& error,
                                 const std::string& short_name,
                                 const std::vector<std::string>& culprits = {});

}  // namespace transferd::test
