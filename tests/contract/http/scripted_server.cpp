// SPDX-License-Identifier: MIT
#include "contract/http/scripted_server.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace transferd::worker {

namespace {

int listening_socket(ScriptedServer::Loopback loopback) {
    const bool six = loopback == ScriptedServer::Loopback::ipv6;
    const int fd = socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 address6{};
    address6.sin6_family = AF_INET6;
    address6.sin6_addr = in6addr_loopback;
    const auto* any = six ? reinterpret_cast<const sockaddr*>(&address6)
                          : reinterpret_cast<const sockaddr*>(&address);
    const socklen_t size = six ? sizeof address6 : sizeof address;
    if (fd < 0 || bind(fd, any, size) != 0 || listen(fd, SOMAXCONN) != 0)
        throw std::system_error{errno, std::generic_category(), "listen on the loopback"};
    return fd;
}

}  // namespace

ScriptedServer::ScriptedServer(loop::EventLoop& loop, Script script, Loopback loopback)
    : loop_(loop),
      script_(std::move(script)),
      loopback_(loopback),
      listener_(listening_socket(loopback)),
      watch_(loop, listener_, EPOLLIN, [this](std::uint32_t) { accept_client(); }) {}

ScriptedServer::~ScriptedServer() {
    for (auto& [fd, client] : clients_) close(fd);
    close(listener_);
}

std::uint16_t ScriptedServer::port() const {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    // Both families have it at the same place.
    return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

std::string ScriptedServer::url(std::string_view path) const {
    const bool six = loopback_ == Loopback::ipv6;
    return std::string(six ? "http://[::1]:" : "http://127.0.0.1:") + std::to_string(port()) +
           std::string(path);
}

void ScriptedServer::play(Script script) {
    script_ = std::move(script);
    requests_.clear();
    while (!clients_.empty()) close_client(clients_.begin()->first);
}

void ScriptedServer::go_on() {
    for (auto& [fd, client] : clients_) {
        client.out += std::exchange(client.held, {});
        if (!client.out.empty()) client.watch.set_events(EPOLLIN | EPOLLOUT);
    }
}

void ScriptedServer::accept_client() {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) return;
    ++accepted_;
    const auto ready = [this, fd](std::uint32_t events) { serve(fd, events); };
    clients_.try_emplace(fd, loop_, fd, ready);
}

void ScriptedServer::serve(int fd, std::uint32_t events) {
    auto& client = clients_.at(fd);
    const bool alive = (events & EPOLLIN) == 0 || read_from(fd, client);
    if (alive && (events & (EPOLLHUP | EPOLLERR)) == 0 && write_to(fd, client)) return;
    if (client.then == Then::reset) {
        const linger at_once{.l_onoff = 1, .l_linger = 0};
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    close_client(fd);
}

void ScriptedServer::close_client(int fd) {
    clients_.erase(fd);
    close(fd);
    closed_();
}

bool ScriptedServer::read_from(int fd, Client& client) {
    std::array<char, 4096> buffer{};
    const auto got = read(fd, buffer.data(), buffer.size());
    if (got <= 0) return got < 0 && errno == EAGAIN;
    client.in.append(buffer.data(), static_cast<std::size_t>(got));
    answer_requests(client);
    return true;
}

void ScriptedServer::answer_requests(Client& client) {
    constexpr std::string_view end_of_head = "\r\n\r\n";
    auto end = client.in.find(end_of_head);
    while (end != std::string::npos && client.then == Then::keep_open) {
        requests_.push_back(client.in.substr(0, end + 2));
        client.in.erase(0, end + end_of_head.size());
        nth_on_connection_ = ++client.requests;
        const auto answer = script_(requests_.back());
        const bool holds = answer.held_from > 0 && answer.held_from < answer.bytes.size();
        client.out += holds ? answer.bytes.substr(0, answer.held_from) : answer.bytes;
        if (holds) client.held = answer.bytes.substr(answer.held_from);
        client.then = answer.then;
        client.drip = answer.drip;
        end = client.in.find(end_of_head);
    }
}

bool ScriptedServer::write_to(int fd, Client& client) {
    while (client.sent < client.out.size() && client.drip.count() == 0) {
        const auto rest = std::string_view{client.out}.substr(client.sent);
        const auto sent = send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) return false;
        if (sent < 0) break;
        client.sent += static_cast<std::size_t>(sent);
    }
    if (client.sent == client.out.size()) {
        client.out.clear();
        client.sent = 0;
    }
    if (client.drip.count() != 0) {
        if (!client.next_drop) drop(fd);
        return true;
    }
    client.watch.set_events(client.out.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT);
    return !client.out.empty() || !client.held.empty() || client.then == Then::keep_open;
}

/// Sends one byte, and sees to the next.
void ScriptedServer::drop(int fd) {
    auto& client = clients_.at(fd);
    if (!client.next_drop)
        client.next_drop = std::make_unique<loop::Timer>(loop_, [this, fd] { drop(fd); });
    if (client.out.empty() || send(fd, client.out.data(), 1, MSG_NOSIGNAL) != 1) return;
    client.out.erase(0, 1);
    client.next_drop->set_in(client.drip);
}

std::string head(std::string_view status, std::string_view headers) {
    std::string text = "HTTP/1.1 ";
    text += status;
    text += "\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    text += headers;
    return text += "\r\n";
}

Answer whole(std::string_view body, std::string_view headers) {
    const auto length = "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return {.bytes = head("200 OK", length + std::string(headers)) + std::string(body)};
}

}  // namespace transferd::worker
