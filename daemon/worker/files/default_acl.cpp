// SPDX-License-Identifier: MIT
#include "worker/files/default_acl.hpp"

#include <array>
#include <cstdint>
#include <span>

#include <endian.h>
#include <sys/xattr.h>

namespace transferd::worker {

namespace {

/// As linux/posix_acl_xattr.h has them, little-endian; that header cannot be included from C++.
struct AclEntry {
    std::uint16_t tag;
    std::uint16_t permissions;
    std::uint32_t id;
};
struct Acl {
    std::uint32_t version;
    // More than any file system keeps for one file.
    std::array<AclEntry, 1024> entries;
};
constexpr std::uint32_t known_version = 2;
constexpr std::uint16_t user_object = 0x01;
constexpr std::uint16_t group_object = 0x04;
constexpr std::uint16_t mask = 0x10;
constexpr std::uint16_t other = 0x20;

std::optional<mode_t> find(std::span<const AclEntry> entries, std::uint16_t tag) {
    for (const AclEntry& entry : entries)
        if (le16toh(entry.tag) == tag) return le16toh(entry.permissions) & 06U;
    return std::nullopt;
}

bool has_own_acl(const loop::UniqueFd& file) {
    return fgetxattr(file.get(), "system.posix_acl_access", nullptr, 0) > 0;
}

}  // namespace

std::optional<mode_t> mode_by_default_acl(const Directory& directory, const loop::UniqueFd& file) {
    Acl acl{};
    const ssize_t size =
        fgetxattr(directory.fd.get(), "system.posix_acl_default", &acl, sizeof acl);
    if (size < static_cast<ssize_t>(sizeof acl.version) || le32toh(acl.version) != known_version)
        return std::nullopt;
    const auto count = (static_cast<std::size_t>(size) - sizeof acl.version) / sizeof(AclEntry);
    const auto entries = std::span{acl.entries}.first(count);
    const mode_t owner = find(entries, user_object).value_or(0);
    const mode_t owning_group = find(entries, group_object).value_or(0);
    mode_t group = find(entries, mask).value_or(owning_group);
    // The group bits are the mask only in a file with an ACL; in another they are the owning
    // group's, which must not get what the ACL gives to named ones.
    if (!has_own_acl(file)) group &= owning_group;
    return owner << 6U | group << 3U | find(entries, other).value_or(0);
}

}  // namespace transferd::worker
