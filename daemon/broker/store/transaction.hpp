// SPDX-License-Identifier: MIT
// A transaction that is rolled back unless it is committed.
#pragma once

#include "broker/store/database.hpp"

namespace transferd::broker {

class Transaction {
  public:
    /// Takes the write lock at once. Throws DatabaseError.
    explicit Transaction(Database& database);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();

    /// Throws DatabaseError, and then nothing of it is in the database.
    void commit();

  private:
    Database& database_;
};

}  // namespace transferd::broker
