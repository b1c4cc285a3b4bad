// SPDX-License-Identifier: MIT
#include "broker/store/database.hpp"

#include "broker/store/database_file.hpp"

#include <utility>

#include <sqlite3.h>

namespace transferd::broker {

namespace {

constexpr int primary(int code) {
    return code & 0xFF;
}

/// Leaves the statement ready for its next use, whatever happened in this one.
struct Reset {
    void operator()(sqlite3_stmt* statement) const noexcept {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
};

}  // namespace

DatabaseError DatabaseError::damage(const std::string& message) {
    return {SQLITE_CORRUPT, message};
}

bool DatabaseError::damaged() const noexcept {
    return primary(code_) == SQLITE_CORRUPT || primary(code_) == SQLITE_NOTADB;
}

bool DatabaseError::of_the_machine() const noexcept {
    switch (primary(code_)) {
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_NOMEM:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_BUSY:
            return true;
        default:
            return false;
    }
}

bool DatabaseError::unsynced() const noexcept {
    return code_ == SQLITE_IOERR_FSYNC;
}

int Row::columns() const {
    return sqlite3_column_count(statement_);
}
std::string Row::name(int column) const {
    return sqlite3_column_name(statement_, column);
}
bool Row::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}
bool Row::is_integer(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_INTEGER;
}
bool Row::is_text(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_TEXT;
}
bool Row::is_blob(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_BLOB;
}
std::int64_t Row::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}
std::string_view Row::bytes(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return data ? std::string_view{data, size} : std::string_view{};
}
Parameter Row::value(int column) const {
    if (is_null(column)) return {};
    if (is_integer(column)) return integer(column);
    if (is_text(column)) return bytes(column);
    if (is_blob(column)) return Blob{bytes(column)};
    throw DatabaseError::damage("The column " + name(column) + " is a real number");
}

void Database::Close::operator()(sqlite3* handle) const noexcept {
    sqlite3_close_v2(handle);
}
void Database::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

Database::Database(const std::string& path) : path_(path) {
    if (path != ":memory:") prepare_database_file(path);
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(
        path.c_str(), &handle,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, nullptr);
    handle_.reset(handle);
    if (code != SQLITE_OK) fail("open the database");
    sqlite3_extended_result_codes(handle, 1);
    configure();
}

Database::~Database() = default;

void Database::configure() {
    sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    // The lock mode comes first: the log then needs no shared memory, and the lock is taken by the
    // first look at the file and kept.
    try {
        script(
            "PRAGMA locking_mode = EXCLUSIVE;"
            "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;"
            "PRAGMA page_size = 4096; PRAGMA synchronous = FULL;"
            "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;"
            "PRAGMA cache_size = -1024; PRAGMA journal_size_limit = 4194304;"
            "BEGIN EXCLUSIVE; COMMIT;");
    } catch (const DatabaseError& error) {
        if (primary(error.code()) != SQLITE_BUSY) throw;
        throw DatabaseError{error.code(),
                            "The database " + path_ + " is in use by another transferd"};
    }
}

void Database::begin_log() {
    script("PRAGMA journal_mode = WAL");
    sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
}

std::int64_t Database::number(std::string_view sql) {
    std::int64_t value = 0;
    each(sql, [&](const Row& row) { value = row.integer(0); });
    return value;
}

void Database::script(std::string_view sql) {
    const std::string text{sql};
    if (sqlite3_exec(handle_.get(), text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        fail(sql.substr(0, 64));
}

bool Database::in_transaction() const noexcept {
    return !sqlite3_get_autocommit(handle_.get());
}

void Database::run(std::string_view sql, std::span<const Parameter> parameters,
                   const std::function<void(const Row&)>& visit) {
    const std::unique_ptr<sqlite3_stmt, Reset> statement{prepared(sql)};
    int position = 0;
    for (const auto& value : parameters) bind(statement.get(), ++position, value);
    int code = sqlite3_step(statement.get());
    for (; code == SQLITE_ROW; code = sqlite3_step(statement.get())) visit(Row{statement.get()});
    if (code != SQLITE_DONE) fail(sql.substr(0, 64));
}

sqlite3_stmt* Database::prepared(std::string_view sql) {
    if (const auto known = statements_.find(sql); known != statements_.end())
        return known->second.get();
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
        fail(sql.substr(0, 64));
    return statements_.emplace(sql, Statement{statement}).first->second.get();
}

void Database::bind(sqlite3_stmt* statement, int position, const Parameter& parameter) {
    int code = SQLITE_OK;
    if (const auto* number = std::get_if<std::int64_t>(&parameter)) {
        code = sqlite3_bind_int64(statement, position, *number);
    } else if (const auto* text = std::get_if<std::string_view>(&parameter)) {
        // An empty view may have no address, and SQLite takes that for NULL. The parameters
        // outlive the run, so nothing is copied.
        code = sqlite3_bind_text64(statement, position, text->empty() ? "" : text->data(),
                                   text->size(), SQLITE_STATIC, SQLITE_UTF8);
    } else if (const auto* blob = std::get_if<Blob>(&parameter)) {
        code =
            sqlite3_bind_blob64(statement, position, blob->bytes.empty() ? "" : blob->bytes.data(),
                                blob->bytes.size(), SQLITE_STATIC);
    }
    if (code != SQLITE_OK) fail("bind a parameter");
}

void Database::fail(std::string_view doing) const {
    const int code =
        handle_ ? sqlite3_extended_errcode(handle_.get()) : static_cast<int>(SQLITE_NOMEM);
    const char* why = handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code);
    const DatabaseError error{
        code, "The database " + path_ + ": " + why + " (" + std::string{doing} + ")"};
    if (error.damaged() && on_damage_) on_damage_(error);
    throw DatabaseError{error};
}

}  // namespace transferd::broker
