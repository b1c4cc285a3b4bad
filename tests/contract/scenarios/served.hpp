// SPDX-License-Identifier: MIT
// Scenarios with servers that do what they should: the tests' own, nginx, Apache and lighttpd, each
// by itself and behind a HAProxy, over HTTP/1.1, HTTPS and HTTP/2.
#pragma once

#include "contract/scenarios/one_file.hpp"
#include "support/body.hpp"
#include "support/web_server.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace transferd::worker {

enum class Software { ours, nginx, apache, lighttpd };

/// Where a scenario is shown.
struct Venue {
    Software software{};
    bool behind_haproxy{};
    test::Protocol protocol{};
};

/// "ApacheBehindHaProxy_Http2"
std::string name_of(const Venue& venue);
/// Every one that there is.
const std::vector<Venue>& venues();

/// The servers, started once, and what they all serve.
class Hosts {
  public:
    static Hosts& started();

    /// At /NAME of every server, last changed `age` ago.
    virtual void serve(const std::string& name, const test::Version& version,
                       std::chrono::hours age) = 0;
    void serve(const std::string& name, const test::Version& version) {
        serve(name, version, std::chrono::hours{2});
    }
    virtual void remove(const std::string& name) = 0;
    [[nodiscard]] virtual std::string url(const Venue& venue, const std::string& target) const = 0;

    Hosts() = default;
    Hosts(const Hosts&) = delete;
    Hosts& operator=(const Hosts&) = delete;
    virtual ~Hosts() = default;
};

/// What a scenario is played with: the file at /file of all hosts, and how it is fetched.
struct Play {
    Hosts& hosts;
    Venue venue;
    loop::EventLoop& loop;
    OneFile& file;

    /// Fetched whole and not yet finished: all but the first `offset` bytes are forgotten.
    void fetch_and_forget(std::uint64_t offset) const;
    /// An attempt that must end well, and its publication as that version.
    void ends_as(const test::Version& version) const;
};

struct ServedScene {
    const char* sentence;
    void (*plays)(const Play&);
};
const std::vector<ServedScene>& served_scenes();

}  // namespace transferd::worker
