// SPDX-License-Identifier: MIT
#include "broker/pool/unit_launcher.hpp"

#include "core/limits.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/socket.h>
#include <sys/un.h>

namespace transferd::broker {

namespace {

constexpr const char* manager_name = "org.freedesktop.systemd1";
constexpr const char* manager_path = "/org/freedesktop/systemd1";
constexpr const char* manager_interface = "org.freedesktop.systemd1.Manager";
constexpr const char* removals =
    "type='signal',sender='org.freedesktop.systemd1',path='/org/freedesktop/systemd1',"
    "interface='org.freedesktop.systemd1.Manager',member='JobRemoved'";
/// Where polkit does not even ask, and where it would have to ask somebody.
constexpr const char* access_denied = "org.freedesktop.DBus.Error.AccessDenied";
constexpr const char* would_ask = "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired";
/// What becomes of a job of systemd's that is in the way: it is taken back, or ours is refused.
constexpr const char* replace = "replace";
constexpr const char* or_fail = "fail";

std::string socket_unit(core::Uid owner) {
    return "transferd-worker@" + std::to_string(owner.value) + ".socket";
}

}  // namespace

UnitLauncher::UnitLauncher(sdbus::IConnection& bus, std::string socket_directory)
    : socket_directory_(std::move(socket_directory)),
      manager_(sdbus::createProxy(bus, manager_name, manager_path)),
      job_removals_(
          bus.addMatch(removals, [this](sdbus::Message& signal) { job_removed(signal); })) {}

void UnitLauncher::launch(core::Uid owner, std::function<void(Launched)> launched) {
    if (const auto stopping = stopping_.find(owner); stopping != stopping_.end())
        stopping->second = std::move(launched);
    else
        start(owner, launched);
}

void UnitLauncher::start(core::Uid owner, const std::function<void(Launched)>& launched) {
    call("StartUnit", owner, replace, [this, owner, launched](const Ended& ended) {
        // The reply to StartUnit comes before the socket listens, the end of its job after.
        launched(ended.done ? connected(owner) : Launched{refused(owner, ended)});
    });
}

void UnitLauncher::let_go(core::Uid owner) {
    if (!stopping_.try_emplace(owner).second) return;
    call("StopUnit", owner, replace, [this, owner](const Ended& /*ended*/) { stopped(owner); });
}

/// The socket is there already, so that nothing is started but the check that it requires. A stop
/// that somebody has asked for comes first.
void UnitLauncher::ask_account(core::Uid owner, std::function<void()> locked_out) {
    if (stopping_.contains(owner)) return;
    // A check that runs may have looked too early, and systemd would have no other beside it.
    if (const auto asking = asking_.find(owner); asking != asking_.end()) {
        asking->second = std::move(locked_out);
        return;
    }
    asking_[owner] = {};
    call("StartUnit", owner, or_fail,
         [this, owner, locked_out = std::move(locked_out)](const Ended& ended) {
             auto again = std::move(asking_.extract(owner).mapped());
             if (again) return ask_account(owner, std::move(again));
             if (ended.locked_out) locked_out();
         });
}

void UnitLauncher::stopped(core::Uid owner) {
    const auto stopping = stopping_.find(owner);
    const auto waiting = std::move(stopping->second);
    stopping_.erase(stopping);
    if (waiting) start(owner, waiting);
}

void UnitLauncher::call(const char* method, core::Uid owner, const char* mode, Then then) {
    auto message = manager_->createMethodCall(manager_interface, method);
    message << socket_unit(owner) << mode;
    manager_->callMethod(message, [this, then = std::move(then)](sdbus::MethodReply& reply,
                                                                 const sdbus::Error* error) {
        if (error)
            return then(
                {.denied = error->getName() == access_denied || error->getName() == would_ask,
                 .why = error->getMessage()});
        manager_name_ = reply.getSender();
        sdbus::ObjectPath job;
        reply >> job;
        jobs_[job] = then;
    });
}

void UnitLauncher::job_removed(sdbus::Message& signal) {
    if (signal.getSender() != manager_name_) return;
    std::uint32_t id{};
    sdbus::ObjectPath path;
    std::string unit;
    std::string result;
    signal >> id >> path >> unit >> result;
    const auto job = jobs_.find(path);
    if (job == jobs_.end()) return;
    const auto then = std::move(job->second);
    jobs_.erase(job);
    then({.done = result == "done",
          .locked_out = result == "dependency",
          .why = "its job has ended with " + result});
}

NotLaunched UnitLauncher::refused(core::Uid owner, const Ended& ended) {
    const auto uid = std::to_string(owner.value);
    if (ended.denied && !core::ordinary(owner))
        return {.why = "Transfers of uid " + uid +
                       " are off until the administrator installs a polkit rule that lets "
                       "transferd start " +
                       socket_unit(owner) +
                       "; transferd(8) tells where an example for root is, and how a drop-in of "
                       "its worker limits where it may write",
                .by_policy = true};
    if (ended.locked_out)
        return {.why = "The account with the uid " + uid +
                       " is locked or has expired, or PAM does not answer",
                .locked_out = true};
    return {.why = "systemd did not start " + socket_unit(owner) + ": " + ended.why,
            .by_policy = false};
}

Launched UnitLauncher::connected(core::Uid owner) const {
    const auto path = socket_directory_ + '/' + std::to_string(owner.value);
    const auto failed = [&](const char* what) {
        return NotLaunched{.why = std::string(what) + path + ": " + std::strerror(errno),
                           .by_policy = false};
    };
    loop::UniqueFd socket{::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    if (!socket) return failed("No socket for ");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): as the system call wants it
    if (connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return failed("Cannot connect to ");
    return socket;
}

}  // namespace transferd::broker
