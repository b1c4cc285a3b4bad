// SPDX-License-Identifier: MIT
// What is still owed after a change was saved, and outlives the process that owes it.
#pragma once

#include "core/job.hpp"
#include "core/transfers.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace transferd::core {

using ErrandId = Id<struct ErrandTag, std::uint64_t>;

/// The owner's own unit is to be started.
struct UnitStart {
    JobId job;
    /// As the job's settings name it.
    std::string unit;
    bool operator==(const UnitStart&) const = default;
};

/// The signals of a change that was saved may not have been sent.
struct Announcement {
    JobId job;
    /// None: of the job as it is.
    std::optional<JobResult> ended{};
    bool operator==(const Announcement&) const = default;
};

struct Errand {
    ErrandId id;
    Uid owner;
    std::string owner_name;
    std::variant<DiscardItem, UnitStart, Announcement> what;
    WallTime created{};
    std::uint32_t attempts{};
    bool operator==(const Errand&) const = default;
};

/// Port: errands that survive. A change goes with the next commit, which is also that of every save
/// of the same turn of the loop; nobody waits for it alone.
class ErrandStore {
  public:
    ErrandStore() = default;
    ErrandStore(const ErrandStore&) = delete;
    ErrandStore& operator=(const ErrandStore&) = delete;
    virtual ~ErrandStore() = default;

    /// Oldest first.
    [[nodiscard]] virtual std::vector<Errand> errands() = 0;
    /// Another one each time.
    [[nodiscard]] virtual ErrandId new_errand_id() = 0;
    /// A new errand, or one with more attempts.
    virtual void keep(const Errand& errand) = 0;
    /// It is done. Where that is lost, it is done once more.
    virtual void drop(ErrandId id) = 0;
};

}  // namespace transferd::core
