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
    [[nodiscard]] bool damaged() const noexcept;

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

  private:
    sqlite3_stmt* statement_;
};

class Database {
  public:
    /// Opens or creates the file, mode 0600, and takes its lock for as long as the object lives.
    /// `:memory:` is a database of its own. Throws DatabaseError or std::system_error.
    explicit Database(const std::string& path);
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    template <class... Values>
    void execute(std::string_view sql, const Values&... values) {
        each(
            sql, [](const Row&) {}, values...);
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
};

}  // namespace transferd::broker
