// SPDX-License-Identifier: MIT
// Linked into every integration program: root bypasses modes, reserves and quotas, so what it
// proves is nothing.
#include <gtest/gtest.h>
#include <unistd.h>

namespace {

class NotRoot : public testing::Environment {
  public:
    void SetUp() override {
        ASSERT_NE(geteuid(), 0U) << "These tests prove nothing as root: run them as an ordinary "
                                    "user of uid 1000 or more (setpriv --reuid).";
    }
};

// gtest owns and deletes it.
[[maybe_unused]] const testing::Environment* const registered =
    testing::AddGlobalTestEnvironment(new NotRoot);

}  // namespace
