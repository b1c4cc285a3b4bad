// SPDX-License-Identifier: MIT
#pragma once

#include "client/interrupt.hpp"
#include "client/job_id.hpp"
#include "client/jobs_client.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <set>

namespace transferd::client {

/// Tells when it is worth looking at a job again. Add the jobs first and read them after: a change
/// in between is then told. Only the bus and who owns the service's name are listened to, since
/// anybody may send a signal to anybody; and as a hint only: what is true is what the service
/// answers.
class JobWatch {
  public:
    using Deadline = std::optional<std::chrono::steady_clock::time_point>;
    enum class Wake {
        changed,       ///< take_changed() is not empty
        service_gone,  ///< the bus name has no owner any more
        interrupted,   ///< Ctrl-C
        timed_out,
    };

    explicit JobWatch(JobsClient& client);
    JobWatch(const JobWatch&) = delete;
    JobWatch& operator=(const JobWatch&) = delete;
    ~JobWatch();

    void add(JobId id);

    /// Blocks until there is something to tell. Throws ClientError (unreachable) when the bus
    /// itself is lost.
    Wake next(Interrupt& interrupt, Deadline deadline);

    /// The jobs that changed since the last call; all of them after the service came back.
    std::set<JobId> take_changed();

  private:
    class Subscriptions;

    std::unique_ptr<Subscriptions> subscriptions_;
};

}  // namespace transferd::client
