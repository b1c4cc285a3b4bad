// SPDX-License-Identifier: MIT
// How long a body is said to be, and what of that is believed.
#include "contract/scenarios/scene.hpp"

namespace transferd::worker {

namespace {

Answer of_length(const std::string& length) {
    return closing(with_body("200 OK", length + tag_one, one()));
}

Scene refused(const char* sentence, const std::string& length) {
    return {.sentence = sentence,
            .server = always(of_length(length)),
            .ending = final_error("invalid-response"),
            .over = Over::http1};
}

}  // namespace

std::vector<Scene> length_scenes() {
    return {
        {.sentence = "a body shorter than its length is a lost connection",
         .server = always(cut_after(999, file(one()))),
         .ending = transient_error("connection-lost")},
        {.sentence = "a body that is missing is a lost connection",
         .server = always(cut_after(0, file(one()))),
         .ending = transient_error("connection-lost")},
        {.sentence = "bytes after the announced ones are not the file's",
         .server = always(closing({.bytes = file(one()).bytes + two()})),
         .ending = published(one())},
        {.sentence = "an empty file is a file",
         .server = always(file("")),
         .ending = published("")},
        {.sentence = "bytes after an empty file are not the file's",
         .server = always(closing({.bytes = file("").bytes + two()})),
         .ending = published("")},
        {.sentence = "an empty file without a length is refused",
         .server = always(closing(with_body("200 OK", "Connection: close\r\n", ""))),
         .ending = final_error("size-unknown"),
         .over = Over::http1},
        {.sentence = "a file without a length is refused",
         .server = always(closing(with_body("200 OK", "Connection: close\r\n", one()))),
         .ending = final_error("size-unknown")},
        {.sentence = "a file in chunks without a length is refused",
         .server = always(with_body("200 OK", "Transfer-Encoding: chunked\r\n", chunked(one()))),
         .ending = final_error("size-unknown")},
        {.sentence = "a length said twice in the same way is a length",
         .server = always(of_length("Content-Length: 1000\r\nContent-Length: 1000\r\n")),
         .ending = published(one())},
        {.sentence = "a file of eight exbibytes does not fit",
         .server = always(with_body("200 OK", "Content-Length: 9223372036854775807\r\n", one())),
         .ending = final_error("disk-full")},
        refused("two lengths that differ are refused",
                "Content-Length: 1000\r\nContent-Length: 900\r\n"),
        refused("two lengths in one header are refused", "Content-Length: 1000, 900\r\n"),
        refused("a negative length is refused", "Content-Length: -1000\r\n"),
        refused("a length with a sign is refused", "Content-Length: +1000\r\n"),
        refused("a hexadecimal length is refused", "Content-Length: 0x3e8\r\n"),
        refused("a length with a unit is refused", "Content-Length: 1000 bytes\r\n"),
        refused("a fraction of a length is refused", "Content-Length: 1000.0\r\n"),
        refused("an empty length is refused", "Content-Length:\r\n"),
        refused("a length beyond 64 bits is refused", "Content-Length: 99999999999999999999\r\n"),
        refused("a length beyond what a file can have is refused",
                "Content-Length: 9223372036854775808\r\n"),
        {.sentence = "a length and chunks contradict each other",
         .server = always(with_body(
             "200 OK", "Content-Length: 1000\r\nTransfer-Encoding: chunked\r\n", chunked(one()))),
         .ending = final_error("invalid-response"),
         .over = Over::http1},
        {.sentence = "a file of the size that the client said is taken",
         .server = always(file(one())),
         .ending = published(one()),
         .wish = [](core::DownloadOrder& order) { order.expected_size = one().size(); }},
        {.sentence = "a file of another size than the client said is refused",
         .server = always(file(one())),
         .ending = final_error("size-mismatch"),
         .wish = [](core::DownloadOrder& order) { order.expected_size = 999; }},
        {.sentence = "a file of the digest that the client said is taken",
         .server = always(file(one())),
         .ending = published(one()),
         .wish = [](core::DownloadOrder& order) { order.digest = sha256(one()); }},
        {.sentence = "a file of another digest than the client said is refused",
         .server = always(file(two(), tag_two)),
         .ending = final_error("digest-mismatch"),
         .wish = [](core::DownloadOrder& order) { order.digest = sha256(one()); }},
    };
}

}  // namespace transferd::worker
