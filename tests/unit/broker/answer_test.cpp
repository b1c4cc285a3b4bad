// SPDX-License-Identifier: MIT
// The door to D-Bus: what leaves a method's body becomes a reply, whatever it is.
#include "broker/bus/answer.hpp"

#include <new>
#include <optional>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace transferd::broker {

namespace {

struct Owed {
    void fail(const core::Error& error) { failed = error; }
    void fail_with(const sdbus::Error& error) { failed_with = error.getName(); }

    std::optional<core::Error> failed{};
    std::string failed_with{};
};

class TheDoor : public testing::Test {
  protected:
    /// What the caller is told where the body throws it.
    template <class Thrown>
    std::string told_of(const Thrown& thrown) {
        Owed owed;
        guarded(&owed, [&] { throw thrown; });
        if (!owed.failed) return owed.failed_with;
        EXPECT_EQ(owed.failed->code(), core::ErrorCode::failed);
        return owed.failed->what();
    }
};

TEST_F(TheDoor, MakesARefusalOfWhateverIsThrown) {
    EXPECT_EQ(told_of(std::runtime_error{"it went wrong"}), "it went wrong");
    EXPECT_EQ(told_of(std::bad_alloc{}), "std::bad_alloc");
    EXPECT_EQ(told_of(42), "The call failed");
    EXPECT_EQ(told_of(std::string{"a text"}), "The call failed");
}

TEST_F(TheDoor, TellsAnErrorOfTheBusByItsName) {
    EXPECT_EQ(told_of(sdbus::Error{"org.example.Unlucky", "no"}), "org.example.Unlucky");
}

TEST_F(TheDoor, TellsARefusalAsItIs) {
    Owed owed;
    guarded(&owed, [] { throw core::Error{core::ErrorCode::no_such_job, "There is no job 7"}; });
    ASSERT_TRUE(owed.failed);
    EXPECT_EQ(owed.failed->code(), core::ErrorCode::no_such_job);
}

}  // namespace

}  // namespace transferd::broker
