// SPDX-License-Identifier: MIT
#include "broker/broker.hpp"

#include "broker/config/policy_files.hpp"
#include "broker/journal.hpp"
#include "dbus/names.hpp"

#include <array>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wire_build_id.hpp>

namespace transferd::broker {

namespace {

std::unique_ptr<Database> open_state(const std::string& directory) {
    std::filesystem::create_directories(directory);
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all);
    return open_database(directory + "/jobs.sqlite", stored_job_id(directory + "/highest-id"),
                         warn);
}

/// Session mode: what a program of this user's makes has these rights.
wire::Hello hello() {
    const auto mask = umask(0);
    umask(mask);
    return {.build = wire::build_id, .publish_mode = 0666U & ~mask};
}

std::string account_name(core::Uid uid) {
    std::array<char, 16384> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    getpwuid_r(uid.value, &entry, buffer.data(), buffer.size(), &found);
    return found ? found->pw_name : std::string{};
}

}  // namespace

Broker::Broker(loop::EventLoop& loop, sdbus::IConnection& connection, const BrokerPaths& paths)
    : loop_(loop),
      connection_(connection),
      policy_file_(paths.policy_file),
      clock_(loop),
      database_(open_state(paths.state_directory)),
      ids_(paths.state_directory + "/highest-id", highest_job_id(*database_)),
      commits_(loop, [this] { store_.commit(); }),
      store_(*database_, ids_,
             {.commit_wanted = [this] { commits_.soon(); },
              .checkpoint_wanted = [this] { commits_.within_a_second(); },
              .warn = warn}),
      history_(*database_, warn),
      launcher_(loop, paths.worker),
      pool_(loop, launcher_, hello()),
      tree_(loop, connection, pending_),
      ledger_(store_, tree_, clock_),
      runner_(ledger_, pool_, clock_, policy_),
      closer_(ledger_, runner_, pool_, clock_),
      jobs_(ledger_, runner_, closer_, pool_, clock_, policy_, account_name),
      manager_(connection, jobs_, history_, pending_),
      stop_timer_(loop, [this] { leave(); }),
      pump_(loop, connection) {
    database_->on_damage([this](const DatabaseError& error) { end_damaged(error); });
    read_policy_files();
    pool_.listen(runner_);
    tree_.serve(jobs_, manager_);
    runner_.on_active([this](std::uint32_t active) { manager_.set_active_jobs(active); });
    ledger_.load();
    // Clients find every job of the last run from the first call on.
    connection_.requestName(dbus::bus_name);
    closer_.begin();
    runner_.begin();
}

void Broker::read_policy_files() {
    auto read = read_policy(policy_file_);
    for (const auto& warning : read.warnings) warn(warning);
    policy_ = std::move(read.policy);
}

void Broker::reload() {
    read_policy_files();
    runner_.look();
}

void Broker::stop() {
    constexpr std::chrono::milliseconds longest_stop{1500};
    if (std::exchange(stopping_, true)) return;
    stop_timer_.set_in(longest_stop);
    connection_.releaseName(dbus::bus_name);
    // From the loop: whoever calls this stands on a worker's link.
    runner_.stop([this] { stop_timer_.set_in({}); });
}

void Broker::end_damaged(const DatabaseError& error) {
    loop_.park(std::make_exception_ptr(
        std::runtime_error{std::string{error.what()} +
                           ". transferd ends; at its next start it salvages what can be read"}));
}

void Broker::leave() {
    pool_.close();
    commits_.now();
    loop_.exit();
}

}  // namespace transferd::broker
