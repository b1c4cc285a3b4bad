// SPDX-License-Identifier: MIT
// Bytes of a server's that are no UTF-8, asked for by every method that tells something of a job:
// the bus takes no such text, so that a call would go without its answer.
#include "support/bench.hpp"

namespace transferd::test {

namespace {

class TextsOfAServer : public Bench {
  protected:
    void ask_for_everything(std::uint64_t id) {
        auto job = client.job(id);
        const std::vector<std::pair<std::string, std::function<void()>>> methods{
            {"ListFiles", [&] { job.ListFiles(0, 0); }},
            {"GetSettings", [&] { job.GetSettings(); }},
            {"GetError", [&] { job.GetError(); }},
            {"ListJobs", [&] { client.manager().ListJobs({}); }},
            {"ListHistory", [&] { client.manager().ListHistory({}, 0); }},
            {"State", [&] { job.State(); }},
            {"ErrorCode", [&] { job.ErrorCode(); }},
        };
        for (const auto& [name, call] : methods) {
            const auto error = error_of(call);
            EXPECT_TRUE(!error || error->name == error_name("NoError")) << name << error->message;
        }
    }

    const std::string bytes = "\xff\xfe\xc0\x80\xed\xa0\x80";
    const Version version{.size = 5000, .etag = "\"" + bytes + "\"", .last_modified = bytes};
    const std::vector<std::string> headers{"Server: " + bytes, "X-" + bytes + ": " + bytes};
};

TEST_F(TextsOfAServer, ThatGivesAFileAreHarmless) {
    server.serve("/file", {.version = version, .extra_headers = headers});
    const auto id = download("/file", "file");
    EXPECT_TRUE(becomes(id, "transferred"));
    ask_for_everything(id);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    ask_for_everything(id);
}

TEST_F(TextsOfAServer, ThatRefusesAreHarmless) {
    server.serve("/file", {.status = 403, .retry_after = bytes, .extra_headers = headers});
    const auto id = download("/file", "file");
    ASSERT_TRUE(becomes(id, "error"));
    ask_for_everything(id);
}

TEST_F(TextsOfAServer, ThatRedirectsAreHarmless) {
    for (const std::string policy : {"allow", "report"}) {
        server.serve("/file", {.redirect_to = server.url("/" + bytes)});
        const auto id = download("/file", policy, {}, {{"RedirectPolicy", sdbus::Variant{policy}}});
        ASSERT_TRUE(becomes(id, "error")) << policy;
        ask_for_everything(id);
        daemon.restart();
        ask_for_everything(id);
    }
}

TEST_F(TextsOfAServer, ThatRedirectsToAFileAreHarmlessWhereThatBecomesItsUrl) {
    server.serve("/file", {.redirect_to = server.url("/" + bytes)});
    server.serve("/" + bytes, {.version = version});
    const auto id = download("/file", "file", {}, {{"RedirectPolicy", sdbus::Variant{"report"}}});
    // Whether curl takes such an address is its own affair.
    const auto state = client.wait_for_one_of(id, {"transferred", "error"}, patience);
    EXPECT_TRUE(state == "transferred" || state == "error") << state;
    ask_for_everything(id);
}

}  // namespace

}  // namespace transferd::test
