// SPDX-License-Identifier: MIT
// Servers, disks and versions that change at random from one attempt to the next. Whatever comes,
// and in whatever order, the published file is one version, whole. A seed that fails is named.
#include "contract/scenarios/one_file.hpp"
#include "contract/scenarios/scene.hpp"

#include <fstream>
#include <random>

#include <gtest/gtest.h>

namespace transferd::worker {

namespace {

constexpr std::size_t most_attempts = 40;

class Weather {
  public:
    explicit Weather(unsigned seed) : random_(seed), dated_(below(3) == 0) {}

    std::size_t below(std::size_t limit) { return random_() % limit; }

    /// The file becomes another one, with another validator.
    void change() {
        ++version_;
        body_ = (version_ % 2 == 0 ? one() : two()).substr(0, 400 + below(600));
        // Different in its bytes from every other of the same letters.
        body_ += std::to_string(version_);
    }
    [[nodiscard]] const std::string& body() const { return body_; }
    [[nodiscard]] std::string validator() const {
        const auto number = std::to_string(version_);
        if (!dated_) return "ETag: \"" + number + "\"\r\n";
        const auto second = (version_ < 10 ? "0" : "") + number;
        return "Last-Modified: Sat, 06 Nov 1993 08:49:" + second + " GMT\r\n";
    }

    Answer answer(const Asked& asked) {
        auto right = honest(asked, body_, validator());
        switch (below(12)) {
            case 0:
                return with_body("503 Busy", "Content-Length: 0\r\n", "");
            case 1:
                return closing({});
            case 2:
                return file(body_, validator());
            case 3:
                return half(body_, "bytes 0-99/1000", validator());
            case 4:
                return with_body("416 Range Not Satisfiable", "Content-Length: 0\r\n", "");
            case 5:
                return without_its_validator(right);
            case 6:
                return right;
            default:
                return cut_somewhere(right);
        }
    }

    /// The machine stops and starts again: what was not durable is gone, or garbage.
    void crash(OneFile& job) {
        if (job.order.offset > 0) job.remember_only(below(job.order.offset + 1));
        if (below(2) == 0 || !std::filesystem::exists(job.part())) return;
        std::ofstream{job.part(), std::ios::app} << "garbage";
    }

  private:
    [[nodiscard]] Answer without_its_validator(Answer answer) const {
        const auto at = answer.bytes.find(validator());
        if (at != std::string::npos) answer.bytes.erase(at, validator().size());
        return answer;
    }
    Answer cut_somewhere(Answer answer) {
        const auto length = answer.bytes.size() - answer.bytes.find("\r\n\r\n") - 4;
        return length == 0 ? answer : cut_after(below(length), std::move(answer));
    }

    std::mt19937 random_;
    bool dated_;
    unsigned version_{};
    std::string body_;
};

class AtRandom : public testing::TestWithParam<unsigned> {};

TEST_P(AtRandom, TheFileIsOneVersionWhole) {
    for (unsigned seed = GetParam() * 25; seed < (GetParam() + 1) * 25; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Weather weather(seed);
        weather.change();
        loop::EventLoop loop;
        ScriptedServer server(loop, [&](std::string_view request) {
            return weather.answer({.request = request, .here = {}});
        });
        OneFile job(loop);
        job.order.url = server.url();
        std::string error = "none yet";
        for (std::size_t attempt = 0; attempt < most_attempts && !error.empty(); ++attempt) {
            if (weather.below(5) == 0) weather.change();
            if (weather.below(4) == 0) weather.crash(job);
            error = job.attempt();
            ASSERT_EQ(job.published(), std::nullopt);
        }
        if (!error.empty()) {
            server.play([&](std::string_view request) {
                return honest({.request = request, .here = {}}, weather.body(),
                              weather.validator());
            });
            ASSERT_EQ(job.attempt(), "") << job.failure().message;
        }
        ASSERT_EQ(job.publish(), "");
        ASSERT_EQ(job.published(), weather.body());
    }
}

INSTANTIATE_TEST_SUITE_P(Of, AtRandom, testing::Range(0U, 4U));

}  // namespace

}  // namespace transferd::worker
