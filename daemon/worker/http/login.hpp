// SPDX-License-Identifier: MIT
// As whom a request logs in, at its server and at its proxy.
#pragma once

#include "core/credentials.hpp"
#include "core/failure.hpp"
#include "worker/http/curl_handles.hpp"

#include <string>
#include <vector>

namespace transferd::worker {

/// curl has one user at a time: schemes with the same user and password go together.
struct Login {
    std::string user;
    std::string password;
    /// CURLAUTH_ bits. Of what the server offers of them curl takes the best.
    unsigned long schemes{};
};

/// In the order in which they are tried: a token first, then those with the better schemes.
std::vector<Login> logins_of(const std::vector<core::Credential>& credentials,
                             core::AuthTarget target);

/// The logins of a request's attempts. Nothing is sent before it is asked for, but a token, which
/// is made for one server and mostly not asked for.
class Logins {
  public:
    explicit Logins(const std::vector<core::Credential>& credentials);
    Logins(const Logins&) = delete;
    Logins& operator=(const Logins&) = delete;
    ~Logins();

    /// Those of this attempt. `easy` has none yet. Of schemes that this libcurl has not nothing is
    /// set, so that it cannot fall back on another.
    void set(CURL* easy) const;
    /// After this failure: whether there is another login to try.
    [[nodiscard]] bool next(core::FailureCode failure);
    /// `failure`, or what the owner is told where credentials were refused.
    [[nodiscard]] core::Failure told(core::Failure failure, const std::string& host) const;

  private:
    [[nodiscard]] const std::vector<Login>* asked_for(core::FailureCode failure) const;

    /// Those at the front are tried now; those that were refused have been taken off.
    std::vector<Login> server_;
    std::vector<Login> proxy_;
};

}  // namespace transferd::worker
