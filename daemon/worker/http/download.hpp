// SPDX-License-Identifier: MIT
// Fetches one file, or the rest of one, over HTTP.
#pragma once

#include "core/credentials.hpp"
#include "core/failure.hpp"
#include "core/file_entry.hpp"
#include "core/http_options.hpp"
#include "core/policy.hpp"
#include "core/proxy_options.hpp"
#include "core/time.hpp"
#include "worker/http/curl_loop.hpp"
#include "worker/http/tls_files.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace transferd::worker {

struct Request {
    std::string url;
    /// What is wanted of the remote file, and which of it is to be fetched; none: all of it. Then
    /// `offset` and `Head` are about that range, but `size` is the remote file's.
    std::vector<core::ByteRange> ranges{};
    std::size_t range{};
    /// Bytes from the start that are on disk, of a file that had this size and validator.
    std::uint64_t offset{};
    std::optional<std::uint64_t> size{};
    core::Validator validator{};
    /// The bytes on disk may be of another version: a digest over all of the file decides.
    bool digest_decides{};
    /// What the client said the size must be.
    std::optional<std::uint64_t> expected_size{};
    /// More than that is not wanted.
    std::optional<std::uint64_t> largest_size{};
    /// Never empty.
    std::vector<core::Scheme> allowed_schemes{};
    /// Of this scheme, host and port; further ones wait their turn and no timeout runs.
    std::uint32_t max_connections_per_host{};
    core::milliseconds connect_timeout{};
    /// Without a byte for that long, while the handler takes data: timed-out.
    core::milliseconds stall_timeout{};
    core::HttpOptions http{};
    /// What the paths in `http` name.
    TlsFiles tls_files{};
    core::ProxyChoice proxy{};
    /// For the URL's own scheme, host and port, whereto redirects lead; wiped at the end.
    core::HttpSecrets secrets{};
};

/// What the response announced. The bytes from `offset` on will come; 0: the file starts over;
/// `size`: every byte is on disk already. A range is never started over: where the remote file is
/// another one, the download fails with remote-changed, and nothing of it may be kept.
struct Head {
    std::uint64_t offset{};
    /// Of the whole file. Unknown only where `Request::http` allows that.
    std::optional<std::uint64_t> size{};
    core::Validator validator{};
    /// Of the remote file, where a range of it comes.
    std::optional<std::uint64_t> remote_size{};
    std::string effective_url{};
    /// None: no server was asked.
    std::optional<std::string> response_headers{};
    /// Other parts of the file may be asked for beside this one.
    bool can_be_split{};
};

/// `later`: nothing was taken, and nothing comes before Download::resume().
enum class Take { all, later };

/// on_head comes at most once, then on_data; exactly one of on_end and on_failure ends it. These
/// four may delete the Download.
class DownloadHandler {
  public:
    DownloadHandler() = default;
    DownloadHandler(const DownloadHandler&) = delete;
    DownloadHandler& operator=(const DownloadHandler&) = delete;
    virtual ~DownloadHandler() = default;

    /// `host` is about to be asked for something over TLS without all that a certificate is for
    /// (TlsFlags). This one may not delete the Download.
    virtual void on_unchecked(const std::string& host) = 0;
    /// Nothing comes before Download::accept(), so that the part file can be made ready.
    virtual void on_head(const Head& head) = 0;
    /// At most 16 KiB, in order. The span is valid during the call only.
    virtual Take on_data(std::span<const std::byte> data) = 0;
    /// Every byte that was announced has been taken.
    virtual void on_end() = 0;
    virtual void on_failure(const core::Failure& failure) = 0;
};

class DownloadTransfer;

class Download {
  public:
    /// Nothing is called back from within the constructor. `handler` outlives the download.
    Download(CurlLoop& loop, Request request, DownloadHandler& handler);
    Download(const Download&) = delete;
    Download& operator=(const Download&) = delete;
    /// Aborts what has not ended; nothing is called back any more.
    ~Download();

    /// Answers on_head, in it or later. Data comes from the loop, not from within the call.
    void accept();
    /// After on_data returned `later`. Data comes from the loop, not from within the call.
    void resume();

  private:
    CurlLoop& loop_;
    std::unique_ptr<DownloadTransfer> transfer_;
};

}  // namespace transferd::worker
