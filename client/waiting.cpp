// SPDX-License-Identifier: MIT
#include "client/waiting.hpp"

#include "client/client_error.hpp"
#include "client/human.hpp"
#include "client/progress_bar.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace transferd::client {
namespace {

// A service that nothing moves in may leave by itself; asking would only start it again.
bool keeps_service_up(const Record& job) {
    return text_of(job, "State") != "suspended";
}

/// The jobs that are still waited for, with what was read of them last.
class Pending {
  public:
    Pending(JobsClient& client, const Waiting& waiting)
        : client_{client}, waiting_{waiting}, bar_{waiting.progress} {}

    bool empty() const noexcept { return jobs_.empty(); }

    void read_first(JobId id) { take(id, read_job(client_, id)); }

    // The service was there before, so where it is not now, it may come back.
    void read_again(JobId id) {
        if (!jobs_.contains(id)) {
            return;
        }
        try {
            take(id, read_job(client_, id));
        } catch (const ClientError& error) {
            if (error.code() != ExitCode::unreachable) {
                throw;
            }
            bar_.note("waiting for the transfer service to come back");
        }
    }

    void service_left() {
        bar_.note("waiting for the transfer service to come back");
        const auto last_read = jobs_;
        for (const auto& [id, job] : last_read) {
            if (keeps_service_up(job)) {
                read_again(id);
            }
        }
    }

  private:
    void take(JobId id, Record job) {
        if (waiting_.ended(job)) {
            jobs_.erase(id);
            bar_.clear();
            waiting_.at_end(job);
        } else {
            tell_retry(id, job);
            jobs_[id] = std::move(job);
        }
        if (!jobs_.empty()) {
            bar_.show(jobs_.begin()->second, jobs_.size() - 1);
        }
    }

    // It may be far off, and a script would seem to hang.
    void tell_retry(JobId id, const Record& job) {
        const auto retry = number_of(job, "NextRetryUSec").value_or(0);
        if (retry != 0 && std::exchange(retries_[id], retry) != retry) {
            bar_.tell_without_bar(fmt::format("job {} waits: {}; it is tried again at {}", id.value,
                                              text_of(job, "ErrorCode"), human_time(retry)));
        }
    }

    JobsClient& client_;
    const Waiting& waiting_;
    ProgressBar bar_;
    std::map<JobId, std::uint64_t> retries_;
    std::map<JobId, Record> jobs_;
};

}  // namespace

bool is_settled(const Record& job) {
    const std::string state = text_of(job, "State");
    return state == "transferred" || state == "error" || state == "acknowledged" ||
           state == "cancelled";
}

Record read_history(JobsClient& client, JobId id) {
    for (Record& line : client.history(false, 0)) {
        if (number_of(line, "Id") == id.value) {
            return std::move(line);
        }
    }
    throw ClientError{ExitCode::no_such_job, fmt::format("there is no job {}", id.value)};
}

Record read_job(JobsClient& client, JobId id) {
    try {
        return client.properties(id);
    } catch (const ClientError& error) {
        if (error.code() != ExitCode::no_such_job) {
            throw;
        }
    }
    Record job = read_history(client, id);
    // Expired is how a job was cancelled, not another state.
    job["State"] = text_of(job, "Result") == "acknowledged" ? "acknowledged" : "cancelled";
    return job;
}

Waited wait_for(JobsClient& client, const std::vector<JobId>& ids, const Waiting& waiting) {
    Interrupt interrupt;
    JobWatch watch{client};
    for (const JobId id : ids) {
        watch.add(id);
    }
    Pending pending{client, waiting};
    for (const JobId id : ids) {
        pending.read_first(id);
    }
    while (!pending.empty()) {
        switch (watch.next(interrupt, waiting.deadline)) {
            using enum JobWatch::Wake;
            case changed:
                std::ranges::for_each(watch.take_changed(),
                                      [&](JobId id) { pending.read_again(id); });
                break;
            case service_gone:
                pending.service_left();
                break;
            case interrupted:
                return Waited::interrupted;
            case timed_out:
                return Waited::timed_out;
        }
    }
    return Waited::ended;
}

}  // namespace transferd::client
