// SPDX-License-Identifier: MIT
// TlsFlags against a real nginx: each flag forgives what it names and nothing else.
#include "integration/secure_bench.hpp"
#include "journal/message_ids.hpp"

#include <fstream>
#include <iterator>

namespace transferd::test {

namespace {

using Flags = std::vector<std::string>;

class TlsFlags : public SecureBench {
  protected:
    TlsFlags() { nginx.serve("file", version); }

    [[nodiscard]] static Options flags(const Flags& words) {
        return {{"TlsFlags", sdbus::Variant{words}}};
    }
    void expect_taken(Site site, const Options& settings) {
        const auto id = download_from(site, "/file", settings);
        EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
        std::filesystem::remove(in_downloads("file"));
    }
    void expect_rejected(Site site, const Options& settings) {
        const auto id = download_from(site, "/file", settings);
        expect_refused(id, "certificate-rejected");
        client.manager().Cancel(id);
    }
};

TEST_F(TlsFlags, IgnoreDateForgivesAnExpiredCertificate) {
    expect_rejected(Site::expired, trusting());
    expect_taken(Site::expired, trusting(flags({"ignore-date"})));
}

TEST_F(TlsFlags, IgnoreDateForgivesNothingElse) {
    expect_rejected(Site::expired, flags({"ignore-date"}));
    expect_rejected(Site::elsewhere, trusting(flags({"ignore-date"})));
    expect_rejected(Site::stranger, trusting(flags({"ignore-date", "ignore-host"})));
}

TEST_F(TlsFlags, IgnoreHostForgivesACertificateOfAnotherHost) {
    expect_taken(Site::elsewhere, trusting(flags({"ignore-host"})));
}

TEST_F(TlsFlags, IgnoreHostForgivesNothingElse) {
    expect_rejected(Site::elsewhere, flags({"ignore-host"}));
    expect_rejected(Site::expired, trusting(flags({"ignore-host"})));
    expect_rejected(Site::stranger, trusting(flags({"ignore-host"})));
}

TEST_F(TlsFlags, IgnoreCaForgivesAnAuthorityThatNobodyKnows) {
    expect_taken(Site::https, flags({"ignore-ca"}));
}

TEST_F(TlsFlags, IgnoreCaForgivesACertificateThatSignsItself) {
    expect_taken(Site::stranger, flags({"ignore-ca", "ignore-host"}));
}

TEST_F(TlsFlags, IgnoreCaForgivesNothingElse) {
    expect_rejected(Site::expired, flags({"ignore-ca"}));
    expect_rejected(Site::elsewhere, flags({"ignore-ca"}));
    expect_rejected(Site::stranger, flags({"ignore-ca"}));
    const auto other = "sha256//" + std::string(43, 'A') + "=";
    auto pinned = flags({"ignore-ca", "ignore-host", "ignore-date"});
    pinned["TlsPinnedKey"] = sdbus::Variant{other};
    expect_rejected(Site::https, pinned);
}

TEST_F(TlsFlags, TogetherForgiveEverythingThatTheyName) {
    expect_taken(Site::expired, flags({"ignore-ca", "ignore-date"}));
    expect_taken(Site::elsewhere, flags({"ignore-ca", "ignore-host"}));
}

// Of one worker, whose connections and TLS sessions are kept for the next file.
TEST_F(TlsFlags, AForgivenConnectionIsUsedByNoOtherJob) {
    for (const auto site : {Site::https, Site::expired, Site::elsewhere}) {
        expect_taken(site, flags({"ignore-ca", "ignore-date", "ignore-host"}));
        expect_rejected(site, {});
    }
    expect_taken(Site::https, trusting());
}

TEST_F(TlsFlags, CheckRevocationTakesACertificateThatItsAuthorityCallsGood) {
    expect_taken(Site::stapled, trusting(flags({"check-revocation"})));
}

TEST_F(TlsFlags, CheckRevocationRejectsARevokedCertificate) {
    expect_taken(Site::revoked, trusting());
    const auto id = download_from(Site::revoked, "/file", trusting(flags({"check-revocation"})));
    expect_refused(id, "certificate-rejected");
    EXPECT_NE(message(id).find("revocation reason"), std::string::npos) << message(id);
}

TEST_F(TlsFlags, CheckRevocationRejectsAServerThatSaysNothing) {
    expect_rejected(Site::https, trusting(flags({"check-revocation"})));
}

class TlsFlagsInTheJournal : public TlsFlags {
  protected:
    /// The lines that tell of the flags. The broker has ended.
    std::vector<std::string> lines() {
        EXPECT_TRUE(daemon.stop());
        std::ifstream in{journal};
        std::vector<std::string> found;
        for (std::string line; std::getline(in, line);)
            if (line.find(journal::message_id::certificate_not_checked) != std::string::npos)
                found.push_back(line);
        return found;
    }
    void SetUp() override {
        daemon.change({.wrapper = {"sh", "-c", R"(exec "$@" 2>"$0")", journal.string()}});
        daemon.restart();
    }

    TempDir place;
    std::filesystem::path journal = place.path() / "journal";
};

TEST_F(TlsFlagsInTheJournal, EachUseIsALineWithTheJobAndWithoutSecrets) {
    const auto id =
        download_from(Site::https, "/file?token=1", flags({"ignore-ca", "ignore-host"}));
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
    const auto found = lines();
    ASSERT_EQ(found.size(), 1U);
    const auto& line = found.front();
    EXPECT_TRUE(line.starts_with("<4>")) << line;
    EXPECT_NE(line.find("TRANSFER_JOB=" + std::to_string(id)), std::string::npos) << line;
    EXPECT_NE(line.find("ignore-host, ignore-ca"), std::string::npos) << line;
    EXPECT_EQ(line.find("token"), std::string::npos) << line;
}

TEST_F(TlsFlagsInTheJournal, AUseThatEndsInARefusalIsALineToo) {
    expect_refused(download_from(Site::https, "/nothing", flags({"ignore-ca"})), "http-404");
    EXPECT_EQ(lines().size(), 1U);
}

TEST_F(TlsFlagsInTheJournal, NoLineIsWrittenWhereNothingIsForgiven) {
    expect_taken(Site::stapled, trusting(flags({"check-revocation"})));
    expect_taken(Site::http, flags({"ignore-ca"}));
    EXPECT_EQ(lines().size(), 0U);
}

}  // namespace

}  // namespace transferd::test
