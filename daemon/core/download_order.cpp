// SPDX-License-Identifier: MIT
#include "core/download_order.hpp"

#include <algorithm>
#include <iterator>

namespace transferd::core {

namespace {

ProxyChoice proxy_of(const Job& job, const Policy& policy) {
    const auto& own = job.settings.proxy;
    switch (own.mode) {
        case ProxyMode::system:
            if (policy.proxy.empty()) return policy.environment_proxy;
            return {policy.proxy, policy.proxy, policy.proxy_bypass};
        case ProxyMode::own:
            return {own.url, own.url, own.bypass};
        case ProxyMode::none:
            break;
    }
    return {};
}

}  // namespace

HttpSecrets secrets_for(const FileEntry& file, const HttpSecrets& secrets) {
    if (!file.secrets_withheld) return secrets;
    HttpSecrets fewer;
    std::copy_if(secrets.credentials.begin(), secrets.credentials.end(),
                 std::back_inserter(fewer.credentials), [](const Credential& credential) {
                     return credential.target == AuthTarget::proxy;
                 });
    return fewer;
}

DownloadOrder download_order(const Job& job, const FileEntry& file, const Policy& policy) {
    return {.file = {job.id, file.index},
            .url = file.url,
            .destination = file.destination,
            .part = file.part,
            .offset = file.durable.bytes(),
            .size = file.size,
            .validator = file.validator,
            .digest_state = file.durable.digest_state,
            .digest = file.digest,
            .expected_size = file.expected_size,
            .allowed_schemes = policy.allowed_schemes,
            .max_connections_per_host = policy.max_connections_per_host,
            .connect_timeout = std::chrono::ceil<milliseconds>(policy.connect_timeout),
            .stall_timeout = std::chrono::ceil<milliseconds>(policy.stall_timeout),
            .http = job.settings.http,
            .proxy = proxy_of(job, policy)};
}

}  // namespace transferd::core
