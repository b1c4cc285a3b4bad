// SPDX-License-Identifier: MIT
// Lines about the service itself; those about jobs are job_journal's.
#pragma once

#include "broker/bus/polkit_authority.hpp"
#include "broker/pool/worker_pool.hpp"
#include "journal/journal.hpp"

#include <string>

namespace transferd::broker {

void database_trouble(const journal::Journal& journal, const std::string& sentence);
/// Nothing that must be sealed is taken, and what is sealed cannot be used.
void no_key(const journal::Journal& journal, const std::string& sentence);
/// `sentence` begins with file and line.
void policy_line_refused(const journal::Journal& journal, const std::string& sentence);

/// Writes a line for each; the journal must outlive it.
PolkitAuthority::News polkit_news(const journal::Journal& journal);

/// The account of an owner of jobs is found to be another than before.
void owner_changed(const journal::Journal& journal, const core::Account& owner,
                   core::Standing standing);

/// A worker of `owner` has come or gone.
struct WorkerNews {
    core::Uid owner;
    WorkerChange change{};
    /// Of a lost one: a sentence.
    std::string why;
};
void worker_changed(const journal::Journal& journal, const WorkerNews& news);

}  // namespace transferd::broker
