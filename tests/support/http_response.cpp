// SPDX-License-Identifier: MIT
#include "support/http_response.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace transferd::test {

namespace {

std::string http_date(std::time_t time) {
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 64> text{};
    const auto length =
        std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text.data(), length};
}

std::string mixed_case(std::string text) {
    for (std::size_t i = 0; i < text.size() && text[i] != ':'; ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        text[i] = static_cast<char>(i % 2 == 0 ? std::tolower(c) : std::toupper(c));
    }
    return text;
}

/// Collects the head; the spelling is the only thing it knows about the resource.
class Head {
  public:
    Head(int status, Spelling spelling)
        : text_("HTTP/1.1 " + std::to_string(status) + " Status\r\n"), spelling_(spelling) {}

    void add(const std::string& name, const std::string& value) {
        if (value.empty()) return;
        const std::string line = name + ": " + value + "\r\n";
        text_ += spelling_ == Spelling::mixed_case ? mixed_case(line) : line;
    }
    void add_line(const std::string& line) { text_ += line + "\r\n"; }
    [[nodiscard]] std::string whole() const { return text_ + "\r\n"; }
    [[nodiscard]] std::string open() const { return text_; }

  private:
    std::string text_;
    Spelling spelling_;
};

void add_date(Head& head, const Resource& resource, std::time_t now) {
    if (resource.date_skew)
        head.add("Date", http_date(now + static_cast<std::time_t>(resource.date_skew->count())));
}

Response without_body(const Resource& resource, int status, std::time_t now) {
    Head head{status, resource.spelling};
    add_date(head, resource, now);
    head.add("Location", resource.redirect_to);
    head.add("Retry-After", resource.retry_after);
    for (const auto& line : resource.extra_headers) head.add("X-Extra", line);
    for (const auto& line : resource.header_lines) head.add_line(line);
    head.add("Content-Length", "0");
    return {.head = head.whole()};
}

/// The range to serve; none: the whole file.
std::optional<RequestedRange> range_to_serve(const Resource& resource, const Version& version,
                                             const Request& request) {
    if (resource.ranges == Ranges::ignored) return std::nullopt;
    const auto range = requested_range(request);
    const std::string condition = request.header("if-range");
    if (!range || condition.empty() || resource.if_range == IfRange::ignored) return range;
    const bool strong = condition == version.etag && !condition.starts_with("W/");
    return strong || condition == version.last_modified ? range : std::nullopt;
}

std::string content_range(const Resource& resource, const Version& version, std::uint64_t first,
                          std::uint64_t end) {
    std::uint64_t total = version.size;
    switch (resource.content_range) {
        case ContentRangeHeader::exact:
            break;
        case ContentRangeHeader::wrong_start:
            ++first;
            break;
        case ContentRangeHeader::wrong_total:
            ++total;
            break;
        case ContentRangeHeader::missing:
            return {};
    }
    return "bytes " + std::to_string(first) + "-" + std::to_string(end - 1) + "/" +
           std::to_string(total);
}

void add_length(Head& head, Response& response, LengthHeader length) {
    const std::uint64_t bytes = response.end - response.offset;
    switch (length) {
        case LengthHeader::exact:
            return head.add("Content-Length", std::to_string(bytes));
        case LengthHeader::too_long:
            response.close = true;
            return head.add("Content-Length", std::to_string(bytes + 100));
        case LengthHeader::too_short:
            response.close = true;
            return head.add("Content-Length",
                            std::to_string(bytes - std::min<std::uint64_t>(bytes, 100)));
        case LengthHeader::none:
            response.close = true;
            return head.add("Connection", "close");
        case LengthHeader::chunked:
            response.chunked = true;
            return head.add("Transfer-Encoding", "chunked");
    }
}

Response unsatisfiable(const Resource& resource, const Version& version) {
    Head head{416, resource.spelling};
    head.add("Content-Range", "bytes */" + std::to_string(version.size));
    head.add("Content-Length", "0");
    return {.head = head.whole()};
}

}  // namespace

Response not_found() {
    return without_body({}, 404, std::time(nullptr));
}

Response plan_response(const Resource& resource, const Request& request, unsigned nth,
                       std::time_t now) {
    if (!resource.redirect_to.empty()) return without_body(resource, 302, now);
    if (nth <= resource.first_statuses.size())
        return without_body(resource, resource.first_statuses[nth - 1], now);
    if (resource.status != 200) return without_body(resource, resource.status, now);
    const bool next = resource.next_version && nth >= resource.next_from_request;
    const Version& version = next ? *resource.next_version : resource.version;
    const auto range = range_to_serve(resource, version, request);
    if (range && range->first >= version.size) return unsatisfiable(resource, version);

    Response response{.seed = version.seed, .end = version.size, .rate = resource.rate};
    Head head{range ? 206 : 200, resource.spelling};
    add_date(head, resource, now);
    head.add("ETag", version.etag);
    head.add("Last-Modified", version.last_modified);
    if (resource.ranges == Ranges::honoured) head.add("Accept-Ranges", "bytes");
    if (range) {
        response.offset = range->first;
        response.end = std::min(version.size, range->last.value_or(version.size - 1) + 1);
        head.add("Content-Range", content_range(resource, version, response.offset, response.end));
    }
    for (const auto& line : resource.extra_headers) head.add("X-Extra", line);
    for (const auto& line : resource.header_lines) head.add_line(line);
    add_length(head, response, resource.length);
    response.stall_after = resource.stalls > 0 ? resource.stall_after : std::nullopt;
    response.cut_after = resource.cuts > 0 ? resource.cut_after : std::nullopt;
    response.endless_headers = resource.headers == Headers::endless;
    response.head = response.endless_headers ? head.open() : head.whole();
    if (request.method == "HEAD") response.end = response.offset;
    return response;
}

}  // namespace transferd::test
