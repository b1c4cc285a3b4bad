// SPDX-License-Identifier: MIT
#include "broker/loop_clock.hpp"

#include "loop/timer.hpp"

#include <fstream>
#include <utility>

namespace transferd::broker {

namespace {

class LoopAlarm : public core::Alarm {
  public:
    LoopAlarm(loop::EventLoop& loop, std::function<void()> ring) : timer_(loop, std::move(ring)) {}

    void set(core::BootTime when) override { timer_.set_at(when.time_since_epoch()); }
    void clear() override { timer_.clear(); }

  private:
    loop::Timer timer_;
};

}  // namespace

core::WallTime LoopClock::wall() const {
    return std::chrono::time_point_cast<core::microseconds>(std::chrono::system_clock::now());
}

core::BootTime LoopClock::boot() const {
    return core::BootTime{loop::boot_time()};
}

std::string LoopClock::boot_id() const {
    std::ifstream file{"/proc/sys/kernel/random/boot_id"};
    std::string id;
    std::getline(file, id);
    return id;
}

std::unique_ptr<core::Alarm> LoopClock::alarm(std::function<void()> ring) {
    return std::make_unique<LoopAlarm>(loop_, std::move(ring));
}

}  // namespace transferd::broker
