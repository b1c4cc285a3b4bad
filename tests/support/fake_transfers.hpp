// SPDX-License-Identifier: MIT
// Workers that do what a test says. tests/contract/transfers proves that they behave as real ones.
#pragma once

#include "core/transfers.hpp"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace transferd::test {

class FakeTransfers : public core::Transfers {
  public:
    void listen(core::TransferListener& listener) { listener_ = &listener; }

    void start(core::Uid owner, const core::DownloadOrder& order) override;
    void stop(core::Uid owner, core::JobId job, std::function<void()> done) override;
    void check(core::Uid owner, const std::vector<core::CheckItem>& items,
               std::function<void(const core::CheckAnswers&)> done) override;
    void publish(core::Uid owner, const std::vector<core::PublishItem>& items,
                 std::function<void(const core::FileAnswers&)> done) override;
    void discard(core::Uid owner, const std::vector<core::DiscardItem>& items,
                 std::function<void(const core::FileAnswers&)> done) override;
    void start_unit(core::Uid owner, const std::string& unit,
                    std::function<void(const std::optional<core::Failure>&)> done) override;
    [[nodiscard]] bool reachable(core::Uid /*owner*/) const override { return !unreachable; }

    /// Does what one call asked for and answers it; false: nothing is owed.
    bool deliver();
    /// As the worker of the job's owner says it. As with a real one, of a file that does not run
    /// only a checkpoint is heard.
    void report(const core::Report& report);

    /// The response head came: the bytes go on in the part that was ordered, or in a new one.
    void begin(const core::FileRef& file, std::uint64_t size);
    /// All `size` bytes came; begins first where that has not been.
    void finish(const core::FileRef& file, std::uint64_t size);
    void fail(const core::FileRef& file, core::FailureCode code);
    /// The owner's worker has ended, and with it everything that it had to do.
    void lose(core::Uid owner);

    /// Every worker has ended with the broker; what is on disk stays.
    void crash() {
        running_.clear();
        owed_.clear();
    }

    struct Fetch {
        core::Uid owner;
        core::DownloadOrder order;
        bool begun{};
        std::uint64_t received{};
        std::uint64_t durable{};
    };
    [[nodiscard]] const std::map<core::FileRef, Fetch>& running() const { return running_; }
    [[nodiscard]] bool runs(core::JobId job) const;
    /// Files of the job that are on disk and have no final name.
    [[nodiscard]] std::size_t parts_of(core::JobId job) const;

    /// Answers are held back while it is true: the worker is slow.
    bool hold{};
    /// The worker is not there, or does not answer; what is held back is never answered.
    bool unreachable{};
    /// No service manager of the user's runs.
    bool no_manager{};
    /// Units in the order in which they were started.
    std::vector<std::string> units;
    /// Directories by path; others are not there.
    std::map<std::string, core::FileIdentity> directories{{"/tmp", {1, 1}}, {"/home", {1, 2}}};
    /// What has a final name, by path.
    std::map<std::string, core::FileIdentity> files;
    /// What publishing a file fails with.
    std::map<core::FileRef, core::Failure> unpublishable;
    std::set<core::FileRef> undiscardable;
    /// Of whom no worker may be started.
    std::set<core::Uid> barred;
    /// Each file once, in the order in which they got their names.
    std::vector<core::FileRef> published;
    std::vector<core::FileRef> discarded;

  private:
    /// `answer` does the work first; `lost` is for a worker that never came to it.
    struct Owed {
        core::Uid owner;
        std::function<void()> answer;
        std::function<void()> lost;
    };
    using Outcome = std::optional<core::Failure>;

    template <class Item>
    void owe(core::Uid owner, const std::vector<Item>& items,
             Outcome (FakeTransfers::*call)(const Item&),
             const std::function<void(const core::FileAnswers&)>& done);
    core::CheckAnswer check_one(const core::CheckItem& item) const;
    Outcome publish_one(const core::PublishItem& item);
    Outcome discard_one(const core::DiscardItem& item);
    [[nodiscard]] Outcome missing(const core::Destination& destination) const;
    [[nodiscard]] bool has_part(const core::FileRef& file, const core::FileIdentity& part) const;

    core::TransferListener* listener_{};
    std::map<core::JobId, core::Uid> owners_;
    std::map<core::FileRef, Fetch> running_;
    std::map<core::FileRef, core::FileIdentity> parts_;
    std::uint64_t last_inode_ = 100;
    std::deque<Owed> owed_;
};

}  // namespace transferd::test
