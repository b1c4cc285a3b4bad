// SPDX-License-Identifier: MIT
#include "broker/store/errand_rows.hpp"

#include "broker/store/sql_text.hpp"
#include "broker/store/stored.hpp"
#include "core/notify_unit.hpp"

#include <array>
#include <charconv>
#include <concepts>
#include <string_view>
#include <utility>
#include <variant>

namespace transferd::broker {

namespace {

constexpr std::size_t longest_owner_name = 1024;
constexpr std::size_t longest_payload = 16UL * 1024;
constexpr std::array<std::string_view, 7> names = {"id",      "owner",   "owner_name", "kind",
                                                   "payload", "created", "attempts"};
constexpr Columns columns{.table = "errands", .keys = 1, .names = names};

constexpr std::string_view discard = "discard";
constexpr std::string_view start_unit = "start-unit";
constexpr std::string_view announce = "announce";

/// Fields, each ended by a zero byte, which no path and no unit's name has in it.
class Fields {
  public:
    Fields& add(std::string_view text) {
        bytes_.append(text).push_back('\0');
        return *this;
    }
    Fields& add(std::uint64_t number) { return add(std::to_string(number)); }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }

  private:
    std::string bytes_;
};

class FieldReader {
  public:
    FieldReader(Stored& stored, std::string_view bytes) : stored_(stored), bytes_(bytes) {}

    std::string text() {
        const auto end = bytes_.find('\0');
        if (end == std::string_view::npos) stored_.refuse("has too few fields");
        std::string field{bytes_.substr(0, end)};
        bytes_.remove_prefix(end + 1);
        return field;
    }
    template <std::unsigned_integral Number>
    Number number() {
        const auto field = text();
        Number value{};
        const auto* last = field.data() + field.size();
        const auto [end, error] = std::from_chars(field.data(), last, value);
        if (error != std::errc{} || end != last) stored_.refuse("has a field that is no number");
        return value;
    }
    void end() const {
        if (!bytes_.empty()) stored_.refuse("has too many fields");
    }

  private:
    Stored& stored_;
    std::string_view bytes_;
};

struct KindOf {
    std::string_view operator()(const core::DiscardItem& /*item*/) const { return discard; }
    std::string_view operator()(const core::UnitStart& /*start*/) const { return start_unit; }
    std::string_view operator()(const core::Announcement& /*owed*/) const { return announce; }
};

struct PayloadOf {
    std::string operator()(const core::DiscardItem& item) const {
        const auto& there = item.destination;
        return Fields{}
            .add(item.file.job.value)
            .add(item.file.index.value)
            .add(there.directory)
            .add(there.name)
            .add(there.directory_id.device)
            .add(there.directory_id.inode)
            .add(item.part.device)
            .add(item.part.inode)
            .bytes();
    }
    std::string operator()(const core::UnitStart& start) const {
        return Fields{}.add(start.job.value).add(start.unit).bytes();
    }
    std::string operator()(const core::Announcement& owed) const {
        return Fields{}
            .add(owed.job.value)
            .add(owed.ended ? core::word(*owed.ended) : std::string_view{})
            .bytes();
    }
};

core::DiscardItem read_discard(FieldReader& fields) {
    core::DiscardItem item;
    item.file.job.value = fields.number<std::uint64_t>();
    item.file.index.value = fields.number<std::uint32_t>();
    item.destination.directory = fields.text();
    item.destination.name = fields.text();
    for (auto* identity : {&item.destination.directory_id, &item.part}) {
        identity->device = fields.number<std::uint64_t>();
        identity->inode = fields.number<std::uint64_t>();
    }
    return item;
}

core::UnitStart read_unit_start(Stored& row, FieldReader& fields) {
    core::UnitStart start;
    start.job.value = fields.number<std::uint64_t>();
    start.unit = fields.text();
    if (!core::is_notify_unit(start.unit)) row.refuse("names no unit");
    return start;
}

core::Announcement read_announcement(Stored& row, FieldReader& fields) {
    core::Announcement owed;
    owed.job.value = fields.number<std::uint64_t>();
    const auto ended = fields.text();
    owed.ended = core::from_word<core::JobResult>(ended);
    if (!owed.ended && !ended.empty()) row.refuse("has no result");
    return owed;
}

}  // namespace

void write_errand(Database& database, const core::Errand& errand) {
    static const std::string sql = upsert(columns);
    const auto payload = std::visit(PayloadOf{}, errand.what);
    database.execute(sql, errand.id.value, errand.owner.value, errand.owner_name,
                     std::visit(KindOf{}, errand.what), Blob{payload},
                     errand.created.time_since_epoch().count(), errand.attempts);
}

void delete_errand(Database& database, core::ErrandId id) {
    database.execute("DELETE FROM errands WHERE id = ?", id.value);
}

const std::string& select_errands() {
    static const std::string sql = "SELECT " + column_list(columns) + " FROM errands ORDER BY id";
    return sql;
}

core::Errand read_errand(const Row& row) {
    Stored stored{row};
    core::Errand errand;
    errand.id.value = stored.bits();
    errand.owner.value = stored.number<std::uint32_t>();
    errand.owner_name = stored.line(longest_owner_name);
    const auto kind = stored.line(longest_owner_name);
    const auto payload = stored.blob(longest_payload);
    FieldReader fields{stored, payload};
    if (kind == discard)
        errand.what = read_discard(fields);
    else if (kind == start_unit)
        errand.what = read_unit_start(stored, fields);
    else if (kind == announce)
        errand.what = read_announcement(stored, fields);
    else
        stored.refuse("is of a kind that this version has not");
    fields.end();
    errand.created = stored.time();
    errand.attempts = stored.number<std::uint32_t>();
    return errand;
}

}  // namespace transferd::broker
