// SPDX-License-Identifier: MIT
#include "broker/bus/job_filter.hpp"

#include "core/error.hpp"

#include <limits>

namespace transferd::broker {

namespace {

using core::Error;
using core::ErrorCode;

constexpr std::size_t longest_word = 32;

template <class Enum>
Enum chosen(const std::string& key, const std::string& text) {
    const auto picked = core::from_word<Enum>(text);
    if (!picked)
        throw Error{ErrorCode::invalid_args,
                    key + " takes " + core::choices<Enum>() + ", not " + core::quoted(text)};
    return *picked;
}

void require_manager(const core::Caller& caller, const std::string& key) {
    if (!caller.manages_all_jobs)
        throw Error{ErrorCode::access_denied,
                    key + " is for callers who are authorised for manage-all-jobs",
                    core::Permission::manage_all_jobs};
}

}  // namespace

bool JobFilter::takes(const core::Job& job) const {
    const bool shown = with_held || job.standing != core::Standing::replaced;
    return shown && (!owner || *owner == job.owner) && (!type || *type == job.type) &&
           (!states || states->contains(job.state));
}

JobFilter job_filter(const core::Caller& caller, const core::Dictionary& keys, bool with_states) {
    JobFilter filter{
        .owner = caller.uid, .with_held = caller.manages_all_jobs, .type = {}, .states = {}};
    for (const auto& [key, value] : keys) {
        if (key == "AllUsers") {
            if (!core::boolean(key, value)) continue;
            require_manager(caller, key);
            filter.owner.reset();
        } else if (key == "Owner") {
            const core::Uid owner{static_cast<std::uint32_t>(
                core::integer(key, value, 0, std::numeric_limits<std::uint32_t>::max()))};
            if (owner != caller.uid) require_manager(caller, key);
            filter.owner = owner;
        } else if (key == "Type") {
            filter.type = chosen<core::JobType>(key, core::text(key, value, longest_word));
        } else if (key == "States" && with_states) {
            filter.states.emplace();
            for (const auto& state : core::string_list(key, value))
                filter.states->insert(chosen<core::JobState>(key, state));
        } else {
            throw Error{ErrorCode::invalid_args, "There is no filter named " + core::quoted(key)};
        }
    }
    return filter;
}

}  // namespace transferd::broker
