// SPDX-License-Identifier: MIT
// Input that no program should send: each refused with its name and the culprit in the message, the
// daemon alive and the list of jobs as before.
#include "dbus/names.hpp"
#include "support/bench.hpp"

#include <functional>
#include <limits>

namespace transferd::test {

namespace {

using namespace std::string_literals;
using sdbus::Variant;

struct BadInput {
    std::string name;
    /// `place` is a directory that may be written.
    std::function<void(Client&, const std::string& place)> call;
    std::string error;
    std::vector<std::string> culprits{};
};

void PrintTo(const BadInput& input, std::ostream* out) {
    *out << input.name;
}

constexpr const char* good_url = "http://127.0.0.1:9/file";
constexpr std::size_t huge = 1024UL * 1024;

BadInput url(const std::string& name, const std::string& text, const std::string& culprit) {
    return {name,
            [=](Client& c, const std::string& p) { c.submit(text, p + "/file"); },
            "InvalidUrl",
            {culprit}};
}

BadInput path(const std::string& name, const std::string& suffix, const std::string& culprit) {
    return {name,
            [=](Client& c, const std::string& p) { c.submit(good_url, p + suffix); },
            "InvalidPath",
            {culprit}};
}

// The table outlives the D-Bus library at exit, so it holds plain values and no Variant.
BadInput setting(const std::string& name, const std::string& key, const auto& value) {
    return {name,
            [=](Client& c, const std::string&) {
                c.manager().CreateJob("download", "a test", {{key, Variant{value}}});
            },
            "InvalidArgs",
            {key}};
}

BadInput file_option(const std::string& name, const std::string& key, const auto& value) {
    return {name,
            [=](Client& c, const std::string& p) {
                c.submit(good_url, p + "/file", {{key, Variant{value}}});
            },
            "InvalidArgs",
            {key}};
}

BadInput absent_id(const std::string& name, std::uint64_t id) {
    return {name,
            [=](Client& c, const std::string&) { c.manager().GetJob(id); },
            "NoSuchJob",
            {std::to_string(id)}};
}

BadInput verb(const std::string& name) {
    return {name + "OfAnAbsentJob",
            [=](Client& c, const std::string&) {
                c.raw()
                    .callMethod(name)
                    .onInterface(dbus::manager_interface)
                    .withArguments(std::uint64_t{4711});
            },
            "NoSuchJob",
            {"4711"}};
}

std::vector<BadInput> urls() {
    return {
        url("FileUrl", "file:///etc/passwd", "file"),
        url("FtpUrl", "ftp://127.0.0.1/file", "ftp"),
        url("ScpUrl", "scp://127.0.0.1/file", "scp"),
        url("GopherUrl", "gopher://127.0.0.1/file", "gopher"),
        url("EmptyUrl", "", "url"),
        url("UrlWithoutScheme", "127.0.0.1/file", "127.0.0.1/file"),
        url("UrlWithoutHost", "http://", "http://"),
        url("UrlWithEmptyAuthority", "http:///file", "names no host"),
        url("UrlWithoutAuthority", "http:/file", "names no host"),
        url("UrlWithUserInfo", "http://me:secret@127.0.0.1/file", "user"),
        url("UrlWithUserAlone", "http://me@127.0.0.1/file", "user"),
        url("UrlWithLineBreak", "http://127.0.0.1/a\r\nX-Evil: 1", "control character"),
        url("UrlWithBadPort", "http://127.0.0.1:99999/file", "99999"),
        url("UrlOfAMebibyte", "http://127.0.0.1/" + std::string(huge, 'a'), "8000"),
    };
}

std::vector<BadInput> paths() {
    return {
        {"RelativePath",
         [](Client& c, const std::string&) { c.submit(good_url, "file"); },
         "InvalidPath",
         {"file", "absolute"}},
        {"EmptyPath",
         [](Client& c, const std::string&) { c.submit(good_url, ""); },
         "InvalidPath",
         {"path"}},
        {"RootAsPath",
         [](Client& c, const std::string&) { c.submit(good_url, "/"); },
         "InvalidPath",
         {"/"}},
        path("PathWithDotDot", "/sub/../file", ".."),
        path("PathEndingInDotDot", "/..", ".."),
        path("PathWithDot", "/./file", "/./file"),
        path("PathWithDoubleSlash", "//file", "//file"),
        path("PathEndingInSlash", "/file/", "/file/"),
        path("PathWithNewline", "/fi\nle", "control character"),
        path("PathWithEscape", "/fi\x1b[2Jle", "control character"),
        path("PathWithALongName", "/" + std::string(256, 'n'), "255"),
        path("PathOfAMebibyte", "/" + std::string(huge, 'a'), "4095"),
    };
}

std::vector<BadInput> settings() {
    return {
        setting("UnknownSetting", "Colour", "red"s),
        setting("PriorityAsNumber", "Priority", 1U),
        setting("PriorityUnknown", "Priority", "urgent"s),
        setting("RetryDelayAsText", "MinimumRetryDelay", "ten"s),
        setting("RetryDelayNegative", "MinimumRetryDelay", std::int32_t{-1}),
        setting("RetryDelayTooLarge", "MinimumRetryDelay", std::uint64_t{1} << 32U),
        setting("AutoCompleteAsText", "AutoComplete", "yes"s),
        setting("MetadataAsText", "Metadata", "a=b"s),
        setting("MetadataOfAMebibyte", "Metadata",
                std::map<std::string, std::string>{{"a", std::string(huge, 'm')}}),
        setting("DescriptionOfAMebibyte", "Description", std::string(huge, 'd')),
        setting("DescriptionWithEscape", "Description", "a\x1b[2J"s),
        setting("DisplayNameTwice", "DisplayName", "again"s),
        file_option("UnknownFileOption", "Colour", "red"s),
        file_option("DigestOfNoHex", "Digest", "sha256:" + std::string(64, 'x')),
        file_option("DigestTooShort", "Digest", "sha256:00"s),
        file_option("DigestUnknown", "Digest", "crc32:00000000"s),
        file_option("DigestAsNumber", "Digest", 7U),
        file_option("IfExistsUnknown", "IfExists", "maybe"s),
        file_option("SizeAsText", "Size", "many"s),
        file_option("SizeNegative", "Size", std::int64_t{-5}),
    };
}

std::vector<BadInput> calls() {
    return {
        {"UnknownType",
         [](Client& c, const std::string&) { c.manager().CreateJob("sideways", "a test", {}); },
         "InvalidArgs",
         {"sideways"}},
        {"DisplayNameOfAMebibyte",
         [](Client& c, const std::string&) {
             c.manager().CreateJob("download", std::string(huge, 'n'), {});
         },
         "InvalidArgs",
         {"DisplayName"}},
        {"DisplayNameWithControlCharacter",
         [](Client& c, const std::string&) { c.manager().CreateJob("download", "a\nb", {}); },
         "InvalidArgs",
         {"DisplayName"}},
        {"UnknownFilterKey",
         [](Client& c, const std::string&) {
             c.manager().ListJobs({{"Colour", Variant{"red"}}});
         },
         "InvalidArgs",
         {"Colour"}},
        {"FilterOfTheWrongType",
         [](Client& c, const std::string&) {
             c.manager().ListJobs({{"States", Variant{7U}}});
         },
         "InvalidArgs",
         {"States"}},
        {"UnknownStateInFilter",
         [](Client& c, const std::string&) {
             c.manager().ListJobs({{"States", Variant{std::vector<std::string>{"asleep"}}}});
         },
         "InvalidArgs",
         {"asleep"}},
        {"ArgumentsOfTheWrongType",
         [](Client& c, const std::string&) {
             c.raw()
                 .callMethod("CreateJob")
                 .onInterface(dbus::manager_interface)
                 .withArguments(1U, 2U);
         },
         "InvalidArgs"},
        {"UnknownMethod",
         [](Client& c, const std::string&) {
             c.raw().callMethod("Explode").onInterface(dbus::manager_interface);
         },
         "org.freedesktop.DBus.Error.UnknownMethod"},
        {"SubmitWithoutFiles",
         [](Client& c, const std::string&) { c.manager().Submit("download", "a test", {}, {}); },
         "EmptyJob"},
        absent_id("AbsentId", 4711),
        absent_id("IdZero", 0),
        absent_id("LargestId", std::numeric_limits<std::uint64_t>::max()),
        verb("Resume"),
        verb("Suspend"),
        verb("Complete"),
        verb("Cancel"),
        {"ObjectOfAnAbsentJob", [](Client& c, const std::string&) { c.job(4711).Resume(); },
         "org.freedesktop.DBus.Error.UnknownObject"},
    };
}

std::vector<BadInput> all_bad_input() {
    std::vector<BadInput> all;
    for (const auto& part : {urls(), paths(), settings(), calls()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

/// One daemon for the whole table: what one input breaks, the next test sees.
class Refuses : public testing::TestWithParam<BadInput> {
  protected:
    struct Shared {
        TempDir place;
        Daemon daemon;
        Client client{daemon.address()};
        pid_t broker = daemon.broker_pid();
    };
    static void SetUpTestSuite() { shared = std::make_unique<Shared>(); }
    static void TearDownTestSuite() { shared.reset(); }

    static inline std::unique_ptr<Shared> shared;
};

TEST_P(Refuses, AndLivesOn) {
    auto& place = shared->place;
    auto& client = shared->client;
    const auto before = client.job_ids();
    const bool clean = std::filesystem::is_empty(place.path());
    const auto error = error_of([&] { GetParam().call(client, place.path()); });
    EXPECT_TRUE(refused(error, GetParam().error, GetParam().culprits));
    ASSERT_TRUE(error);
    EXPECT_LT(error->message.size(), 2000U) << "the message repeats the input whole";
    EXPECT_EQ(client.job_ids(), before);
    EXPECT_EQ(shared->daemon.broker_pid(), shared->broker) << "the daemon was started again";
    EXPECT_EQ(std::filesystem::is_empty(place.path()), clean) << "a file was made";
}

INSTANTIATE_TEST_SUITE_P(BadInput, Refuses, testing::ValuesIn(all_bad_input()),
                         [](const auto& given) { return given.param.name; });

}  // namespace

}  // namespace transferd::test
