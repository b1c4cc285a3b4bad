// SPDX-License-Identifier: MIT
#include "contract/scenarios/scene.hpp"

#include "worker/digest/hasher.hpp"

#include <cctype>
#include <span>

namespace transferd::worker {

namespace {

constexpr std::size_t size = 1000;

std::string pattern(char first) {
    constexpr std::size_t period = 23;
    std::string text(size, '\0');
    for (std::size_t place = 0; place < size; ++place)
        text[place] = static_cast<char>(first + static_cast<char>(place % period));
    return text;
}

std::string hexadecimal(std::size_t number) {
    std::string digits;
    for (; number > 0; number /= 16) digits.insert(digits.begin(), "0123456789abcdef"[number % 16]);
    return digits.empty() ? "0" : digits;
}

}  // namespace

bool Asked::for_target(std::string_view target) const {
    return request.starts_with("GET " + std::string(target) + " ");
}

bool Asked::for_the_rest() const {
    // A front may write the names in small letters.
    return request.find("\r\nRange: bytes=") != std::string_view::npos ||
           request.find("\r\nrange: bytes=") != std::string_view::npos;
}

const std::string& one() {
    static const auto text = pattern('a');
    return text;
}

const std::string& two() {
    static const auto text = pattern('A');
    return text;
}

core::Digest sha256(const std::string& text) {
    Hasher hasher(core::DigestAlgorithm::sha256);
    hasher.update(std::as_bytes(std::span{text}));
    return {.algorithm = core::DigestAlgorithm::sha256, .hex = hasher.hex()};
}

Ending published(const std::string& body) {
    return {.body = body};
}

Ending final_error(std::string code) {
    return {.error = std::move(code)};
}

Ending transient_error(std::string code, std::optional<core::seconds> retry_after) {
    return {.error = std::move(code), .transient = true, .retry_after = retry_after};
}

Plays always(Answer answer) {
    return [answer = std::move(answer)](const Asked&) { return answer; };
}

Answer with_body(std::string_view status, std::string_view headers, std::string_view body) {
    return {.bytes = head(status, headers) + std::string(body)};
}

Answer file(const std::string& body, std::string_view headers) {
    return whole(body, headers);
}

Answer half(const std::string& of, std::string_view range, std::string_view headers) {
    const auto rest = of.substr(of.size() / 2);
    return with_body("206 Partial Content",
                     "Content-Length: " + std::to_string(rest.size()) +
                         "\r\nContent-Range: " + std::string(range) + "\r\n" + std::string(headers),
                     rest);
}

Answer closing(Answer answer) {
    answer.then = Then::close;
    return answer;
}

Answer cut_after(std::size_t bytes, Answer answer) {
    const auto body = answer.bytes.find("\r\n\r\n") + 4;
    answer.bytes.resize(body + bytes);
    return closing(std::move(answer));
}

std::string chunked(std::string_view body, std::string_view trailers) {
    return hexadecimal(body.size()) + "\r\n" + std::string(body) + "\r\n0\r\n" +
           std::string(trailers) + "\r\n";
}

Answer honest(const Asked& asked, const std::string& body, std::string_view headers) {
    const auto condition = asked.request.find("If-Range: ");
    const auto small = asked.request.find("if-range: ");
    const auto at = condition != std::string_view::npos ? condition : small;
    if (!asked.for_the_rest() || at == std::string_view::npos) return file(body, headers);
    const auto begin = at + std::string_view("If-Range: ").size();
    const auto value = asked.request.substr(begin, asked.request.find("\r\n", begin) - begin);
    const auto range = asked.request.find("ange: bytes=") + std::string_view("ange: bytes=").size();
    const auto first = std::stoul(std::string(asked.request.substr(range)));
    if (headers.find(": " + std::string(value) + "\r\n") == std::string_view::npos ||
        first > body.size())
        return file(body, headers);
    const auto total = std::to_string(body.size());
    if (first == body.size())
        return with_body("416 Range Not Satisfiable",
                         "Content-Length: 0\r\nContent-Range: bytes */" + total + "\r\n", "");
    return with_body("206 Partial Content",
                     "Content-Length: " + std::to_string(body.size() - first) +
                         "\r\nContent-Range: bytes " + std::to_string(first) + "-" +
                         std::to_string(body.size() - 1) + "/" + total + "\r\n" +
                         std::string(headers),
                     body.substr(first));
}

Plays to_the_rest(Answer answer, const std::string& body, std::string_view headers) {
    return [answer = std::move(answer), body, headers = std::string(headers)](const Asked& asked) {
        return asked.for_the_rest() ? answer : file(body, headers);
    };
}

const std::vector<Scene>& scenes() {
    static const auto all = [] {
        std::vector<Scene> every;
        for (auto* const table :
             {&head_scenes, &length_scenes, &body_scenes, &pace_scenes, &status_scenes,
              &redirect_scenes, &resume_scenes, &range_scenes, &change_scenes})
            for (auto& scene : table()) every.push_back(std::move(scene));
        return every;
    }();
    return all;
}

std::string test_name(std::string_view sentence) {
    std::string name;
    bool begins = true;
    for (const char letter : sentence) {
        const auto code = static_cast<unsigned char>(letter);
        if (std::isalnum(code) == 0) {
            begins = true;
            continue;
        }
        name += begins ? static_cast<char>(std::toupper(code)) : letter;
        begins = false;
    }
    return name;
}

}  // namespace transferd::worker
