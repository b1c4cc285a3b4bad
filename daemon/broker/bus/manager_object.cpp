// SPDX-License-Identifier: MIT
#include "broker/bus/manager_object.hpp"

#include "broker/bus/job_filter.hpp"
#include "broker/bus/job_properties.hpp"
#include "broker/bus/verb_results.hpp"
#include "dbus/names.hpp"

#include <tuple>
#include <utility>
#include <variant>

#include <version.hpp>

namespace transferd::broker {

namespace {

std::tuple<std::uint64_t, sdbus::ObjectPath> id_and_path(core::JobId id) {
    return {id.value, sdbus::ObjectPath{job_path(id)}};
}

}  // namespace

ManagerObject::ManagerObject(sdbus::IConnection& connection, const Services& services,
                             const Door& door)
    : AdaptorInterfaces(connection, dbus::manager_path),
      jobs_(services.jobs),
      history_(services.history),
      inactivity_(services.inactivity),
      network_(services.network),
      clock_(services.clock),
      door_(door),
      network_state_(core::word(network_.state())) {
    registerAdaptor();
}

ManagerObject::~ManagerObject() {
    unregisterAdaptor();
}

void ManagerObject::set_active_jobs(std::uint32_t count) {
    if (std::exchange(active_jobs_, count) != count)
        emitPropertiesChangedSignal(dbus::manager_interface, {"ActiveJobs"});
}

void ManagerObject::network_changed() {
    network_state_ = core::word(network_.state());
    emitPropertiesChangedSignal(dbus::manager_interface, {"NetworkState"});
}

void ManagerObject::CreateJob(JobIdResult&& result, std::string type, std::string display_name,
                              BusDictionary settings) {
    answer(getObject(), door_, std::move(result),
           [this, type = std::move(type), name = std::move(display_name),
            settings = std::move(settings)](const auto& caller, const auto& owed) {
               jobs_.create(caller, {type, name, from_bus(settings)},
                            replying<core::JobId>(owed, id_and_path));
           });
}

void ManagerObject::Submit(JobIdResult&& result, std::string type, std::string display_name,
                           std::vector<BusFile> files, BusDictionary settings) {
    answer(getObject(), door_, std::move(result),
           [this, type = std::move(type), name = std::move(display_name), files = std::move(files),
            settings = std::move(settings)](const auto& caller, const auto& owed) {
               jobs_.submit(caller, {type, name, from_bus(settings)}, from_bus(files),
                            replying<core::JobId>(owed, id_and_path));
           });
}

void ManagerObject::GetJob(sdbus::Result<sdbus::ObjectPath>&& result, std::uint64_t id) {
    answer(getObject(), door_, std::move(result), [this, id](const auto& caller, const auto& owed) {
        owed->give(sdbus::ObjectPath{job_path(jobs_.job(caller, {id}).job.id)});
    });
}

void ManagerObject::ListJobs(sdbus::Result<std::vector<JobEntry>>&& result, BusDictionary filter) {
    answer(getObject(), door_, std::move(result),
           [this, filter = std::move(filter)](const auto& caller, const auto& owed) {
               const auto wanted = job_filter(caller, from_bus(filter), true);
               std::vector<JobEntry> entries;
               for (const auto* job :
                    jobs_.jobs([&](const auto& each) { return wanted.takes(each); })) {
                   auto properties = to_bus(properties_of(*job, jobs_.policy()));
                   properties.emplace("DisplayName", sdbus::Variant{job->settings.display_name});
                   entries.emplace_back(job->id.value, sdbus::ObjectPath{job_path(job->id)},
                                        std::move(properties));
               }
               owed->give(entries);
           });
}

void ManagerObject::Complete(
    sdbus::Result<std::uint32_t, std::uint32_t, std::vector<std::string>>&& result,
    std::uint64_t id) {
    answer(getObject(), door_, std::move(result), [this, id](const auto& caller, const auto& owed) {
        jobs_.complete(caller, {id}, replying<core::Completed>(owed, completed_results));
    });
}

void ManagerObject::Cancel(sdbus::Result<std::vector<std::string>>&& result, std::uint64_t id) {
    answer(getObject(), door_, std::move(result), [this, id](const auto& caller, const auto& owed) {
        jobs_.cancel(caller, {id}, replying<core::Cancelled>(owed, cancelled_results));
    });
}

void ManagerObject::Suspend(sdbus::Result<>&& result, std::uint64_t id) {
    answer(getObject(), door_, std::move(result), [this, id](const auto& caller, const auto& owed) {
        jobs_.suspend(caller, {id}, replying(owed));
    });
}

void ManagerObject::Resume(sdbus::Result<>&& result, std::uint64_t id) {
    answer(getObject(), door_, std::move(result), [this, id](const auto& caller, const auto& owed) {
        jobs_.resume(caller, {id}, replying(owed));
    });
}

void ManagerObject::CancelInactive(sdbus::Result<std::uint32_t>&& result) {
    answer(getObject(), door_, std::move(result), [this](const auto& caller, const auto& owed) {
        if (!caller.cancels_inactive)
            throw core::Error{core::ErrorCode::access_denied,
                              "You are not authorised for cancel-inactive",
                              core::Permission::cancel_inactive};
        inactivity_.sweep([owed](std::uint32_t cancelled) { owed->give(cancelled); });
    });
}

void ManagerObject::GetQuota(sdbus::Result<BusDictionary>&& result) {
    answer(getObject(), door_, std::move(result), [this](const auto& caller, const auto& owed) {
        const auto quota = jobs_.quota(caller);
        const auto& policy = jobs_.policy();
        owed->give(BusDictionary{{"JobsOfUser", sdbus::Variant{quota.usage.jobs_of_user}},
                                 {"MaxJobsPerUser", sdbus::Variant{policy.max_jobs_per_user}},
                                 {"JobsOnMachine", sdbus::Variant{quota.usage.jobs_on_machine}},
                                 {"MaxJobsPerMachine", sdbus::Variant{policy.max_jobs_per_machine}},
                                 {"MaxFilesPerJob", sdbus::Variant{policy.max_files_per_job}},
                                 {"MaxRangesPerFile", sdbus::Variant{policy.max_ranges_per_file}},
                                 {"Exempt", sdbus::Variant{quota.exempt}}});
    });
}

void ManagerObject::GetPolicy(sdbus::Result<std::vector<PolicyLine>>&& result) {
    answer(getObject(), door_, std::move(result), [this](const auto& /*caller*/, const auto& owed) {
        std::vector<PolicyLine> lines;
        for (const auto& entry : jobs_.policy().entries)
            lines.emplace_back(
                entry.key,
                std::visit([](const auto& value) { return sdbus::Variant{value}; }, entry.value),
                entry.source);
        owed->give(lines);
    });
}

void ManagerObject::ListHistory(sdbus::Result<std::vector<BusDictionary>>&& result,
                                BusDictionary filter, std::uint32_t limit) {
    answer(getObject(), door_, std::move(result),
           [this, filter = std::move(filter), limit](const auto& caller, const auto& owed) {
               const auto wanted = job_filter(caller, from_bus(filter), false);
               std::optional<core::Account> owner;
               if (wanted.owner)
                   owner = wanted.with_held ? core::Account{*wanted.owner, ""}
                                            : jobs_.account_of(*wanted.owner);
               std::vector<BusDictionary> entries;
               for (const auto& entry : history_.final_jobs(owner, wanted.type, limit))
                   if (!core::is_past(entry, clock_.wall()))
                       entries.push_back(history_to_bus(entry));
               owed->give(entries);
           });
}

std::string ManagerObject::Version() {
    return transferd::version;
}

std::uint32_t ManagerObject::ApiVersion() {
    return dbus::api_version;
}

std::vector<std::string> ManagerObject::Features() {
    return {"download",
            "http",
            "https",
            "http2",
            "validated-resume",
            "digest",
            "remote-url",
            "redirect-policy",
            "client-certificate",
            "tls-settings",
            "validation",
            "auto-complete",
            "inactivity",
            "history",
            "take-ownership",
            "policy",
            "network-state",
            "idle-exit",
            "notify-unit",
            "dynamic-content",
            "maximum-size",
            "http-method",
            "tls-flags",
            "credentials",
            "http-headers",
            "proxy",
            "mirrors",
            "ranges",
            "run-when"};
}

}  // namespace transferd::broker
