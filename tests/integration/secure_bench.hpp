// SPDX-License-Identifier: MIT
// The bench with an nginx that speaks TLS in front of its server.
#pragma once

#include "support/bench.hpp"
#include "support/certificates.hpp"
#include "support/nginx.hpp"

#include <string>

namespace transferd::test {

class SecureBench : public Bench {
  protected:
    std::uint64_t download_from(Site site, const std::string& target,
                                const Options& settings = {}) {
        return client.submit(nginx.url(site, target), in_downloads("file"), {}, settings);
    }
    /// `more` and the authority that nginx's certificates are from.
    [[nodiscard]] static Options trusting(Options more = {}) {
        more["TlsCaFile"] = sdbus::Variant{certificates().certificate("ca").string()};
        return more;
    }
    [[nodiscard]] static const Certificates& certificates() { return Certificates::made(); }

    /// The job ends in a final error, and nothing was published.
    void expect_refused(std::uint64_t id, const std::string& code) {
        ASSERT_TRUE(becomes(id, "error"));
        EXPECT_EQ(client.job(id).ErrorCode(), code) << message(id);
        EXPECT_FALSE(client.job(id).GetError().at("Retryable").get<bool>());
        EXPECT_FALSE(std::filesystem::exists(in_downloads("file")));
    }
    [[nodiscard]] std::string message(std::uint64_t id) {
        return client.job(id).GetError().at("Message").get<std::string>();
    }
    /// Of the job's one file.
    [[nodiscard]] std::string url_of(std::uint64_t id) {
        return client.job(id).ListFiles(0, 0).at(0).at("Url").get<std::string>();
    }

    Nginx nginx{server.url("")};
    Version version{.size = 300'000};
};

}  // namespace transferd::test
