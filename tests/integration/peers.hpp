// SPDX-License-Identifier: MIT
// Programs that others fetch files with, let loose on the same server as ours.
#pragma once

#include "support/bench.hpp"

#include <fstream>

namespace transferd::test {

struct Peer {
    const char* name;
    /// Fetches a URL to a file, or goes on with what is there.
    std::vector<std::string> (*fetch)(const std::string& url, const std::filesystem::path& file);
};

inline std::vector<std::string> by_curl(const std::string& url, const std::filesystem::path& file) {
    return {"curl", "--silent", "-C", "-", "-o", file, url};
}

inline std::vector<std::string> by_wget(const std::string& url, const std::filesystem::path& file) {
    return {"wget", "--quiet", "--no-config", "--tries=1", "-c", "-P", file.parent_path(), url};
}

inline std::vector<std::string> by_aria2(const std::string& url,
                                         const std::filesystem::path& file) {
    return {"aria2c",
            "--no-conf",
            "-q",
            "-c",
            "-x1",
            "--max-tries=1",
            "--file-allocation=none",
            "-d",
            file.parent_path(),
            "-o",
            file.filename(),
            url};
}

inline constexpr Peer curl{"Curl", by_curl};
inline constexpr Peer wget{"Wget", by_wget};
inline constexpr Peer aria2{"Aria2", by_aria2};

class PeerBench : public Bench {
  protected:
    [[nodiscard]] std::filesystem::path theirs() const { return elsewhere_.path() / "file"; }
    [[nodiscard]] std::filesystem::path ours() const { return in_downloads("file"); }
    [[nodiscard]] std::optional<int> let(const Peer& peer) const {
        return run({.argv = peer.fetch(server.url("/file"), theirs())}).exit.status;
    }
    [[nodiscard]] Process started(const Peer& peer) const {
        return Process{
            {.argv = peer.fetch(server.url("/file"), theirs()), .output = Output::captured}};
    }
    [[nodiscard]] std::string sha256_of(const Version& content) const {
        const auto file = elsewhere_.path() / "right";
        std::ofstream{file, std::ios::binary} << body(content);
        return run({.argv = {"sha256sum", file}}).output.substr(0, 64);
    }

    Version first{.seed = 1, .size = 4 * mib};
    Version second{.seed = 2,
                   .size = 4 * mib,
                   .etag = "\"v2\"",
                   .last_modified = "Thu, 02 Jan 2020 00:00:00 GMT"};
    const Options quick_retry{{"MinimumRetryDelay", sdbus::Variant{5U}}};

  private:
    TempDir elsewhere_;
};

}  // namespace transferd::test
