// SPDX-License-Identifier: MIT
#include "worker/read_tls_files.hpp"

#include "worker/files/read_file.hpp"

#include <memory>
#include <optional>
#include <utility>

namespace transferd::worker {

namespace {

ReadTlsFiles read_all(const core::TlsOptions& options) {
    TlsFiles files;
    const auto read = [](const std::string& setting, const std::string& path,
                         PemFile& into) -> std::optional<core::Failure> {
        if (path.empty()) return std::nullopt;
        auto content = read_file(setting, path);
        if (auto* failure = std::get_if<core::Failure>(&content)) return std::move(*failure);
        into = {.path = path, .content = std::get<std::string>(std::move(content))};
        return std::nullopt;
    };
    auto failure = read("TlsCaFile", options.ca_file, files.authorities);
    if (!failure)
        failure =
            read("TlsClientCertificate", options.client_certificate, files.client_certificate);
    if (!failure) failure = read("TlsClientKey", options.client_key, files.client_key);
    if (failure) return std::move(*failure);
    return files;
}

}  // namespace

void read_tls_files(Strand& strand, const core::TlsOptions& options,
                    std::function<void(ReadTlsFiles)> done) {
    const auto answer = std::make_shared<ReadTlsFiles>();
    strand.run([answer, options] { *answer = read_all(options); },
               [answer, done = std::move(done)] { done(std::move(*answer)); });
}

}  // namespace transferd::worker
