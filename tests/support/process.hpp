// SPDX-License-Identifier: MIT
// A child process that is never left behind: killed by its own pid with its owner, and by the
// kernel should the test die first.
#pragma once

#include "loop/unique_fd.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace transferd::test {

/// All that a child gets: nothing is inherited that is not named.
using Environment = std::map<std::string, std::string>;

/// PATH, LANG, TMPDIR and the sanitizers' options of this process; no bus, no proxy, no home.
Environment clean_environment();

enum class Output { inherited, captured };

struct Command {
    /// The program by path or by name, and its arguments.
    std::vector<std::string> argv;
    Environment environment = clean_environment();
    /// Of standard output and standard error, both into one pipe.
    Output output = Output::inherited;
};

struct Exit {
    /// Exit status, or none where a signal ended it.
    std::optional<int> status;
    int signal{};
    bool operator==(const Exit&) const = default;
};

class Process {
  public:
    explicit Process(const Command& command);
    ~Process();
    Process(Process&& other) noexcept;
    Process& operator=(Process&&) = delete;
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    void send(int signal) const;
    /// None at the deadline; after the end always the same answer.
    std::optional<Exit> wait(std::chrono::milliseconds timeout);
    /// Reads captured output until it holds `text`; false at the deadline or the end of output.
    bool wait_for_output(const std::string& text, std::chrono::milliseconds timeout);
    /// Reads captured output to its end; false at the deadline.
    bool wait_for_end_of_output(std::chrono::milliseconds timeout);
    [[nodiscard]] const std::string& output() const { return output_; }

  private:
    /// False at the end of output or the deadline.
    bool read_more(std::chrono::steady_clock::time_point deadline);

    pid_t pid_ = -1;
    loop::UniqueFd pidfd_;
    loop::UniqueFd pipe_;
    std::string output_;
    bool output_ended_{};
    std::optional<Exit> exit_;
};

/// Runs to the end with the output captured; throws std::runtime_error at the deadline.
struct Finished {
    Exit exit;
    std::string output;
};
Finished run(Command command, std::chrono::milliseconds timeout = std::chrono::seconds{30});

}  // namespace transferd::test
