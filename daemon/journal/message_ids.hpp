// SPDX-License-Identifier: MIT
// What the lines are found by: `journalctl MESSAGE_ID=...`. An id stays what it is for ever; units/
// transferd.catalog explains each, and the lint `catalog` holds the two to each other.
#pragma once

#include <string_view>

namespace transferd::journal::message_id {

inline constexpr std::string_view job_created = "602059ee56854688b3ad680dea3df897";
inline constexpr std::string_view job_restored = "45b0b6ac338e42e9a0fb2850144612c4";
inline constexpr std::string_view job_resumed = "b3905e7671f142f984707b164d064c23";
inline constexpr std::string_view job_suspended = "b513574499fa47d6a07ad39f0dbc1d78";
inline constexpr std::string_view job_transferred = "3ac70e1ec785485388c4ee3f5656e520";
inline constexpr std::string_view job_completed = "8272f75b92b74cabad6c9541a00a4428";
inline constexpr std::string_view job_cancelled = "ed0199bb729545838797812304a20c54";
inline constexpr std::string_view job_expired = "683af12538744371b9624fba3e86fd79";
inline constexpr std::string_view job_administered = "2a74bba23e684e968ad05832260573b2";
inline constexpr std::string_view job_transient_error = "f61d556d8dea4643b5b8c806015fecdb";
inline constexpr std::string_view job_error = "0f461d0762a94e109444e2ffa28a6a85";
inline constexpr std::string_view job_not_published = "cd93660fdee94b8fb92f81d87ea6c0ee";
inline constexpr std::string_view job_leftovers = "90b81335984c45c184c09b7059f88f75";
inline constexpr std::string_view worker_started = "6a7eb03531334877b50aaa1c7389b189";
inline constexpr std::string_view worker_ended = "d84c7b8ad5bf4fd28de04100a4359dcd";
inline constexpr std::string_view worker_lost = "1c84b87d471c4f7fad657299b8458bb6";
inline constexpr std::string_view certificate_not_checked = "f8bfc3bf7ae54dbfa6b5d6ff6c2bd1c0";
inline constexpr std::string_view caller_authorised = "2a8025b8b3104513a5fb3270ccc4ea55";
inline constexpr std::string_view polkit_unavailable = "44d6267f208e44e29a051029f5f435a8";
inline constexpr std::string_view database_trouble = "b3a850e57dbd47a18a5cb62df2335ca7";
inline constexpr std::string_view no_key = "5f0b7c1de2a44c7c9be1d3f0a6c1847e";
inline constexpr std::string_view policy_line_refused = "ac6457283d564b98a1a2130ff8b65e94";
inline constexpr std::string_view owner_back = "1bfa71ab6b694004b4f5e48dd2e3a8f2";
inline constexpr std::string_view owner_locked = "9c6f066a26bd4bd0bb77e98d080e489e";
inline constexpr std::string_view owner_gone = "fa6b227d5e3644848f8daf7a2746e1f0";
inline constexpr std::string_view owner_replaced = "29967b4a53a445f58de26bba6ab2fac3";

}  // namespace transferd::journal::message_id
