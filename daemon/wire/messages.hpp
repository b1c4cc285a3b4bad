// SPDX-License-Identifier: MIT
// What broker and worker say to each other. Private to one build: the first message each way holds
// the build's id, and nobody goes on with a stranger.
#pragma once

#include "core/transfers.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace transferd::wire {

/// An order that is answered has a number that the answer repeats.
using RequestId = core::Id<struct RequestTag, std::uint64_t>;

/// First message of the broker.
struct Hello {
    std::string build;
    /// Mode of published files: 0644 as a system service, else 0666 less the broker's umask.
    std::uint32_t publish_mode{};
    bool operator==(const Hello&) const = default;
};

/// First message of the worker.
struct Ready {
    std::string build;
    bool operator==(const Ready&) const = default;
};

struct Start {
    core::DownloadOrder order;
    bool operator==(const Start&) const = default;
};

/// Answered with a Done without answers, after the last Checkpointed.
struct Stop {
    RequestId request;
    core::JobId job;
    bool operator==(const Stop&) const = default;
};

struct Check {
    RequestId request;
    std::vector<core::CheckItem> items;
    bool operator==(const Check&) const = default;
};

struct Checked {
    RequestId request;
    core::CheckAnswers answers;
    bool operator==(const Checked&) const = default;
};

struct Publish {
    RequestId request;
    std::vector<core::PublishItem> items;
    bool operator==(const Publish&) const = default;
};

struct Discard {
    RequestId request;
    std::vector<core::DiscardItem> items;
    bool operator==(const Discard&) const = default;
};

/// Has the user's own service manager start a unit.
struct StartUnit {
    RequestId request;
    std::string unit;
    bool operator==(const StartUnit&) const = default;
};

struct UnitStarted {
    RequestId request;
    /// None: the manager has taken the order.
    std::optional<core::Failure> failure{};
    bool operator==(const UnitStarted&) const = default;
};

/// Answered at once, with a Done without answers: the worker's loop turns.
struct Ping {
    RequestId request;
    bool operator==(const Ping&) const = default;
};

/// Of Stop, Publish, Discard and Ping.
struct Done {
    RequestId request;
    core::FileAnswers answers;
    bool operator==(const Done&) const = default;
};

/// A message that is larger than the channel takes goes as several of these, one after another.
struct Piece {
    std::string bytes;
    bool last{};
    bool operator==(const Piece&) const = default;
};

using ToWorker = std::variant<Hello, Start, Stop, Check, Publish, Discard, StartUnit, Ping, Piece>;
using ToBroker = std::variant<Ready, core::Started, core::Progressed, core::Checkpointed,
                              core::Finished, core::FileFailed, Checked, Done, UnitStarted, Piece>;

}  // namespace transferd::wire
