// SPDX-License-Identifier: MIT
#include "contract/http/downloading.hpp"

#include <csignal>
#include <cstdlib>

namespace transferd::worker {

Downloading::Downloading() {
    std::signal(SIGPIPE, SIG_IGN);
    for (const auto* variable : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"})
        unsetenv(variable);
    note.ended = [this] { loop.exit(); };
}

void Downloading::run() {
    bool late = false;
    loop::Timer deadline(loop, [&] {
        late = true;
        loop.exit();
    });
    deadline.set_in(std::chrono::seconds{10});
    loop.run();
    ASSERT_FALSE(late) << "the transfer did not come to its end";
}

void Downloading::fetch(Request request) {
    note.download = std::make_unique<Download>(curl, std::move(request), note);
    run();
}

Request Downloading::request(std::string_view path) const {
    return {.url = server.url(path),
            .allowed_schemes = {core::Scheme::http, core::Scheme::https},
            .max_connections_per_host = 6,
            .connect_timeout = core::seconds{5},
            .stall_timeout = core::seconds{5}};
}

Request Downloading::rest_of_ten() const {
    auto rest = request();
    rest.offset = 5;
    rest.size = 10;
    rest.validator = {.entity_tag = "\"one\"", .last_modified = {}, .date = {}};
    return rest;
}

core::Failure Downloading::failure() const {
    EXPECT_EQ(note.ends, 0);
    EXPECT_EQ(note.failures.size(), 1U);
    return note.failures.empty() ? core::Failure{} : note.failures.front();
}

}  // namespace transferd::worker
