// SPDX-License-Identifier: MIT
#include "broker/store/key_search.hpp"

#include <algorithm>
#include <deque>
#include <limits>
#include <utility>

namespace transferd::broker {

namespace {

/// A page that cannot be read costs two for each key it could hold.
constexpr int most_failures = 20'000;

class KeySearch {
  public:
    KeySearch(Database& database, const std::string& table, const std::string& key)
        : database_(database),
          between_("SELECT DISTINCT " + key + " FROM " + table + " WHERE " + key +
                   " BETWEEN ? AND ? ORDER BY " + key),
          last_("SELECT " + key + " FROM " + table + " ORDER BY " + key + " DESC LIMIT 1") {}

    Keys run(std::int64_t highest) {
        constexpr auto all = std::numeric_limits<std::int64_t>::max();
        const auto stopped = read(1, all);
        if (!stopped) return std::move(keys_);
        split(*stopped, std::max(highest, last().value_or(1)));
        for (int failures = 0; !left_.empty() && failures < most_failures;) {
            const auto [low, high] = left_.front();
            left_.pop_front();
            const auto where = read(low, high);
            if (!where) continue;
            ++failures;
            split(*where, high);
        }
        keys_.complete = false;
        return std::move(keys_);
    }

  private:
    /// Where it could not go on; none: it read them all.
    std::optional<std::int64_t> read(std::int64_t low, std::int64_t high) {
        auto next = low;
        try {
            database_.each(
                between_,
                [&](const Row& row) {
                    // Pages that lead back to each other would be read for ever.
                    if (!row.is_integer(0) || row.integer(0) < next || row.integer(0) > high)
                        throw DatabaseError::damage("The keys are out of order");
                    keys_.found.insert(row.integer(0));
                    next = row.integer(0) + 1;
                },
                low, high);
            return std::nullopt;
        } catch (const DatabaseError& error) {
            if (error.of_the_machine()) throw;
            return next;
        }
    }

    std::optional<std::int64_t> last() {
        std::optional<std::int64_t> key;
        try {
            database_.each(last_, [&](const Row& row) { key = row.integer(0); });
        } catch (const DatabaseError& error) {
            if (error.of_the_machine()) throw;
        }
        return key;
    }

    void split(std::int64_t low, std::int64_t high) {
        if (low >= high) return;
        const auto middle = low + (high - low) / 2;
        left_.emplace_back(low, middle);
        left_.emplace_back(middle + 1, high);
    }

    Database& database_;
    std::string between_;
    std::string last_;
    std::deque<std::pair<std::int64_t, std::int64_t>> left_;
    Keys keys_;
};

}  // namespace

Keys find_keys(Database& database, const std::string& table, const std::string& key,
               std::int64_t highest) {
    return KeySearch{database, table, key}.run(highest);
}

}  // namespace transferd::broker
