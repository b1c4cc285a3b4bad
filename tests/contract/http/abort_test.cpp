// SPDX-License-Identifier: MIT
// A handler may delete its download in every callback, and hears nothing afterwards.
#include "contract/http/downloading.hpp"

namespace transferd::worker {

namespace {

class Aborting : public Downloading {
  protected:
    Aborting() {
        note.ended = [] {};
        // The server sees that the connection is gone: curl has let go.
        server.on_closed([this] { loop.exit(); });
    }

    std::string endless_ = head("200 OK", "Content-Length: 1000000000\r\nETag: \"one\"\r\n") +
                           std::string(200'000, 'x');
};

TEST_F(Aborting, BeforeAnythingCame) {
    script = [this](std::string_view) {
        note.download.reset();
        return Answer{};
    };
    fetch();
    EXPECT_TRUE(note.heads.empty());
    EXPECT_TRUE(note.failures.empty());
}

TEST_F(Aborting, InOnHead) {
    script = [this](std::string_view) { return Answer{endless_}; };
    note.at_head = [this] { note.download.reset(); };
    fetch();
    EXPECT_EQ(note.heads.size(), 1U);
    EXPECT_EQ(note.body, "");
    EXPECT_TRUE(note.failures.empty());
}

TEST_F(Aborting, InOnData) {
    script = [this](std::string_view) { return Answer{endless_}; };
    int pieces = 0;
    note.at_data = [&] {
        ++pieces;
        note.download.reset();
        return Take::all;
    };
    fetch();
    EXPECT_EQ(pieces, 1);
    EXPECT_TRUE(note.failures.empty());
}

TEST_F(Aborting, InOnDataThatTakesNothing) {
    script = [this](std::string_view) { return Answer{endless_}; };
    note.at_data = [&] {
        note.download.reset();
        return Take::later;
    };
    fetch();
    EXPECT_EQ(note.body, "");
    EXPECT_TRUE(note.failures.empty());
}

TEST_F(Aborting, WhilePaused) {
    script = [this](std::string_view) { return Answer{endless_}; };
    loop::Timer later(loop, [&] { note.download.reset(); });
    note.at_data = [&] {
        later.set_in(std::chrono::milliseconds{10});
        return Take::later;
    };
    fetch();
    EXPECT_EQ(note.body, "");
    EXPECT_TRUE(note.failures.empty());
}

TEST_F(Downloading, LeavesNoConnectionBehindWhenNothingIsFetchedForAWhile) {
    CurlLoop brief(loop, std::chrono::milliseconds{20});
    note.ended = [] {};
    server.on_closed([this] { loop.exit(); });
    note.download = std::make_unique<Download>(brief, request(), note);
    run();
    EXPECT_TRUE(ended_well());
    EXPECT_EQ(server.connections_open(), 0U);
    note.download.reset();
}

TEST_F(Downloading, ConnectsAgainAfterItsConnectionsHaveGone) {
    CurlLoop brief(loop, std::chrono::milliseconds{20});
    NotingHandler second;
    second.ended = [this] { loop.exit(); };
    note.ended = [] {};
    server.on_closed(
        [&] { second.download = std::make_unique<Download>(brief, request(), second); });
    note.download = std::make_unique<Download>(brief, request(), note);
    run();
    EXPECT_EQ(second.ends, 1);
    note.download.reset();
    second.download.reset();
}

TEST_F(Downloading, MayBeDeletedInOnEnd) {
    note.at_end = [this] { note.download.reset(); };
    fetch();
    EXPECT_TRUE(ended_well());
}

TEST_F(Downloading, MayBeDeletedInOnFailure) {
    script = [](std::string_view) { return Answer{"", Then::close}; };
    note.at_failure = [this] { note.download.reset(); };
    fetch();
    EXPECT_EQ(note.failures.size(), 1U);
}

TEST_F(Downloading, MayBeDeletedInTheOnFailureOfAStall) {
    script = [](std::string_view) { return Answer{}; };
    note.at_failure = [this] { note.download.reset(); };
    auto impatient = request();
    impatient.connect_timeout = core::milliseconds{20};
    impatient.stall_timeout = core::milliseconds{20};
    fetch(impatient);
    EXPECT_EQ(note.failures.size(), 1U);
}

TEST_F(Downloading, MayBeReplacedInOnEnd) {
    NotingHandler second;
    second.ended = [this] { loop.exit(); };
    note.ended = [&] {
        note.download.reset();
        second.download = std::make_unique<Download>(curl, request(), second);
    };
    fetch();
    EXPECT_EQ(second.ends, 1);
    EXPECT_EQ(server.connections_accepted(), 1U) << "the connection is used again";
}

}  // namespace

}  // namespace transferd::worker
