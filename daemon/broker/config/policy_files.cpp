// SPDX-License-Identifier: MIT
#include "broker/config/policy_files.hpp"

#include "broker/config/ini_lines.hpp"
#include "broker/config/policy_keys.hpp"
#include "loop/open_file.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace transferd::broker {

namespace {

constexpr std::size_t largest_file = 4UL * 1024 * 1024;
constexpr std::size_t most_warnings_each = 100;

std::string reason() {
    return std::system_category().message(errno);
}

struct FileText {
    std::string text;
    /// Empty: it was read, or is not there.
    std::string problem;
};

/// Not more than largest_file and one byte of it.
FileText contents(int fd) {
    FileText file;
    std::string chunk(64UL * 1024, '\0');
    while (file.text.size() <= largest_file) {
        const auto size = ::read(fd, chunk.data(), chunk.size());
        if (size == 0) return file;
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return {.text = {}, .problem = reason()};
        file.text.append(chunk, 0, static_cast<std::size_t>(size));
    }
    return {.text = {}, .problem = "it is larger than 4 MiB"};
}

FileText read_file(const std::string& path) {
    // Without waiting: the file may be a pipe.
    const auto fd = loop::open_file(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (fd.get() < 0) return {.text = {}, .problem = errno == ENOENT ? "" : reason()};
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) return {.text = {}, .problem = reason()};
    if (!S_ISREG(status.st_mode)) return {.text = {}, .problem = "it is no regular file"};
    return contents(fd.get());
}

void warn_of(std::vector<std::string>& warnings, const std::string& place,
             const std::string& sentence) {
    warnings.push_back(place + ": " + sentence);
}

/// The warnings of one file, in the order of its lines.
class FileWarnings {
  public:
    void add(unsigned line, std::string sentence) { all_.emplace_back(line, std::move(sentence)); }

    void append_to(std::vector<std::string>& warnings, const std::string& path) {
        std::stable_sort(all_.begin(), all_.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        const auto shown = std::min(all_.size(), most_warnings_each);
        for (std::size_t i = 0; i < shown; ++i)
            warn_of(warnings, path + ":" + std::to_string(all_[i].first), all_[i].second);
        if (shown < all_.size())
            warn_of(warnings, path,
                    std::to_string(all_.size() - shown) + " more lines are not taken");
    }

  private:
    std::vector<std::pair<unsigned, std::string>> all_;
};

void take_file(PolicyBuilder& builder, const std::string& path,
               std::vector<std::string>& warnings) {
    const auto file = read_file(path);
    if (!file.problem.empty()) warn_of(warnings, path, "the file is not read: " + file.problem);
    const auto ini = parse_ini(file.text);
    FileWarnings found;
    for (const auto& bad : ini.bad) found.add(bad.number, bad.why);
    for (const auto& line : ini.lines) {
        const auto source = path + ":" + std::to_string(line.number);
        if (auto refused = builder.assign(line.section, line.key, line.value, source))
            found.add(line.number, std::move(*refused));
    }
    found.append_to(warnings, path);
}

std::vector<std::string> files_of(const std::string& folder, std::vector<std::string>& warnings) {
    std::vector<std::string> files;
    std::error_code error;
    std::filesystem::directory_iterator entry{folder, error};
    for (; !error && entry != std::filesystem::directory_iterator{}; entry.increment(error))
        if (entry->path().extension() == ".conf") files.push_back(entry->path().string());
    if (error && error != std::errc::no_such_file_or_directory)
        warn_of(warnings, folder, "the directory is not read: " + error.message());
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

PolicyFiles read_policy(const std::string& file) {
    PolicyFiles result;
    PolicyBuilder builder;
    take_file(builder, file, result.warnings);
    for (const auto& path : files_of(file + ".d", result.warnings))
        take_file(builder, path, result.warnings);
    result.policy = builder.finish();
    return result;
}

}  // namespace transferd::broker
