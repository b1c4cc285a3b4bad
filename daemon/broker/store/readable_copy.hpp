// SPDX-License-Identifier: MIT
// A copy of a damaged database in which at least the tables can be found, so that the damaged one
// itself stays as it is.
#pragma once

#include "broker/store/scratch_database.hpp"

#include <cstddef>
#include <set>
#include <string>

namespace transferd::broker {

class ReadableCopy {
  public:
    /// Throws std::filesystem::filesystem_error or DatabaseError where it cannot be made.
    explicit ReadableCopy(const std::string& damaged);
    [[nodiscard]] const std::string& path() const { return copy_.path(); }
    /// The schema that its tables have.
    [[nodiscard]] std::size_t schema() const { return schema_; }

  private:
    [[nodiscard]] std::size_t make(const std::string& damaged) const;
    /// 0: it cannot be read.
    [[nodiscard]] std::size_t readable_schema() const;
    void put_pages(const std::string& model, const std::set<std::size_t>& pages) const;

    ScratchDatabase copy_;
    std::size_t schema_;
};

}  // namespace transferd::broker
