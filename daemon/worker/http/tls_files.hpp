// SPDX-License-Identifier: MIT
// The files that a job's TLS settings name, read.
#pragma once

#include <string>

namespace transferd::worker {

struct PemFile {
    /// Empty: the job names none.
    std::string path{};
    std::string content{};

    [[nodiscard]] bool named() const { return !path.empty(); }
};

struct TlsFiles {
    PemFile authorities{};
    PemFile client_certificate{};
    PemFile client_key{};
};

}  // namespace transferd::worker
