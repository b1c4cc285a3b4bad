// SPDX-License-Identifier: MIT
// No secret is in any file of the broker's, in its journal or on the bus, however it is written.
#include "dbus/names.hpp"
#include "support/bench.hpp"
#include "support/login_server.hpp"

#include <fstream>
#include <iterator>
#include <sstream>

namespace transferd::test {

namespace {

constexpr const char* header_canary = "header-canary";

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::string hex(const std::string& text) {
    std::string digits;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        digits += "0123456789abcdef"[byte >> 4U];
        digits += "0123456789abcdef"[byte & 15U];
    }
    return digits;
}

std::string base64(const std::string& text) {
    constexpr const char* digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string encoded;
    for (std::size_t i = 0; i + 3 <= text.size(); i += 3) {
        unsigned group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8U | static_cast<unsigned char>(text[i + k]);
        for (const unsigned shift : {18U, 12U, 6U, 0U}) encoded += digits[group >> shift & 63U];
    }
    return encoded;
}

/// As it is, in hexadecimal, and in base 64 at each of the three places it can begin at.
std::vector<std::string> spellings(const std::string& secret) {
    return {secret, hex(secret), base64(secret), base64(secret.substr(1)),
            base64(secret.substr(2))};
}

class Canary : public testing::Test {
  protected:
    Canary() { EXPECT_TRUE(monitor.wait_for_output("Monitoring bus message stream", patience)); }

    /// A job whose credentials and headers were used, and that waits for Complete.
    std::uint64_t live() {
        const auto id = std::get<0>(client.manager().CreateJob(
            "download", "a test",
            {{"HttpHeaders",
              sdbus::Variant{std::vector<std::string>{std::string("X-Mine: ") + header_canary}}}}));
        auto job = client.job(id);
        job.AddFile(web.url("/basic/file"), place.path() / "file", {});
        job.SetCredentials("server", "basic", login_user, login_password);
        job.SetCredentials("proxy", "digest", login_user, login_password);
        job.Resume();
        EXPECT_TRUE(client.wait_for_state(id, "transferred", patience));
        return id;
    }

    /// Where the secret is found among the broker's files and in its journal.
    [[nodiscard]] std::vector<std::string> found(const std::string& secret) const {
        std::vector<std::string> places;
        std::vector<std::filesystem::path> files{journal};
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator{daemon.state_directory()})
            if (entry.is_regular_file()) files.push_back(entry.path());
        for (const auto& file : files)
            for (const auto& spelling : spellings(secret))
                if (text_of(file).find(spelling) != std::string::npos)
                    places.push_back(file.filename().string() + ": " + spelling);
        return places;
    }

    /// Messages of that type on the bus, as busctl writes them, that hold `text`.
    [[nodiscard]] std::size_t recorded(const std::string& type, const std::string& text) const {
        std::size_t count = 0;
        const std::string kind = R"("type":")" + type + '"';
        std::istringstream lines{monitor.output()};
        for (std::string line; std::getline(lines, line);)
            if (line.find(kind) != std::string::npos && line.find(text) != std::string::npos)
                ++count;
        return count;
    }

    TempDir place;
    std::filesystem::path journal = place.path() / "journal";
    Daemon daemon{
        {.wrapper = {"sh", "-c", R"(exec "$@" --log-level=debug 2>"$0")", journal.string()}}};
    Client client{daemon.address()};
    LoginServer web;
    Process monitor{{.argv = {"busctl", "--address=" + daemon.address(), "monitor", "--json=short"},
                     .output = Output::captured}};
};

TEST_F(Canary, IsInNoFileAndNotInTheJournal) {
    const auto id = live();
    EXPECT_NE(text_of(journal).find("/basic/file"), std::string::npos) << "the journal is empty";
    for (const auto& secret : {login_password, std::string(header_canary)})
        EXPECT_EQ(found(secret), std::vector<std::string>{}) << secret;
    client.manager().Complete(id);
    for (const auto& secret : {login_password, std::string(header_canary)})
        EXPECT_EQ(found(secret), std::vector<std::string>{}) << secret << " after the end";
}

TEST_F(Canary, IsFoundWhereItIsPlanted) {
    const auto id = live();
    // What is kept in clear is found in the database or its log.
    client.job(id).SetSettings({{"Description", sdbus::Variant{login_password}}});
    EXPECT_FALSE(found(login_password).empty());
    const auto planted = daemon.state_directory() / "planted";
    for (const auto& spelling : spellings("another-canary")) {
        std::ofstream{planted} << "before " << spelling << " after";
        EXPECT_FALSE(found("another-canary").empty()) << spelling;
    }
}

TEST_F(Canary, IsInNoSignalPropertyOrAnswerButTheOwnersHeaders) {
    const auto id = live();
    auto job = client.job(id);
    (void)job.ListFiles(0, 0);
    (void)job.GetSettings();
    const auto all = run({.argv = {"busctl", "--address=" + daemon.address(), "call",
                                   dbus::bus_name, dbus::job_path_prefix + std::to_string(id),
                                   "org.freedesktop.DBus.Properties", "GetAll", "s", ""}});
    EXPECT_NE(all.output.find("BytesTotal"), std::string::npos) << all.output;
    client.manager().Complete(id);
    ASSERT_TRUE(monitor.wait_for_output("\"JobRemoved\"", patience));
    for (const auto& secret : {login_password, std::string(header_canary)}) {
        EXPECT_EQ(recorded("signal", secret), 0U) << secret;
        EXPECT_EQ(recorded("error", secret), 0U) << secret;
        // The control: the call that set it is on the record.
        EXPECT_GT(recorded("method_call", secret), 0U) << secret;
    }
    EXPECT_EQ(recorded("method_return", login_password), 0U);
    EXPECT_EQ(recorded("method_return", header_canary), 1U) << "GetSettings alone";
}

}  // namespace

}  // namespace transferd::test
