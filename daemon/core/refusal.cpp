// SPDX-License-Identifier: MIT
#include "core/refusal.hpp"

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

}  // namespace transferd::core
