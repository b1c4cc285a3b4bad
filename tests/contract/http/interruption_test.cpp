// SPDX-License-Identifier: MIT
// Servers that stop, and handlers that cannot keep up.
#include "contract/http/downloading.hpp"
#include "core/retry.hpp"
#include "loop/deferred.hpp"

namespace transferd::worker {

namespace {

using core::FailureCode;

std::string half_of_ten() {
    return head("200 OK", "Content-Length: 10\r\nETag: \"one\"\r\n") + "01234";
}

TEST_F(Downloading, ReportsAConnectionThatIsCutInTheBody) {
    script = [](std::string_view) { return Answer{half_of_ten(), Then::close}; };
    fetch();
    EXPECT_EQ(failure().code, FailureCode::connection_lost);
    EXPECT_EQ(note.body, "01234");
}

TEST_F(Downloading, ReportsAConnectionThatIsCutInTheHead) {
    script = [](std::string_view) { return Answer{"HTTP/1.1 200 OK\r\nContent-Le", Then::close}; };
    fetch();
    EXPECT_EQ(failure().code, FailureCode::connection_lost);
}

TEST_F(Downloading, ReportsAConnectionThatIsCutBeforeAnyAnswer) {
    script = [](std::string_view) { return Answer{"", Then::close}; };
    fetch();
    EXPECT_EQ(failure().code, FailureCode::connection_lost);
}

TEST_F(Downloading, IsWorthRetryingWhereverTheConnectionIsCut) {
    const auto answer = whole("0123456789").bytes;
    std::size_t kept = 0;
    script = [&](std::string_view) { return Answer{answer.substr(0, kept), Then::close}; };
    note.ended = [&] {
        EXPECT_EQ(note.ends, 0) << "after " << kept << " bytes";
        EXPECT_TRUE(note.failures.size() == 1 && core::worth_retrying(note.failures.front()))
            << "after " << answer.substr(0, kept);
        note.failures.clear();
        if (++kept == answer.size()) return loop.exit();
        note.download = std::make_unique<Download>(curl, request(), note);
    };
    fetch();
    EXPECT_EQ(kept, answer.size());
}

TEST_F(Downloading, ReportsAServerThatDoesNotTakeConnections) {
    auto nobody = request();
    // Nobody listens on the discard port of the loopback.
    nobody.url = "http://127.0.0.1:9/file";
    fetch(nobody);
    EXPECT_EQ(failure().code, FailureCode::connection_refused);
    EXPECT_EQ(failure().system_error, ECONNREFUSED);
    EXPECT_EQ(failure().message, "127.0.0.1:9 did not take the connection.");
}

TEST_F(Downloading, GivesUpWhenTheBodyStalls) {
    script = [](std::string_view) { return Answer{half_of_ten()}; };
    auto impatient = request();
    impatient.stall_timeout = core::milliseconds{50};
    fetch(impatient);
    EXPECT_EQ(failure().code, FailureCode::timed_out);
    EXPECT_EQ(note.body, "01234");
}

TEST_F(Downloading, GivesUpWhenNoAnswerComes) {
    script = [](std::string_view) { return Answer{}; };
    auto impatient = request();
    impatient.connect_timeout = core::milliseconds{50};
    impatient.stall_timeout = core::milliseconds{50};
    fetch(impatient);
    EXPECT_EQ(failure().code, FailureCode::timed_out);
}

TEST_F(Downloading, CountsNoStallWhileTheHandlerIsBusy) {
    auto impatient = request();
    impatient.stall_timeout = core::milliseconds{50};
    bool waited = false;
    loop::Timer later(loop, [&] {
        waited = true;
        note.download->resume();
    });
    note.at_data = [&] {
        if (waited) return Take::all;
        later.set_in(std::chrono::milliseconds{200});
        return Take::later;
    };
    fetch(impatient);
    EXPECT_TRUE(ended_well());
    EXPECT_EQ(note.body, "0123456789");
}

TEST_F(Downloading, LosesNoByteWhenTheHandlerTakesEverySecondPieceLater) {
    std::string body;
    for (int number = 0; body.size() < 2'000'000; ++number) body += std::to_string(number) + ",";
    script = [&](std::string_view) { return whole(body); };
    bool ready = false;
    loop::Deferred wake(loop, [&] {
        ready = true;
        note.download->resume();
    });
    note.at_data = [&] {
        if (std::exchange(ready, false)) return Take::all;
        wake.ask();
        return Take::later;
    };
    fetch();
    EXPECT_TRUE(ended_well());
    EXPECT_TRUE(note.body == body);
}

TEST_F(Downloading, RefusesABodyLongerThanItsContentRange) {
    script = [](std::string_view) {
        return Answer{head("206 Part",
                           "Content-Range: bytes 5-9/10\r\n"
                           "Transfer-Encoding: chunked\r\n") +
                      "7\r\n5678901\r\n0\r\n\r\n"};
    };
    fetch(rest_of_ten());
    EXPECT_EQ(failure().code, FailureCode::invalid_response);
    EXPECT_EQ(note.body, "");
}

TEST_F(Downloading, ReportsABodyShorterThanItsContentRange) {
    script = [](std::string_view) {
        return Answer{head("206 Part",
                           "Content-Range: bytes 5-9/10\r\n"
                           "Transfer-Encoding: chunked\r\n") +
                      "3\r\n567\r\n0\r\n\r\n"};
    };
    fetch(rest_of_ten());
    EXPECT_EQ(failure().code, FailureCode::connection_lost);
}

}  // namespace

}  // namespace transferd::worker
