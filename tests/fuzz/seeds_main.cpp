// SPDX-License-Identifier: MIT
// In libFuzzer's place: feeds a target every file of a folder, once. Usage: fuzz_seeds_NAME FOLDER
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

// libFuzzer's name. NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) noexcept;

namespace {

std::vector<std::uint8_t> contents(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in) throw std::runtime_error{"open " + file.string() + " failed"};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// How many there were.
int feed(const std::filesystem::path& folder) {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        std::fprintf(stderr, "%s\n", entry.path().c_str());
        const auto bytes = contents(entry.path());
        LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
        ++count;
    }
    return count;
}

}  // namespace

int main(int count, char** arguments) try {
    if (count != 2) throw std::runtime_error{"Usage: fuzz_seeds_NAME FOLDER"};
    LLVMFuzzerTestOneInput(nullptr, 0);
    if (feed(arguments[1]) == 0) throw std::runtime_error{"there are no seeds"};
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
