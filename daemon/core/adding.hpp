// SPDX-License-Identifier: MIT
// The rules of adding files once the owner's worker has looked at them.
#pragma once

#include "core/ledger.hpp"
#include "core/outcome.hpp"
#include "core/transfers.hpp"

#include <vector>

namespace transferd::core {

/// What the worker is to look at: each entry's URL and place, then its mirrors.
std::vector<CheckItem> check_items(const std::vector<FileEntry>& entries, const Policy& policy);

/// The entries with the directories that the worker found, or the first refusal: InvalidUrl,
/// InvalidPath, AccessDenied, DestinationUnavailable.
Outcome<std::vector<FileEntry>> with_answers(std::vector<FileEntry> entries,
                                             const CheckAnswers& answers);

/// Throws DestinationExists, naming the job, where the owner already has a file for a place.
void refuse_held_destinations(const Ledger& ledger, Uid owner,
                              const std::vector<FileEntry>& entries);

/// The job's totals with the entries in them.
void count_files(Job& job, const std::vector<FileEntry>& entries);

}  // namespace transferd::core
