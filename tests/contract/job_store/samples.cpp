// SPDX-License-Identifier: MIT
#include "samples.hpp"

#include "core/wanted_ranges.hpp"

namespace transferd::test {

namespace {

constexpr std::uint64_t huge = 0xFEDC'BA98'7654'3210;

}  // namespace

core::WallTime at(std::int64_t seconds) {
    return core::WallTime{core::seconds{seconds}};
}

core::Job full_job(core::JobId id) {
    core::Job job{.id = id, .owner = {4'000'000'000}, .owner_name = "jo"};
    job.owner_gone = at(100);
    job.new_owner = core::Account{.uid = {4'000'000'001}, .name = "al"};
    job.type = core::JobType::download;
    job.settings.display_name = "Ä name";
    job.settings.metadata = {{"a", "1"}, {"b", "2:x"}};
    job.settings.priority = core::Priority::low;
    job.settings.auto_complete = true;
    job.secrets = {{"credentials/server/basic", std::string("\0\x01\xFF", 3)},
                   {"http-headers", "sealed"}};
    job.state = core::JobState::transient_error;
    job.reason = core::StateReason::retry_delay;
    job.pending = core::Pending::completing;
    job.resumed = true;
    job.created = at(101) + core::microseconds{7};
    job.modified = at(102);
    job.last_activity = at(103);
    job.transferred = at(104);
    job.next_retry = at(105);
    job.turn = huge;
    job.error = core::Failure{.code = core::FailureCode::http_status,
                              .context = core::FailureContext::remote_file,
                              .message = "Got 503 for 'x'",
                              .file = core::FileIndex{1},
                              .http_status = 503,
                              .system_error = -5,
                              .retry_after = core::seconds{120}};
    job.error_time = at(106);
    job.error_count = 3;
    job.free_retries = 2;
    job.no_progress_since = at(107);
    job.active_time = core::microseconds{108'000'001};
    job.files_total = 2;
    job.files_transferred = 1;
    job.files_unsized = 5;
    job.bytes_total = huge + 1;
    job.bytes_transferred = huge + 2;
    job.bytes_per_second = huge + 3;
    job.published = 6;
    job.discarded = 4'294'967'295;
    return job;
}

core::FileEntry full_file(core::FileIndex index) {
    core::FileEntry file{.index = index, .url = "https://example.org/a?b=c", .destination = {}};
    file.destination = {
        .directory = "/home/jo/Ä b", .name = "c.bin", .directory_id = {huge + 4, huge + 5}};
    file.if_exists = core::IfExists::fail;
    file.digest =
        core::Digest{.algorithm = core::DigestAlgorithm::sha1, .hex = std::string(40, 'a')};
    file.expected_size = huge + 6;
    file.ranges = {{1000, 24}, {0, 500}, {5000, core::to_the_end}};
    file.mirrors = {"https://example.com/a?b=c", "http://[::1]/Ä"};
    file.source = 2;
    file.one_source = true;
    file.part = {huge + 7, huge + 8};
    file.size = huge + 9;
    file.remote_size = huge + 10;
    file.validator = {.entity_tag = "\"x\t\"", .last_modified = "yesterday", .date = "today"};
    file.effective_url = "https://example.net/d";
    file.response_headers = "ETag: \"x\"\n";
    file.secrets_withheld = true;
    file.durable = {.ranges = {{0, 100}, {1000, huge - 1000}},
                    .digest_state = std::string("\0\x01\xFF", 3),
                    .transfer_state = std::string("s\0t", 3)};
    file.restarts = 4;
    file.thrown_away = 1ULL << 40;
    file.transferred = true;
    file.published = index.value % 2 == 0;
    file.discarded = !file.published;
    file.validation = core::Validation::valid;
    return file;
}

core::HistoryEntry full_entry(core::JobId id) {
    return {.id = id,
            .owner = {4'000'000'001},
            .owner_name = "jo",
            .type = core::JobType::upload_reply,
            .display_name = "Ä name",
            .result = core::JobResult::expired,
            .created = at(1'000'000),
            .transferred = at(1'000'001),
            .removed = at(1'000'002),
            .files = 3,
            .bytes = huge,
            .error_code = "http-404",
            .published = 1,
            .discarded = 2,
            .leftovers = {"/home/jo/.a.1-0.part", "/home/jo/b\nc"}};
}

core::Job plain_job(core::JobId id) {
    return {.id = id, .owner = {1000}, .owner_name = "jo"};
}

core::FileEntry plain_file(core::FileIndex index) {
    return {.index = index,
            .url = "http://localhost/" + std::to_string(index.value),
            .destination = {.directory = "/tmp/d", .name = "f" + std::to_string(index.value)}};
}

}  // namespace transferd::test
