// SPDX-License-Identifier: MIT
// Servers that are slow, stop, or go away.
#include "contract/scenarios/scene.hpp"

namespace transferd::worker {

namespace {

void impatient(core::DownloadOrder& order) {
    order.connect_timeout = core::milliseconds{150};
    order.stall_timeout = core::milliseconds{150};
}

Answer dripping(Answer answer, int milliseconds) {
    answer.drip = std::chrono::milliseconds{milliseconds};
    return answer;
}

Answer reset(Answer answer) {
    answer.then = Then::reset;
    return answer;
}

Answer stopping(Answer answer) {
    answer.then = Then::keep_open;
    return answer;
}

Scene times_out(const char* sentence, Answer answer, Over over = Over::everything) {
    return {.sentence = sentence,
            .server = always(std::move(answer)),
            .ending = transient_error("timed-out"),
            .over = over,
            .wish = impatient};
}

}  // namespace

std::vector<Scene> pace_scenes() {
    const std::string few = "few bytes";
    auto stops_in_the_rest = times_out("a rest that stops is timed out", {});
    stops_in_the_rest.left = Left::half;
    stops_in_the_rest.server = to_the_rest(stopping(cut_after(200, half(one()))));
    return {
        {.sentence = "slow drips are waited for",
         // Longer in all than the patience.
         .server = always(dripping({.bytes = file(few).bytes}, 5)),
         .ending = published(few),
         .wish = [](core::DownloadOrder& order) { order.stall_timeout = core::milliseconds{400}; }},
        times_out("a body that stops is timed out", stopping(cut_after(500, file(one())))),
        times_out("a body that never begins is timed out", stopping(cut_after(0, file(one())))),
        times_out("a server that says nothing is timed out", {}),
        times_out("a head that stops is timed out", {.bytes = "HTTP/1.1 200 OK\r\nContent-Le"},
                  Over::http1),
        times_out("a header that drips for ever is timed out",
                  dripping({.bytes = "HTTP/1.1 200 OK\r\nX-Endless: " + std::string(5000, 'x')}, 5),
                  Over::http1),
        std::move(stops_in_the_rest),
        {.sentence = "a connection that is reset in the body is lost",
         .server = always(reset(cut_after(500, file(one())))),
         .ending = transient_error("connection-lost")},
        {.sentence = "a connection that is reset before the answer is lost",
         .server = always(reset({})),
         .ending = transient_error("connection-lost"),
         .over = Over::http1},
        {.sentence = "a connection that is closed before the answer is lost",
         .server = always(closing({})),
         .ending = transient_error("connection-lost"),
         .over = Over::http1},
        {.sentence = "a connection that is closed in the status is lost",
         .server = always(closing({.bytes = "HTTP/1.1 2"})),
         .ending = transient_error("connection-lost"),
         .over = Over::http1},
        {.sentence = "a connection that is closed in the head is lost",
         .server = always(closing({.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nETag: "})),
         .ending = transient_error("connection-lost"),
         .over = Over::http1},
        {.sentence = "each attempt goes on where the one before was cut",
         .server =
             [](const Asked& asked) {
                 auto answer = honest(asked, one());
                 return asked.nth < 4 ? cut_after(100, answer) : answer;
             },
         .ending = published(one()),
         .left = Left::half,
         .in_vain = 3,
         .asks = &Asked::for_the_rest},
    };
}

}  // namespace transferd::worker
