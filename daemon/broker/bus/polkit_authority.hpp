// SPDX-License-Identifier: MIT
// Asks polkit, without waiting for it: an agent may think for minutes, and polkit may not be there.
#pragma once

#include "broker/bus/authority.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <sdbus-c++/sdbus-c++.h>

namespace transferd::broker {

class PolkitAuthority final : public Authority {
  public:
    struct News {
        /// Nobody is authorised for want of an answer. Told once until there is one again.
        std::function<void(const std::string& why)> unavailable;
        std::function<void(const Sender&, core::Permission)> authorised;
    };

    /// `connection`: to the system bus, on which the calls come in; it must outlive this.
    PolkitAuthority(sdbus::IConnection& connection, News news);

    /// Root, of whom polkit says the same, may do everything; the user the broker runs as, who is
    /// the timer's, may have inactive jobs cancelled.
    [[nodiscard]] core::Caller caller(core::Uid uid) const override;
    void ask(const Sender& sender, core::Permission permission, Answered answered) override;

  private:
    struct Question {
        Sender sender;
        core::Permission permission{};
        Answered answered;
    };
    using Result = sdbus::Struct<bool, bool, std::map<std::string, std::string>>;

    void watch_departures();
    void call(std::uint64_t number, const Sender& sender, core::Permission permission);
    void answer(std::uint64_t number, const sdbus::Error* error, const Result& result);
    [[nodiscard]] bool granted(const sdbus::Error* error, const Result& result);
    void forget(const std::string& gone);
    /// Takes the dialog away, if there is one.
    void cancel(std::uint64_t number);

    sdbus::IConnection& connection_;
    News news_;
    std::unique_ptr<sdbus::IProxy> polkit_;
    /// From the first question on: most services never have one.
    std::optional<sdbus::Slot> departures_;
    std::map<std::uint64_t, Question> open_;
    std::uint64_t last_number_{};
    bool unavailable_{};
};

}  // namespace transferd::broker
