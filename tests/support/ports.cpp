// SPDX-License-Identifier: MIT
#include "support/ports.hpp"

#include "loop/unique_fd.hpp"

#include <cerrno>
#include <system_error>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace transferd::test {

namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

loop::UniqueFd stream_socket() {
    return loop::UniqueFd{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
}

}  // namespace

std::vector<std::uint16_t> free_ports(std::size_t count) {
    std::vector<loop::UniqueFd> held;
    std::vector<std::uint16_t> ports;
    while (ports.size() < count) {
        const auto& one = held.emplace_back(stream_socket());
        auto address = loopback(0);
        socklen_t size = sizeof address;
        auto* any = reinterpret_cast<sockaddr*>(&address);
        if (bind(one.get(), any, size) != 0 || getsockname(one.get(), any, &size) != 0)
            throw std::system_error{errno, std::generic_category(), "find a free port"};
        ports.push_back(ntohs(address.sin_port));
    }
    return ports;
}

bool listens(std::uint16_t port, std::chrono::milliseconds timeout) {
    const auto end = std::chrono::steady_clock::now() + timeout;
    const auto address = loopback(port);
    do {
        const auto client = stream_socket();
        if (connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
            return true;
        std::this_thread::yield();
    } while (std::chrono::steady_clock::now() < end);
    return false;
}

}  // namespace transferd::test
