// SPDX-License-Identifier: MIT
// A line for each event of a job, and at debug for each of its steps.
#pragma once

#include "core/clock.hpp"
#include "core/file_entry.hpp"
#include "core/job_observer.hpp"
#include "journal/journal.hpp"

#include <functional>
#include <string>
#include <vector>

namespace transferd::broker {

class JobJournal : public core::JobObserver {
  public:
    /// The file of a job that is there; null where there is none.
    using FindFile = std::function<const core::FileEntry*(const core::FileRef&)>;

    JobJournal(const journal::Journal& journal, core::Clock& clock, FindFile find_file);
    ~JobJournal() override = default;

    void job_loaded(const core::Job& job) override;
    void job_added(const core::Job& job) override;
    void job_changed(const core::Job& before, const core::Job& now) override;
    void file_transferred(const core::Job& job, core::FileIndex file) override;
    void job_administered(const core::Job& job, core::Uid by, std::string_view what) override;
    /// An expired job is named with its owner and for how long nobody has touched it.
    void job_removed(const core::Job& job, core::JobResult result,
                     const std::vector<std::string>& leftovers) override;
    void job_forgotten(core::JobId /*id*/) override {}
    /// The line was written by the run that removed it.
    void job_gone(core::JobId /*id*/, core::Uid /*owner*/, core::JobResult /*result*/) override {}
    void files_left(const core::Job& job, const std::vector<std::string>& leftovers) override {
        left_over(job, leftovers);
    }

  private:
    void write(const core::Job& job, journal::Line line) const;
    void step(const core::Job& job) const;
    void entered(const core::Job& before, const core::Job& now) const;
    void transferred(const core::Job& job) const;
    void failed(const core::Job& job, journal::Line line) const;
    void expired(const core::Job& job) const;
    void left_over(const core::Job& job, const std::vector<std::string>& paths) const;

    const journal::Journal& journal_;
    core::Clock& clock_;
    FindFile find_file_;
};

}  // namespace transferd::broker
