// SPDX-License-Identifier: MIT
#include "support/certificates.hpp"

#include "support/process.hpp"

#include <fstream>
#include <stdexcept>

namespace transferd::test {

const Certificates& Certificates::made() {
    static const Certificates all;
    return all;
}

Certificates::Certificates() {
    const auto made = run({.argv = {"sh", TRANSFERD_CERTIFICATES_SCRIPT, directory_.path()}});
    if (made.exit.status != 0) throw std::runtime_error{"no certificates: " + made.output};
}

std::filesystem::path Certificates::certificate(const std::string& name) const {
    return directory_.path() / (name + ".pem");
}

std::filesystem::path Certificates::key(const std::string& name) const {
    return directory_.path() / (name + ".key");
}

std::string Certificates::pinned_key() const {
    std::string hash;
    std::ifstream{directory_.path() / "server.pin"} >> hash;
    return "sha256//" + hash;
}

}  // namespace transferd::test
