// SPDX-License-Identifier: MIT
#include "support/web_server.hpp"

#include "support/certificates.hpp"
#include "support/ports.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace transferd::test {

namespace {

constexpr std::chrono::seconds longest_start{10};

void replace_all(std::string& text, const std::string& what, const std::string& by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

}  // namespace

WebServer::WebServer(Program program) : program_(std::move(program)) {
    // Somebody else may have taken a port meanwhile.
    constexpr int attempts = 3;
    for (int attempt = 0; attempt < attempts; ++attempt)
        if (start()) return;
    process_->send(SIGKILL);
    process_->wait_for_end_of_output(longest_start);
    throw std::runtime_error{program_.name + " does not start: " + process_->output()};
}

bool WebServer::start() {
    const auto& certificates = Certificates::made();
    Words words = program_.words;
    words["DIR"] = directory_.path();
    words["CERTIFICATE"] = certificates.certificate("server");
    words["KEY"] = certificates.key("server");
    words["BOTH"] = certificates.certificate("server-with-key");
    const auto free = free_ports(program_.ports.size());
    for (std::size_t i = 0; i < free.size(); ++i) {
        ports_[program_.ports[i]] = free[i];
        words[program_.ports[i]] = std::to_string(free[i]);
    }
    auto text = program_.configuration;
    for (const auto& [name, value] : words) replace_all(text, "@" + name + "@", value);
    const auto file = directory_.path() / "server.conf";
    std::ofstream{file} << text;
    process_ = std::make_unique<Process>(
        Command{.argv = program_.arguments(file), .output = Output::captured});
    return std::all_of(free.begin(), free.end(),
                       [](std::uint16_t port) { return listens(port, longest_start); });
}

std::string local_url(Protocol protocol, std::uint16_t port, const std::string& target) {
    return (protocol == Protocol::http1 ? "http" : "https") + std::string("://127.0.0.1:") +
           std::to_string(port) + target;
}

}  // namespace transferd::test
