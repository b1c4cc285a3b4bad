// SPDX-License-Identifier: MIT
#include "core/download_order.hpp"

#include "core/limits.hpp"
#include "core/mirrors.hpp"

#include <algorithm>
#include <iterator>

namespace transferd::core {

namespace {

/// What MaximumSize leaves for `file`: the other files' sizes count, or what has come of them.
std::optional<std::uint64_t> room_for(const Job& job, const FileEntry& file) {
    const auto most = job.settings.maximum_size;
    if (most == 0) return std::nullopt;
    const auto others = std::max(job.bytes_total - file.size.value_or(0),
                                 job.bytes_transferred - file.durable.bytes());
    return most - std::min(most, others);
}

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
    // A mirror is somebody else, whoever named it.
    const bool elsewhere = written_origin(source_url(file)) != written_origin(file.url);
    if (!file.secrets_withheld && !elsewhere) return secrets;
    HttpSecrets fewer;
    std::copy_if(secrets.credentials.begin(), secrets.credentials.end(),
                 std::back_inserter(fewer.credentials), [](const Credential& credential) {
                     return credential.target == AuthTarget::proxy;
                 });
    return fewer;
}

DownloadOrder download_order(const Job& job, const FileEntry& file, const Policy& policy) {
    const bool in_background = job.settings.priority != Priority::foreground;
    const bool alone = in_background || file.one_source;
    return {.file = {job.id, file.index},
            .url = source_url(file),
            .destination = file.destination,
            .part = file.part,
            .offset = file.durable.bytes(),
            .size = file.size,
            .ranges = file.ranges,
            .remote_size = file.remote_size,
            .validator = file.validator,
            .digest_state = file.durable.digest_state,
            .digest = file.digest,
            .expected_size = file.expected_size,
            .largest_size = room_for(job, file),
            .allowed_schemes = policy.allowed_schemes,
            .max_connections_per_host = policy.max_connections_per_host,
            .parallel_ranges = alone ? 1 : most_parallel_ranges,
            .one_source = file.one_source,
            .in_background = in_background,
            .connect_timeout = std::chrono::ceil<milliseconds>(policy.connect_timeout),
            .stall_timeout = std::chrono::ceil<milliseconds>(policy.stall_timeout),
            .http = job.settings.http,
            .proxy = proxy_of(job, policy)};
}

}  // namespace transferd::core
