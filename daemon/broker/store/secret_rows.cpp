// SPDX-License-Identifier: MIT
#include "broker/store/secret_rows.hpp"

namespace transferd::broker {

void write_secrets(Database& database, core::JobId job, const core::SealedSecrets& secrets) {
    if (secrets == saved_secrets(database, job)) return;
    database.execute("DELETE FROM secrets WHERE job = ?", job.value);
    for (const auto& [field, sealed] : secrets)
        database.execute("INSERT INTO secrets VALUES (?, ?, ?)", job.value, field, Blob{sealed});
}

core::SealedSecrets saved_secrets(Database& database, core::JobId job) {
    core::SealedSecrets secrets;
    database.each(
        "SELECT field, sealed FROM secrets WHERE job = ?",
        [&](const Row& row) { secrets.emplace(row.bytes(0), row.bytes(1)); }, job.value);
    return secrets;
}

}  // namespace transferd::broker
