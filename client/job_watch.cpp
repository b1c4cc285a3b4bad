// SPDX-License-Identifier: MIT
#include "client/job_watch.hpp"

#include "client/bus_connection.hpp"
#include "dbus/names.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <poll.h>

namespace transferd::client {
namespace {

// Rounded up, so that the deadline is past when poll comes back; -1 is forever.
int milliseconds_until(JobWatch::Deadline deadline) {
    if (!deadline) {
        return -1;
    }
    using std::chrono::milliseconds;
    const auto left = std::chrono::ceil<milliseconds>(*deadline - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp<milliseconds::rep>(left.count(), 0, 3'600'000));
}

int sooner(int left, int right) {
    if (left < 0 || right < 0) {
        return std::max(left, right);
    }
    return std::min(left, right);
}

}  // namespace

class JobWatch::Subscriptions {
  public:
    explicit Subscriptions(sdbus::IConnection& bus) : bus_{bus} {
        for (const char* member : {"JobStateChanged", "JobRemoved"}) {
            const auto rule =
                fmt::format("type='signal',sender='{}',path='{}',interface='{}',member='{}'",
                            dbus::bus_name, dbus::manager_path, dbus::manager_interface, member);
            match(rule, [this](sdbus::Message& signal) { note_job_of(signal); });
        }
        const auto rule = fmt::format(
            "type='signal',sender='org.freedesktop.DBus',path='/org/freedesktop/DBus',"
            "interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='{}'",
            dbus::bus_name);
        match(rule, [this](sdbus::Message& signal) { note_owner(signal); });
    }

    void add(JobId id) {
        const auto rule = fmt::format(
            "type='signal',sender='{}',path='{}',interface='org.freedesktop.DBus.Properties',"
            "member='PropertiesChanged'",
            dbus::bus_name, path_of(id));
        watched_.insert(id);
        match(rule, [this, id](sdbus::Message&) { changed_.insert(id); });
    }

    void process_pending() {
        try {
            while (bus_.processPendingRequest()) {
            }
        } catch (const sdbus::Error& error) {
            throw ClientError{ExitCode::unreachable,
                              "the connection to the bus is lost: " + error.getMessage()};
        }
    }

    std::optional<Wake> told() {
        if (std::exchange(gone_, false)) {
            return Wake::service_gone;
        }
        return changed_.empty() ? std::nullopt : std::optional{Wake::changed};
    }

    sdbus::IConnection::PollData poll_data() const { return bus_.getEventLoopPollData(); }
    std::set<JobId> take_changed() { return std::exchange(changed_, {}); }

  private:
    // A signal with other arguments than the contract's is a stranger's: not worth a word.
    template <class Handler>
    void match(const std::string& rule, Handler handler) {
        auto guarded = [handler](sdbus::Message& signal) {
            try {
                handler(signal);
            } catch (const sdbus::Error&) {
                return;
            }
        };
        slots_.push_back(on_bus([&] { return bus_.addMatch(rule, guarded); }));
    }

    void note_job_of(sdbus::Message& signal) {
        JobId id;
        signal >> id.value;
        if (watched_.contains(id)) {
            changed_.insert(id);
        }
    }

    void note_owner(sdbus::Message& signal) {
        std::string name;
        std::string before;
        std::string after;
        signal >> name >> before >> after;
        gone_ = after.empty();
        if (!gone_) {
            changed_ = watched_;
        }
    }

    sdbus::IConnection& bus_;
    std::set<JobId> watched_;
    std::set<JobId> changed_;
    bool gone_ = false;
    std::vector<sdbus::Slot> slots_;
};

JobWatch::JobWatch(JobsClient& client)
    : subscriptions_{std::make_unique<Subscriptions>(client.bus().sdbus())} {}

JobWatch::~JobWatch() = default;

void JobWatch::add(JobId id) {
    subscriptions_->add(id);
}

std::set<JobId> JobWatch::take_changed() {
    return subscriptions_->take_changed();
}

JobWatch::Wake JobWatch::next(Interrupt& interrupt, Deadline deadline) {
    while (true) {
        subscriptions_->process_pending();
        const auto told = subscriptions_->told();
        const auto bus = subscriptions_->poll_data();
        const int timeout = told ? 0 : sooner(bus.getPollTimeout(), milliseconds_until(deadline));
        std::array<pollfd, 2> sources{pollfd{interrupt.fd(), POLLIN, 0},
                                      pollfd{bus.fd, bus.events, 0}};
        if (poll(sources.data(), sources.size(), timeout) < 0 && errno != EINTR) {
            throw std::system_error{errno, std::generic_category(), "wait for the service"};
        }
        if (sources[0].revents != 0) {
            interrupt.take();
            return Wake::interrupted;
        }
        if (told) {
            return *told;
        }
        if (deadline && std::chrono::steady_clock::now() >= *deadline) {
            return Wake::timed_out;
        }
    }
}

}  // namespace transferd::client
