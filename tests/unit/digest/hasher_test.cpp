// SPDX-License-Identifier: MIT
#include "worker/digest/hasher.hpp"

#include <string>
#include <tuple>

#include <gtest/gtest.h>

namespace transferd::worker {
namespace {

using core::DigestAlgorithm;

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span{text.data(), text.size()});
}

Hasher hashed(DigestAlgorithm algorithm, std::string_view text) {
    Hasher hasher{algorithm};
    hasher.update(bytes_of(text));
    return hasher;
}

/// Algorithm and its digest of "abc", from the algorithms' own standards.
class EachAlgorithm : public testing::TestWithParam<std::tuple<DigestAlgorithm, std::string_view>> {
};

TEST_P(EachAlgorithm, GivesThePublishedDigestOfAbc) {
    const auto& [algorithm, digest] = GetParam();

    EXPECT_EQ(hashed(algorithm, "abc").hex(), digest);
}

TEST_P(EachAlgorithm, GoesOnFromASavedStateAsIfNothingHadBeenBetween) {
    const auto& [algorithm, digest] = GetParam();
    // Longer than one block of each, and no multiple of one.
    const std::string first(1001, 'x');
    const std::string second(333, 'y');
    const auto saved = hashed(algorithm, first).save();

    auto restored = Hasher::restore(algorithm, saved);

    ASSERT_TRUE(restored);
    EXPECT_EQ(restored->bytes(), first.size());
    restored->update(bytes_of(second));
    EXPECT_EQ(restored->hex(), hashed(algorithm, first + second).hex());
}

INSTANTIATE_TEST_SUITE_P(
    Hasher, EachAlgorithm,
    testing::Values(std::tuple{DigestAlgorithm::md5, "900150983cd24fb0d6963f7d28e17f72"},
                    std::tuple{DigestAlgorithm::sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"},
                    std::tuple{DigestAlgorithm::sha256,
                               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
                    std::tuple{DigestAlgorithm::sha384,
                               "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                               "8086072ba1e7cc2358baeca134c825a7"},
                    std::tuple{DigestAlgorithm::sha512,
                               "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                               "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"}),
    [](const auto& each) { return std::string(core::word(std::get<0>(each.param))); });

TEST(Hasher, IsNotDisturbedByBeingAsked) {
    Hasher hasher = hashed(DigestAlgorithm::sha256, "a");
    EXPECT_NE(hasher.hex(), "");

    hasher.update(bytes_of("bc"));

    EXPECT_EQ(hasher.hex(), hashed(DigestAlgorithm::sha256, "abc").hex());
}

TEST(Hasher, RefusesTheStateOfAnotherAlgorithmOfTheSameSize) {
    const auto saved = hashed(DigestAlgorithm::sha384, "abc").save();

    EXPECT_FALSE(Hasher::restore(DigestAlgorithm::sha512, saved));
}

TEST(Hasher, RefusesTheStateOfAnotherVersionOfTheLibrary) {
    auto saved = hashed(DigestAlgorithm::sha256, "abc").save();
    saved.replace(saved.find(' ') + 1, 1, "9");

    EXPECT_FALSE(Hasher::restore(DigestAlgorithm::sha256, saved));
}

TEST(Hasher, RefusesAStateThatLostItsEnd) {
    const auto saved = hashed(DigestAlgorithm::sha256, "abc").save();

    for (std::size_t length = 0; length < saved.size(); ++length)
        EXPECT_FALSE(Hasher::restore(DigestAlgorithm::sha256, saved.substr(0, length))) << length;
}

TEST(Hasher, RefusesAStateThatIsLongerThanOne) {
    const auto saved = hashed(DigestAlgorithm::sha256, "abc").save();

    EXPECT_FALSE(Hasher::restore(DigestAlgorithm::sha256, saved + "x"));
}

TEST(Hasher, RefusesAStateWhoseIndexWouldLeaveItsBlock) {
    auto saved = hashed(DigestAlgorithm::sha256, "abc").save();
    const auto index = saved.find('\n') + 1 + offsetof(sha256_ctx, index);
    saved[index] = '\x7f';

    EXPECT_FALSE(Hasher::restore(DigestAlgorithm::sha256, saved));
}

TEST(Hasher, RefusesAStateThatDoesNotHoldTheBytesItNames) {
    auto saved = hashed(DigestAlgorithm::sha256, std::string(64, 'x')).save();
    const auto count = saved.find('\n') + 1 + offsetof(sha256_ctx, count);
    saved[count] = '\x02';

    EXPECT_FALSE(Hasher::restore(DigestAlgorithm::sha256, saved));
}

}  // namespace
}  // namespace transferd::worker
