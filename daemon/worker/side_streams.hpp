// SPDX-License-Identifier: MIT
// A large file in several ranges at once: the streams beside the first one, and then instead of it.
#pragma once

#include "core/file_entry.hpp"
#include "loop/deferred.hpp"
#include "loop/timer.hpp"
#include "worker/files/part_file.hpp"
#include "worker/http/download.hpp"
#include "worker/http/stream_pace.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <span>

namespace transferd::worker {

/// The first stream begins and goes on to the end of the file, unless it is slow and comes to a
/// range that is on its way: then it has done its work. The ranges are a window that moves with the
/// bytes that are there without a gap, so that little lies behind one. They take connections that
/// nobody else waits for. At the first trouble with one of them no other is asked for, those behind
/// the gap are dropped, and the file goes on in one stream.
class SideStreams {
  public:
    struct Shape {
        /// Of the file.
        std::uint64_t size{};
        /// With the first one.
        std::size_t most_streams{};
        /// Of the server.
        Place place{};
        std::function<Request(const core::ByteRange&)> request;
        /// The first stream is not wanted any more.
        std::function<void()> drop_first;
        /// Some of its bytes are with the part file.
        std::function<void()> written;
    };

    /// `over`: nothing is asked for any more, and nobody is on the way to what comes next. From the
    /// loop. `curl` and `part` outlive it; the first stream is where `part` has a gap.
    SideStreams(CurlLoop& curl, PartFile& part, Shape shape, std::function<void()> over);
    SideStreams(const SideStreams&) = delete;
    SideStreams& operator=(const SideStreams&) = delete;
    ~SideStreams();

    /// Asks for what there is room for, once the first stream was slow. To be called now and then.
    void look();
    /// Bytes have to wait for the disk.
    void disk_is_slower() { pace_.disk_is_slower(); }
    /// The first stream has bytes up to there: where the range begins that brings what follows.
    [[nodiscard]] std::uint64_t end_of_first(std::uint64_t up_to);
    /// A range begins with that byte.
    [[nodiscard]] bool brings(std::uint64_t byte) const;
    /// The first stream is no more.
    void first_ended();
    /// The part file has room again.
    void resume();

    /// The server is not to be asked in this way again.
    [[nodiscard]] bool troubled() const noexcept { return troubled_; }

  private:
    class Side;

    void judge_first();
    void ask(std::uint64_t begin, std::uint64_t end);
    void ask_again_for_the_slowest();
    void replace_first();
    [[nodiscard]] std::size_t streams() const;
    void failed();
    void settle();

    CurlLoop& curl_;
    PartFile& part_;
    Shape shape_;
    loop::Deferred over_;
    StreamPace pace_;
    loop::Timer end_of_interval_;
    bool first_runs_ = true;
    bool first_is_slow_{};
    bool troubled_{};
    /// Where the next range begins.
    std::uint64_t next_{};
    // In the order of the file.
    std::list<Side> sides_;
};

}  // namespace transferd::worker
