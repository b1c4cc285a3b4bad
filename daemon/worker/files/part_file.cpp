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
/// Room is told with some of it to fill, or every block would stop the network once.
constexpr std::size_t room_again = 2;
/// What fdatasync writes in a moment, so that other files may wait for this one's name.
constexpr std::uint64_t soon_synced = std::uint64_t{1024} * 1024;
/// Kept by a file for its next blocks; more would be memory that waits.
constexpr std::size_t most_spare = 2;

}  // namespace

PartFile::PartFile(FileThreads& threads, PartSpec spec)
    : threads_(threads), file_(spec.file), io_(std::make_shared<PartIo>(std::move(spec))) {}

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
    offset_ = received_ = io_->written();
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
    filling_.reset();
    offset_ = received_ = 0;
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

bool PartFile::write(std::span<const std::byte> data) {
    if (broken_) return false;
    if (blocks_waiting_ >= most_blocks_waiting) {
        wants_room_ = true;
        return false;
    }
    received_ += data.size();
    while (!data.empty()) {
        if (!filling_) filling_ = take_block();
        const auto taken = data.first(std::min(block_size - filling_->size(), data.size()));
        filling_->insert(filling_->end(), taken.begin(), taken.end());
        data = data.subspan(taken.size());
        if (filling_->size() == block_size) send_block();
    }
    return true;
}

void PartFile::send_block() {
    ++blocks_waiting_;
    Block block = std::exchange(filling_, nullptr);
    strand_.run([io = io_, block] { io->append(*block); }, [this, block] { block_written(block); });
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

void PartFile::checkpoint(
    std::function<void(std::variant<core::Checkpointed, core::Failure>)> done) {
    const auto work = [io = io_, block = std::exchange(filling_, nullptr)] {
        if (block) io->append(*block);
        io->sync();
    };
    strand_.run(work, [this, done = std::move(done)] {
        if (auto failure = outcome()) {
            broken_ = true;
            done(std::move(*failure));
        } else {
            done(core::Checkpointed{
                .file = file_, .offset = io_->written(), .digest_state = io_->digest_state()});
        }
    });
}

void PartFile::finish(Finished done) {
    auto& syncs = threads_.directory_syncs();
    const auto& directory = io_->directory();
    const bool soon = received_ <= soon_synced;
    const auto expected = soon ? syncs.expect(directory) : DirectorySyncs::Expected{};
    // What is mounted over a name is on another file system than the names.
    const bool settles =
        !soon || !syncs.gathers(directory) || io_->identity().device != directory->identity.device;
    const auto work = [io = io_, block = std::exchange(filling_, nullptr), settles] {
        if (block) io->append(*block);
        settles ? io->finish() : io->write_out();
    };
    strand_.run(work, [this, settles, done = std::move(done), expected] {
        if (auto failure = outcome()) return done(std::move(*failure));
        closed_ = true;
        written_out(settles, done);
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
