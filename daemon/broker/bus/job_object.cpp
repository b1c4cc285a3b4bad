// SPDX-License-Identifier: MIT
#include "broker/bus/job_object.hpp"

#include "broker/bus/authority.hpp"
#include "broker/bus/verb_results.hpp"
#include "dbus/names.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace transferd::broker {

JobObject::JobObject(sdbus::IConnection& connection, core::JobService& jobs, PendingCalls& pending,
                     const core::Job& job)
    : AdaptorInterfaces(connection, job_path(job.id)),
      jobs_(jobs),
      pending_(pending),
      id_(job.id),
      shown_(properties_of(job, jobs.policy())) {
    registerAdaptor();
}

JobObject::~JobObject() {
    unregisterAdaptor();
}

void JobObject::update(const core::Job& now) {
    const auto before = std::exchange(shown_, properties_of(now, jobs_.policy()));
    const auto names = changed_names(before, shown_);
    if (!names.empty()) emitPropertiesChangedSignal(dbus::job_interface, names);
}

void JobObject::AddFile(sdbus::Result<std::uint32_t>&& result, std::string url, std::string path,
                        BusDictionary options) {
    answer(getObject(), pending_, std::move(result), [&](const auto& caller, const auto& owed) {
        jobs_.add_files(caller, id_, {{std::move(url), std::move(path), from_bus(options)}},
                        replying<core::FileIndex>(
                            owed, [](core::FileIndex index) { return std::tuple{index.value}; }));
    });
}

void JobObject::AddFiles(sdbus::Result<std::uint32_t>&& result, std::vector<BusFile> files) {
    answer(getObject(), pending_, std::move(result), [&](const auto& caller, const auto& owed) {
        jobs_.add_files(caller, id_, from_bus(files),
                        replying<core::FileIndex>(
                            owed, [](core::FileIndex index) { return std::tuple{index.value}; }));
    });
}

void JobObject::ListFiles(sdbus::Result<std::vector<BusDictionary>>&& result, std::uint32_t offset,
                          std::uint32_t limit) {
    answer(getObject(), pending_, std::move(result), [&](const auto& caller, const auto& owed) {
        const auto& files = jobs_.job(caller, id_).files;
        const std::size_t first = std::min<std::size_t>(offset, files.size());
        const std::size_t most = limit == 0 ? files.size() : limit;
        const std::size_t last = first + std::min(most, files.size() - first);
        std::vector<BusDictionary> entries;
        for (std::size_t i = first; i < last; ++i) entries.push_back(file_to_bus(id_, files[i]));
        owed->give(entries);
    });
}

void JobObject::Resume(sdbus::Result<>&& result) {
    answer(getObject(), pending_, std::move(result), [&](const auto& caller, const auto& owed) {
        jobs_.resume(caller, id_, replying(owed));
    });
}

void JobObject::Suspend(sdbus::Result<>&& result) {
    answer(getObject(), pending_, std::move(result), [&](const auto& caller, const auto& owed) {
        jobs_.suspend(caller, id_, replying(owed));
    });
}

void JobObject::Complete(
    sdbus::Result<std::uint32_t, std::uint32_t, std::vector<std::string>>&& result) {
    answer(getObject(), pending_, std::move(result), [&](const auto& caller, const auto& owed) {
        jobs_.complete(caller, id_, replying<core::Completed>(owed, completed_results));
    });
}

void JobObject::Cancel(sdbus::Result<std::vector<std::string>>&& result) {
    answer(getObject(), pending_, std::move(result), [&](const auto& caller, const auto& owed) {
        jobs_.cancel(caller, id_, replying<core::Cancelled>(owed, cancelled_results));
    });
}

void JobObject::GetSettings(sdbus::Result<BusDictionary>&& result) {
    answer(getObject(), pending_, std::move(result), [&](const auto& caller, const auto& owed) {
        owed->give(settings_to_bus(jobs_.settings(caller, id_)));
    });
}

void JobObject::SetSettings(sdbus::Result<>&& result, BusDictionary settings) {
    answer(getObject(), pending_, std::move(result), [&](const auto& caller, const auto& owed) {
        jobs_.set_settings(caller, id_, from_bus(settings), replying(owed));
    });
}

void JobObject::GetError(sdbus::Result<BusDictionary>&& result) {
    answer(getObject(), pending_, std::move(result), [&](const auto& caller, const auto& owed) {
        const auto& record = jobs_.failed_job(caller, id_);
        owed->give(error_to_bus(record.job, record.files));
    });
}

template <class... Results>
void JobObject::not_supported(sdbus::Result<Results...>&& result, const char* method) {
    answer(getObject(), pending_, std::move(result), [&](const auto& caller, const auto& /*owed*/) {
        (void)jobs_.job(caller, id_);
        throw core::Error{core::ErrorCode::not_supported,
                          std::string(method) + " is not supported by this version"};
    });
}

void JobObject::SetRemoteUrl(sdbus::Result<>&& result, std::uint32_t index, std::string url) {
    answer(getObject(), pending_, std::move(result), [&](const auto& caller, const auto& owed) {
        jobs_.set_remote_url(caller, id_, {{index}, std::move(url)}, replying(owed));
    });
}

void JobObject::ReplaceRemotePrefix(sdbus::Result<std::uint32_t>&& result, std::string old_prefix,
                                    std::string new_prefix) {
    answer(getObject(), pending_, std::move(result), [&](const auto& caller, const auto& owed) {
        jobs_.replace_remote_prefix(
            caller, id_, {std::move(old_prefix), std::move(new_prefix)},
            replying<std::uint32_t>(owed, [](std::uint32_t count) { return std::tuple{count}; }));
    });
}

void JobObject::SetCredentials(sdbus::Result<>&& result, std::string target, std::string scheme,
                               std::string user, std::string password) {
    answer(getObject(), pending_, std::move(result), [&](const auto& caller, const auto& owed) {
        jobs_.set_credentials(
            caller, id_,
            {std::move(target), std::move(scheme), std::move(user), std::move(password)},
            replying(owed));
    });
}

void JobObject::RemoveCredentials(sdbus::Result<>&& result, std::string target,
                                  std::string scheme) {
    answer(getObject(), pending_, std::move(result), [&](const auto& caller, const auto& owed) {
        (void)jobs_.job(caller, id_);  // a stranger learns nothing
        jobs_.remove_credentials(caller, id_, core::without_secret(target, scheme), replying(owed));
    });
}

void JobObject::TakeOwnership(sdbus::Result<std::vector<std::string>>&& result) {
    answer(getObject(), pending_, std::move(result), [&](auto caller, const auto& owed) {
        caller.takes_ownership = administers(caller);
        jobs_.take_ownership(caller, id_, replying<core::Cancelled>(owed, cancelled_results));
    });
}

void JobObject::GetReply(sdbus::Result<std::vector<std::uint8_t>>&& result) {
    not_supported(std::move(result), "GetReply");
}

void JobObject::SetValidation(sdbus::Result<>&& result, std::uint32_t index, bool valid) {
    answer(getObject(), pending_, std::move(result), [&](const auto& caller, const auto& owed) {
        jobs_.set_validation(caller, id_, {{index}, valid}, replying(owed));
    });
}

}  // namespace transferd::broker
