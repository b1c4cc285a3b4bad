// SPDX-License-Identifier: MIT
#include "broker/secrets/key.hpp"

#include "core/wipe.hpp"
#include "loop/open_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <stdexcept>

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace transferd::broker {

namespace {

constexpr mode_t of_others = 077;
constexpr const char* credential = "/transferd.key";

std::runtime_error trouble(const std::string& doing) {
    return std::runtime_error{"Cannot " + doing + ": " + std::strerror(errno)};
}

/// One byte more than a key, so that what is longer is seen.
Key read_key(const loop::UniqueFd& file, const std::string& path) {
    std::array<std::uint8_t, Key::size + 1> bytes{};
    const auto got = ::read(file.get(), bytes.data(), bytes.size());
    if (got < 0) throw trouble("read the key " + path);
    if (got != static_cast<ssize_t>(Key::size))
        throw std::runtime_error{"The key " + path + " is not of 32 bytes"};
    Key key;
    std::memcpy(key.bytes.data(), bytes.data(), Key::size);
    core::wipe(reinterpret_cast<char*>(bytes.data()), bytes.size());
    return key;
}

/// Whoever else could have read it, or may have put it there, has made it worthless.
void require_private(const loop::UniqueFd& file, const std::string& path) {
    struct stat found {};
    if (::fstat(file.get(), &found) != 0) throw trouble("look at the key " + path);
    if (!S_ISREG(found.st_mode))
        throw std::runtime_error{"The key " + path + " is no regular file"};
    if (found.st_uid != ::geteuid())
        throw std::runtime_error{"The key " + path + " belongs to another user"};
    if ((found.st_mode & of_others) != 0)
        throw std::runtime_error{"The key " + path +
                                 " may be read or changed by others: its mode must be 0600"};
    if (found.st_nlink != 1)
        throw std::runtime_error{"The key " + path +
                                 " has a second name, by which others may "
                                 "reach it"};
}

void sync_folder(const std::string& path) {
    const auto folder =
        loop::open_file(path.substr(0, path.rfind('/') + 1), O_RDONLY | O_DIRECTORY);
    if (folder.get() < 0 || ::fsync(folder.get()) != 0)
        throw trouble("sync the directory of the key " + path);
}

/// Whole under its name or not at all; a broker that is alone in its directory makes it.
Key make_key(const std::string& path) {
    Key key;
    if (::getrandom(key.bytes.data(), key.bytes.size(), 0) != static_cast<ssize_t>(Key::size))
        throw trouble("make a key");
    const auto fresh = path + ".new";
    if (::unlink(fresh.c_str()) != 0 && errno != ENOENT) throw trouble("remove " + fresh);
    {
        const auto file = loop::open_file(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
        if (file.get() < 0) throw trouble("create the key " + fresh);
        errno = ENOSPC;  // what a write that was cut short means
        if (::write(file.get(), key.bytes.data(), Key::size) != static_cast<ssize_t>(Key::size))
            throw trouble("write the key " + fresh);
        if (::fsync(file.get()) != 0) throw trouble("sync the key " + fresh);
    }
    if (std::rename(fresh.c_str(), path.c_str()) != 0) throw trouble("rename " + fresh);
    sync_folder(path);
    return key;
}

/// None: there is no such file.
std::optional<Key> private_key(const std::string& path) {
    // A FIFO in its place must not make the start wait.
    const auto file = loop::open_file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (file.get() < 0 && errno == ENOENT) return std::nullopt;
    if (file.get() < 0 && errno == ELOOP)
        throw std::runtime_error{"The key " + path + " is a symbolic link"};
    if (file.get() < 0) throw trouble("open the key " + path);
    require_private(file, path);
    return read_key(file, path);
}

std::optional<Key> credential_key(const std::string& directory) {
    if (directory.empty()) return std::nullopt;
    const auto path = directory + credential;
    const auto file = loop::open_file(path, O_RDONLY);
    if (file.get() < 0 && errno == ENOENT) return std::nullopt;
    if (file.get() < 0) throw trouble("open the key " + path);
    return read_key(file, path);
}

}  // namespace

Key::~Key() {
    core::wipe(reinterpret_cast<char*>(bytes.data()), bytes.size());
}

FoundKey find_key(const KeyPlaces& places) {
    try {
        if (const auto key = credential_key(places.credentials_directory)) return *key;
        if (places.file.empty())
            return "The service has no key to keep secrets with: it was given no credential "
                   "transferd.key";
        if (const auto key = private_key(places.file)) return *key;
        return make_key(places.file);
    } catch (const std::runtime_error& error) {
        return std::string{error.what()};
    }
}

}  // namespace transferd::broker
