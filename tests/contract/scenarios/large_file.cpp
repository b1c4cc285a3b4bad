// SPDX-License-Identifier: MIT
#include "contract/scenarios/large_file.hpp"

#include "support/certificates.hpp"
#include "worker/http/download.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>

#include <gtest/gtest.h>

namespace transferd::worker {

namespace {

constexpr std::uint64_t beyond_32_bits = (std::uint64_t{5} << 30U) + 7;
constexpr std::uint64_t missing = 1000;

/// Keeps nothing but what it needs to tell.
class Counting : public DownloadHandler {
  public:
    explicit Counting(loop::EventLoop& loop) : loop_(loop) {}

    void on_unchecked(const std::string& /*host*/) override {}
    void on_head(const Head& given) override {
        head = given;
        if (!takes_the_body) return loop_.exit();
        download->accept();
    }
    Take on_data(std::span<const std::byte> data) override {
        bytes += data.size();
        zeros = zeros && std::all_of(data.begin(), data.end(),
                                     [](std::byte byte) { return byte == std::byte{0}; });
        return Take::all;
    }
    void on_end() override {
        ended = true;
        loop_.exit();
    }
    void on_failure(const core::Failure& failure) override {
        ADD_FAILURE() << failure.message;
        loop_.exit();
    }

    bool takes_the_body = false;
    Head head{};
    std::uint64_t bytes{};
    bool zeros = true;
    bool ended{};
    std::unique_ptr<Download> download;

  private:
    loop::EventLoop& loop_;
};

Request request(const Play& play) {
    const auto& order = play.file.order;
    std::ifstream pem{order.http.tls.ca_file};
    return {.url = order.url,
            .allowed_schemes = order.allowed_schemes,
            .max_connections_per_host = order.max_connections_per_host,
            .connect_timeout = order.connect_timeout,
            .stall_timeout = order.stall_timeout,
            .tls_files = {.authorities = {.path = order.http.tls.ca_file,
                                          .content = {std::istreambuf_iterator<char>{pem}, {}}}}};
}

/// Until the head, or the end.
void fetch(const Request& request, Counting& counting, loop::EventLoop& loop) {
    CurlLoop curl(loop);
    counting.download = std::make_unique<Download>(curl, request, counting);
    loop.run();
    counting.download.reset();
}

}  // namespace

void end_of_a_large_file(const Play& play) {
    play.hosts.serve("file", {.seed = 0, .size = beyond_32_bits});
    auto asked = request(play);
    loop::EventLoop first_loop;
    Counting at_first(first_loop);
    fetch(asked, at_first, first_loop);
    ASSERT_EQ(at_first.head.size, beyond_32_bits);

    asked.offset = beyond_32_bits - missing;
    asked.size = at_first.head.size;
    asked.validator = at_first.head.validator;
    loop::EventLoop second_loop;
    Counting at_last(second_loop);
    at_last.takes_the_body = true;
    fetch(asked, at_last, second_loop);
    EXPECT_TRUE(at_last.ended);
    EXPECT_EQ(at_last.head.offset, beyond_32_bits - missing);
    EXPECT_EQ(at_last.bytes, missing);
    EXPECT_TRUE(at_last.zeros);
}

}  // namespace transferd::worker
