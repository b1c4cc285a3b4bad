// SPDX-License-Identifier: MIT
#include "support/login_server.hpp"

#include <chrono>
#include <sstream>
#include <stdexcept>

namespace transferd::test {

namespace {

constexpr std::chrono::seconds long_enough{20};

}  // namespace

LoginServer::LoginServer(const std::string& proxy)
    : process_({.argv = {"python3", TRANSFERD_LOGIN_SERVER, proxy}, .output = Output::captured}) {
    if (!process_.wait_for_output("\n", long_enough))
        throw std::runtime_error{"the login server did not start: " + process_.output()};
    std::istringstream first{process_.output()};
    std::string word;
    first >> word >> port_;
}

std::string LoginServer::url(const std::string& target) const {
    return "http://127.0.0.1:" + port_ + target;
}

std::string LoginServer::proxy_url() const {
    return url("");
}

std::string LoginServer::body() const {
    std::string text;
    for (int i = 0; i < 50; ++i) text += "what the server has\n";
    return text;
}

void LoginServer::settle() {
    const auto mark = "/mark" + std::to_string(++marks_);
    (void)run({.argv = {"curl", "-s", "-o", "/dev/null", "--noproxy", "*", url(mark)}});
    if (!process_.wait_for_output("\"" + mark + "\"", long_enough))
        throw std::runtime_error{"the login server does not answer"};
}

std::size_t LoginServer::with(const std::string& text) {
    settle();
    std::size_t found = 0;
    std::istringstream lines{process_.output()};
    for (std::string line; std::getline(lines, line);)
        if (line.find(text) != std::string::npos && line.find("\"/mark") == std::string::npos)
            ++found;
    return found;
}

}  // namespace transferd::test
