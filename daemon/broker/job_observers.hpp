// SPDX-License-Identifier: MIT
// Tells several observers, in order.
#pragma once

#include "core/job_observer.hpp"

#include <functional>
#include <vector>

namespace transferd::broker {

class JobObservers : public core::JobObserver {
  public:
    using All = std::vector<std::reference_wrapper<core::JobObserver>>;
    explicit JobObservers(All observers);
    ~JobObservers() override = default;

    void job_loaded(const core::Job& job) override;
    void job_added(const core::Job& job) override;
    void job_changed(const core::Job& before, const core::Job& now) override;
    void file_transferred(const core::Job& job, core::FileIndex file) override;
    void job_administered(const core::Job& job, core::Uid by, std::string_view what) override;
    void job_removed(const core::Job& job, core::JobResult result,
                     const std::vector<std::string>& leftovers) override;
    void job_forgotten(core::JobId id) override;
    void job_gone(core::JobId id, core::Uid owner, core::JobResult result) override;
    void files_left(const core::Job& job, const std::vector<std::string>& leftovers) override;

  private:
    All observers_;
};

}  // namespace transferd::broker
