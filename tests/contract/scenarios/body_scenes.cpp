// SPDX-License-Identifier: MIT
// Bodies in chunks, in codings, and on connections that are not what they seem.
#include "contract/scenarios/scene.hpp"

namespace transferd::worker {

namespace {

const std::string second_half = one().substr(500);

/// A 206 in chunks of what is missing.
Answer chunks(const std::string& body) {
    return closing(with_body("206 Partial Content",
                             "Content-Range: bytes 500-999/1000\r\n"
                             "Transfer-Encoding: chunked\r\n" +
                                 std::string(tag_one),
                             body));
}

Answer coded(const std::string& coding) {
    return file(one(), coding);
}

std::vector<Scene> in_chunks() {
    return {
        {.sentence = "the rest may come in chunks",
         .server = to_the_rest(chunks(chunked(second_half))),
         .ending = published(one()),
         .left = Left::half},
        {.sentence = "trailers change nothing",
         .server =
             to_the_rest(chunks(chunked(second_half, "ETag: \"two\"\r\nContent-Length: 3\r\n"))),
         .ending = published(one()),
         .left = Left::half},
        {.sentence = "extensions of chunks are nothing to us",
         .server = to_the_rest(chunks("1f4;name=\"value\"\r\n" + second_half + "\r\n0\r\n\r\n")),
         .ending = published(one()),
         .left = Left::half},
        {.sentence = "chunks of more bytes than the range has are refused",
         .server = to_the_rest(chunks(chunked(second_half + "more"))),
         .ending = final_error("invalid-response"),
         .left = Left::half},
        {.sentence = "chunks of fewer bytes than the range has are a lost connection",
         .server = to_the_rest(chunks(chunked(second_half.substr(0, 499)))),
         .ending = transient_error("connection-lost"),
         .left = Left::half},
        {.sentence = "chunks without the last one are a lost connection",
         .server = to_the_rest(chunks("1f4\r\n" + second_half + "\r\n")),
         .ending = transient_error("connection-lost"),
         .left = Left::half,
         .over = Over::http1},
        {.sentence = "a chunk whose size is no number is a lost connection",
         .server = to_the_rest(chunks("many\r\n" + second_half + "\r\n0\r\n\r\n")),
         .ending = transient_error("connection-lost"),
         .left = Left::half,
         .over = Over::http1},
        {.sentence = "a chunk of more than 64 bits is a lost connection",
         .server = to_the_rest(chunks("fffffffffffffffff\r\n" + second_half)),
         .ending = transient_error("connection-lost"),
         .left = Left::half,
         .over = Over::http1},
    };
}

Scene refused(const char* sentence, const std::string& coding) {
    return {.sentence = sentence,
            .server = always(coded(coding)),
            .ending = final_error("invalid-response")};
}

std::vector<Scene> in_codings() {
    return {
        refused("a compressed body is refused", "Content-Encoding: gzip\r\n"),
        refused("a body in a coding that nobody knows is refused", "Content-Encoding: tea\r\n"),
        refused("a body in two codings is refused", "Content-Encoding: gzip, br\r\n"),
        refused("a body in identity and another coding is refused",
                "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n"),
        {.sentence = "a coding of the transfer that nobody asked for is refused",
         .server =
             always(with_body("200 OK", "Transfer-Encoding: gzip, chunked\r\n", chunked(one()))),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "the coding identity is none",
         .server = always(coded("Content-Encoding: Identity\r\n")),
         .ending = published(one())},
        {.sentence = "a compressed rest is refused",
         .server = to_the_rest(half(one(), "bytes 500-999/1000", "Content-Encoding: gzip\r\n")),
         .ending = final_error("invalid-response"),
         .left = Left::half},
        {.sentence = "no coding but identity is asked for",
         .server = always(file(one())),
         .ending = published(one()),
         .asks =
             [](const Asked& asked) {
                 return asked.request.find("ccept-") != std::string_view::npos &&
                        asked.request.find("ncoding: identity\r\n") != std::string_view::npos;
             }},
    };
}

std::vector<Scene> connections() {
    const auto busy = with_body("503 Busy", "Content-Length: 0\r\n", "");
    return {
        {.sentence = "a connection that was to be kept and is closed costs nothing",
         .server =
             [busy](const Asked& asked) {
                 if (asked.nth == 1) return Answer{busy};
                 return asked.nth_on_connection > 1 ? closing({}) : file(one());
             },
         .ending = published(one()),
         .over = Over::http1,
         .in_vain = 1},
        {.sentence = "an answer before the question is not the answer",
         .server =
             [busy](const Asked& asked) {
                 if (asked.nth > 1) return file(one());
                 return Answer{.bytes = busy.bytes + file(two(), tag_two).bytes};
             },
         .ending = published(one()),
         .over = Over::http1,
         .in_vain = 1},
        {.sentence = "a connection that was to be closed is not waited for",
         .server = always(file(one(), "Connection: close\r\n")),
         .ending = published(one())},
        {.sentence = "a server over IPv6 is a server",
         .server = always(file(one())),
         .ending = published(one()),
         .over = Over::ipv6},
        {.sentence = "the rest is fetched over IPv6",
         .server = [](const Asked& asked) { return honest(asked, one()); },
         .ending = published(one()),
         .left = Left::half,
         .over = Over::ipv6,
         .asks = &Asked::for_the_rest},
        {.sentence = "a server that knows no HEAD is never asked for one",
         .server =
             [](const Asked& asked) {
                 if (asked.request.starts_with("GET ")) return file(one());
                 return with_body("405 Method Not Allowed", "Content-Length: 0\r\n", "");
             },
         .ending = published(one())},
        {.sentence = "a cookie is not kept",
         .server =
             [](const Asked& asked) {
                 const std::string cookie = "Set-Cookie: a=b\r\nContent-Length: 0\r\n";
                 return asked.nth == 1 ? with_body("503 Busy", cookie, "") : file(one());
             },
         .ending = published(one()),
         .in_vain = 1,
         .asks =
             [](const Asked& asked) {
                 return asked.request.find("ookie: ") == std::string_view::npos;
             }},
    };
}

}  // namespace

std::vector<Scene> body_scenes() {
    auto all = in_chunks();
    for (auto* const more : {&in_codings, &connections})
        for (auto& scene : more()) all.push_back(std::move(scene));
    return all;
}

}  // namespace transferd::worker
