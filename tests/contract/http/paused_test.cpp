// SPDX-License-Identifier: MIT
// A download that waits for its disk while others of the same server go on: what it costs.
#include "contract/http/downloading.hpp"
#include "support/bench.hpp"
#include "support/certificates.hpp"
#include "support/nginx.hpp"

#include <algorithm>
#include <fstream>

namespace transferd::worker {

namespace {

using test::kib;
using test::mib;
using test::Site;

/// Of this process, in bytes.
std::uint64_t memory() {
    std::ifstream lines{"/proc/self/smaps_rollup"};
    std::string word;
    std::uint64_t kilobytes = 0;
    while (lines >> word && word != "Pss:") {
    }
    lines >> kilobytes;
    return kilobytes * kib;
}

/// Takes as much as it is allowed to, and keeps nothing.
class Taker : public DownloadHandler {
  public:
    void on_unchecked(const std::string& /*host*/) override {}
    void on_head(const Head& /*head*/) override { download->accept(); }
    Take on_data(std::span<const std::byte> data) override {
        if (taken >= allowed) {
            waits();
            return Take::later;
        }
        if ((taken + data.size()) / mib != taken / mib)
            most_memory = std::max(most_memory, memory());
        taken += data.size();
        return Take::all;
    }
    void on_end() override { ended(); }
    void on_failure(const core::Failure& why) override {
        ADD_FAILURE() << why.message;
        ended();
    }

    std::uint64_t allowed = UINT64_MAX;
    std::uint64_t taken{};
    std::uint64_t most_memory{};
    std::function<void()> waits = [] {};
    std::function<void()> ended = [] {};
    std::unique_ptr<Download> download;
};

class Paused : public Downloading, public testing::WithParamInterface<Site> {
  protected:
    void start(Taker& taker) {
        auto file = request();
        file.url = nginx.url(GetParam(), "/file");
        const auto ca = test::Certificates::made().certificate("ca");
        std::ifstream pem{ca};
        file.tls_files.authorities = {.path = ca,
                                      .content = {std::istreambuf_iterator<char>{pem}, {}}};
        taker.download = std::make_unique<Download>(curl, std::move(file), taker);
    }

    static constexpr std::uint64_t size = 96 * mib;
    test::Nginx nginx;
};

// With both as streams of one connection it was 34 MiB.
TEST_P(Paused, CostsNoMemoryWhileAnotherGoesOn) {
    nginx.serve("file", {.size = size});
    Taker going;
    going.ended = [this] { loop.exit(); };
    Taker waiting;
    waiting.allowed = mib;
    waiting.waits = [&] { start(going); };
    start(waiting);
    const auto before = memory();
    run();
    EXPECT_EQ(going.taken, size);
    EXPECT_LT(waiting.taken, 2 * mib);
    EXPECT_LT(going.most_memory, before + 12 * mib);
}

INSTANTIATE_TEST_SUITE_P(EachProtocol, Paused, testing::Values(Site::https, Site::http2),
                         [](const auto& site) {
                             return site.param == Site::https ? "Http1" : "Http2";
                         });

}  // namespace

}  // namespace transferd::worker
