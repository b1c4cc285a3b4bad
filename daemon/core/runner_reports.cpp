// SPDX-License-Identifier: MIT
// The half of the runner that takes what workers report. A worker is trusted as far as its user:
// what it says of other users' jobs, or out of turn, is dropped.
#include "core/limits.hpp"
#include "core/mirrors.hpp"
#include "core/runner.hpp"
#include "core/verdict.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

namespace transferd::core {

namespace {

void learn_size(Job& job, FileEntry& file, std::optional<std::uint64_t> size) {
    if (file.size)
        job.bytes_total -= *file.size;
    else
        --job.files_unsized;
    file.size = size;
    if (file.size)
        job.bytes_total += *file.size;
    else
        ++job.files_unsized;
}

/// Nothing else goes into the place of a URL, whatever a worker says.
bool is_plain(const std::string& url) {
    return !url.empty() &&
           std::all_of(url.begin(), url.end(), [](char byte) { return byte > ' ' && byte <= '~'; });
}

/// The same version of the remote file, as far as its server says.
bool same_version(const FileEntry& file, const Started& started) {
    const auto& saved = file.validator;
    return !saved.empty() && file.size == started.size &&
           saved.entity_tag == started.validator.entity_tag &&
           saved.last_modified == started.validator.last_modified;
}

/// Of a file that was begun too often.
Failure begun_too_often(const FileEntry& file, bool changed) {
    const auto times = std::to_string(file.restarts) + " times";
    return {.code = changed ? FailureCode::remote_changed : FailureCode::ranges_unsupported,
            .context = FailureContext::remote_file,
            .message =
                changed ? "The remote file has changed " + times + " before any of it could be kept"
                        : "The transfer broke off " + times +
                              ", and the server does not go on where it did; a job with "
                              "DynamicContent starts over as often as it takes",
            .file = file.index};
}

/// The job's secrets do not follow a file to another server, now or at a later attempt.
FileEntry redirected(FileEntry file) {
    if (written_origin(source_url(file)) != written_origin(file.effective_url))
        file.secrets_withheld = true;
    change_source_url(file, file.effective_url);
    return file;
}

/// The bytes on disk are worth nothing after these.
bool spoils_bytes(FailureCode code) {
    return code == FailureCode::digest_mismatch || code == FailureCode::size_mismatch ||
           code == FailureCode::local_file_changed || code == FailureCode::remote_changed;
}

}  // namespace

/// Bytes are there that were not there before: patience begins anew.
void Runner::count(Job& job, Received& before, const Received& now) const {
    if (now.without_gap > before.without_gap) {
        job.last_activity = clock_.wall();
        job.no_progress_since.reset();
    }
    job.bytes_transferred = job.bytes_transferred - before.shown + now.shown;
    before = now;
}

void Runner::reported(Uid from, const Report& report) {
    std::visit([&](const auto& said) { take(from, said); }, report);
}

std::optional<std::uint64_t> Runner::received(const FileRef& file) const {
    const auto run = runs_.find(file.job);
    if (run == runs_.end()) return std::nullopt;
    const auto found = run->second.in_flight.find(file.index);
    if (found == run->second.in_flight.end()) return std::nullopt;
    return found->second.shown;
}

Runner::Run* Runner::run_of(Uid from, const FileRef& file) {
    const auto run = runs_.find(file.job);
    if (run == runs_.end() || ledger_.find(file.job)->job.owner != from) return nullptr;
    return run->second.in_flight.contains(file.index) ? &run->second : nullptr;
}

/// As long as there is room: what a server says beside the file is no reason to fail.
void Runner::keep_headers(FileEntry& file, Uid owner, const Started& started) const {
    if (!started.response_headers) return;
    const auto others = ledger_.stored_bytes(owner) - file.response_headers.size();
    const auto& headers = *started.response_headers;
    file.response_headers =
        others + headers.size() <= most_stored_with_headers ? headers : std::string();
}

void Runner::take(Uid from, const Started& started) {
    auto* run = run_of(from, started.file);
    if (!run) return;
    const auto& record = *ledger_.find(started.file.job);
    auto job = record.job;
    auto file = record.files[started.file.index.value];
    if (started.offset != 0 && started.offset != file.durable.bytes()) return;
    const bool same = same_version(file, started);
    if (started.offset == 0 && file.durable.bytes() != 0) {
        // Who asks for the whole file on purpose is not surprised by it.
        if (job.settings.http.can_resume()) ++file.restarts;
        file.thrown_away = std::max(file.thrown_away, file.durable.bytes());
        file.durable = {};
    }
    if (started.offset != 0) file.restarts = 0;  // what was kept has been of use
    file.part = started.part;
    file.validator = started.validator;
    file.remote_size = started.remote_size;
    file.effective_url = started.effective_url;
    keep_headers(file, job.owner, started);
    if (job.settings.http.redirect_policy == RedirectPolicy::report && is_plain(file.effective_url))
        file = redirected(std::move(file));
    learn_size(job, file, started.size);
    count(job, run->in_flight[file.index], {started.offset, started.offset});
    ledger_.note(job);
    if (file.restarts > most_restarts) return fail(job.id, begun_too_often(file, !same), {file});
    if (outgrown(job, file)) return;
    if (job.state == JobState::connecting) {
        job.state = JobState::transferring;
        job.error.reset();
        job.error_time.reset();
    }
    ledger_.change(job, std::span{&file, 1}, {}, Haste::lazily);
}

void Runner::take(Uid from, const Progressed& progressed) {
    auto* run = run_of(from, progressed.file);
    if (!run) return;
    auto job = ledger_.find(progressed.file.job)->job;
    auto& received = run->in_flight[progressed.file.index];
    const auto& file = ledger_.find(job.id)->files[progressed.file.index.value];
    const auto come = progressed.received;
    run->progressed = run->progressed || come > std::max(received.without_gap, file.thrown_away);
    count(job, received, {come, come + progressed.later});
    ledger_.note(job);
    if (outgrown(job, file)) return;
    announcer_.moved(job.id);
}

void Runner::take(Uid from, const Checkpointed& checkpointed) {
    const auto id = checkpointed.file.job;
    const auto* record = ledger_.find(id);
    // It comes after a stop, too: that is how what was received is kept.
    if (!record || record->job.owner != from || (!runs_.contains(id) && !halting_.contains(id)))
        return;
    const auto index = checkpointed.file.index.value;
    if (index >= record->files.size() || record->files[index].transferred) return;
    auto file = record->files[index];
    const auto before = file.durable.bytes();
    const auto& size = file.size;
    if (checkpointed.offset < before || !file.part.known() || (size && checkpointed.offset > *size))
        return;
    file.durable = {.ranges = {{0, checkpointed.offset}},
                    .digest_state = checkpointed.digest_state,
                    .transfer_state = {}};
    const bool beyond = checkpointed.offset > file.thrown_away;
    auto job = record->job;
    if (auto* run = run_of(from, checkpointed.file)) {
        // So that a crash forgets no more of the time than of the bytes.
        job.active_time += clock_.boot() - std::exchange(run->since, clock_.boot());
        auto& received = run->in_flight[file.index];
        run->progressed = run->progressed || (beyond && checkpointed.offset > before);
        count(job, received,
              {std::max(received.without_gap, checkpointed.offset),
               std::max(received.shown, checkpointed.offset)});
        ledger_.note(job);
    } else {
        // The last word on the job's bytes, which no further progress will announce.
        job.bytes_transferred += checkpointed.offset - before;
        job.last_activity = clock_.wall();
        ledger_.show_progress(job);
    }
    ledger_.checkpoint(id, file);
}

void Runner::take(Uid from, const Finished& finished) {
    auto* run = run_of(from, finished.file);
    if (!run) return;
    const auto& record = *ledger_.find(finished.file.job);
    auto job = record.job;
    auto file = record.files[finished.file.index.value];
    learn_size(job, file, finished.size);
    count(job, run->in_flight[file.index], {finished.size, finished.size});
    if (outgrown(job, file)) return;
    run->in_flight.erase(file.index);
    run->progressed = true;
    file.transferred = true;
    file.validation = Validation::unset;
    file.restarts = 0;
    file.thrown_away = 0;
    file.durable = {.ranges = {{0, finished.size}}, .digest_state = {}, .transfer_state = {}};
    job.free_retries = 0;
    const bool all = ++job.files_transferred + job.discarded == job.files_total;
    if (all) {
        job.state = JobState::transferred;
        job.reason = StateReason::none;
        job.transferred = clock_.wall();
        job.bytes_per_second = 0;
        job.active_time += clock_.boot() - run->since;
        runs_.erase(job.id);
        announcer_.forget(job.id);
        look();
    }
    const auto saved = [this, job, index = file.index, all](const SaveError& error) {
        if (error) return;
        ledger_.file_transferred(job, index);
        if (all && transferred_) transferred_(job.id);
    };
    ledger_.change(job, std::span{&file, 1}, saved, all ? Haste::at_once : Haste::lazily);
    if (all) return;
    announcer_.moved(job.id);
    feed(job.id, *run);
}

void Runner::take(Uid from, const FileFailed& failed) {
    auto* run = run_of(from, failed.file);
    if (!run) return;
    const auto& record = *ledger_.find(failed.file.job);
    auto file = record.files[failed.file.index.value];
    auto failure = failed.failure;
    failure.file = file.index;
    if (spoils_bytes(failure.code)) {
        file.durable = {};
        if (failure.code == FailureCode::local_file_changed) file.part = {};
    } else if (!record.job.settings.http.can_resume()) {
        // None of it was durable: what comes again is no progress.
        file.thrown_away = std::max(file.thrown_away, run->in_flight[file.index].without_gap);
    }
    if (failure.code == FailureCode::digest_mismatch && failed.in_pieces && !file.one_source)
        return start_over_from_one_source(*run, std::move(file));
    if (!turns_to_next_source(*run, file, failure)) fail(failed.file.job, failure, {file});
}

bool Runner::outgrown(const Job& job, const FileEntry& file) {
    const auto most = job.settings.maximum_size;
    if (most == 0 || std::max(job.bytes_total, job.bytes_transferred) <= most) return false;
    ledger_.note(job);
    fail(job.id,
         {.code = FailureCode::size_limit,
          .context = FailureContext::policy,
          .message = "The job has more than the " + std::to_string(most) +
                     " bytes that its MaximumSize allows",
          .file = file.index},
         {file});
    return true;
}

/// One failing file stops the job: as in BITS, a job is whole or waits.
void Runner::fail(JobId id, const Failure& failure, const std::vector<FileEntry>& files) {
    // Nobody works for an owner who is not there: the job has not failed, whatever its method.
    const auto& owned = ledger_.find(id)->job;
    if (failure.code == FailureCode::worker_lost && is_active(owned.state) && misses_owner(owned))
        return wait(id, StateReason::owner_not_present);
    const bool progressed = runs_.at(id).progressed;
    halt(id, {});
    auto job = ledger_.find(id)->job;
    // The client has decided otherwise in the meantime, and that is being saved.
    if (is_active(job.state))
        job = failed(patience_.anchored(job), failure, progressed, clock_.wall());
    for (const auto& file : files) {
        const auto before = ledger_.find(id)->files[file.index.value].durable.bytes();
        job.bytes_transferred -= before - file.durable.bytes();
    }
    take_verdict(job, files);
}

void Runner::take_verdict(const Job& job, const std::vector<FileEntry>& files) {
    ledger_.change(job, files, [this, id = job.id](const SaveError& error) {
        const auto* record = ledger_.find(id);
        if (error || !record) return;
        if (record->job.state == JobState::transient_error)
            retries_.set(id, retry_time(record->job));
        look();
    });
}

}  // namespace transferd::core
