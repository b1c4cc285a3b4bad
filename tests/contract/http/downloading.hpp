// SPDX-License-Identifier: MIT
// What the download tests share: a loop, a server, a deadline and a handler that takes notes.
#pragma once

#include "contract/http/scripted_server.hpp"
#include "loop/event_loop.hpp"
#include "loop/timer.hpp"
#include "worker/http/curl_loop.hpp"
#include "worker/http/download.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <gtest/gtest.h>

namespace transferd::worker {

/// Accepts every head, takes all data, and notes what came. Each step can be replaced.
class NotingHandler : public DownloadHandler {
  public:
    void on_unchecked(const std::string& host) override { unchecked.push_back(host); }
    void on_head(const Head& head) override {
        heads.push_back(head);
        if (at_head)
            at_head();
        else
            download->accept();
    }
    Take on_data(std::span<const std::byte> data) override {
        if (at_data && at_data() == Take::later) return Take::later;
        body.append(reinterpret_cast<const char*>(data.data()), data.size());
        return Take::all;
    }
    void on_end() override {
        ++ends;
        if (at_end) at_end();
        ended();
    }
    void on_failure(const core::Failure& why) override {
        failures.push_back(why);
        if (at_failure) at_failure();
        ended();
    }

    std::vector<std::string> unchecked;
    std::vector<Head> heads;
    std::string body;
    int ends{};
    std::vector<core::Failure> failures;
    std::function<void()> at_head;
    std::function<Take()> at_data;
    std::function<void()> at_end;
    std::function<void()> at_failure;
    std::function<void()> ended = [] {};
    std::unique_ptr<Download> download;
};

class Downloading : public testing::Test {
  protected:
    Downloading();

    /// Until somebody calls loop.exit(); not longer than a deadline.
    void run();
    /// One download from beginning to end.
    void fetch(Request request);
    void fetch() { fetch(request()); }
    [[nodiscard]] Request request(std::string_view path = "/file") const;
    /// The first five of ten bytes of the version "one" are on disk.
    [[nodiscard]] Request rest_of_ten() const;
    /// The one failure there was, and the only end.
    [[nodiscard]] core::Failure failure() const;
    [[nodiscard]] bool ended_well() const { return note.ends == 1 && note.failures.empty(); }

    loop::EventLoop loop;
    ScriptedServer::Script script = [](std::string_view) { return whole("0123456789"); };
    ScriptedServer server{loop, [this](std::string_view request) { return script(request); }};
    CurlLoop curl{loop};
    NotingHandler note;
};

}  // namespace transferd::worker
