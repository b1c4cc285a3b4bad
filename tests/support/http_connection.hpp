// SPDX-License-Identifier: MIT
// One client of the test server. Lives on the server's thread alone.
#pragma once

#include "loop/unique_fd.hpp"
#include "support/http_request.hpp"
#include "support/http_response.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace transferd::test {

class HttpConnection {
  public:
    using Clock = std::chrono::steady_clock;
    /// Asked once a request, for the answer.
    using Answer = std::function<Response(const Request&)>;
    /// Told of body bytes handed to the kernel.
    using Sent = std::function<void(const std::string& target, std::uint64_t bytes)>;

    HttpConnection(loop::UniqueFd socket, Answer answer, Sent sent);

    [[nodiscard]] int fd() const { return socket_.get(); }
    /// What poll() shall wait for.
    [[nodiscard]] short events() const;
    /// When a paced body may go on; none: events alone decide.
    [[nodiscard]] std::optional<Clock::time_point> wakes_at() const;
    [[nodiscard]] bool finished() const { return finished_; }
    /// Reads and sends what is possible now.
    void turn();

  private:
    void receive();
    void take_request();
    void send_some();
    bool flush();
    /// How much of the body may be made now; 0 while it is held back.
    std::uint64_t allowance();
    void make_body(std::uint64_t bytes);
    void body_done();

    loop::UniqueFd socket_;
    Answer answer_;
    Sent sent_;
    std::string input_;
    std::string output_;
    std::string target_;
    std::optional<Response> response_;
    std::uint64_t body_sent_{};
    Clock::time_point started_{};
    std::optional<Clock::time_point> held_until_;
    bool stalled_{};
    bool finished_{};
};

}  // namespace transferd::test
