// SPDX-License-Identifier: MIT
// How many scenarios there are, each counted once however many servers and protocols show it.
#include "contract/scenarios/scene.hpp"
#include "contract/scenarios/served.hpp"

#include <iostream>
#include <set>

#include <gtest/gtest.h>

namespace transferd::worker {

namespace {

TEST(Scenarios, AreAtLeast120AndNoneIsCountedTwice) {
    std::set<std::string> names;
    for (const auto& scene : scenes()) EXPECT_TRUE(names.insert(test_name(scene.sentence)).second);
    const auto misbehaving = names.size();
    for (const auto& scene : served_scenes())
        EXPECT_TRUE(names.insert(test_name(scene.sentence)).second) << scene.sentence;
    std::cout << "scenarios: " << names.size() << ", of them " << misbehaving
              << " with a server that misbehaves over up to 3 protocols and "
              << names.size() - misbehaving << " with " << venues().size()
              << " pairs of a server and a protocol\n";
    RecordProperty("scenarios", static_cast<int>(names.size()));
    EXPECT_GE(names.size(), 120U);
}

}  // namespace

}  // namespace transferd::worker
