// SPDX-License-Identifier: MIT
#include "support/process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace transferd::test {

namespace {

[[noreturn]] void fail(int error, const std::string& doing) {
    throw std::system_error{error, std::generic_category(), doing};
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> result;
    for (auto& string : strings) result.push_back(string.data());
    result.push_back(nullptr);
    return result;
}

/// What the child's descriptors become; freed with its owner.
class FileActions {
  public:
    FileActions() { posix_spawn_file_actions_init(&actions_); }
    ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;

    void no_input() {
        posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    }
    void output_to(const loop::UniqueFd& fd) {
        posix_spawn_file_actions_adddup2(&actions_, fd.get(), STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions_, fd.get(), STDERR_FILENO);
    }
    [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

  private:
    posix_spawn_file_actions_t actions_{};
};

int milliseconds_until(std::chrono::steady_clock::time_point deadline) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

/// setpriv asks the kernel to kill the child with this process: posix_spawn has
/// no word for it.
std::vector<std::string> dying_with_parent(const std::vector<std::string>& argv) {
    std::vector<std::string> words{"setpriv", "--pdeathsig", "KILL", "--"};
    words.insert(words.end(), argv.begin(), argv.end());
    return words;
}

}  // namespace

Environment clean_environment() {
    Environment environment{{"PATH", "/usr/bin:/bin"}, {"LANG", "C.UTF-8"}};
    for (const char* name : {"PATH", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS",
                             "LSAN_OPTIONS", "LLVM_PROFILE_FILE", "GCOV_PREFIX"})
        if (const char* value = std::getenv(name)) environment[name] = value;
    return environment;
}

Process::Process(const Command& command) {
    std::vector<std::string> words = dying_with_parent(command.argv);
    std::vector<std::string> assignments;
    for (const auto& [name, value] : command.environment)
        assignments.emplace_back(name).append("=").append(value);
    FileActions actions;
    actions.no_input();
    loop::UniqueFd write_end;
    if (command.output == Output::captured) {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) < 0) fail(errno, "make a pipe for " + words[4]);
        pipe_ = loop::UniqueFd{ends[0]};
        write_end = loop::UniqueFd{ends[1]};
        actions.output_to(write_end);
    }
    const int error = posix_spawnp(&pid_, "setpriv", actions.get(), nullptr, pointers(words).data(),
                                   pointers(assignments).data());
    if (error != 0) fail(error, "start " + words[4]);
    pidfd_ = loop::UniqueFd{static_cast<int>(syscall(SYS_pidfd_open, pid_, 0))};
    if (!pidfd_) fail(errno, "watch " + words[4]);
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      pidfd_(std::move(other.pidfd_)),
      pipe_(std::move(other.pipe_)),
      output_(std::move(other.output_)),
      output_ended_(other.output_ended_),
      exit_(other.exit_) {}

Process::~Process() {
    if (pid_ <= 0 || exit_) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

void Process::send(int signal) const {
    if (!exit_) kill(pid_, signal);
}

std::optional<Exit> Process::wait(std::chrono::milliseconds timeout) {
    if (exit_) return exit_;
    pollfd polled{pidfd_.get(), POLLIN, 0};
    if (poll(&polled, 1, static_cast<int>(timeout.count())) <= 0) return std::nullopt;
    int status = 0;
    if (waitpid(pid_, &status, 0) < 0) fail(errno, "wait for a child");
    exit_ = WIFEXITED(status) ? Exit{.status = WEXITSTATUS(status), .signal = 0}
                              : Exit{.status = std::nullopt, .signal = WTERMSIG(status)};
    return exit_;
}

bool Process::read_more(std::chrono::steady_clock::time_point deadline) {
    if (output_ended_) return false;
    pollfd polled{pipe_.get(), POLLIN, 0};
    if (poll(&polled, 1, milliseconds_until(deadline)) <= 0) return false;
    std::array<char, 65536> buffer{};
    const auto got = read(pipe_.get(), buffer.data(), buffer.size());
    if (got <= 0) {
        output_ended_ = true;
        return false;
    }
    output_.append(buffer.data(), static_cast<std::size_t>(got));
    return true;
}

bool Process::wait_for_output(const std::string& text, std::chrono::milliseconds timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (output_.find(text) == std::string::npos)
        if (!read_more(deadline)) return false;
    return true;
}

bool Process::wait_for_end_of_output(std::chrono::milliseconds timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (read_more(deadline)) {
    }
    return output_ended_;
}

Finished run(Command command, std::chrono::milliseconds timeout) {
    command.output = Output::captured;
    Process process{command};
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    process.wait_for_end_of_output(timeout);
    const auto exit = process.wait(std::chrono::milliseconds{milliseconds_until(deadline)});
    if (!exit)
        throw std::runtime_error{command.argv.front() +
                                 " did not end; it said: " + process.output()};
    return {.exit = *exit, .output = process.output()};
}

}  // namespace transferd::test
