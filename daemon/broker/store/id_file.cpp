// SPDX-License-Identifier: MIT
#include "broker/store/id_file.hpp"

#include "broker/store/state_folder.hpp"
#include "loop/open_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <system_error>

namespace transferd::broker {

namespace {

constexpr std::uint64_t block = 100;
constexpr std::uint64_t safety_margin = 1000;
/// More than anybody makes; above it is damage.
constexpr std::uint64_t largest_id = std::uint64_t{1} << 62U;

[[noreturn]] void fail(const std::string& doing) {
    throw std::system_error{errno, std::generic_category(), doing};
}

}  // namespace

std::optional<core::JobId> stored_job_id(const std::string& path) {
    const auto file = loop::open_file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
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
    return whole && id <= largest_id ? std::optional{core::JobId{id}} : std::nullopt;
}

IdFile::IdFile(std::string path, std::optional<core::JobId> known)
    : path_(std::move(path)), used_(known ? known->value : 0) {
    if (used_ > largest_id) used_ = 0;
    if (const auto stored = stored_job_id(path_))
        used_ = std::max(used_, stored->value);
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
        const auto file =
            loop::open_file(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK);
        if (file.get() < 0) fail("create the file of job ids " + fresh);
        errno = ENOSPC;  // what a write that was cut short means
        if (::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
            fail("write the file of job ids " + fresh);
        if (::fsync(file.get()) != 0) fail("sync the file of job ids " + fresh);
    }
    if (std::rename(fresh.c_str(), path_.c_str()) != 0) fail("rename " + fresh + " to " + path_);
    sync_folder_of(path_);
}

}  // namespace transferd::broker
