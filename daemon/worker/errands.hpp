// SPDX-License-Identifier: MIT
// What the broker orders, done: joins the HTTP engine and the files of this process's user.
#pragma once

#include "journal/journal.hpp"
#include "loop/deferred.hpp"
#include "loop/io_watch.hpp"
#include "loop/timer.hpp"
#include "wire/channel.hpp"
#include "wire/messages.hpp"
#include "wire/pieces.hpp"
#include "worker/attempt.hpp"
#include "worker/files/file_threads.hpp"
#include "worker/http/curl_loop.hpp"
#include "worker/notify/user_manager.hpp"

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace transferd::worker {

class Errands {
  public:
    /// `broker_gone`: nobody gives orders any more, and nobody would keep what is reported.
    Errands(loop::EventLoop& loop, loop::UniqueFd connection, const journal::Journal& journal,
            std::function<void()> broker_gone);

  private:
    void received(std::span<const std::uint8_t> bytes);
    void obey(wire::ToWorker& message);
    void take(const wire::Hello& hello);
    void take(const wire::Start& start);
    void take(const wire::Stop& stop);
    void take(const wire::Check& check);
    void take(const wire::Publish& publish);
    void take(const wire::Discard& discard);
    void take(const wire::StartUnit& start);
    void take(const wire::Ping& ping);
    void take(const wire::Piece& piece);

    void send(const wire::ToBroker& message);
    void fetch_ended(const core::FileRef& file);
    void bury();
    /// From now on, as long as there is something to do, calls that hang are given up.
    void watch_files();
    void rest_if_idle();
    void pulse();

    const journal::Journal& journal_;
    std::function<void()> broker_gone_;
    FileThreads threads_;
    loop::IoWatch threads_watch_;
    CurlLoop curl_;
    TicketDesk tickets_{threads_};
    UserManager user_manager_;
    std::uint32_t publish_mode_{};
    bool greeted_{};
    std::map<core::FileRef, std::unique_ptr<Attempt>> fetches_;
    /// Stops that wait for their job's fetches.
    std::map<core::JobId, std::vector<wire::RequestId>> stopping_;
    /// A fetch must not die inside a callback of its own.
    std::vector<std::unique_ptr<Attempt>> graveyard_;
    loop::Deferred burial_;
    loop::Timer pulse_timer_;
    bool watching_{};
    wire::Pieces<wire::ToWorker> pieces_;
    wire::Channel channel_;
};

}  // namespace transferd::worker
