// SPDX-License-Identifier: MIT
#include "worker/files/batch.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

namespace transferd::worker {

namespace {

constexpr std::size_t most_at_once = 8;

/// The files of one directory.
struct Group {
    std::vector<std::size_t> files;
    DirectoryRef directory{};
    std::size_t begun = 0;
    std::size_t ended = 0;
};

/// Lives in the calls that are under way. A call on a thread writes the answer of its own file and
/// nothing else; the rest belongs to the loop.
class Batch : public std::enable_shared_from_this<Batch> {
  public:
    Batch(FileThreads& threads, std::vector<BatchFile> files, FileCall call,
          std::function<void(const core::FileAnswers&)> done)
        : threads_(threads),
          files_(std::move(files)),
          call_(std::move(call)),
          done_(std::move(done)) {
        std::map<std::pair<std::string, core::FileIdentity>, Group> groups;
        for (std::size_t index = 0; index < files_.size(); ++index) {
            const auto& destination = files_[index].destination;
            groups[{destination.directory, destination.directory_id}].files.push_back(index);
            answers_.push_back({.file = files_[index].file});
        }
        for (auto& [key, group] : groups) groups_.push_back(std::move(group));
        groups_left_ = groups_.size();
    }

    void start() {
        if (groups_.empty())
            threads_.run([] {}, [self = shared_from_this()] { self->done_(self->answers_); });
        for (Group& group : groups_)
            threads_.run([self = shared_from_this(), &group] { self->open(group); },
                         [self = shared_from_this(), &group] { self->opened(group); });
    }

  private:
    void open(Group& group) {
        auto opened = open_directory_of(files_[group.files.front()].destination);
        if (auto* directory = std::get_if<DirectoryRef>(&opened))
            group.directory = std::move(*directory);
        else
            fail(group, std::get<core::Failure>(opened));
    }

    void opened(Group& group) {
        if (!group.directory) return group_ended();
        for (std::size_t i = 0; i < most_at_once; ++i) begin_next(group);
    }

    void begin_next(Group& group) {
        if (group.begun == group.files.size()) return;
        const std::size_t index = group.files[group.begun++];
        threads_.run(
            [self = shared_from_this(), &group, index] {
                self->answers_[index].failure = self->call_one(*group.directory, index);
            },
            [self = shared_from_this(), &group] { self->file_ended(group); });
    }

    [[nodiscard]] Outcome call_one(const Directory& directory, std::size_t index) const {
        if (auto failure = check_plain(files_[index].destination.name)) return failure;
        return call_(directory, index);
    }

    void file_ended(Group& group) {
        if (++group.ended < group.files.size()) return begin_next(group);
        threads_.directory_syncs().sync(group.directory,
                                        [self = shared_from_this(), &group](const Outcome& synced) {
                                            if (synced) self->fail(group, *synced);
                                            self->group_ended();
                                        });
    }

    /// A file that failed before keeps its own failure.
    void fail(const Group& group, const core::Failure& failure) {
        for (const std::size_t index : group.files)
            if (auto& kept = answers_[index].failure; !kept) kept = failure;
    }

    void group_ended() {
        if (--groups_left_ > 0) return;
        for (auto& answer : answers_)
            if (answer.failure) answer.failure->file = answer.file.index;
        done_(answers_);
    }

    FileThreads& threads_;
    std::vector<BatchFile> files_;
    FileCall call_;
    std::function<void(const core::FileAnswers&)> done_;
    core::FileAnswers answers_;
    std::vector<Group> groups_;
    std::size_t groups_left_ = 0;
};

}  // namespace

void run_batch(FileThreads& threads, std::vector<BatchFile> files, FileCall call,
               std::function<void(const core::FileAnswers&)> done) {
    std::make_shared<Batch>(threads, std::move(files), std::move(call), std::move(done))->start();
}

}  // namespace transferd::worker
