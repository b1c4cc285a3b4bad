// SPDX-License-Identifier: MIT
// The system calls by which this process changes files, counted, failed one by one, and with the
// kernel's rule for syncs: what a failed one did not write is clean afterwards, and no later one
// writes it. Files below one folder only; everything else goes through untouched.
#pragma once

#include <cerrno>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>

#include <sys/types.h>

namespace transferd::test {

enum class Call { write, sync, truncate, rename, remove };

class FaultyDisk {
  public:
    /// Only one at a time. What is in the folder is durable.
    explicit FaultyDisk(std::filesystem::path folder);
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;
    ~FaultyDisk();

    /// The disk in use; none: nullptr.
    static FaultyDisk* current();

    /// From the `nth` call of one of these kinds on, `times` of them fail with `error`.
    void fail(const std::set<Call>& kinds, unsigned nth, int error, unsigned times = 1);
    [[nodiscard]] bool has_failed() const { return failed_ > 0; }
    void work() { kinds_.clear(); }

    /// Before every call; the folder is then as kill -9 at this place would leave it.
    void before_each(std::function<void()> look) { look_ = std::move(look); }
    /// Control: syncs say that all is well and do nothing.
    void lie() { lying_ = true; }

    /// What is there after kill -9, or after the power went: only what a sync wrote.
    void copy_as_killed(const std::filesystem::path& to) const;
    void copy_as_powerless(const std::filesystem::path& to) const;

    /// For the system calls: the errno to fail with, or 0.
    int asked(Call call, const std::string& path);
    void written(const std::string& path, off_t offset, std::size_t size);
    void synced(const std::string& path, bool well);
    void renamed(const std::string& from, const std::string& to);
    void removed(const std::string& path);

  private:
    struct File {
        std::set<std::size_t> dirty_pages;
        std::string durable;
    };

    std::filesystem::path folder_;
    std::map<std::string, File> files_;
    std::set<Call> kinds_;
    unsigned until_{};
    unsigned times_{};
    unsigned failed_{};
    int error_{};
    bool lying_{};
    bool looking_{};
    std::function<void()> look_;
};

}  // namespace transferd::test
