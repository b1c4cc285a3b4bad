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

constexpr const char* bus_path = "/org/freedesktop/DBus";

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
            match(rule, service_, [this](sdbus::Message& signal) { note_job_of(signal); });
        }
        const auto rule = fmt::format(
            "type='signal',sender='{0}',path='{1}',interface='{0}',member='NameOwnerChanged',"
            "arg0='{2}'",
            the_bus_, bus_path, dbus::bus_name);
        match(rule, the_bus_, [this](sdbus::Message& signal) { note_owner(signal); });
        ask_who_it_is();
    }

    void add(JobId id) {
        const auto rule = fmt::format(
            "type='signal',sender='{}',path='{}',interface='org.freedesktop.DBus.Properties',"
            "member='PropertiesChanged'",
            dbus::bus_name, path_of(id));
        watched_.insert(id);
        match(rule, service_, [this, id](sdbus::Message&) { changed_.insert(id); });
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
    // A rule keeps no signal away that is sent straight to this connection, so what has another
    // sender than `from`, or other arguments than the contract's, is forged: not worth a word.
    template <class Handler>
    void match(const std::string& rule, const std::string& from, Handler handler) {
        auto guarded = [&from, handler](sdbus::Message& signal) {
            if (signal.getSender() != from) {
                return;
            }
            try {
                handler(signal);
            } catch (const sdbus::Error&) {
                return;
            }
        };
        slots_.push_back(on_bus([&] { return bus_.addMatch(rule, guarded); }));
    }

    // Nobody, where it does not run: its first call starts it, and the bus tells who it is.
    void ask_who_it_is() {
        try {
            sdbus::createProxy(bus_, the_bus_, bus_path)
                ->callMethod("GetNameOwner")
                .onInterface(the_bus_)
                .withArguments(std::string{dbus::bus_name})
                .storeResultsTo(service_);
        } catch (const sdbus::Error&) {
            service_.clear();
        }
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
        signal >> name >> before >> service_;
        gone_ = service_.empty();
        if (!gone_) {
            changed_ = watched_;
        }
    }

    sdbus::IConnection& bus_;
    const std::string the_bus_ = "org.freedesktop.DBus";
    // Who the service is on the bus.
    std::string service_;
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
