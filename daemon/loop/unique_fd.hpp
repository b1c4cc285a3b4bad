// SPDX-License-Identifier: MIT
// A file descriptor that is closed when its owner goes. Always opened close-on-exec.
#pragma once

#include <utility>

#include <unistd.h>

namespace transferd::loop {

class UniqueFd {
  public:
    UniqueFd() = default;
    explicit UniqueFd(int number) noexcept : number_(number) {}
    UniqueFd(UniqueFd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    UniqueFd& operator=(UniqueFd&& other) noexcept {
        UniqueFd old{std::exchange(number_, std::exchange(other.number_, -1))};
        return *this;
    }
    UniqueFd(const UniqueFd&) = delete;
    UniqueFd& operator=(const UniqueFd&) = delete;
    ~UniqueFd() {
        if (number_ >= 0) close(number_);
    }

    [[nodiscard]] int get() const noexcept { return number_; }
    explicit operator bool() const noexcept { return number_ >= 0; }

  private:
    int number_ = -1;
};

}  // namespace transferd::loop
