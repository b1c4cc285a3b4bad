// SPDX-License-Identifier: MIT
// A polkit that answers as the test wants, when it wants.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <sdbus-c++/sdbus-c++.h>

namespace transferd::test {

enum class Consent { yes, no, challenge, garbage, later };

class FakePolkit {
  public:
    /// `address` of the bus. Every question has that answer until the test says otherwise; only
    /// garbage stays what it is.
    FakePolkit(const std::string& address, Consent usual);
    ~FakePolkit();
    FakePolkit(const FakePolkit&) = delete;
    FakePolkit& operator=(const FakePolkit&) = delete;

    struct Question {
        std::string subject_kind;
        std::string subject_name;
        std::string action;
        std::map<std::string, std::string> details;
        std::uint32_t flags{};
        std::string cancellation_id;
    };

    void answer_with(Consent usual);
    /// Of one that was left for later; the first has the number 0.
    void answer(std::size_t number, Consent consent);
    [[nodiscard]] std::vector<Question> questions() const;
    /// False at the deadline.
    [[nodiscard]] bool wait_for_questions(std::size_t count, std::chrono::milliseconds timeout);
    [[nodiscard]] bool wait_for_cancel(const std::string& id, std::chrono::milliseconds timeout);

  private:
    using Subject = sdbus::Struct<std::string, std::map<std::string, sdbus::Variant>>;
    using Details = std::map<std::string, std::string>;

    void check(sdbus::MethodCall call);
    static void reply(const sdbus::MethodCall& call, Consent consent);

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Consent usual_;
    std::vector<Question> questions_;
    std::vector<std::string> cancelled_;
    std::unique_ptr<sdbus::IConnection> connection_;
    std::unique_ptr<sdbus::IObject> object_;
    std::map<std::size_t, sdbus::MethodCall> held_;
};

}  // namespace transferd::test
