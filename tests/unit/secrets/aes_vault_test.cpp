// SPDX-License-Identifier: MIT
#include "broker/secrets/aes_vault.hpp"

#include <gtest/gtest.h>

namespace transferd {
namespace {

using broker::AesVault;
using broker::FoundKey;
using broker::Key;
using core::SecretPlace;

Key key_of(std::uint8_t byte) {
    Key key;
    key.bytes.fill(byte);
    return key;
}

const SecretPlace here{.job = {7}, .owner = {1000}, .field = "credentials/server/basic"};
const std::string canary("canary \0 secret", 15);

TEST(ASecret, ComesBackWhereItBelongs) {
    AesVault vault{FoundKey{key_of(1)}};
    for (const auto& plain : {std::string{}, canary, std::string(70'000, 'x')})
        EXPECT_EQ(vault.open(here, vault.seal(here, plain)), plain);
}

TEST(ASecret, ThatIsSealedShowsNothingOfItself) {
    AesVault vault{FoundKey{key_of(1)}};
    const auto sealed = vault.seal(here, canary);
    EXPECT_EQ(sealed.find("canary"), std::string::npos);
    EXPECT_NE(sealed, vault.seal(here, canary)) << "the same nonce twice";
}

TEST(ASecret, ThatWasChangedInAnyByteDoesNotOpen) {
    AesVault vault{FoundKey{key_of(1)}};
    const auto sealed = vault.seal(here, canary);
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto other = sealed;
        other[i] = static_cast<char>(other[i] ^ 1);
        EXPECT_FALSE(vault.open(here, other)) << "byte " << i;
    }
    for (std::size_t size = 0; size < sealed.size(); ++size)
        EXPECT_FALSE(vault.open(here, sealed.substr(0, size))) << size << " bytes";
    EXPECT_FALSE(vault.open(here, sealed + "x"));
    EXPECT_TRUE(vault.open(here, sealed)) << "the control";
}

TEST(ASecret, ThatWasMovedElsewhereDoesNotOpen) {
    AesVault vault{FoundKey{key_of(1)}};
    const auto sealed = vault.seal(here, canary);
    EXPECT_FALSE(vault.open({{8}, here.owner, here.field}, sealed));
    EXPECT_FALSE(vault.open({here.job, {1001}, here.field}, sealed));
    EXPECT_FALSE(vault.open({here.job, here.owner, "credentials/server/digest"}, sealed));
}

TEST(ASecret, OfAnotherKeyDoesNotOpen) {
    const auto sealed = AesVault{FoundKey{key_of(1)}}.seal(here, canary);
    EXPECT_FALSE(AesVault{FoundKey{key_of(2)}}.open(here, sealed));
}

TEST(AVaultWithoutKey, SaysWhyAndOpensNothing) {
    const auto sealed = AesVault{FoundKey{key_of(0)}}.seal(here, canary);
    const AesVault vault{FoundKey{std::string{"No key"}}};
    EXPECT_EQ(vault.closed(), "No key");
    EXPECT_FALSE(vault.open(here, sealed)) << "zero bytes are no key";
}

}  // namespace
}  // namespace transferd
