// SPDX-License-Identifier: MIT
#include "worker/http/download_transfer.hpp"

#include "core/limits.hpp"
#include "worker/http/redirect.hpp"
#include "worker/http/request_options.hpp"

#include <new>
#include <utility>

namespace transferd::worker {

namespace {

using core::Failure;
using core::FailureCode;
using core::FailureContext;

Failure invalid_response(const std::string& host, const char* why) {
    return {.code = FailureCode::invalid_response,
            .context = FailureContext::remote_file,
            .message = host + " gave an invalid response: " + why + "."};
}

Failure redirect_denied(const std::string& host, const char* why) {
    return {.code = FailureCode::redirect_denied,
            .context = FailureContext::remote_file,
            .message = host + " redirected " + why + "."};
}

}  // namespace

DownloadTransfer::DownloadTransfer(CurlLoop& loop, Request request, DownloadHandler& handler)
    : loop_(loop),
      request_(std::move(request)),
      handler_(&handler),
      place_{origin_of(request_.url), request_.max_connections_per_host},
      turn_(loop.event_loop(), [this] { turn(); }),
      stall_(loop.event_loop(), [this] { check_stall(); }),
      logins_(request_.secrets.credentials),
      tls_{.flags = request_.http.tls.flags, .end_matters = request_.http.dynamic_content},
      easy_(curl_easy_init()) {
    if (!easy_) throw std::bad_alloc();
    OnDisk disk;
    if (request_.http.can_resume() || !request_.ranges.empty())
        disk = {.offset = request_.offset,
                .size = request_.size,
                .validator = request_.validator,
                .digest_decides = request_.digest_decides};
    ask(disk);
}

DownloadTransfer::~DownloadTransfer() {
    wipe(request_.secrets);
}

/// Anew for each attempt: only so does curl forget what the last one has learnt about logging in.
void DownloadTransfer::set_up() {
    curl_easy_reset(easy());
    set_request(easy(), request_);
    set_tls_context(easy(), tls_);
    logins_.set(easy());
    check(curl_easy_setopt(easy(), CURLOPT_PRIVATE, static_cast<Transfer*>(this)), "set up curl");
    check(curl_easy_setopt(easy(), CURLOPT_ERRORBUFFER, error_text_.data()), "set up curl");
    check(curl_easy_setopt(easy(), CURLOPT_HEADERFUNCTION, on_header), "set up curl");
    check(curl_easy_setopt(easy(), CURLOPT_HEADERDATA, this), "set up curl");
    check(curl_easy_setopt(easy(), CURLOPT_WRITEFUNCTION, on_body), "set up curl");
    check(curl_easy_setopt(easy(), CURLOPT_WRITEDATA, this), "set up curl");
    check(curl_easy_setopt(easy(), CURLOPT_PREREQFUNCTION, on_request), "set up curl");
    check(curl_easy_setopt(easy(), CURLOPT_PREREQDATA, this), "set up curl");
}

void DownloadTransfer::ask(const OnDisk& disk) {
    expected_ = {.disk = disk,
                 .ranges = request_.ranges,
                 .range = request_.range,
                 .expected_size = request_.expected_size,
                 .largest_size = request_.largest_size,
                 .size_may_be_unknown = request_.http.dynamic_content,
                 .host = place_.origin.shown()};
    head_ = {};
    verdict_.reset();
    curl_done_ = false;
    was_redirected_ = false;
    set_up();
    const bool whole = request_.ranges.empty();
    headers_ = set_headers(
        easy(), request_,
        whole ? range_request(disk) : range_request(disk, request_.ranges.at(request_.range)));
    loop_.add(*this);
}

void DownloadTransfer::begun() {
    last_byte_ = loop::boot_time();
    // Connecting has a time of its own, which curl watches.
    stall_.set_in(request_.connect_timeout + request_.stall_timeout);
}

std::size_t DownloadTransfer::on_header(char* data, std::size_t one, std::size_t size,
                                        void* self) noexcept {
    auto* transfer = static_cast<DownloadTransfer*>(self);
    std::size_t taken = CURL_WRITEFUNC_ERROR;
    transfer->loop_.event_loop().guard([&] { taken = transfer->take_header({data, one * size}); });
    return taken;
}

std::size_t DownloadTransfer::on_body(char* data, std::size_t one, std::size_t size,
                                      void* self) noexcept {
    auto* transfer = static_cast<DownloadTransfer*>(self);
    std::size_t taken = CURL_WRITEFUNC_ERROR;
    transfer->loop_.event_loop().guard(
        [&] { taken = transfer->take_body(std::as_bytes(std::span(data, one * size))); });
    return taken;
}

int DownloadTransfer::on_request(void* self, char* /*peer*/, char* /*local*/, int /*peer_port*/,
                                 int /*local_port*/) noexcept {
    auto* transfer = static_cast<DownloadTransfer*>(self);
    bool may_ask = false;
    transfer->loop_.event_loop().guard([&] { may_ask = transfer->may_ask(); });
    return may_ask ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

/// Before every request, those of redirects too.
bool DownloadTransfer::may_ask() {
    was_redirected_ = redirected();
    // curl itself keeps logins to where the first request went, but not what the job adds.
    if (headers_.has_own() && origin_of(effective_url()) != place_.origin) headers_.forget_own();
    const bool encrypted = is_https(effective_url());
    const bool exposed = was_encrypted_ && !encrypted && !request_.http.redirect_https_to_http;
    was_encrypted_ = was_encrypted_ || encrypted;
    if (exposed) verdict_ = redirect_denied(expected_.host, "from https to http");
    if (encrypted && request_.http.tls.flags.ignore_something() && handler_ != nullptr)
        handler_->on_unchecked(origin_of(effective_url()).shown());
    if (becomes_get(request_.http.method, head_.head().status())) forget_method(easy());
    return !exposed;
}

std::size_t DownloadTransfer::take_header(std::string_view line) {
    // After the body come trailers, which change nothing.
    if (stage_ != Stage::asking) return line.size();
    last_byte_ = loop::boot_time();
    if (head_.take(line)) return line.size();
    verdict_ = invalid_response(expected_.host, "its head is malformed or too large");
    return CURL_WRITEFUNC_ERROR;
}

std::size_t DownloadTransfer::take_body(std::span<const std::byte> data) {
    if (handler_ == nullptr) return CURL_WRITEFUNC_ERROR;
    last_byte_ = loop::boot_time();
    if (stage_ == Stage::asking) {
        verdict_ = judged();
        const auto* body = std::get_if<Follows>(&*verdict_);
        if (body == nullptr) return CURL_WRITEFUNC_ERROR;
        announce({.offset = body->offset,
                  .size = body->size,
                  .validator = body->validator,
                  .remote_size = body->remote_size,
                  .can_be_split = can_be_split(*body, head_.head())});
        return CURL_WRITEFUNC_PAUSE;
    }
    if (stage_ != Stage::flowing) return CURL_WRITEFUNC_PAUSE;
    failure_ = excess(data.size());
    if (failure_) return CURL_WRITEFUNC_ERROR;
    if (handler_->on_data(data) == Take::later) {
        stage_ = Stage::paused;
        stall_.clear();
        return CURL_WRITEFUNC_PAUSE;
    }
    if (due_) *due_ -= data.size();
    came_ += data.size();
    return data.size();
}

/// What would be wrong with so many bytes more.
std::optional<Failure> DownloadTransfer::excess(std::uint64_t more) const {
    if (!due_) return wrong_size(expected_, came_ + more, Body::goes_on);
    if (more <= *due_) return std::nullopt;
    return invalid_response(expected_.host, "the body is longer than announced");
}

Verdict DownloadTransfer::judged() const {
    if (effective_url().size() > core::longest_redirect)
        return redirect_denied(expected_.host, "to an address that is too long");
    if (request_.http.redirect_policy == core::RedirectPolicy::deny && head_.head().is_redirect())
        return redirect_denied(expected_.host, "to another address, which RedirectPolicy denies");
    return judge(expected_, head_.head());
}

void DownloadTransfer::announce(Head head) {
    stall_.clear();
    due_.reset();
    if (head.size) due_ = *head.size - head.offset;
    came_ = 0;
    announced_ = std::move(head);
    announced_.effective_url = effective_url();
    announced_.response_headers = head_.head().kept();
    stage_ = Stage::announcing;
    turn_.ask();
}

void DownloadTransfer::finished(CURLcode result) {
    stall_.clear();
    curl_done_ = true;
    if (handler_ == nullptr) return;
    if (stage_ == Stage::asking) {
        // To curl a connection that is cut in the head has brought a response without a body.
        if (result == CURLE_OK && !head_.complete()) result = CURLE_PARTIAL_FILE;
        if (!verdict_) verdict_ = result == CURLE_OK ? judged() : Verdict{failed_by(result)};
        return follow_verdict();
    }
    if (!failure_) failure_ = shortfall(result);
    if (failure_) return fail(*failure_);
    if (stage_ == Stage::flowing) end();
}

/// Without a body: with one, take_body() has announced it.
void DownloadTransfer::follow_verdict() {
    if (const auto* failure = std::get_if<Failure>(&*verdict_)) {
        if (logins_.next(failure->code)) return ask(OnDisk{expected_.disk});
        return fail(logins_.told(*failure, expected_.host));
    }
    if (std::holds_alternative<AskForWhole>(*verdict_)) {
        if (request_.ranges.empty()) return ask({});
        return fail({.code = FailureCode::remote_changed,
                     .context = FailureContext::remote_file,
                     .message = "the file at " + expected_.host + " is another one by now."});
    }
    if (const auto* body = std::get_if<Follows>(&*verdict_)) {
        if (body->size && body->offset != *body->size) return fail(failed_by(CURLE_PARTIAL_FILE));
        if (const auto failure = body->size ? std::nullopt : shortfall(CURLE_OK))
            return fail(*failure);
        return announce({.size = body->size.value_or(0), .validator = body->validator});
    }
    const auto& disk = expected_.disk;
    announce({.offset = disk.offset, .size = disk.size, .validator = disk.validator});
}

void DownloadTransfer::accept() {
    if (stage_ != Stage::announced) return;
    stage_ = Stage::continuing;
    turn_.ask();
}

void DownloadTransfer::resume() {
    if (stage_ != Stage::paused) return;
    stage_ = Stage::continuing;
    turn_.ask();
}

void DownloadTransfer::turn() {
    if (handler_ == nullptr) return;
    if (stage_ == Stage::announcing) {
        stage_ = Stage::announced;
        handler_->on_head(announced_);
    } else if (stage_ == Stage::continuing) {
        stage_ = Stage::flowing;
        go_on();
    }
}

void DownloadTransfer::go_on() {
    if (curl_done_) return end();
    last_byte_ = loop::boot_time();
    stall_.set_in(request_.stall_timeout);
    // Calls back with what curl has kept.
    const auto result = curl_easy_pause(easy(), CURLPAUSE_CONT);
    if (result == CURLE_OK || handler_ == nullptr) return;
    loop_.remove(*this);
    finished(result);
}

void DownloadTransfer::check_stall() {
    const auto patient_until = last_byte_ + request_.stall_timeout;
    if (loop::boot_time() < patient_until) return stall_.set_at(patient_until);
    loop_.remove(*this);
    curl_done_ = true;
    if (handler_ != nullptr) fail(failed_by(CURLE_OPERATION_TIMEDOUT));
}

void DownloadTransfer::fail(const Failure& failure) {
    std::exchange(handler_, nullptr)->on_failure(failure);
}

void DownloadTransfer::end() {
    std::exchange(handler_, nullptr)->on_end();
}

}  // namespace transferd::worker
