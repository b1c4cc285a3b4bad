// SPDX-License-Identifier: MIT
// Port: the owners' workers. They alone touch the network and users' files.
#pragma once

#include "core/credentials.hpp"
#include "core/failure.hpp"
#include "core/file_entry.hpp"
#include "core/http_options.hpp"
#include "core/ids.hpp"
#include "core/policy.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace transferd::core {

/// Everything a worker must know to fetch one file, or the rest of it.
struct DownloadOrder {
    FileRef file;
    std::string url;
    Destination destination;
    /// Unknown: make a new part file.
    FileIdentity part{};
    /// Bytes from the start that are durable; the part file is cut to them.
    std::uint64_t offset{};
    std::optional<std::uint64_t> size{};
    /// What is wanted of the remote file, one after the other; empty: all of it.
    std::vector<ByteRange> ranges{};
    /// Of the remote file, where there are ranges.
    std::optional<std::uint64_t> remote_size{};
    Validator validator{};
    std::string digest_state{};
    std::optional<Digest> digest{};
    std::optional<std::uint64_t> expected_size{};
    /// More than that the job has no room for.
    std::optional<std::uint64_t> largest_size{};
    std::vector<Scheme> allowed_schemes{};
    std::uint32_t max_connections_per_host{};
    /// So many ranges of a large file may come at once.
    std::uint32_t parallel_ranges = 1;
    /// Nothing may come from where the rest does not, and nothing in parallel ranges.
    bool one_source{};
    /// Whatever else the machine has to do goes before it.
    bool in_background{};
    milliseconds connect_timeout{};
    milliseconds stall_timeout{};
    HttpOptions http{};
    ProxyChoice proxy{};
    HttpSecrets secrets{};

    bool operator==(const DownloadOrder&) const = default;
};

/// The response head came. `offset` is where the bytes go on: 0 where the file starts over.
struct Started {
    FileRef file;
    FileIdentity part{};
    std::uint64_t offset{};
    /// Of the whole file, or of all ranges together.
    std::optional<std::uint64_t> size{};
    Validator validator{};
    std::string effective_url;
    /// Of the remote file, where ranges of it were ordered.
    std::optional<std::uint64_t> remote_size{};
    /// None: no server was asked, for every byte was there. See response_headers.hpp.
    std::optional<std::string> response_headers{};
    bool operator==(const Started&) const = default;
};

/// `received` bytes from the start are there, durable or not, and `later` ones behind a gap, which
/// a pause or a failure loses. At most four times a second a file.
struct Progressed {
    FileRef file;
    std::uint64_t received{};
    std::uint64_t later{};
    bool operator==(const Progressed&) const = default;
};

/// `offset` bytes from the start have been confirmed by fdatasync.
struct Checkpointed {
    FileRef file;
    std::uint64_t offset{};
    std::string digest_state;
    bool operator==(const Checkpointed&) const = default;
};

/// Every byte is there, has the right length and digest, and is durable.
struct Finished {
    FileRef file;
    std::uint64_t size{};
    bool operator==(const Finished&) const = default;
};

struct FileFailed {
    FileRef file;
    Failure failure;
    /// The bytes came in more than one answer: those of a single one may be right.
    bool in_pieces{};
    bool operator==(const FileFailed&) const = default;
};

using Report = std::variant<Started, Progressed, Checkpointed, Finished, FileFailed>;

struct PublishItem {
    FileRef file;
    Destination destination;
    FileIdentity part{};
    std::uint64_t size{};
    IfExists if_exists{};
    /// As the server sent it; becomes the file's modification time.
    std::string last_modified{};
    bool operator==(const PublishItem&) const = default;
};

/// An unknown part: whatever has the part file's name and is a regular file of the owner's is a
/// part that was made and never reported.
struct DiscardItem {
    FileRef file;
    Destination destination;
    FileIdentity part{};
    bool operator==(const DiscardItem&) const = default;
};

/// Of publish and discard. Failure none: done, or had been done before.
struct FileAnswer {
    FileRef file;
    std::optional<Failure> failure{};
    bool operator==(const FileAnswer&) const = default;
};
using FileAnswers = std::vector<FileAnswer>;

/// A file that somebody wants to add: can the owner fetch from there and write here?
struct CheckItem {
    std::string url;
    std::vector<Scheme> allowed_schemes{};
    Destination destination;
    bool operator==(const CheckItem&) const = default;
};

/// What the directory is, or what is wrong.
struct CheckAnswer {
    FileIdentity directory{};
    /// A sentence about the URL; empty: it is good.
    std::string url_error{};
    /// Why no file can be made there.
    std::optional<Failure> failure{};
    bool operator==(const CheckAnswer&) const = default;
};
using CheckAnswers = std::vector<CheckAnswer>;

/// Takes what the workers report, from the loop.
class TransferListener {
  public:
    TransferListener() = default;
    TransferListener(const TransferListener&) = delete;
    TransferListener& operator=(const TransferListener&) = delete;
    virtual ~TransferListener() = default;

    /// `from`: whose worker says so. It is trusted as far as that user.
    virtual void reported(Uid from, const Report& report) = 0;
};

/// Every call is answered exactly once, from the loop and never from within the call. A worker that
/// is lost answers for everything it had: FileFailed, or a failure for each item.
class Transfers {
  public:
    Transfers() = default;
    Transfers(const Transfers&) = delete;
    Transfers& operator=(const Transfers&) = delete;
    virtual ~Transfers() = default;

    /// Answered by Finished or FileFailed, or by the `done` of a stop. Not to be called for a file
    /// again before that.
    virtual void start(Uid owner, const DownloadOrder& order) = 0;
    /// The worker syncs what it has; of the job's files only Checkpointed comes after the call, and
    /// nothing after `done`.
    virtual void stop(Uid owner, JobId job, std::function<void()> done) = 0;
    virtual void check(Uid owner, const std::vector<CheckItem>& items,
                       std::function<void(const CheckAnswers&)> done) = 0;
    virtual void publish(Uid owner, const std::vector<PublishItem>& items,
                         std::function<void(const FileAnswers&)> done) = 0;
    virtual void discard(Uid owner, const std::vector<DiscardItem>& items,
                         std::function<void(const FileAnswers&)> done) = 0;
    /// Has the owner's own service manager start a unit; none: it has taken the order.
    virtual void start_unit(Uid owner, const std::string& unit,
                            std::function<void(const std::optional<Failure>&)> done) = 0;
    /// The owner's worker is there and answers.
    [[nodiscard]] virtual bool reachable(Uid owner) const = 0;
};

}  // namespace transferd::core
