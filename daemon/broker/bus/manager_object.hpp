// SPDX-License-Identifier: MIT
// The manager on the bus: /org/example/Transfer.
#pragma once

#include "broker/bus/answer.hpp"
#include "broker/bus/dictionary.hpp"
#include "core/clock.hpp"
#include "core/inactivity.hpp"
#include "core/job_service.hpp"
#include "core/job_store.hpp"
#include "core/network.hpp"

#include <string>
#include <vector>

#include <dbus/manager_adaptor.hpp>
#include <sdbus-c++/sdbus-c++.h>

namespace transferd::broker {

class ManagerObject final
    : public sdbus::AdaptorInterfaces<org::example::Transfer_adaptor, sdbus::Properties_adaptor> {
  public:
    struct Services {
        core::JobService& jobs;
        core::JobHistory& history;
        core::Inactivity& inactivity;
        const core::Network& network;
        const core::Clock& clock;
    };

    ManagerObject(sdbus::IConnection& connection, const Services& services, const Door& door);
    ManagerObject(const ManagerObject&) = delete;
    ManagerObject& operator=(const ManagerObject&) = delete;
    ~ManagerObject();

    void set_active_jobs(std::uint32_t count);
    void network_changed();

  private:
    using JobEntry = sdbus::Struct<std::uint64_t, sdbus::ObjectPath, BusDictionary>;
    using PolicyLine = sdbus::Struct<std::string, sdbus::Variant, std::string>;
    using JobIdResult = sdbus::Result<std::uint64_t, sdbus::ObjectPath>;

    void CreateJob(JobIdResult&& result, std::string type, std::string display_name,
                   BusDictionary settings) override;
    void Submit(JobIdResult&& result, std::string type, std::string display_name,
                std::vector<BusFile> files, BusDictionary settings) override;
    void GetJob(sdbus::Result<sdbus::ObjectPath>&& result, std::uint64_t id) override;
    void ListJobs(sdbus::Result<std::vector<JobEntry>>&& result, BusDictionary filter) override;
    void Complete(sdbus::Result<std::uint32_t, std::uint32_t, std::vector<std::string>>&& result,
                  std::uint64_t id) override;
    void Cancel(sdbus::Result<std::vector<std::string>>&& result, std::uint64_t id) override;
    void Suspend(sdbus::Result<>&& result, std::uint64_t id) override;
    void Resume(sdbus::Result<>&& result, std::uint64_t id) override;
    void CancelInactive(sdbus::Result<std::uint32_t>&& result) override;
    void GetQuota(sdbus::Result<BusDictionary>&& result) override;
    void GetPolicy(sdbus::Result<std::vector<PolicyLine>>&& result) override;
    void ListHistory(sdbus::Result<std::vector<BusDictionary>>&& result, BusDictionary filter,
                     std::uint32_t limit) override;

    std::string Version() override;
    std::uint32_t ApiVersion() override;
    std::vector<std::string> Features() override;
    std::string NetworkState() override { return network_state_; }
    std::uint32_t ActiveJobs() override { return active_jobs_; }

    core::JobService& jobs_;
    core::JobHistory& history_;
    core::Inactivity& inactivity_;
    const core::Network& network_;
    const core::Clock& clock_;
    Door door_;
    std::string network_state_;
    std::uint32_t active_jobs_{};
};

}  // namespace transferd::broker
