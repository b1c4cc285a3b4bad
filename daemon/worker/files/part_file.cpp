// SPDX-License-Identifier: MIT
#include "worker/files/part_file.hpp"

#include "worker/files/reserve.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace transferd::worker {

namespace {

constexpr std::size_t block_size = std::size_t{256} * 1024;
constexpr std::size_t most_blocks_waiting = 4;
/// As many as a file has streams. Of more, the oldest belongs to one that has ended.
constexpr std::size_t most_fillings = 4;
/// Room is told with some of it to fill, or every block would stop the network once.
constexpr std::size_t room_again = 2;
/// What fdatasync writes in a moment, so that other files may wait for this one's name.
constexpr std::uint64_t soon_synced = std::uint64_t{1024} * 1024;
/// Kept by a file for its next blocks; more would be memory that waits.
constexpr std::size_t most_spare = 2;

}  // namespace

PartFile::PartFile(FileThreads& threads, PartSpec spec)
    : threads_(threads),
      file_(spec.file),
      strand_(threads, spec.rank),
      io_(std::make_shared<PartIo>(std::move(spec))) {}

PartFile::~PartFile() {
    io_->abandon();
    if (closed_) return;
    try {
        // Closing may block too: the last reference goes on a thread.
        threads_.run([io = std::move(io_)]() mutable { io.reset(); }, [] {});
    } catch (const std::system_error&) {
        // No thread can be had: then it was closed here.
    }
}

Outcome PartFile::outcome() const {
    Outcome outcome = io_->outcome();
    if (outcome) outcome->file = file_.index;
    return outcome;
}

void PartFile::open(Done done) {
    strand_.run([io = io_] { io->open(); }, [this, done = std::move(done)] { opened(done); });
}

void PartFile::opened(const Done& done) {
    if (!io_->outcome() && !io_->caught_up()) {
        strand_.run([io = io_] { io->catch_up(); }, [this, done] { opened(done); });
        return;
    }
    identity_ = io_->identity();
    offset_ = io_->written();
    prefix_ = Prefix{offset_};
    done(outcome());
}

bool PartFile::expect(std::uint64_t size) {
    io_->expect(size);
    return worth_reserving(size);
}

void PartFile::reserve(Done done) {
    strand_.run([io = io_] { io->reserve_space(); },
                [this, done = std::move(done)] { done(outcome()); });
}

void PartFile::start_over(Done done) {
    fillings_.clear();
    offset_ = 0;
    prefix_ = Prefix{};
    strand_.run([io = io_] { io->start_over(); },
                [this, done = std::move(done)] {
                    identity_ = io_->identity();
                    done(outcome());
                });
}

PartFile::Block PartFile::take_block() {
    if (!spare_.empty()) {
        Block block = std::move(spare_.back());
        spare_.pop_back();
        return block;
    }
    auto block = std::make_shared<std::vector<std::byte>>();
    block->reserve(block_size);
    return block;
}

PartFile::Filling& PartFile::filling_at(std::uint64_t at) {
    const auto found = std::ranges::find(fillings_, at, &Filling::end);
    if (found != fillings_.end()) return *found;
    if (fillings_.size() == most_fillings) {
        send_block(fillings_.front());
        fillings_.erase(fillings_.begin());
    }
    return fillings_.emplace_back(Filling{.at = at, .block = take_block()});
}

bool PartFile::write(std::uint64_t at, std::span<const std::byte> data) {
    if (broken_) return false;
    if (blocks_waiting_ >= most_blocks_waiting) {
        wants_room_ = true;
        return false;
    }
    prefix_.add(at, at + data.size());
    while (!data.empty()) {
        auto& filling = filling_at(at);
        const auto taken = data.first(std::min(block_size - filling.block->size(), data.size()));
        filling.block->insert(filling.block->end(), taken.begin(), taken.end());
        data = data.subspan(taken.size());
        at += taken.size();
        if (filling.block->size() < block_size) continue;
        send_block(filling);
        std::erase_if(fillings_, [&](const Filling& each) { return each.end() == at; });
    }
    return true;
}

void PartFile::forget_later() {
    prefix_.forget_later();
    std::erase_if(fillings_, [this](const Filling& filling) { return filling.at > prefix_.end(); });
    const auto work = [io = io_, rest = std::exchange(fillings_, {})] {
        // Else what goes on with them would count as behind a gap.
        write_all(*io, rest);
        io->forget_later();
    };
    strand_.run(work, [] {});
}

void PartFile::send_block(const Filling& filling) {
    ++blocks_waiting_;
    strand_.run([io = io_, filling] { io->write(filling.at, *filling.block); },
                [this, block = filling.block] { block_written(block); });
}

void PartFile::block_written(Block block) {
    --blocks_waiting_;
    block->clear();
    if (spare_.size() < most_spare) spare_.push_back(std::move(block));
    if (auto failure = outcome(); failure && !broken_) {
        broken_ = true;
        if (const auto call = failed_) call(std::move(*failure));
    } else if (wants_room_ && !broken_ && blocks_waiting_ <= room_again) {
        wants_room_ = false;
        // A copy, because it may destroy this object.
        if (const auto call = room_) call();
    }
}

void PartFile::write_all(PartIo& io, const std::vector<Filling>& fillings) {
    for (const auto& filling : fillings) io.write(filling.at, *filling.block);
}

void PartFile::checkpoint(
    std::function<void(std::variant<core::Checkpointed, core::Failure>)> done) {
    const auto work = [io = io_, rest = std::exchange(fillings_, {})] {
        write_all(*io, rest);
        io->sync();
    };
    strand_.run(work, [this, done = std::move(done)] {
        if (auto failure = outcome()) {
            broken_ = true;
            done(std::move(*failure));
        } else {
            done(core::Checkpointed{
                .file = file_, .offset = io_->durable(), .digest_state = io_->digest_state()});
        }
    });
}

void PartFile::finish(Finished done) {
    auto& syncs = threads_.directory_syncs();
    const auto& directory = io_->directory();
    const bool soon = received() <= soon_synced;
    const auto expected = soon ? syncs.expect(directory) : DirectorySyncs::Expected{};
    // What is mounted over a name is on another file system than the names.
    const bool settles =
        !soon || !syncs.gathers(directory) || io_->identity().device != directory->identity.device;
    finish_some(
        [io = io_, rest = std::exchange(fillings_, {}), settles] {
            write_all(*io, rest);
            settles ? io->finish() : io->write_out();
        },
        {.settles = settles, .expected = expected, .done = std::move(done)});
}

void PartFile::finish_some(const std::function<void()>& work, const Finishing& finishing) {
    strand_.run(work, [this, finishing] {
        if (auto failure = outcome()) return finishing.done(std::move(*failure));
        if (finishing.settles && !io_->closed())
            return finish_some([io = io_] { io->finish(); }, finishing);
        closed_ = true;
        written_out(finishing.settles, finishing.done);
    });
}

/// `settled`: the bytes are durable, only the name is not.
void PartFile::written_out(bool settled, const Finished& done) {
    DirectorySyncs::Settle settle;
    if (!settled) settle = [io = io_](bool synced) { io->settle(synced); };
    const std::weak_ptr<const bool> alive = alive_;
    threads_.directory_syncs().sync(io_->directory(), std::move(settle),
                                    [this, alive, done](const Outcome& synced) {
                                        if (alive.expired()) return;
                                        // Where something hangs, what is done to the file may still
                                        // be under way.
                                        auto failure = synced ? synced : outcome();
                                        if (!failure) return done(io_->written());
                                        failure->file = file_.index;
                                        done(std::move(*failure));
                                    });
}

}  // namespace transferd::worker
