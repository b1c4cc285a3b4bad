// SPDX-License-Identifier: MIT
#include "support/http_connection.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>
#include <utility>

#include <poll.h>
#include <sys/socket.h>

namespace transferd::test {

namespace {

constexpr std::uint64_t block = 64ULL * 1024;
constexpr auto pace_step = std::chrono::milliseconds{20};

std::string chunk_size(std::uint64_t bytes) {
    std::string hex;
    for (auto rest = bytes; rest > 0; rest /= 16)
        hex.insert(hex.begin(), "0123456789abcdef"[rest % 16]);
    return (hex.empty() ? "0" : hex) + "\r\n";
}

}  // namespace

HttpConnection::HttpConnection(loop::UniqueFd socket, Answer answer, Sent sent)
    : socket_(std::move(socket)), answer_(std::move(answer)), sent_(std::move(sent)) {}

short HttpConnection::events() const {
    const bool wants_to_send = response_ && !stalled_ && !held_until_;
    return static_cast<short>(POLLIN | (wants_to_send || !output_.empty() ? POLLOUT : 0));
}

std::optional<HttpConnection::Clock::time_point> HttpConnection::wakes_at() const {
    return output_.empty() ? held_until_ : std::nullopt;
}

void HttpConnection::turn() {
    receive();
    if (!finished_) take_request();
    if (!finished_) send_some();
}

void HttpConnection::receive() {
    std::array<char, 4096> buffer{};
    for (;;) {
        const auto got = recv(fd(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (got > 0) {
            input_.append(buffer.data(), static_cast<std::size_t>(got));
            continue;
        }
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
        finished_ = true;
        return;
    }
}

void HttpConnection::take_request() {
    const auto end = input_.find("\r\n\r\n");
    if (response_ || end == std::string::npos) return;
    const auto request = parse_request(std::string_view{input_}.substr(0, end));
    input_.erase(0, end + 4);
    if (!request) {
        finished_ = true;
        return;
    }
    target_ = request->target;
    response_ = answer_(*request);
    output_ = response_->head;
    body_sent_ = 0;
    started_ = Clock::now();
}

/// True: everything made so far is with the kernel.
bool HttpConnection::flush() {
    while (!output_.empty()) {
        const auto sent = send(fd(), output_.data(), output_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            output_.erase(0, static_cast<std::size_t>(sent));
            continue;
        }
        if (errno != EAGAIN && errno != EINTR) finished_ = true;
        return false;
    }
    return true;
}

void HttpConnection::send_some() {
    if (!flush() || !response_ || stalled_) return;
    if (response_->endless_headers) {
        output_ = "X-Endless: " + std::string(block, 'x') + "\r\n";
        flush();
        return;
    }
    const std::uint64_t left = response_->end - response_->offset;
    if (left == 0) return body_done();
    const std::uint64_t bytes = std::min({left, block, allowance()});
    if (bytes == 0) return;
    make_body(bytes);
    if (flush() && response_->offset == response_->end) body_done();
}

std::uint64_t HttpConnection::allowance() {
    held_until_.reset();
    std::uint64_t allowed = block;
    if (response_->cut_after) {
        if (body_sent_ >= *response_->cut_after) finished_ = true;
        allowed =
            std::min(allowed, *response_->cut_after - std::min(body_sent_, *response_->cut_after));
    }
    if (response_->stall_after) {
        if (body_sent_ >= *response_->stall_after) stalled_ = true;
        allowed = std::min(allowed,
                           *response_->stall_after - std::min(body_sent_, *response_->stall_after));
    }
    if (response_->rate == 0 || allowed == 0) return allowed;
    const std::chrono::duration<double> elapsed = Clock::now() - started_;
    const auto due =
        static_cast<std::uint64_t>(elapsed.count() * static_cast<double>(response_->rate));
    if (due <= body_sent_) held_until_ = Clock::now() + pace_step;
    return due <= body_sent_ ? 0 : std::min(allowed, due - body_sent_);
}

void HttpConnection::make_body(std::uint64_t bytes) {
    std::string piece(static_cast<std::size_t>(bytes), '\0');
    fill_body(response_->seed, response_->offset, std::as_writable_bytes(std::span{piece}));
    response_->offset += bytes;
    body_sent_ += bytes;
    output_ += response_->chunked ? chunk_size(bytes) + piece + "\r\n" : piece;
    sent_(target_, bytes);
}

void HttpConnection::body_done() {
    if (response_->chunked) {
        output_ += chunk_size(0) + "\r\n";
        response_->chunked = false;
        if (!flush()) return;
    }
    finished_ = response_->close;
    response_.reset();
    held_until_.reset();
}

}  // namespace transferd::test
