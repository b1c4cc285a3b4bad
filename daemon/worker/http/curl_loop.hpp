// SPDX-License-Identifier: MIT
// libcurl's multi interface on the event loop: the one place where transfers are run.
#pragma once

#include "loop/deferred.hpp"
#include "loop/event_loop.hpp"
#include "loop/io_watch.hpp"
#include "loop/timer.hpp"
#include "worker/http/host_queue.hpp"
#include "worker/http/transfer.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace transferd::worker {

/// Outlives its transfers. The process must ignore SIGPIPE. Transfers are begun, told of their end
/// and destroyed in one deferred call, when curl is not on the stack.
class CurlLoop {
  public:
    /// Servers close idle connections after about a minute, which nobody here would notice: after
    /// `keep_connections` without a transfer all of them go, and curl's caches with them.
    explicit CurlLoop(loop::EventLoop& loop,
                      std::chrono::milliseconds keep_connections = std::chrono::minutes{1});
    CurlLoop(const CurlLoop&) = delete;
    CurlLoop& operator=(const CurlLoop&) = delete;
    ~CurlLoop() = default;

    [[nodiscard]] loop::EventLoop& event_loop() noexcept { return loop_; }

    /// From anywhere. The transfer waits for its turn, and is told finished() once unless it is
    /// removed or buried before.
    void add(Transfer& transfer);
    /// A transfer to there would wait for nobody.
    [[nodiscard]] bool has_room(const Place& place) const { return queue_.has_room(place); }
    /// Takes it back before its end. Not from within a callback of curl's.
    void remove(Transfer& transfer);
    /// From anywhere, also from within the transfer's own callback.
    void bury(std::unique_ptr<Transfer> transfer);

  private:
    static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self,
                         void* unused) noexcept;
    static int on_timer(CURLM* multi, long delay_ms, void* self) noexcept;
    void watch(curl_socket_t socket, int what);
    void act(curl_socket_t socket, int what_happened);
    void turn();
    void tell_finished();
    void empty_graveyard();
    void begin_admitted();
    void forget_connections();

    loop::EventLoop& loop_;
    std::chrono::milliseconds keep_connections_;
    CurlLibrary library_;
    HostQueue queue_;
    std::map<curl_socket_t, loop::IoWatch> watches_;
    loop::Timer timer_;
    loop::Timer idle_;
    loop::Deferred turn_;
    // Last, because its end calls back for the sockets it closes.
    MultiHandle multi_;
    // Its easy handles leave the multi handle by themselves.
    std::vector<std::unique_ptr<Transfer>> graveyard_;
};

}  // namespace transferd::worker
