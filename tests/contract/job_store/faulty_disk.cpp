// SPDX-License-Identifier: MIT
#include "faulty_disk.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace transferd::test {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t page_size = 4096;
FaultyDisk* in_use = nullptr;

}  // namespace

FaultyDisk::FaultyDisk(fs::path folder) : folder_(std::move(folder)) {
    if (in_use != nullptr) throw std::logic_error{"one faulty disk at a time"};
    for (const auto& entry : fs::directory_iterator{folder_}) {
        std::ifstream in{entry.path(), std::ios::binary};
        files_[entry.path()].durable.assign(std::istreambuf_iterator<char>{in}, {});
    }
    in_use = this;
}

FaultyDisk::~FaultyDisk() {
    in_use = nullptr;
}

FaultyDisk* FaultyDisk::current() {
    return in_use;
}

void FaultyDisk::fail(const std::set<Call>& kinds, unsigned nth, int error, unsigned times) {
    kinds_ = kinds;
    until_ = nth;
    times_ = times;
    error_ = error;
    failed_ = 0;
}

void FaultyDisk::copy_as_killed(const fs::path& to) const {
    for (const auto& entry : fs::directory_iterator{folder_})
        fs::copy_file(entry.path(), to / entry.path().filename(),
                      fs::copy_options::overwrite_existing);
}

/// Names are taken to be durable at once; only what is in the files is not.
void FaultyDisk::copy_as_powerless(const fs::path& to) const {
    for (const auto& entry : fs::directory_iterator{folder_}) {
        const auto file = files_.find(entry.path());
        std::ofstream out{to / entry.path().filename(), std::ios::binary};
        if (file != files_.end()) out << file->second.durable;
    }
}

int FaultyDisk::asked(Call call, const std::string& path) {
    if (looking_ || !path.starts_with(folder_.string())) return 0;
    if (look_) {
        looking_ = true;
        look_();
        looking_ = false;
    }
    if (!kinds_.contains(call)) return 0;
    if (until_ > 1) {
        --until_;
        return 0;
    }
    if (failed_ == times_) return 0;
    ++failed_;
    return error_;
}

void FaultyDisk::written(const std::string& path, off_t offset, std::size_t size) {
    auto& file = files_[path];
    const auto begin = static_cast<std::size_t>(offset);
    for (auto page = begin / page_size; page * page_size < begin + size; ++page)
        file.dirty_pages.insert(page);
}

void FaultyDisk::synced(const std::string& path, bool well) {
    if (!fs::is_regular_file(path)) return;
    auto& file = files_[path];
    const auto dirty = std::exchange(file.dirty_pages, {});
    if (!well || lying_) return;
    file.durable.resize(fs::file_size(path));
    std::ifstream in{path, std::ios::binary};
    for (const auto page : dirty) {
        const auto begin = page * page_size;
        if (begin >= file.durable.size()) continue;
        const auto size = std::min(page_size, file.durable.size() - begin);
        in.seekg(static_cast<std::streamoff>(begin))
            .read(file.durable.data() + begin, static_cast<std::streamsize>(size));
    }
}

void FaultyDisk::renamed(const std::string& from, const std::string& to) {
    files_[to] = std::exchange(files_[from], {});
    files_.erase(from);
}

void FaultyDisk::removed(const std::string& path) {
    files_.erase(path);
}

}  // namespace transferd::test
