// SPDX-License-Identifier: MIT
// Which call does what in which state: typed from bits.md 1.3 and 1.4, the decisions of settings.md
// and the comments of the XML. Downloads; this version refuses uploads.
#include "unit/core/rules.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace transferd {
namespace {

using core::ErrorCode;
using core::FailureCode;
using core::JobState;
using core::Nothing;
using test::Rules;

using Row = std::vector<std::string>;
using Table = std::map<std::string, Row>;

const Row states = {"queued",          "connecting",  "transferring", "suspended", "error",
                    "transient-error", "transferred", "acknowledged", "cancelled"};

// "stays": success, and the state is kept. Two states: the scheduler takes it up at once. The
// queued job stays queued because another has the only place. no: InvalidState.
const std::string no = "InvalidState";
const std::string runs = "queued connecting";

const Table contract = {
    // queued, connecting, transferring, suspended, error, transient-error, transferred,
    // acknowledged, cancelled
    {"Resume", {"stays", "stays", "stays", runs, runs, runs, "EmptyJob", no, no}},
    {"Resume with another file", {"stays", "stays", "stays", runs, runs, runs, runs, no, no}},
    {"Suspend",
     {"suspended", "suspended", "suspended", "stays", "stays", "suspended", "stays", no, no}},
    {"Cancel",
     {"cancelled", "cancelled", "cancelled", "cancelled", "cancelled", "cancelled", "cancelled", no,
      no}},
    {"Complete",
     {"acknowledged", "acknowledged", "acknowledged", "acknowledged", "acknowledged",
      "acknowledged", "acknowledged", no, no}},
    {"AddFile", {"stays", "stays", "stays", "stays", "stays", "stays", "stays", no, no}},
    {"SetSettings", {"stays", "stays", "stays", "stays", "stays", "stays", "stays", no, no}},
    // What is under way goes on from the new place.
    {"SetRemoteUrl", {"stays", runs, runs, "stays", "stays", "stays", "stays", no, no}},
    {"ReplaceRemotePrefix", {"stays", runs, runs, "stays", "stays", "stays", "stays", no, no}},
    // The files start over.
    {"TakeOwnership", {"stays", runs, runs, "stays", "stays", runs, "suspended", no, no}},
    {"SetValidation true of a file that is there",
     {"stays", "stays", "stays", "stays", "stays", "stays", "stays", no, no}},
    {"SetValidation false of a file that is there",
     {"error", "error", "error", "error", "stays", "error", "error", no, no}},
    // In transferred it is there.
    {"SetValidation of the last file", {no, no, no, no, no, no, "stays", no, no}},
    {"GetError",
     {"NoError", "NoError", "NoError", "NoError", "http-403", "timed-out", "NoError", "NoError",
      "NoError"}},
};

/// "Why it does not move", wherever a call has left the job.
const std::map<std::string, std::string> reasons = {
    {"queued", "waiting-turn"}, {"connecting", "none"},   {"transferring", "none"},
    {"suspended", "none"},      {"error", "none"},        {"transient-error", "retry-delay"},
    {"transferred", "none"},    {"acknowledged", "none"}, {"cancelled", "none"},
};

using Answer = std::optional<ErrorCode>;

/// One place, and a download of two files of which the first is there.
struct Subject {
    Rules rules{core::Policy{.max_active_background_jobs = 1}};
    core::JobId id = rules.submit(Rules::alice, 2);
    core::FileRef last{id, {1}};

    Answer resume() {
        return rules.error_of([this](const auto& reply) {
            rules.jobs.resume(Rules::alice, id, core::Reply<Nothing>(reply));
        });
    }
    Answer suspend() {
        return rules.error_of([this](const auto& reply) {
            rules.jobs.suspend(Rules::alice, id, core::Reply<Nothing>(reply));
        });
    }
    Answer cancel() {
        return rules.error_of([this](const auto& reply) {
            rules.jobs.cancel(Rules::alice, id, core::Reply<core::Cancelled>(reply));
        });
    }
    Answer complete() {
        return rules.error_of([this](const auto& reply) {
            rules.jobs.complete(Rules::alice, id, core::Reply<core::Completed>(reply));
        });
    }
    Answer validate(core::FileIndex file, bool valid) {
        return rules.error_of([=, this](const auto& reply) {
            rules.jobs.set_validation(Rules::alice, id, {file, valid}, core::Reply<Nothing>(reply));
        });
    }
};

void reconnect(Subject& subject) {
    subject.suspend();
    subject.resume();
}

void fail_for_good(Subject& subject) {
    auto& transfers = subject.rules.transfers;
    transfers.report(core::FileFailed{subject.last,
                                      {.code = FailureCode::http_status,
                                       .context = core::FailureContext::remote_file,
                                       .message = "Forbidden",
                                       .http_status = 403}});
}

/// How a job gets there: by what clients, servers and workers do.
const std::map<std::string, std::function<void(Subject&)>> ways = {
    {"queued",
     [](Subject& s) {
         s.rules.submit(Rules::alice, 1, {{"Priority", std::string("high")}});
     }},
    {"connecting", reconnect},
    {"transferring", [](Subject& s) { s.rules.transfers.report(test::started(s.last, 100)); }},
    {"suspended", [](Subject& s) { s.suspend(); }},
    {"error", fail_for_good},
    {"transient-error", [](Subject& s) { s.rules.transfers.fail(s.last, FailureCode::timed_out); }},
    {"transferred", [](Subject& s) { s.rules.transfers.finish(s.last, 10); }},
    {"acknowledged", [](Subject& s) { s.complete(); }},
    {"cancelled", [](Subject& s) { s.cancel(); }},
};

const std::map<std::string, std::function<Answer(Subject&)>> calls = {
    {"Resume", [](Subject& s) { return s.resume(); }},
    {"Resume with another file",
     [](Subject& s) {
         test::add(s.rules, s.id, "/tmp/another");
         return s.resume();
     }},
    {"Suspend", [](Subject& s) { return s.suspend(); }},
    {"Cancel", [](Subject& s) { return s.cancel(); }},
    {"Complete", [](Subject& s) { return s.complete(); }},
    {"AddFile", [](Subject& s) { return test::add(s.rules, s.id, "/tmp/another"); }},
    {"SetSettings",
     [](Subject& s) {
         return s.rules.error_of([&s](const auto& reply) {
             s.rules.jobs.set_settings(Rules::alice, s.id, {{"Description", std::string("new")}},
                                       core::Reply<Nothing>(reply));
         });
     }},
    {"SetRemoteUrl",
     [](Subject& s) {
         return s.rules.error_of([&s](const auto& reply) {
             s.rules.jobs.set_remote_url(Rules::alice, s.id, {s.last.index, "http://other/file"},
                                         core::Reply<Nothing>(reply));
         });
     }},
    {"ReplaceRemotePrefix",
     [](Subject& s) {
         return s.rules.error_of([&s](const auto& reply) {
             s.rules.jobs.replace_remote_prefix(Rules::alice, s.id,
                                                {"http://server/", "http://other/"},
                                                core::Reply<std::uint32_t>(reply));
         });
     }},
    {"TakeOwnership",
     [](Subject& s) {
         return s.rules.error_of([&s](const auto& reply) {
             s.rules.jobs.take_ownership({.uid = Rules::bob.uid, .takes_ownership = true}, s.id,
                                         core::Reply<core::Cancelled>(reply));
         });
     }},
    {"SetValidation true of a file that is there",
     [](Subject& s) { return s.validate({0}, true); }},
    {"SetValidation false of a file that is there",
     [](Subject& s) { return s.validate({0}, false); }},
    {"SetValidation of the last file", [](Subject& s) { return s.validate(s.last.index, true); }},
};

Subject& bring(Subject& subject, const std::string& state) {
    subject.rules.transfers.finish({subject.id, {0}}, 10);
    subject.rules.settle();
    ways.at(state)(subject);
    subject.rules.settle();
    EXPECT_EQ(subject.rules.state(subject.id), state);
    return subject;
}

std::string name_of(ErrorCode code) {
    if (code == ErrorCode::invalid_state) return no;
    if (code == ErrorCode::empty_job) return "EmptyJob";
    if (code == ErrorCode::no_error) return "NoError";
    return "another error";
}

/// The states that the job has passed since, and `now` at their end.
std::string path(const Subject& subject, const std::string& now) {
    std::string passed;
    std::string last;
    const auto prefix = std::to_string(subject.id.value) + " ";
    for (const auto& heard : subject.rules.observer.heard) {
        if (!heard.starts_with(prefix) || !core::from_word<JobState>(heard.substr(prefix.size())))
            continue;
        last = heard.substr(prefix.size());
        passed += (passed.empty() ? "" : " ") + last;
    }
    if (last == now) return passed;
    return passed.empty() ? now : passed + " " + now;
}

std::string outcome(const std::string& call, const std::string& state) {
    Subject subject;
    bring(subject, state);
    subject.rules.observer.heard.clear();
    const auto refused = calls.at(call)(subject);
    const auto now = subject.rules.state(subject.id);
    EXPECT_EQ(subject.rules.reason(subject.id), reasons.at(now)) << call << " in " << state;
    if (!refused) return now == state && path(subject, now) == now ? "stays" : path(subject, now);
    EXPECT_EQ(now, state) << call << " was refused";
    EXPECT_EQ(path(subject, now), now) << call << " was refused";
    return name_of(*refused);
}

std::string error_in(const std::string& state) {
    Subject subject;
    bring(subject, state);
    try {
        return core::code_word(*subject.rules.jobs.failed_job(Rules::alice, subject.id).job.error);
    } catch (const core::Error& error) {
        return name_of(error.code());
    }
}

Table whole_table() {
    Table seen;
    for (const auto& [call, row] : contract)
        for (const auto& state : states)
            seen[call].push_back(call == "GetError" ? error_in(state) : outcome(call, state));
    return seen;
}

std::vector<std::string> differences(const Table& seen) {
    std::vector<std::string> found;
    for (const auto& [call, row] : contract)
        for (std::size_t i = 0; i < states.size(); ++i)
            if (seen.at(call).at(i) != row.at(i))
                found.push_back(call + " in " + states[i] + ": " + seen.at(call)[i] + ", not " +
                                row[i]);
    return found;
}

TEST(CallTable, IsTheContractsInEveryCell) {
    EXPECT_EQ(contract.size(), calls.size() + 1);
    for (const auto& difference : differences(whole_table())) ADD_FAILURE() << difference;
}

TEST(CallTable, NoticesEveryCellThatIsFlipped) {
    for (const auto& [call, row] : contract)
        for (std::size_t i = 0; i < states.size(); ++i) {
            auto flipped = contract;
            auto& cell = flipped.at(call).at(i);
            cell = cell == no ? "stays" : no;
            const auto found = differences(flipped);
            ASSERT_EQ(found.size(), 1U);
            EXPECT_TRUE(found[0].starts_with(call + " in " + states[i] + ":"));
        }
}

}  // namespace
}  // namespace transferd
