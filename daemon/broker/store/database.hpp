// SPDX-License-Identifier: MIT
// One SQLite database: statements are prepared once and reused, parameters go by position.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

struct sqlite3;
struct sqlite3_stmt;

namespace transferd::broker {

/// What SQLite refused; the message says what was done, then what SQLite says about it.
class DatabaseError : public std::runtime_error {
  public:
    DatabaseError(int code, const std::string& message)
        : std::runtime_error(message), code_(code) {}

    /// SQLite's extended result code.
    [[nodiscard]] int code() const noexcept { return code_; }
    /// The file is damaged or no database: another try cannot help.
    [[nodiscard]] static DatabaseError damage(const std::string& message);
    [[nodiscard]] bool damaged() const noexcept;
    /// No room, no rights, a disk that fails: it says nothing about what is in the file.
    [[nodiscard]] bool of_the_machine() const noexcept;
    /// What was written may be in the file or not, and come to light at the next start.
    [[nodiscard]] bool unsynced() const noexcept;

  private:
    int code_;
};

/// Bytes that are no text.
struct Blob {
    std::string_view bytes;
};

using Parameter = std::variant<std::monostate, std::int64_t, std::string_view, Blob>;

/// 64-bit unsigned values are stored by their bits: SQLite's integers are signed.
constexpr Parameter parameter(std::integral auto value) {
    return static_cast<std::int64_t>(value);
}
inline Parameter parameter(std::string_view text) {
    return text;
}
inline Parameter parameter(Blob blob) {
    return blob;
}
template <class Value>
Parameter parameter(const std::optional<Value>& value) {
    return value ? parameter(*value) : Parameter{};
}

/// The row a query stands on; valid only inside the visit. Columns count from 0.
class Row {
  public:
    explicit Row(sqlite3_stmt* statement) : statement_(statement) {}

    [[nodiscard]] int columns() const;
    [[nodiscard]] std::string name(int column) const;
    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] bool is_integer(int column) const;
    [[nodiscard]] bool is_text(int column) const;
    [[nodiscard]] bool is_blob(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    /// Of a text or a blob; gone with the row.
    [[nodiscard]] std::string_view bytes(int column) const;
    /// As it is, for another database; gone with the row. Throws DatabaseError for a real number,
    /// which no table of ours holds.
    [[nodiscard]] Parameter value(int column) const;

  private:
    sqlite3_stmt* statement_;
};

class Database {
  public:
    /// Opens or creates the file, mode 0600, and takes its lock for as long as the object lives;
    /// what is in it stays as it is. `:memory:` is a database of its own. Throws DatabaseError or
    /// what prepare_database_file does.
    explicit Database(const std::string& path);
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    /// From here on changes go to a log beside the file, and are moved from it in time. Before it,
    /// a log that is there is read but never moved into the file, which may be damaged.
    void begin_log();

    /// Called wherever damage is met from now on, before it is thrown.
    void on_damage(std::function<void(const DatabaseError&)> on_damage) {
        on_damage_ = std::move(on_damage);
    }

    template <class... Values>
    void execute(std::string_view sql, const Values&... values) {
        each(
            sql, [](const Row&) {}, values...);
    }

    /// As many as `sql` has places for.
    void execute_with(std::string_view sql, std::span<const Parameter> parameters) {
        run(sql, parameters, [](const Row&) {});
    }

    /// `visit` may not run the same SQL again. What it throws ends the query and comes out.
    template <std::invocable<const Row&> Visit, class... Values>
    void each(std::string_view sql, Visit&& visit, const Values&... values) {
        const std::array<Parameter, sizeof...(Values)> all{parameter(values)...};
        run(sql, all, std::forward<Visit>(visit));
    }

    /// The first column of the only row, as a number.
    [[nodiscard]] std::int64_t number(std::string_view sql);

    /// Several statements without parameters, run once.
    void script(std::string_view sql);

    [[nodiscard]] bool in_transaction() const noexcept;
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

  private:
    struct Close {
        void operator()(sqlite3* handle) const noexcept;
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

    void configure();
    void run(std::string_view sql, std::span<const Parameter> parameters,
             const std::function<void(const Row&)>& visit);
    sqlite3_stmt* prepared(std::string_view sql);
    void bind(sqlite3_stmt* statement, int position, const Parameter& parameter);
    [[noreturn]] void fail(std::string_view doing) const;

    std::string path_;
    std::unique_ptr<sqlite3, Close> handle_;
    std::map<std::string, Statement, std::less<>> statements_;
    std::function<void(const DatabaseError&)> on_damage_;
};

}  // namespace transferd::broker
