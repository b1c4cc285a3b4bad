// SPDX-License-Identifier: MIT
#include "client/detached.hpp"

#include "client/printing.hpp"

#include <fmt/format.h>

namespace transferd::client {

JobWatch::Deadline deadline_after(std::optional<std::uint32_t> seconds) {
    if (!seconds) {
        return std::nullopt;
    }
    return std::chrono::steady_clock::now() + std::chrono::seconds{*seconds};
}

ExitCode detached(Waited waited, const std::vector<JobId>& ids, bool and_complete) {
    std::string numbers;
    for (const JobId id : ids) {
        numbers += fmt::format(" {}", id.value);
    }
    const bool late = waited == Waited::timed_out;
    const std::string then = and_complete ? fmt::format(" && transferctl complete{}", numbers) : "";
    complain(fmt::format("{}: the service goes on with job{}",
                         late ? "the wait timed out" : "detached", numbers),
             fmt::format("`transferctl wait{}{}` waits again, `transferctl cancel{}` cancels.",
                         numbers, then, numbers));
    return late ? ExitCode::timed_out : ExitCode::failure;
}

}  // namespace transferd::client
