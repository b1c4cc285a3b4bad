// SPDX-License-Identifier: MIT
// Single sign-on as a company has it: a Kerberos realm, and a web server and proxy that want its
// tickets.
#pragma once

#include "support/process.hpp"
#include "support/temp_dir.hpp"
#include "support/web_server.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace transferd::test {

/// The realm TEST.EXAMPLE with the user `me`, whose tickets are where krb5.conf says.
class Realm {
  public:
    Realm();

    /// What a program of that user has in its environment, as arguments of env(1).
    [[nodiscard]] std::vector<std::string> environment() const;
    /// The same for a user who looks for the centre at another port.
    [[nodiscard]] std::vector<std::string> environment_with_centre_at(std::uint16_t port) const;
    /// The user types the password, and has a ticket.
    void log_in() const;
    void log_out() const;
    /// A key of the user's, from which tickets are had without a password.
    [[nodiscard]] std::filesystem::path key_of_user() const;

    [[nodiscard]] std::filesystem::path configuration() const;
    [[nodiscard]] std::filesystem::path key_of_server() const;

  private:
    void as_user(const std::string& shell_command) const;

    TempDir directory_;
    WebServer centre_;
};

/// An Apache httpd that has Kerberos check everybody: /me/file is for `me`, /you/file for another,
/// and as a proxy it is for everybody with a ticket.
class TicketServer {
  public:
    explicit TicketServer(const Realm& realm);

    [[nodiscard]] std::string url(const std::string& target) const;
    /// What every file of it holds.
    [[nodiscard]] static std::string body();

  private:
    TempDir files_;
    WebServer server_;
};

}  // namespace transferd::test
