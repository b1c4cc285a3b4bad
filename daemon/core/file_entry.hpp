// SPDX-License-Identifier: MIT
// One file of a download job: where it comes from, where it goes, how far it is.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "core/words.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace transferd::core {

enum class IfExists { replace, fail };
/// What the application says of a transferred file.
enum class Validation { unset, valid, invalid };
enum class DigestAlgorithm { md5, sha1, sha256, sha384, sha512 };

template <>
inline constexpr std::array words_of<IfExists> = {
    WordPair<IfExists>{IfExists::replace, "replace"},
    WordPair<IfExists>{IfExists::fail, "fail"},
};
template <>
inline constexpr std::array words_of<Validation> = {
    WordPair<Validation>{Validation::unset, "unset"},
    WordPair<Validation>{Validation::valid, "valid"},
    WordPair<Validation>{Validation::invalid, "invalid"},
};
template <>
inline constexpr std::array words_of<DigestAlgorithm> = {
    WordPair<DigestAlgorithm>{DigestAlgorithm::md5, "md5"},
    WordPair<DigestAlgorithm>{DigestAlgorithm::sha1, "sha1"},
    WordPair<DigestAlgorithm>{DigestAlgorithm::sha256, "sha256"},
    WordPair<DigestAlgorithm>{DigestAlgorithm::sha384, "sha384"},
    WordPair<DigestAlgorithm>{DigestAlgorithm::sha512, "sha512"},
};

constexpr std::size_t hex_digits(DigestAlgorithm algorithm) {
    switch (algorithm) {
        case DigestAlgorithm::md5:
            return 32;
        case DigestAlgorithm::sha1:
            return 40;
        case DigestAlgorithm::sha256:
            return 64;
        case DigestAlgorithm::sha384:
            return 96;
        case DigestAlgorithm::sha512:
            return 128;
    }
    return 0;
}

/// File system and inode: what a path meant when it was looked at. Zero: not looked at yet. The
/// device is the file system's own id where it has one, and so outlives a reboot.
struct FileIdentity {
    std::uint64_t device{};
    std::uint64_t inode{};

    [[nodiscard]] constexpr bool known() const { return inode != 0; }
    auto operator<=>(const FileIdentity&) const = default;
};

/// A place for a file: the directory it is opened through and the name in it.
struct Destination {
    std::string directory;
    std::string name;
    FileIdentity directory_id{};

    [[nodiscard]] std::string path() const {
        return directory == "/" ? "/" + name : directory + "/" + name;
    }
    bool operator==(const Destination&) const = default;
};

struct Digest {
    DigestAlgorithm algorithm{};
    /// Lower-case hexadecimal, of the length the algorithm has.
    std::string hex;
    bool operator==(const Digest&) const = default;
};

struct ByteRange {
    std::uint64_t offset{};
    std::uint64_t length{};
    auto operator<=>(const ByteRange&) const = default;
};

/// What tells one version of the remote file from another.
struct Validator {
    /// As the server sent it, quotes and W/ included.
    std::string entity_tag;
    /// As the server sent it.
    std::string last_modified;
    /// The response's Date: a Last-Modified is strong only 60 s before it.
    std::string date;

    [[nodiscard]] bool empty() const { return entity_tag.empty() && last_modified.empty(); }
    bool operator==(const Validator&) const = default;
};

/// What is on disk and vouched for by fdatasync.
struct Durable {
    /// Ascending, disjoint. A plain download has at most one range, from 0.
    std::vector<ByteRange> ranges;
    /// The hash over those bytes; opaque, see worker/digest.
    std::string digest_state;
    /// Whatever else a protocol must know to go on; opaque.
    std::string transfer_state;

    [[nodiscard]] std::uint64_t bytes() const {
        std::uint64_t sum = 0;
        for (const auto& range : ranges) sum += range.length;
        return sum;
    }
    bool operator==(const Durable&) const = default;
};

struct FileEntry {
    FileIndex index;
    std::string url;
    Destination destination;
    IfExists if_exists{};
    std::optional<Digest> digest{};
    /// What the client said the size must be.
    std::optional<std::uint64_t> expected_size{};
    /// What is wanted of the remote file, one after the other; empty: all of it.
    std::vector<ByteRange> ranges{};
    /// Further URLs of the same content, taken in turn where one fails.
    std::vector<std::string> mirrors{};

    /// 0: `url` is asked, 1: the first mirror, ...
    std::uint32_t source{};
    /// What had come in several answers did not have the digest: all of it is to be one server's,
    /// in one stream.
    bool one_source{};
    /// Of the part file; unknown: none was made yet.
    FileIdentity part{};
    std::optional<std::uint64_t> size{};
    /// Of the whole remote file where only ranges of it are wanted.
    std::optional<std::uint64_t> remote_size{};
    Validator validator{};
    std::string effective_url{};
    /// Of the last answer that began the file or went on with it; see response_headers.hpp.
    std::string response_headers{};
    /// The URL is not what the owner gave but where a server, or somebody else, sent the job: what
    /// is for the owner's servers alone does not go there.
    bool secrets_withheld{};
    Durable durable{};
    /// Fresh starts since the last progress, because the remote file changed.
    std::uint32_t restarts{};
    /// The most bytes that such a start has thrown away: what goes beyond them is progress.
    std::uint64_t thrown_away{};
    bool transferred{};
    bool published{};
    /// Complete was called before it was transferred: it stays thrown away.
    bool discarded{};
    Validation validation{};

    bool operator==(const FileEntry&) const = default;
};

/// `file` as it was added: nothing of it is on disk and nothing known of what the server has.
FileEntry begun_anew(const FileEntry& file);

/// What a file counts in its owner's 16 MiB.
std::uint64_t stored_bytes_of(const FileEntry& file);

/// The part file's name in the destination's directory: `.NAME.JOB-INDEX.part`, with NAME cut so
/// that the whole fits NAME_MAX.
std::string part_name(const FileRef& file, const std::string& name);

}  // namespace transferd::core
