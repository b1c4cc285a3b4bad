// SPDX-License-Identifier: MIT
// A 206 is believed only if it is exactly what was asked for.
#include "contract/scenarios/scene.hpp"

namespace transferd::worker {

namespace {

/// With the bytes that such a server would send; what it says of them is wrong.
Scene refused(const char* sentence, const std::string& range,
              const std::string& bytes = one().substr(500)) {
    return {.sentence = sentence,
            .server = to_the_rest(with_body("206 Partial Content",
                                            "Content-Length: " + std::to_string(bytes.size()) +
                                                "\r\nContent-Range: " + range + "\r\n" + tag_one,
                                            bytes)),
            .ending = final_error("invalid-response"),
            .left = Left::half};
}

Scene refused_as(const char* sentence, const std::string& headers,
                 const std::string& body = one().substr(500)) {
    return {.sentence = sentence,
            .server = to_the_rest(with_body(
                "206 Partial Content",
                "Content-Length: " + std::to_string(body.size()) + "\r\n" + headers, body)),
            .ending = final_error("invalid-response"),
            .left = Left::half};
}

}  // namespace

std::vector<Scene> range_scenes() {
    const std::string good = "Content-Range: bytes 500-999/1000\r\n";
    const std::string two_parts = "--part\r\nContent-Range: bytes 500-749/1000\r\n\r\n" +
                                  one().substr(500, 250) +
                                  "\r\n--part\r\nContent-Range: bytes 750-999/1000\r\n\r\n" +
                                  one().substr(750) + "\r\n--part--\r\n";
    return {
        refused_as("a rest without a range is refused", tag_one),
        refused_as("an empty range is refused", "Content-Range:\r\n"),
        refused_as("two ranges that differ are refused",
                   good + "Content-Range: bytes 400-999/1000\r\n"),
        refused_as("several parts where one was asked for are refused",
                   "Content-Type: multipart/byteranges; boundary=part\r\n", two_parts),
        refused_as("several parts with a range are refused",
                   "Content-Type: MultiPart/ByteRanges; boundary=part\r\n" + good, two_parts),
        refused("a rest that begins too early is refused", "bytes 400-999/1000", one().substr(400)),
        refused("a rest that begins at the beginning is refused", "bytes 0-999/1000", one()),
        refused("a rest that begins too late is refused", "bytes 501-999/1000", one().substr(501)),
        refused("a rest that ends too early is refused", "bytes 500-998/1000",
                one().substr(500, 499)),
        refused("a range beyond the end is refused", "bytes 500-1000/1000"),
        refused("a range of a file of unknown size is refused", "bytes 500-999/*"),
        refused("a range that is inverted is refused", "bytes 999-500/1000"),
        refused("a range in another unit is refused", "lines 500-999/1000"),
        refused("a range without a unit is refused", "500-999/1000"),
        refused("a range with an equals sign is refused", "bytes=500-999/1000"),
        refused("a range without a size is refused", "bytes 500-999"),
        refused("a range below nothing is refused", "bytes -500-999/1000"),
        refused("a range of no part is refused", "bytes */1000"),
        refused("a range beyond 64 bits is refused", "bytes 500-99999999999999999999/1000"),
        {.sentence = "a length that contradicts the range is refused",
         .server = to_the_rest(closing(with_body(
             "206 Partial Content", "Content-Length: 400\r\n" + good, one().substr(500, 400)))),
         .ending = final_error("invalid-response"),
         .left = Left::half},
        {.sentence = "a rest that is cut is a lost connection",
         .server = to_the_rest(cut_after(100, half(one()))),
         .ending = transient_error("connection-lost"),
         .left = Left::half},
        {.sentence = "bytes after the rest are not the file's",
         .server = to_the_rest(closing({.bytes = half(one()).bytes + two()})),
         .ending = published(one()),
         .left = Left::half},
        {.sentence = "a rest of another size than the client said is refused",
         .server = to_the_rest(half(one())),
         .ending = final_error("size-mismatch"),
         .left = Left::half,
         .wish = [](core::DownloadOrder& order) { order.expected_size = 999; }},
    };
}

}  // namespace transferd::worker
