// SPDX-License-Identifier: MIT
// The members of each structure that travels, in the order in which they do.
#pragma once

#include "wire/messages.hpp"

#include <tuple>

namespace transferd::wire {

/// Specialised for every structure that travels; adding a member to one means adding it here, which
/// a test compares by round trips with every member set.
template <class Struct>
inline constexpr auto fields = nullptr;

template <class Struct>
concept HasFields = !std::is_null_pointer_v<std::remove_cv_t<decltype(fields<Struct>)>>;

template <>
inline constexpr auto fields<core::FileRef> =
    std::tuple{&core::FileRef::job, &core::FileRef::index};
template <>
inline constexpr auto fields<core::FileIdentity> =
    std::tuple{&core::FileIdentity::device, &core::FileIdentity::inode};
template <>
inline constexpr auto fields<core::Destination> = std::tuple{
    &core::Destination::directory, &core::Destination::name, &core::Destination::directory_id};
template <>
inline constexpr auto fields<core::Digest> =
    std::tuple{&core::Digest::algorithm, &core::Digest::hex};
template <>
inline constexpr auto fields<core::ByteRange> =
    std::tuple{&core::ByteRange::offset, &core::ByteRange::length};
template <>
inline constexpr auto fields<core::Validator> = std::tuple{
    &core::Validator::entity_tag, &core::Validator::last_modified, &core::Validator::date};
template <>
inline constexpr auto fields<core::Failure> = std::tuple{
    &core::Failure::code,       &core::Failure::context,     &core::Failure::message,
    &core::Failure::file,       &core::Failure::http_status, &core::Failure::system_error,
    &core::Failure::retry_after};
template <>
inline constexpr auto fields<core::TlsFlags> =
    std::tuple{&core::TlsFlags::check_revocation, &core::TlsFlags::ignore_host,
               &core::TlsFlags::ignore_date, &core::TlsFlags::ignore_ca};
template <>
inline constexpr auto fields<core::TlsOptions> = std::tuple{
    &core::TlsOptions::flags, &core::TlsOptions::ca_file, &core::TlsOptions::client_certificate,
    &core::TlsOptions::client_key, &core::TlsOptions::pinned_key};
template <>
inline constexpr auto fields<core::HttpOptions> =
    std::tuple{&core::HttpOptions::method, &core::HttpOptions::dynamic_content,
               &core::HttpOptions::redirect_policy, &core::HttpOptions::redirect_https_to_http,
               &core::HttpOptions::tls};
template <>
inline constexpr auto fields<core::ProxyChoice> = std::tuple{
    &core::ProxyChoice::for_http, &core::ProxyChoice::for_https, &core::ProxyChoice::bypass};
template <>
inline constexpr auto fields<core::Credential> =
    std::tuple{&core::Credential::target, &core::Credential::scheme, &core::Credential::user,
               &core::Credential::password};
template <>
inline constexpr auto fields<core::HttpSecrets> =
    std::tuple{&core::HttpSecrets::credentials, &core::HttpSecrets::headers};
template <>
inline constexpr auto fields<core::DownloadOrder> =
    std::tuple{&core::DownloadOrder::file,
               &core::DownloadOrder::url,
               &core::DownloadOrder::destination,
               &core::DownloadOrder::part,
               &core::DownloadOrder::offset,
               &core::DownloadOrder::size,
               &core::DownloadOrder::ranges,
               &core::DownloadOrder::remote_size,
               &core::DownloadOrder::validator,
               &core::DownloadOrder::digest_state,
               &core::DownloadOrder::digest,
               &core::DownloadOrder::expected_size,
               &core::DownloadOrder::largest_size,
               &core::DownloadOrder::allowed_schemes,
               &core::DownloadOrder::max_connections_per_host,
               &core::DownloadOrder::parallel_ranges,
               &core::DownloadOrder::one_source,
               &core::DownloadOrder::in_background,
               &core::DownloadOrder::connect_timeout,
               &core::DownloadOrder::stall_timeout,
               &core::DownloadOrder::http,
               &core::DownloadOrder::proxy,
               &core::DownloadOrder::secrets};
template <>
inline constexpr auto fields<core::Started> =
    std::tuple{&core::Started::file,        &core::Started::part,
               &core::Started::offset,      &core::Started::size,
               &core::Started::validator,   &core::Started::effective_url,
               &core::Started::remote_size, &core::Started::response_headers};
template <>
inline constexpr auto fields<core::Progressed> =
    std::tuple{&core::Progressed::file, &core::Progressed::received, &core::Progressed::later};
template <>
inline constexpr auto fields<core::Checkpointed> = std::tuple{
    &core::Checkpointed::file, &core::Checkpointed::offset, &core::Checkpointed::digest_state};
template <>
inline constexpr auto fields<core::Finished> =
    std::tuple{&core::Finished::file, &core::Finished::size};
template <>
inline constexpr auto fields<core::FileFailed> =
    std::tuple{&core::FileFailed::file, &core::FileFailed::failure, &core::FileFailed::in_pieces};
template <>
inline constexpr auto fields<core::PublishItem> = std::tuple{
    &core::PublishItem::file, &core::PublishItem::destination, &core::PublishItem::part,
    &core::PublishItem::size, &core::PublishItem::if_exists,   &core::PublishItem::last_modified};
template <>
inline constexpr auto fields<core::DiscardItem> =
    std::tuple{&core::DiscardItem::file, &core::DiscardItem::destination, &core::DiscardItem::part};
template <>
inline constexpr auto fields<core::FileAnswer> =
    std::tuple{&core::FileAnswer::file, &core::FileAnswer::failure};
template <>
inline constexpr auto fields<core::CheckItem> = std::tuple{
    &core::CheckItem::url, &core::CheckItem::allowed_schemes, &core::CheckItem::destination};
template <>
inline constexpr auto fields<core::CheckAnswer> = std::tuple{
    &core::CheckAnswer::directory, &core::CheckAnswer::url_error, &core::CheckAnswer::failure};
template <>
inline constexpr auto fields<Hello> = std::tuple{&Hello::build, &Hello::publish_mode};
template <>
inline constexpr auto fields<Ready> = std::tuple{&Ready::build};
template <>
inline constexpr auto fields<Start> = std::tuple{&Start::order};
template <>
inline constexpr auto fields<Stop> = std::tuple{&Stop::request, &Stop::job};
template <>
inline constexpr auto fields<Check> = std::tuple{&Check::request, &Check::items};
template <>
inline constexpr auto fields<Checked> = std::tuple{&Checked::request, &Checked::answers};
template <>
inline constexpr auto fields<Publish> = std::tuple{&Publish::request, &Publish::items};
template <>
inline constexpr auto fields<Discard> = std::tuple{&Discard::request, &Discard::items};
template <>
inline constexpr auto fields<StartUnit> = std::tuple{&StartUnit::request, &StartUnit::unit};
template <>
inline constexpr auto fields<UnitStarted> =
    std::tuple{&UnitStarted::request, &UnitStarted::failure};
template <>
inline constexpr auto fields<Ping> = std::tuple{&Ping::request};
template <>
inline constexpr auto fields<Done> = std::tuple{&Done::request, &Done::answers};
template <>
inline constexpr auto fields<Piece> = std::tuple{&Piece::bytes, &Piece::last};

}  // namespace transferd::wire
