// SPDX-License-Identifier: MIT
#include "broker/store/readable_copy.hpp"

#include "broker/store/database.hpp"
#include "broker/store/migrations.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <set>

namespace transferd::broker {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t page_size = 4096;
/// A counter in the first page that tells, by being what it is not expected to be, that the count
/// of pages in there does not hold and the size of the file does.
constexpr std::size_t version_valid_for = 92;

std::set<std::string> schema_of(Database& database) {
    std::set<std::string> statements;
    database.each("SELECT ifnull(sql, '') FROM sqlite_schema",
                  [&](const Row& row) { statements.emplace(row.bytes(0)); });
    return statements;
}

/// A database of the newest schema without a row; answers the pages that the schema itself takes.
std::set<std::size_t> make_model(const std::string& path) {
    Database database{path};
    migrate(database);
    std::set<std::size_t> pages;
    const auto count = database.number("PRAGMA page_count");
    for (std::int64_t page = 1; page <= count; ++page) pages.insert(static_cast<std::size_t>(page));
    database.each("SELECT rootpage FROM sqlite_schema",
                  [&](const Row& row) { pages.erase(static_cast<std::size_t>(row.integer(0))); });
    return pages;
}

void copy_if_there(const std::string& from, const std::string& to) {
    if (fs::exists(from)) fs::copy_file(from, to, fs::copy_options::overwrite_existing);
}

}  // namespace

ReadableCopy::ReadableCopy(const std::string& damaged)
    : copy_(damaged + ".copy"), schema_(make(damaged)) {}

std::size_t ReadableCopy::make(const std::string& damaged) const {
    copy_if_there(damaged, path());
    copy_if_there(damaged + "-wal", path() + "-wal");
    if (const auto schema = readable_schema(); schema > 0) return schema;
    const ScratchDatabase model{path() + "-model"};
    put_pages(model.path(), make_model(model.path()));
    if (readable_schema() == 0) {
        // Whatever it is: nothing can be found in it.
        fs::remove(path() + "-wal");
        fs::copy_file(model.path(), path(), fs::copy_options::overwrite_existing);
    }
    return schema_scripts().size();
}

std::size_t ReadableCopy::readable_schema() const {
    // SQLite would delete the log of an empty database.
    if (!fs::exists(path()) || fs::file_size(path()) < page_size) return 0;
    try {
        Database database{path()};
        const auto schema = database.number("PRAGMA user_version");
        const auto scripts = schema_scripts();
        if (schema < 1 || schema > static_cast<std::int64_t>(scripts.size())) return 0;
        Database model{":memory:"};
        migrate(model, scripts.first(static_cast<std::size_t>(schema)));
        return schema_of(database) == schema_of(model) ? static_cast<std::size_t>(schema) : 0;
    } catch (const DatabaseError& error) {
        if (error.of_the_machine()) throw;
        return 0;
    }
}

/// The pages of the schema say where each table begins. They are the same in every database that
/// the same scripts made, unless a later one changed it beside data. Where that guess is wrong,
/// rows are not found; none is made up.
void ReadableCopy::put_pages(const std::string& model, const std::set<std::size_t>& pages) const {
    std::ifstream from{model, std::ios::binary};
    std::ofstream{path(), std::ios::app}.close();  // creates it where it was missing
    std::fstream to{path(), std::ios::binary | std::ios::in | std::ios::out};
    to.exceptions(std::ios::failbit | std::ios::badbit);
    std::array<char, page_size> page{};
    for (const auto number : pages) {
        const auto offset = static_cast<std::streamoff>((number - 1) * page_size);
        from.seekg(offset).read(page.data(), page.size());
        if (number == 1) ++page[version_valid_for];
        to.seekp(offset).write(page.data(), page.size());
    }
    to.close();
    // A table that begins behind the end of the file would make all of them unreadable.
    if (fs::file_size(path()) < fs::file_size(model)) fs::resize_file(path(), fs::file_size(model));
}

}  // namespace transferd::broker
