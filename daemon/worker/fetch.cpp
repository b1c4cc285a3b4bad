// SPDX-License-Identifier: MIT
#include "worker/fetch.hpp"

#include "core/limits.hpp"
#include "worker/http/resume.hpp"

#include <algorithm>
#include <utility>

namespace transferd::worker {

namespace {

constexpr std::chrono::milliseconds progress_interval{250};
/// How much is fetched again after a crash, against how often a disk must sync.
constexpr std::chrono::seconds checkpoint_interval{2};

bool names_files(const core::TlsOptions& tls) {
    return !tls.ca_file.empty() || !tls.client_certificate.empty() || !tls.client_key.empty();
}

PartSpec part_of(const core::DownloadOrder& order) {
    return {.file = order.file,
            .destination = order.destination,
            .part = order.part,
            .offset = order.offset,
            .digest_state = order.digest_state,
            .digest = order.digest,
            .rank = order.in_background ? Rank::background : Rank::usual};
}

}  // namespace

Fetch::Fetch(FileThreads& threads, CurlLoop& curl, core::DownloadOrder order, Events events)
    : curl_(curl),
      order_(std::move(order)),
      events_(std::move(events)),
      part_(threads, part_of(order_)),
      tls_reading_(threads),
      may_split_(order_.parallel_ranges > 1 && order_.ranges.empty() && order_.http.can_resume()) {
    part_.on_room([this] {
        if (download_) download_->resume();
        if (sides_) sides_->resume();
    });
    part_.on_failure([this](const core::Failure& failure) { keep_and_fail(failure); });
    if (names_files(order_.http.tls))
        read_tls_files(tls_reading_, order_.http.tls,
                       [this](ReadTlsFiles read) { take_tls_files(std::move(read)); });
    else
        open_part();
}

Fetch::~Fetch() {
    wipe(order_.secrets);
}

void Fetch::take_tls_files(ReadTlsFiles read) {
    if (stopping_) return end();
    if (const auto* failure = std::get_if<core::Failure>(&read)) return fail(*failure);
    tls_files_ = std::get<TlsFiles>(std::move(read));
    open_part();
}

void Fetch::open_part() {
    part_.open([this](const Outcome& failure) { opened(failure); });
}

void Fetch::opened(const std::optional<core::Failure>& failure) {
    // First: an open that was given up answers with a failure that is nobody's.
    if (stopping_) return end();
    if (failure) return fail(*failure);
    phase_ = Phase::fetching;
    checkpointed_ = part_.offset();
    in_pieces_ = part_.offset() > 0;
    version_ = {.size = order_.ranges.empty() ? order_.size : order_.remote_size,
                .validator = order_.validator};
    const bool goes_on = order_.http.can_resume() && can_be_continued(version_.validator);
    ask_from(order_.ranges.empty() || goes_on ? part_.offset() : 0);
}

/// Every range was fetched by an earlier attempt: there is nothing to ask for.
void Fetch::all_there() {
    prepared({.offset = part_.received(),
              .size = part_.received(),
              .validator = version_.validator,
              .remote_size = version_.size,
              .effective_url = order_.url},
             std::nullopt);
    on_end();
}

void Fetch::on_unchecked(const std::string& host) {
    events_.unchecked(host);
}

/// From here on `head` is about the part file.
Head Fetch::of_part(Head head) {
    if (order_.ranges.empty()) {
        version_ = {.size = head.size, .validator = head.validator};
        return head;
    }
    version_ = {.size = head.remote_size, .validator = head.validator};
    head.offset += core::beginning_of(order_.ranges, version_.size, range_);
    head.size = core::wanted_size(order_.ranges, version_.size);
    return head;
}

void Fetch::on_head(const Head& head) {
    const auto of_file = of_part(head);
    const bool goes_on = of_file.offset != 0;
    // The next range of the same file.
    if (started_ && goes_on && of_file.offset == part_.received()) {
        download_->accept();
        return split(of_file);
    }
    in_pieces_ = goes_on;
    if (goes_on || part_.received() == 0) return reserve(of_file);
    part_.start_over([this, of_file](const Outcome& failure) {
        if (failure) return prepared(of_file, failure);
        checkpointed_ = 0;
        reserve(of_file);
    });
}

void Fetch::reserve(const Head& head) {
    if (!head.size || !part_.expect(*head.size)) return prepared(head, std::nullopt);
    part_.reserve([this, head](const Outcome& failure) { prepared(head, failure); });
}

void Fetch::prepared(const Head& head, const std::optional<core::Failure>& failure) {
    if (failure) return fail(*failure);
    if (phase_ != Phase::fetching) return;  // stopped meanwhile
    started_ = true;
    part_.keep();
    checkpoint_taken_ = progress_reported_ = loop::boot_time();
    events_.report(core::Started{.file = order_.file,
                                 .part = part_.identity(),
                                 .offset = head.offset,
                                 .size = head.size,
                                 .validator = head.validator,
                                 .effective_url = head.effective_url,
                                 .remote_size = head.remote_size,
                                 .response_headers = head.response_headers});
    if (!download_) return;
    download_->accept();
    split(head);
}

Take Fetch::on_data(std::span<const std::byte> data) {
    const auto at = part_.received();
    auto end = at + data.size();
    if (sides_) end = std::min(end, sides_->end_of_first(end));
    if (!part_.write(at, data.first(end - at))) {
        if (sides_) sides_->disk_is_slower();
        return Take::later;
    }
    // What a range has brought goes on from there: not a byte more of this stream.
    if (sides_ && sides_->brings(end)) first_ended();
    report_progress();
    return Take::all;
}

void Fetch::report_progress() {
    const auto now = loop::boot_time();
    if (now - progress_reported_ >= progress_interval) {
        progress_reported_ = now;
        events_.report(core::Progressed{order_.file, part_.received(), part_.received_later()});
        if (sides_) sides_->look();
    }
    if (now - checkpoint_taken_ >= checkpoint_interval && !checkpointing_) {
        checkpoint_taken_ = now;
        checkpoint([] {});
    }
}

void Fetch::checkpoint(std::function<void()> then) {
    // Nobody would go on from it.
    if (!order_.http.can_resume()) return then();
    if (!started_ || part_.received() == checkpointed_) return then();
    checkpointing_ = true;
    using Answer = std::variant<core::Checkpointed, core::Failure>;
    part_.checkpoint([this, then = std::move(then)](const Answer& answer) {
        checkpointing_ = false;
        if (const auto* kept = std::get_if<core::Checkpointed>(&answer)) {
            checkpointed_ = kept->offset;
            events_.report(*kept);
        } else if (phase_ == Phase::fetching) {
            // Nothing can be written any more; what ends already goes on to its own end.
            return fail(std::get<core::Failure>(answer));
        }
        then();
    });
}

void Fetch::on_end() {
    download_.reset();
    sides_.reset();
    if (core::place_of(order_.ranges, version_.size, part_.received()))
        return ask_from(part_.received());
    phase_ = Phase::finishing;
    part_.finish([this](const std::variant<std::uint64_t, core::Failure>& answer) {
        if (const auto* failure = std::get_if<core::Failure>(&answer)) return fail(*failure);
        if (phase_ == Phase::ended) return;
        events_.report(core::Finished{order_.file, std::get<std::uint64_t>(answer)});
        end();
    });
}

void Fetch::on_failure(const core::Failure& failure) {
    download_.reset();
    sides_.reset();
    const bool another = failure.code == core::FailureCode::remote_changed;
    if (another && !order_.ranges.empty() && fresh_starts_++ < core::most_restarts)
        return ask_from(0);
    keep_and_fail(failure);
}

/// What has come is worth a last sync.
void Fetch::keep_and_fail(const core::Failure& failure) {
    if (phase_ != Phase::fetching) return fail(failure);
    download_.reset();
    sides_.reset();
    phase_ = Phase::finishing;
    checkpoint([this, failure] { fail(failure); });
}

void Fetch::stop() {
    stopping_ = true;
    download_.reset();
    sides_.reset();
    if (phase_ == Phase::opening) part_.give_up();
    // Opening and finishing come to their own end; what they report is dropped by the broker.
    if (phase_ != Phase::fetching) return;
    phase_ = Phase::finishing;
    checkpoint([this] { end(); });
}

void Fetch::check_pulse() {
    if (part_.hangs() || tls_reading_.hangs()) fail(hangs(order_.destination.path()));
}

void Fetch::fail(const core::Failure& failure) {
    if (phase_ == Phase::ended) return;
    download_.reset();
    sides_.reset();
    events_.report(core::FileFailed{order_.file, failure, in_pieces_ && order_.ranges.empty()});
    end();
}

void Fetch::end() {
    if (std::exchange(phase_, Phase::ended) != Phase::ended) events_.ended();
}

}  // namespace transferd::worker
