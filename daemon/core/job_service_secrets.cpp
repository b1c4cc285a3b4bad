// SPDX-License-Identifier: MIT
// The use cases about what only a job's owner may set or see.
#include "core/error.hpp"
#include "core/job_secrets.hpp"
#include "core/job_service.hpp"
#include "core/totals.hpp"
#include "core/wipe.hpp"

#include <utility>

namespace transferd::core {

const Record& JobService::own(const Caller& caller, JobId id, const char* what) const {
    const auto& record = ledger_.visible(caller, id);
    if (!owns(caller, record.job))
        throw Error{ErrorCode::access_denied,
                    std::string("Only the owner of a job sets its ") + what};
    if (is_final(record.job.state))
        throw Error{ErrorCode::invalid_state, "Job " + std::to_string(id.value) + " is final"};
    return record;
}

void JobService::set_credentials(const Caller& caller, JobId id, CredentialWords words,
                                 const Reply<Nothing>& reply) {
    // Sealed at once, so that nothing in clear waits for the job's turn.
    auto job = own(caller, id, "credentials").job;
    auto credential = checked(std::move(words));
    seal(vault_, job, credential);
    wipe(credential.user);
    wipe(credential.password);
    const auto field = field_of(credential);
    change_secrets(
        caller, id,
        [field, sealed = job.secrets.at(field)](SealedSecrets& secrets) {
            secrets.insert_or_assign(field, sealed);
        },
        reply);
}

void JobService::remove_credentials(const Caller& caller, JobId id, const CredentialWords& which,
                                    const Reply<Nothing>& reply) {
    (void)own(caller, id, "credentials");  // first: a stranger learns nothing
    const auto field = field_of(without_secret(which.target, which.scheme));
    change_secrets(
        caller, id, [field](SealedSecrets& secrets) { secrets.erase(field); }, reply);
}

void JobService::change_secrets(const Caller& caller, JobId id, const ChangeSecrets& change,
                                const Reply<Nothing>& reply) {
    (void)own(caller, id, "credentials");
    in_turn(
        caller, id,
        [=, this] {
            auto job = own(caller, id, "credentials").job;
            const auto before = job;
            change(job.secrets);
            check_secrets(job);
            check_growth(before, job);
            job.modified = job.last_activity = clock_.wall();
            save(job, {}, {}, reply);
        },
        reply);
}

Job JobService::with_settings(Job job, Dictionary changes) {
    const auto before = job;
    const auto headers = take_http_headers(changes);
    job.settings = changed(job.settings, changes);
    if (headers) seal(vault_, job, *headers);
    check_growth(before, job);
    return job;
}

Dictionary JobService::settings(const Caller& caller, JobId id) const {
    const auto& job = ledger_.visible(caller, id).job;
    auto all = readable(job.settings);
    if (!owns(caller, job) || job.settings.http_headers_write_only) return all;
    if (const auto headers = open_headers(vault_, job)) all.emplace("HttpHeaders", *headers);
    return all;
}

}  // namespace transferd::core
