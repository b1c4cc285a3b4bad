// SPDX-License-Identifier: MIT
// The life of one download between curl and its handler.
#pragma once

#include "loop/deferred.hpp"
#include "loop/timer.hpp"
#include "worker/http/curl_loop.hpp"
#include "worker/http/download.hpp"
#include "worker/http/login.hpp"
#include "worker/http/request_options.hpp"
#include "worker/http/response_head.hpp"
#include "worker/http/resume.hpp"
#include "worker/http/tls_context.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace transferd::worker {

/// Outlives the Download that made it until curl has let go of it; see CurlLoop::bury. The head is
/// judged when the first byte of the body comes, or at the end: only curl knows which of the heads
/// is not that of a redirect.
class DownloadTransfer final : public Transfer {
  public:
    DownloadTransfer(CurlLoop& loop, Request request, DownloadHandler& handler);
    DownloadTransfer(const DownloadTransfer&) = delete;
    DownloadTransfer& operator=(const DownloadTransfer&) = delete;
    ~DownloadTransfer() override;

    void accept();
    void resume();
    /// The handler is gone.
    void abandon() noexcept { handler_ = nullptr; }

    [[nodiscard]] CURL* easy() const override { return easy_.get(); }
    [[nodiscard]] const Place& place() const override { return place_; }
    void begun() override;
    void finished(CURLcode result) override;

  private:
    enum class Stage {
        asking,
        /// The head is good, and the handler is to be told so.
        announcing,
        /// The handler has the head and makes the part file ready.
        announced,
        flowing,
        /// The handler could not take more.
        paused,
        /// The handler wants the bytes.
        continuing,
    };

    static std::size_t on_header(char* data, std::size_t one, std::size_t size,
                                 void* self) noexcept;
    static std::size_t on_body(char* data, std::size_t one, std::size_t size, void* self) noexcept;
    static int on_request(void* self, char* peer, char* local, int peer_port,
                          int local_port) noexcept;
    void set_up();
    [[nodiscard]] bool may_ask();
    std::size_t take_header(std::string_view line);
    std::size_t take_body(std::span<const std::byte> data);

    void ask(const OnDisk& disk);
    [[nodiscard]] Verdict judged() const;
    [[nodiscard]] std::optional<core::Failure> excess(std::uint64_t more) const;
    void follow_verdict();
    void announce(Head head);
    void turn();
    void go_on();
    void check_stall();
    void fail(const core::Failure& failure);
    void end();
    [[nodiscard]] std::optional<core::Failure> shortfall(CURLcode result) const;
    [[nodiscard]] core::Failure failed_by(CURLcode result) const;
    [[nodiscard]] bool redirected() const;
    [[nodiscard]] std::string effective_url() const;

    CurlLoop& loop_;
    Request request_;
    DownloadHandler* handler_;
    Place place_;
    loop::Deferred turn_;
    loop::Timer stall_;
    std::chrono::microseconds last_byte_{};

    Stage stage_ = Stage::asking;
    bool was_encrypted_{};
    bool was_redirected_{};
    bool curl_done_{};
    Expectation expected_;
    HeadReader head_;
    std::optional<Verdict> verdict_{};
    Head announced_{};
    /// Of the body: still to come, where its length is known.
    std::optional<std::uint64_t> due_{};
    std::uint64_t came_{};
    /// What we found wrong while the body came.
    std::optional<core::Failure> failure_{};

    Logins logins_;
    // Before the handle that uses them.
    RequestHeaders headers_;
    TlsContext tls_;
    std::array<char, CURL_ERROR_SIZE> error_text_{};
    EasyHandle easy_;
};

}  // namespace transferd::worker
