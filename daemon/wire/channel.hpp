// SPDX-License-Identifier: MIT
// One connected SOCK_SEQPACKET descriptor: whole messages, in order, until one side is gone.
#pragma once

#include "loop/io_watch.hpp"
#include "loop/unique_fd.hpp"
#include "wire/codec.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace transferd::wire {

/// Sending never blocks: what the socket does not take now waits in memory, in order.
class Channel {
  public:
    /// An empty span: the other side is gone; nothing follows. Both callbacks may destroy the
    /// channel.
    using Received = std::function<void(std::span<const std::uint8_t> message)>;

    Channel(loop::EventLoop& loop, loop::UniqueFd socket, Received received);
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;
    ~Channel() = default;

    /// At most largest_message bytes. After the other side is gone it does nothing.
    void send(Bytes message);
    /// Nothing waits to be sent.
    [[nodiscard]] bool drained() const noexcept { return waiting_.empty(); }

  private:
    void ready(std::uint32_t events);
    void receive();
    void flush();
    void lose();

    loop::UniqueFd socket_;
    Received received_;
    std::deque<Bytes> waiting_;
    Bytes buffer_;
    bool lost_{};
    // Told to a running callback that its channel was destroyed.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    // None after the end: a hung-up socket would be ready for ever.
    std::optional<loop::IoWatch> watch_;
};

}  // namespace transferd::wire
