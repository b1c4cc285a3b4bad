// SPDX-License-Identifier: MIT
// Launcher of the system service: PID 1 listens on /run/transferd-worker/UID and starts the worker
// as that user when the broker connects. Nothing of ours switches a user, and because only the
// broker's user may connect there and only PID 1 can listen there, the path says who answers.
#pragma once

#include "broker/pool/launcher.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

#include <sdbus-c++/sdbus-c++.h>

namespace transferd::broker {

class UnitLauncher final : public Launcher {
  public:
    /// `bus`, the system bus, is pumped by the caller and outlives the launcher.
    UnitLauncher(sdbus::IConnection& bus, std::string socket_directory);
    UnitLauncher(const UnitLauncher&) = delete;
    UnitLauncher& operator=(const UnitLauncher&) = delete;
    ~UnitLauncher() override = default;

    void launch(core::Uid owner, std::function<void(Launched)> launched) override;
    void let_go(core::Uid owner) override;
    void ask_account(core::Uid owner, std::function<void()> locked_out) override;
    /// The end of the socket takes a worker with it that hangs.
    void end(core::Uid owner) override { let_go(owner); }
    [[nodiscard]] bool settled() const override { return stopping_.empty(); }

  private:
    /// How a job of systemd's ended; `done`: well.
    struct Ended {
        bool done{};
        bool denied{};
        /// What the socket needs to be there for failed: the account's check.
        bool locked_out{};
        /// What systemd says about it.
        std::string why;
    };
    using Then = std::function<void(const Ended&)>;

    void call(const char* method, core::Uid owner, const char* mode, Then then);
    void job_removed(sdbus::Message& signal);
    void start(core::Uid owner, const std::function<void(Launched)>& launched);
    void stopped(core::Uid owner);
    [[nodiscard]] Launched connected(core::Uid owner) const;
    [[nodiscard]] static NotLaunched refused(core::Uid owner, const Ended& ended);

    std::string socket_directory_;
    std::unique_ptr<sdbus::IProxy> manager_;
    /// Who answers for systemd on the bus. A signal from anybody else is forged.
    std::string manager_name_;
    /// By the path of systemd's job.
    std::map<std::string, Then> jobs_;
    /// Sockets that are being stopped, and what waits to be launched after that.
    std::map<core::Uid, std::function<void(Launched)>> stopping_;
    /// Accounts that are being asked about, and what is to be asked once more after that.
    std::map<core::Uid, std::function<void()>> asking_;
    sdbus::Slot job_removals_;
};

}  // namespace transferd::broker
