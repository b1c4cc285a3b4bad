// SPDX-License-Identifier: MIT
// The one door to D-Bus: every method body runs in answer(), and whatever it throws or forgets, the
// caller gets a reply and the daemon lives. What an administrator may be authorised for is asked
// here, when the rules have refused it.
#pragma once

#include "broker/bus/door.hpp"
#include "broker/bus/error_names.hpp"
#include "core/outcome.hpp"

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <sdbus-c++/sdbus-c++.h>

namespace transferd::broker {

/// A reply that is owed. Whoever drops it without answering answers `Failed`.
template <class... Results>
class Answer {
  public:
    Answer(sdbus::Result<Results...>&& result, PendingCalls& pending)
        : result_(std::move(result)), pending_(pending) {}
    Answer(const Answer&) = delete;
    Answer& operator=(const Answer&) = delete;
    ~Answer() {
        fail(core::Error{core::ErrorCode::failed, "The call was not answered"});
        if (charged_) pending_.leave(*charged_);
    }

    void charge(core::Uid uid) {
        pending_.enter(uid);
        charged_ = uid;
    }
    void give(const Results&... results) {
        if (std::exchange(given_, true)) return;
        const bool sent = guarded([&] { result_.returnResults(results...); });
        // It may have been larger than a message; or the caller is gone, and that is its own
        // affair.
        if (!sent)
            guarded([&] {
                result_.returnError(bus_error(
                    core::Error{core::ErrorCode::failed, "The answer could not be sent"}));
            });
    }
    void fail(const core::Error& error) { fail_with(bus_error(error)); }
    void fail_with(const sdbus::Error& error) {
        if (std::exchange(given_, true)) return;
        guarded([&] { result_.returnError(error); });
    }

  private:
    template <class Send>
    static bool guarded(Send send) noexcept {
        try {
            send();
            return true;
        } catch (const std::exception&) {
            return false;
        }
    }

    sdbus::Result<Results...> result_;
    PendingCalls& pending_;
    std::optional<core::Uid> charged_;
    bool given_{};
};

template <class... Results>
using SharedAnswer = std::shared_ptr<Answer<Results...>>;

/// A reply for the use cases that gives `results_of(value)`, a tuple.
template <class Value, class... Results, class ResultsOf>
core::Reply<Value> replying(SharedAnswer<Results...> answer, ResultsOf results_of) {
    return [answer, results_of](const core::Outcome<Value>& outcome) {
        if (!outcome.ok()) return answer->fail(outcome.error());
        std::apply([&](const auto&... results) { answer->give(results...); },
                   results_of(outcome.value()));
    };
}

inline core::Reply<core::Nothing> replying(SharedAnswer<> answer) {
    return replying<core::Nothing>(std::move(answer),
                                   [](const core::Nothing&) { return std::tuple{}; });
}

/// Caller and arguments as they came: nothing that is called meanwhile changes them.
template <class Body, class Owed>
struct Request {
    Door door;
    Sender sender;
    core::Caller caller;
    Body body;
    Owed owed;
};

template <class Held>
void decide(const std::shared_ptr<Held>& request);

/// Where the caller is authorised for what it lacked, everything is decided again.
template <class Held>
void refuse(const std::shared_ptr<Held>& request, const core::Error& error) {
    const auto remedy = error.remedy();
    if (!remedy || core::has(request->caller, *remedy)) return request->owed->fail(error);
    request->door.authority.ask(request->sender, *remedy,
                                [request, error, permission = *remedy](bool authorised) {
                                    if (!authorised) return request->owed->fail(error);
                                    request->caller = core::granted(request->caller, permission);
                                    decide(request);
                                });
}

/// `call` may throw what it likes.
template <class Owed, class Call>
void guarded(const Owed& owed, Call call) {
    try {
        call();
    } catch (const core::Error& error) {
        owed->fail(error);
    } catch (const sdbus::Error& error) {
        owed->fail_with(error);
    } catch (const std::exception& error) {
        owed->fail(core::Error{core::ErrorCode::failed, error.what()});
    } catch (...) {
        // Whatever leaves a handler ends the broker.
        owed->fail(core::Error{core::ErrorCode::failed, "The call failed"});
    }
}

template <class Held>
void decide(const std::shared_ptr<Held>& request) {
    guarded(request->owed, [&] {
        std::optional<core::Error> refusal;
        try {
            request->body(request->caller, request->owed);
        } catch (const core::Error& error) {
            refusal = error;
        }
        if (refusal) refuse(request, *refusal);
    });
}

/// `body(caller, answer)` decides and keeps the answer until it can be given. It holds its
/// arguments by value and nothing that may die before it is called, perhaps again, minutes later.
template <class... Results, class Body>
void answer(const sdbus::IObject& object, const Door& door, sdbus::Result<Results...>&& result,
            Body body) {
    // Shared because std::function, which carries it to the commit, must be copyable.
    const auto owed = std::make_shared<Answer<Results...>>(std::move(result), door.pending);
    guarded(owed, [&] {
        auto sender = sender_of(object, door.calls.caller());
        owed->charge(sender.uid);
        const auto caller = door.authority.caller(sender.uid);
        using Held = Request<Body, SharedAnswer<Results...>>;
        decide(
            std::make_shared<Held>(Held{door, std::move(sender), caller, std::move(body), owed}));
    });
}

}  // namespace transferd::broker
