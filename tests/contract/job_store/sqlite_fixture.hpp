// SPDX-License-Identifier: MIT
// The real store on a file that can be closed and opened again.
#pragma once

#include "broker/store/sqlite_job_history.hpp"
#include "broker/store/sqlite_job_store.hpp"
#include "support/temp_dir.hpp"

#include <csignal>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <sys/resource.h>

namespace transferd::test {

struct OpenStore {
    explicit OpenStore(const std::string& folder)
        : database(broker::open_database(folder + "/jobs.db",
                                         broker::stored_job_id(folder + "/highest-id"), warn())),
          ids(folder + "/highest-id", broker::highest_job_id(*database)),
          store(*database, ids,
                {.commit_wanted = [this] { ++commits_wanted; },
                 .lazy_commit_wanted = [this] { ++lazy_commits_wanted; },
                 .checkpoint_wanted = [this] { ++checkpoints_wanted; },
                 .warn = warn()}),
          history(*database, warn()) {}

    broker::Warn warn() {
        return [this](const std::string& sentence) { warnings.push_back(sentence); };
    }

    std::vector<std::string> warnings;
    int commits_wanted = 0;
    int lazy_commits_wanted = 0;
    int checkpoints_wanted = 0;
    std::unique_ptr<broker::Database> database;
    broker::IdFile ids;
    broker::SqliteJobStore store;
    broker::SqliteJobHistory history;
};

/// While it lives, no file of this process grows: writes fail with EFBIG.
class NoWrites {
  public:
    NoWrites() : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &limit_);
        const rlimit none{.rlim_cur = 0, .rlim_max = limit_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &none);
    }
    NoWrites(const NoWrites&) = delete;
    NoWrites& operator=(const NoWrites&) = delete;
    ~NoWrites() {
        setrlimit(RLIMIT_FSIZE, &limit_);
        (void)std::signal(SIGXFSZ, handler_);
    }

  private:
    void (*handler_)(int);
    rlimit limit_{};
};

/// What the typed suite needs of a store.
class SqliteFixture {
  public:
    core::JobStore& store() { return open_->store; }
    core::JobHistory& history() { return open_->history; }
    void commit() {
        if (!std::exchange(disk_fails_, false)) return open_->store.commit();
        const NoWrites no_writes;
        open_->store.commit();
    }
    void fail_next_commit() { disk_fails_ = true; }
    void restart() {
        open_.reset();
        open();
    }

    OpenStore& open_store() { return *open_; }
    [[nodiscard]] std::string folder() const { return folder_.path().string(); }
    void close() { open_.reset(); }
    void open() { open_ = std::make_unique<OpenStore>(folder()); }

  private:
    TempDir folder_;
    bool disk_fails_ = false;
    std::unique_ptr<OpenStore> open_ = std::make_unique<OpenStore>(folder());
};

}  // namespace transferd::test
