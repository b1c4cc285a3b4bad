// SPDX-License-Identifier: MIT
// The part of the runner that asks for a file again when a source has failed: the next one, or one
// alone.
#include "core/job_secrets.hpp"
#include "core/mirrors.hpp"
#include "core/retry.hpp"
#include "core/runner.hpp"

#include <utility>

namespace transferd::core {

/// Each source is asked once in a turn of the job, beginning with the one that was asked last.
bool Runner::turns_to_next_source(Run& run, FileEntry file, Failure& failure) {
    const auto& job = ledger_.find(run.job)->job;
    if (file.mirrors.empty() || !job.settings.http.has_default_method() || !blames_source(failure))
        return false;
    auto& tried = run.tried[file.index];
    // What may be over soon tells more about the job than what is over for good.
    if (tried.sources == 0 || (worth_retrying(failure) && !worth_retrying(tried.failure)))
        tried.failure = failure;
    if (++tried.sources > file.mirrors.size()) {
        failure = tried.failure;
        return false;
    }
    order_again(run, at_next_source(std::move(file)));
    return true;
}

void Runner::start_over_from_one_source(Run& run, FileEntry file) {
    file.one_source = true;
    file.validator = {};
    run.tried.try_emplace(file.index);
    order_again(run, file);
}

void Runner::order_again(Run& run, const FileEntry& file) {
    const FileRef ref{run.job, file.index};
    auto job = ledger_.find(ref.job)->job;
    const auto received = std::exchange(run.in_flight[file.index], {}).shown;
    job.bytes_transferred -= received - file.durable.bytes();
    run.in_flight.erase(file.index);
    ledger_.change(job, std::span{&file, 1}, [this, ref](const SaveError& error) {
        if (!error) start_again(ref);
    });
}

/// The file was saved. A run that has begun meanwhile has the file already, or comes to it.
void Runner::start_again(const FileRef& file) {
    const auto run = runs_.find(file.job);
    if (run == runs_.end() || run->second.in_flight.contains(file.index)) return;
    if (!run->second.tried.contains(file.index)) return;
    const auto& record = *ledger_.find(file.job);
    auto secrets = open_secrets(vault_, record.job);
    if (!secrets) return fail(file.job, credentials_lost(vault_), {});
    order(run->second, record.files.at(file.index.value), *secrets);
    wipe(*secrets);
}

}  // namespace transferd::core
