// SPDX-License-Identifier: MIT
// What everybody on the bus can see has no URL, no path, no name: checked in what busctl recorded.
#include "dbus/names.hpp"
#include "support/bench.hpp"

#include <sstream>

namespace transferd::test {

namespace {

constexpr const char* secret_name = "canary-name";
constexpr const char* secret_file = "canary-file";
constexpr const char* secret_header = "canary-header";
constexpr const char* secret_target = "/canary-url";
const std::vector<std::string> canaries{secret_name, secret_file, secret_target};

class Privacy : public Bench {
  protected:
    Privacy() {
        EXPECT_TRUE(monitor.wait_for_output("Monitoring bus message stream", patience))
            << monitor.output();
    }

    /// Submit, transfer, complete; then everything is in the record.
    void live() {
        server.serve(secret_target, {.version = {.size = 2 * mib},
                                     .extra_headers = {std::string("X-It: ") + secret_header},
                                     .rate = mib});
        const std::vector<File> files{File{std::make_tuple(
            server.url(secret_target), in_downloads(secret_file).string(), Options{})}};
        const auto id = std::get<0>(client.manager().Submit("download", secret_name, files, {}));
        ASSERT_TRUE(becomes(id, "transferred"));
        client.job(id).ListFiles(0, 0);
        client.manager().Complete(id);
        ASSERT_TRUE(monitor.wait_for_output("\"JobRemoved\"", patience));
    }
    /// Also a job that fails, whose message names the URL to its owner.
    void fail() {
        const auto id =
            client.submit(server.url(secret_target) + "-nowhere", in_downloads(secret_file), {},
                          {{"Description", sdbus::Variant{secret_name}}});
        ASSERT_TRUE(becomes(id, "error"));
        ASSERT_TRUE(monitor.wait_for_output("\"JobError\"", patience));
    }

    /// Recorded messages of that type, one a line, that hold `text`.
    [[nodiscard]] std::vector<std::string> recorded(const std::string& type,
                                                    const std::string& text) const {
        std::vector<std::string> found;
        const std::string kind = R"("type":")" + type + '"';
        std::istringstream lines{monitor.output()};
        for (std::string line; std::getline(lines, line);)
            if (line.find(kind) != std::string::npos && line.find(text) != std::string::npos)
                found.push_back(line);
        return found;
    }

    Process monitor{{.argv = {"busctl", "--address=" + daemon.address(), "monitor", "--json=short"},
                     .output = Output::captured}};
};

TEST_F(Privacy, NoSignalTellsNameUrlOrPath) {
    live();
    fail();
    EXPECT_FALSE(recorded("signal", "JobTransferred").empty()) << "no signal was recorded";
    for (const std::string& canary : canaries) {
        const auto told = recorded("signal", canary);
        EXPECT_TRUE(told.empty()) << told.front();
        // The control: this search finds the canary where it must be.
        EXPECT_FALSE(recorded("method_call", canary).empty()) << canary;
    }
}

TEST_F(Privacy, NoSignalTellsAHeaderOfAResponse) {
    live();
    EXPECT_TRUE(recorded("signal", secret_header).empty());
    // The control: the owner is told.
    EXPECT_FALSE(recorded("method_return", secret_header).empty());
}

TEST_F(Privacy, NoPropertyTellsNameUrlOrPath) {
    const auto id = client.submit(server.url(secret_target), in_downloads(secret_file), {},
                                  {{"Description", sdbus::Variant{secret_name}}});
    ASSERT_TRUE(becomes(id, "error"));
    for (const std::string& path :
         {std::string{dbus::manager_path}, dbus::job_path_prefix + std::to_string(id)}) {
        const auto shown =
            run({.argv = {"busctl", "--address=" + daemon.address(), "call", dbus::bus_name, path,
                          "org.freedesktop.DBus.Properties", "GetAll", "s", ""}})
                .output;
        EXPECT_NE(shown.find("a{sv}"), std::string::npos) << shown;
        for (const std::string& canary : canaries)
            EXPECT_EQ(shown.find(canary), std::string::npos) << shown;
    }
}

}  // namespace

}  // namespace transferd::test
