// SPDX-License-Identifier: MIT
#include "journal/native_sink.hpp"

#include <charconv>
#include <cstdlib>
#include <vector>

#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

namespace transferd::journal {

namespace {

bool is_number(std::string_view text, std::uint64_t wanted) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && number == wanted;
}

}  // namespace

bool names_stream(std::string_view journal_stream, std::uint64_t device, std::uint64_t inode) {
    const auto colon = journal_stream.find(':');
    return colon != std::string_view::npos && is_number(journal_stream.substr(0, colon), device) &&
           is_number(journal_stream.substr(colon + 1), inode);
}

void NativeSink::write(const Line& line) {
    std::vector<std::string> entries = {"MESSAGE=" + line.text,
                                        "PRIORITY=" + std::to_string(static_cast<int>(line.level))};
    if (!line.id.empty()) entries.push_back("MESSAGE_ID=" + std::string(line.id));
    for (const auto& field : line.fields)
        entries.push_back(std::string(field.name) + '=' + field.value);
    std::vector<iovec> parts;
    parts.reserve(entries.size());
    for (auto& entry : entries) parts.push_back({entry.data(), entry.size()});
    // The plain function: the macro of that name would add our source's file and line.
    if ((sd_journal_sendv)(parts.data(), static_cast<int>(parts.size())) < 0) stderr_.write(line);
}

std::unique_ptr<Sink> sink_of_stderr() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat status {};
    if (stream && fstat(STDERR_FILENO, &status) == 0 &&
        names_stream(stream, status.st_dev, status.st_ino))
        return std::make_unique<NativeSink>();
    return std::make_unique<StderrSink>(isatty(STDERR_FILENO) != 0 ? Reader::person
                                                                   : Reader::program);
}

}  // namespace transferd::journal
