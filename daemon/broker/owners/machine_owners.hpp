// SPDX-License-Identifier: MIT
// The owners as the system service sees them: accounts from the account database, log-ins from
// logind's own records in /run/systemd/users, which root alone can write, so nothing is forged.
#pragma once

#include "broker/owners/account_files_watch.hpp"
#include "core/owners.hpp"
#include "core/time.hpp"
#include "loop/handles.hpp"
#include "loop/io_watch.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <systemd/sd-login.h>

namespace transferd::broker {

class MachineOwners final : public core::Owners {
  public:
    explicit MachineOwners(loop::EventLoop& loop);
    MachineOwners(const MachineOwners&) = delete;
    MachineOwners& operator=(const MachineOwners&) = delete;
    ~MachineOwners() override = default;

    [[nodiscard]] std::string name_of(core::Uid uid) override;
    [[nodiscard]] std::optional<core::Standing> standing(const core::Account& owner) override;
    void lock_out(core::Uid uid) override;
    [[nodiscard]] bool logged_in(core::Uid uid) override;
    void on_change(std::function<void(core::OwnersChange)> changed) override {
        changed_ = std::move(changed);
    }

  private:
    void watch_logins(loop::EventLoop& loop);
    void tell(core::OwnersChange change) const;
    [[nodiscard]] bool locked_out(core::Uid uid);

    std::function<void(core::OwnersChange)> changed_;
    /// Until when nobody is to try. An account that may be used again tells nobody but /etc/shadow.
    std::map<core::Uid, core::BootTime> locked_out_;
    AccountFilesWatch accounts_;
    /// None where there is no logind: then nobody is logged in.
    std::unique_ptr<sd_login_monitor, loop::Deleter<sd_login_monitor_unref>> monitor_;
    std::optional<loop::IoWatch> logins_;
};

}  // namespace transferd::broker
