// SPDX-License-Identifier: MIT
#include "core/new_file.hpp"

#include "core/error.hpp"
#include "core/wanted_ranges.hpp"

#include <gtest/gtest.h>

namespace transferd {
namespace {

std::string refusal(const core::NewFile& file) {
    try {
        (void)core::file_entries({file}, {});
    } catch (const core::Error& error) {
        return error.what();
    }
    return "taken";
}

std::string path_refusal(const std::string& path) {
    return refusal({"http://server/", path, {}});
}

TEST(Path, MustBeAbsoluteAndNormal) {
    EXPECT_EQ(path_refusal("/tmp/file"), "taken");
    EXPECT_EQ(path_refusal("/file"), "taken");
    EXPECT_EQ(path_refusal("/tmp/..file"), "taken");
    EXPECT_EQ(path_refusal("file"), "The path 'file' is not absolute");
    EXPECT_EQ(path_refusal(""), "The path '' is not absolute");
    EXPECT_EQ(path_refusal("/tmp/../file"),
              "The path '/tmp/../file' is not normal: it contains '..'");
    EXPECT_EQ(path_refusal("/tmp/./file"), "The path '/tmp/./file' is not normal: it contains '.'");
    EXPECT_EQ(path_refusal("/tmp//file"),
              "The path '/tmp//file' has an empty part or ends with a slash");
    EXPECT_EQ(path_refusal("/tmp/"), "The path '/tmp/' has an empty part or ends with a slash");
    EXPECT_EQ(path_refusal("/"), "The path '/' has an empty part or ends with a slash");
    EXPECT_EQ(path_refusal("/tmp/a\nb"), "The path '/tmp/a?b' contains a control character");
}

TEST(Path, HasLimits) {
    EXPECT_EQ(path_refusal("/tmp/" + std::string(255, 'x')), "taken");
    EXPECT_NE(path_refusal("/tmp/" + std::string(256, 'x')), "taken");
    std::string deep;
    while (deep.size() < 4096) deep += "/" + std::string(200, 'd');
    EXPECT_NE(path_refusal(deep), "taken");
}

TEST(Url, HasNoSpacesAndNoControlCharactersAndALimit) {
    EXPECT_NE(refusal({"http://server/a b", "/tmp/f", {}}), "taken");
    EXPECT_NE(refusal({"http://server/\r\nHost: x", "/tmp/f", {}}), "taken");
    EXPECT_NE(refusal({"", "/tmp/f", {}}), "taken");
    EXPECT_EQ(refusal({"http://server/" + std::string(7986, 'x'), "/tmp/f", {}}), "taken");
    EXPECT_NE(refusal({"http://server/" + std::string(7987, 'x'), "/tmp/f", {}}), "taken");
}

TEST(Refusals, NeverRepeatAMegabyte) {
    EXPECT_LT(path_refusal(std::string(1 << 20, 'x')).size(), 200U);
    EXPECT_LT(refusal({std::string(1 << 20, 'x'), "/tmp/f", {}}).size(), 200U);
}

core::FileEntry with_option(const std::string& key, const core::Value& value) {
    return core::file_entries({{"http://server/", "/tmp/f", {{key, value}}}}, {}).front();
}

TEST(FileOption, DigestTakesTheFiveAlgorithmsInAnyCase) {
    const auto entry = with_option("Digest", "sha1:" + std::string(40, 'A'));
    EXPECT_EQ(entry.digest, (core::Digest{core::DigestAlgorithm::sha1, std::string(40, 'a')}));
    for (const auto& [name, digits] :
         {std::pair{"md5", 32}, {"sha256", 64}, {"sha384", 96}, {"sha512", 128}})
        EXPECT_TRUE(with_option("Digest", std::string(name) + ":" +
                                              std::string(static_cast<std::size_t>(digits), '0'))
                        .digest);
}

TEST(FileOption, DigestRefusesWhatIsNone) {
    for (const auto& text :
         {std::string("sha256"), "sha256:" + std::string(63, '0'), "sha256:" + std::string(64, 'g'),
          "crc32:" + std::string(8, '0'), std::string()})
        EXPECT_THROW((void)with_option("Digest", text), core::Error) << text;
}

constexpr auto to_the_end = core::to_the_end;

core::ErrorCode range_error(const core::RangeList& ranges) {
    try {
        (void)with_option("Ranges", ranges);
    } catch (const core::Error& error) {
        return error.code();
    }
    return core::ErrorCode::failed;
}

TEST(FileOption, RangesKeepTheClientsOrder) {
    const core::RangeList ranges{{1000, 24}, {0, 500}, {1024, to_the_end}, {500, 1}};
    EXPECT_EQ(with_option("Ranges", ranges).ranges, ranges);
    EXPECT_TRUE(with_option("Ranges", core::EmptyList{}).ranges.empty());
}

TEST(FileOption, ARangeHasBytesAndEndsWithinSixtyThreeBits) {
    constexpr std::uint64_t limit = 1ULL << 63U;
    for (const auto& wrong :
         {core::ByteRange{0, 0}, core::ByteRange{5, 0}, core::ByteRange{limit, 1},
          core::ByteRange{limit, to_the_end}, core::ByteRange{limit - 1, 1},
          core::ByteRange{1, limit - 1}, core::ByteRange{to_the_end, to_the_end},
          core::ByteRange{2, to_the_end - 1}})
        EXPECT_EQ(range_error({wrong}), core::ErrorCode::invalid_range)
            << wrong.offset << ", " << wrong.length;
    EXPECT_EQ(with_option("Ranges", core::RangeList{{0, limit - 1}}).ranges.size(), 1U);
}

TEST(FileOption, RangesMustNotOverlap) {
    for (const auto& wrong : {core::RangeList{{0, 10}, {9, 1}}, core::RangeList{{9, 2}, {0, 10}},
                              core::RangeList{{5, 5}, {5, 5}}, core::RangeList{{5, 5}, {5, 1}},
                              core::RangeList{{0, to_the_end}, {100, 1}},
                              core::RangeList{{100, to_the_end}, {0, to_the_end}}})
        EXPECT_EQ(range_error(wrong), core::ErrorCode::overlapping_ranges);
    EXPECT_EQ(with_option("Ranges", core::RangeList{{10, 1}, {0, 10}}).ranges.size(), 2U);
}

TEST(FileOption, MirrorsAreHeldToTheRulesOfUrls) {
    const core::StringList two{"http://a/", "https://b/"};
    EXPECT_EQ(with_option("Mirrors", two).mirrors, two);
    for (const auto& wrong : {std::string(), std::string("http://a/ b"), std::string(8001, 'x')})
        EXPECT_THROW((void)with_option("Mirrors", core::StringList{wrong}), core::Error);
    EXPECT_NO_THROW((void)with_option("Mirrors", core::StringList(64, "http://a/")));
    EXPECT_THROW((void)with_option("Mirrors", core::StringList(65, "http://a/")), core::Error);
}

TEST(FileOption, ThatIsUnknownIsNamed) {
    EXPECT_EQ(refusal({"http://server/", "/tmp/f", {{"Colour", core::Value{true}}}}),
              "There is no file option named 'Colour'");
}

TEST(PartName, FitsAnyFileSystemAndNeverCutsACharacter) {
    EXPECT_EQ(core::part_name({{7}, {2}}, "disk.iso"), ".disk.iso.7-2.part");
    std::string name;
    for (int i = 0; i < 127; ++i) name += "\xC3\xA4";
    const auto part = core::part_name({{7}, {2}}, name);
    EXPECT_LE(part.size(), 255U);
    EXPECT_EQ((part.size() - std::string("..7-2.part").size()) % 2, 0U);
}

}  // namespace
}  // namespace transferd
