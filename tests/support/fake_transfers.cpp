// SPDX-License-Identifier: MIT
#include "support/fake_transfers.hpp"

#include <utility>
#include <variant>

namespace transferd::test {

namespace {

core::Failure unavailable() {
    return {.code = core::FailureCode::destination_unavailable,
            .context = core::FailureContext::local_file,
            .message = "The directory is not there"};
}

}  // namespace

void FakeTransfers::start(core::Uid owner, const core::DownloadOrder& order) {
    owners_[order.file.job] = owner;
    running_[order.file] = order;
}

void FakeTransfers::stop(core::Uid owner, core::JobId job, std::function<void()> done) {
    owners_[job] = owner;
    std::erase_if(running_, [job](const auto& each) { return each.first.job == job; });
    owed_.push_back(std::move(done));
}

void FakeTransfers::check(core::Uid /*owner*/, const std::vector<core::CheckItem>& items,
                          std::function<void(const core::CheckAnswers&)> done) {
    core::CheckAnswers answers;
    for (const auto& item : items) {
        core::CheckAnswer answer;
        if (!item.url.starts_with("http")) answer.url_error = "The URL has no scheme that is taken";
        const auto directory = directories.find(item.destination.directory);
        if (directory == directories.end())
            answer.failure = unavailable();
        else
            answer.directory = directory->second;
        answers.push_back(answer);
    }
    owed_.push_back([done = std::move(done), answers] { done(answers); });
}

void FakeTransfers::publish(core::Uid /*owner*/, const std::vector<core::PublishItem>& items,
                            std::function<void(const core::FileAnswers&)> done) {
    core::FileAnswers answers;
    for (const auto& item : items) {
        const auto failure = unpublishable.find(item.file);
        if (failure != unpublishable.end()) {
            answers.push_back({item.file, failure->second});
            continue;
        }
        published.push_back(item.file);
        answers.push_back({item.file, {}});
    }
    owed_.push_back([done = std::move(done), answers] { done(answers); });
}

void FakeTransfers::discard(core::Uid /*owner*/, const std::vector<core::DiscardItem>& items,
                            std::function<void(const core::FileAnswers&)> done) {
    core::FileAnswers answers;
    for (const auto& item : items) {
        if (undiscardable.contains(item.file)) {
            answers.push_back({item.file, unavailable()});
            continue;
        }
        discarded.push_back(item.file);
        answers.push_back({item.file, {}});
    }
    owed_.push_back([done = std::move(done), answers] { done(answers); });
}

bool FakeTransfers::deliver() {
    if (hold || owed_.empty()) return false;
    const auto answer = std::move(owed_.front());
    owed_.pop_front();
    answer();
    return true;
}

void FakeTransfers::report(const core::Report& report) {
    const auto job = std::visit([](const auto& each) { return each.file.job; }, report);
    listener_->reported(owner_of(job), report);
}

void FakeTransfers::finish(const core::FileRef& file, std::uint64_t size) {
    report(core::Started{.file = file,
                         .part = {1, 100 + file.index.value},
                         .offset = running_.at(file).offset,
                         .size = size,
                         .validator = {.entity_tag = "\"a\"", .last_modified = {}, .date = {}},
                         .effective_url = running_.at(file).url});
    running_.erase(file);
    report(core::Finished{file, size});
}

void FakeTransfers::fail(const core::FileRef& file, core::FailureCode code) {
    running_.erase(file);
    report(core::FileFailed{
        file,
        {.code = code, .context = core::FailureContext::transport, .message = "It did not work"}});
}

bool FakeTransfers::runs(core::JobId job) const {
    const auto file = running_.lower_bound({job, {}});
    return file != running_.end() && file->first.job == job;
}

}  // namespace transferd::test
