// SPDX-License-Identifier: MIT
#include "support/daemon.hpp"

#include "support/children.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace transferd::test {

namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

}  // namespace

fs::path program_directory() {
    const char* named = std::getenv("TRANSFERD_BIN_DIR");
    return named != nullptr ? named : TRANSFERD_BUILT_BIN_DIR;
}

void kill_process(pid_t pid) {
    ::kill(pid, SIGKILL);
}

Daemon::Daemon(DaemonOptions options) : options_(std::move(options)), name_(bus_.address()) {
    fs::create_directories(home_.path() / "config/transferd");
    fs::create_directories(home_.path() / "state");
    fs::permissions(home_.path() / "state", fs::perms::owner_all);
    if (options_.start == Start::at_once) start();
}

Daemon::~Daemon() {
    // The order matters: a broker without its bus would log a fault that is not the test's.
    if (broker_) stop(seconds{3});
}

fs::path Daemon::state_directory() const {
    return home_.path() / "state/transferd";
}

Environment Daemon::environment() const {
    Environment environment = clean_environment();
    environment["DBUS_SESSION_BUS_ADDRESS"] = bus_.address();
    // The machine's own services must not decide how a test ends.
    environment["DBUS_SYSTEM_BUS_ADDRESS"] = options_.system_bus;
    environment["HOME"] = home_.path();
    environment["XDG_STATE_HOME"] = home_.path() / "state";
    environment["XDG_CONFIG_HOME"] = home_.path() / "config";
    return environment;
}

std::vector<pid_t> Daemon::worker_pids() {
    return children_named(broker_pid(), "transfer-worker");
}

void Daemon::write_policy() {
    const auto file = home_.path() / "config/transferd/transferd.conf";
    fs::remove(file);
    if (!options_.policy.empty()) std::ofstream{file} << options_.policy;
}

bool Daemon::try_start() {
    write_policy();
    std::vector<std::string> argv = options_.wrapper;
    argv.push_back(options_.programs / "transferd");
    Environment own = environment();
    if (options_.serves == Serves::session_bus) {
        argv.emplace_back("--session");
    } else {
        own["DBUS_SYSTEM_BUS_ADDRESS"] = bus_.address();
        own["STATE_DIRECTORY"] = state_directory();
        own["CONFIGURATION_DIRECTORY"] = home_.path() / "config/transferd";
    }
    // LeakSanitizer cannot run below a tracer.
    if (!options_.wrapper.empty()) own["ASAN_OPTIONS"] = "detect_leaks=0";
    broker_.emplace(Command{.argv = argv, .environment = own});
    constexpr auto step = milliseconds{100};
    for (auto waited = milliseconds{0}; waited < seconds{10}; waited += step) {
        if (name_.wait_owned(step)) return true;
        if (broker_->wait(milliseconds{0})) return false;
    }
    return false;
}

void Daemon::start() {
    if (try_start()) return;
    const auto exit = broker_->wait(milliseconds{0});
    throw std::runtime_error{(options_.programs / "transferd").string() +
                             (exit ? " ended before its name was on the bus, with status " +
                                         std::to_string(exit->status.value_or(-1)) + ", signal " +
                                         std::to_string(exit->signal)
                                   : std::string{" did not take its name on the bus within 10 s"})};
}

void Daemon::kill9() {
    if (!broker_ || broker_->wait(milliseconds{0})) return;
    kill_process(broker_pid());
    if (!broker_->wait(seconds{5}))
        throw std::runtime_error{"the broker is still there 5 s after SIGKILL"};
    if (!name_.wait_free(seconds{5}))
        throw std::runtime_error{"the bus still has the name of a broker that was killed"};
}

std::optional<Exit> Daemon::stop(milliseconds timeout) {
    if (auto exit = broker_->wait(milliseconds{0})) return exit;
    if (name_.wait_owned(milliseconds{0})) ::kill(broker_pid(), SIGTERM);
    auto exit = broker_->wait(timeout);
    if (exit && !name_.wait_free(seconds{5}))
        throw std::runtime_error{"the bus still has the name of a broker that has ended"};
    return exit;
}

void Daemon::restart() {
    if (!stop()) throw std::runtime_error{"the broker did not end within 10 s of SIGTERM"};
    start();
}

std::optional<Exit> Daemon::wait_for_exit(milliseconds timeout) {
    auto exit = broker_->wait(timeout);
    if (exit && !name_.wait_free(seconds{5}))
        throw std::runtime_error{"the bus still has the name of a broker that has ended"};
    return exit;
}

void Daemon::change(const DaemonOptions& options) {
    options_ = options;
}

}  // namespace transferd::test
