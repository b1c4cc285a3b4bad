// SPDX-License-Identifier: MIT
// A server of one large file that knows ranges, and does to one of them what the test says.
#pragma once

#include "contract/http/scripted_server.hpp"
#include "loop/timer.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace transferd::worker {

/// What of the file a request is for.
struct Part {
    std::uint64_t first{};
    /// None: up to its end.
    std::optional<std::uint64_t> last{};
    std::string if_range{};
    bool operator==(const Part&) const = default;
};

class LargeServer {
  public:
    explicit LargeServer(loop::EventLoop& loop);

    std::string body;
    /// Of the 200; a 206 has the tag alone.
    std::string headers = "ETag: \"one\"\r\nAccept-Ranges: bytes\r\n";
    std::string tag = "\"one\"";
    /// The answer to the nth request for a range with an end, from 1; none: an honest one.
    std::function<std::optional<Answer>(std::size_t nth, const Part& part)> twist =
        [](std::size_t, const Part&) { return std::nullopt; };
    /// The first stream waits after so many bytes of the file ...
    std::size_t first_waits_after = std::size_t{2} * 1024 * 1024;
    /// ... for that request for a range with an end. 0: for ever.
    std::size_t until_range = 4;
    /// ... or so long. 0: for that request.
    std::chrono::milliseconds first_waits_for{};
    /// So many bytes of the file are all that it ever brings.
    std::size_t first_has = std::string::npos;

    [[nodiscard]] Answer whole_file() const;
    /// 206 of these bytes as the server has them.
    [[nodiscard]] Answer honest(const Part& part) const;
    /// The same with other words in Content-Range.
    [[nodiscard]] Answer part_with(const std::string& range, const Part& part) const;

    /// Requests for a range with an end.
    [[nodiscard]] const std::vector<Part>& ranges() const { return ranges_; }
    [[nodiscard]] std::size_t most_connections() const { return most_connections_; }
    void forget();
    /// Plays again what it is for, and forgets.
    void open();

    ScriptedServer server;

  private:
    Answer answer(std::string_view request);
    Answer first_stream(Answer stream);

    loop::Timer end_of_wait_;
    std::vector<Part> ranges_;
    std::size_t most_connections_{};
};

}  // namespace transferd::worker
