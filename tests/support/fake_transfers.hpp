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

    /// Gives one answer that is owed; false: none is.
    bool deliver();
    void report(const core::Report& report);

    /// Started with a part file of its own and finished, with `size` bytes.
    void finish(const core::FileRef& file, std::uint64_t size);
    void fail(const core::FileRef& file, core::FailureCode code);

    [[nodiscard]] const std::map<core::FileRef, core::DownloadOrder>& running() const {
        return running_;
    }
    [[nodiscard]] bool runs(core::JobId job) const;

    /// Answers are held back while it is true: the worker is slow.
    bool hold{};
    /// Directories by path; others are not there.
    std::map<std::string, core::FileIdentity> directories{{"/tmp", {1, 1}}, {"/home", {1, 2}}};
    /// What publishing a file fails with.
    std::map<core::FileRef, core::Failure> unpublishable;
    std::set<core::FileRef> undiscardable;
    std::vector<core::FileRef> published;
    std::vector<core::FileRef> discarded;

  private:
    core::Uid owner_of(core::JobId job) const { return owners_.at(job); }

    core::TransferListener* listener_{};
    std::map<core::JobId, core::Uid> owners_;
    std::map<core::FileRef, core::DownloadOrder> running_;
    std::deque<std::function<void()>> owed_;
};

}  // namespace transferd::test
