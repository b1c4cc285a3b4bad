// SPDX-License-Identifier: MIT
#include "unit/files/publish_test.hpp"

#include <array>
#include <cstdint>

#include <sys/xattr.h>
#include <unistd.h>

namespace transferd::worker {
namespace {

using PublishMetadata = PublishTest;

TEST_F(PublishMetadata, SetsTheMode) {
    ASSERT_EQ(chmod(part_.c_str(), 0600), 0);

    publish_it(item());

    EXPECT_EQ(status(name_).st_mode & 07777U, 0644U);
}

TEST_F(PublishMetadata, SetsTheServersModificationTime) {
    auto dated = item();
    dated.last_modified = "Sun, 06 Nov 1994 08:49:37 GMT";

    publish_it(dated);

    EXPECT_EQ(status(name_).st_mtim.tv_sec, 784111777);
}

TEST_F(PublishMetadata, KeepsTheTimeOfWritingForATimeThatIsToCome) {
    const auto before = status(part_).st_mtim.tv_sec;
    auto dated = item();
    dated.last_modified = "Fri, 01 Jan 2500 00:00:00 GMT";

    publish_it(dated);

    EXPECT_EQ(status(name_).st_mtim.tv_sec, before);
}

TEST_F(PublishMetadata, KeepsTheTimeOfWritingForTheEpochItself) {
    const auto before = status(part_).st_mtim.tv_sec;
    auto dated = item();
    dated.last_modified = "Thu, 01 Jan 1970 00:00:00 GMT";

    publish_it(dated);

    EXPECT_EQ(status(name_).st_mtim.tv_sec, before);
}

/// As the kernel keeps it: version, then tag, permissions and id of each entry.
struct DefaultAcl {
    std::uint32_t version = 2;
    struct Entry {
        std::uint16_t tag;
        std::uint16_t permissions;
        std::uint32_t id = UINT32_MAX;
    };
    // Owner rw, one named user rw, owning group none, mask r, others none.
    std::array<Entry, 5> entries{{{0x01, 6}, {0x02, 6, 12345}, {0x04, 0}, {0x10, 4}, {0x20, 0}}};
};

TEST_F(PublishMetadata, GivesThePermissionsOfTheDirectorysDefaultAcl) {
    const DefaultAcl acl;
    ASSERT_EQ(setxattr(directory_.c_str(), "system.posix_acl_default", &acl, sizeof acl, 0), 0)
        << "the file system of TMPDIR keeps no ACLs";
    // Made anew, so that it has the ACL a part file gets.
    ASSERT_EQ(unlink(part_.c_str()), 0);
    put(part_, "new bytes");
    ASSERT_EQ(chmod(part_.c_str(), 0600), 0);

    publish_it(item());

    EXPECT_EQ(status(name_).st_mode & 07777U, 0640U) << "the group bits are the mask";
}

TEST_F(PublishMetadata, DoesNotGiveTheMaskToTheGroupOfAFileThatHasNoAcl) {
    const DefaultAcl acl;
    ASSERT_EQ(setxattr(directory_.c_str(), "system.posix_acl_default", &acl, sizeof acl, 0), 0)
        << "the file system of TMPDIR keeps no ACLs";

    publish_it(item());

    EXPECT_EQ(status(name_).st_mode & 07777U, 0600U);
}

}  // namespace
}  // namespace transferd::worker
