// SPDX-License-Identifier: MIT
// Heads that are spelt oddly, are too much, or are no heads.
#include "contract/scenarios/scene.hpp"

namespace transferd::worker {

namespace {

/// 200 with Content-Length and these lines, each with its line end.
Answer headed(const std::string& lines) {
    return file(one(), lines);
}

/// `front` is everything before the body.
Answer raw(const std::string& front) {
    return closing({.bytes = front + one()});
}

std::string lines(std::size_t count, std::size_t width) {
    std::string text;
    for (std::size_t number = 0; number < count; ++number)
        text += "X-" + std::to_string(number) + ": " + std::string(width, 'y') + "\r\n";
    return text;
}

std::vector<Scene> spellings() {
    return {
        {.sentence = "headers in mixed case mean the same",
         .server = always(with_body("200 OK", "cOnTeNt-LeNgTh: 1000\r\neTAG: \"one\"\r\n", one())),
         .ending = published(one())},
        {.sentence = "a file without a validator comes whole",
         .server = always(headed("")),
         .ending = published(one())},
        {.sentence = "a file without a date comes whole",
         .server = always(raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")),
         .ending = published(one())},
        {.sentence = "a status without a reason is a status",
         .server = always(raw("HTTP/1.1 200\r\nContent-Length: 1000\r\n\r\n")),
         .ending = published(one())},
        {.sentence = "lines that end without a carriage return are lines",
         .server = always(raw("HTTP/1.1 200 OK\nContent-Length: 1000\nETag: \"one\"\n\n")),
         .ending = published(one()),
         .over = Over::http1},
        {.sentence = "a folded header goes on with the one before",
         .server = always(headed("X-Long: one\r\n two\r\nETag:\r\n \"one\"\r\n")),
         .ending = published(one()),
         .over = Over::http1},
        {.sentence = "HTTP 1.0 with a length will do",
         .server = always(raw("HTTP/1.0 200 OK\r\nContent-Length: 1000\r\n\r\n")),
         .ending = published(one())},
        {.sentence = "a header without a name is refused",
         .server = always(headed(": nothing\r\n")),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "a blank before a colon is refused",
         .server = always(with_body("200 OK", "Content-Length : 1000\r\n", one())),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "a zero byte in a header is refused",
         .server = always(headed(std::string("X-Zero: a\0b\r\n", 13))),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "a zero byte in the status is refused",
         .server =
             always(raw(std::string("HTTP/1.1 200 O\0K\r\n", 18) + "Content-Length: 1000\r\n\r\n")),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "a control character in a tag makes it no validator",
         .server = always(headed("ETag: \"o\x01ne\"\r\n")),
         .ending = published(one()),
         .over = Over::http1},
        {.sentence = "bytes beyond ASCII in a header do no harm",
         .server = always(headed("X-Name: \xC3\xA4\xFF\r\nETag: \"\xC3\xA4\"\r\n")),
         .ending = published(one())},
    };
}

std::vector<Scene> sizes() {
    return {
        {.sentence = "a head of 100 headers is taken",
         // Date and Content-Length are the other two.
         .server = always(headed(lines(98, 1))),
         .ending = published(one()),
         .over = Over::http1},
        {.sentence = "a head of 101 headers is refused",
         .server = always(headed(lines(99, 1))),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "a head of more than 64 KiB is refused",
         .server = always(headed(lines(66, 1000))),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "a header of more than 64 KiB is refused",
         .server = always(headed(lines(1, 70'000))),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "a header without an end is refused",
         .server = always({.bytes = "HTTP/1.1 200 OK\r\nX-Endless: " + std::string(300'000, 'x')}),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "headers without an end are refused",
         .server = always({.bytes = "HTTP/1.1 200 OK\r\n" + lines(5000, 10)}),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "a status line without an end is refused",
         .server = always({.bytes = "HTTP/1.1 200 " + std::string(300'000, 'x')}),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
    };
}

std::vector<Scene> interim() {
    const std::string hint = "HTTP/1.1 103 Early Hints\r\nETag: \"hint\"\r\n\r\n";
    std::string many;
    while (many.size() < 2'000'000) many += hint;
    return {
        {.sentence = "hints before the answer are not the answer",
         .server = always({.bytes = hint + hint + file(one()).bytes}),
         .ending = published(one())},
        {.sentence = "a length in a hint is not the file's",
         .server = always({.bytes = "HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\n\r\n" +
                                    file(one()).bytes}),
         .ending = published(one()),
         .over = Over::http1},
        {.sentence = "100 Continue that nobody waits for does no harm",
         .server = always({.bytes = "HTTP/1.1 100 Continue\r\n\r\n" + file(one()).bytes}),
         .ending = published(one())},
        {.sentence = "102 Processing does no harm",
         .server = always({.bytes = "HTTP/1.1 102 Processing\r\n\r\n" + file(one()).bytes}),
         .ending = published(one())},
        {.sentence = "hints without an end are refused",
         .server = always({.bytes = many}),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "101 to a request that asked for no other protocol is refused",
         .server = always(closing({.bytes = "HTTP/1.1 101 Switching Protocols\r\n"
                                            "Upgrade: tea\r\n\r\n" +
                                            one()})),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
    };
}

std::vector<Scene> no_heads() {
    return {
        {.sentence = "HTTP 0.9 is refused",
         .server = always(closing({.bytes = one()})),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "a page without a head is refused",
         .server = always(closing({.bytes = "<html><body>Welcome</body></html>\r\n"})),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "another protocol is refused",
         .server = always(closing({.bytes = "220 smtp.example.org ready\r\n"})),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "zero bytes for a head are refused",
         .server = always(closing({.bytes = std::string(64, '\0')})),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "a status of four digits is refused",
         .server = always(raw("HTTP/1.1 2000 OK\r\nContent-Length: 1000\r\n\r\n")),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "a status of two digits is refused",
         .server = always(raw("HTTP/1.1 20 OK\r\nContent-Length: 1000\r\n\r\n")),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "a status that is no number is refused",
         .server = always(raw("HTTP/1.1 OK OK\r\nContent-Length: 1000\r\n\r\n")),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "a version of HTTP that does not exist is refused",
         .server = always(raw("HTTP/7.3 200 OK\r\nContent-Length: 1000\r\n\r\n")),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
    };
}

}  // namespace

std::vector<Scene> head_scenes() {
    auto all = spellings();
    for (auto* const more : {&sizes, &interim, &no_heads})
        for (auto& scene : more()) all.push_back(std::move(scene));
    return all;
}

}  // namespace transferd::worker
