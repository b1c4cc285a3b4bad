// SPDX-License-Identifier: MIT
#include "contract/scenarios/large_file.hpp"
#include "contract/scenarios/scene.hpp"
#include "contract/scenarios/served.hpp"
#include "core/http_date.hpp"

#include <chrono>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace transferd::worker {

namespace {

using std::chrono::hours;
using test::Version;

constexpr std::uint64_t size = 300'001;
constexpr std::uint64_t half_of_it = size / 2;

const Version first{.seed = 1, .size = size};
const Version second{
    .seed = 2, .size = size, .etag = "\"v2\"", .last_modified = "Thu, 02 Jan 2020 00:00:00 GMT"};

Version resized(std::uint64_t bytes) {
    auto version = second;
    version.size = bytes;
    return version;
}

void comes_whole(const Play& play, const Version& version) {
    play.hosts.serve("file", version);
    play.ends_as(version);
}

void whole(const Play& play) {
    comes_whole(play, first);
}

void empty(const Play& play) {
    comes_whole(play, resized(0));
}

void one_byte(const Play& play) {
    comes_whole(play, resized(1));
}

void several_blocks(const Play& play) {
    comes_whole(play, resized(3'000'017));
}

void odd_name(const Play& play) {
    play.hosts.serve("a b%c\xC3\xA4", first);
    play.file.order.url = play.hosts.url(play.venue, "/a%20b%25c%C3%A4");
    // The tests' own server takes targets as they are written.
    if (play.venue.software == Software::ours) play.hosts.serve("a%20b%25c%C3%A4", first);
    play.ends_as(first);
}

void missing(const Play& play) {
    play.hosts.remove("file");
    EXPECT_EQ(play.file.attempt(), "http-404");
    play.hosts.serve("file", first);
    play.ends_as(first);
}

void time_is_kept(const Play& play) {
    whole(play);
    struct stat status {};
    ASSERT_EQ(stat(play.file.destination().c_str(), &status), 0);
    const auto said = core::parse_http_date(play.file.order.validator.last_modified);
    ASSERT_TRUE(said);
    EXPECT_EQ(status.st_mtime, said->time_since_epoch() / core::seconds{1});
}

void rest(const Play& play) {
    play.hosts.serve("file", first);
    play.fetch_and_forget(half_of_it);
    play.ends_as(first);
    EXPECT_EQ(play.file.started()->offset, half_of_it) << "what was there is fetched again";
}

void rest_of_one_byte(const Play& play) {
    play.hosts.serve("file", first);
    play.fetch_and_forget(size - 1);
    play.ends_as(first);
    EXPECT_EQ(play.file.started()->offset, size - 1);
}

void rest_by_date(const Play& play) {
    play.hosts.serve("file", first);
    play.fetch_and_forget(half_of_it);
    play.file.order.validator.entity_tag.clear();
    play.ends_as(first);
    EXPECT_EQ(play.file.started()->offset, half_of_it);
}

void digest_of_both_parts(const Play& play) {
    play.hosts.serve("file", first);
    play.fetch_and_forget(half_of_it);
    play.file.order.digest = sha256(test::body(first));
    play.ends_as(first);
    EXPECT_EQ(play.file.started()->offset, half_of_it);
}

void changes(const Play& play, const Version& version, std::uint64_t kept) {
    play.hosts.serve("file", first);
    play.fetch_and_forget(kept);
    play.hosts.serve("file", version, hours{1});
    play.ends_as(version);
    EXPECT_EQ(play.file.started()->offset, 0U);
}

void another(const Play& play) {
    changes(play, second, half_of_it);
}

void larger(const Play& play) {
    changes(play, resized(2 * size), half_of_it);
}

void smaller(const Play& play) {
    changes(play, resized(half_of_it / 2), half_of_it);
}

void emptied(const Play& play) {
    changes(play, resized(0), half_of_it);
}

void another_at_the_end(const Play& play) {
    changes(play, second, size);
}

void older(const Play& play) {
    play.hosts.serve("file", first);
    play.fetch_and_forget(half_of_it);
    // Put back from a backup: another file with an older date.
    play.hosts.serve("file", second, hours{48});
    play.ends_as(second);
    EXPECT_EQ(play.file.started()->offset, 0U);
}

void changed_by_date(const Play& play) {
    play.hosts.serve("file", first);
    play.fetch_and_forget(half_of_it);
    play.file.order.validator.entity_tag.clear();
    play.hosts.serve("file", second, hours{1});
    play.ends_as(second);
}

void gone_and_back(const Play& play) {
    play.hosts.serve("file", first);
    play.fetch_and_forget(half_of_it);
    play.hosts.remove("file");
    EXPECT_EQ(play.file.attempt(), "http-404");
    EXPECT_EQ(play.file.order.offset, half_of_it);
    play.hosts.serve("file", first);
    play.ends_as(first);
}

void at_the_end(const Play& play) {
    play.hosts.serve("file", first);
    play.fetch_and_forget(size);
    play.ends_as(first);
    EXPECT_EQ(play.file.started()->offset, size) << "what was there is fetched again";
}

void wrong_size(const Play& play) {
    play.hosts.serve("file", first);
    play.file.order.expected_size = size + 1;
    EXPECT_EQ(play.file.attempt(), "size-mismatch");
    EXPECT_FALSE(play.file.started());
    EXPECT_EQ(play.file.published(), std::nullopt);
}

void wrong_digest(const Play& play) {
    play.hosts.serve("file", first);
    play.file.order.digest = sha256(test::body(second));
    EXPECT_EQ(play.file.attempt(), "digest-mismatch");
    EXPECT_EQ(play.file.published(), std::nullopt);
}

void changed_unseen(const Play& play) {
    play.hosts.serve("file", first);
    play.fetch_and_forget(half_of_it);
    play.file.order.digest = sha256(test::body(first));
    auto version = second;
    version.etag = first.etag;
    version.last_modified = first.last_modified;
    play.hosts.serve("file", version);
    // Some servers' tags show it; the others' is what the digest is for.
    const auto error = play.file.attempt();
    EXPECT_EQ(error, "digest-mismatch");
    EXPECT_EQ(play.file.published(), std::nullopt);
}

}  // namespace

void Play::fetch_and_forget(std::uint64_t offset) const {
    EXPECT_EQ(file.attempt(), "") << file.failure().message;
    file.remember_only(offset);
}

void Play::ends_as(const test::Version& version) const {
    EXPECT_EQ(file.attempt(), "") << file.failure().message;
    EXPECT_EQ(file.published(), std::nullopt) << "nothing has the final name before Complete";
    if (!file.failure().message.empty()) return;
    EXPECT_EQ(file.publish(), "");
    EXPECT_TRUE(test::holds(file.destination(), version));
}

const std::vector<ServedScene>& served_scenes() {
    static const std::vector<ServedScene> all{
        {"a file is fetched whole", whole},
        {"an empty file is fetched", empty},
        {"a file of one byte is fetched", one_byte},
        {"a file of many blocks is fetched", several_blocks},
        {"a file with an odd name is fetched", odd_name},
        {"a file that is missing is missing until it is there", missing},
        {"a published file has the server's time", time_is_kept},
        {"the rest of a file is fetched", rest},
        {"the last byte of a file is fetched", rest_of_one_byte},
        {"the rest is fetched on a date alone", rest_by_date},
        {"the digest is of the bytes before and after", digest_of_both_parts},
        {"a file that was replaced is fetched whole", another},
        {"a file that has grown is fetched whole", larger},
        {"a file that has shrunk is fetched whole", smaller},
        {"a file that was emptied is fetched", emptied},
        {"a file that was put back from a backup is fetched whole", older},
        {"a file that was replaced is known by its date alone", changed_by_date},
        {"a file that was replaced at the last moment is fetched whole", another_at_the_end},
        {"a file that is gone for a while goes on", gone_and_back},
        {"a file of which every byte is there is finished", at_the_end},
        {"a file of a size that nobody wants is not fetched", wrong_size},
        {"a file of a digest that nobody wants is not published", wrong_digest},
        {"a change that no validator shows is caught by the digest", changed_unseen},
        {"the end of a file of more than 4 GiB is fetched", end_of_a_large_file},
    };
    return all;
}

}  // namespace transferd::worker
