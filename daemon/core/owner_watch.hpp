// SPDX-License-Identifier: MIT
// What becomes of jobs whose owner's account is locked or gone, or whose uid is another account's
// now (settings.md, "owner's account locked").
#pragma once

#include "core/clock.hpp"
#include "core/closer.hpp"
#include "core/ledger.hpp"
#include "core/owners.hpp"
#include "core/runner.hpp"

#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace transferd::core {

class OwnerWatch {
  public:
    OwnerWatch(Ledger& ledger, Runner& runner, Closer& closer, Clock& clock, Owners& owners);

    /// Called when an account with jobs is found to be another than before.
    using News = std::function<void(const Account&, Standing)>;
    void on_news(News news) { news_ = std::move(news); }
    /// Called to have it asked whether accounts whose workers run may still be used.
    void on_review(std::function<void()> ask_again) { ask_again_ = std::move(ask_again); }

    /// After Ledger::load, before clients can call: nobody may see another account's jobs.
    void judge();
    /// Judges, and does what follows. After Closer::begin for the first time.
    void look();
    /// Has those asked again who may not know it by now, and looks; at least once an hour.
    void review();
    void changed(OwnersChange change) { change == OwnersChange::accounts ? review() : look(); }

  private:
    [[nodiscard]] Standing standing_of(const Job& job);
    void note_absence();
    void cancel_of_the_gone();

    Ledger& ledger_;
    Runner& runner_;
    Closer& closer_;
    Clock& clock_;
    Owners& owners_;
    News news_;
    std::function<void()> ask_again_;
    /// Other than `here`, what was told last.
    std::map<std::pair<Uid, std::string>, Standing> told_;
    std::unique_ptr<Alarm> alarm_;
    bool awaits_review_{};
};

}  // namespace transferd::core
