// SPDX-License-Identifier: MIT
#include "broker/job_journal.hpp"

#include "journal/message_ids.hpp"
#include "journal/shown.hpp"

#include <algorithm>
#include <utility>

namespace transferd::broker {

namespace id = journal::message_id;
using core::JobState;
using journal::Level;

namespace {

/// Leftovers that a line names; the history has them all.
constexpr std::size_t most_named = 16;

std::string number(std::uint64_t value) {
    return std::to_string(value);
}

/// "1 file", "2 files".
std::string counted(std::uint64_t count, const std::string& what) {
    return number(count) + ' ' + what + (count == 1 ? "" : "s");
}

/// In the largest unit of which there are two.
std::string in_words(core::microseconds time) {
    using namespace std::chrono;
    const auto whole =
        static_cast<std::uint64_t>(std::max<std::int64_t>(round<seconds>(time).count(), 0));
    if (whole >= 2UL * 86400) return counted(whole / 86400, "day");
    if (whole >= 2UL * 3600) return counted(whole / 3600, "hour");
    if (whole >= 2UL * 60) return counted(whole / 60, "minute");
    return counted(whole, "second");
}

std::string name_of(const core::Job& job) {
    const auto owner = job.owner_name.empty() ? "uid " + number(job.owner.value) : job.owner_name;
    return "Job " + number(job.id.value) + " of " + owner;
}

std::string state_of(const core::Job& job) {
    std::string text(core::word(job.state));
    if (job.reason != core::StateReason::none)
        text += " (" + std::string(core::word(job.reason)) + ')';
    return text;
}

}  // namespace

JobJournal::JobJournal(const journal::Journal& journal, core::Clock& clock, FindFile find_file)
    : journal_(journal), clock_(clock), find_file_(std::move(find_file)) {}

/// `line.text` is what the job's name is put before.
void JobJournal::write(const core::Job& job, journal::Line line) const {
    line.text = name_of(job) + ' ' + line.text;
    line.fields.insert(line.fields.begin(), {{"TRANSFER_JOB", number(job.id.value)},
                                             {"TRANSFER_UID", number(job.owner.value)}});
    journal_.write(std::move(line));
}

void JobJournal::step(const core::Job& job) const {
    if (journal_.wants(Level::debug))
        write(job, {.level = Level::debug, .text = "is " + state_of(job)});
}

void JobJournal::job_loaded(const core::Job& job) {
    if (journal_.wants(Level::debug))
        write(job, {.level = Level::debug,
                    .id = id::job_restored,
                    .text = "is there again, " + state_of(job)});
}

void JobJournal::job_added(const core::Job& job) {
    const bool resumed = job.state != JobState::suspended;
    write(job, {.level = Level::info,
                .id = id::job_created,
                .text = resumed ? "was created and resumed" : "was created"});
}

void JobJournal::job_changed(const core::Job& before, const core::Job& now) {
    if (core::publishing_failed(before, now))
        return failed(now, {.level = Level::warning,
                            .id = id::job_not_published,
                            .text = "has a file that could not be published"});
    if (before.state != now.state) return entered(before, now);
    if (before.reason != now.reason) step(now);
}

void JobJournal::entered(const core::Job& before, const core::Job& now) const {
    switch (now.state) {
        case JobState::queued:
            // A retry, or a turn that has ended, is nobody's doing and modifies nothing.
            if (now.modified == before.modified) return step(now);
            return write(now, {.level = Level::info, .id = id::job_resumed, .text = "was resumed"});
        case JobState::suspended:
            return write(now,
                         {.level = Level::info, .id = id::job_suspended, .text = "was suspended"});
        case JobState::transferred:
            return transferred(now);
        case JobState::transient_error:
            return failed(
                now, {.level = Level::notice,
                      .id = id::job_transient_error,
                      .text = "met an error and is tried again in " +
                              in_words(now.next_retry.value_or(clock_.wall()) - clock_.wall())});
        case JobState::error:
            return failed(now,
                          {.level = Level::warning, .id = id::job_error, .text = "is in error"});
        case JobState::connecting:
        case JobState::transferring:
            return step(now);
        case JobState::acknowledged:
        case JobState::cancelled:
            return;  // job_removed follows
    }
}

void JobJournal::transferred(const core::Job& job) const {
    write(job, {.level = Level::info,
                .id = id::job_transferred,
                .text = "is transferred: " + counted(job.files_transferred, "file") + ", " +
                        counted(job.bytes_transferred, "byte"),
                .fields = {{"TRANSFER_FILES", number(job.files_transferred)},
                           {"TRANSFER_BYTES", number(job.bytes_transferred)}}});
}

/// With what the job's error says.
void JobJournal::failed(const core::Job& job, journal::Line line) const {
    if (!job.error) return write(job, std::move(line));
    const auto code = core::code_word(*job.error);
    line.text += ": " + code + ": " + job.error->message;
    line.fields.push_back({"TRANSFER_ERROR", code});
    const auto file = job.error->file;
    if (file) line.fields.push_back({"TRANSFER_FILE", number(file->value)});
    const auto* entry = file ? find_file_({job.id, *file}) : nullptr;
    if (entry) {
        line.fields.push_back({"TRANSFER_URL", journal::shown_url(entry->url)});
        line.fields.push_back({"TRANSFER_PATH", entry->destination.path()});
    }
    write(job, std::move(line));
}

void JobJournal::file_transferred(const core::Job& job, core::FileIndex file) {
    if (journal_.wants(Level::debug))
        write(job, {.level = Level::debug,
                    .text = "has file " + number(file.value),
                    .fields = {{"TRANSFER_FILE", number(file.value)}}});
}

void JobJournal::job_administered(const core::Job& job, core::Uid by, std::string_view what) {
    write(job, {.level = Level::notice,
                .id = id::job_administered,
                .text = "was changed by uid " + number(by.value) + ": " + std::string(what),
                .fields = {{"TRANSFER_CALLER_UID", number(by.value)},
                           {"TRANSFER_METHOD", std::string(what)}}});
}

void JobJournal::job_removed(const core::Job& job, core::JobResult result,
                             const std::vector<std::string>& leftovers) {
    switch (result) {
        case core::JobResult::acknowledged:
            write(job, {.level = Level::info,
                        .id = id::job_completed,
                        .text = "was completed: " + counted(job.published, "file") +
                                " published, " + number(job.discarded) + " discarded",
                        .fields = {{"TRANSFER_PUBLISHED", number(job.published)},
                                   {"TRANSFER_DISCARDED", number(job.discarded)}}});
            break;
        case core::JobResult::cancelled:
            write(job, {.level = Level::info, .id = id::job_cancelled, .text = "was cancelled"});
            break;
        case core::JobResult::expired:
            expired(job);
            break;
    }
    if (!leftovers.empty()) left_over(job, leftovers);
}

void JobJournal::expired(const core::Job& job) const {
    const auto age = clock_.wall() - job.last_activity;
    write(
        job,
        {.level = Level::notice,
         .id = id::job_expired,
         .text = "was cancelled: nobody has touched it for " + in_words(age),
         .fields = {{"TRANSFER_AGE_USEC", number(static_cast<std::uint64_t>(std::max<std::int64_t>(
                                              core::microseconds(age).count(), 0)))}}});
}

void JobJournal::left_over(const core::Job& job, const std::vector<std::string>& paths) const {
    journal::Line line{.level = Level::warning,
                       .id = id::job_leftovers,
                       .text = "has left " + counted(paths.size(), "file") +
                               " that could not be deleted, the first is " + paths.front()};
    for (std::size_t i = 0; i < std::min(paths.size(), most_named); ++i)
        line.fields.push_back({"TRANSFER_PATH", paths[i]});
    write(job, std::move(line));
}

}  // namespace transferd::broker
