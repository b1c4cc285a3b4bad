// SPDX-License-Identifier: MIT
#include "worker/files/batch.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <span>
#include <utility>
#include <variant>

namespace transferd::worker {

namespace {

constexpr std::size_t most_at_once = 8;
/// Files of one call: a thread's waking costs about as much as what is done to a file.
constexpr std::size_t most_in_a_call = 16;

/// The files of one directory.
struct Group {
    std::vector<std::size_t> files;
    DirectoryRef directory{};
    std::size_t begun = 0;
    std::size_t ended = 0;
};

/// Some files' calls on a thread, which may be given up: then those that had ended count.
struct Calls {
    explicit Calls(std::size_t count) : outcomes(count) {}

    std::vector<Outcome> outcomes;
    /// The first ones of `outcomes`, which do not change any more.
    std::atomic<std::size_t> ended = 0;
    std::atomic<bool> given_up = false;
};

/// Lives in the calls that are under way. A call on a thread writes what belongs to it alone: it
/// may be given up, and end when nobody waits for it any more. The rest belongs to the loop.
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
        for (Group& group : groups_) open(group);
    }

  private:
    using Opened = std::variant<DirectoryRef, core::Failure>;

    void open(Group& group) {
        const auto& destination = files_[group.files.front()].destination;
        const auto opened = std::make_shared<Opened>();
        threads_.run([destination, opened] { *opened = open_directory_of(destination); },
                     [self = shared_from_this(), &group, opened] { self->opened(group, *opened); },
                     [self = shared_from_this(), &group, path = destination.directory] {
                         self->opened(group, hangs(path));
                     });
    }

    void opened(Group& group, const Opened& opened) {
        if (const auto* failure = std::get_if<core::Failure>(&opened)) {
            fail(group, *failure);
            return group_ended();
        }
        group.directory = std::get<DirectoryRef>(opened);
        for (std::size_t i = 0; i < most_at_once; ++i) begin_next(group);
    }

    void begin_next(Group& group) {
        const auto left = std::span{group.files}.subspan(group.begun);
        if (left.empty()) return;
        // Few files go to as many threads as they may.
        const auto share = std::max<std::size_t>(group.files.size() / most_at_once, 1);
        const auto some = left.first(std::min({share, most_in_a_call, left.size()}));
        group.begun += some.size();
        const auto calls = std::make_shared<Calls>(some.size());
        threads_.run([self = shared_from_this(), directory = group.directory, some,
                      calls] { self->make(*calls, *directory, some); },
                     [self = shared_from_this(), &group, some, calls] {
                         self->take(*calls, some);
                         self->files_ended(group, some.size());
                     },
                     [self = shared_from_this(), &group, some, calls] {
                         calls->given_up = true;
                         self->take(*calls, some);
                         self->hung(group, some.size());
                     });
    }

    /// On a thread.
    void make(Calls& calls, const Directory& directory, std::span<const std::size_t> some) const {
        for (std::size_t i = 0; i < some.size() && !calls.given_up; ++i) {
            calls.outcomes[i] = call_one(directory, some[i]);
            calls.ended = i + 1;
        }
    }

    void take(const Calls& calls, std::span<const std::size_t> some) {
        const std::size_t ended = calls.ended;
        for (std::size_t i = 0; i < some.size(); ++i)
            answers_[some[i]].failure =
                i < ended ? calls.outcomes[i] : hangs(files_[some[i]].destination.path());
    }

    /// The rest of the directory would hang too.
    void hung(Group& group, std::size_t calls) {
        const auto ended = calls + group.files.size() - group.begun;
        for (; group.begun < group.files.size(); ++group.begun) {
            const std::size_t index = group.files[group.begun];
            answers_[index].failure = hangs(files_[index].destination.directory);
        }
        files_ended(group, ended);
    }

    [[nodiscard]] Outcome call_one(const Directory& directory, std::size_t index) const {
        if (auto failure = check_plain(files_[index].destination.name)) return failure;
        return call_(directory, index);
    }

    void files_ended(Group& group, std::size_t count) {
        group.ended += count;
        if (group.ended < group.files.size()) return begin_next(group);
        if (all_failed(group)) return group_ended();
        threads_.directory_syncs().sync(group.directory,
                                        [self = shared_from_this(), &group](const Outcome& synced) {
                                            if (synced) self->fail(group, *synced);
                                            self->group_ended();
                                        });
    }

    /// Then there is nothing to make durable.
    [[nodiscard]] bool all_failed(const Group& group) const {
        return std::ranges::all_of(
            group.files, [this](std::size_t index) { return answers_[index].failure.has_value(); });
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
