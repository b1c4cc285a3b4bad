// SPDX-License-Identifier: MIT
// A part file with nine bytes that waits for its name.
#pragma once

#include "unit/files/files_test.hpp"
#include "worker/files/publish.hpp"

#include <optional>
#include <string>
#include <vector>

namespace transferd::worker {

class PublishTest : public FilesTest {
  protected:
    void SetUp() override { put(part_, "new bytes"); }

    [[nodiscard]] core::PublishItem item() const {
        return {.file = file_,
                .destination = destination("name"),
                .part = identity(part_),
                .size = 9,
                .if_exists = core::IfExists::replace};
    }
    [[nodiscard]] core::PublishItem unless_exists() const {
        auto it = item();
        it.if_exists = core::IfExists::fail;
        return it;
    }
    core::FileAnswers publish_all(const std::vector<core::PublishItem>& items) {
        std::optional<core::FileAnswers> answers;
        publish(*threads_, items, 0644, [&](const auto& all) { answers = all; });
        EXPECT_FALSE(answers) << "answered from within the call";
        wait_until([&] { return answers.has_value(); });
        return answers.value_or(core::FileAnswers{});
    }
    std::optional<core::Failure> publish_it(const core::PublishItem& item) {
        return publish_all({item}).at(0).failure;
    }
    std::optional<core::FailureCode> code(const core::PublishItem& item) {
        const auto failure = publish_it(item);
        return failure ? std::optional{failure->code} : std::nullopt;
    }

    const std::string part_ = part_path("name");
    const std::string name_ = path("name");
};

}  // namespace transferd::worker
