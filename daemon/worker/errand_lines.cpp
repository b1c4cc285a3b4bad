// SPDX-License-Identifier: MIT
#include "worker/errand_lines.hpp"

#include "journal/message_ids.hpp"
#include "journal/shown.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include <unistd.h>

namespace transferd::worker {

namespace {

using journal::Line;

std::string number(std::uint64_t value) {
    return std::to_string(value);
}

Line line(std::string text) {
    return {.level = journal::Level::debug, .text = std::move(text)};
}

Line line(core::JobId job, const std::string& text) {
    auto made = line("Job " + number(job.value) + text);
    made.fields.push_back({"TRANSFER_JOB", number(job.value)});
    return made;
}

Line line(const core::FileRef& file, const std::string& text) {
    auto made = line(file.job, ", file " + number(file.index.value) + ": " + text);
    made.fields.push_back({"TRANSFER_FILE", number(file.index.value)});
    return made;
}

Line request_line(wire::RequestId request, const std::string& text) {
    return line("Request " + number(request.value) + ": " + text);
}

struct OrderLine {
    Line operator()(const wire::Hello& /*hello*/) const { return line("The broker says hello"); }
    Line operator()(const wire::Start& start) const {
        const auto& order = start.order;
        auto made =
            line(order.file, "fetch " + journal::shown_url(order.url) + " to " +
                                 order.destination.path() + " from byte " + number(order.offset));
        made.fields.push_back({"TRANSFER_URL", journal::shown_url(order.url)});
        made.fields.push_back({"TRANSFER_PATH", order.destination.path()});
        return made;
    }
    Line operator()(const wire::Stop& stop) const { return line(stop.job, ": stop"); }
    Line operator()(const wire::Check& check) const {
        return request_line(check.request, number(check.items.size()) + " to check");
    }
    Line operator()(const wire::Publish& publish) const {
        return request_line(publish.request, number(publish.items.size()) + " to publish");
    }
    Line operator()(const wire::Discard& discard) const {
        return request_line(discard.request, number(discard.items.size()) + " to discard");
    }
    Line operator()(const wire::StartUnit& start) const {
        return request_line(start.request, "start unit " + start.unit);
    }
    Line operator()(const wire::Ping& ping) const { return request_line(ping.request, "ping"); }
    Line operator()(const wire::Piece& piece) const {
        return line("A part of a long order, " + number(piece.bytes.size()) + " bytes");
    }
};

struct ReportLine {
    using Maybe = std::optional<Line>;

    Maybe operator()(const wire::Ready& /*ready*/) const { return line("Ready for orders"); }
    Maybe operator()(const core::Started& started) const {
        return line(started.file,
                    "started at byte " + number(started.offset) + " of " +
                        (started.size ? number(*started.size) : std::string("an unknown size")));
    }
    Maybe operator()(const core::Progressed& /*progressed*/) const { return std::nullopt; }
    Maybe operator()(const core::Checkpointed& checkpointed) const {
        return line(checkpointed.file, number(checkpointed.offset) + " bytes are durable");
    }
    Maybe operator()(const core::Finished& finished) const {
        return line(finished.file, "finished with " + number(finished.size) + " bytes");
    }
    Maybe operator()(const core::FileFailed& failed) const {
        auto made = line(failed.file, "failed: " + core::code_word(failed.failure) + ": " +
                                          failed.failure.message);
        made.fields.push_back({"TRANSFER_ERROR", core::code_word(failed.failure)});
        return made;
    }
    Maybe operator()(const wire::Checked& checked) const {
        const auto refused = std::count_if(
            checked.answers.begin(), checked.answers.end(),
            [](const auto& answer) { return answer.failure || !answer.url_error.empty(); });
        return answered(checked.request, refused);
    }
    Maybe operator()(const wire::Done& done) const {
        const auto failed = std::count_if(done.answers.begin(), done.answers.end(),
                                          [](const auto& answer) { return answer.failure; });
        return answered(done.request, failed);
    }
    Maybe operator()(const wire::UnitStarted& started) const {
        return answered(started.request, started.failure ? 1 : 0);
    }

    /// Of a report that has a line of its own.
    Maybe operator()(const wire::Piece& /*piece*/) const { return std::nullopt; }

    static Line answered(wire::RequestId request, std::ptrdiff_t failed) {
        return request_line(request, "done, " + std::to_string(failed) + " failed");
    }
};

}  // namespace

journal::Line line_of(const wire::ToWorker& order) {
    return std::visit(OrderLine{}, order);
}

std::optional<journal::Line> line_of(const wire::ToBroker& report) {
    return std::visit(ReportLine{}, report);
}

journal::Line unchecked_line(const core::DownloadOrder& order, const std::string& host) {
    const auto& flags = order.http.tls.flags;
    std::string ignored;
    for (const auto& [set, name] :
         {std::pair{flags.ignore_host, "ignore-host"}, std::pair{flags.ignore_date, "ignore-date"},
          std::pair{flags.ignore_ca, "ignore-ca"}})
        if (set) ignored += (ignored.empty() ? "" : ", ") + std::string(name);
    auto made = line(order.file, host + " is asked by a job with the TlsFlags " + ignored);
    made.level = journal::Level::warning;
    made.id = journal::message_id::certificate_not_checked;
    made.fields.push_back({"TRANSFER_UID", number(geteuid())});
    made.fields.push_back({"TRANSFER_URL", journal::shown_url(order.url)});
    return made;
}

}  // namespace transferd::worker
