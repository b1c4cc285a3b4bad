// SPDX-License-Identifier: MIT
#include "contract/scenarios/served.hpp"
#include "support/apache.hpp"
#include "support/haproxy.hpp"
#include "support/http_server.hpp"
#include "support/lighttpd.hpp"
#include "support/nginx.hpp"

#include <array>
#include <filesystem>
#include <fstream>

namespace transferd::worker {

namespace {

using test::Protocol;

test::Site site_of(Protocol protocol) {
    switch (protocol) {
        case Protocol::http1:
            return test::Site::http;
        case Protocol::https1:
            return test::Site::https;
        case Protocol::http2:
            return test::Site::http2;
    }
    return {};
}

class RealHosts final : public Hosts {
  public:
    void serve(const std::string& name, const test::Version& version,
               std::chrono::hours age) override {
        ours_.serve("/" + name, {.version = version});
        // Under another name first: a server may hold the old one open.
        const auto file = nginx_.files() / name;
        const auto fresh = nginx_.files() / (name + ".new");
        write(fresh, version);
        std::filesystem::last_write_time(fresh, begin_ - age);
        std::filesystem::rename(fresh, file);
    }
    void remove(const std::string& name) override {
        ours_.serve("/" + name, {.status = 404});
        std::filesystem::remove(nginx_.files() / name);
    }
    [[nodiscard]] std::string url(const Venue& venue, const std::string& target) const override {
        return test::local_url(venue.protocol, port(venue), target);
    }

  private:
    static void write(const std::filesystem::path& path, const test::Version& version) {
        std::ofstream file{path, std::ios::binary};
        // A file of zero bytes takes no room.
        if (version.seed == 0)
            std::filesystem::resize_file(path, version.size);
        else
            file << test::body(version);
    }
    [[nodiscard]] std::uint16_t direct_port(Software software, Protocol protocol) const {
        switch (software) {
            case Software::ours:
                return ours_.port();
            case Software::nginx:
                return nginx_.port(site_of(protocol));
            case Software::apache:
                return apache_.port(protocol);
            case Software::lighttpd:
                return lighttpd_.port(protocol);
        }
        return 0;
    }
    [[nodiscard]] std::uint16_t port(const Venue& venue) const {
        if (!venue.behind_haproxy) return direct_port(venue.software, venue.protocol);
        return haproxy_.port(direct_port(venue.software, Protocol::http1), venue.protocol);
    }

    const std::filesystem::file_time_type begin_ = std::filesystem::file_time_type::clock::now();
    test::HttpServer ours_;
    test::Nginx nginx_;
    test::Apache apache_{nginx_.files()};
    test::Lighttpd lighttpd_{nginx_.files()};
    test::HaProxy haproxy_{{ours_.port(), nginx_.port(test::Site::http),
                            apache_.port(Protocol::http1), lighttpd_.port(Protocol::http1)}};
};

}  // namespace

Hosts& Hosts::started() {
    static RealHosts hosts;
    return hosts;
}

const std::vector<Venue>& venues() {
    static const auto all = [] {
        std::vector<Venue> every;
        for (const auto software :
             {Software::ours, Software::nginx, Software::apache, Software::lighttpd})
            for (const bool behind : {false, true})
                for (const auto protocol : {Protocol::http1, Protocol::https1, Protocol::http2})
                    // Our own server speaks HTTP/1 in clear.
                    if (software != Software::ours || behind || protocol == Protocol::http1)
                        every.push_back({software, behind, protocol});
        return every;
    }();
    return all;
}

std::string name_of(const Venue& venue) {
    constexpr std::array software{"OurOwn", "Nginx", "Apache", "Lighttpd"};
    constexpr std::array protocols{"_Http1", "_Https1", "_Http2"};
    return std::string(software.at(static_cast<std::size_t>(venue.software))) +
           (venue.behind_haproxy ? "BehindHaProxy" : "") +
           protocols.at(static_cast<std::size_t>(venue.protocol));
}

}  // namespace transferd::worker
