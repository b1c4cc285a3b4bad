// SPDX-License-Identifier: MIT
// The file that a download grows in, beside its destination. Never blocks: the file threads do.
#pragma once

#include "core/transfers.hpp"
#include "worker/files/part_io.hpp"
#include "worker/files/prefix.hpp"
#include "worker/files/strand.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <variant>
#include <vector>

namespace transferd::worker {

/// Lives on the loop. What is asked for is done in that order; every `done` comes once, from
/// FileThreads::deliver(), and none after the object is gone. It may be destroyed at any time, also
/// in its own callbacks and while a call hangs: that call then ends by itself.
class PartFile {
  public:
    using Done = std::function<void(Outcome)>;
    using Finished = std::function<void(std::variant<std::uint64_t, core::Failure>)>;

    /// `threads` outlives it.
    PartFile(FileThreads& threads, PartSpec spec);
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;
    ~PartFile();

    /// First of all, once; see open_part. With a digest and kept bytes whose hash was not saved,
    /// the bytes are read and hashed before `done`.
    void open(Done done);
    /// While it opens: `done` comes as soon as the call that is under way ends, with a failure.
    void give_up() { io_->abandon(); }
    /// Of the file that was opened, or that start_over made.
    [[nodiscard]] core::FileIdentity identity() const { return identity_; }
    /// Where the bytes go on; 0 where the file starts over.
    [[nodiscard]] std::uint64_t offset() const { return offset_; }

    /// Before the first write, where the whole file's size is known and no call is under way. True:
    /// worth a reserve().
    [[nodiscard]] bool expect(std::uint64_t size);
    /// What was expected. A failure (disk-full, quota-exceeded, size-limit) leaves the file as it
    /// is.
    void reserve(Done done);
    /// Forgets every byte and its hash, in a file of another identity. Bytes may be written at
    /// once.
    void start_over(Done done);
    /// Before identity() is told, with nothing asked for under way. A file that is not the known
    /// one and was neither kept nor finished goes with this object.
    void keep() { io_->keep(); }

    /// The bytes of the file from `at` on. Takes all of `data` or, while four full blocks wait for
    /// the disk, nothing: then `on_room` is called once when it is worth trying again. After a
    /// failure it takes nothing.
    bool write(std::uint64_t at, std::span<const std::byte> data);
    /// What was taken behind a gap no longer counts, and will be written again.
    void forget_later();
    void on_room(std::function<void()> call) { room_ = std::move(call); }
    /// Called once, when a full block could not be written. A checkpoint or finish that was asked
    /// for answers with the same failure, if the object is still there.
    void on_failure(std::function<void(core::Failure)> call) { failed_ = std::move(call); }
    /// Bytes of the file, from its start without a gap, that are there or were taken, durable or
    /// not.
    [[nodiscard]] std::uint64_t received() const { return prefix_.end(); }
    /// Further ones, behind a gap: they may be lost again.
    [[nodiscard]] std::uint64_t received_later() const { return prefix_.later(); }

    /// Every byte taken before the call is durable. What is told counts those without a gap before
    /// them, and of these with a digest those that have been hashed.
    void checkpoint(std::function<void(std::variant<core::Checkpointed, core::Failure>)> done);
    /// Last of all: every byte is durable under the part file's name and has the digest
    /// (digest-mismatch keeps the file open: start_over may follow). Answers with the size.
    void finish(Finished done);

    /// A file call was given up: nothing more comes.
    [[nodiscard]] bool hangs() const { return strand_.hangs(); }
    /// File calls that have ended.
    [[nodiscard]] std::uint64_t calls_ended() const { return strand_.ended(); }

  private:
    using Block = std::shared_ptr<std::vector<std::byte>>;
    /// A block that does not yet go to the disk.
    struct Filling {
        std::uint64_t at{};
        Block block;
        [[nodiscard]] std::uint64_t end() const { return at + block->size(); }
    };

    void opened(const Done& done);
    [[nodiscard]] Outcome outcome() const;
    [[nodiscard]] Block take_block();
    [[nodiscard]] Filling& filling_at(std::uint64_t at);
    void send_block(const Filling& filling);
    void block_written(Block block);
    static void write_all(PartIo& io, const std::vector<Filling>& fillings);
    struct Finishing {
        /// The bytes are made durable by the call that finishes, not with those of other files.
        bool settles;
        DirectorySyncs::Expected expected;
        Finished done;
    };
    void finish_some(const std::function<void()>& work, const Finishing& finishing);
    void written_out(bool settled, const Finished& done);

    FileThreads& threads_;
    core::FileRef file_;
    Strand strand_;
    // Shared with the call that is under way, which may outlive this object.
    std::shared_ptr<PartIo> io_;
    core::FileIdentity identity_;
    std::uint64_t offset_ = 0;
    Prefix prefix_;
    // In the order they were begun. Shared with the calls that write them.
    std::vector<Filling> fillings_;
    std::vector<Block> spare_;
    std::size_t blocks_waiting_ = 0;
    bool wants_room_ = false;
    bool broken_ = false;
    bool closed_ = false;
    std::function<void()> room_;
    std::function<void(core::Failure)> failed_;
    // Expires with this object, for a directory's sync that is under way.
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace transferd::worker
