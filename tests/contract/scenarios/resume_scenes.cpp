// SPDX-License-Identifier: MIT
// What is asked for when something is on disk already, and answers that say nothing wrong.
#include "contract/scenarios/scene.hpp"

namespace transferd::worker {

namespace {

bool for_the_whole(const Asked& asked) {
    return !asked.for_the_rest();
}

/// For `condition` alone.
std::function<bool(const Asked&)> on_condition(const std::string& condition) {
    return [condition](const Asked& asked) {
        return asked.for_the_rest() &&
               asked.request.find("ange: " + condition + "\r\n") != std::string_view::npos;
    };
}

Scene whole_again(const char* sentence, const std::string& before) {
    return {.sentence = sentence,
            .server = always(file(one())),
            .ending = published(one()),
            .left = Left::half,
            .before = before,
            .asks = for_the_whole};
}

std::vector<Scene> questions() {
    const std::string date = "Sat, 06 Nov 1993 08:49:37 GMT";
    return {
        {.sentence = "the rest is asked for on a strong tag",
         .server = [](const Asked& asked) { return honest(asked, one()); },
         .ending = published(one()),
         .left = Left::half,
         .asks = on_condition("\"one\"")},
        {.sentence = "the rest is asked for on an old date",
         .server = [](const Asked& asked) { return honest(asked, one(), date_one); },
         .ending = published(one()),
         .left = Left::half,
         .before = date_one,
         .asks = on_condition(date)},
        {.sentence = "a strong tag goes before a date",
         .server = [](const Asked& asked) { return honest(asked, one()); },
         .ending = published(one()),
         .left = Left::half,
         .before = std::string(date_one) + tag_one,
         .asks = on_condition("\"one\"")},
        {.sentence = "an old date stands in for a weak tag",
         .server = [](const Asked& asked) { return honest(asked, one(), date_one); },
         .ending = published(one()),
         .left = Left::half,
         .before = std::string(date_one) + "ETag: W/\"one\"\r\n",
         .asks = on_condition(date)},
        whole_again("a weak tag is no validator", "ETag: W/\"one\"\r\n"),
        whole_again("a tag without quotes is no validator", "ETag: one\r\n"),
        whole_again("a tag that is too long to keep is no validator",
                    "ETag: \"" + std::string(1100, 'x') + "\"\r\n"),
        whole_again("two tags that differ are no validator", "ETag: \"one\"\r\nETag: \"two\"\r\n"),
        whole_again("a date of this minute is no validator",
                    "Last-Modified: Sun, 06 Nov 1994 08:48:38 GMT\r\n"),
        whole_again("a date to come is no validator",
                    "Last-Modified: Sun, 06 Nov 2094 08:48:38 GMT\r\n"),
        whole_again("a date that is none is no validator", "Last-Modified: yesterday\r\n"),
        whole_again("nothing is no validator", "X-Nothing: nothing\r\n"),
    };
}

std::vector<Scene> good_answers() {
    const std::string range = "bytes 500-999/1000";
    return {
        {.sentence = "a rest without validators is taken on its range",
         .server = to_the_rest(half(one(), range, "")),
         .ending = published(one()),
         .left = Left::half},
        {.sentence = "a rest that says no length is taken on its range",
         .server = to_the_rest(closing(with_body(
             "206 Partial Content", "Content-Range: " + range + "\r\n", one().substr(500)))),
         .ending = published(one()),
         .left = Left::half},
        {.sentence = "a range in capitals is a range",
         .server = to_the_rest(half(one(), "BYTES 500-999/1000")),
         .ending = published(one()),
         .left = Left::half},
        {.sentence = "the same date in another form is the same date",
         .server =
             to_the_rest(half(one(), range, "Last-Modified: Saturday, 06-Nov-93 08:49:37 GMT\r\n")),
         .ending = published(one()),
         .left = Left::half,
         .before = date_one},
        {.sentence = "a server that says it has no ranges may have them",
         .server = to_the_rest(half(one(), range, "Accept-Ranges: none\r\n")),
         .ending = published(one()),
         .left = Left::half},
        {.sentence = "the digest covers the bytes of both attempts",
         .server = [](const Asked& asked) { return honest(asked, one()); },
         .ending = published(one()),
         .left = Left::half,
         .wish = [](core::DownloadOrder& order) { order.digest = sha256(one()); }},
        {.sentence = "a rest that lies about its version is caught by the digest",
         .server = to_the_rest(half(two())),
         .ending = final_error("digest-mismatch"),
         .left = Left::half,
         .wish = [](core::DownloadOrder& order) { order.digest = sha256(one()); }},
    };
}

Answer unsatisfied(const std::string& headers) {
    return with_body("416 Range Not Satisfiable", "Content-Length: 0\r\n" + headers, "");
}

std::vector<Scene> ends() {
    const auto at_end = unsatisfied("Content-Range: bytes */1000\r\n");
    return {
        {.sentence = "the last byte is asked for again where every byte is there",
         .server = [](const Asked& asked) { return honest(asked, one()); },
         .ending = published(one()),
         .left = Left::everything,
         .asks =
             [](const Asked& asked) {
                 return asked.request.find("ange: bytes=999-\r\n") != std::string_view::npos;
             }},
        {.sentence = "a last byte that is another one's is another file's",
         .server = to_the_rest(with_body("206 Partial Content",
                                         "Content-Length: 1\r\nContent-Range: bytes 999-999/1000"
                                         "\r\n" +
                                             std::string(tag_two),
                                         "x"),
                               two(), tag_two),
         .ending = published(two()),
         .left = Left::everything},
        {.sentence = "a last byte that never comes is waited for again",
         .server = to_the_rest(cut_after(
             0, with_body("206 Partial Content",
                          "Content-Length: 1\r\nContent-Range: bytes 999-999/1000\r\n", "x"))),
         .ending = transient_error("connection-lost"),
         .left = Left::everything,
         .over = Over::http1},
        {.sentence = "416 where every byte is there is the end",
         .server = to_the_rest(at_end, two(), tag_two),
         .ending = published(one()),
         .left = Left::everything},
        {.sentence = "416 of another size is another file",
         .server = to_the_rest(unsatisfied("Content-Range: bytes */900\r\n"), two(), tag_two),
         .ending = published(two()),
         .left = Left::everything},
        {.sentence = "416 of another tag is another file",
         .server = to_the_rest(
             unsatisfied("Content-Range: bytes */1000\r\n" + std::string(tag_two)), two(), tag_two),
         .ending = published(two()),
         .left = Left::everything},
        {.sentence = "416 without a size is another file",
         .server = to_the_rest(unsatisfied(""), two(), tag_two),
         .ending = published(two()),
         .left = Left::everything},
        {.sentence = "416 of an unknown size is another file",
         .server = to_the_rest(unsatisfied("Content-Range: bytes */*\r\n"), two(), tag_two),
         .ending = published(two()),
         .left = Left::everything},
        {.sentence = "416 where half is missing is another file",
         .server = to_the_rest(at_end, two(), tag_two),
         .ending = published(two()),
         .left = Left::half},
        {.sentence = "416 of a size below what is there is another file",
         .server = to_the_rest(unsatisfied("Content-Range: bytes */3\r\n"), "two", tag_two),
         .ending = published("two"),
         .left = Left::half},
        {.sentence = "200 where every byte is there starts over",
         .server = always(file(two(), tag_two)),
         .ending = published(two()),
         .left = Left::everything},
        {.sentence = "206 of no byte is refused",
         .server = to_the_rest(
             with_body("206 Partial Content",
                       "Content-Length: 0\r\nContent-Range: bytes 1000-999/1000\r\n", "")),
         .ending = final_error("invalid-response"),
         .left = Left::everything},
    };
}

}  // namespace

std::vector<Scene> resume_scenes() {
    auto all = questions();
    for (auto* const more : {&good_answers, &ends})
        for (auto& scene : more()) all.push_back(std::move(scene));
    return all;
}

}  // namespace transferd::worker
