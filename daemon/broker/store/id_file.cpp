// SPDX-License-Identifier: MIT
#include "broker/store/id_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace transferd::broker {

namespace {

constexpr std::uint64_t block = 100;
constexpr std::uint64_t safety_margin = 1000;
/// More than anybody makes; above it is damage.
constexpr std::uint64_t largest_id = std::uint64_t{1} << 62U;

class Fd {
  public:
    Fd(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    ~Fd() {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] int get() const { return fd_; }

  private:
    int fd_;
};

[[noreturn]] void fail(const std::string& doing) {
    throw std::system_error{errno, std::generic_category(), doing};
}

/// None where the file is not there or holds no id.
std::optional<std::uint64_t> read_id(const std::string& path) {
    const Fd file{path, O_RDONLY | O_NOFOLLOW};
    if (file.get() < 0) {
        if (errno == ENOENT) return std::nullopt;
        fail("open the file of job ids " + path);
    }
    std::array<char, 32> text{};
    const auto size = ::read(file.get(), text.data(), text.size());
    if (size < 0) fail("read the file of job ids " + path);
    const auto* last = text.data() + size;
    std::uint64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), last, id);
    // Without its line feed it was cut short.
    const bool whole = error == std::errc{} && end + 1 == last && *end == '\n';
    return whole && id <= largest_id ? std::optional{id} : std::nullopt;
}

}  // namespace

IdFile::IdFile(std::string path, std::optional<core::JobId> known)
    : path_(std::move(path)), used_(known ? known->value : 0) {
    if (used_ > largest_id) used_ = 0;
    if (const auto stored = read_id(path_))
        used_ = std::max(used_, *stored);
    else if (known)
        used_ += safety_margin;
    reserved_ = used_;
}

IdFile::~IdFile() {
    if (reserved_ == used_) return;
    try {
        write(used_);
    } catch (const std::exception&) {
        return;  // the rest of the block stays unused
    }
}

core::JobId IdFile::next() {
    if (used_ == reserved_) {
        write(used_ + block);
        reserved_ = used_ + block;
    }
    return {++used_};
}

void IdFile::write(std::uint64_t highest) const {
    const std::string fresh = path_ + ".new";
    const std::string text = std::to_string(highest) + "\n";
    {
        const Fd file{fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW};
        if (file.get() < 0) fail("create the file of job ids " + fresh);
        if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
            fail("write the file of job ids " + fresh);
        if (::fsync(file.get()) != 0) fail("sync the file of job ids " + fresh);
    }
    if (std::rename(fresh.c_str(), path_.c_str()) != 0) fail("rename " + fresh + " to " + path_);
    const auto slash = path_.rfind('/');
    const Fd folder{slash == std::string::npos ? "." : path_.substr(0, slash + 1),
                    O_RDONLY | O_DIRECTORY};
    if (folder.get() < 0 || ::fsync(folder.get()) != 0) fail("sync the directory of " + path_);
}

}  // namespace transferd::broker
