// SPDX-License-Identifier: MIT
#include "contract/scenarios/one_file.hpp"

#include "worker/fetch.hpp"
#include "worker/files/directory.hpp"
#include "worker/files/publish.hpp"

#include <csignal>
#include <fstream>
#include <stdexcept>
#include <utility>

#include <sys/epoll.h>

namespace transferd::worker {

namespace {

constexpr mode_t mode = 0644;

}  // namespace

OneFile::OneFile(loop::EventLoop& loop)
    : loop_(loop),
      threads_watch_(loop, threads_.fd(), EPOLLIN,
                     [this](std::uint32_t /*events*/) { threads_.deliver(); }),
      curl_(loop) {
    std::signal(SIGPIPE, SIG_IGN);
    order = {.file = {.job = {7}, .index = {3}},
             .url = {},
             .destination = {.directory = directory(),
                             .name = "file",
                             .directory_id =
                                 std::get<DirectoryRef>(open_directory(directory()))->identity},
             .allowed_schemes = {core::Scheme::http, core::Scheme::https},
             .max_connections_per_host = 6,
             .connect_timeout = core::seconds{10},
             .stall_timeout = core::seconds{10}};
}

std::filesystem::path OneFile::part() const {
    return std::filesystem::path{order.destination.directory} /
           core::part_name(order.file, order.destination.name);
}

std::string OneFile::attempt() {
    started_.reset();
    finished_.reset();
    failure_ = {};
    bool ended = false;
    Fetch fetch(threads_, curl_, order,
                {.report = [this](const core::Report& report) { take(report); },
                 .unchecked = [](const std::string&) {},
                 .ended = [&] { ended = true; }});
    run_until([&] { return ended; });
    return finished_ ? std::string() : core::code_word(failure_);
}

std::string OneFile::publish(core::IfExists if_exists) {
    std::optional<core::FileAnswers> answers;
    worker::publish(threads_,
                    {{.file = order.file,
                      .destination = order.destination,
                      .part = order.part,
                      .size = finished_.value(),
                      .if_exists = if_exists,
                      .last_modified = order.validator.last_modified}},
                    mode, [&](const core::FileAnswers& given) { answers = given; });
    run_until([&] { return answers.has_value(); });
    const auto& failure = answers->at(0).failure;
    return failure ? core::code_word(*failure) : std::string();
}

void OneFile::remember_only(std::uint64_t offset) {
    order.offset = offset;
    order.digest_state.clear();
}

std::optional<std::string> OneFile::published() const {
    if (!std::filesystem::exists(std::filesystem::symlink_status(destination())))
        return std::nullopt;
    std::string content(std::filesystem::file_size(destination()), '\0');
    std::ifstream in{destination(), std::ios::binary};
    in.read(content.data(), static_cast<std::streamsize>(content.size()));
    return content;
}

void OneFile::run_until(const std::function<bool()>& happened) {
    const auto end = loop::boot_time() + std::chrono::seconds{20};
    while (!happened()) {
        const auto left = end - loop::boot_time();
        if (left.count() <= 0) throw std::runtime_error{"the transfer did not come to its end"};
        loop::check(sd_event_run(loop_.get(), static_cast<std::uint64_t>(left.count())),
                    "run a turn of the loop");
    }
}

void OneFile::take(const core::Report& report) {
    std::visit([this](const auto& said) { take(said); }, report);
}

void OneFile::take(const core::Started& started) {
    started_ = started;
    order.part = started.part;
    order.size = started.size;
    order.validator = started.validator;
    if (started.offset != 0) return;
    order.offset = 0;
    order.digest_state.clear();
}

void OneFile::take(const core::Checkpointed& checkpoint) {
    order.offset = checkpoint.offset;
    order.digest_state = checkpoint.digest_state;
}

void OneFile::take(const core::Finished& finished) {
    finished_ = finished.size;
    order.offset = finished.size;
}

void OneFile::take(const core::FileFailed& failed) {
    failure_ = failed.failure;
    in_pieces_ = failed.in_pieces;
}

}  // namespace transferd::worker
