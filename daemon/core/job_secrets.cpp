// SPDX-License-Identifier: MIT
#include "core/job_secrets.hpp"

#include "core/error.hpp"
#include "core/http_headers.hpp"
#include "core/netstrings.hpp"
#include "core/wipe.hpp"

#include <utility>

namespace transferd::core {

namespace {

constexpr std::string_view headers_field = "http-headers";
constexpr std::string_view headers_key = "HttpHeaders";
constexpr std::string_view credentials_prefix = "credentials/";

SecretPlace place_of(const Job& job, std::string_view field) {
    return {.job = job.id, .owner = job.owner, .field = field};
}

void require_open(const Vault& vault) {
    if (!vault.closed().empty()) throw Error{ErrorCode::not_supported, vault.closed()};
}

void seal_field(Vault& vault, Job& job, const std::string& field, std::string plain) {
    require_open(vault);
    job.secrets.insert_or_assign(field, vault.seal(place_of(job, field), plain));
    wipe(plain);
    check_secrets(job);
}

/// The texts of one secret.
std::optional<StringList> open_field(const Vault& vault, const Job& job, const std::string& field) {
    auto plain = vault.open(place_of(job, field), job.secrets.at(field));
    if (!plain) return std::nullopt;
    auto texts = from_netstrings(*plain);
    wipe(*plain);
    return texts;
}

std::optional<Credential> open_credential(const Vault& vault, const Job& job,
                                          const std::string& field) {
    const auto words = std::string_view{field}.substr(credentials_prefix.size());
    const auto slash = words.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto target = from_word<AuthTarget>(words.substr(0, slash));
    const auto scheme = from_word<AuthScheme>(words.substr(slash + 1));
    auto texts = open_field(vault, job, field);
    if (!target || !scheme || !texts || texts->size() != 2) return std::nullopt;
    return Credential{.target = *target,
                      .scheme = *scheme,
                      .user = std::move(texts->front()),
                      .password = std::move(texts->back())};
}

}  // namespace

void check_secrets(const Job& job) {
    if (stored_bytes(job.secrets) > most_secret_bytes)
        throw Error{ErrorCode::limits_exceeded,
                    "The credentials and headers of a job are at most 128 KiB together"};
}

std::string field_of(const Credential& credential) {
    return std::string(credentials_prefix)
        .append(word(credential.target))
        .append("/")
        .append(word(credential.scheme));
}

void seal(Vault& vault, Job& job, const Credential& credential) {
    seal_field(vault, job, field_of(credential),
               netstring(credential.user) + netstring(credential.password));
}

void require_vault(const Vault& vault, const StringList& headers) {
    if (!headers.empty()) require_open(vault);
}

void seal(Vault& vault, Job& job, const StringList& headers) {
    const std::string field{headers_field};
    job.secrets.erase(field);
    if (headers.empty()) return;
    std::string plain;
    for (const auto& header : headers) plain += netstring(header);
    seal_field(vault, job, field, std::move(plain));
}

std::optional<HttpSecrets> open_secrets(const Vault& vault, const Job& job) {
    HttpSecrets secrets;
    for (const auto& [field, sealed] : job.secrets) {
        if (field == headers_field) {
            auto headers = open_headers(vault, job);
            if (!headers) return std::nullopt;
            secrets.headers = std::move(*headers);
            continue;
        }
        if (!field.starts_with(credentials_prefix)) return std::nullopt;
        auto credential = open_credential(vault, job, field);
        if (!credential) return std::nullopt;
        secrets.credentials.push_back(std::move(*credential));
    }
    return secrets;
}

std::optional<StringList> open_headers(const Vault& vault, const Job& job) {
    const std::string field{headers_field};
    if (!job.secrets.contains(field)) return StringList{};
    return open_field(vault, job, field);
}

std::size_t stored_bytes(const SealedSecrets& secrets) {
    std::size_t bytes = 0;
    for (const auto& [field, sealed] : secrets) bytes += field.size() + sealed.size();
    return bytes;
}

std::optional<StringList> take_http_headers(Dictionary& settings) {
    const auto found = settings.find(std::string(headers_key));
    if (found == settings.end()) return std::nullopt;
    auto headers = http_headers(found->first, found->second);
    settings.erase(found);
    return headers;
}

Failure credentials_lost(const Vault& vault) {
    const auto& closed = vault.closed();
    return {.code = FailureCode::credentials_lost,
            .context = FailureContext::queue,
            .message = closed.empty()
                           ? "The job's credentials or headers cannot be decrypted: they were "
                             "saved with another key, or are damaged. Set them again and resume"
                           : closed};
}

}  // namespace transferd::core
