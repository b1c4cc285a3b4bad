// SPDX-License-Identifier: MIT
// One file of a job on its way from the server to its part file.
#pragma once

#include "core/transfers.hpp"
#include "core/wanted_ranges.hpp"
#include "loop/event_loop.hpp"
#include "worker/files/part_file.hpp"
#include "worker/http/download.hpp"
#include "worker/read_tls_files.hpp"
#include "worker/side_streams.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <variant>

namespace transferd::worker {

class Fetch : public DownloadHandler {
  public:
    struct Events {
        std::function<void(const core::Report&)> report;
        /// That host is about to be asked, its certificate not checked as usual. For the journal.
        std::function<void(const std::string& host)> unchecked;
        /// The last report was made, or the fetch has stopped. May destroy it, not from within.
        std::function<void()> ended;
    };

    /// Begins at once; nothing is reported from within the constructor.
    Fetch(FileThreads& threads, CurlLoop& curl, core::DownloadOrder order, Events events);
    Fetch(const Fetch&) = delete;
    Fetch& operator=(const Fetch&) = delete;
    ~Fetch() override;

    /// Lets go of the server, keeps what has come, then `ended`. A checkpoint is the last report.
    void stop();
    /// Called now and then: a file call that was given up ends the fetch, not the worker.
    void check_pulse();

    [[nodiscard]] const core::FileRef& file() const { return order_.file; }

  private:
    enum class Phase { opening, fetching, finishing, ended };
    using RangePlace = core::RangePlace;
    struct Version {
        std::optional<std::uint64_t> size{};
        core::Validator validator{};
    };

    void take_tls_files(ReadTlsFiles read);
    void open_part();
    void opened(const std::optional<core::Failure>& failure);
    void ask_from(std::uint64_t local);
    [[nodiscard]] Request request_for(std::vector<core::ByteRange> ranges,
                                      const RangePlace& place) const;
    void all_there();
    [[nodiscard]] Head of_part(Head head);
    void prepared(const Head& head, const std::optional<core::Failure>& failure);
    void reserve(const Head& head);
    void split(const Head& head);
    void first_ended();
    void sides_over();

    void on_unchecked(const std::string& host) override;
    void on_head(const Head& head) override;
    Take on_data(std::span<const std::byte> data) override;
    void on_end() override;
    void on_failure(const core::Failure& failure) override;

    void report_progress();
    void checkpoint(std::function<void()> then);
    void keep_and_fail(const core::Failure& failure);
    void fail(const core::Failure& failure);
    void end();

    CurlLoop& curl_;
    core::DownloadOrder order_;
    Events events_;
    PartFile part_;
    Strand tls_reading_;
    TlsFiles tls_files_;
    std::unique_ptr<Download> download_;
    std::unique_ptr<SideStreams> sides_;
    Phase phase_ = Phase::opening;
    bool stopping_{};
    /// Started was reported: the broker knows the part file, and checkpoints count.
    bool started_{};
    bool checkpointing_{};
    std::uint64_t checkpointed_{};
    /// What is known of the remote file.
    Version version_{};
    /// The one that is fetched.
    std::size_t range_{};
    std::uint32_t fresh_starts_{};
    bool may_split_;
    /// What is there came in more than one answer.
    bool in_pieces_{};
    std::chrono::microseconds progress_reported_{};
    std::chrono::microseconds checkpoint_taken_{};
};

}  // namespace transferd::worker
