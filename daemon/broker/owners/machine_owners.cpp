// SPDX-License-Identifier: MIT
#include "broker/owners/machine_owners.hpp"

#include "broker/owners/account.hpp"

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string_view>

namespace transferd::broker {

namespace {

struct Free {
    // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): what sd-login gives is freed like that
    void operator()(char* text) const { std::free(text); }
};

}  // namespace

MachineOwners::MachineOwners(loop::EventLoop& loop)
    : accounts_(loop, [this] {
          locked_out_.clear();
          tell(core::OwnersChange::accounts);
      }) {
    watch_logins(loop);
}

void MachineOwners::watch_logins(loop::EventLoop& loop) {
    sd_login_monitor* monitor = nullptr;
    if (sd_login_monitor_new("uid", &monitor) < 0) return;
    monitor_.reset(monitor);
    logins_.emplace(
        loop, sd_login_monitor_get_fd(monitor),
        static_cast<std::uint32_t>(sd_login_monitor_get_events(monitor)),
        [this](std::uint32_t) {
            loop::check(sd_login_monitor_flush(monitor_.get()), "hear of log-ins");
            tell(core::OwnersChange::presence);
        },
        loop::priority::urgent);
}

void MachineOwners::tell(core::OwnersChange change) const {
    if (changed_) changed_(change);
}

std::string MachineOwners::name_of(core::Uid uid) {
    return look_up(uid).name;
}

std::optional<core::Standing> MachineOwners::standing(const core::Account& owner) {
    const auto found = broker::standing(look_up(owner.uid), owner.name);
    const bool is_here = found == core::Standing::here;
    return is_here && locked_out(owner.uid) ? core::Standing::locked : found;
}

void MachineOwners::lock_out(core::Uid uid) {
    constexpr std::chrono::minutes pause{55};  // over when accounts are looked at once an hour
    locked_out_[uid] = core::BootTime{loop::boot_time() + pause};
    tell(core::OwnersChange::presence);
}

bool MachineOwners::locked_out(core::Uid uid) {
    const auto found = locked_out_.find(uid);
    if (found == locked_out_.end()) return false;
    if (core::BootTime{loop::boot_time()} < found->second) return true;
    locked_out_.erase(found);
    return false;
}

/// A user who lingers, or whose last session is ending, has none.
bool MachineOwners::logged_in(core::Uid uid) {
    char* word = nullptr;
    if (sd_uid_get_state(uid.value, &word) < 0) return false;
    const std::unique_ptr<char, Free> owned(word);
    const std::string_view state{word};
    return state == "active" || state == "online";
}

}  // namespace transferd::broker
