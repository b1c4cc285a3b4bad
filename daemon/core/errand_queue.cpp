// SPDX-License-Identifier: MIT
#include "core/errand_queue.hpp"

#include "core/notify_unit.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <variant>

namespace transferd::core {

namespace {

constexpr seconds first_pause{10};
constexpr seconds longest_pause = std::chrono::hours{6};
/// A worker comes for any reason, also for an attempt that has just been made.
constexpr seconds between_workers = std::chrono::minutes{10};
constexpr std::uint32_t most_attempts = 1000;
constexpr microseconds longest_life = std::chrono::hours{24 * 30};
/// Somebody who leaves files behind all day must not fill the database.
constexpr std::uint32_t most_of_an_owner = 1000;

microseconds pause_after(std::uint32_t attempts) {
    seconds pause = first_pause;
    for (std::uint32_t i = 0; i < attempts && pause < longest_pause; ++i) pause *= 4;
    return std::min(pause, longest_pause);
}

/// What clients wait for, and would wait for in vain where its signal is lost.
bool is_news(const Job& before, const Job& next) {
    if (publishing_failed(before, next)) return true;
    return before.state != next.state &&
           (next.state == JobState::transferred || next.state == JobState::error);
}

bool starts_unit(const Job& before, const Job& next) {
    if (next.settings.notify_unit.empty() || before.state == next.state) return false;
    return (next.state == JobState::transferred && next.settings.notify_on.transferred) ||
           (next.state == JobState::error && next.settings.notify_on.error);
}

std::uint64_t stored_bytes_of(const Errand& errand) {
    const auto name = errand.owner_name.size();
    if (const auto* item = std::get_if<DiscardItem>(&errand.what))
        return name + item->destination.directory.size() + item->destination.name.size();
    const auto* start = std::get_if<UnitStart>(&errand.what);
    return name + (start ? start->unit.size() : 0);
}

}  // namespace

ErrandQueue::ErrandQueue(ErrandStore& store, Ledger& ledger, Transfers& transfers, Clock& clock,
                         Owners& owners)
    : store_(store),
      ledger_(ledger),
      transfers_(transfers),
      clock_(clock),
      owners_(owners),
      alarm_(clock.alarm([this] { ring(); })) {
    ledger.on_saving([this](const Job& before, const Job& next, std::optional<JobResult> ended) {
        return accompany(before, next, ended);
    });
}

void ErrandQueue::begin() {
    const auto now = clock_.boot();
    for (auto& errand : store_.errands()) {
        if (const auto* owed = std::get_if<Announcement>(&errand.what)) {
            ledger_.announce_again(owed->job, errand.owner, owed->ended);
            store_.drop(errand.id);
        } else {
            const auto id = errand.id;
            charge(errand);
            waiting_.emplace(id, Waiting{.errand = std::move(errand), .due = now});
        }
    }
    arm();
}

bool ErrandQueue::has_room(Uid owner) const {
    const auto load = loads_.find(owner);
    return load == loads_.end() || load->second.errands < most_of_an_owner;
}

std::uint64_t ErrandQueue::stored_bytes(Uid owner) const {
    const auto load = loads_.find(owner);
    return load == loads_.end() ? 0 : load->second.bytes;
}

void ErrandQueue::charge(const Errand& errand) {
    auto& load = loads_[errand.owner];
    ++load.errands;
    load.bytes += stored_bytes_of(errand);
}

void ErrandQueue::discharge(const Errand& errand) {
    auto& load = loads_.at(errand.owner);
    load.bytes -= stored_bytes_of(errand);
    if (--load.errands == 0) loads_.erase(errand.owner);
}

Errand ErrandQueue::new_errand(const Job& job) const {
    return {.id = store_.new_errand_id(),
            .owner = job.owner,
            .owner_name = job.owner_name,
            .what = {},
            .created = clock_.wall()};
}

std::vector<Errand> ErrandQueue::save_discards(const Job& job,
                                               const std::vector<DiscardItem>& items) {
    std::vector<Errand> errands;
    for (const auto& item : items) {
        if (!has_room(job.owner)) break;
        errands.push_back(new_errand(job));
        errands.back().what = item;
        charge(errands.back());
        store_.keep(errands.back());
    }
    return errands;
}

/// A broker that is killed between a commit and its signals leaves an errand that sends them.
std::function<void()> ErrandQueue::accompany(const Job& before, const Job& next,
                                             std::optional<JobResult> ended) {
    if (!ended && !is_news(before, next)) return {};
    auto announcement = new_errand(next);
    announcement.what = Announcement{next.id, ended};
    store_.keep(announcement);
    std::vector<Errand> starts;
    if (starts_unit(before, next) && has_room(next.owner)) {
        starts.push_back(new_errand(next));
        starts.back().what = UnitStart{next.id, next.settings.notify_unit};
        store_.keep(starts.back());
    }
    return [this, id = announcement.id, starts = std::move(starts)] {
        store_.drop(id);
        for (const auto& start : starts) charge(start);
        if (!starts.empty()) take(starts);
    };
}

void ErrandQueue::settle(const std::vector<Errand>& errands, const SaveError& error) {
    if (!error) return take(errands);
    for (const auto& errand : errands) discharge(errand);
}

/// Units are started at once, files are tried again later.
void ErrandQueue::take(const std::vector<Errand>& errands) {
    std::set<Uid> at_once;
    for (const auto& errand : errands) {
        const bool now = std::holds_alternative<UnitStart>(errand.what);
        if (now) at_once.insert(errand.owner);
        const auto due = clock_.boot() + (now ? microseconds{0} : pause_after(0));
        waiting_.emplace(errand.id, Waiting{.errand = errand, .due = due});
    }
    for (const auto owner : at_once) attempt(owner);
    arm();
}

void ErrandQueue::connected(Uid owner) {
    for (auto& [id, each] : waiting_) {
        if (each.errand.owner != owner) continue;
        auto soonest = clock_.boot() + first_pause;
        if (each.tried) soonest = std::max(soonest, *each.tried + between_workers);
        each.due = std::min(each.due, soonest);
    }
    arm();
}

void ErrandQueue::owners_changed() {
    std::set<Uid> present;
    for (auto& [id, each] : waiting_) {
        const auto owner = each.errand.owner;
        const bool is_start = std::holds_alternative<UnitStart>(each.errand.what);
        if (!is_start || !owners_.logged_in(owner)) continue;
        present.insert(owner);
        if (!logged_in_.contains(owner)) each.due = std::min(each.due, clock_.boot());
    }
    logged_in_ = std::move(present);
    ring();
}

bool ErrandQueue::owner_is_away(const Errand& errand) {
    const auto standing = owners_.standing({errand.owner, errand.owner_name});
    return standing.value_or(Standing::here) != Standing::here;
}

void ErrandQueue::ring() {
    std::set<Uid> owners;
    for (const auto& [id, each] : waiting_)
        if (!each.under_way && each.due <= clock_.boot()) owners.insert(each.errand.owner);
    for (const auto owner : owners) attempt(owner);
    arm();
}

void ErrandQueue::arm() {
    std::optional<BootTime> soonest;
    for (const auto& [id, each] : waiting_)
        if (!each.under_way && (!soonest || each.due < *soonest)) soonest = each.due;
    if (soonest)
        alarm_->set(*soonest);
    else
        alarm_->clear();
}

/// All that is due for one owner: one worker does it.
void ErrandQueue::attempt(Uid owner) {
    std::vector<ErrandId> files;
    std::vector<ErrandId> units;
    std::vector<ErrandId> unwanted;
    for (auto& [id, each] : waiting_) {
        if (each.errand.owner != owner || each.under_way || each.due > clock_.boot()) continue;
        if (pointless(each.errand)) {
            unwanted.push_back(id);
            continue;
        }
        if (owner_is_away(each.errand)) {
            each.due = clock_.boot() + longest_pause;
            continue;
        }
        each.under_way = true;
        each.tried = clock_.boot();
        const bool is_file = std::holds_alternative<DiscardItem>(each.errand.what);
        (is_file ? files : units).push_back(id);
    }
    for (const auto id : unwanted) drop(id);
    if (!files.empty()) discard(owner, files);
    for (const auto id : units) start_unit(id);
}

bool ErrandQueue::pointless(const Errand& errand) const {
    if (errand.attempts >= most_attempts) return true;
    if (clock_.wall() - errand.created > longest_life) return true;
    if (const auto* item = std::get_if<DiscardItem>(&errand.what)) {
        // Where the job is the owner's again, its end removes what then has that name.
        const auto* record = ledger_.find(item->file.job);
        return record && record->job.owner == errand.owner && !is_final(record->job.state) &&
               !ledger_.find_file(item->file)->discarded;
    }
    const auto& start = std::get<UnitStart>(errand.what);
    const auto* record = ledger_.find(start.job);
    return record &&
           (record->job.owner != errand.owner || record->job.settings.notify_unit != start.unit);
}

void ErrandQueue::discard(Uid owner, const std::vector<ErrandId>& ids) {
    std::vector<DiscardItem> items;
    items.reserve(ids.size());
    for (const auto id : ids) items.push_back(std::get<DiscardItem>(waiting_.at(id).errand.what));
    transfers_.discard(owner, items, [this, ids](const FileAnswers& answers) {
        for (std::size_t i = 0; i < ids.size(); ++i)
            ended(ids[i], i < answers.size() && !answers[i].failure);
    });
}

void ErrandQueue::start_unit(ErrandId id) {
    const auto& errand = waiting_.at(id).errand;
    const auto& start = std::get<UnitStart>(errand.what);
    transfers_.start_unit(
        errand.owner, unit_of(start.unit, start.job),
        [this, id](const std::optional<Failure>& failure) { ended(id, !failure.has_value()); });
}

void ErrandQueue::ended(ErrandId id, bool done) {
    if (done) return drop(id);
    auto& each = waiting_.at(id);
    each.under_way = false;
    each.due = clock_.boot() + pause_after(++each.errand.attempts);
    store_.keep(each.errand);
    arm();
}

void ErrandQueue::drop(ErrandId id) {
    const auto dropped = waiting_.extract(id);
    discharge(dropped.mapped().errand);
    store_.drop(id);
    arm();
}

}  // namespace transferd::core
