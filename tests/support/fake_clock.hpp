// SPDX-License-Identifier: MIT
// Time that moves when a test says so.
#pragma once

#include "core/clock.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace transferd::test {

class FakeClock : public core::Clock {
  public:
    [[nodiscard]] core::WallTime wall() const override { return wall_; }
    [[nodiscard]] core::BootTime boot() const override { return boot_; }
    [[nodiscard]] std::string boot_id() const override { return std::to_string(boots_); }
    [[nodiscard]] std::unique_ptr<core::Alarm> alarm(std::function<void()> ring) override {
        return std::make_unique<FakeAlarm>(*this, std::move(ring));
    }

    /// Rings what is due now, once; true: something rang.
    bool ring_due() {
        const auto due = std::find_if(alarms_.begin(), alarms_.end(), [this](const auto* alarm) {
            return alarm->when && *alarm->when <= boot_;
        });
        if (due == alarms_.end()) return false;
        auto* const alarm = *due;
        alarm->when.reset();
        alarm->ring();
        return true;
    }
    /// The soonest alarm; none: an idle program would sleep for ever.
    [[nodiscard]] std::optional<core::BootTime> next_alarm() const {
        std::optional<core::BootTime> next;
        for (const auto* alarm : alarms_)
            if (alarm->when && (!next || *alarm->when < *next)) next = alarm->when;
        return next;
    }
    /// The process that set them is gone.
    void forget_alarms() {
        for (auto* alarm : alarms_) alarm->when.reset();
    }
    void advance(core::microseconds time) {
        wall_ += time;
        boot_ += time;
    }
    /// The machine was off for that long. For a new set of rules: alarms are lost with the old one.
    void reboot_after(core::microseconds time) {
        wall_ += time;
        boot_ = core::BootTime{std::chrono::minutes{1}};
        ++boots_;
    }
    /// Somebody set the calendar.
    void jump(core::microseconds time) { wall_ += time; }

  private:
    struct FakeAlarm : core::Alarm {
        FakeAlarm(FakeClock& its_clock, std::function<void()> its_ring)
            : clock(its_clock), ring(std::move(its_ring)) {
            clock.alarms_.insert(this);
        }
        FakeAlarm(const FakeAlarm&) = delete;
        FakeAlarm& operator=(const FakeAlarm&) = delete;
        ~FakeAlarm() override { clock.alarms_.erase(this); }
        void set(core::BootTime time) override { when = time; }
        void clear() override { when.reset(); }

        FakeClock& clock;
        std::function<void()> ring;
        std::optional<core::BootTime> when;
    };

    core::WallTime wall_{std::chrono::hours{24 * 365 * 56}};
    core::BootTime boot_{std::chrono::hours{1}};
    int boots_ = 1;
    std::set<FakeAlarm*> alarms_;
};

}  // namespace transferd::test
