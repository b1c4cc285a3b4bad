// SPDX-License-Identifier: MIT
// What could not be done for an owner, tried again: files that could not be deleted, units that
// could not be started. Less and less often, and not for ever.
#pragma once

#include "core/clock.hpp"
#include "core/errand.hpp"
#include "core/ledger.hpp"
#include "core/owners.hpp"
#include "core/transfers.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace transferd::core {

class ErrandQueue {
  public:
    ErrandQueue(ErrandStore& store, Ledger& ledger, Transfers& transfers, Clock& clock,
                Owners& owners);

    /// After Ledger::load, when clients can hear: announces what an earlier run may not have
    /// announced, and takes up what it has left.
    void begin();
    /// Queued for the commit of what the same turn saves; settle() it when that is done. As many
    /// as the owner may have.
    [[nodiscard]] std::vector<Errand> save_discards(const Job& job,
                                                    const std::vector<DiscardItem>& items);
    /// They were saved, or not.
    void settle(const std::vector<Errand>& errands, const SaveError& error);
    /// The owner's worker is there: what waits is tried now.
    void connected(Uid owner);
    /// Somebody may have logged in: what waits for their service manager is tried now.
    void owners_changed();
    /// Nothing is owed to anybody.
    [[nodiscard]] bool empty() const { return waiting_.empty(); }
    /// Of strings, for that owner.
    [[nodiscard]] std::uint64_t stored_bytes(Uid owner) const;

  private:
    struct Waiting {
        Errand errand;
        BootTime due;
        /// The last attempt.
        std::optional<BootTime> tried{};
        /// A worker has it.
        bool under_way{};
    };

    /// What an owner has in the database.
    struct Load {
        std::uint32_t errands{};
        std::uint64_t bytes{};
    };

    /// Nothing may run as whoever has the owner's uid now.
    [[nodiscard]] bool owner_is_away(const Errand& errand);
    [[nodiscard]] bool has_room(Uid owner) const;
    void charge(const Errand& errand);
    void discharge(const Errand& errand);
    void take(const std::vector<Errand>& errands);
    [[nodiscard]] Errand new_errand(const Job& job) const;
    std::function<void()> accompany(const Job& before, const Job& next,
                                    std::optional<JobResult> ended);
    void ring();
    void arm();
    void attempt(Uid owner);
    void discard(Uid owner, const std::vector<ErrandId>& ids);
    void start_unit(ErrandId id);
    /// Nobody wants it any more.
    [[nodiscard]] bool pointless(const Errand& errand) const;
    void ended(ErrandId id, bool done);
    void drop(ErrandId id);

    ErrandStore& store_;
    Ledger& ledger_;
    Transfers& transfers_;
    Clock& clock_;
    Owners& owners_;
    std::map<ErrandId, Waiting> waiting_;
    std::map<Uid, Load> loads_;
    /// Of those for whom something waits, when it was last asked.
    std::set<Uid> logged_in_;
    std::unique_ptr<Alarm> alarm_;
};

}  // namespace transferd::core
