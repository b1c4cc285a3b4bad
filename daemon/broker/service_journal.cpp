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
            return write(Level::warning, id::worker_lost, " cannot be started: " + news.why);
    }
}

}  // namespace transferd::broker
