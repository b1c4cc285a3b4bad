// SPDX-License-Identifier: MIT
// Where all orders of this worker ask for Kerberos tickets.
#pragma once

#include "worker/files/file_threads.hpp"
#include "worker/tickets/fetch_ticket.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace transferd::worker {

/// One question at a time, and each host once for all who wait: a realm that does not answer takes
/// one file thread, and that one until its call is given up.
class TicketDesk {
  public:
    /// None: the ticket is in the owner's cache.
    using Answer = std::optional<core::Failure>;
    using Waiter = std::function<void(const Answer&)>;

    explicit TicketDesk(FileThreads& threads,
                        std::function<Answer(const std::string&)> fetch = fetch_ticket);
    TicketDesk(const TicketDesk&) = delete;
    TicketDesk& operator=(const TicketDesk&) = delete;
    ~TicketDesk() = default;

    /// Answered once, from the loop and never within this call, unless the waiter is gone by then.
    void ask(const std::string& host, const std::shared_ptr<Waiter>& waiter);

  private:
    struct Question {
        std::string host;
        std::vector<std::weak_ptr<Waiter>> waiters;
    };
    void next();
    void answer(const Answer& answer);

    FileThreads& threads_;
    std::function<Answer(const std::string&)> fetch_;
    /// The first one is being asked.
    std::deque<Question> questions_;
    bool asking_{};
};

}  // namespace transferd::worker
