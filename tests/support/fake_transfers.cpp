// SPDX-License-Identifier: MIT
#include "support/fake_transfers.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace transferd::test {

namespace {

core::Failure local(core::FailureCode code, const std::string& message) {
    return {.code = code, .context = core::FailureContext::local_file, .message = message};
}

core::Failure worker_lost() {
    return {.code = core::FailureCode::worker_lost,
            .context = core::FailureContext::queue,
            .message = "The worker has ended"};
}

bool takes_scheme(const core::CheckItem& item) {
    const auto scheme = core::from_word<core::Scheme>(item.url.substr(0, item.url.find("://")));
    const auto& allowed = item.allowed_schemes;
    return scheme && std::find(allowed.begin(), allowed.end(), *scheme) != allowed.end();
}

void note(FakeTransfers::Fetch& fetch, const core::Report& report) {
    if (const auto* started = std::get_if<core::Started>(&report)) {
        fetch.begun = true;
        fetch.received = fetch.durable = started->offset;
    } else if (const auto* progressed = std::get_if<core::Progressed>(&report)) {
        fetch.received = progressed->received;
    } else if (const auto* checkpointed = std::get_if<core::Checkpointed>(&report)) {
        fetch.durable = checkpointed->offset;
    }
}

}  // namespace

void FakeTransfers::start(core::Uid owner, const core::DownloadOrder& order) {
    owners_[order.file.job] = owner;
    running_[order.file] = {.owner = owner, .order = order};
}

void FakeTransfers::stop(core::Uid owner, core::JobId job, std::function<void()> done) {
    std::vector<core::Checkpointed> last;
    std::erase_if(running_, [&](const auto& each) {
        const auto& [file, fetch] = each;
        if (file.job != job || fetch.owner != owner) return false;
        if (fetch.received > fetch.durable)
            last.push_back({.file = file, .offset = fetch.received, .digest_state = {}});
        return true;
    });
    owed_.push_back({.owner = owner,
                     .answer =
                         [this, owner, last, done] {
                             for (const auto& checkpoint : last)
                                 listener_->reported(owner, checkpoint);
                             done();
                         },
                     .lost = done});
}

void FakeTransfers::check(core::Uid owner, const std::vector<core::CheckItem>& items,
                          std::function<void(const core::CheckAnswers&)> done) {
    owed_.push_back(
        {.owner = owner,
         .answer =
             [this, owner, items, done] {
                 core::CheckAnswers answers;
                 for (const auto& item : items) answers.push_back(check_one(item));
                 if (barred.contains(owner))
                     for (auto& answer : answers)
                         answer.failure =
                             core::Failure{.code = core::FailureCode::blocked_by_policy,
                                           .context = core::FailureContext::policy,
                                           .message = "barred"};
                 done(answers);
             },
         .lost =
             [count = items.size(), done] {
                 done(core::CheckAnswers(
                     count, {.directory = {}, .url_error = {}, .failure = worker_lost()}));
             }});
}

void FakeTransfers::publish(core::Uid owner, const std::vector<core::PublishItem>& items,
                            std::function<void(const core::FileAnswers&)> done) {
    owe(owner, items, &FakeTransfers::publish_one, done);
}

void FakeTransfers::discard(core::Uid owner, const std::vector<core::DiscardItem>& items,
                            std::function<void(const core::FileAnswers&)> done) {
    owe(owner, items, &FakeTransfers::discard_one, done);
}

void FakeTransfers::start_unit(core::Uid owner, const std::string& unit,
                               std::function<void(const std::optional<core::Failure>&)> done) {
    owed_.push_back({.owner = owner,
                     .answer =
                         [this, unit, done] {
                             if (no_manager)
                                 return done(local(core::FailureCode::local_not_found,
                                                   "No service manager of the user's runs"));
                             units.push_back(unit);
                             done(std::nullopt);
                         },
                     .lost = [done] { done(worker_lost()); }});
}

template <class Item>
void FakeTransfers::owe(core::Uid owner, const std::vector<Item>& items,
                        Outcome (FakeTransfers::*call)(const Item&),
                        const std::function<void(const core::FileAnswers&)>& done) {
    owed_.push_back({.owner = owner,
                     .answer =
                         [this, items, call, done] {
                             core::FileAnswers answers;
                             for (const auto& item : items) {
                                 answers.push_back({item.file, (this->*call)(item)});
                                 if (auto& failure = answers.back().failure)
                                     failure->file = item.file.index;
                             }
                             done(answers);
                         },
                     .lost =
                         [items, done] {
                             core::FileAnswers answers;
                             for (const auto& item : items)
                                 answers.push_back({item.file, worker_lost()});
                             done(answers);
                         }});
}

core::CheckAnswer FakeTransfers::check_one(const core::CheckItem& item) const {
    core::CheckAnswer answer;
    if (!takes_scheme(item)) answer.url_error = "The URL has no scheme that is taken";
    answer.failure = missing(item.destination);
    if (!directories.contains(item.destination.directory))
        answer.failure->code = core::FailureCode::local_not_found;
    if (!answer.failure) answer.directory = directories.at(item.destination.directory);
    return answer;
}

FakeTransfers::Outcome FakeTransfers::publish_one(const core::PublishItem& item) {
    if (const auto failure = unpublishable.find(item.file); failure != unpublishable.end())
        return failure->second;
    if (auto failure = missing(item.destination)) return failure;
    const auto path = item.destination.path();
    const auto there = files.find(path);
    if (there != files.end() && there->second == item.part) return std::nullopt;
    if (!has_part(item.file, item.part))
        return local(core::FailureCode::local_file_changed, "The part file is gone");
    if (there != files.end() && item.if_exists == core::IfExists::fail)
        return local(core::FailureCode::validation_failed, "The file is there already");
    files[path] = item.part;
    parts_.erase(item.file);
    published.push_back(item.file);
    return std::nullopt;
}

FakeTransfers::Outcome FakeTransfers::discard_one(const core::DiscardItem& item) {
    if (undiscardable.contains(item.file))
        return local(core::FailureCode::destination_unavailable, "The directory is not there");
    if (auto failure = missing(item.destination)) return failure;
    if (!item.part.known() || has_part(item.file, item.part)) parts_.erase(item.file);
    discarded.push_back(item.file);
    return std::nullopt;
}

FakeTransfers::Outcome FakeTransfers::missing(const core::Destination& destination) const {
    const auto directory = directories.find(destination.directory);
    const auto& expected = destination.directory_id;
    if (directory != directories.end() && (!expected.known() || expected == directory->second))
        return std::nullopt;
    return local(core::FailureCode::destination_unavailable, "The directory is not there");
}

bool FakeTransfers::has_part(const core::FileRef& file, const core::FileIdentity& part) const {
    const auto found = parts_.find(file);
    return part.known() && found != parts_.end() && found->second == part;
}

bool FakeTransfers::deliver() {
    if (hold || owed_.empty()) return false;
    const auto owed = std::move(owed_.front());
    owed_.pop_front();
    owed.answer();
    return true;
}

void FakeTransfers::report(const core::Report& report) {
    const auto file = std::visit([](const auto& each) { return each.file; }, report);
    const auto fetch = running_.find(file);
    if (fetch != running_.end()) {
        note(fetch->second, report);
        if (const auto* started = std::get_if<core::Started>(&report)) parts_[file] = started->part;
        if (std::holds_alternative<core::Finished>(report) ||
            std::holds_alternative<core::FileFailed>(report))
            running_.erase(fetch);
    } else if (!std::holds_alternative<core::Checkpointed>(report)) {
        return;
    }
    listener_->reported(owners_.at(file.job), report);
}

void FakeTransfers::begin(const core::FileRef& file, std::uint64_t size) {
    const auto& order = running_.at(file).order;
    const bool goes_on = has_part(file, order.part);
    report(core::Started{
        .file = file,
        .part = goes_on ? order.part : core::FileIdentity{.device = 1, .inode = ++last_inode_},
        .offset = goes_on ? order.offset : 0,
        .size = size,
        .validator = {.entity_tag = "\"a\"", .last_modified = {}, .date = {}},
        .effective_url = order.url,
        .remote_size = {},
        .response_headers = "ETag: \"a\"\n"});
}

void FakeTransfers::finish(const core::FileRef& file, std::uint64_t size) {
    if (!running_.at(file).begun) begin(file, size);
    report(core::Finished{file, size});
}

void FakeTransfers::fail(const core::FileRef& file, core::FailureCode code) {
    report(core::FileFailed{
        file,
        {.code = code, .context = core::FailureContext::transport, .message = "It did not work"}});
}

void FakeTransfers::lose(core::Uid owner) {
    std::vector<core::FileRef> fetched;
    for (auto& [file, fetch] : running_) {
        if (fetch.owner != owner) continue;
        fetch.received = fetch.durable;  // no stop can sync it any more
        fetched.push_back(file);
    }
    std::vector<Owed> lost;
    for (auto& owed : std::exchange(owed_, {})) {
        if (owed.owner == owner)
            lost.push_back(std::move(owed));
        else
            owed_.push_back(std::move(owed));
    }
    for (const auto& owed : lost) owed.lost();
    for (const auto& file : fetched) report(core::FileFailed{file, worker_lost()});
}

std::size_t FakeTransfers::parts_of(core::JobId job) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(parts_, [job](const auto& part) { return part.first.job == job; }));
}

bool FakeTransfers::runs(core::JobId job) const {
    const auto file = running_.lower_bound({job, {}});
    return file != running_.end() && file->first.job == job;
}

}  // namespace transferd::test
