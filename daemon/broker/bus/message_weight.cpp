// SPDX-License-Identifier: MIT
#include "broker/bus/message_weight.hpp"

#include <array>
#include <cstring>
#include <string_view>

namespace transferd::broker {

namespace {

/// Of a message, and of each part of it.
constexpr std::uint64_t message_itself = 1024;
constexpr std::uint64_t part = 16;
constexpr int most_parts = 100'000;
constexpr int deepest = 64;

bool is_container(char type) {
    return std::string_view{"avre"}.find(type) != std::string_view::npos;
}

std::uint64_t length_of(const char* text) {
    return text ? std::strlen(text) : 0;
}

/// Goes through the parts of a message without calling itself.
class Scale {
  public:
    Scale(sd_bus_message* message, std::uint64_t enough) : message_(message), enough_(enough) {}

    std::uint64_t weigh() {
        weight_ = message_itself + length_of(sd_bus_message_get_path(message_)) +
                  length_of(sd_bus_message_get_interface(message_)) +
                  length_of(sd_bus_message_get_member(message_));
        for (int parts = 0; weight_ < enough_; ++parts) {
            const bool well = parts < most_parts && depth_ < deepest;
            const auto stepped = well ? step() : Step::broken;
            if (stepped == Step::end) return weight_;
            if (stepped == Step::broken) break;
        }
        return enough_;
    }

  private:
    enum class Step { on, end, broken };

    Step step() {
        char type = 0;
        const char* contents = nullptr;
        const int peeked = sd_bus_message_peek_type(message_, &type, &contents);
        if (peeked < 0) return Step::broken;
        if (peeked == 0) return leave();
        weight_ += part;
        if (is_container(type)) {
            ++depth_;
            return said(sd_bus_message_enter_container(message_, type, contents));
        }
        return basic(type);
    }
    Step leave() {
        if (depth_ == 0) return Step::end;
        --depth_;
        return said(sd_bus_message_exit_container(message_));
    }
    Step basic(char type) {
        if (std::string_view{"sog"}.find(type) == std::string_view::npos) {
            const std::array only{type, '\0'};
            return said(sd_bus_message_skip(message_, only.data()));
        }
        const char* text = nullptr;
        const int read = sd_bus_message_read_basic(message_, type, &text);
        weight_ += length_of(text);
        return said(read);
    }
    static Step said(int result) { return result < 0 ? Step::broken : Step::on; }

    sd_bus_message* message_;
    std::uint64_t enough_;
    std::uint64_t weight_{};
    int depth_{};
};

}  // namespace

std::uint64_t weight_of(sd_bus_message* message, std::uint64_t enough) {
    const auto weight = Scale{message, enough}.weigh();
    sd_bus_message_rewind(message, 1);
    return weight;
}

}  // namespace transferd::broker
