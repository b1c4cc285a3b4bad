// SPDX-License-Identifier: MIT
#include "support/nginx.hpp"

#include "support/certificates.hpp"
#include "support/ports.hpp"

#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace transferd::test {

namespace {

constexpr std::chrono::seconds longest_start{10};
constexpr std::array sites{Site::http,
                           Site::https,
                           Site::http2,
                           Site::elsewhere,
                           Site::expired,
                           Site::stranger,
                           Site::wants_certificate,
                           Site::stapled,
                           Site::revoked};

std::map<Site, std::uint16_t> ports_for_sites() {
    const auto free = free_ports(sites.size());
    std::map<Site, std::uint16_t> ports;
    for (std::size_t i = 0; i < sites.size(); ++i) ports[sites[i]] = free[i];
    return ports;
}

/// Its certificate; empty: it speaks no TLS.
std::string certificate_of(Site site) {
    switch (site) {
        case Site::http:
            return {};
        case Site::https:
        case Site::http2:
        case Site::wants_certificate:
        case Site::stapled:
            return "server";
        case Site::elsewhere:
            return "elsewhere";
        case Site::expired:
            return "expired";
        case Site::stranger:
            return "stranger";
        case Site::revoked:
            return "revoked";
    }
    return {};
}

constexpr const char* head = R"(
daemon off;
master_process off;
pid @DIR@/nginx.pid;
error_log stderr notice;
events { worker_connections 512; }
http {
    log_format fields escape=none
        'access|$connection|$server_protocol|$request_uri|$status|$http_range|$http_if_range';
    access_log /dev/stdout fields;
    client_body_temp_path @DIR@/body;
    proxy_temp_path @DIR@/proxy;
    fastcgi_temp_path @DIR@/fastcgi;
    uwsgi_temp_path @DIR@/uwsgi;
    scgi_temp_path @DIR@/scgi;
    root @DIR@/files;
)";

constexpr const char* places = R"(
        location = /to-http { return 302 @HTTP@/file; }
        location = /to-http2 { return 302 @HTTP2@/file; }
        location = /to-http2-to-http { return 302 @HTTP2@/to-http; }
)";

constexpr const char* place_behind = R"(
        location /behind/ { proxy_pass @BEHIND@/; proxy_http_version 1.1; proxy_buffering off; }
)";

void replace_all(std::string& text, const std::string& what, const std::string& by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

Access access_of(const std::string& line) {
    std::istringstream in{line};
    std::string word;
    Access access;
    std::getline(in, word, '|');
    for (auto* field : {&access.connection, &access.protocol, &access.uri, &access.status,
                        &access.range, &access.if_range})
        std::getline(in, *field, '|');
    return access;
}

}  // namespace

Nginx::Nginx(std::string behind) : behind_(std::move(behind)) {
    std::filesystem::create_directory(files());
    // Somebody else may have taken a port meanwhile.
    constexpr int attempts = 3;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        ports_ = ports_for_sites();
        if (start()) return;
    }
    throw std::runtime_error{"nginx does not start: " + process_->output()};
}

bool Nginx::start() {
    const auto file = directory_.path() / "nginx.conf";
    std::ofstream{file} << configuration();
    process_ = std::make_unique<Process>(
        Command{.argv = {"/usr/sbin/nginx", "-e", "stderr", "-p", directory_.path(), "-c", file},
                .output = Output::captured});
    // It says so when it listens.
    return process_->wait_for_output("getrlimit", longest_start);
}

std::string Nginx::server_block(Site site) const {
    const auto& certificates = Certificates::made();
    const auto name = certificate_of(site);
    std::string listen = "127.0.0.1:" + std::to_string(ports_.at(site));
    if (!name.empty()) listen += site == Site::https ? " ssl" : " ssl http2";
    std::string block = "    server {\n        listen " + listen + ";\n";
    const bool stapled = site == Site::stapled || site == Site::revoked;
    if (!name.empty())
        block += "        ssl_certificate " +
                 certificates.certificate(stapled ? name + "-chain" : name).string() +
                 ";\n        ssl_certificate_key " + certificates.key(name).string() + ";\n";
    if (site == Site::wants_certificate)
        block += "        ssl_client_certificate " + certificates.certificate("ca").string() +
                 ";\n        ssl_verify_client on;\n";
    if (stapled)
        block += "        ssl_stapling on;\n        ssl_stapling_file " +
                 (certificates.directory() / (name + ".ocsp")).string() + ";\n";
    return block + places + (behind_.empty() ? "" : place_behind) + "    }\n";
}

std::string Nginx::configuration() const {
    std::string text = head;
    for (const auto site : sites) text += server_block(site);
    text += "}\n";
    replace_all(text, "@DIR@", directory_.path());
    replace_all(text, "@HTTP@", url(Site::http, ""));
    replace_all(text, "@HTTP2@", url(Site::http2, ""));
    replace_all(text, "@BEHIND@", behind_);
    return text;
}

void Nginx::serve(const std::string& name, const Version& version) const {
    const auto file = files() / name;
    std::ofstream{file, std::ios::binary} << body(version);
    // Old enough to be a strong validator.
    std::filesystem::last_write_time(
        file, std::filesystem::file_time_type::clock::now() - std::chrono::hours{1});
}

std::string Nginx::url(Site site, const std::string& target) const {
    return (site == Site::http ? "http" : "https") + std::string("://127.0.0.1:") +
           std::to_string(ports_.at(site)) + target;
}

std::vector<Access> Nginx::accesses() {
    const auto mark = "/mark-" + std::to_string(++marks_);
    run({.argv = {"curl", "--silent", "--output", "/dev/null", url(Site::http, mark)}});
    if (!process_->wait_for_output(mark + "|404", longest_start))
        throw std::runtime_error{"nginx did not log in time: " + process_->output()};
    std::vector<Access> all;
    std::istringstream lines{process_->output()};
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("access|") && line.find("|/mark-") == std::string::npos)
            all.push_back(access_of(line));
    return all;
}

}  // namespace transferd::test
