// SPDX-License-Identifier: MIT
#include "support/apache.hpp"

namespace transferd::test {

namespace {

constexpr const char* configuration = R"(
ServerRoot @DIR@
DefaultRuntimeDir @DIR@
PidFile @DIR@/apache.pid
Mutex pthread
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
LoadModule http2_module /usr/lib/apache2/modules/mod_http2.so
ServerName 127.0.0.1
Listen 127.0.0.1:@HTTP1@
Listen 127.0.0.1:@HTTPS1@
Listen 127.0.0.1:@HTTP2@
DocumentRoot @FILES@
ErrorLog /dev/stderr
LogLevel crit
StartServers 1
ServerLimit 1
ThreadsPerChild 16
MaxRequestWorkers 16
MinSpareThreads 1
MaxSpareThreads 16
SSLSessionCache none
SSLCertificateFile @CERTIFICATE@
SSLCertificateKeyFile @KEY@
<VirtualHost 127.0.0.1:@HTTPS1@>
    SSLEngine on
    Protocols http/1.1
</VirtualHost>
<VirtualHost 127.0.0.1:@HTTP2@>
    SSLEngine on
    Protocols h2
</VirtualHost>
)";

}  // namespace

Apache::Apache(const std::filesystem::path& files)
    : server_({.name = "apache2",
               .configuration = configuration,
               // One process, so that none outlives this object.
               .arguments =
                   [](const std::filesystem::path& file) {
                       return std::vector<std::string>{"/usr/sbin/apache2", "-X", "-f", file};
                   },
               .ports = {"HTTP1", "HTTPS1", "HTTP2"},
               .words = {{"FILES", files}}}) {}

std::uint16_t Apache::port(Protocol protocol) const {
    switch (protocol) {
        case Protocol::http1:
            return server_.port("HTTP1");
        case Protocol::https1:
            return server_.port("HTTPS1");
        case Protocol::http2:
            return server_.port("HTTP2");
    }
    return 0;
}

}  // namespace transferd::test
