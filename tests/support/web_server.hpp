// SPDX-License-Identifier: MIT
// What the real web servers of the tests have in common: a configuration from a template, free
// ports of 127.0.0.1, and an end with their owner.
#pragma once

#include "support/process.hpp"
#include "support/temp_dir.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace transferd::test {

/// What a client speaks to a server.
enum class Protocol { http1, https1, http2 };

class WebServer {
  public:
    /// Each "@WORD@" of the configuration becomes its value.
    using Words = std::map<std::string, std::string>;

    struct Program {
        std::string name;
        std::string configuration;
        /// Its arguments, given the configuration's file.
        std::function<std::vector<std::string>(const std::filesystem::path&)> arguments;
        /// "@NAME@" of each port that it listens on.
        std::vector<std::string> ports;
        Words words{};
    };

    /// Answers when it listens on every port.
    explicit WebServer(Program program);

    [[nodiscard]] std::uint16_t port(const std::string& name) const { return ports_.at(name); }

  private:
    [[nodiscard]] bool start();

    Program program_;
    TempDir directory_;
    std::map<std::string, std::uint16_t> ports_;
    std::unique_ptr<Process> process_;
};

/// "http://127.0.0.1:PORT/TARGET", or https.
std::string local_url(Protocol protocol, std::uint16_t port, const std::string& target);

}  // namespace transferd::test
