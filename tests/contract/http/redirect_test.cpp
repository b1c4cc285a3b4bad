// SPDX-License-Identifier: MIT
// Where a server may send us.
#include "contract/http/downloading.hpp"

namespace transferd::worker {

namespace {

using core::FailureCode;

Answer redirect(std::string_view address) {
    return {.bytes = head("302 Found", "Content-Length: 5\r\nETag: \"moved\"\r\nLocation: " +
                                           std::string(address) + "\r\n") +
                     "moved"};
}

TEST_F(Downloading, FollowsARedirectAndTellsWhereItEnded) {
    script = [](std::string_view request) {
        return request.starts_with("GET /file ") ? redirect("/other") : whole("0123456789");
    };
    fetch();
    EXPECT_TRUE(ended_well());
    EXPECT_EQ(note.body, "0123456789");
    EXPECT_EQ(note.heads.front().effective_url, server.url("/other"));
    EXPECT_EQ(note.heads.front().validator.entity_tag, "\"one\"");
}

TEST_F(Downloading, AsksForTheRestAtTheAddressOfTheRedirect) {
    script = [](std::string_view request) {
        if (request.starts_with("GET /file ")) return redirect("/other");
        return Answer{head("206 Part", "Content-Range: bytes 5-9/10\r\nContent-Length: 5\r\n") +
                      "56789"};
    };
    fetch(rest_of_ten());
    EXPECT_TRUE(ended_well());
    EXPECT_NE(server.requests().back().find("If-Range: \"one\"\r\n"), std::string::npos);
}

TEST_F(Downloading, FollowsTenRedirects) {
    script = [this](std::string_view) {
        return server.requests().size() <= 10 ? redirect("/next") : whole("x");
    };
    fetch();
    EXPECT_TRUE(ended_well());
}

TEST_F(Downloading, GivesUpAtTheEleventhRedirect) {
    script = [](std::string_view) { return redirect("/again"); };
    fetch();
    EXPECT_EQ(failure().code, FailureCode::too_many_redirects);
    EXPECT_EQ(server.requests().size(), 11U);
}

TEST_F(Downloading, RefusesARedirectToAFile) {
    script = [](std::string_view) { return redirect("file:///etc/passwd"); };
    fetch();
    EXPECT_EQ(failure().code, FailureCode::redirect_denied);
}

TEST_F(Downloading, RefusesARedirectToASchemeThePolicyForbids) {
    script = [](std::string_view) { return redirect("https://127.0.0.1:9/file"); };
    auto plain = request();
    plain.allowed_schemes = {core::Scheme::http};
    fetch(plain);
    EXPECT_EQ(failure().code, FailureCode::redirect_denied);
}

TEST_F(Downloading, RefusesARedirectWithAUserName) {
    script = [this](std::string_view) {
        return redirect("http://user:secret@" + server.url("/other").substr(7));
    };
    fetch();
    EXPECT_EQ(failure().code, FailureCode::redirect_denied);
    EXPECT_EQ(failure().message.find("secret"), std::string::npos);
}

TEST_F(Downloading, RefusesARedirectToAnAddressOfMoreThan16KiB) {
    script = [](std::string_view request) {
        if (!request.starts_with("GET /file ")) return whole("x");
        return redirect("/" + std::string(17UL * 1024, 'a'));
    };
    fetch();
    EXPECT_EQ(failure().code, FailureCode::redirect_denied);
}

TEST_F(Downloading, RefusesASchemeThePolicyForbids) {
    auto secure = request();
    secure.allowed_schemes = {core::Scheme::https};
    fetch(secure);
    EXPECT_EQ(failure().code, FailureCode::blocked_by_policy);
    EXPECT_TRUE(server.requests().empty());
}

}  // namespace

}  // namespace transferd::worker
