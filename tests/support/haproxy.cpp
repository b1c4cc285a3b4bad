// SPDX-License-Identifier: MIT
#include "support/haproxy.hpp"

#include <array>

namespace transferd::test {

namespace {

constexpr const char* global = R"(
global
    maxconn 500
    nbthread 1
defaults
    timeout connect 10s
    timeout client 60s
    timeout server 60s
    retries 0
    http-reuse never
)";

constexpr const char* fronts = R"(
frontend http1-@BEHIND@
    mode http
    bind 127.0.0.1:@HTTP1-@BEHIND@@
    default_backend http-@BEHIND@
frontend https1-@BEHIND@
    mode http
    bind 127.0.0.1:@HTTPS1-@BEHIND@@ ssl crt @BOTH@ alpn http/1.1
    default_backend http-@BEHIND@
frontend http2-@BEHIND@
    mode http
    bind 127.0.0.1:@HTTP2-@BEHIND@@ ssl crt @BOTH@ alpn h2
    default_backend http-@BEHIND@
frontend tls-@BEHIND@
    mode tcp
    bind 127.0.0.1:@TLS-@BEHIND@@ ssl crt @BOTH@ alpn http/1.1
    default_backend bytes-@BEHIND@
backend http-@BEHIND@
    mode http
    server behind 127.0.0.1:@BEHIND@
backend bytes-@BEHIND@
    mode tcp
    server behind 127.0.0.1:@BEHIND@
)";

constexpr std::array kinds{"HTTP1-", "HTTPS1-", "HTTP2-", "TLS-"};

std::string fronts_of(const std::string& behind) {
    const std::string word = "@BEHIND@";
    std::string text = fronts;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at))
        text.replace(at, word.size(), behind);
    return text;
}

WebServer::Program program(const std::vector<std::uint16_t>& behind) {
    WebServer::Program program{
        .name = "haproxy",
        .configuration = global,
        .arguments =
            [](const std::filesystem::path& file) {
                return std::vector<std::string>{"/usr/sbin/haproxy", "-db", "-f", file};
            },
        .ports = {}};
    for (const auto port : behind) {
        program.configuration += fronts_of(std::to_string(port));
        for (const std::string kind : kinds) program.ports.push_back(kind + std::to_string(port));
    }
    return program;
}

}  // namespace

HaProxy::HaProxy(const std::vector<std::uint16_t>& behind) : server_(program(behind)) {}

std::uint16_t HaProxy::port(std::uint16_t behind, Protocol protocol) const {
    return server_.port(kinds.at(static_cast<std::size_t>(protocol)) + std::to_string(behind));
}

std::uint16_t HaProxy::tls_port(std::uint16_t behind) const {
    return server_.port("TLS-" + std::to_string(behind));
}

}  // namespace transferd::test
