// SPDX-License-Identifier: MIT
// A client of the daemon that records every signal. Calls and signals have a connection each, so a
// call never delays a signal.
#pragma once

#include "dbus/job_proxy.hpp"
#include "dbus/manager_proxy.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <sdbus-c++/sdbus-c++.h>

namespace transferd::test {

using Options = std::map<std::string, sdbus::Variant>;
using File = sdbus::Struct<std::string, std::string, Options>;

/// One signal of the manager as it came.
struct Event {
    std::string signal;
    std::uint64_t id{};
    std::string path;
    std::uint32_t owner{};
    /// State, error code or result, where the signal has one.
    std::string detail{};
};

/// The error reply of a call.
struct CallError {
    std::string name;
    std::string message;
};

class JobProxy final : public sdbus::ProxyInterfaces<org::example::Transfer::Job_proxy> {
  public:
    JobProxy(sdbus::IConnection& connection, std::uint64_t id);
};

class ManagerProxy;

class Client {
  public:
    explicit Client(const std::string& address);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    [[nodiscard]] org::example::Transfer_proxy& manager();
    /// The daemon's proxy without the generated code, for calls of a wrong shape.
    [[nodiscard]] sdbus::IProxy& raw();
    [[nodiscard]] JobProxy job(std::uint64_t id) { return {*calls_, id}; }

    /// Download of one file, resumed.
    std::uint64_t submit(const std::string& url, const std::string& path,
                         const Options& file_options = {}, const Options& settings = {});
    [[nodiscard]] std::vector<std::uint64_t> job_ids();
    /// "gone" where there is no such job.
    [[nodiscard]] std::string state(std::uint64_t id);

    [[nodiscard]] std::vector<Event> events() const;
    using Matches = std::function<bool(const Event&)>;
    /// The first recorded signal that matches, whenever it came; none at the deadline.
    [[nodiscard]] std::optional<Event> wait_for_event(const Matches& matches,
                                                      std::chrono::milliseconds timeout) const;
    [[nodiscard]] std::optional<Event> wait_for_signal(const std::string& signal, std::uint64_t id,
                                                       std::chrono::milliseconds timeout) const;
    /// True once the job is in that state; a state that has passed does not count.
    [[nodiscard]] bool wait_for_state(std::uint64_t id, const std::string& state,
                                      std::chrono::milliseconds timeout);
    /// The first of `states` that the job is found in, or at the deadline the state it is in
    /// instead.
    [[nodiscard]] std::string wait_for_one_of(std::uint64_t id, const std::set<std::string>& states,
                                              std::chrono::milliseconds timeout);
    /// True once a JobStateChanged with that state was recorded, though it may have passed.
    [[nodiscard]] bool wait_until_seen(std::uint64_t id, const std::string& state,
                                       std::chrono::milliseconds timeout) const;
    /// False at the deadline, with no more than `count` signals recorded.
    [[nodiscard]] bool wait_for_more_than(std::size_t count,
                                          std::chrono::milliseconds timeout) const;

  private:
    friend class ManagerProxy;
    void record(Event event);

    std::unique_ptr<sdbus::IConnection> calls_;
    std::unique_ptr<sdbus::IConnection> signals_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<Event> events_;
    std::unique_ptr<ManagerProxy> manager_;
    std::unique_ptr<ManagerProxy> listener_;
};

/// The error that the call was answered with; none where it succeeded.
std::optional<CallError> error_of(const std::function<void()>& call);

}  // namespace transferd::test
