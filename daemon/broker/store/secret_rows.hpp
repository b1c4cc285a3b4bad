// SPDX-License-Identifier: MIT
// A job's secrets as rows: what is in them is sealed before it comes here.
#pragma once

#include "broker/store/database.hpp"
#include "core/job.hpp"

namespace transferd::broker {

/// Nothing where they have not changed.
void write_secrets(Database& database, core::JobId job, const core::SealedSecrets& secrets);

core::SealedSecrets saved_secrets(Database& database, core::JobId job);

}  // namespace transferd::broker
