// SPDX-License-Identifier: MIT
// The keys of the policy: how each is written, and where it goes (settings.md, "Policy").
#pragma once

#include "core/policy.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace transferd::broker {

/// Collects assignments into a policy whose entries say where each value comes from.
class PolicyBuilder {
  public:
    PolicyBuilder();

    /// The section and key as written, `source` as "FILE:LINE". None: taken. Else the sentence why
    /// not; the value from before holds.
    std::optional<std::string> assign(std::string_view section, std::string_view key,
                                      std::string_view value, const std::string& source);

    [[nodiscard]] core::Policy finish() const;

  private:
    core::Policy policy_;
    /// As many as there are keys, in their order.
    std::vector<std::string> sources_;
};

}  // namespace transferd::broker
