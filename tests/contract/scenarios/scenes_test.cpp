// SPDX-License-Identifier: MIT
// Every scenario over every way of speaking that keeps it what it is: the right bytes, or the code
// of the contract, and never a wrong byte under the final name.
#include "contract/scenarios/one_file.hpp"
#include "contract/scenarios/scene.hpp"
#include "core/retry.hpp"
#include "support/certificates.hpp"
#include "support/haproxy.hpp"

#include <gtest/gtest.h>

namespace transferd::worker {

namespace {

enum class Way { clear, tls, http2, ipv6 };

struct Showing {
    Way way{};
    const Scene* scene{};
};

std::vector<Way> ways_of(Over over) {
    switch (over) {
        case Over::everything:
            return {Way::clear, Way::tls, Way::http2};
        case Over::http1:
            return {Way::clear, Way::tls};
        case Over::clear:
            return {Way::clear};
        case Over::ipv6:
            return {Way::ipv6};
    }
    return {};
}

std::vector<Showing> showings() {
    std::vector<Showing> all;
    for (const auto& scene : scenes())
        for (const auto way : ways_of(scene.over)) all.push_back({way, &scene});
    return all;
}

/// One for all scenarios, with a HAProxy in front of it.
struct Stage {
    loop::EventLoop loop;
    ScriptedServer server{loop, [](std::string_view) { return Answer{}; }};
    ScriptedServer server6{loop, [](std::string_view) { return Answer{}; },
                           ScriptedServer::Loopback::ipv6};
    test::HaProxy front{{server.port()}};
};

class Scenes : public testing::TestWithParam<Showing> {
  protected:
    static Stage& stage() {
        static Stage only;
        return only;
    }

    [[nodiscard]] static ScriptedServer& server() {
        return GetParam().way == Way::ipv6 ? stage().server6 : stage().server;
    }
    [[nodiscard]] static std::string url(const std::string& target) {
        const auto port = stage().server.port();
        switch (GetParam().way) {
            case Way::clear:
            case Way::ipv6:
                return server().url(target);
            case Way::tls:
                return test::local_url(test::Protocol::https1, stage().front.tls_port(port),
                                       target);
            case Way::http2:
                return test::local_url(test::Protocol::http2,
                                       stage().front.port(port, test::Protocol::http2), target);
        }
        return {};
    }

    static void play(const Plays& plays) {
        server().play([plays](std::string_view request) {
            return plays({.request = request,
                          .nth = server().requests().size(),
                          .nth_on_connection = server().nth_on_connection(),
                          .here = url("")});
        });
    }

    void leave(const Scene& scene) {
        if (scene.left == Left::nothing) return;
        const auto headers = scene.before.empty() ? std::string(tag_one) : scene.before;
        play(always(worker::file(one(), headers)));
        ASSERT_EQ(file_.attempt(), "");
        if (scene.left == Left::half) file_.remember_only(one().size() / 2);
    }

    /// Whatever came of it, what is kept goes on to the right file.
    void goes_on_with_an_honest_server() {
        play([](const Asked& asked) { return honest(asked, one(), tag_one); });
        EXPECT_EQ(file_.attempt(), "") << file_.failure().message;
        if (testing::Test::HasFailure()) return;
        EXPECT_EQ(file_.publish(), "");
        EXPECT_EQ(file_.published(), one());
    }

    OneFile file_{stage().loop};
};

TEST_P(Scenes, End) {
    const auto& scene = *GetParam().scene;
    RecordProperty("scenario", scene.sentence);
    file_.order.url = url("/file");
    file_.order.http.tls.ca_file = test::Certificates::made().certificate("ca");
    ASSERT_NO_FATAL_FAILURE(leave(scene));
    const auto as_ordered = file_.order;
    scene.wish(file_.order);
    play([&](const Asked& asked) {
        EXPECT_TRUE(scene.asks(asked)) << asked.request;
        return scene.server(asked);
    });
    for (std::size_t vain = 0; vain < scene.in_vain; ++vain) EXPECT_NE(file_.attempt(), "");

    const auto error = file_.attempt();
    EXPECT_EQ(error, scene.ending.error) << file_.failure().message;
    EXPECT_EQ(file_.published(), std::nullopt) << "nothing has the final name before Complete";
    if (error.empty()) {
        EXPECT_EQ(file_.publish(), "");
        EXPECT_EQ(file_.published(), scene.ending.body);
        return;
    }
    EXPECT_EQ(core::worth_retrying(file_.failure()), scene.ending.transient);
    EXPECT_EQ(file_.failure().retry_after, scene.ending.retry_after);
    file_.order.digest = as_ordered.digest;
    file_.order.expected_size = as_ordered.expected_size;
    file_.order.http = as_ordered.http;
    file_.order.url = as_ordered.url;
    file_.order.stall_timeout = as_ordered.stall_timeout;
    goes_on_with_an_honest_server();
}

std::string name_of(const testing::TestParamInfo<Showing>& info) {
    const char* way = "";
    switch (info.param.way) {
        case Way::clear:
            way = "_Http1";
            break;
        case Way::tls:
            way = "_Https1";
            break;
        case Way::http2:
            way = "_Http2";
            break;
        case Way::ipv6:
            way = "_Http1OverIPv6";
            break;
    }
    return test_name(info.param.scene->sentence) + way;
}

INSTANTIATE_TEST_SUITE_P(As, Scenes, testing::ValuesIn(showings()), name_of);

}  // namespace

}  // namespace transferd::worker
