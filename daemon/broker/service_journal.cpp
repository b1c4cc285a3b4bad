// SPDX-License-Identifier: MIT
#include "broker/service_journal.hpp"

#include "journal/message_ids.hpp"

namespace transferd::broker {

namespace id = journal::message_id;
using journal::Level;

void database_trouble(const journal::Journal& journal, const std::string& sentence) {
    journal.write({.level = Level::err, .id = id::database_trouble, .text = sentence});
}

void no_key(const journal::Journal& journal, const std::string& sentence) {
    journal.write({.level = Level::warning, .id = id::no_key, .text = sentence});
}

void policy_line_refused(const journal::Journal& journal, const std::string& sentence) {
    journal.write({.level = Level::warning, .id = id::policy_line_refused, .text = sentence});
}

namespace {

void caller_authorised(const journal::Journal& journal, const Sender& sender,
                       core::Permission permission) {
    const auto uid = std::to_string(sender.uid.value);
    const std::string action(core::word(permission));
    journal.write({.level = Level::info,
                   .id = id::caller_authorised,
                   .text = "Uid " + uid + " was authorised for " + action + ": " + sender.method,
                   .fields = {{"TRANSFER_CALLER_UID", uid},
                              {"TRANSFER_PERMISSION", action},
                              {"TRANSFER_METHOD", sender.method}}});
}

void polkit_unavailable(const journal::Journal& journal, const std::string& why) {
    journal.write(
        {.level = Level::warning,
         .id = id::polkit_unavailable,
         .text = "polkit does not answer, so only root may do what needs its consent: " + why});
}

}  // namespace

PolkitAuthority::News polkit_news(const journal::Journal& journal) {
    return {.unavailable = [&](const std::string& why) { polkit_unavailable(journal, why); },
            .authorised =
                [&](const Sender& sender, core::Permission permission) {
                    caller_authorised(journal, sender, permission);
                }};
}

void owner_changed(const journal::Journal& journal, const core::Account& owner,
                   core::Standing standing) {
    const auto uid = std::to_string(owner.uid.value);
    const auto write = [&](Level level, std::string_view its_id, const std::string& what) {
        journal.write({.level = level,
                       .id = its_id,
                       .text = "The account " + owner.name + " with the uid " + uid + what,
                       .fields = {{"TRANSFER_UID", uid}}});
    };
    switch (standing) {
        case core::Standing::here:
            return write(Level::notice, id::owner_back, " is there again: its jobs go on");
        case core::Standing::locked:
            return write(Level::notice, id::owner_locked,
                         " is locked or has expired: its jobs wait");
        case core::Standing::gone:
            return write(Level::warning, id::owner_gone,
                         " is gone: its jobs wait, and are cancelled in a day");
        case core::Standing::replaced:
            return write(Level::warning, id::owner_replaced,
                         " is another one now: the jobs of the old one are held");
    }
}

void worker_changed(const journal::Journal& journal, const WorkerNews& news) {
    const auto uid = std::to_string(news.owner.value);
    const auto write = [&](Level level, std::string_view its_id, const std::string& what) {
        journal.write({.level = level,
                       .id = its_id,
                       .text = "The worker of uid " + uid + what,
                       .fields = {{"TRANSFER_UID", uid}}});
    };
    switch (news.change) {
        case WorkerChange::started:
            return write(Level::debug, id::worker_started, " has started");
        case WorkerChange::ended:
            return write(Level::debug, id::worker_ended, " was let go");
        case WorkerChange::lost:
            return write(Level::warning, id::worker_lost, " is lost: " + news.why);
        case WorkerChange::refused:
        case WorkerChange::locked_out:
            return write(Level::warning, id::worker_lost, " cannot be started: " + news.why);
    }
}

}  // namespace transferd::broker
