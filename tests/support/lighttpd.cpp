// SPDX-License-Identifier: MIT
#include "support/lighttpd.hpp"

namespace transferd::test {

namespace {

constexpr const char* configuration = R"(
server.modules = ( "mod_openssl" )
server.document-root = "@FILES@"
server.bind = "127.0.0.1"
server.port = @HTTP1@
server.errorlog = "/dev/stderr"
server.upload-dirs = ( "@DIR@" )
server.stat-cache-engine = "disable"
server.feature-flags = ( "server.h2proto" => "@SPEAKS_HTTP2@" )
mimetype.assign = ( "" => "application/octet-stream" )
$SERVER["socket"] == "127.0.0.1:@HTTPS@" {
    ssl.engine = "enable"
    ssl.pemfile = "@CERTIFICATE@"
    ssl.privkey = "@KEY@"
}
)";

WebServer::Program program(const std::filesystem::path& files, const char* speaks_http2) {
    return {.name = "lighttpd",
            .configuration = configuration,
            .arguments =
                [](const std::filesystem::path& file) {
                    return std::vector<std::string>{"/usr/sbin/lighttpd", "-D", "-f", file};
                },
            .ports = {"HTTP1", "HTTPS"},
            .words = {{"FILES", files}, {"SPEAKS_HTTP2", speaks_http2}}};
}

}  // namespace

Lighttpd::Lighttpd(const std::filesystem::path& files)
    : with_http2_(program(files, "enable")), without_http2_(program(files, "disable")) {}

std::uint16_t Lighttpd::port(Protocol protocol) const {
    switch (protocol) {
        case Protocol::http1:
            return without_http2_.port("HTTP1");
        case Protocol::https1:
            return without_http2_.port("HTTPS");
        case Protocol::http2:
            return with_http2_.port("HTTPS");
    }
    return 0;
}

}  // namespace transferd::test
