// SPDX-License-Identifier: MIT
// The part of a fetch that asks its server: in one stream, or in several.
#include "worker/fetch.hpp"

#include <utility>

namespace transferd::worker {

/// `local`: of the part file.
void Fetch::ask_from(std::uint64_t local) {
    RangePlace place{.offset = local};
    if (local == 0 && !order_.ranges.empty()) version_ = {};
    if (!order_.ranges.empty()) {
        const auto next = core::place_of(order_.ranges, version_.size, local);
        if (!next) return all_there();
        place = *next;
    }
    range_ = place.range;
    download_ = std::make_unique<Download>(curl_, request_for(order_.ranges, place), *this);
}

Request Fetch::request_for(std::vector<core::ByteRange> ranges, const RangePlace& place) const {
    // Not what is beside the first stream, which has been measured.
    const bool measured = sides_ != nullptr;
    return {.url = order_.url,
            .ranges = std::move(ranges),
            .range = place.range,
            .offset = place.offset,
            .size = version_.size,
            .validator = version_.validator,
            .digest_decides = order_.digest.has_value() && !order_.one_source,
            .expected_size = measured ? std::nullopt : order_.expected_size,
            .largest_size = measured ? std::nullopt : order_.largest_size,
            .allowed_schemes = order_.allowed_schemes,
            .max_connections_per_host = order_.max_connections_per_host,
            .connect_timeout = order_.connect_timeout,
            .stall_timeout = order_.stall_timeout,
            .http = order_.http,
            .tls_files = tls_files_,
            .proxy = order_.proxy,
            .secrets = order_.secrets};
}

void Fetch::split(const Head& head) {
    if (!may_split_ || !head.can_be_split) return;
    sides_ = std::make_unique<SideStreams>(
        curl_, part_,
        SideStreams::Shape{.size = *head.size,
                           .most_streams = order_.parallel_ranges,
                           .place = {origin_of(order_.url), order_.max_connections_per_host},
                           .request =
                               [this](const core::ByteRange& range) {
                                   in_pieces_ = true;
                                   return request_for({range}, {});
                               },
                           .drop_first = [this] { download_.reset(); },
                           .written = [this] { report_progress(); }},
        [this] { sides_over(); });
}

/// It has come to bytes that somebody else brings.
void Fetch::first_ended() {
    download_.reset();
    sides_->first_ended();
}

/// Everything is there, or the rest of it is to come in one stream, or in several once more.
void Fetch::sides_over() {
    may_split_ = !sides_->troubled();
    sides_.reset();
    if (part_.received() == version_.size) return on_end();
    ask_from(part_.received());
}

}  // namespace transferd::worker
