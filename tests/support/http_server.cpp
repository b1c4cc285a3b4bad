// SPDX-License-Identifier: MIT
#include "support/http_server.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace transferd::test {

namespace {

[[noreturn]] void fail(const char* doing) {
    throw std::system_error{errno, std::generic_category(), doing};
}

loop::UniqueFd listen_on_loopback() {
    loop::UniqueFd socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    if (socket.get() < 0) fail("make the test server's socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0)
        fail("bind the test server to 127.0.0.1");
    if (listen(socket.get(), SOMAXCONN) < 0) fail("listen on the test server's socket");
    return socket;
}

std::uint16_t port_of(const loop::UniqueFd& socket) {
    sockaddr_in address{};
    socklen_t length = sizeof address;
    if (getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &length) < 0)
        fail("read the test server's port");
    return ntohs(address.sin_port);
}

int milliseconds_until(HttpConnection::Clock::time_point time) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(time - HttpConnection::Clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

}  // namespace

HttpServer::HttpServer()
    : listener_(listen_on_loopback()),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      port_(port_of(listener_)),
      thread_([this] { run(); }) {}

HttpServer::~HttpServer() {
    {
        const std::scoped_lock lock{mutex_};
        stopping_ = true;
    }
    wake();
    thread_.join();
}

void HttpServer::wake() const {
    eventfd_write(wake_.get(), 1);
}

void HttpServer::serve(const std::string& target, const Resource& resource) {
    const std::scoped_lock lock{mutex_};
    resources_[target] = resource;
    asked_[target] = 0;
}

void HttpServer::switch_version(const std::string& target, const Version& version) {
    const std::scoped_lock lock{mutex_};
    resources_.at(target).version = version;
}

void HttpServer::hang_up() {
    {
        const std::scoped_lock lock{mutex_};
        hanging_up_ = true;
    }
    wake();
}

std::string HttpServer::url(const std::string& target) const {
    return "http://127.0.0.1:" + std::to_string(port_) + target;
}

std::vector<Request> HttpServer::requests() const {
    const std::scoped_lock lock{mutex_};
    return requests_;
}

bool HttpServer::wait_for_requests(std::size_t count, std::chrono::milliseconds timeout) const {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, timeout, [&] { return requests_.size() >= count; });
}

std::uint64_t HttpServer::bytes_sent(const std::string& target) const {
    const std::scoped_lock lock{mutex_};
    const auto found = sent_.find(target);
    return found == sent_.end() ? 0 : found->second;
}

bool HttpServer::wait_for_bytes(const std::string& target, std::uint64_t bytes,
                                std::chrono::milliseconds timeout) const {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, timeout, [&] {
        const auto found = sent_.find(target);
        return found != sent_.end() && found->second >= bytes;
    });
}

Response HttpServer::answer(const Request& request) {
    const std::scoped_lock lock{mutex_};
    requests_.push_back(request);
    changed_.notify_all();
    const auto found = resources_.find(request.target);
    if (found == resources_.end()) return not_found();
    auto& resource = found->second;
    auto response = plan_response(resource, request, ++asked_[request.target], std::time(nullptr));
    if (response.cut_after && resource.cuts != always) --resource.cuts;
    if (response.stall_after && resource.stalls != always) --resource.stalls;
    return response;
}

void HttpServer::count(const std::string& target, std::uint64_t bytes) {
    const std::scoped_lock lock{mutex_};
    sent_[target] += bytes;
    changed_.notify_all();
}

void HttpServer::accept_all() {
    for (;;) {
        loop::UniqueFd client{
            accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
        if (client.get() < 0) return;
        connections_.emplace_back(
            std::move(client), [this](const Request& request) { return answer(request); },
            [this](const std::string& target, std::uint64_t bytes) { count(target, bytes); });
    }
}

void HttpServer::wait_for_events() {
    std::vector<pollfd> polled{{listener_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}};
    int timeout = -1;
    for (const auto& connection : connections_) {
        polled.push_back({connection.fd(), connection.events(), 0});
        if (const auto wakes_at = connection.wakes_at()) {
            const int left = milliseconds_until(*wakes_at);
            timeout = timeout < 0 ? left : std::min(timeout, left);
        }
    }
    poll(polled.data(), polled.size(), timeout);
    eventfd_t count = 0;
    eventfd_read(wake_.get(), &count);
}

void HttpServer::run() {
    for (;;) {
        wait_for_events();
        accept_all();
        {
            const std::scoped_lock lock{mutex_};
            if (stopping_) return;
            if (std::exchange(hanging_up_, false)) connections_.clear();
        }
        for (auto& connection : connections_) connection.turn();
        std::erase_if(connections_, [](const auto& connection) { return connection.finished(); });
    }
}

}  // namespace transferd::test
