// SPDX-License-Identifier: MIT
#include "core/job_store.hpp"

namespace transferd::core {

Error not_saved(const SaveError& error) {
    return Error{ErrorCode::failed, "The change was not saved: " + *error};
}

}  // namespace transferd::core
