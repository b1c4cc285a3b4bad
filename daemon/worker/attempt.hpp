// SPDX-License-Identifier: MIT
// An order of the broker's: the Kerberos tickets that its logins need, then the fetch.
#pragma once

#include "worker/fetch.hpp"
#include "worker/ticket_desk.hpp"

#include <map>
#include <memory>
#include <string>

namespace transferd::worker {

/// libcurl asks for tickets on the loop, and a realm that does not answer would stop all of the
/// worker for a minute. So they are there before it begins; a login without a ticket is left out,
/// and where one is missed, the failure says why there was none.
class Attempt {
  public:
    struct Tools {
        FileThreads& threads;
        CurlLoop& curl;
        TicketDesk& tickets;
    };

    /// Begins at once; nothing is reported from within the constructor.
    Attempt(Tools tools, core::DownloadOrder order, Fetch::Events events);
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;
    ~Attempt();

    /// As Fetch has it.
    void stop();
    void check_pulse();

  private:
    void go_on();
    [[nodiscard]] std::string host_of(core::AuthTarget target) const;
    void take(const TicketDesk::Answer& answer);
    void report(const core::Report& report) const;
    [[nodiscard]] core::FileFailed told(core::FileFailed failed) const;

    Tools tools_;
    core::DownloadOrder order_;
    Fetch::Events events_;
    core::AuthTarget asked_for_{};
    /// Of each target that was asked about.
    std::map<core::AuthTarget, TicketDesk::Answer> answers_;
    std::shared_ptr<TicketDesk::Waiter> waiter_;
    std::unique_ptr<Fetch> fetch_;
};

}  // namespace transferd::worker
