// SPDX-License-Identifier: MIT
// A job's credentials and headers: sealed wherever they are kept, open only in an order.
#pragma once

#include "core/credentials.hpp"
#include "core/job.hpp"
#include "core/value.hpp"
#include "core/vault.hpp"

#include <optional>
#include <string>

namespace transferd::core {

/// Of all sealed secrets of one job: each order to a worker holds them.
inline constexpr std::size_t most_secret_bytes = 128UL * 1024;

/// The name under which a credential is kept.
std::string field_of(const Credential& credential);

/// Throws LimitsExceeded where they are more.
void check_secrets(const Job& job);

/// Replace what the job has. Throw NotSupported where the vault is closed, and LimitsExceeded.
void seal(Vault& vault, Job& job, const Credential& credential);
/// Throws NotSupported where there are headers to seal and the vault is closed.
void require_vault(const Vault& vault, const StringList& headers);
/// No headers: none are kept, which needs no vault.
void seal(Vault& vault, Job& job, const StringList& headers);

/// None: one of them cannot be opened.
std::optional<HttpSecrets> open_secrets(const Vault& vault, const Job& job);
/// For the owner's eyes. None: they cannot be opened.
std::optional<StringList> open_headers(const Vault& vault, const Job& job);

/// Of keys and sealed texts.
std::size_t stored_bytes(const SealedSecrets& secrets);

/// HttpHeaders taken out of `settings`, checked; none where the key is not there.
std::optional<StringList> take_http_headers(Dictionary& settings);

/// Why the job's secrets are of no use.
Failure credentials_lost(const Vault& vault);

}  // namespace transferd::core
