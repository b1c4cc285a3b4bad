// SPDX-License-Identifier: MIT
#include "broker/job_observers.hpp"

#include <utility>

namespace transferd::broker {

JobObservers::JobObservers(All observers) : observers_(std::move(observers)) {}

void JobObservers::job_loaded(const core::Job& job) {
    for (auto& each : observers_) each.get().job_loaded(job);
}

void JobObservers::job_added(const core::Job& job) {
    for (auto& each : observers_) each.get().job_added(job);
}

void JobObservers::job_changed(const core::Job& before, const core::Job& now) {
    for (auto& each : observers_) each.get().job_changed(before, now);
}

void JobObservers::file_transferred(const core::Job& job, core::FileIndex file) {
    for (auto& each : observers_) each.get().file_transferred(job, file);
}

void JobObservers::job_administered(const core::Job& job, core::Uid by, std::string_view what) {
    for (auto& each : observers_) each.get().job_administered(job, by, what);
}

void JobObservers::job_removed(const core::Job& job, core::JobResult result,
                               const std::vector<std::string>& leftovers) {
    for (auto& each : observers_) each.get().job_removed(job, result, leftovers);
}

void JobObservers::job_forgotten(core::JobId id) {
    for (auto& each : observers_) each.get().job_forgotten(id);
}

void JobObservers::job_gone(core::JobId id, core::Uid owner, core::JobResult result) {
    for (auto& each : observers_) each.get().job_gone(id, owner, result);
}

void JobObservers::files_left(const core::Job& job, const std::vector<std::string>& leftovers) {
    for (auto& each : observers_) each.get().files_left(job, leftovers);
}

}  // namespace transferd::broker
