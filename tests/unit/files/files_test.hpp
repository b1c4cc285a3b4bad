// SPDX-License-Identifier: MIT
// A directory of a test's own, the file threads, and the loop's part in delivering.
#pragma once

#include "core/transfers.hpp"
#include "worker/files/file_threads.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace transferd::worker {

class FilesTest : public testing::Test {
  public:
    FilesTest();
    FilesTest(const FilesTest&) = delete;
    FilesTest& operator=(const FilesTest&) = delete;
    ~FilesTest() override;

  protected:
    static constexpr std::chrono::seconds deadline{10};

    /// Of the test's directory, with its identity.
    [[nodiscard]] core::Destination destination(const std::string& name) const;
    [[nodiscard]] std::string path(const std::string& name) const {
        return directory_ + "/" + name;
    }
    /// The path of the part file of `file_` for that name.
    [[nodiscard]] std::string part_path(const std::string& name) const;

    void put(const std::string& where, const std::string& content) const;
    [[nodiscard]] static std::string content(const std::string& where);
    [[nodiscard]] static bool exists(const std::string& where);
    [[nodiscard]] static struct stat status(const std::string& where);
    [[nodiscard]] static core::FileIdentity identity(const std::string& where);

    /// Delivers what the threads have done until `happened`, or fails after the deadline.
    void wait_until(const std::function<bool()>& happened);

    const core::FileRef file_{.job = {7}, .index = {3}};
    std::string directory_;
    std::unique_ptr<FileThreads> threads_ = std::make_unique<FileThreads>();
};

/// Looks again and again until `happened`, where no event tells; fails after the deadline.
void look_until(const std::function<bool()>& happened);

/// Whether somebody in the system waits for a lock of `file`.
bool is_waited_for(const core::FileIdentity& file);

}  // namespace transferd::worker
