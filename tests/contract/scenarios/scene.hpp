// SPDX-License-Identifier: MIT
// A scenario: what a server does, and what must come of it.
#pragma once

#include "contract/http/scripted_server.hpp"
#include "core/transfers.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace transferd::worker {

/// What the server is asked, and by whom.
struct Asked {
    std::string_view request;
    /// Requests of this attempt and its predecessors, from 1.
    std::size_t nth{};
    std::size_t nth_on_connection{};
    /// "http://127.0.0.1:PORT" as the client knows this server.
    std::string here;

    [[nodiscard]] bool for_target(std::string_view target) const;
    [[nodiscard]] bool for_the_rest() const;
};

using Plays = std::function<Answer(const Asked&)>;

/// Which ways of speaking to the server keep the scenario what it is. HTTP/2 goes through a
/// HAProxy, which does not let everything through.
enum class Over { everything, http1, clear, ipv6 };

/// What an earlier attempt left of `one()`.
enum class Left { nothing, half, everything };

struct Ending {
    /// The code of the failure; empty: this is published.
    std::string error{};
    std::string body{};
    /// Of a failure: whether settings.md calls it transient.
    bool transient{};
    std::optional<core::seconds> retry_after{};
};

struct Scene {
    const char* sentence;
    Plays server;
    Ending ending;
    Left left = Left::nothing;
    /// The headers beside Content-Length under which the earlier attempt got what is left.
    std::string before{};
    Over over = Over::everything;
    /// Attempts that fail before the one with the ending.
    std::size_t in_vain = 0;
    /// What the job says otherwise.
    std::function<void(core::DownloadOrder&)> wish = [](core::DownloadOrder&) {};
    /// False: the request is not what it must be.
    std::function<bool(const Asked&)> asks = [](const Asked&) { return true; };
};

/// Two versions of a file: of the same size, different in every byte.
const std::string& one();
const std::string& two();
/// The hash of a text, as a job's Digest has it.
core::Digest sha256(const std::string& text);

Ending published(const std::string& body);
/// Never tried again by itself.
Ending final_error(std::string code);
Ending transient_error(std::string code, std::optional<core::seconds> retry_after = std::nullopt);

// Answers.
inline constexpr const char* tag_one = "ETag: \"one\"\r\n";
inline constexpr const char* tag_two = "ETag: \"two\"\r\n";
/// A year before the Date of every answer.
inline constexpr const char* date_one = "Last-Modified: Sat, 06 Nov 1993 08:49:37 GMT\r\n";

Plays always(Answer answer);
/// Head and body as they are; nothing is added.
Answer with_body(std::string_view status, std::string_view headers, std::string_view body);
/// 200 with Content-Length.
Answer file(const std::string& body, std::string_view headers = tag_one);
/// 206 of the second half, with Content-Length and this Content-Range.
Answer half(const std::string& of, std::string_view range = "bytes 500-999/1000",
            std::string_view headers = tag_one);
Answer closing(Answer answer);
Answer cut_after(std::size_t bytes, Answer answer);
/// One chunk and the last one.
std::string chunked(std::string_view body, std::string_view trailers = {});
/// A server that does everything right for `body`.
Answer honest(const Asked& asked, const std::string& body, std::string_view headers = tag_one);
/// For the rest this, and the whole of `body` for everything else.
Plays to_the_rest(Answer answer, const std::string& body = one(),
                  std::string_view headers = tag_one);

// The tables.
std::vector<Scene> head_scenes();
std::vector<Scene> length_scenes();
std::vector<Scene> body_scenes();
std::vector<Scene> pace_scenes();
std::vector<Scene> status_scenes();
std::vector<Scene> redirect_scenes();
std::vector<Scene> resume_scenes();
std::vector<Scene> range_scenes();
std::vector<Scene> change_scenes();
/// All of them.
const std::vector<Scene>& scenes();

/// "A 206 of 5 bytes is taken" as a test's name: "A206Of5BytesIsTaken".
std::string test_name(std::string_view sentence);

}  // namespace transferd::worker
