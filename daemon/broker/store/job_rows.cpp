// SPDX-License-Identifier: MIT
#include "broker/store/job_rows.hpp"

#include "broker/store/secret_rows.hpp"
#include "broker/store/sql_text.hpp"
#include "broker/store/stored.hpp"

#include <algorithm>
#include <array>

namespace transferd::broker {

namespace {

constexpr std::size_t longest_owner_name = 1024;
constexpr std::size_t longest_message = 64UL * 1024;
constexpr std::array<std::string_view, 39> names = {  // in the order of binding and reading
    "id",
    "owner",
    "owner_name",
    "owner_gone",
    "new_owner",
    "new_owner_name",
    "type",
    "state",
    "reason",
    "pending",
    "resumed",
    "created",
    "modified",
    "last_activity",
    "transferred",
    "next_retry",
    "turn",
    "error",
    "error_context",
    "error_message",
    "error_file",
    "error_http_status",
    "error_errno",
    "error_retry_after",
    "error_time",
    "error_count",
    "free_retries",
    "no_progress_since",
    "active_time",
    "files_total",
    "files_transferred",
    "files_unsized",
    "bytes_total",
    "bytes_transferred",
    "bytes_per_second",
    "published",
    "discarded",
    "settings_total",
    "secrets_total"};
constexpr int settings_total = static_cast<int>(names.size()) - 2;
constexpr int secrets_total = settings_total + 1;
constexpr Columns columns{.table = "jobs", .keys = 1, .names = names};

using SavedSettings = std::vector<std::pair<std::string, std::string>>;

std::int64_t number(core::WallTime time) {
    return time.time_since_epoch().count();
}
std::optional<std::int64_t> number(const std::optional<core::WallTime>& time) {
    return time ? std::optional{number(*time)} : std::nullopt;
}

/// A connection is a fact of the process that has it.
core::JobState lasting(core::JobState state) {
    return core::is_active(state) ? core::JobState::queued : state;
}

/// The columns of an error, all NULL where there is none.
struct ErrorColumns {
    std::optional<std::string> word;
    std::optional<std::string_view> context;
    std::optional<std::string_view> message;
    std::optional<std::uint32_t> file;
    std::optional<std::uint32_t> http_status;
    std::optional<std::int32_t> system_error;
    std::optional<std::int64_t> retry_after;

    explicit ErrorColumns(const std::optional<core::Failure>& error) {
        if (!error) return;
        word = core::code_word(*error);
        context = core::word(error->context);
        message = error->message;
        if (error->file) file = error->file->value;
        http_status = error->http_status;
        system_error = error->system_error;
        if (error->retry_after) retry_after = error->retry_after->count();
    }
};

struct NewOwnerColumns {
    std::optional<std::uint32_t> uid;
    std::optional<std::string_view> name;

    explicit NewOwnerColumns(const std::optional<core::Account>& account) {
        if (!account) return;
        uid = account->uid.value;
        name = account->name;
    }
};

SavedSettings saved_settings(Database& database, core::JobId job) {
    SavedSettings saved;
    database.each(
        "SELECT key, value FROM settings WHERE job = ? ORDER BY key",
        [&](const Row& row) { saved.emplace_back(row.bytes(0), row.bytes(1)); }, job.value);
    return saved;
}

void write_settings(Database& database, core::JobId job, SavedSettings settings) {
    std::sort(settings.begin(), settings.end());
    // They hardly ever change, and reading them costs nothing where writing them costs the log.
    if (settings == saved_settings(database, job)) return;
    database.execute("DELETE FROM settings WHERE job = ?", job.value);
    for (const auto& [key, value] : settings)
        database.execute("INSERT INTO settings VALUES (?, ?, ?)", job.value, key, value);
}

core::Failure failure_of(Stored& row) {
    auto failure = core::failure_from_word(row.line(64));
    if (!failure) row.refuse("is no error code");
    failure->context = row.word<core::FailureContext>();
    failure->message = row.text(longest_message);
    failure->file = row.maybe([](Stored& s) { return core::FileIndex{s.number<std::uint32_t>()}; });
    failure->http_status = row.maybe([](Stored& s) { return s.number<std::uint32_t>(); });
    failure->system_error = row.maybe([](Stored& s) { return s.number<std::int32_t>(); });
    failure->retry_after =
        row.maybe([](Stored& s) { return core::seconds{s.number<std::int64_t>()}; });
    return *failure;
}

/// Takes the seven columns of an error, or skips them.
std::optional<core::Failure> read_error(const Row& row, int first) {
    if (row.is_null(first)) return std::nullopt;
    Stored error{row, first};
    return failure_of(error);
}

std::optional<core::Account> read_new_owner(Stored& row) {
    const auto uid = row.maybe([](Stored& s) { return core::Uid{s.number<std::uint32_t>()}; });
    auto name = row.maybe([](Stored& s) { return s.line(longest_owner_name); });
    if (uid.has_value() != name.has_value()) row.refuse("stands alone");
    if (!uid) return std::nullopt;
    return core::Account{.uid = *uid, .name = std::move(*name)};
}

}  // namespace

void write_job(Database& database, const core::Job& job) {
    static const std::string sql = upsert(columns);
    const ErrorColumns error{job.error};
    const NewOwnerColumns new_owner{job.new_owner};
    const auto settings = core::to_saved(job.settings);
    database.execute(
        sql, job.id.value, job.owner.value, job.owner_name, number(job.owner_gone), new_owner.uid,
        new_owner.name, core::word(job.type), core::word(lasting(job.state)),
        core::word(job.reason), core::word(job.pending), job.resumed, number(job.created),
        number(job.modified), number(job.last_activity), number(job.transferred),
        number(job.next_retry), job.turn, error.word, error.context, error.message, error.file,
        error.http_status, error.system_error, error.retry_after, number(job.error_time),
        job.error_count, job.free_retries, number(job.no_progress_since), job.active_time.count(),
        job.files_total, job.files_transferred, job.files_unsized, job.bytes_total,
        job.bytes_transferred, job.bytes_per_second, job.published, job.discarded, settings.size(),
        job.secrets.size());
    write_settings(database, job.id, settings);
    write_secrets(database, job.id, job.secrets);
}

const std::string& select_jobs() {
    static const std::string sql =
        "SELECT " + column_list(columns) +
        " FROM jobs WHERE state NOT IN ('acknowledged', 'cancelled') AND (?1 IS NULL OR id = ?1)"
        " ORDER BY id";
    return sql;
}

core::JobId read_job_id(const Row& row) {
    return core::JobId{static_cast<std::uint64_t>(row.integer(0))};
}

core::Job read_job(const Row& row) {
    constexpr int first_of_error = 17;
    constexpr int after_error = 24;
    const auto maybe_time = [](Stored& s) { return s.time(); };
    core::Job job;
    Stored head{row};
    job.id = core::JobId{head.bits()};
    if (job.id.value == 0) head.refuse("is 0");
    job.owner = core::Uid{head.number<std::uint32_t>()};
    job.owner_name = head.line(longest_owner_name);
    job.owner_gone = head.maybe(maybe_time);
    job.new_owner = read_new_owner(head);
    job.type = head.word<core::JobType>();
    job.state = lasting(head.word<core::JobState>());
    job.reason = head.word<core::StateReason>();
    job.pending = head.word<core::Pending>();
    job.resumed = head.flag();
    job.created = head.time();
    job.modified = head.time();
    job.last_activity = head.time();
    job.transferred = head.maybe(maybe_time);
    job.next_retry = head.maybe(maybe_time);
    job.turn = head.bits();
    job.error = read_error(row, first_of_error);
    Stored tail{row, after_error};
    job.error_time = tail.maybe(maybe_time);
    job.error_count = tail.number<std::uint32_t>();
    job.free_retries = tail.number<std::uint32_t>();
    job.no_progress_since = tail.maybe(maybe_time);
    job.active_time = tail.span();
    job.files_total = tail.number<std::uint32_t>();
    job.files_transferred = tail.number<std::uint32_t>();
    job.files_unsized = tail.number<std::uint32_t>();
    job.bytes_total = tail.bits();
    job.bytes_transferred = tail.bits();
    job.bytes_per_second = tail.bits();
    job.published = tail.number<std::uint32_t>();
    job.discarded = tail.number<std::uint32_t>();
    return job;
}

core::Settings read_settings(Database& database, const Row& row) {
    const auto settings = saved_settings(database, read_job_id(row));
    if (Stored{row, settings_total}.bits() != settings.size())
        throw StoredError{"not all of its settings are there"};
    return core::from_saved(settings);
}

core::SealedSecrets read_secrets(Database& database, const Row& row) {
    auto secrets = saved_secrets(database, read_job_id(row));
    if (Stored{row, secrets_total}.bits() != secrets.size())
        throw StoredError{"not all of its secrets are there"};
    return secrets;
}

}  // namespace transferd::broker
