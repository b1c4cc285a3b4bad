// SPDX-License-Identifier: MIT
#include "contract/scenarios/large_server.hpp"

#include <algorithm>

namespace transferd::worker {

namespace {

constexpr std::string_view end_of_head = "\r\n\r\n";

std::string value_of(std::string_view request, std::string_view name) {
    const auto at = request.find("\r\n" + std::string(name) + ": ");
    if (at == std::string_view::npos) return {};
    const auto begin = at + name.size() + 4;
    return std::string{request.substr(begin, request.find("\r\n", begin) - begin)};
}

std::optional<Part> part_of(std::string_view request) {
    const auto range = value_of(request, "Range");
    if (range.empty()) return std::nullopt;
    const auto begin = range.find('=') + 1;
    const auto dash = range.find('-');
    Part part{.first = std::stoull(range.substr(begin)), .if_range = value_of(request, "If-Range")};
    if (dash + 1 < range.size()) part.last = std::stoull(range.substr(dash + 1));
    return part;
}

}  // namespace

LargeServer::LargeServer(loop::EventLoop& loop)
    : server(loop, [this](std::string_view request) { return answer(request); }),
      end_of_wait_(loop, [this] { server.go_on(); }) {}

Answer LargeServer::whole_file() const {
    return whole(body, headers);
}

Answer LargeServer::honest(const Part& part) const {
    const auto last = part.last.value_or(body.size() - 1);
    return part_with("bytes " + std::to_string(part.first) + "-" + std::to_string(last) + "/" +
                         std::to_string(body.size()),
                     part);
}

Answer LargeServer::part_with(const std::string& range, const Part& part) const {
    const auto last = part.last.value_or(body.size() - 1);
    const auto size = last + 1 - part.first;
    return {.bytes = head("206 Partial Content", "Content-Length: " + std::to_string(size) +
                                                     "\r\nContent-Range: " + range +
                                                     "\r\nETag: " + tag + "\r\n") +
                     body.substr(part.first, size)};
}

void LargeServer::forget() {
    ranges_.clear();
    most_connections_ = 0;
}

void LargeServer::open() {
    forget();
    server.play([this](std::string_view request) { return answer(request); });
}

Answer LargeServer::answer(std::string_view request) {
    most_connections_ = std::max(most_connections_, server.connections_open());
    const auto part = part_of(request);
    if (!part || !part->last) {
        return first_stream(part && part->if_range == tag ? honest(*part) : whole_file());
    }
    ranges_.push_back(*part);
    if (ranges_.size() == until_range) server.go_on();
    if (auto twisted = twist(ranges_.size(), *part)) return std::move(*twisted);
    return part->if_range == tag ? honest(*part) : whole_file();
}

Answer LargeServer::first_stream(Answer stream) {
    const auto body_at = stream.bytes.find(end_of_head) + end_of_head.size();
    if (ranges_.empty()) stream.held_from = body_at + first_waits_after;
    if (first_has < stream.bytes.size() - body_at) stream.bytes.resize(body_at + first_has);
    if (first_waits_for.count() > 0) end_of_wait_.set_in(first_waits_for);
    return stream;
}

}  // namespace transferd::worker
