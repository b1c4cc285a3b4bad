// SPDX-License-Identifier: MIT
// Answers that are not the file. What is tried again is typed from settings.md.
#include "contract/scenarios/scene.hpp"

namespace transferd::worker {

namespace {

Answer page(const std::string& status, const std::string& headers = {}) {
    const std::string text = "<html>not the file</html>";
    return with_body(status, "Content-Length: " + std::to_string(text.size()) + "\r\n" + headers,
                     text);
}

Scene scene(const char* sentence, const Answer& answer, Ending ending,
            Over over = Over::everything) {
    return {
        .sentence = sentence, .server = always(answer), .ending = std::move(ending), .over = over};
}

std::vector<Scene> final_ones() {
    const auto over = Over::http1;
    return {
        scene("204 is no file", with_body("204 No Content", "", ""),
              final_error("invalid-response")),
        scene("202 is no file", page("202 Accepted"), final_error("invalid-response")),
        scene("203 is not the server's own file", page("203 Non-Authoritative"),
              final_error("invalid-response")),
        scene("206 that nobody asked for is refused", half(one()), final_error("invalid-response")),
        scene("300 without a choice is an error", page("300 Multiple Choices"),
              final_error("http-300")),
        scene("304 that nobody asked for is an error", with_body("304 Not Modified", "", ""),
              final_error("http-304")),
        scene("400 is final", page("400 Bad Request"), final_error("http-400")),
        scene("401 asks for a password", page("401 Unauthorized", "WWW-Authenticate: Basic\r\n"),
              final_error("authentication-required")),
        scene("403 is final", page("403 Forbidden"), final_error("http-403")),
        scene("404 is final", page("404 Not Found"), final_error("http-404")),
        scene("407 asks for a password of the proxy's",
              page("407 Proxy Authentication Required", "Proxy-Authenticate: Basic\r\n"),
              final_error("proxy-authentication-required"), over),
        scene("410 is final", page("410 Gone"), final_error("http-410")),
        scene("416 that nobody asked for is final", page("416 Range Not Satisfiable"),
              final_error("http-416")),
        scene("451 is final", page("451 Unavailable For Legal Reasons"), final_error("http-451")),
        scene("501 is final", page("501 Not Implemented"), final_error("http-501")),
        scene("505 is final", page("505 HTTP Version Not Supported"), final_error("http-505")),
        scene("600 is final", page("600 What"), final_error("http-600"), over),
    };
}

std::vector<Scene> transient_ones() {
    return {
        scene("408 is transient", page("408 Request Timeout"), transient_error("http-408")),
        scene("425 is transient", page("425 Too Early"), transient_error("http-425")),
        scene("429 is transient", page("429 Too Many Requests"), transient_error("http-429")),
        scene("500 is transient", page("500 Internal Server Error"), transient_error("http-500")),
        scene("502 is transient", page("502 Bad Gateway"), transient_error("http-502")),
        scene("503 is transient", page("503 Service Unavailable"), transient_error("http-503")),
        scene("504 is transient", page("504 Gateway Timeout"), transient_error("http-504")),
        scene("507 is transient", page("507 Insufficient Storage"), transient_error("http-507")),
        scene("an error without an end is an error at once",
              with_body("503 Busy", "Content-Length: 1000000\r\n", "begins"),
              transient_error("http-503")),
    };
}

Scene wait(const char* sentence, const std::string& value, std::optional<core::seconds> is) {
    return scene(sentence, page("503 Busy", "Retry-After: " + value + "\r\n"),
                 transient_error("http-503", is));
}

std::vector<Scene> waits() {
    constexpr core::seconds year{366L * 24 * 3600};
    return {
        wait("Retry-After may be seconds", "120", core::seconds{120}),
        wait("Retry-After may be nothing", "0", core::seconds{0}),
        // Two minutes after the Date of every answer.
        wait("Retry-After may be a date", "Sun, 06 Nov 1994 08:51:37 GMT", core::seconds{120}),
        wait("Retry-After may be a date of the old form", "Sunday, 06-Nov-94 08:51:37 GMT",
             core::seconds{120}),
        wait("Retry-After of the past is now", "Sun, 06 Nov 1994 08:00:00 GMT", core::seconds{0}),
        wait("Retry-After of a thousand years is cut", "31556952000", year),
        wait("Retry-After below nothing is none", "-5", std::nullopt),
        wait("Retry-After that is no number is none", "soon", std::nullopt),
        wait("two Retry-Afters that differ are none", "5\r\nRetry-After: 10", std::nullopt),
        scene("Retry-After of a file is nothing to us", file(one(), "Retry-After: 120\r\n"),
              published(one())),
    };
}

}  // namespace

std::vector<Scene> status_scenes() {
    auto all = final_ones();
    for (auto* const more : {&transient_ones, &waits})
        for (auto& scene : more()) all.push_back(std::move(scene));
    return all;
}

}  // namespace transferd::worker
