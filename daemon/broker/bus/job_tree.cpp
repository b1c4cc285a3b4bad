// SPDX-License-Identifier: MIT
#include "broker/bus/job_tree.hpp"

#include <utility>

namespace transferd::broker {

namespace {

sdbus::ObjectPath path_of(const core::Job& job) {
    return sdbus::ObjectPath{job_path(job.id)};
}

/// In the error state now, or a Complete has failed that the client may no longer wait for.
bool went_wrong(const core::Job& before, const core::Job& now) {
    if (now.state == core::JobState::error) return before.state != core::JobState::error;
    return core::publishing_failed(before, now);
}

}  // namespace

JobTree::JobTree(loop::EventLoop& loop, sdbus::IConnection& connection, const Door& door)
    : connection_(connection), door_(door), burial_(loop, [this] { graveyard_.clear(); }) {}

void JobTree::serve(core::JobService& jobs, ManagerObject& manager) {
    jobs_ = &jobs;
    manager_ = &manager;
}

void JobTree::policy_changed() {
    for (const auto* job : jobs_->jobs([](const core::Job&) { return true; }))
        if (const auto object = objects_.find(job->id); object != objects_.end())
            object->second->update(*job);
}

void JobTree::job_loaded(const core::Job& job) {
    objects_[job.id] = std::make_unique<JobObject>(connection_, *jobs_, door_, job);
}

void JobTree::job_added(const core::Job& job) {
    job_loaded(job);
    manager_->emitJobAdded(job.id.value, path_of(job), job.owner.value);
}

void JobTree::job_changed(const core::Job& before, const core::Job& now) {
    const auto object = objects_.find(now.id);
    if (object == objects_.end()) return;
    object->second->update(now);
    const auto id = now.id.value;
    const auto owner = now.owner.value;
    if (before.state != now.state)
        manager_->emitJobStateChanged(id, path_of(now), owner, std::string(core::word(now.state)));
    if (now.state == core::JobState::transferred && before.state != now.state)
        manager_->emitJobTransferred(id, path_of(now), owner);
    if (went_wrong(before, now))
        manager_->emitJobError(id, path_of(now), owner, core::code_word(*now.error));
}

void JobTree::file_transferred(const core::Job& job, core::FileIndex file) {
    manager_->emitFileTransferred(job.id.value, path_of(job), job.owner.value, file.value);
}

void JobTree::job_removed(const core::Job& job, core::JobResult result,
                          const std::vector<std::string>& /*leftovers*/) {
    job_gone(job.id, job.owner, result);
}

void JobTree::job_gone(core::JobId id, core::Uid owner, core::JobResult result) {
    manager_->emitJobRemoved(id.value, sdbus::ObjectPath{job_path(id)}, owner.value,
                             std::string(core::word(result)));
}

void JobTree::job_forgotten(core::JobId id) {
    const auto object = objects_.find(id);
    if (object == objects_.end()) return;
    graveyard_.push_back(std::move(object->second));
    objects_.erase(object);
    burial_.ask();
}

}  // namespace transferd::broker
