// SPDX-License-Identifier: MIT
// Every scenario of the well-behaved servers with every server over every protocol.
#include "contract/scenarios/served.hpp"

#include "contract/scenarios/scene.hpp"
#include "support/certificates.hpp"

#include <gtest/gtest.h>

namespace transferd::worker {

namespace {

struct Showing {
    Venue venue{};
    const ServedScene* scene{};
};

std::vector<Showing> showings() {
    std::vector<Showing> all;
    for (const auto& scene : served_scenes())
        for (const auto& venue : venues()) all.push_back({venue, &scene});
    return all;
}

class Served : public testing::TestWithParam<Showing> {};

TEST_P(Served, Ends) {
    const auto& [venue, scene] = GetParam();
    RecordProperty("scenario", scene->sentence);
    auto& hosts = Hosts::started();
    loop::EventLoop loop;
    OneFile file(loop);
    file.order.url = hosts.url(venue, "/file");
    file.order.http.tls.ca_file = test::Certificates::made().certificate("ca");
    scene->plays({.hosts = hosts, .venue = venue, .loop = loop, .file = file});
}

std::string name_of_showing(const testing::TestParamInfo<Showing>& info) {
    return test_name(info.param.scene->sentence) + "_" + name_of(info.param.venue);
}

INSTANTIATE_TEST_SUITE_P(By, Served, testing::ValuesIn(showings()), name_of_showing);

}  // namespace

}  // namespace transferd::worker
