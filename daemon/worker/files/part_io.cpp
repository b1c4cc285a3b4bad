// SPDX-License-Identifier: MIT
#include "worker/files/part_io.hpp"

#include "worker/files/reserve.hpp"

#include <cerrno>
#include <utility>
#include <vector>

#include <fcntl.h>

namespace transferd::worker {

namespace {

constexpr std::size_t read_size = std::size_t{256} * 1024;
/// Bytes hashed again in one call, so that a watchdog sees calls end.
constexpr std::uint64_t catch_up_size = std::uint64_t{32} * 1024 * 1024;
/// The same for each block that is written: more than a block, so that the hash comes closer.
constexpr std::uint64_t hashed_beside_a_write = std::uint64_t{1024} * 1024;
/// Dirty bytes after which the kernel is asked to begin writing: the sync at the end stays short.
constexpr std::uint64_t writeback_size = std::uint64_t{8} * 1024 * 1024;
/// Bytes of one call. A longer write gets its page cache in larger pieces of free memory, which a
/// virtual machine has often given back to its host: 1 GiB took up to twice the processor time
/// then.
constexpr std::size_t write_size = std::size_t{32} * 1024;

/// Nothing is lost but what there was no room for.
bool is_full(int error) {
    return error == ENOSPC || error == EDQUOT;
}

}  // namespace

std::string PartIo::path() const {
    return directory_->path_of(core::part_name(spec_.file, spec_.destination.name));
}

void PartIo::broke(const std::string& doing) {
    broke(file_failure(errno, doing + " part file " + path()));
}

void PartIo::broke(core::Failure failure) {
    outcome_ = std::move(failure);
    broken_ = true;
}

PartIo::~PartIo() {
    if (file_ && to_take_back_) take_back_part(current(), *directory_);
}

PartSpec PartIo::current() const {
    return {.file = spec_.file, .destination = spec_.destination, .part = identity_};
}

void PartIo::adopt(std::variant<OpenedPart, core::Failure> opened) {
    if (auto* failure = std::get_if<core::Failure>(&opened)) return broke(std::move(*failure));
    auto& part = std::get<OpenedPart>(opened);
    directory_ = std::move(part.directory);
    file_ = std::move(part.file);
    identity_ = part.identity;
    prefix_ = Prefix{part.offset};
    synced_ = writeback_from_ = part.offset;
    // Nobody knows of it yet.
    to_take_back_ = identity_ != spec_.part;
}

void PartIo::open() {
    if (abandoned_) return broke(given_up(spec_.destination.path()));
    adopt(open_part(spec_, abandoned_));
    if (broken_ || !spec_.digest) return;
    hasher_ = Hasher::restore(spec_.digest->algorithm, spec_.digest_state);
    if (!hasher_ || hasher_->bytes() != written()) hasher_.emplace(spec_.digest->algorithm);
}

void PartIo::hash_to(std::uint64_t end) {
    std::vector<std::byte> buffer(read_size);
    while (!broken_ && hasher_->bytes() < end) {
        if (abandoned_) return broke(given_up(path()));
        const auto wanted = std::min<std::uint64_t>(buffer.size(), end - hasher_->bytes());
        const ssize_t got =
            pread(file_.get(), buffer.data(), wanted, static_cast<off_t>(hasher_->bytes()));
        if (got < 0 && errno == EINTR) continue;
        // The end came early: somebody cut the file.
        if (got == 0) errno = EIO;
        if (got <= 0)
            broke("read");
        else
            hasher_->update(std::span{buffer}.first(static_cast<std::size_t>(got)));
    }
}

void PartIo::catch_up() {
    hash_to(std::min(written(), hasher_->bytes() + catch_up_size));
}

void PartIo::reserve_space() {
    if (broken_) return;
    outcome_ = reserve(file_, whole_size_, path());
}

void PartIo::start_over() {
    if (broken_) return;
    outcome_.reset();
    full_.reset();
    if (hasher_) hasher_.emplace(spec_.digest->algorithm);
    adopt(replace_part(current(), directory_, abandoned_));
    if (!broken_) to_take_back_ = true;
}

/// errno. Takes what was written off `data`.
int PartIo::write_all(std::uint64_t at, std::span<const std::byte>& data) {
    while (!data.empty()) {
        const auto size = std::min(data.size(), write_size);
        const ssize_t taken = pwrite(file_.get(), data.data(), size, static_cast<off_t>(at));
        if (taken < 0 && errno == EINTR) continue;
        if (taken <= 0) return taken < 0 ? errno : EIO;
        at += static_cast<std::uint64_t>(taken);
        data = data.subspan(static_cast<std::size_t>(taken));
    }
    return 0;
}

void PartIo::write(std::uint64_t at, std::span<const std::byte> data) {
    if (broken_) return;
    outcome_ = full_;
    if (full_) return;
    auto left = data;
    const int error = write_all(at, left);
    if (error == 0 || is_full(error)) {
        const auto there = data.first(data.size() - left.size());
        prefix_.add(at, at + there.size());
        if (hasher_ && hasher_->bytes() == at) hasher_->update(there);
    }
    if (is_full(error)) return filled_up(error);
    if (error != 0) return broke(file_failure(error, "write part file " + path()));
    if (hasher_) hash_to(std::min(written(), hasher_->bytes() + hashed_beside_a_write));
    if (!broken_) start_writeback();
}

void PartIo::filled_up(int error) {
    full_ = file_failure(error, "write part file " + path());
    if (whole_size_ > written())
        full_->message += ", " + std::to_string(whole_size_ - written()) + " bytes are missing";
    outcome_ = full_;
}

void PartIo::start_writeback() {
    if (written() - writeback_from_ < writeback_size) return;
    // Only begins it. What goes wrong shows in fdatasync.
    sync_file_range(file_.get(), static_cast<off_t>(writeback_from_),
                    static_cast<off_t>(written() - writeback_from_), SYNC_FILE_RANGE_WRITE);
    writeback_from_ = written();
}

void PartIo::sync() {
    if (broken_) return;
    outcome_.reset();
    if (synced_ == written()) return;
    if (fdatasync(file_.get()) != 0) return broke("sync");
    synced_ = written();
}

void PartIo::verify() {
    const std::string found = hasher_->hex();
    if (found == spec_.digest->hex) return;
    const std::string name{core::word(spec_.digest->algorithm)};
    outcome_ = refusal(core::FailureCode::digest_mismatch,
                       "what was received for " + spec_.destination.path() + " has the " + name +
                           " digest " + found + ", not " + spec_.digest->hex);
}

void PartIo::write_out() {
    if (broken_) return;
    outcome_ = full_;
    if (full_) return;
    if (!caught_up()) catch_up();
    if (broken_ || !caught_up()) return;
    if (hasher_) verify();
    if (outcome_) return;
    // What was reserved past the end is not to be published.
    struct stat status {};
    if (fstat(file_.get(), &status) != 0) return broke("examine");
    const bool reserved = whole_size_ == 0 || worth_reserving(whole_size_);
    const auto size = static_cast<off_t>(written());
    if ((reserved || status.st_size != size) && ftruncate(file_.get(), size) != 0) broke("cut");
}

void PartIo::settle(bool synced) {
    if (synced && !broken_) synced_ = written();
    sync();
    if (!broken_) file_ = loop::UniqueFd{};
}

void PartIo::finish() {
    write_out();
    if (!outcome_ && caught_up()) settle(false);
}

}  // namespace transferd::worker
