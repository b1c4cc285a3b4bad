// SPDX-License-Identifier: MIT
// One file of a job, with the worker's own parts and with the broker's part played by the test:
// what is reported is kept, and the next attempt goes on from there.
#pragma once

#include "core/transfers.hpp"
#include "loop/event_loop.hpp"
#include "loop/io_watch.hpp"
#include "support/temp_dir.hpp"
#include "worker/files/file_threads.hpp"
#include "worker/http/curl_loop.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace transferd::worker {

class OneFile {
  public:
    explicit OneFile(loop::EventLoop& loop);

    /// With what is kept of earlier attempts; what it is about may be changed between attempts.
    core::DownloadOrder order;

    /// From the order to Finished or FileFailed. The failure's code ("http-404"); empty: finished.
    std::string attempt();
    /// Of the last attempt.
    [[nodiscard]] const core::Failure& failure() const { return failure_; }
    [[nodiscard]] bool failed_in_pieces() const { return in_pieces_; }
    /// Of the last attempt; none: it had none.
    [[nodiscard]] const std::optional<core::Started>& started() const { return started_; }

    /// As Complete does it. The failure's code; empty: published.
    std::string publish(core::IfExists if_exists = core::IfExists::replace);
    /// As after a power cut: only the first `offset` bytes are known to be durable.
    void remember_only(std::uint64_t offset);

    /// Of the test's own; the order may go elsewhere.
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }
    [[nodiscard]] std::filesystem::path destination() const { return order.destination.path(); }
    [[nodiscard]] std::filesystem::path part() const;
    /// What is under the final name; none: nothing.
    [[nodiscard]] std::optional<std::string> published() const;

  private:
    void take(const core::Report& report);
    void take(const core::Started& started);
    void take(const core::Progressed& /*progressed*/) {}
    void take(const core::Checkpointed& checkpoint);
    void take(const core::Finished& finished);
    void take(const core::FileFailed& failed);
    void run_until(const std::function<bool()>& happened);

    loop::EventLoop& loop_;
    test::TempDir directory_;
    FileThreads threads_;
    loop::IoWatch threads_watch_;
    CurlLoop curl_;
    std::optional<core::Started> started_;
    std::optional<std::uint64_t> finished_;
    core::Failure failure_;
    bool in_pieces_{};
};

}  // namespace transferd::worker
