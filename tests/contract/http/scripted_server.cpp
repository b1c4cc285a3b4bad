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

int listening_socket() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        listen(fd, SOMAXCONN) != 0)
        throw std::system_error{errno, std::generic_category(), "listen on the loopback"};
    return fd;
}

}  // namespace

ScriptedServer::ScriptedServer(loop::EventLoop& loop, Script script)
    : loop_(loop),
      script_(std::move(script)),
      listener_(listening_socket()),
      watch_(loop, listener_, EPOLLIN, [this](std::uint32_t) { accept_client(); }) {}

ScriptedServer::~ScriptedServer() {
    for (auto& [fd, client] : clients_) close(fd);
    close(listener_);
}

std::string ScriptedServer::url(std::string_view path) const {
    sockaddr_in address{};
    socklen_t length = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    return "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + std::string(path);
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
    while (end != std::string::npos && !client.closing) {
        requests_.push_back(client.in.substr(0, end + 2));
        client.in.erase(0, end + end_of_head.size());
        const auto answer = script_(requests_.back());
        client.out += answer.bytes;
        client.closing = answer.then_close;
        end = client.in.find(end_of_head);
    }
}

bool ScriptedServer::write_to(int fd, Client& client) {
    while (!client.out.empty()) {
        const auto sent = send(fd, client.out.data(), client.out.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) return false;
        if (sent < 0) break;
        client.out.erase(0, static_cast<std::size_t>(sent));
    }
    client.watch.set_events(client.out.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT);
    return !client.out.empty() || !client.closing;
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
