// SPDX-License-Identifier: MIT
#include "wire/codec.hpp"

#include <random>

#include <gtest/gtest.h>

namespace transferd {
namespace {

const core::FileRef file{{7}, {3}};
const core::Destination destination{"/tmp/a b", "n\xC3\xA4me", {1, 0xFFFFFFFFFFFFFFFF}};
const core::Validator validator{"W/\"x\"", "Sun, 22 Nov 2026 00:00:00 GMT", "date"};
const core::Failure failure{.code = core::FailureCode::http_status,
                            .context = core::FailureContext::remote_file,
                            .message = "No",
                            .file = core::FileIndex{3},
                            .http_status = 404,
                            .system_error = -5,
                            .retry_after = core::seconds{9}};
const std::string raw("\0\xFF\x80", 3);

const core::DownloadOrder order{
    .file = file,
    .url = "http://server/",
    .destination = destination,
    .part = {4, 5},
    .offset = 6,
    .size = 7,
    .ranges = {{13, 14}, {15, 0xFFFFFFFFFFFFFFFF}},
    .remote_size = 16,
    .validator = validator,
    .digest_state = raw,
    .digest = core::Digest{core::DigestAlgorithm::sha512, "ab"},
    .expected_size = 8,
    .largest_size = 12,
    .allowed_schemes = {core::Scheme::https, core::Scheme::http},
    .max_connections_per_host = 9,
    .parallel_ranges = 17,
    .one_source = true,
    .in_background = true,
    .connect_timeout = core::milliseconds{10},
    .stall_timeout = core::milliseconds{11},
    .http = {.method = "POST",
             .dynamic_content = true,
             .redirect_policy = core::RedirectPolicy::deny,
             .redirect_https_to_http = true,
             .tls = {{true, true, true, true}, "/ca", "/certificate", "/key", "pin"}},
    .proxy = {"http://a:1", "http://b:2", {"c", "d"}},
    .secrets = {{{core::AuthTarget::proxy, core::AuthScheme::bearer, "user", "password"}, {}},
                {"A: b", "C: d"}}};

const std::vector<wire::ToWorker> orders = {
    wire::Hello{"build", 0644},
    wire::Start{order},
    wire::Start{{}},
    wire::Stop{{1}, {2}},
    wire::Check{{1}, {{"http://server/", {core::Scheme::http}, destination}, {}}},
    wire::Publish{{1}, {{file, destination, {1, 2}, 3, core::IfExists::fail, "yesterday"}, {}}},
    wire::Discard{{1}, {{file, destination, {1, 2}}, {}}},
    wire::StartUnit{{1}, "done@7.service"},
    wire::Ping{{1}},
    wire::Piece{raw, true},
};

const std::vector<wire::ToBroker> reports = {
    wire::Ready{"build"},
    core::Started{file, {1, 2}, 3, 4, validator, "http://server/", 5, "A: b\n"},
    core::Progressed{file, 0xFFFFFFFFFFFFFFFF, 3},
    core::Checkpointed{file, 1, raw},
    core::Finished{file, 2},
    core::FileFailed{file, failure, true},
    wire::Checked{{1}, {{{1, 2}, "no", failure}, {}}},
    wire::Done{{1}, {{file, failure}, {}}},
    wire::UnitStarted{{1}, failure},
    wire::Piece{raw, true},
};

TEST(EveryMessage, ComesBackAsItWentWithEveryMember) {
    EXPECT_EQ(orders.size(), std::variant_size_v<wire::ToWorker> + 1);
    EXPECT_EQ(reports.size(), std::variant_size_v<wire::ToBroker>);
    for (const auto& message : orders)
        EXPECT_EQ(wire::decode_to_worker(wire::encode(message)), message) << message.index();
    for (const auto& message : reports)
        EXPECT_EQ(wire::decode_to_broker(wire::encode(message)), message) << message.index();
}

TEST(AMessage, ThatIsCutAnywhereIsNone) {
    for (const auto& message : reports) {
        const auto whole = wire::encode(message);
        for (std::size_t size = 0; size < whole.size(); ++size)
            EXPECT_FALSE(wire::decode_to_broker(std::span{whole}.first(size))) << size;
    }
}

TEST(AMessage, WithSomethingBehindItIsNone) {
    auto bytes = wire::encode(reports.front());
    bytes.push_back(0);
    EXPECT_FALSE(wire::decode_to_broker(bytes));
}

TEST(AMessage, OfDeepNestingDoesNotExhaustTheStack) {
    // Arrays, arrays of unknown length, texts and bytes in parts, tags.
    for (const auto nesting : wire::Bytes{0x81, 0x9F, 0x7F, 0x5F, 0xC0})
        EXPECT_FALSE(wire::decode_to_broker(wire::Bytes(wire::largest_message, nesting)))
            << int{nesting};
}

TEST(AMessage, IsNoneWhereItIsWrittenInAWayThatWeNeverUse) {
    // Ready{"a"} is [0, ["a"]].
    ASSERT_TRUE(wire::decode_to_broker(wire::Bytes{0x82, 0x00, 0x81, 0x61, 'a'}));
    const std::vector<wire::Bytes> strange = {
        {0x9F, 0x00, 0x81, 0x61, 'a', 0xFF},        // arrays and texts of unknown length
        {0x82, 0x00, 0x9F, 0x61, 'a', 0xFF},        //
        {0x82, 0x00, 0x81, 0x7F, 0x61, 'a', 0xFF},  //
        {0x82, 0x00, 0x81, 0x41, 'a'},              // bytes
        {0x82, 0xF4, 0x81, 0x61, 'a'},              // a boolean, a float, a tag, a map
        {0x82, 0xF9, 0x00, 0x00, 0x81, 0x61, 'a'},  //
        {0x82, 0xC0, 0x00, 0x81, 0x61, 'a'},        //
        {0x82, 0x00, 0xA1, 0x61, 'a', 0x00},        //
        {0x82, 0x1C, 0x81, 0x61, 'a'},              // an argument that is reserved
    };
    for (const auto& bytes : strange) EXPECT_FALSE(wire::decode_to_broker(bytes));
}

TEST(AMessage, ThatClaimsMoreThanItHoldsIsNone) {
    // 2^64 - 1 elements, 2^64 - 1 characters, a negative number beyond 64 bits.
    for (const auto head : wire::Bytes{0x9B, 0x7B, 0x3B}) {
        wire::Bytes bytes{head};
        bytes.insert(bytes.end(), 8, 0xFF);
        EXPECT_FALSE(wire::decode_to_broker(bytes)) << int{head};
    }
}

TEST(AMessage, WithAnEnumerationValueThatDoesNotExistIsNone) {
    auto unknown = failure;
    unknown.code = static_cast<core::FailureCode>(200);
    EXPECT_FALSE(wire::decode_to_broker(wire::encode(core::FileFailed{file, unknown})));
}

TEST(AMessage, FlippedAtRandomNeverHarms) {
    std::mt19937 random{1};  // NOLINT(cert-msc51-cpp): the same run every time
    int refused = 0;
    for (int round = 0; round < 20'000; ++round) {
        auto bytes = wire::encode(reports[random() % reports.size()]);
        for (unsigned flips = 1 + random() % 4; flips > 0; --flips)
            bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
        if (!wire::decode_to_broker(bytes)) ++refused;
    }
    EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace transferd
