// SPDX-License-Identifier: MIT
// A part file under test, asked as the loop asks it.
#pragma once

#include "unit/files/files_test.hpp"
#include "worker/files/part_file.hpp"

#include <string_view>

namespace transferd::worker {

class PartFileTest : public FilesTest {
  protected:
    using Checkpoint = std::variant<core::Checkpointed, core::Failure>;
    using Finish = std::variant<std::uint64_t, core::Failure>;

    static std::span<const std::byte> bytes_of(std::string_view text) {
        return std::as_bytes(std::span{text.data(), text.size()});
    }
    [[nodiscard]] PartSpec spec() const {
        return {.file = file_, .destination = destination("name")};
    }
    [[nodiscard]] PartSpec with_digest(const std::string& hex) const {
        auto it = spec();
        it.digest = core::Digest{.algorithm = core::DigestAlgorithm::sha256, .hex = hex};
        return it;
    }
    /// Where a second run goes on after `checkpoint` of the first.
    [[nodiscard]] static PartSpec resumed(PartSpec spec, PartFile& part,
                                          const core::Checkpointed& checkpoint) {
        part.keep();
        spec.part = part.identity();
        spec.offset = checkpoint.offset;
        spec.digest_state = checkpoint.digest_state;
        return spec;
    }

    std::unique_ptr<PartFile> make(const PartSpec& spec) {
        return std::make_unique<PartFile>(*threads_, spec);
    }
    Outcome open(PartFile& part) {
        return answer<Outcome>([&](auto done) { part.open(done); });
    }
    std::unique_ptr<PartFile> opened(const PartSpec& spec) {
        auto part = make(spec);
        if (const auto failure = open(*part)) throw std::runtime_error{failure->message};
        return part;
    }
    /// After what is there.
    static bool write(PartFile& part, std::string_view text) {
        return part.write(part.received(), bytes_of(text));
    }
    Checkpoint checkpoint(PartFile& part) {
        return answer<Checkpoint>([&](auto done) { part.checkpoint(done); });
    }
    Finish finish(PartFile& part) {
        return answer<Finish>([&](auto done) { part.finish(done); });
    }
    Outcome reserve(PartFile& part, std::uint64_t size) {
        EXPECT_TRUE(part.expect(size));
        return answer<Outcome>([&](auto done) { part.reserve(done); });
    }
    Outcome start_over(PartFile& part) {
        return answer<Outcome>([&](auto done) { part.start_over(done); });
    }

    const std::string part_ = part_path("name");

  private:
    template <class Result, class Ask>
    Result answer(Ask ask) {
        const auto result = std::make_shared<std::optional<Result>>();
        ask([result](Result given) { *result = std::move(given); });
        EXPECT_FALSE(*result) << "answered from within the call";
        wait_until([&] { return result->has_value(); });
        if (!*result) throw std::runtime_error{"no answer"};
        return std::move(**result);
    }
};

}  // namespace transferd::worker
