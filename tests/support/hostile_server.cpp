// SPDX-License-Identifier: MIT
#include "support/hostile_server.hpp"

#include "support/certificates.hpp"

#include <chrono>
#include <sstream>
#include <stdexcept>

namespace transferd::test {

namespace {

constexpr std::chrono::seconds long_enough{20};

}  // namespace

HostileServer::HostileServer(const std::string& deed, int times, const std::string& certificate)
    : process_({.argv = {"python3", TRANSFERD_HOSTILE_SERVER,
                         Certificates::made().certificate(certificate),
                         Certificates::made().key(certificate), deed, std::to_string(times)},
                .output = Output::captured}) {
    if (!process_.wait_for_output("\n", long_enough))
        throw std::runtime_error{"the hostile server did not start: " + process_.output()};
    std::istringstream first{process_.output()};
    std::string word;
    first >> word >> port_;
}

std::string HostileServer::body() {
    constexpr int lines = 2500;
    std::string text;
    for (int i = 0; i < lines; ++i) text += "what the server has\n";
    return text;
}

std::size_t HostileServer::requests_until_well() {
    if (!process_.wait_for_output("request well", long_enough))
        throw std::runtime_error{"no request went well: " + process_.output()};
    std::size_t count = 0;
    std::istringstream lines{process_.output()};
    for (std::string line; std::getline(lines, line) && line != "request well";)
        if (line.starts_with("request")) ++count;
    return count;
}

}  // namespace transferd::test
