// SPDX-License-Identifier: MIT
#include "worker/http/curl_loop.hpp"

#include <chrono>
#include <new>
#include <utility>

#include <sys/epoll.h>

namespace transferd::worker {

namespace {

/// Idle ones that are kept open; each is a socket and, over TLS, some 100 KiB.
constexpr long most_cached_connections = 8;

std::uint32_t epoll_events(int what) {
    std::uint32_t events = 0;
    if ((what & CURL_POLL_IN) != 0) events |= EPOLLIN;
    if ((what & CURL_POLL_OUT) != 0) events |= EPOLLOUT;
    return events;
}

int curl_events(std::uint32_t events) {
    int happened = 0;
    // A hang-up is what a read finds.
    if ((events & (EPOLLIN | EPOLLHUP)) != 0) happened |= CURL_CSELECT_IN;
    if ((events & EPOLLOUT) != 0) happened |= CURL_CSELECT_OUT;
    if ((events & EPOLLERR) != 0) happened |= CURL_CSELECT_ERR;
    return happened;
}

}  // namespace

CurlLoop::CurlLoop(loop::EventLoop& loop, std::chrono::milliseconds keep_connections)
    : loop_(loop),
      keep_connections_(keep_connections),
      timer_(loop, [this] { act(CURL_SOCKET_TIMEOUT, 0); }),
      idle_(loop, [this] { forget_connections(); }),
      turn_(loop, [this] { turn(); }) {
    forget_connections();
}

void CurlLoop::forget_connections() {
    // Two at once would report sockets of the same number.
    multi_.reset();
    multi_.reset(curl_multi_init());
    if (!multi_) throw std::bad_alloc();
    auto* multi = multi_.get();
    check(curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket), "set curl's sockets");
    check(curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this), "set curl's sockets");
    check(curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer), "set curl's timer");
    check(curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this), "set curl's timer");
    // One HTTP/2 stream a connection. Of several, curl would go on to read for the others while one
    // is paused, and keep up to 32 MiB for each that is: it has no option for the window's size.
    check(curl_multi_setopt(multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING), "keep streams apart");
    check(curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, most_cached_connections),
          "bound curl's connection cache");
}

void CurlLoop::add(Transfer& transfer) {
    queue_.enter(transfer);
    turn_.ask();
}

void CurlLoop::remove(Transfer& transfer) {
    if (!queue_.leave(transfer)) return;
    check(curl_multi_remove_handle(multi_.get(), transfer.easy()), "take back a transfer");
    turn_.ask();
}

void CurlLoop::bury(std::unique_ptr<Transfer> transfer) {
    graveyard_.push_back(std::move(transfer));
    // Destructors call this, also after the loop has ended: then it dies with this object.
    if (sd_event_get_state(loop_.get()) != SD_EVENT_FINISHED) turn_.ask();
}

int CurlLoop::on_socket(CURL* /*easy*/, curl_socket_t socket, int what, void* self,
                        void* /*unused*/) noexcept {
    auto* loop = static_cast<CurlLoop*>(self);
    return loop->loop_.guard([&] { loop->watch(socket, what); });
}

int CurlLoop::on_timer(CURLM* /*multi*/, long delay_ms, void* self) noexcept {
    auto* loop = static_cast<CurlLoop*>(self);
    return loop->loop_.guard([&] {
        if (delay_ms < 0)
            loop->timer_.clear();
        else
            loop->timer_.set_in(std::chrono::milliseconds{delay_ms});
    });
}

void CurlLoop::watch(curl_socket_t socket, int what) {
    if (what == CURL_POLL_REMOVE) {
        watches_.erase(socket);
        return;
    }
    const auto events = epoll_events(what);
    const auto found = watches_.find(socket);
    if (found != watches_.end()) {
        found->second.set_events(events);
        return;
    }
    const auto ready = [this, socket](std::uint32_t happened) {
        act(socket, curl_events(happened));
    };
    watches_.try_emplace(socket, loop_, socket, events, ready);
}

void CurlLoop::act(curl_socket_t socket, int what_happened) {
    int running = 0;
    check(curl_multi_socket_action(multi_.get(), socket, what_happened, &running), "run transfers");
    turn_.ask();
}

void CurlLoop::turn() {
    tell_finished();
    empty_graveyard();
    begin_admitted();
    if (queue_.empty())
        idle_.set_in(keep_connections_);
    else
        idle_.clear();
}

void CurlLoop::tell_finished() {
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi_.get(), &left)) {
        // The message dies when its handle leaves the multi handle.
        auto* easy = message->easy_handle;
        const auto result = message->data.result;
        Transfer* transfer = nullptr;
        check(curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer), "find a finished transfer");
        remove(*transfer);
        transfer->finished(result);
    }
}

void CurlLoop::empty_graveyard() {
    for (const auto& dead : std::exchange(graveyard_, {})) remove(*dead);
}

void CurlLoop::begin_admitted() {
    for (auto* transfer : queue_.admit()) {
        transfer->begun();
        check(curl_multi_add_handle(multi_.get(), transfer->easy()), "begin a transfer");
    }
}

}  // namespace transferd::worker
