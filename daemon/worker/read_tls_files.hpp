// SPDX-License-Identifier: MIT
// What a job's TLS settings name, from the owner's files to the HTTP engine.
#pragma once

#include "core/failure.hpp"
#include "core/http_options.hpp"
#include "worker/files/strand.hpp"
#include "worker/http/tls_files.hpp"

#include <functional>
#include <variant>

namespace transferd::worker {

using ReadTlsFiles = std::variant<TlsFiles, core::Failure>;

/// `done` comes once unless the strand is gone before, with the first failure if there was one.
void read_tls_files(Strand& strand, const core::TlsOptions& options,
                    std::function<void(ReadTlsFiles)> done);

}  // namespace transferd::worker
