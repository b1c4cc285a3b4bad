// SPDX-License-Identifier: MIT
// What the contract's tests share: calls whose answers are counted, and a listener that holds every
// report to the rules.
#pragma once

#include "world.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace transferd::test {

/// What one call was answered with, and how often it was.
template <class Answer>
struct Call {
    int answers{};
    Answer answer{};
};
template <class Answer>
using CallRef = std::shared_ptr<Call<Answer>>;

/// How many reports had been heard.
struct Stopped {
    std::size_t at_call{};
    std::size_t at_done{};
};

struct Heard {
    core::Uid from;
    core::Report report;
};

/// Every test ends with all its calls answered, each once.
class Transfers : public testing::TestWithParam<Workers>, public core::TransferListener {
  protected:
    Transfers();
    void TearDown() override;

    void reported(core::Uid from, const core::Report& report) override;

    /// Throws where it does not come.
    void until(const std::function<bool()>& so);

    void start(core::Uid owner, const core::DownloadOrder& order);
    CallRef<Stopped> stop(core::Uid owner, core::JobId job);
    CallRef<core::CheckAnswers> check(core::Uid owner, const std::vector<core::CheckItem>& items);
    CallRef<core::FileAnswers> publish(core::Uid owner,
                                       const std::vector<core::PublishItem>& items);
    CallRef<core::FileAnswers> discard(core::Uid owner,
                                       const std::vector<core::DiscardItem>& items);
    template <class Answer>
    const Answer& answer_of(const CallRef<Answer>& call) {
        until([&] { return call->answers > 0; });
        return call->answer;
    }
    /// Until everything that was said before has been heard.
    void hear_all(core::Uid owner);

    /// From url(file) to a place of its own.
    core::DownloadOrder order(const core::FileRef& file);
    core::DownloadOrder serve(const core::FileRef& file, Remote remote);
    /// Starts a slow file and waits until some of it has come and is not yet confirmed.
    void start_slow(core::Uid owner, const core::FileRef& file);
    /// Transfers the file whole; what publishing it takes.
    core::PublishItem transfer(core::Uid owner, const core::FileRef& file);
    core::CheckItem item(const core::Destination& destination);

    [[nodiscard]] bool runs(core::Uid owner, const core::FileRef& file) const {
        return running_.contains({owner, file});
    }
    /// What was said of a file, in order.
    template <class Report>
    [[nodiscard]] std::vector<Report> said(const core::FileRef& file) const {
        std::vector<Report> found;
        for (const auto& each : heard)
            if (const auto* report = std::get_if<Report>(&each.report))
                if (report->file == file) found.push_back(*report);
        return found;
    }
    /// Throws where there is none.
    template <class Report>
    [[nodiscard]] Report last(const core::FileRef& file) const {
        const auto reports = said<Report>(file);
        if (reports.empty()) throw std::logic_error{"nothing of that kind was said of the file"};
        return reports.back();
    }
    [[nodiscard]] std::size_t reports_of(core::JobId job) const;

    std::unique_ptr<World> world;
    std::vector<Heard> heard;
    /// What a test does from within a report.
    std::function<void(const core::Report&)> at_report;

  private:
    template <class Answer>
    CallRef<Answer> asked();
    template <class Answer>
    std::function<void(const Answer&)> into(const CallRef<Answer>& call);
    /// Makes a call that must not be answered from within.
    void ask(core::Uid owner, const std::function<void()>& call);

    bool asking_{};
    std::set<core::Uid> owners_;
    std::vector<std::function<int()>> calls_;
    std::set<std::pair<core::Uid, core::FileRef>> running_;
    /// Stopped and not yet answered: a checkpoint may come.
    std::multiset<std::pair<core::Uid, core::JobId>> stopping_;
};

inline std::string name_of(const testing::TestParamInfo<Workers>& workers) {
    return testing::PrintToString(workers.param);
}
inline auto both() {
    return testing::Values(Workers::real, Workers::fake);
}

inline core::FailureCode code_of(const std::optional<core::Failure>& failure) {
    return failure ? failure->code : throw std::logic_error("there is no failure");
}

}  // namespace transferd::test
