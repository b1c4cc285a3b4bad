// SPDX-License-Identifier: MIT
// A web server of a few lines on the test's own loop. It says exactly what the test tells it to.
#pragma once

#include "loop/event_loop.hpp"
#include "loop/io_watch.hpp"
#include "loop/timer.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/epoll.h>

namespace transferd::worker {

enum class Then { keep_open, close, reset };

/// The bytes of a whole answer; empty and kept open: the client waits for ever.
struct Answer {
    std::string bytes{};
    Then then{};
    /// Not 0: byte by byte, with this much time between two.
    std::chrono::milliseconds drip{};
    /// Not 0: what follows so many bytes waits for ScriptedServer::go_on().
    std::size_t held_from{};
};

class ScriptedServer {
  public:
    using Script = std::function<Answer(std::string_view request_head)>;

    enum class Loopback { ipv4, ipv6 };

    ScriptedServer(loop::EventLoop& loop, Script script, Loopback loopback = Loopback::ipv4);
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;
    ~ScriptedServer();

    [[nodiscard]] std::string url(std::string_view path = "/file") const;
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] const std::vector<std::string>& requests() const { return requests_; }
    /// For the script: the request it is asked about is so many's on its connection, from 1.
    [[nodiscard]] std::size_t nth_on_connection() const { return nth_on_connection_; }
    [[nodiscard]] std::size_t connections_accepted() const { return accepted_; }
    [[nodiscard]] std::size_t connections_open() const { return clients_.size(); }
    /// Called each time a client has gone.
    void on_closed(std::function<void()> call) { closed_ = std::move(call); }
    /// Sends what is held.
    void go_on();
    /// Another play: forgets the requests and closes every connection.
    void play(Script script);

  private:
    struct Client {
        Client(loop::EventLoop& loop, int fd, loop::IoWatch::Ready ready)
            : watch(loop, fd, EPOLLIN, std::move(ready)) {}

        loop::IoWatch watch;
        std::string in{};
        std::string out{};
        std::size_t sent{};
        std::string held{};
        std::size_t requests{};
        std::chrono::milliseconds drip{};
        Then then{};
        std::unique_ptr<loop::Timer> next_drop{};
    };

    void accept_client();
    void serve(int fd, std::uint32_t events);
    bool read_from(int fd, Client& client);
    bool write_to(int fd, Client& client);
    void drop(int fd);
    void close_client(int fd);
    void answer_requests(Client& client);

    loop::EventLoop& loop_;
    Script script_;
    Loopback loopback_;
    int listener_;
    std::map<int, Client> clients_;
    std::vector<std::string> requests_;
    std::size_t accepted_{};
    std::size_t nth_on_connection_{};
    std::function<void()> closed_ = [] {};
    loop::IoWatch watch_;
};

/// "HTTP/1.1 STATUS\r\n" with a Date and these headers, each with its line end.
std::string head(std::string_view status, std::string_view headers);

/// 200 with Content-Length and a strong tag.
Answer whole(std::string_view body, std::string_view headers = "ETag: \"one\"\r\n");

}  // namespace transferd::worker
