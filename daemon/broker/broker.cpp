// SPDX-License-Identifier: MIT
#include "broker/broker.hpp"

#include "broker/config/policy_files.hpp"
#include "broker/service_journal.hpp"
#include "core/at_rest.hpp"
#include "core/limits.hpp"
#include "dbus/names.hpp"

#include <chrono>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <utility>

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

}  // namespace

Broker::Broker(loop::EventLoop& loop, sdbus::IConnection& connection, BrokerSetup setup,
               const journal::Journal& journal)
    : loop_(loop),
      connection_(connection),
      journal_(journal),
      policy_file_(setup.policy_file),
      environment_proxy_(setup.environment_proxy),
      leaving_(setup.leaving),
      clock_(loop),
      authority_(std::move(setup.authority)),
      calls_(loop, connection, pending_),
      database_(open_state(setup.state_directory, warning(journal))),
      unfinished_(setup.state_directory),
      ids_(setup.state_directory + "/highest-id", highest_job_id(*database_)),
      vault_(find_key(setup.key)),
      commits_(loop, [this] { store_.commit(); }),
      store_(*database_, ids_,
             {.commit_wanted = [this] { commits_.soon(); },
              .lazy_commit_wanted = [this] { commits_.lazily(); },
              .checkpoint_wanted = [this] { commits_.within_a_second(); },
              .warn = warning(journal)}),
      history_(*database_, warning(journal)),
      sweeps_(*database_, warning(journal)),
      network_(loop),
      owners_(std::move(setup.owners)),
      pool_(loop, setup.launcher, {.build = wire::build_id, .publish_mode = setup.publish_mode}),
      tree_(loop, connection, {pending_, *authority_, calls_}),
      job_journal_(journal, clock_,
                   [this](const core::FileRef& file) { return ledger_.find_file(file); }),
      observers_({tree_, job_journal_}),
      ledger_(store_, observers_, clock_),
      runner_(ledger_, pool_, network_, *owners_, clock_, policy_, vault_),
      errands_(store_, ledger_, pool_, clock_, *owners_),
      closer_(ledger_, runner_, errands_, pool_, clock_),
      inactivity_(ledger_, closer_, clock_, sweeps_, policy_),
      owner_watch_(ledger_, runner_, closer_, clock_, *owners_),
      jobs_(ledger_, runner_, closer_, pool_, clock_, policy_, vault_,
            [this](core::Uid uid) { return owners_->name_of(uid); }),
      manager_(connection, {jobs_, history_, inactivity_, network_, clock_},
               {pending_, *authority_, calls_}),
      stop_timer_(loop, [this] { leave(); }),
      pump_(loop, connection) {
    pump_.serve(calls_);
    database_->on_damage([this](const DatabaseError& error) { end_damaged(error); });
    if (!vault_.closed().empty()) no_key(journal_, vault_.closed());
    read_policy_files();
    pool_.listen(runner_);
    pool_.on_change([this](core::Uid owner, WorkerChange change, const std::string& why) {
        worker_changed(owner, change, why);
        if (change == WorkerChange::started) errands_.connected(owner);
    });
    if (setup.for_many_users) jobs_.admit_only_ordinary_users();
    tree_.serve(jobs_, manager_);
    runner_.on_active([this](std::uint32_t active) { manager_.set_active_jobs(active); });
    network_.on_change([this] {
        runner_.network_changed();
        manager_.network_changed();
    });
    hear_of_owners();
    ledger_.load();
    owner_watch_.judge();
    // Clients find every job of the last run from the first call on.
    take_name();
    errands_.begin();
    closer_.begin();
    runner_.begin();
    inactivity_.sweep({});
    owner_watch_.look();
    if (setup.exit_when_idle) begin_idle_exit();
}

void Broker::take_name() {
    try {
        connection_.requestName(dbus::bus_name);
    } catch (const sdbus::Error& error) {
        if (error.getName() != "org.freedesktop.DBus.Error.AccessDenied") throw;
        throw NameRefused{std::string{"The bus does not let this account have the name "} +
                          dbus::bus_name +
                          "; its policy belongs into dbus-1/system.d: " + error.getMessage()};
    }
}

void Broker::read_policy_files() {
    auto read = read_policy(policy_file_);
    for (const auto& refused : read.warnings) policy_line_refused(journal_, refused);
    policy_ = std::move(read.policy);
    policy_.environment_proxy = environment_proxy_;
}

void Broker::hear_of_owners() {
    owner_watch_.on_news([this](const core::Account& owner, core::Standing standing) {
        owner_changed(journal_, owner, standing);
        using core::Standing;
        const bool is_its_own = standing == Standing::here || standing == Standing::locked;
        // Of who is locked out, each job is stopped in order, and then the worker has nothing to
        // do.
        if (!is_its_own) pool_.dismiss(owner.uid);
    });
    owner_watch_.on_review([this] { pool_.ask_accounts(); });
    owners_->on_change([this](core::OwnersChange change) {
        owner_watch_.changed(change);
        errands_.owners_changed();
    });
}

/// Where no worker can be started, every job of every owner says so again and again.
void Broker::worker_changed(core::Uid owner, WorkerChange change, const std::string& why) {
    constexpr std::chrono::minutes silence{1};
    // A line about the account says it all.
    if (change == WorkerChange::locked_out) return owners_->lock_out(owner);
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
    if (idle_exit_) idle_exit_->look();
}

bool Broker::idle() const {
    return pending_.none() && calls_.none() && core::all_at_rest(ledger_) && pool_.idle() &&
           !inactivity_.holding();
}

void Broker::begin_idle_exit() {
    idle_exit_.emplace(loop_, policy_,
                       IdleExit::Hooks{.idle = [this] { return idle(); },
                                       .calls = [this] { return pending_.entered(); },
                                       .let_go_of_all = [this] { pool_.close(); },
                                       .let_go = [this] { return pool_.settled(); },
                                       .leave = [this] { stop_when_answered(); }});
}

void Broker::stop() {
    constexpr std::chrono::milliseconds longest_stop{1500};
    if (!stopping_) let_go_of_name();
    until_answered_.reset();
    stop_timer_.set_in(longest_stop);
    if (!halting_) halt();
}

/// Who called before the name was gone gets an answer from this broker; who calls after, from the
/// next one.
void Broker::stop_when_answered() {
    if (stopping_) return;
    let_go_of_name();
    wanted_again_ = true;
    stop_timer_.set_in(core::longest_answer);
    const auto answered = [this] {
        if (pending_.none() && calls_.none() && !halting_) halt();
    };
    until_answered_.emplace(loop_, answered);
    answered();
}

void Broker::let_go_of_name() {
    stopping_ = true;
    if (leaving_) leaving_();
    connection_.releaseName(dbus::bus_name);
    // What was sent to the name before is here by now.
    pump_.drain();
}

void Broker::halt() {
    halting_ = true;
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
    const bool finished = core::none_unfinished(ledger_) && errands_.empty();
    if (finished) unfinished_.remove();
    wanted_again_ = wanted_again_ && !finished;
    loop_.exit();
}

}  // namespace transferd::broker
