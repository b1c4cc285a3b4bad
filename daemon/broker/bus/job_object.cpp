// SPDX-License-Identifier: MIT
#include "broker/bus/job_object.hpp"

#include "broker/bus/verb_results.hpp"
#include "dbus/names.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace transferd::broker {

JobObject::JobObject(sdbus::IConnection& connection, core::JobService& jobs, const Door& door,
                     const core::Job& job)
    : AdaptorInterfaces(connection, job_path(job.id)),
      jobs_(jobs),
      door_(door),
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
    answer(getObject(), door_, std::move(result),
           [&jobs = jobs_, id = id_, url = std::move(url), path = std::move(path),
            options = std::move(options)](const auto& caller, const auto& owed) {
               jobs.add_files(caller, id, {{url, path, from_bus(options)}},
                              replying<core::FileIndex>(owed, [](core::FileIndex index) {
                                  return std::tuple{index.value};
                              }));
           });
}

void JobObject::AddFiles(sdbus::Result<std::uint32_t>&& result, std::vector<BusFile> files) {
    answer(
        getObject(), door_, std::move(result),
        [&jobs = jobs_, id = id_, files = std::move(files)](const auto& caller, const auto& owed) {
            jobs.add_files(caller, id, from_bus(files),
                           replying<core::FileIndex>(owed, [](core::FileIndex index) {
                               return std::tuple{index.value};
                           }));
        });
}

void JobObject::ListFiles(sdbus::Result<std::vector<BusDictionary>>&& result, std::uint32_t offset,
                          std::uint32_t limit) {
    answer(getObject(), door_, std::move(result),
           [&jobs = jobs_, id = id_, offset, limit](const auto& caller, const auto& owed) {
               const auto& files = jobs.job(caller, id).files;
               const std::size_t first = std::min<std::size_t>(offset, files.size());
               const std::size_t most = limit == 0 ? files.size() : limit;
               const std::size_t last = first + std::min(most, files.size() - first);
               std::vector<BusDictionary> entries;
               for (std::size_t i = first; i < last; ++i)
                   entries.push_back(file_to_bus(id, files[i], jobs.bytes_of(id, files[i])));
               owed->give(entries);
           });
}

void JobObject::Resume(sdbus::Result<>&& result) {
    answer(getObject(), door_, std::move(result),
           [&jobs = jobs_, id = id_](const auto& caller, const auto& owed) {
               jobs.resume(caller, id, replying(owed));
           });
}

void JobObject::Suspend(sdbus::Result<>&& result) {
    answer(getObject(), door_, std::move(result),
           [&jobs = jobs_, id = id_](const auto& caller, const auto& owed) {
               jobs.suspend(caller, id, replying(owed));
           });
}

void JobObject::Complete(
    sdbus::Result<std::uint32_t, std::uint32_t, std::vector<std::string>>&& result) {
    answer(getObject(), door_, std::move(result),
           [&jobs = jobs_, id = id_](const auto& caller, const auto& owed) {
               jobs.complete(caller, id, replying<core::Completed>(owed, completed_results));
           });
}

void JobObject::Cancel(sdbus::Result<std::vector<std::string>>&& result) {
    answer(getObject(), door_, std::move(result),
           [&jobs = jobs_, id = id_](const auto& caller, const auto& owed) {
               jobs.cancel(caller, id, replying<core::Cancelled>(owed, cancelled_results));
           });
}

void JobObject::GetSettings(sdbus::Result<BusDictionary>&& result) {
    answer(getObject(), door_, std::move(result),
           [&jobs = jobs_, id = id_](const auto& caller, const auto& owed) {
               owed->give(settings_to_bus(jobs.settings(caller, id)));
           });
}

void JobObject::SetSettings(sdbus::Result<>&& result, BusDictionary settings) {
    answer(getObject(), door_, std::move(result),
           [&jobs = jobs_, id = id_, settings = std::move(settings)](const auto& caller,
                                                                     const auto& owed) {
               jobs.set_settings(caller, id, from_bus(settings), replying(owed));
           });
}

void JobObject::GetError(sdbus::Result<BusDictionary>&& result) {
    answer(getObject(), door_, std::move(result),
           [&jobs = jobs_, id = id_](const auto& caller, const auto& owed) {
               const auto& record = jobs.failed_job(caller, id);
               owed->give(error_to_bus(record.job, record.files));
           });
}

template <class... Results>
void JobObject::not_supported(sdbus::Result<Results...>&& result, const char* method) {
    answer(getObject(), door_, std::move(result),
           [&jobs = jobs_, id = id_, method](const auto& caller, const auto& /*owed*/) {
               (void)jobs.job(caller, id);
               throw core::Error{core::ErrorCode::not_supported,
                                 std::string(method) + " is not supported by this version"};
           });
}

void JobObject::SetRemoteUrl(sdbus::Result<>&& result, std::uint32_t index, std::string url) {
    answer(getObject(), door_, std::move(result),
           [&jobs = jobs_, id = id_, index, url = std::move(url)](const auto& caller,
                                                                  const auto& owed) {
               jobs.set_remote_url(caller, id, {{index}, url}, replying(owed));
           });
}

void JobObject::ReplaceRemotePrefix(sdbus::Result<std::uint32_t>&& result, std::string old_prefix,
                                    std::string new_prefix) {
    answer(getObject(), door_, std::move(result),
           [&jobs = jobs_, id = id_,
            change = core::PrefixChange{std::move(old_prefix), std::move(new_prefix)}](
               const auto& caller, const auto& owed) {
               jobs.replace_remote_prefix(caller, id, change,
                                          replying<std::uint32_t>(owed, [](std::uint32_t count) {
                                              return std::tuple{count};
                                          }));
           });
}

void JobObject::SetCredentials(sdbus::Result<>&& result, std::string target, std::string scheme,
                               std::string user, std::string password) {
    answer(
        getObject(), door_, std::move(result),
        [&jobs = jobs_, id = id_,
         words = core::CredentialWords{std::move(target), std::move(scheme), std::move(user),
                                       std::move(password)}](const auto& caller, const auto& owed) {
            jobs.set_credentials(caller, id, words, replying(owed));
        });
}

void JobObject::RemoveCredentials(sdbus::Result<>&& result, std::string target,
                                  std::string scheme) {
    answer(getObject(), door_, std::move(result),
           [&jobs = jobs_, id = id_,
            which = core::CredentialWords{std::move(target), std::move(scheme), {}, {}}](
               const auto& caller, const auto& owed) {
               jobs.remove_credentials(caller, id, which, replying(owed));
           });
}

void JobObject::TakeOwnership(sdbus::Result<std::vector<std::string>>&& result) {
    answer(getObject(), door_, std::move(result),
           [&jobs = jobs_, id = id_](const auto& caller, const auto& owed) {
               jobs.take_ownership(caller, id, replying<core::Cancelled>(owed, cancelled_results));
           });
}

void JobObject::GetReply(sdbus::Result<std::vector<std::uint8_t>>&& result) {
    not_supported(std::move(result), "GetReply");
}

void JobObject::SetValidation(sdbus::Result<>&& result, std::uint32_t index, bool valid) {
    answer(getObject(), door_, std::move(result),
           [&jobs = jobs_, id = id_, index, valid](const auto& caller, const auto& owed) {
               jobs.set_validation(caller, id, {{index}, valid}, replying(owed));
           });
}

}  // namespace transferd::broker
