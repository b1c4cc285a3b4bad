// SPDX-License-Identifier: MIT
#include "core/refusal.hpp"

#include "core/value.hpp"

#include <string>

namespace transferd::core {

ErrorCode refusal_code(const Failure& failure, ErrorCode of_the_name) {
    using enum FailureCode;
    switch (failure.code) {
        case validation_failed:
            return of_the_name;
        case local_access_denied:
        case read_only:
        case blocked_by_policy:
            return ErrorCode::access_denied;
        default:
            return ErrorCode::destination_unavailable;
    }
}

void require_owner(const Job& job) {
    if (job.standing != Standing::gone && job.standing != Standing::replaced) return;
    throw Error{ErrorCode::access_denied,
                "The account " + quoted(job.owner_name) + " that job " +
                    std::to_string(job.id.value) +
                    " belongs to is not there any more; it can be cancelled or taken over"};
}

}  // namespace transferd::core
