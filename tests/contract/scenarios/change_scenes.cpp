// SPDX-License-Identifier: MIT
// The file becomes another one while it is fetched: the new one whole, or an error; never both.
#include "contract/scenarios/scene.hpp"

namespace transferd::worker {

namespace {

const std::string range = "bytes 500-999/1000";

/// Half of the first version is there; to the request for the rest comes this, to every other the
/// second version.
Scene becomes_another(const char* sentence, Answer answer, const std::string& before = tag_one) {
    return {.sentence = sentence,
            .server = to_the_rest(std::move(answer), two(), tag_two),
            .ending = published(two()),
            .left = Left::half,
            .before = before};
}

std::vector<Scene> parts_of_another() {
    const std::string both = std::string(tag_one) + date_one;
    return {
        becomes_another("a rest of another tag is not added", half(two(), range, tag_two)),
        becomes_another("a rest of a weak tag is not added",
                        half(two(), range, "ETag: W/\"one\"\r\n")),
        becomes_another("a rest of a tag in other letters is not added",
                        half(two(), range, "ETag: \"ONE\"\r\n")),
        becomes_another("a rest of a tag without quotes is not added",
                        half(two(), range, "ETag: one\r\n")),
        becomes_another("a rest of an empty tag is not added", half(two(), range, "ETag: \r\n")),
        becomes_another("a rest of two tags is not added",
                        half(two(), range, "ETag: \"one\"\r\nETag: \"two\"\r\n")),
        becomes_another("a rest of another date is not added",
                        half(two(), range, "Last-Modified: Sat, 06 Nov 1993 08:49:38 GMT\r\n"),
                        date_one),
        becomes_another("a rest of a date that is none is not added",
                        half(two(), range, "Last-Modified: today\r\n"), date_one),
        becomes_another(
            "a rest of the same tag and another date is not added",
            half(two(), range,
                 std::string(tag_one) + "Last-Modified: Sat, 06 Nov 1993 08:49:38 GMT\r\n"),
            both),
        becomes_another("a rest of the same date and another tag is not added",
                        half(two(), range, std::string(tag_two) + date_one), both),
        becomes_another("a rest of a larger file is not added",
                        half(two(), "bytes 500-1999/2000", "")),
        becomes_another("a rest of a smaller file is not added",
                        half(two(), "bytes 500-599/600", "")),
    };
}

std::vector<Scene> whole_ones() {
    const auto small = two().substr(0, 300);
    const auto large = two() + two() + two();
    return {
        {.sentence = "200 to a request for the rest starts over",
         .server = always(file(one())),
         .ending = published(one()),
         .left = Left::half},
        {.sentence = "200 of another version starts over",
         .server = always(file(two(), tag_two)),
         .ending = published(two()),
         .left = Left::half},
        {.sentence = "200 of another version under the same tag starts over",
         .server = always(file(two())),
         .ending = published(two()),
         .left = Left::half},
        {.sentence = "200 without a validator starts over",
         .server = always(file(two(), "")),
         .ending = published(two()),
         .left = Left::half},
        {.sentence = "a smaller file starts over",
         .server = always(file(small, tag_two)),
         .ending = published(small),
         .left = Left::half},
        {.sentence = "a larger file starts over",
         .server = always(file(large, tag_two)),
         .ending = published(large),
         .left = Left::half},
        {.sentence = "an empty file starts over",
         .server = always(file("", tag_two)),
         .ending = published(""),
         .left = Left::half},
        {.sentence = "200 with a range is the whole file",
         .server = always(file(two(), "Content-Range: bytes 500-999/1000\r\n")),
         .ending = published(two()),
         .left = Left::half},
        {.sentence = "a file that starts over and is cut goes on as the new one",
         .server =
             [](const Asked& asked) {
                 const auto answer = honest(asked, two(), tag_two);
                 return asked.nth == 1 ? cut_after(700, answer) : answer;
             },
         .ending = published(two()),
         .left = Left::half,
         .in_vain = 1,
         .asks = &Asked::for_the_rest},
        {.sentence = "a file that is another one at every attempt is never two",
         .server =
             [](const Asked& asked) {
                 const auto tag = "ETag: \"" + std::to_string(asked.nth) + "\"\r\n";
                 const auto& body = asked.nth % 2 == 0 ? one() : two();
                 return asked.nth < 5 ? cut_after(600, file(body, tag)) : file(body, tag);
             },
         .ending = published(two()),
         .left = Left::half,
         .in_vain = 4},
    };
}

Scene kept(const char* sentence, const Answer& answer, Ending ending) {
    return {.sentence = sentence,
            .server = always(answer),
            .ending = std::move(ending),
            .left = Left::half};
}

std::vector<Scene> absences() {
    const std::string nothing = "Content-Length: 0\r\n";
    return {
        kept("a file that is gone is an error and its bytes are kept",
             with_body("404 Not Found", nothing, ""), final_error("http-404")),
        kept("304 to a request for the rest is an error",
             with_body("304 Not Modified", "ETag: \"one\"\r\n", ""), final_error("http-304")),
        kept("412 to a request for the rest is an error",
             with_body("412 Precondition Failed", nothing, ""), final_error("http-412")),
        kept("a busy server is asked for the rest again", with_body("503 Busy", nothing, ""),
             transient_error("http-503")),
        {.sentence = "a part where the whole was asked for is refused",
         .server = always(half(two(), range, tag_two)),
         .ending = final_error("invalid-response"),
         .left = Left::half},
        {.sentence = "a part of a part where the whole was asked for is refused",
         .server =
             [](const Asked& asked) {
                 return asked.for_the_rest() ? half(two(), range, tag_two)
                                             : half(two(), "bytes 0-499/1000", tag_two);
             },
         .ending = final_error("invalid-response"),
         .left = Left::half},
    };
}

}  // namespace

std::vector<Scene> change_scenes() {
    auto all = parts_of_another();
    for (auto* const more : {&whole_ones, &absences})
        for (auto& scene : more()) all.push_back(std::move(scene));
    return all;
}

}  // namespace transferd::worker
