// SPDX-License-Identifier: MIT
#include "transfers.hpp"

#include <algorithm>
#include <stdexcept>
#include <variant>

namespace transferd::test {

namespace {

core::FileRef file_of(const core::Report& report) {
    return std::visit([](const auto& each) { return each.file; }, report);
}

std::unique_ptr<World> make_world(Workers workers) {
    switch (workers) {
        case Workers::real:
            return make_real_world();
        case Workers::fake:
            return make_fake_world();
        case Workers::impatient:
            return make_impatient_world();
    }
    return nullptr;
}

}  // namespace

Transfers::Transfers() : world(make_world(GetParam())) {
    world->listen(*this);
}

void Transfers::TearDown() {
    at_report = {};
    const auto running = running_;
    for (const auto& [owner, file] : running) stop(owner, file.job);
    until([this] {
        return std::all_of(calls_.begin(), calls_.end(),
                           [](const auto& answers) { return answers() > 0; });
    });
    for (const auto owner : std::set{owners_}) hear_all(owner);
    for (const auto& answers : calls_) EXPECT_EQ(answers(), 1);
    EXPECT_TRUE(running_.empty());
}

void Transfers::until(const std::function<bool()>& so) {
    if (!world->run_until(so)) throw std::runtime_error{"what the test waits for does not come"};
}

void Transfers::reported(core::Uid from, const core::Report& report) {
    EXPECT_FALSE(asking_) << "a report from within a call";
    const auto file = file_of(report);
    const bool runs = running_.contains({from, file});
    const bool stopping = stopping_.contains({from, file.job});
    EXPECT_TRUE(runs || (stopping && std::holds_alternative<core::Checkpointed>(report)))
        << "report " << report.index() << " of file " << file.index.value << " of job "
        << file.job.value << ", which was not started, or has ended, or was stopped";
    if (std::holds_alternative<core::Finished>(report) ||
        std::holds_alternative<core::FileFailed>(report))
        running_.erase({from, file});
    heard.push_back({from, report});
    if (at_report) at_report(report);
}

template <class Answer>
CallRef<Answer> Transfers::asked() {
    auto call = std::make_shared<Call<Answer>>();
    calls_.push_back([call] { return call->answers; });
    return call;
}

template <class Answer>
std::function<void(const Answer&)> Transfers::into(const CallRef<Answer>& call) {
    return [this, call](const Answer& answer) {
        EXPECT_FALSE(asking_) << "an answer from within a call";
        ++call->answers;
        call->answer = answer;
    };
}

void Transfers::ask(core::Uid owner, const std::function<void()>& call) {
    owners_.insert(owner);
    asking_ = true;
    call();
    asking_ = false;
}

void Transfers::start(core::Uid owner, const core::DownloadOrder& order) {
    running_.emplace(owner, order.file);
    ask(owner, [&] { world->transfers().start(owner, order); });
}

CallRef<Stopped> Transfers::stop(core::Uid owner, core::JobId job) {
    auto call = asked<Stopped>();
    const auto at_call = heard.size();
    std::erase_if(running_,
                  [&](const auto& each) { return each.first == owner && each.second.job == job; });
    stopping_.emplace(owner, job);
    ask(owner, [&] {
        world->transfers().stop(owner, job, [this, call, owner, job, at_call] {
            // A second answer finds nothing, and is counted.
            if (const auto found = stopping_.find({owner, job}); found != stopping_.end())
                stopping_.erase(found);
            into(call)({.at_call = at_call, .at_done = heard.size()});
        });
    });
    return call;
}

CallRef<core::CheckAnswers> Transfers::check(core::Uid owner,
                                             const std::vector<core::CheckItem>& items) {
    auto call = asked<core::CheckAnswers>();
    ask(owner, [&] { world->transfers().check(owner, items, into(call)); });
    return call;
}

CallRef<core::FileAnswers> Transfers::publish(core::Uid owner,
                                              const std::vector<core::PublishItem>& items) {
    auto call = asked<core::FileAnswers>();
    ask(owner, [&] { world->transfers().publish(owner, items, into(call)); });
    return call;
}

CallRef<core::FileAnswers> Transfers::discard(core::Uid owner,
                                              const std::vector<core::DiscardItem>& items) {
    auto call = asked<core::FileAnswers>();
    ask(owner, [&] { world->transfers().discard(owner, items, into(call)); });
    return call;
}

void Transfers::hear_all(core::Uid owner) {
    answer_of(check(owner, {}));
}

core::DownloadOrder Transfers::order(const core::FileRef& file) {
    const auto name = std::to_string(file.job.value) + "-" + std::to_string(file.index.value);
    return {.file = file,
            .url = world->url(file),
            .destination = world->place(name),
            .allowed_schemes = {core::Scheme::http},
            .max_connections_per_host = 6,
            .connect_timeout = core::seconds{10},
            .stall_timeout = core::seconds{10}};
}

core::DownloadOrder Transfers::serve(const core::FileRef& file, Remote remote) {
    world->serve(file, remote);
    return order(file);
}

void Transfers::start_slow(core::Uid owner, const core::FileRef& file) {
    start(owner, serve(file, Remote::slow));
    until([&] { return !said<core::Progressed>(file).empty(); });
}

core::PublishItem Transfers::transfer(core::Uid owner, const core::FileRef& file) {
    const auto whole = serve(file, Remote::whole);
    start(owner, whole);
    until([&] { return !runs(owner, file); });
    return {.file = file,
            .destination = whole.destination,
            .part = said<core::Started>(file).at(0).part,
            .size = said<core::Finished>(file).at(0).size};
}

core::CheckItem Transfers::item(const core::Destination& destination) {
    return {
        .url = world->url({}), .allowed_schemes = {core::Scheme::http}, .destination = destination};
}

std::size_t Transfers::reports_of(core::JobId job) const {
    return static_cast<std::size_t>(
        std::count_if(heard.begin(), heard.end(),
                      [&](const auto& each) { return file_of(each.report).job == job; }));
}

}  // namespace transferd::test
