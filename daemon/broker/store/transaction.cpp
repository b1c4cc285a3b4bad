// SPDX-License-Identifier: MIT
#include "broker/store/transaction.hpp"

namespace transferd::broker {

Transaction::Transaction(Database& database) : database_(database) {
    database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    // SQLite ends a transaction by itself where the disk is full or fails.
    if (!database_.in_transaction()) return;
    try {
        database_.execute("ROLLBACK");
    } catch (const std::exception&) {
        return;  // only memory can be short here, and the next BEGIN says so
    }
}

void Transaction::commit() {
    database_.execute("COMMIT");
}

}  // namespace transferd::broker
