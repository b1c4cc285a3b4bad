// SPDX-License-Identifier: MIT
// Whom a job trusts: authorities, hosts, dates, keys, and its own certificate.
#include "integration/secure_bench.hpp"

#include <filesystem>
#include <fstream>

#include <sys/stat.h>

namespace transferd::test {

namespace {

class Https : public SecureBench {
  protected:
    Https() { nginx.serve("file", version); }

    /// curl's exit status where it is told to trust everybody: the control of what we refuse.
    [[nodiscard]] int curl_trusting_everybody(Site site) const {
        const auto url = nginx.url(site, "/file");
        return run({.argv = {"curl", "-k", "--silent", "--output", in_downloads("file"), url}})
            .exit.status.value_or(-1);
    }
    void expect_certificate_rejected(Site site, const Options& settings) {
        const auto id = download_from(site, "/file", settings);
        expect_refused(id, "certificate-rejected");
        client.manager().Cancel(id);
        EXPECT_TRUE(names_in_downloads().empty());
        EXPECT_EQ(curl_trusting_everybody(site), 0) << "it was not the certificate";
        EXPECT_TRUE(holds(in_downloads("file"), version));
    }
    [[nodiscard]] static Options with_client(const std::string& certificate,
                                             const std::string& key) {
        Options settings =
            trusting({{"TlsClientCertificate", sdbus::Variant{in_certificates(certificate)}}});
        if (!key.empty()) settings["TlsClientKey"] = sdbus::Variant{in_certificates(key)};
        return settings;
    }
    [[nodiscard]] static std::string in_certificates(const std::string& name) {
        return certificates().directory() / name;
    }
    /// A file beside the downloads' directory, given as TlsCaFile.
    void expect_unusable_ca_file(const std::string& path, const std::string& code) {
        const auto id = download_from(Site::https, "/file", {{"TlsCaFile", sdbus::Variant{path}}});
        expect_refused(id, code);
        EXPECT_NE(message(id).find("TlsCaFile " + path), std::string::npos) << message(id);
    }
    [[nodiscard]] std::string other_file() const { return others.path() / "ca.pem"; }

    TempDir others;
};

TEST_F(Https, AnAuthorityThatNobodyKnowsIsRejected) {
    expect_certificate_rejected(Site::https, {});
}

TEST_F(Https, AnAuthorityOfTheJobsOwnIsTrusted) {
    const auto id = download_from(Site::https, "/file", trusting());
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
}

TEST_F(Https, ACertificateThatSignsItselfIsRejected) {
    expect_certificate_rejected(Site::stranger, trusting());
}

TEST_F(Https, ACertificateOfAnotherHostIsRejected) {
    expect_certificate_rejected(Site::elsewhere, trusting());
}

TEST_F(Https, AnExpiredCertificateIsRejected) {
    expect_certificate_rejected(Site::expired, trusting());
}

TEST_F(Https, AJobThatIsTaughtWhomToTrustGoesOnAfterResume) {
    const auto id = download_from(Site::https, "/file");
    expect_refused(id, "certificate-rejected");
    client.job(id).SetSettings(trusting());
    client.manager().Resume(id);
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
}

TEST_F(Https, TransferctlTellsAJobWhomToTrust) {
    const auto download = [this](const std::vector<std::string>& options) {
        std::vector<std::string> argv{program_directory() / "transferctl", "--user", "download"};
        argv.insert(argv.end(), options.begin(), options.end());
        argv.push_back(nginx.url(Site::https, "/file"));
        argv.push_back(in_downloads("file"));
        return run({.argv = argv, .environment = daemon.environment()}).exit.status;
    };
    EXPECT_EQ(download({}), 7) << "the exit code of a job in error";
    EXPECT_EQ(download({"--set", "AutoComplete=1"}), 2) << "that of a wrong command line";
    const auto ca_file = "TlsCaFile=" + certificates().certificate("ca").string();
    const auto pin = "TlsPinnedKey=" + certificates().pinned_key();
    client.manager().Cancel(client.job_ids().at(0));
    EXPECT_EQ(download({"--set", ca_file, "--set", pin}), 0);
    EXPECT_TRUE(holds(in_downloads("file"), version));
}

TEST_F(Https, TheKeyThatIsPinnedIsTaken) {
    const Options pin{{"TlsPinnedKey", sdbus::Variant{certificates().pinned_key()}}};
    const auto id = download_from(Site::https, "/file", trusting(pin));
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
}

TEST_F(Https, AnotherKeyThanThePinnedOneIsRejected) {
    const auto other = "sha256//" + std::string(43, 'A') + "=";
    expect_certificate_rejected(Site::https, trusting({{"TlsPinnedKey", sdbus::Variant{other}}}));
}

TEST_F(Https, AServerThatWantsACertificateRefusesAJobWithoutOne) {
    expect_refused(download_from(Site::wants_certificate, "/file", trusting()), "http-400");
}

TEST_F(Https, AServerThatWantsACertificateIsShownTheJobs) {
    const auto id =
        download_from(Site::wants_certificate, "/file", with_client("client.pem", "client.key"));
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
}

TEST_F(Https, TheKeyMayBeInTheCertificatesFile) {
    const auto id =
        download_from(Site::wants_certificate, "/file", with_client("client-with-key.pem", ""));
    EXPECT_TRUE(ends_well(id, in_downloads("file"), version));
}

// OpenSSL would ask for it at the terminal, and the worker would wait.
TEST_F(Https, AKeyWithAPasswordIsAnErrorAndNobodyIsAsked) {
    const auto id = download_from(Site::wants_certificate, "/file",
                                  with_client("client.pem", "client-encrypted.key"));
    expect_refused(id, "tls-failure");
    EXPECT_NE(message(id).find(in_certificates("client.pem")), std::string::npos) << message(id);
}

TEST_F(Https, AFileThatIsNotThereIsNamed) {
    expect_unusable_ca_file(other_file(), "local-not-found");
}

TEST_F(Https, AFileThatTheOwnerMayNotReadIsNamed) {
    std::filesystem::copy_file(certificates().certificate("ca"), other_file());
    std::filesystem::permissions(other_file(), std::filesystem::perms::none);
    expect_unusable_ca_file(other_file(), "local-access-denied");
}

TEST_F(Https, AFifoIsNotWaitedFor) {
    ASSERT_EQ(mkfifo(other_file().c_str(), 0600), 0);
    expect_unusable_ca_file(other_file(), "local-not-found");
}

TEST_F(Https, AFileThatIsTooLargeIsNamed) {
    std::ofstream{other_file()} << std::string(mib + 1, 'x');
    expect_unusable_ca_file(other_file(), "size-limit");
}

TEST_F(Https, AFileWithoutCertificatesIsNamedAndNobodyElseIsTrustedInstead) {
    std::ofstream{other_file()} << "no certificate\n";
    expect_unusable_ca_file(other_file(), "tls-failure");
}

TEST_F(Https, AnEmptyFileIsNamedAndNobodyElseIsTrustedInstead) {
    std::ofstream{other_file()} << "";
    expect_unusable_ca_file(other_file(), "tls-failure");
}

}  // namespace

}  // namespace transferd::test
