// SPDX-License-Identifier: MIT
#include "broker/store/salvage.hpp"

#include "broker/store/job_rows.hpp"
#include "broker/store/key_search.hpp"
#include "broker/store/saved_job_rows.hpp"
#include "broker/store/stored.hpp"
#include "broker/store/transaction.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace transferd::broker {

namespace {

/// How rows of a table are told apart.
enum class Kind { jobs, of_a_job, by_id, few };

struct Table {
    std::string name;
    std::vector<std::string> columns;
    Kind kind{};
};

Table described(Database& database, const std::string& name) {
    Table table{.name = name, .columns = {}, .kind = Kind::few};
    database.each(
        "SELECT name FROM pragma_table_info(?)",
        [&](const Row& row) {
            const auto& column = table.columns.emplace_back(row.bytes(0));
            if (column == "job") table.kind = Kind::of_a_job;
            if (column == "id") table.kind = Kind::by_id;
        },
        name);
    if (name == "jobs") table.kind = Kind::jobs;
    return table;
}

/// In the order in which they were made, so that a row comes after what it refers to.
std::vector<Table> tables_of(Database& database) {
    std::vector<std::string> names;
    database.each(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " ORDER BY rowid",
        [&](const Row& row) { names.emplace_back(row.bytes(0)); });
    std::vector<Table> tables;
    tables.reserve(names.size());
    for (const auto& name : names) tables.push_back(described(database, name));
    return tables;
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const auto& word : words) all += (all.empty() ? "" : ", ") + word;
    return all;
}

/// The rows of a table that have one key, or all of them, from one database to another.
class Copy {
  public:
    Copy(const Table& table, std::string_view key)
        : select_("SELECT " + joined(table.columns) + " FROM " + table.name),
          insert_("INSERT INTO " + table.name + " (" + joined(table.columns) + ") VALUES (" +
                  joined(std::vector<std::string>(table.columns.size(), "?")) + ")") {
        if (!key.empty()) select_.append(" WHERE ").append(key).append(" = ?");
    }

    template <class... Key>
    void run(Database& from, Database& to, Key... key) const {
        from.each(
            select_,
            [&](const Row& row) {
                std::vector<Parameter> values;
                values.reserve(static_cast<std::size_t>(row.columns()));
                for (int column = 0; column < row.columns(); ++column)
                    values.push_back(row.value(column));
                to.execute_with(insert_, values);
            },
            key...);
    }

  private:
    std::string select_;
    std::string insert_;
};

class Salvager {
  public:
    Salvager(Database& damaged, Database& fresh, std::optional<core::JobId> used)
        : damaged_(damaged), fresh_(fresh), tables_(tables_of(fresh)) {
        constexpr std::uint64_t plenty = std::numeric_limits<std::uint32_t>::max();
        highest_ = static_cast<std::int64_t>(used ? used->value : plenty);
    }

    Salvage run() {
        for (const auto& table : tables_) {
            if (table.kind == Kind::few) attempt([&] { Copy{table, ""}.run(damaged_, fresh_); });
            if (table.kind == Kind::by_id) copy_by_id(table);
        }
        // There were jobs, so that the ids do not start from 1 again.
        fresh_.execute("INSERT OR IGNORE INTO meta VALUES ('highest_id', 0)");
        for (const auto id : job_ids())
            if (!in_history(id)) copy_job(id);
        return std::move(result_);
    }

  private:
    /// Leaves nothing of it where it fails.
    bool attempt(const std::function<void()>& copy) {
        fresh_.execute("SAVEPOINT piece");
        try {
            copy();
            fresh_.execute("RELEASE piece");
            return true;
        } catch (const DatabaseError& error) {
            if (error.of_the_machine()) throw;
            fresh_.execute("ROLLBACK TO piece");
            fresh_.execute("RELEASE piece");
            return false;
        }
    }

    void copy_by_id(const Table& table) {
        const Copy copy{table, "id"};
        for (const auto id : find_keys(damaged_, table.name, "id", highest_).found)
            attempt([&] { copy.run(damaged_, fresh_, id); });
    }

    /// Also of jobs whose own row is lost.
    std::set<std::int64_t> job_ids() {
        result_.complete = true;
        std::set<std::int64_t> ids;
        for (const auto& table : tables_) {
            if (table.kind != Kind::jobs && table.kind != Kind::of_a_job) continue;
            const auto* key = table.kind == Kind::jobs ? "id" : "job";
            auto keys = find_keys(damaged_, table.name, key, highest_);
            ids.merge(keys.found);
            if (table.kind == Kind::jobs) result_.complete = keys.complete;
        }
        return ids;
    }

    /// Two pages may be of different age.
    bool in_history(std::int64_t id) {
        bool found = false;
        fresh_.each(
            "SELECT 1 FROM history WHERE id = ?", [&](const Row&) { found = true; }, id);
        return found;
    }

    void copy_job(std::int64_t id) {
        const bool whole = attempt([&] {
            for (const auto& table : tables_) copy_of_job(table, id);
            check_whole_job(id);
        });
        // What makes no sense to this version stays in its rows, but is no job.
        if (whole && is_readable(id))
            ++result_.jobs;
        else
            result_.lost.push_back({static_cast<std::uint64_t>(id)});
    }

    void copy_of_job(const Table& table, std::int64_t id) {
        if (table.kind == Kind::jobs) Copy{table, "id"}.run(damaged_, fresh_, id);
        if (table.kind != Kind::of_a_job) return;
        const auto copy = [&] { Copy{table, "job"}.run(damaged_, fresh_, id); };
        // A file without its progress is fetched from its start; anything else cannot be missed.
        if (table.name == "progress")
            attempt(copy);
        else
            copy();
    }

    void check_whole_job(std::int64_t id) {
        bool whole = false;
        fresh_.each(
            "SELECT files_total = count(file) AND count(file) = ifnull(max(file) + 1, 0) AND"
            " settings_total = (SELECT count(*) FROM settings WHERE settings.job = id) AND"
            " secrets_total = (SELECT count(*) FROM secrets WHERE secrets.job = id)"
            " FROM jobs LEFT JOIN files ON files.job = id WHERE id = ? GROUP BY id",
            [&](const Row& row) { whole = row.integer(0) == 1; }, id);
        if (!whole) throw DatabaseError::damage("A part of the job is missing");
    }

    bool is_readable(std::int64_t id) {
        try {
            fresh_.each(
                select_jobs(), [&](const Row& row) { (void)read_saved_job(fresh_, row); }, id);
            return true;
        } catch (const StoredError&) {
            return false;
        }
    }

    Database& damaged_;
    Database& fresh_;
    std::vector<Table> tables_;
    std::int64_t highest_{};
    Salvage result_;
};

}  // namespace

Salvage salvage(Database& damaged, Database& fresh, std::optional<core::JobId> used) {
    Transaction transaction{fresh};
    auto result = Salvager{damaged, fresh, used}.run();
    transaction.commit();
    return result;
}

}  // namespace transferd::broker
