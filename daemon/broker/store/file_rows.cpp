// SPDX-License-Identifier: MIT
#include "broker/store/file_rows.hpp"

#include "broker/store/ranges.hpp"
#include "broker/store/sql_text.hpp"
#include "broker/store/stored.hpp"
#include "core/error.hpp"
#include "core/limits.hpp"
#include "core/response_headers.hpp"
#include "core/wanted_ranges.hpp"

#include <algorithm>
#include <array>

namespace transferd::broker {

namespace {

/// More than a message from a worker holds.
constexpr std::size_t longest_of_server = 64UL * 1024;
constexpr std::size_t longest_state = 1024UL * 1024;
constexpr std::array<std::string_view, 31> names = {  // in the order of binding and reading
    "job",
    "file",
    "url",
    "directory",
    "name",
    "directory_device",
    "directory_inode",
    "if_exists",
    "digest_algorithm",
    "digest_hex",
    "expected_size",
    "ranges",
    "mirrors",
    "source",
    "one_source",
    "part_device",
    "part_inode",
    "size",
    "remote_size",
    "entity_tag",
    "last_modified",
    "date",
    "effective_url",
    "response_headers",
    "secrets_withheld",
    "restarts",
    "thrown_away",
    "transferred",
    "published",
    "discarded",
    "validation"};
constexpr int columns_of_file = static_cast<int>(names.size());
constexpr Columns columns{.table = "files", .keys = 2, .names = names};

/// Absolute, without empty, "." or ".." parts and without a slash at the end.
bool is_normal_directory(std::string_view path) {
    if (path == "/") return true;
    if (!path.starts_with('/')) return false;
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto part = path.substr(0, path.find('/'));
        if (part.empty() || part == "." || part == "..") return false;
        path.remove_prefix(part.size());
    }
    return true;
}

bool is_file_name(std::string_view name) {
    return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos;
}

core::Destination read_destination(Stored& row) {
    core::Destination destination;
    destination.directory = row.line(core::longest_path);
    if (!is_normal_directory(destination.directory)) row.refuse("is no absolute, normal path");
    destination.name = row.line(core::longest_file_name);
    if (!is_file_name(destination.name)) row.refuse("is no file name");
    if (destination.path().size() > core::longest_path) row.refuse("makes the path too long");
    destination.directory_id.device = row.bits();
    destination.directory_id.inode = row.bits();
    return destination;
}

std::optional<core::Digest> read_digest(Stored& row) {
    const auto algorithm = row.maybe([](Stored& s) { return s.word<core::DigestAlgorithm>(); });
    auto hex = row.maybe(
        [](Stored& s) { return s.line(core::hex_digits(core::DigestAlgorithm::sha512)); });
    if (algorithm.has_value() != hex.has_value()) row.refuse("stands alone");
    if (!algorithm) return std::nullopt;
    const bool right = hex->size() == core::hex_digits(*algorithm) &&
                       hex->find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!right) row.refuse("is no such digest");
    return core::Digest{.algorithm = *algorithm, .hex = std::move(*hex)};
}

std::vector<core::ByteRange> read_wanted(Stored& row) {
    auto ranges = decode_wanted(row.blob(longest_state));
    if (!ranges) row.refuse("is no list of ranges");
    try {
        return core::wanted_ranges("Ranges", core::Value{std::move(*ranges)});
    } catch (const core::Error&) {
        row.refuse("is no list that is taken");
    }
}

/// Each ended by a zero byte.
std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) all.append(text).push_back('\0');
    return all;
}

std::vector<std::string> read_mirrors(Stored& row) {
    const auto all = row.blob(longest_state);
    std::vector<std::string> mirrors;
    for (std::size_t begin = 0; begin < all.size();) {
        const auto end = all.find('\0', begin);
        const auto size = end == std::string::npos ? 0 : end - begin;
        if (size == 0 || size > core::longest_redirect) row.refuse("is no list of URLs");
        mirrors.push_back(all.substr(begin, size));
        if (core::has_control_characters(mirrors.back())) row.refuse("is no list of URLs");
        begin = end + 1;
    }
    return mirrors;
}

std::string read_headers(Stored& row) {
    auto headers = row.text(core::largest_response_headers);
    if (!core::is_header_list(headers)) row.refuse("is no list of headers");
    return headers;
}

core::Durable read_progress(const Row& row, const std::optional<std::uint64_t>& size) {
    if (row.is_null(columns_of_file)) return {};
    Stored progress{row, columns_of_file};
    core::Durable durable;
    auto ranges = decode_ranges(progress.blob(longest_state));
    if (!ranges) progress.refuse("is no list of ranges");
    if (size && !ranges->empty() && ranges->back().offset + ranges->back().length > *size)
        progress.refuse("goes past the end of the file");
    durable.ranges = std::move(*ranges);
    durable.digest_state = progress.blob(longest_state);
    durable.transfer_state = progress.blob(longest_state);
    return durable;
}

}  // namespace

void write_file(Database& database, core::JobId job, const core::FileEntry& file) {
    static const std::string sql = upsert(columns);
    const auto& to = file.destination;
    const auto algorithm =
        file.digest ? std::optional{core::word(file.digest->algorithm)} : std::nullopt;
    const auto hex = file.digest ? std::optional{file.digest->hex} : std::nullopt;
    database.execute(sql, job.value, file.index.value, file.url, to.directory, to.name,
                     to.directory_id.device, to.directory_id.inode, core::word(file.if_exists),
                     algorithm, hex, file.expected_size, Blob{encode_wanted(file.ranges)},
                     Blob{joined(file.mirrors)}, file.source, file.one_source, file.part.device,
                     file.part.inode, file.size, file.remote_size, file.validator.entity_tag,
                     file.validator.last_modified, file.validator.date, file.effective_url,
                     file.response_headers, file.secrets_withheld, file.restarts, file.thrown_away,
                     file.transferred, file.published, file.discarded, core::word(file.validation));
    write_progress(database, {.job = job, .index = file.index}, file.durable);
}

void write_progress(Database& database, const core::FileRef& file, const core::Durable& durable) {
    if (durable == core::Durable{}) {
        database.execute("DELETE FROM progress WHERE job = ? AND file = ?", file.job.value,
                         file.index.value);
        return;
    }
    database.execute(
        "INSERT INTO progress (job, file, ranges, digest_state, transfer_state)"
        " SELECT job, file, ?3, ?4, ?5 FROM files WHERE job = ?1 AND file = ?2"
        " ON CONFLICT (job, file) DO UPDATE SET ranges = excluded.ranges,"
        " digest_state = excluded.digest_state, transfer_state = excluded.transfer_state",
        file.job.value, file.index.value, Blob{encode_ranges(durable.ranges)},
        Blob{durable.digest_state}, Blob{durable.transfer_state});
}

const std::string& select_files() {
    static const std::string sql =
        "SELECT " + column_list(columns) +
        ", progress.ranges, progress.digest_state, progress.transfer_state"
        " FROM files LEFT JOIN progress USING (job, file) WHERE files.job = ? ORDER BY files.file";
    return sql;
}

core::FileEntry read_file(const Row& row) {
    core::FileEntry file;
    Stored stored{row, 1};
    file.index = core::FileIndex{stored.number<std::uint32_t>()};
    file.url = stored.line(core::longest_redirect);
    if (file.url.empty()) stored.refuse("is empty");
    file.destination = read_destination(stored);
    file.if_exists = stored.word<core::IfExists>();
    file.digest = read_digest(stored);
    file.expected_size = stored.maybe([](Stored& s) { return s.bits(); });
    file.ranges = read_wanted(stored);
    file.mirrors = read_mirrors(stored);
    file.source = stored.number<std::uint32_t>();
    if (file.source > file.mirrors.size()) stored.refuse("is no source");
    file.one_source = stored.flag();
    file.part.device = stored.bits();
    file.part.inode = stored.bits();
    file.size = stored.maybe([](Stored& s) { return s.bits(); });
    file.remote_size = stored.maybe([](Stored& s) { return s.bits(); });
    file.validator.entity_tag = stored.text(longest_of_server);
    file.validator.last_modified = stored.text(longest_of_server);
    file.validator.date = stored.text(longest_of_server);
    file.effective_url = stored.text(longest_of_server);
    file.response_headers = read_headers(stored);
    file.secrets_withheld = stored.flag();
    file.restarts = stored.number<std::uint32_t>();
    file.thrown_away = stored.number<std::uint64_t>();
    file.transferred = stored.flag();
    file.published = stored.flag();
    file.discarded = stored.flag();
    file.validation = stored.word<core::Validation>();
    file.durable = read_progress(row, file.size);
    return file;
}

}  // namespace transferd::broker
