// SPDX-License-Identifier: MIT
// Progress as clients hear of it: at most once per MinimumNotificationInterval of the job.
#pragma once

#include "core/clock.hpp"
#include "core/ledger.hpp"

#include <map>
#include <memory>

namespace transferd::core {

class ProgressAnnouncer {
  public:
    ProgressAnnouncer(Ledger& ledger, Clock& clock);

    /// The job's bytes in the ledger have moved.
    void moved(JobId id);
    /// The job does not transfer any more.
    void forget(JobId id);

  private:
    struct Watch {
        BootTime announced{};
        std::uint64_t bytes{};
        bool due{};
    };
    void ring();
    void announce(JobId id, Watch& watch, BootTime now);
    void arm();

    Ledger& ledger_;
    Clock& clock_;
    std::map<JobId, Watch> watches_;
    std::unique_ptr<Alarm> alarm_;
};

}  // namespace transferd::core
