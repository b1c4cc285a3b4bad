// SPDX-License-Identifier: MIT
#pragma once

#include "client/byte_range.hpp"
#include "client/job_id.hpp"
#include "client/job_settings.hpp"
#include "client/record.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace transferd::client {

/// Which bus the service is asked on.
enum class Bus { system, user };

class BusConnection;

/// A file to download, and how its job is set up. Empty texts are "not given".
struct Download {
    std::string url;
    std::string path;  ///< absolute and normalised
    std::string digest;
    std::string if_exists;
    std::optional<std::uint64_t> size;
    std::vector<std::string> mirrors;
    std::vector<ByteRange> ranges;
    std::string name;
    JobSettings settings;
};

/// As whom a job logs in, but for the password.
struct Login {
    std::string target = "server";
    std::string scheme = "basic";
    std::string user;
};

/// What Complete did.
struct Completion {
    std::uint32_t published = 0;
    std::uint32_t discarded = 0;
    std::vector<std::string> leftovers;
};

/// The service, one function a question. Each blocks until the answer is there (25 s at the
/// longest) and throws ClientError where the answer is an error. Not thread-safe.
class JobsClient {
  public:
    explicit JobsClient(Bus bus);
    JobsClient(const JobsClient&) = delete;
    JobsClient& operator=(const JobsClient&) = delete;
    ~JobsClient();

    JobId submit(const Download& download);

    /// Every property and DisplayName, oldest first; `all_users` needs authorisation.
    std::vector<Record> jobs(bool all_users);
    /// Final jobs of the last 30 days, newest first; `limit` 0 is all of them.
    std::vector<Record> history(bool all_users, std::uint32_t limit);
    /// Key, Value and Source of each line of the policy in force.
    std::vector<Record> policy();

    /// The public properties; also of a job that became final within the last 30 s.
    Record properties(JobId id);
    /// The private part, which the service shows to the owner only.
    Record settings(JobId id);
    std::vector<Record> files(JobId id);
    /// What GetError says; an empty object where the job has no error.
    Record error(JobId id);

    void suspend(JobId id);
    void resume(JobId id);
    void set_credentials(JobId id, const Login& login, const std::string& password);
    void remove_credentials(JobId id, const Login& login);
    Completion complete(JobId id);
    /// The files that could not be removed.
    std::vector<std::string> cancel(JobId id);

    /// For the files that speak to the bus.
    BusConnection& bus() noexcept { return *bus_; }

  private:
    class Manager;
    class Job;

    std::unique_ptr<BusConnection> bus_;
    std::unique_ptr<Manager> manager_;
};

}  // namespace transferd::client
