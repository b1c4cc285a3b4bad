// SPDX-License-Identifier: MIT
#include "worker/side_streams.hpp"

#include "worker/http/resume.hpp"

#include <algorithm>
#include <utility>

namespace transferd::worker {

namespace {

/// How far ahead of a gap a range may begin: what a crash throws away at most.
constexpr std::uint64_t window = 8 * parallel_range_size;

/// Still to come of a range, while others have brought theirs.
constexpr bool is_much(std::uint64_t bytes) {
    return bytes > parallel_range_size / 2;
}

}  // namespace

class SideStreams::Side final : public DownloadHandler {
  public:
    Side(SideStreams& all, std::uint64_t begin, std::uint64_t end)
        : all_(all), at_(begin), begin_(begin), end_(end) {
        ask();
    }

    void ask() {
        download_ =
            std::make_unique<Download>(all_.curl_, all_.shape_.request({at_, end_ - at_}), *this);
    }
    /// What is slower than all others by far may be faster on a connection of its own.
    [[nodiscard]] bool is_slow() const { return running() && !asked_again_ && is_much(end_ - at_); }
    void ask_again() {
        is_last_ask();
        ask();
    }
    void is_last_ask() { asked_again_ = true; }
    void resume() {
        if (download_) download_->resume();
    }

    [[nodiscard]] std::uint64_t begin() const { return begin_; }
    [[nodiscard]] std::uint64_t end() const { return end_; }
    [[nodiscard]] bool running() const { return download_ != nullptr; }
    /// Its server has said that it comes.
    [[nodiscard]] bool comes() const { return comes_; }
    [[nodiscard]] bool brings(std::uint64_t byte) const { return running() && at_ == byte; }

  private:
    // The first stream has told.
    void on_unchecked(const std::string& /*host*/) override {}
    void on_head(const Head& /*head*/) override {
        comes_ = true;
        download_->accept();
    }
    Take on_data(std::span<const std::byte> data) override {
        if (!all_.part_.write(at_, data)) return Take::later;
        at_ += data.size();
        all_.shape_.written();
        return Take::all;
    }
    void on_end() override {
        download_.reset();
        all_.settle();
    }
    void on_failure(const core::Failure& /*failure*/) override {
        download_.reset();
        all_.failed();
    }

    SideStreams& all_;
    std::uint64_t at_;
    std::uint64_t begin_;
    std::uint64_t end_;
    bool comes_{};
    bool asked_again_{};
    std::unique_ptr<Download> download_;
};

SideStreams::SideStreams(CurlLoop& curl, PartFile& part, Shape shape, std::function<void()> over)
    : curl_(curl),
      part_(part),
      shape_(std::move(shape)),
      over_(curl.event_loop(), std::move(over)),
      pace_(part.received()),
      end_of_interval_(curl.event_loop(), [this] { judge_first(); }) {
    end_of_interval_.set_in(StreamPace::interval);
}

SideStreams::~SideStreams() = default;

std::size_t SideStreams::streams() const {
    const auto running = std::ranges::count_if(sides_, &Side::running);
    return static_cast<std::size_t>(running) + (first_runs_ ? 1 : 0);
}

void SideStreams::judge_first() {
    first_is_slow_ = pace_.is_slow(part_.received());
    if (first_is_slow_) return look();
    end_of_interval_.set_in(StreamPace::interval);
}

void SideStreams::look() {
    if (!first_is_slow_) return;
    const auto there = part_.received();
    // The first stream has a range, too.
    if (first_runs_) next_ = std::max(next_, there + parallel_range_size);
    while (!troubled_ && streams() < shape_.most_streams && curl_.has_room(shape_.place)) {
        if (next_ >= shape_.size || next_ >= there + window) return ask_again_for_the_slowest();
        const auto end = std::min(next_ + parallel_range_size, shape_.size);
        ask(next_, end);
        next_ = end;
    }
}

void SideStreams::ask(std::uint64_t begin, std::uint64_t end) {
    sides_.emplace_back(*this, begin, end);
}

/// There is nothing else to ask for, and everything waits for one stream.
void SideStreams::ask_again_for_the_slowest() {
    if (streams() > 1) return;
    if (first_runs_) return replace_first();
    const auto slowest = std::ranges::find_if(
        sides_, [this](const Side& side) { return side.brings(part_.received()); });
    if (slowest != sides_.end() && slowest->is_slow()) slowest->ask_again();
}

/// By a range, up to the next one.
void SideStreams::replace_first() {
    const auto there = part_.received();
    if (sides_.empty() || !is_much(sides_.front().begin() - there)) return;
    first_runs_ = false;
    shape_.drop_first();
    sides_.emplace_front(*this, there, sides_.front().begin()).is_last_ask();
}

std::uint64_t SideStreams::end_of_first(std::uint64_t up_to) {
    // One that is late is not waited for.
    while (!sides_.empty() && !sides_.front().comes() && sides_.front().begin() <= up_to)
        sides_.pop_front();
    return sides_.empty() ? shape_.size : sides_.front().begin();
}

bool SideStreams::brings(std::uint64_t byte) const {
    return !sides_.empty() && sides_.front().begin() == byte;
}

void SideStreams::first_ended() {
    first_runs_ = false;
    settle();
}

void SideStreams::resume() {
    for (auto& side : sides_) side.resume();
}

void SideStreams::failed() {
    troubled_ = true;
    // What comes next goes on to its end, on a connection that works.
    std::erase_if(
        sides_, [this](const Side& each) { return first_runs_ || !each.brings(part_.received()); });
    part_.forget_later();
    settle();
}

/// What has ended is forgotten once the first stream cannot come to it any more.
void SideStreams::settle() {
    const auto there = part_.received();
    std::erase_if(sides_,
                  [there](const Side& side) { return !side.running() && side.end() <= there; });
    look();
    if (streams() == 0) over_.ask();
}

}  // namespace transferd::worker
