// SPDX-License-Identifier: MIT
#include "broker/broker.hpp"

#include "broker/config/policy_files.hpp"
#include "broker/service_journal.hpp"
#include "dbus/names.hpp"

#include <array>
#include <chrono>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include <pwd.h>
#include <unistd.h>
#include <wire_build_id.hpp>

namespace transferd::broker {

namespace {

Warn warning(const journal::Journal& journal) {
    return [&journal](const std::string& sentence) { database_trouble(journal, sentence); };
}

std::unique_ptr<Database> open_state(const std::string& directory, const Warn& warn) {
    std::filesystem::create_directories(directory);
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all);
    return open_database(directory + "/jobs.sqlite", stored_job_id(directory + "/highest-id"),
                         warn);
}

std::string account_name(core::Uid uid) {
    std::array<char, 16384> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    getpwuid_r(uid.value, &entry, buffer.data(), buffer.size(), &found);
    return found ? found->pw_name : std::string{};
}

}  // namespace

Broker::Broker(loop::EventLoop& loop, sdbus::IConnection& connection, BrokerSetup setup,
               const journal::Journal& journal)
    : loop_(loop),
      connection_(connection),
      journal_(journal),
      policy_file_(setup.policy_file),
      clock_(loop),
      authority_(std::move(setup.authority)),
      database_(open_state(setup.state_directory, warning(journal))),
      ids_(setup.state_directory + "/highest-id", highest_job_id(*database_)),
      commits_(loop, [this] { store_.commit(); }),
      store_(*database_, ids_,
             {.commit_wanted = [this] { commits_.soon(); },
              .lazy_commit_wanted = [this] { commits_.lazily(); },
              .checkpoint_wanted = [this] { commits_.within_a_second(); },
              .warn = warning(journal)}),
      history_(*database_, warning(journal)),
      sweeps_(*database_, warning(journal)),
      network_(loop),
      pool_(loop, setup.launcher, {.build = wire::build_id, .publish_mode = setup.publish_mode}),
      tree_(loop, connection, {pending_, *authority_}),
      job_journal_(journal, clock_,
                   [this](const core::FileRef& file) { return ledger_.find_file(file); }),
      observers_({tree_, job_journal_}),
      ledger_(store_, observers_, clock_),
      runner_(ledger_, pool_, network_, clock_, policy_),
      closer_(ledger_, runner_, pool_, clock_),
      inactivity_(ledger_, closer_, clock_, sweeps_, policy_),
      jobs_(ledger_, runner_, closer_, pool_, clock_, policy_, account_name),
      manager_(connection, {jobs_, history_, inactivity_, network_}, {pending_, *authority_}),
      stop_timer_(loop, [this] { leave(); }),
      pump_(loop, connection) {
    database_->on_damage([this](const DatabaseError& error) { end_damaged(error); });
    read_policy_files();
    pool_.listen(runner_);
    pool_.on_change([this](core::Uid owner, WorkerChange change, const std::string& why) {
        worker_changed(owner, change, why);
    });
    tree_.serve(jobs_, manager_);
    runner_.on_active([this](std::uint32_t active) { manager_.set_active_jobs(active); });
    network_.on_change([this] {
        runner_.network_changed();
        manager_.network_changed();
    });
    ledger_.load();
    // Clients find every job of the last run from the first call on.
    connection_.requestName(dbus::bus_name);
    closer_.begin();
    runner_.begin();
    inactivity_.sweep({});
}

void Broker::read_policy_files() {
    auto read = read_policy(policy_file_);
    for (const auto& refused : read.warnings) policy_line_refused(journal_, refused);
    policy_ = std::move(read.policy);
}

/// Where no worker can be started, every job of every owner says so again and again.
void Broker::worker_changed(core::Uid owner, WorkerChange change, const std::string& why) {
    constexpr std::chrono::minutes silence{1};
    if (change == WorkerChange::refused) {
        const auto now = clock_.boot();
        if (refusal_told_ && now - *refusal_told_ < silence) return;
        refusal_told_ = now;
    }
    broker::worker_changed(journal_, {owner, change, why});
}

void Broker::reload() {
    read_policy_files();
    runner_.look();
    inactivity_.look();
    tree_.policy_changed();
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
