// SPDX-License-Identifier: MIT
// Downloads over TLS with the protocol that the server chose: HTTP/1.1 or HTTP/2.
#include "integration/secure_bench.hpp"

#include <set>
#include <utility>

namespace transferd::test {

namespace {

struct Protocol {
    Site site;
    std::string name;
};

class OverTls : public SecureBench, public testing::WithParamInterface<Protocol> {
  protected:
    [[nodiscard]] Site site() const { return GetParam().site; }
    /// The last request as nginx saw it.
    [[nodiscard]] Access last_access() { return nginx.accesses().back(); }
};

TEST_P(OverTls, AFileComesWhole) {
    version.size = 20 * mib + 17;
    nginx.serve("file", version);
    const auto id = download_from(site(), "/file", trusting());
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    EXPECT_EQ(last_access().protocol, GetParam().name);
    EXPECT_EQ(last_access().status, "200");
}

TEST_P(OverTls, AnEmptyFileComes) {
    version.size = 0;
    nginx.serve("file", version);
    const auto id = download_from(site(), "/file", trusting());
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    EXPECT_EQ(last_access().protocol, GetParam().name);
}

TEST_P(OverTls, BytesOnDiskAreKeptWhenTheWorkerIsKilled) {
    version.size = 16 * mib;
    server.serve("/file", {.version = version, .rate = mib});
    const auto id = download_from(site(), "/behind/file", trusting());
    ASSERT_TRUE(server.wait_for_bytes("/file", 5 * mib, patience));
    server.serve("/file", {.version = version});
    const auto workers = daemon.worker_pids();
    ASSERT_EQ(workers.size(), 1U);
    kill_process(workers[0]);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    const auto last = last_access();
    EXPECT_EQ(last.protocol, GetParam().name);
    EXPECT_EQ(last.status, "206");
    EXPECT_EQ(last.if_range, version.etag);
    EXPECT_TRUE(last.range.starts_with("bytes=") && last.range != "bytes=0-") << last.range;
}

TEST_P(OverTls, AConnectionThatIsCutIsTakenUpAgain) {
    version.size = 4 * mib;
    server.serve("/file", {.version = version, .cut_after = 3 * mib, .cuts = 1});
    const auto id = download_from(site(), "/behind/file", trusting());
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    EXPECT_EQ(last_access().status, "206");
}

INSTANTIATE_TEST_SUITE_P(EachProtocol, OverTls,
                         testing::Values(Protocol{Site::https, "HTTP/1.1"},
                                         Protocol{Site::http2, "HTTP/2.0"}),
                         [](const auto& protocol) {
                             return protocol.param.site == Site::https ? "Http1" : "Http2";
                         });

class ManyFiles : public SecureBench {
  protected:
    /// One job of as many files; how many connections it took.
    std::size_t connections_for(Site site, int files) {
        nginx.serve("file", version);
        const auto seen = nginx.accesses().size();
        std::vector<File> all;
        all.reserve(static_cast<std::size_t>(files));
        for (int i = 0; i < files; ++i)
            all.emplace_back(nginx.url(site, "/file?" + std::to_string(i)),
                             in_downloads(std::to_string(i)), Options{});
        const auto id = std::get<0>(client.manager().Submit("download", "many", all, trusting()));
        EXPECT_TRUE(becomes(id, "transferred"));
        client.manager().Complete(id);
        for (int i = 0; i < files; ++i)
            EXPECT_TRUE(holds(in_downloads(std::to_string(i)), version));
        const auto accesses = nginx.accesses();
        EXPECT_EQ(accesses.size() - seen, static_cast<std::size_t>(files));
        std::set<std::string> connections;
        for (auto i = seen; i < accesses.size(); ++i) connections.insert(accesses[i].connection);
        return connections.size();
    }
};

TEST_F(ManyFiles, ShareOneConnectionOverHttp2) {
    EXPECT_EQ(connections_for(Site::http2, 60), 1U);
    EXPECT_GT(connections_for(Site::https, 60), 1U) << "it was not HTTP/2 that shared it";
}

}  // namespace

}  // namespace transferd::test
