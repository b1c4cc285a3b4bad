// SPDX-License-Identifier: MIT
// One user's worker, as long as it lives: what it was told, what it owes.
#pragma once

#include "broker/pool/launcher.hpp"
#include "core/transfers.hpp"
#include "loop/deferred.hpp"
#include "loop/timer.hpp"
#include "wire/channel.hpp"
#include "wire/messages.hpp"
#include "wire/pieces.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace transferd::broker {

class WorkerLink {
  public:
    struct Events {
        std::function<void(const core::Report&)> reported;
        /// The worker is gone, the sentence says why, and everything it owed has been answered. May
        /// destroy the link.
        std::function<void(const std::string& why)> ended;
        /// The worker is there and does not answer; it is given up.
        std::function<void()> hung;
        /// There is none because its account may not be used: before anything fails for it.
        std::function<void()> locked_out;
    };
    /// How long a worker that has something to do may be silent, and what it may take to begin.
    struct Patience {
        std::chrono::milliseconds hello = std::chrono::seconds{5};
        std::chrono::milliseconds beat = std::chrono::seconds{4};
        unsigned beats = 3;
    };

    WorkerLink(loop::EventLoop& loop, wire::Hello hello, Events events, Patience patience);
    WorkerLink(const WorkerLink&) = delete;
    WorkerLink& operator=(const WorkerLink&) = delete;
    ~WorkerLink() = default;

    /// It is being launched. Orders given before it is there wait for it.
    void launching();
    /// What the launcher came back with.
    void launched(Launched launched);

    void start(const core::DownloadOrder& order);
    void stop(core::JobId job, std::function<void()> done);
    /// From here on only checkpoints of the job are believed.
    void forget(core::JobId job);
    void check(const std::vector<core::CheckItem>& items,
               std::function<void(const core::CheckAnswers&)> done);
    void publish(const std::vector<core::PublishItem>& items,
                 std::function<void(const core::FileAnswers&)> done);
    void discard(const std::vector<core::DiscardItem>& items,
                 std::function<void(const core::FileAnswers&)> done);
    void start_unit(const std::string& unit,
                    std::function<void(const std::optional<core::Failure>&)> done);

    /// It has said hello and was heard of not long ago.
    [[nodiscard]] bool reachable() const { return ready_ && lost_.empty() && silent_ <= 1; }
    /// It answers for what it has and takes no more.
    [[nodiscard]] bool lost() const { return !lost_.empty(); }
    [[nodiscard]] const std::string& why_lost() const { return lost_; }
    /// The worker has nothing to do and owes nothing.
    [[nodiscard]] bool idle() const { return files_.empty() && owed_.empty(); }
    /// It has done something that it was ordered to do.
    [[nodiscard]] bool useful() const { return useful_; }
    /// It could not be started.
    [[nodiscard]] bool refused() const { return refused_; }
    /// Because its account may not be used.
    [[nodiscard]] bool locked_out() const { return locked_out_; }
    /// Not a fault: it may not be started.
    [[nodiscard]] bool blocked() const {
        return lost_code_ == core::FailureCode::blocked_by_policy;
    }

  private:
    /// Takes the answer, or, where there will be none, the failure to answer with.
    struct Owed {
        std::function<void(const wire::ToBroker&)> answered;
        std::function<void(const core::Failure&)> lost;
    };

    void send(const wire::ToWorker& message);
    void received(std::span<const std::uint8_t> bytes);
    void take(const wire::ToBroker& message);
    void answered(wire::RequestId request, const wire::ToBroker& message);
    void report(const core::Report& report);
    void lose(const std::string& why);
    /// While the worker has something to do: was it heard since the last beat?
    void beat();
    void watch();
    void answer_for_the_lost();
    wire::RequestId owe(Owed owed);
    template <class Order, class Item>
    void ask_files(const std::vector<Item>& items,
                   std::function<void(const core::FileAnswers&)> done);

    loop::EventLoop& loop_;
    wire::Hello hello_;
    Events events_;
    std::unique_ptr<wire::Channel> channel_;
    bool ready_{};
    bool useful_{};
    bool refused_{};
    bool locked_out_{};
    bool lock_out_told_{};
    /// Why it is gone; empty: it is not.
    std::string lost_;
    core::FailureCode lost_code_{core::FailureCode::worker_lost};
    std::vector<wire::Bytes> waiting_;
    wire::Pieces<wire::ToBroker> pieces_;
    std::set<core::FileRef> files_;
    std::map<wire::RequestId, Owed> owed_;
    std::uint64_t last_request_{};
    loop::Deferred ending_;
    /// A worker that does not say hello is none.
    loop::Timer hello_timer_;
    Patience patience_;
    loop::Timer beat_timer_;
    bool beating_{};
    bool heard_{};
    unsigned silent_{};
    std::optional<wire::RequestId> ping_;
};

}  // namespace transferd::broker
