// SPDX-License-Identifier: MIT
#include "support/children.hpp"

#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>

namespace transferd::test {

namespace {

namespace fs = std::filesystem;

/// Empty where the process has ended meanwhile: then reading fails, too.
std::string file_text(const fs::path& file) {
    std::ifstream in{file};
    std::array<char, 1024> text{};
    in.read(text.data(), text.size());
    return {text.data(), static_cast<std::size_t>(in.gcount())};
}

/// The parent of a live process whose name is `name`; 0 otherwise.
pid_t parent_if_named(const fs::path& proc_directory, const std::string& name) {
    const std::string stat = file_text(proc_directory / "stat");
    const auto open = stat.find('(');
    const auto close = stat.rfind(')');
    if (open == std::string::npos || close == std::string::npos || close + 4 > stat.size())
        return 0;
    if (stat.substr(open + 1, close - open - 1) != name || stat[close + 2] == 'Z') return 0;
    pid_t parent = 0;
    std::from_chars(stat.data() + close + 4, stat.data() + stat.size(), parent);
    return parent;
}

}  // namespace

std::vector<pid_t> children_named(pid_t parent, const std::string& name) {
    std::vector<pid_t> found;
    for (const auto& entry : fs::directory_iterator{"/proc"}) {
        const std::string number = entry.path().filename();
        pid_t pid = 0;
        std::from_chars(number.data(), number.data() + number.size(), pid);
        if (pid > 0 && parent_if_named(entry.path(), name) == parent) found.push_back(pid);
    }
    return found;
}

}  // namespace transferd::test
