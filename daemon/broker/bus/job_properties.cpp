// SPDX-License-Identifier: MIT
#include "broker/bus/job_properties.hpp"

#include "core/inactivity.hpp"
#include "core/response_headers.hpp"
#include "core/retry.hpp"
#include "dbus/names.hpp"

#include <array>
#include <limits>
#include <tuple>

namespace transferd::broker {

namespace {

constexpr std::uint64_t unknown_size = std::numeric_limits<std::uint64_t>::max();

std::uint64_t usec_or_never(const std::optional<core::WallTime>& time) {
    return time ? core::usec(*time) : 0;
}

/// Nothing cancels a job that has ended.
std::uint64_t expiry_usec(const core::Job& job, const core::Policy& policy) {
    return core::is_final(job.state) ? 0 : core::usec(core::expiry(job, policy));
}

template <class Member>
struct Property {
    const char* name;
    Member member;
    bool signalled;
};
template <class Member>
Property(const char*, Member, bool) -> Property<Member>;

/// Name, place and whether the contract has changes of it signalled.
constexpr auto all_properties = std::tuple{
    Property{"Id", &JobProperties::id, false},
    Property{"Type", &JobProperties::type, false},
    Property{"Owner", &JobProperties::owner, true},
    Property{"State", &JobProperties::state, true},
    Property{"StateReason", &JobProperties::state_reason, true},
    Property{"Priority", &JobProperties::priority, true},
    Property{"CreatedUSec", &JobProperties::created_usec, false},
    Property{"ModifiedUSec", &JobProperties::modified_usec, false},
    Property{"TransferredUSec", &JobProperties::transferred_usec, true},
    Property{"NextRetryUSec", &JobProperties::next_retry_usec, true},
    Property{"ExpiresUSec", &JobProperties::expires_usec, false},
    Property{"BytesTotal", &JobProperties::bytes_total, true},
    Property{"BytesTransferred", &JobProperties::bytes_transferred, true},
    Property{"FilesTotal", &JobProperties::files_total, true},
    Property{"FilesTransferred", &JobProperties::files_transferred, true},
    Property{"BytesPerSecond", &JobProperties::bytes_per_second, true},
    Property{"ReplyBytesTotal", &JobProperties::reply_bytes_total, true},
    Property{"ReplyBytesTransferred", &JobProperties::reply_bytes_transferred, true},
    Property{"ErrorCode", &JobProperties::error_code, true},
    Property{"ErrorCount", &JobProperties::error_count, true},
};

}  // namespace

JobProperties properties_of(const core::Job& job, const core::Policy& policy) {
    return {.id = job.id.value,
            .type = std::string(core::word(job.type)),
            .owner = job.owner.value,
            .state = std::string(core::word(job.state)),
            .state_reason = std::string(core::word(job.reason)),
            .priority = std::string(core::word(job.settings.priority)),
            .created_usec = core::usec(job.created),
            .modified_usec = core::usec(job.modified),
            .transferred_usec = usec_or_never(job.transferred),
            .next_retry_usec = usec_or_never(job.next_retry),
            .expires_usec = expiry_usec(job, policy),
            .bytes_total = job.files_unsized == 0 ? job.bytes_total : unknown_size,
            .bytes_transferred = job.bytes_transferred,
            .files_total = job.files_total,
            .files_transferred = job.files_transferred,
            .bytes_per_second = job.bytes_per_second,
            .reply_bytes_total = 0,
            .reply_bytes_transferred = 0,
            .error_code = job.error ? core::code_word(*job.error) : std::string{},
            .error_count = job.error_count};
}

std::vector<std::string> changed_names(const JobProperties& before, const JobProperties& now) {
    std::vector<std::string> names;
    const auto compare = [&](const auto& property) {
        if (property.signalled && before.*property.member != now.*property.member)
            names.emplace_back(property.name);
    };
    std::apply([&](const auto&... property) { (compare(property), ...); }, all_properties);
    return names;
}

BusDictionary to_bus(const JobProperties& properties) {
    BusDictionary all;
    std::apply(
        [&](const auto&... property) {
            (all.emplace(property.name, sdbus::Variant{properties.*property.member}), ...);
        },
        all_properties);
    return all;
}

std::string job_path(core::JobId id) {
    return dbus::job_path_prefix + std::to_string(id.value);
}

namespace {

using BusRange = sdbus::Struct<std::uint64_t, std::uint64_t>;

std::vector<BusRange> to_bus(const std::vector<core::ByteRange>& ranges) {
    std::vector<BusRange> all;
    all.reserve(ranges.size());
    for (const auto& range : ranges) all.emplace_back(std::make_tuple(range.offset, range.length));
    return all;
}

}  // namespace

BusDictionary file_to_bus(core::JobId job, const core::FileEntry& file, std::uint64_t bytes) {
    const core::Destination part{
        file.destination.directory, core::part_name({job, file.index}, file.destination.name), {}};
    BusDictionary entry{
        {"Index", sdbus::Variant{file.index.value}},
        {"Url", sdbus::Variant{file.url}},
        {"Path", sdbus::Variant{file.destination.path()}},
        {"TemporaryPath", sdbus::Variant{part.path()}},
        {"BytesTotal", sdbus::Variant{file.size.value_or(unknown_size)}},
        {"BytesTransferred", sdbus::Variant{bytes}},
        {"Transferred", sdbus::Variant{file.transferred}},
        {"Published", sdbus::Variant{file.published}},
        {"IfExists", sdbus::Variant{std::string(core::word(file.if_exists))}},
    };
    const auto add = [&](const char* key, const std::string& text) {
        if (!text.empty()) entry.emplace(key, sdbus::Variant{valid_utf8(text)});
    };
    if (file.digest)
        add("Digest", std::string(core::word(file.digest->algorithm)) + ":" + file.digest->hex);
    if (!file.mirrors.empty()) entry.emplace("Mirrors", sdbus::Variant{file.mirrors});
    if (!file.ranges.empty()) entry.emplace("Ranges", sdbus::Variant{to_bus(file.ranges)});
    add("Validation", std::string(core::word(file.validation)));
    add("EffectiveUrl", file.effective_url);
    add("EntityTag", file.validator.entity_tag);
    add("LastModified", file.validator.last_modified);
    if (!file.response_headers.empty())
        entry.emplace("ResponseHeaders", sdbus::Variant{core::header_lines(file.response_headers)});
    return entry;
}

BusDictionary error_to_bus(const core::Job& job, const std::vector<core::FileEntry>& files) {
    const auto& failure = *job.error;
    BusDictionary error{
        {"Code", sdbus::Variant{core::code_word(failure)}},
        {"Context", sdbus::Variant{std::string(core::word(failure.context))}},
        {"Message", sdbus::Variant{valid_utf8(failure.message)}},
        {"Retryable", sdbus::Variant{core::may_retry(failure, job.settings)}},
        {"USec", sdbus::Variant{usec_or_never(job.error_time)}},
    };
    if (failure.http_status) error.emplace("HttpStatus", sdbus::Variant{*failure.http_status});
    if (failure.system_error) error.emplace("Errno", sdbus::Variant{*failure.system_error});
    if (failure.file && failure.file->value < files.size()) {
        const auto& file = files[failure.file->value];
        error.emplace("FileIndex", sdbus::Variant{file.index.value});
        error.emplace("Url", sdbus::Variant{file.url});
        error.emplace("Path", sdbus::Variant{file.destination.path()});
    }
    return error;
}

BusDictionary history_to_bus(const core::HistoryEntry& entry) {
    std::vector<std::string> leftovers;
    for (const auto& path : entry.leftovers) leftovers.push_back(valid_utf8(path));
    return {{"Id", sdbus::Variant{entry.id.value}},
            {"Owner", sdbus::Variant{entry.owner.value}},
            {"Type", sdbus::Variant{std::string(core::word(entry.type))}},
            {"DisplayName", sdbus::Variant{entry.display_name}},
            {"Result", sdbus::Variant{std::string(core::word(entry.result))}},
            {"CreatedUSec", sdbus::Variant{core::usec(entry.created)}},
            {"TransferredUSec", sdbus::Variant{usec_or_never(entry.transferred)}},
            {"RemovedUSec", sdbus::Variant{core::usec(entry.removed)}},
            {"Files", sdbus::Variant{entry.files}},
            {"Bytes", sdbus::Variant{entry.bytes}},
            {"ErrorCode", sdbus::Variant{entry.error_code}},
            {"Published", sdbus::Variant{entry.published}},
            {"Discarded", sdbus::Variant{entry.discarded}},
            {"Leftovers", sdbus::Variant{leftovers}}};
}

}  // namespace transferd::broker
