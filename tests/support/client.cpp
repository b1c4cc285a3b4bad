// SPDX-License-Identifier: MIT
#include "support/client.hpp"

#include "dbus/names.hpp"

#include <algorithm>
#include <utility>

namespace transferd::test {

/// Hands each signal to the client's record.
class ManagerProxy final : public sdbus::ProxyInterfaces<org::example::Transfer_proxy> {
  public:
    ManagerProxy(sdbus::IConnection& connection, Client& client)
        : ProxyInterfaces(connection, dbus::bus_name, dbus::manager_path), client_(client) {}

    /// Only the proxy of the listening connection subscribes.
    void listen() { registerProxy(); }
    void stop() { unregisterProxy(); }
    sdbus::IProxy& raw() { return getProxy(); }

  private:
    void onJobAdded(const std::uint64_t& id, const sdbus::ObjectPath& job,
                    const std::uint32_t& owner) override {
        client_.record({"JobAdded", id, job, owner, {}});
    }
    void onJobStateChanged(const std::uint64_t& id, const sdbus::ObjectPath& job,
                           const std::uint32_t& owner, const std::string& state) override {
        client_.record({"JobStateChanged", id, job, owner, state});
    }
    void onJobTransferred(const std::uint64_t& id, const sdbus::ObjectPath& job,
                          const std::uint32_t& owner) override {
        client_.record({"JobTransferred", id, job, owner, {}});
    }
    void onJobError(const std::uint64_t& id, const sdbus::ObjectPath& job,
                    const std::uint32_t& owner, const std::string& code) override {
        client_.record({"JobError", id, job, owner, code});
    }
    void onFileTransferred(const std::uint64_t& id, const sdbus::ObjectPath& job,
                           const std::uint32_t& owner, const std::uint32_t& index) override {
        client_.record({"FileTransferred", id, job, owner, std::to_string(index)});
    }
    void onJobRemoved(const std::uint64_t& id, const sdbus::ObjectPath& job,
                      const std::uint32_t& owner, const std::string& result) override {
        client_.record({"JobRemoved", id, job, owner, result});
    }

    Client& client_;
};

JobProxy::JobProxy(sdbus::IConnection& connection, std::uint64_t id)
    : ProxyInterfaces(connection, dbus::bus_name, dbus::job_path_prefix + std::to_string(id)) {}

Client::Client(const std::string& address)
    : calls_(sdbus::createSessionBusConnectionWithAddress(address)),
      signals_(sdbus::createSessionBusConnectionWithAddress(address)),
      manager_(std::make_unique<ManagerProxy>(*calls_, *this)),
      listener_(std::make_unique<ManagerProxy>(*signals_, *this)) {
    listener_->listen();
    signals_->enterEventLoopAsync();
}

Client::~Client() {
    signals_->leaveEventLoop();
    listener_->stop();
}

org::example::Transfer_proxy& Client::manager() {
    return *manager_;
}

sdbus::IProxy& Client::raw() {
    return manager_->raw();
}

std::uint64_t Client::submit(const std::string& url, const std::string& path,
                             const Options& file_options, const Options& settings) {
    const std::vector<File> files{File{std::make_tuple(url, path, file_options)}};
    return std::get<0>(manager_->Submit("download", "a test", files, settings));
}

std::vector<std::uint64_t> Client::job_ids() {
    std::vector<std::uint64_t> ids;
    for (const auto& entry : manager_->ListJobs({})) ids.push_back(std::get<0>(entry));
    return ids;
}

std::string Client::state(std::uint64_t id) {
    std::string state = "gone";
    const auto error = error_of([&] { state = job(id).State(); });
    if (error && error->name != "org.freedesktop.DBus.Error.UnknownObject")
        throw sdbus::Error{error->name, error->message};
    return state;
}

void Client::record(Event event) {
    const std::scoped_lock lock{mutex_};
    events_.push_back(std::move(event));
    changed_.notify_all();
}

std::vector<Event> Client::events() const {
    const std::scoped_lock lock{mutex_};
    return events_;
}

std::optional<Event> Client::wait_for_event(const Matches& matches,
                                            std::chrono::milliseconds timeout) const {
    std::unique_lock lock{mutex_};
    auto found = events_.end();
    const bool came = changed_.wait_for(lock, timeout, [&] {
        found = std::find_if(events_.begin(), events_.end(), matches);
        return found != events_.end();
    });
    return came ? std::optional{*found} : std::nullopt;
}

std::optional<Event> Client::wait_for_signal(const std::string& signal, std::uint64_t id,
                                             std::chrono::milliseconds timeout) const {
    return wait_for_event(
        [&](const Event& event) { return event.signal == signal && event.id == id; }, timeout);
}

std::string Client::wait_for_one_of(std::uint64_t id, const std::set<std::string>& states,
                                    std::chrono::milliseconds timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    for (;;) {
        const std::size_t seen = events().size();
        std::string now = state(id);
        if (states.contains(now)) return now;
        std::unique_lock lock{mutex_};
        if (!changed_.wait_until(lock, deadline, [&] { return events_.size() > seen; })) return now;
    }
}

bool Client::wait_for_state(std::uint64_t id, const std::string& state,
                            std::chrono::milliseconds timeout) {
    return wait_for_one_of(id, {state}, timeout) == state;
}

bool Client::wait_until_seen(std::uint64_t id, const std::string& state,
                             std::chrono::milliseconds timeout) const {
    const auto matches = [&](const Event& event) {
        return event.signal == "JobStateChanged" && event.id == id && event.detail == state;
    };
    return wait_for_event(matches, timeout).has_value();
}

bool Client::wait_for_more_than(std::size_t count, std::chrono::milliseconds timeout) const {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, timeout, [&] { return events_.size() > count; });
}

std::optional<CallError> error_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const sdbus::Error& error) {
        return CallError{.name = error.getName(), .message = error.getMessage()};
    }
    return std::nullopt;
}

}  // namespace transferd::test
