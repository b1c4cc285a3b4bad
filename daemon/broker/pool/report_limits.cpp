// SPDX-License-Identifier: MIT
#include "broker/pool/report_limits.hpp"

#include "core/limits.hpp"
#include "core/response_headers.hpp"

#include <algorithm>
#include <limits>
#include <variant>

namespace transferd::broker {

namespace {

constexpr std::size_t longest_validator = 1024;
constexpr std::size_t longest_sentence = 16UL * 1024;
constexpr std::size_t longest_state = 4096;
// SQLite's and off_t's.
constexpr std::uint64_t largest_size = std::numeric_limits<std::int64_t>::max();

struct WithinLimits {
    bool operator()(const wire::Ready& ready) const {
        return ready.build.size() <= longest_validator;
    }
    bool operator()(const core::Started& started) const {
        const auto& validator = started.validator;
        return started.effective_url.size() <= core::longest_redirect &&
               validator.entity_tag.size() <= longest_validator &&
               validator.last_modified.size() <= longest_validator &&
               validator.date.size() <= longest_validator &&
               started.size.value_or(0) <= largest_size && started.offset <= largest_size &&
               started.remote_size.value_or(0) <= largest_size &&
               (!started.response_headers || core::is_header_list(*started.response_headers));
    }
    bool operator()(const core::Progressed& progressed) const {
        return progressed.received <= largest_size &&
               progressed.later <= largest_size - progressed.received;
    }
    bool operator()(const core::Checkpointed& checkpointed) const {
        return checkpointed.offset <= largest_size &&
               checkpointed.digest_state.size() <= longest_state;
    }
    bool operator()(const core::Finished& finished) const { return finished.size <= largest_size; }
    bool operator()(const core::FileFailed& failed) const { return (*this)(failed.failure); }
    bool operator()(const wire::Checked& checked) const {
        return std::all_of(checked.answers.begin(), checked.answers.end(), [&](const auto& answer) {
            return answer.url_error.size() <= longest_sentence &&
                   (!answer.failure || (*this)(*answer.failure));
        });
    }
    bool operator()(const wire::Done& done) const {
        return std::all_of(done.answers.begin(), done.answers.end(), [&](const auto& answer) {
            return !answer.failure || (*this)(*answer.failure);
        });
    }
    bool operator()(const wire::UnitStarted& started) const {
        return !started.failure || (*this)(*started.failure);
    }
    /// Is put together first.
    bool operator()(const wire::Piece& /*piece*/) const { return false; }
    bool operator()(const core::Failure& failure) const {
        return failure.message.size() <= longest_sentence;
    }
};

}  // namespace

bool within_limits(const wire::ToBroker& message) {
    return std::visit(WithinLimits{}, message);
}

bool answers_all(const std::vector<core::FileRef>& asked, const wire::Done& done) {
    return std::equal(asked.begin(), asked.end(), done.answers.begin(), done.answers.end(),
                      [](const auto& file, const auto& answer) { return file == answer.file; });
}

}  // namespace transferd::broker
