// SPDX-License-Identifier: MIT
// A real nginx on free ports of 127.0.0.1: HTTP, HTTPS and HTTP/2 with good and bad certificates.
#pragma once

#include "support/body.hpp"
#include "support/process.hpp"
#include "support/temp_dir.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace transferd::test {

/// What an nginx listens for, each on a port of its own. All but the first three speak HTTP/2.
enum class Site {
    http,
    https,
    http2,
    elsewhere,
    expired,
    stranger,
    wants_certificate,
    /// Say by OCSP stapling what has become of their certificate.
    stapled,
    revoked
};

/// One line of its access log.
struct Access {
    std::string connection;
    /// "HTTP/1.1", "HTTP/2.0"
    std::string protocol;
    std::string uri;
    std::string status;
    std::string range;
    std::string if_range;
};

class Nginx {
  public:
    /// Answers when it listens. What is asked for below /behind/ comes from `behind`, a URL.
    explicit Nginx(std::string behind = {});

    /// What is in this directory is served.
    [[nodiscard]] std::filesystem::path files() const { return directory_.path() / "files"; }
    /// Serves that version at /NAME.
    void serve(const std::string& name, const Version& version) const;
    [[nodiscard]] std::uint16_t port(Site site) const { return ports_.at(site); }
    /// /to-http and /to-http2 redirect to /file of these two sites, /to-http2-to-http over both.
    [[nodiscard]] std::string url(Site site, const std::string& target) const;

    /// The requests that were answered before this call.
    [[nodiscard]] std::vector<Access> accesses();

  private:
    [[nodiscard]] std::string configuration() const;
    [[nodiscard]] std::string server_block(Site site) const;
    [[nodiscard]] bool start();

    std::string behind_;
    TempDir directory_;
    std::map<Site, std::uint16_t> ports_;
    std::unique_ptr<Process> process_;
    int marks_{};
};

}  // namespace transferd::test
