// SPDX-License-Identifier: MIT
// What the curl loop runs: one easy handle and who is told of its end.
#pragma once

#include "worker/http/curl_handles.hpp"
#include "worker/http/origin.hpp"

#include <cstdint>

namespace transferd::worker {

/// Whose queue a transfer stands in, and how many of it may run.
struct Place {
    Origin origin;
    std::uint32_t most_running{};
};

class Transfer {
  public:
    Transfer() = default;
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    virtual ~Transfer() = default;

    [[nodiscard]] virtual CURL* easy() const = 0;
    [[nodiscard]] virtual const Place& place() const = 0;
    /// Its turn has come: it runs from now on.
    virtual void begun() = 0;
    /// curl is done with it and it has left its place. Never called from within curl.
    virtual void finished(CURLcode result) = 0;
};

}  // namespace transferd::worker
