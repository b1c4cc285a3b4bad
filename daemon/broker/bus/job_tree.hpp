// SPDX-License-Identifier: MIT
// Every job's object, and the signals that tell of them.
#pragma once

#include "broker/bus/job_object.hpp"
#include "broker/bus/manager_object.hpp"
#include "core/job_observer.hpp"
#include "loop/deferred.hpp"

#include <map>
#include <memory>
#include <vector>

namespace transferd::broker {

class JobTree : public core::JobObserver {
  public:
    JobTree(loop::EventLoop& loop, sdbus::IConnection& connection, const Door& door);
    ~JobTree() override = default;

    /// The tree is made before what its objects call: called once, before the first job.
    void serve(core::JobService& jobs, ManagerObject& manager);

    /// The policy is another one: what depends on it is shown anew.
    void policy_changed();

    void job_loaded(const core::Job& job) override;
    void job_added(const core::Job& job) override;
    void job_changed(const core::Job& before, const core::Job& now) override;
    void file_transferred(const core::Job& job, core::FileIndex file) override;
    /// Its owner sees what was changed, not by whom.
    void job_administered(const core::Job& /*job*/, core::Uid /*by*/,
                          std::string_view /*what*/) override {}
    void job_removed(const core::Job& job, core::JobResult result,
                     const std::vector<std::string>& leftovers) override;
    void job_forgotten(core::JobId id) override;
    void job_gone(core::JobId id, core::Uid owner, core::JobResult result) override;
    void files_left(const core::Job& /*job*/,
                    const std::vector<std::string>& /*leftovers*/) override {}

  private:
    sdbus::IConnection& connection_;
    Door door_;
    core::JobService* jobs_{};
    ManagerObject* manager_{};
    std::map<core::JobId, std::unique_ptr<JobObject>> objects_;
    /// An object must not die inside a method of its own.
    std::vector<std::unique_ptr<JobObject>> graveyard_;
    loop::Deferred burial_;
};

}  // namespace transferd::broker
