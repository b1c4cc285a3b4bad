// SPDX-License-Identifier: MIT
// An HTTP/1.1 server on 127.0.0.1 that misbehaves on request. It runs on a thread of its own; every
// public function may be called from any thread.
#pragma once

#include "loop/unique_fd.hpp"
#include "support/http_connection.hpp"
#include "support/http_resource.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace transferd::test {

class HttpServer {
  public:
    HttpServer();
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Serves or replaces what is at `target` ("/file"). Answers under way are not changed.
    void serve(const std::string& target, const Resource& resource);
    /// The file at `target` is another one from the next request on.
    void switch_version(const std::string& target, const Version& version);
    /// Closes every connection that is open.
    void hang_up();

    [[nodiscard]] std::string url(const std::string& target) const;
    [[nodiscard]] std::uint16_t port() const { return port_; }

    [[nodiscard]] std::vector<Request> requests() const;
    /// False at the deadline.
    [[nodiscard]] bool wait_for_requests(std::size_t count,
                                         std::chrono::milliseconds timeout) const;
    /// Body bytes of `target` handed to the kernel so far, all answers together.
    [[nodiscard]] std::uint64_t bytes_sent(const std::string& target) const;
    [[nodiscard]] bool wait_for_bytes(const std::string& target, std::uint64_t bytes,
                                      std::chrono::milliseconds timeout) const;

  private:
    void run();
    void accept_all();
    void wait_for_events();
    void wake() const;
    Response answer(const Request& request);
    void count(const std::string& target, std::uint64_t bytes);

    loop::UniqueFd listener_;
    loop::UniqueFd wake_;
    std::uint16_t port_{};

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::map<std::string, Resource> resources_;
    std::map<std::string, unsigned> asked_;
    std::map<std::string, std::uint64_t> sent_;
    std::vector<Request> requests_;
    bool stopping_{};
    bool hanging_up_{};

    /// Of the server's thread alone.
    std::list<HttpConnection> connections_;
    std::thread thread_;
};

}  // namespace transferd::test
