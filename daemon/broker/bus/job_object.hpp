// SPDX-License-Identifier: MIT
// A job on the bus. Getters return stored values; methods translate and hand on.
#pragma once

#include "broker/bus/answer.hpp"
#include "broker/bus/job_properties.hpp"
#include "core/job_service.hpp"

#include <map>
#include <string>
#include <vector>

#include <dbus/job_adaptor.hpp>
#include <sdbus-c++/sdbus-c++.h>

namespace transferd::broker {

class JobObject final : public sdbus::AdaptorInterfaces<org::example::Transfer::Job_adaptor,
                                                        sdbus::Properties_adaptor> {
  public:
    JobObject(sdbus::IConnection& connection, core::JobService& jobs, const Door& door,
              const core::Job& job);
    JobObject(const JobObject&) = delete;
    JobObject& operator=(const JobObject&) = delete;
    ~JobObject();

    /// Signals what differs. Not from within a call of this object's that destroys it.
    void update(const core::Job& now);

  private:
    void AddFile(sdbus::Result<std::uint32_t>&& result, std::string url, std::string path,
                 BusDictionary options) override;
    void AddFiles(sdbus::Result<std::uint32_t>&& result, std::vector<BusFile> files) override;
    void ListFiles(sdbus::Result<std::vector<BusDictionary>>&& result, std::uint32_t offset,
                   std::uint32_t limit) override;
    void Resume(sdbus::Result<>&& result) override;
    void Suspend(sdbus::Result<>&& result) override;
    void Complete(
        sdbus::Result<std::uint32_t, std::uint32_t, std::vector<std::string>>&& result) override;
    void Cancel(sdbus::Result<std::vector<std::string>>&& result) override;
    void GetSettings(sdbus::Result<BusDictionary>&& result) override;
    void SetSettings(sdbus::Result<>&& result, BusDictionary settings) override;
    void GetError(sdbus::Result<BusDictionary>&& result) override;
    void SetRemoteUrl(sdbus::Result<>&& result, std::uint32_t index, std::string url) override;
    void ReplaceRemotePrefix(sdbus::Result<std::uint32_t>&& result, std::string old_prefix,
                             std::string new_prefix) override;
    void SetCredentials(sdbus::Result<>&& result, std::string target, std::string scheme,
                        std::string user, std::string password) override;
    void RemoveCredentials(sdbus::Result<>&& result, std::string target,
                           std::string scheme) override;
    void TakeOwnership(sdbus::Result<std::vector<std::string>>&& result) override;
    void GetReply(sdbus::Result<std::vector<std::uint8_t>>&& result) override;
    void SetValidation(sdbus::Result<>&& result, std::uint32_t index, bool valid) override;

    std::uint64_t Id() override { return shown_.id; }
    std::string Type() override { return shown_.type; }
    std::uint32_t Owner() override { return shown_.owner; }
    std::string State() override { return shown_.state; }
    std::string StateReason() override { return shown_.state_reason; }
    std::string Priority() override { return shown_.priority; }
    std::uint64_t CreatedUSec() override { return shown_.created_usec; }
    std::uint64_t ModifiedUSec() override { return shown_.modified_usec; }
    std::uint64_t TransferredUSec() override { return shown_.transferred_usec; }
    std::uint64_t NextRetryUSec() override { return shown_.next_retry_usec; }
    std::uint64_t ExpiresUSec() override { return shown_.expires_usec; }
    std::uint64_t BytesTotal() override { return shown_.bytes_total; }
    std::uint64_t BytesTransferred() override { return shown_.bytes_transferred; }
    std::uint32_t FilesTotal() override { return shown_.files_total; }
    std::uint32_t FilesTransferred() override { return shown_.files_transferred; }
    std::uint64_t BytesPerSecond() override { return shown_.bytes_per_second; }
    std::uint64_t ReplyBytesTotal() override { return shown_.reply_bytes_total; }
    std::uint64_t ReplyBytesTransferred() override { return shown_.reply_bytes_transferred; }
    std::string ErrorCode() override { return shown_.error_code; }
    std::uint32_t ErrorCount() override { return shown_.error_count; }

    /// What no job can do yet: NotSupported to those who may see the job, NoSuchJob to others.
    template <class... Results>
    void not_supported(sdbus::Result<Results...>&& result, const char* method);

    core::JobService& jobs_;
    Door door_;
    core::JobId id_;
    JobProperties shown_;
};

}  // namespace transferd::broker
