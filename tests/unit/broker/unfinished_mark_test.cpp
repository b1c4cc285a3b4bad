// SPDX-License-Identifier: MIT
#include "broker/unfinished_mark.hpp"

#include "support/temp_dir.hpp"

#include <filesystem>
#include <system_error>

#include <gtest/gtest.h>

namespace transferd::broker {
namespace {

TEST(UnfinishedMark, IsThereUntilNothingIsLeftToDo) {
    const test::TempDir directory;
    const auto file = directory.path() / "unfinished";
    {
        const UnfinishedMark mark{directory.path()};
        EXPECT_TRUE(std::filesystem::exists(file));
    }
    EXPECT_TRUE(std::filesystem::exists(file)) << "its owner died";
    UnfinishedMark{directory.path()}.remove();
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(UnfinishedMark, ThatCannotBeMadeIsAFault) {
    EXPECT_THROW(UnfinishedMark{"/nowhere"}, std::system_error);
}

}  // namespace
}  // namespace transferd::broker
