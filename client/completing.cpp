// SPDX-License-Identifier: MIT
#include "client/completing.hpp"

#include "client/client_error.hpp"
#include "client/printing.hpp"
#include "client/waiting.hpp"
#include "dbus/names.hpp"

#include <fmt/format.h>

namespace transferd::client {
namespace {

bool is_in_progress(const ClientError& error) {
    return error.bus_error() == std::string{dbus::error_prefix} + "InProgress";
}

bool is_final(const Record& job) {
    const std::string state = text_of(job, "State");
    return state == "acknowledged" || state == "cancelled";
}

// The service is past the 20 s it answers within; how it ends is in the job and in the history.
Record line_at_the_end(JobsClient& client, JobId id) {
    bool done = false;
    Waiting waiting;
    waiting.ended = [](const Record& job) {
        const std::string reason = text_of(job, "StateReason");
        return is_final(job) || (reason != "completing" && reason != "cancelling");
    };
    waiting.at_end = [&](const Record& job) { done = is_final(job); };
    if (wait_for(client, {id}, waiting) != Waited::ended) {
        throw ClientError{ExitCode::failure, "detached: the service goes on with it"};
    }
    if (!done) {
        const Record error = client.error(id);
        throw ClientError{ExitCode::failure, error_sentence(Record{{"Id", id.value}}, error)};
    }
    return read_history(client, id);
}

std::vector<std::string> leftovers_of(const Record& line) {
    return line.value("Leftovers", std::vector<std::string>{});
}

}  // namespace

Completion complete_to_the_end(JobsClient& client, JobId id) {
    try {
        return client.complete(id);
    } catch (const ClientError& error) {
        if (!is_in_progress(error)) {
            throw;
        }
    }
    const Record line = line_at_the_end(client, id);
    return Completion{static_cast<std::uint32_t>(number_of(line, "Published").value_or(0)),
                      static_cast<std::uint32_t>(number_of(line, "Discarded").value_or(0)),
                      leftovers_of(line)};
}

std::vector<std::string> cancel_to_the_end(JobsClient& client, JobId id) {
    try {
        return client.cancel(id);
    } catch (const ClientError& error) {
        if (!is_in_progress(error)) {
            throw;
        }
    }
    return leftovers_of(line_at_the_end(client, id));
}

}  // namespace transferd::client
