// SPDX-License-Identifier: MIT
// Where a server may send us, and what of that is followed.
#include "contract/scenarios/scene.hpp"

// NOLINTBEGIN(clang-analyzer-cplusplus.NewDeleteLeaks): what a std::function holds, it frees.
namespace transferd::worker {

namespace {

Answer moved(const std::string& location, const std::string& status = "302 Found") {
    return with_body(status,
                     "Content-Length: 9\r\nETag: \"moved\"\r\nLocation: " + location + "\r\n",
                     "elsewhere");
}

/// From /file to there; every other target has the file.
Plays from_file(const std::string& location) {
    return [location](const Asked& asked) {
        return asked.for_target("/file") ? moved(location) : file(one());
    };
}

Scene followed(const char* sentence, const std::string& location) {
    return {.sentence = sentence, .server = from_file(location), .ending = published(one())};
}

Scene denied(const char* sentence, const std::string& location, Over over = Over::everything) {
    return {.sentence = sentence,
            .server = from_file(location),
            .ending = final_error("redirect-denied"),
            .over = over};
}

std::vector<Scene> addresses() {
    return {
        followed("a redirect to a path is followed", "/other"),
        followed("a redirect to a name is followed", "other"),
        followed("a redirect to a path with dots is followed", "/a/../other"),
        followed("a redirect to a query is followed", "?other"),
        followed("a redirect with a fragment is followed", "/other#part"),
        followed("a redirect with blanks in it is followed", "/other file"),
        followed("a redirect with bytes beyond ASCII is followed", "/\xC3\xA4"),
        {.sentence = "a redirect to a whole address is followed",
         .server =
             [](const Asked& asked) {
                 return asked.for_target("/file") ? moved(asked.here + "/other") : file(one());
             },
         .ending = published(one())},
        {.sentence = "a redirect to an address without a scheme is followed",
         .server =
             [](const Asked& asked) {
                 const auto host = asked.here.substr(asked.here.find("//"));
                 return asked.for_target("/file") ? moved(host + "/other") : file(one());
             },
         .ending = published(one())},
        denied("a redirect to a file is denied", "file:///etc/passwd"),
        denied("a redirect to FTP is denied", "ftp://127.0.0.1/file"),
        denied("a redirect to Gopher is denied", "gopher://127.0.0.1:70/1"),
        denied("a redirect to data is denied", "data:text/plain,hello"),
        denied("a redirect with a user name is denied", "http://user:secret@127.0.0.1:9/file",
               Over::clear),
        denied("a redirect to an address of more than 16 KiB is denied",
               "/" + std::string(17'000, 'a'), Over::http1),
        {.sentence = "a redirect to where nobody listens is refused as such",
         .server = from_file("http://127.0.0.1:9/file"),
         .ending = transient_error("connection-refused"),
         .over = Over::clear},
        {.sentence = "a redirect to a port that does not exist is refused",
         .server = from_file("http://127.0.0.1:99999/file"),
         .ending = final_error("invalid-response")},
    };
}

std::vector<Scene> chains() {
    return {
        {.sentence = "every kind of redirect is followed",
         .server =
             [](const Asked& asked) {
                 if (asked.for_target("/file")) return moved("/2", "301 Moved Permanently");
                 if (asked.for_target("/2")) return moved("/3", "302 Found");
                 if (asked.for_target("/3")) return moved("/4", "303 See Other");
                 if (asked.for_target("/4")) return moved("/5", "307 Temporary Redirect");
                 if (asked.for_target("/5")) return moved("/6", "308 Permanent Redirect");
                 return file(one());
             },
         .ending = published(one())},
        {.sentence = "ten redirects are followed",
         .server =
             [](const Asked& asked) { return asked.nth <= 10 ? moved("/next") : file(one()); },
         .ending = published(one())},
        {.sentence = "eleven redirects are too many",
         .server =
             [](const Asked& asked) { return asked.nth <= 11 ? moved("/next") : file(one()); },
         .ending = final_error("too-many-redirects")},
        {.sentence = "a circle of redirects is left",
         .server =
             [](const Asked& asked) { return moved(asked.for_target("/file") ? "/b" : "/file"); },
         .ending = final_error("too-many-redirects")},
        {.sentence = "a redirect to nowhere is an error",
         .server = always(with_body("302 Found", "Content-Length: 0\r\n", "")),
         .ending = final_error("http-302")},
        {.sentence = "what is missing at the other address is missing",
         .server =
             [](const Asked& asked) {
                 if (asked.for_target("/file")) return moved("/other");
                 return with_body("404 Not Found", "Content-Length: 0\r\n", "");
             },
         .ending = final_error("http-404")},
        {.sentence = "a file with a Location is where it is",
         .server = always(file(one(), "Location: /other\r\n")),
         .ending = published(one())},
        {.sentence = "a Refresh is not followed",
         .server = always(file(one(), "Refresh: 0; url=/other\r\n")),
         .ending = published(one())},
    };
}

std::vector<Scene> policies() {
    const auto deny = [](core::DownloadOrder& order) {
        order.http.redirect_policy = core::RedirectPolicy::deny;
    };
    return {
        {.sentence = "a redirect is denied where the job says so",
         .server = from_file("/other"),
         .ending = final_error("redirect-denied"),
         .wish = deny},
        {.sentence = "a body with a redirect that is denied is not the file",
         .server =
             always(with_body("302 Found", "Content-Length: 1000\r\nLocation: /other\r\n", one())),
         .ending = final_error("redirect-denied"),
         .wish = deny},
    };
}

std::vector<Scene> rests() {
    return {
        {.sentence = "the rest is asked for at the other address",
         .server =
             [](const Asked& asked) {
                 return asked.for_target("/file") ? moved("/other") : honest(asked, one());
             },
         .ending = published(one()),
         .left = Left::half,
         .asks = &Asked::for_the_rest},
        {.sentence = "another file at the other address is fetched whole",
         .server =
             [](const Asked& asked) {
                 return asked.for_target("/file") ? moved("/other") : honest(asked, two(), tag_two);
             },
         .ending = published(two()),
         .left = Left::half},
        {.sentence = "a range in a redirect is not the file's",
         .server =
             [](const Asked& asked) {
                 if (!asked.for_target("/file")) return file(one());
                 return with_body("302 Found",
                                  "Content-Length: 500\r\nContent-Range: bytes 500-999/1000\r\n"
                                  "Location: /other\r\n",
                                  two().substr(500));
             },
         .ending = published(one()),
         .left = Left::half},
    };
}

}  // namespace

std::vector<Scene> redirect_scenes() {
    auto all = addresses();
    for (auto* const more : {&chains, &policies, &rests})
        for (auto& scene : more()) all.push_back(std::move(scene));
    return all;
}

}  // namespace transferd::worker
// NOLINTEND(clang-analyzer-cplusplus.NewDeleteLeaks)
