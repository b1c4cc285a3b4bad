// SPDX-License-Identifier: MIT
#include "worker/errands.hpp"

#include "worker/errand_lines.hpp"
#include "worker/files/check_destination.hpp"
#include "worker/files/discard.hpp"
#include "worker/files/publish.hpp"
#include "worker/http/url_check.hpp"

#include <utility>

#include <sys/epoll.h>
#include <wire_build_id.hpp>

namespace transferd::worker {

namespace {
/// How long a file call may hang before its file is given up.
constexpr std::chrono::seconds longest_file_call{20};
constexpr std::chrono::seconds pulse_interval{5};
}  // namespace

Errands::Errands(loop::EventLoop& loop, loop::UniqueFd connection, const journal::Journal& journal,
                 std::function<void()> broker_gone)
    : journal_(journal),
      broker_gone_(std::move(broker_gone)),
      threads_watch_(loop, threads_.fd(), EPOLLIN,
                     [this](std::uint32_t /*events*/) {
                         threads_.deliver();
                         rest_if_idle();
                     }),
      curl_(loop),
      user_manager_(loop),
      burial_(loop, [this] { bury(); }),
      pulse_timer_(loop, [this] { pulse(); }),
      channel_(loop, std::move(connection),
               [this](std::span<const std::uint8_t> bytes) { received(bytes); }) {}

void Errands::received(std::span<const std::uint8_t> bytes) {
    auto message = wire::decode_to_worker(bytes);
    // Who says something else than our broker, or says it before hello, is not our broker.
    if (!message || greeted_ == std::holds_alternative<wire::Hello>(*message))
        return broker_gone_();
    obey(*message);
}

void Errands::obey(wire::ToWorker& message) {
    if (journal_.wants(journal::Level::debug)) journal_.write(line_of(message));
    std::visit([this](const auto& order) { take(order); }, message);
    if (auto* start = std::get_if<wire::Start>(&message)) wipe(start->order.secrets);
}

void Errands::take(const wire::Piece& piece) {
    auto taken = pieces_.take(piece);
    if (taken.kind == decltype(pieces_)::Kind::nonsense) return broker_gone_();
    if (taken.message) obey(*taken.message);
}

void Errands::send(const wire::ToBroker& message) {
    if (journal_.wants(journal::Level::debug))
        if (auto line = line_of(message)) journal_.write(std::move(*line));
    for (auto& bytes : wire::encode_in_pieces(message)) channel_.send(std::move(bytes));
}

void Errands::take(const wire::Hello& hello) {
    if (hello.build != wire::build_id) return broker_gone_();
    greeted_ = true;
    publish_mode_ = hello.publish_mode;
    send(wire::Ready{wire::build_id});
}

void Errands::take(const wire::Start& start) {
    const auto file = start.order.file;
    auto& fetch = fetches_[file];
    if (fetch) return;  // ordered twice: the first one reports
    watch_files();
    fetch = std::make_unique<Attempt>(
        Attempt::Tools{threads_, curl_, tickets_}, start.order,
        Fetch::Events{.report =
                          [this](const core::Report& report) {
                              std::visit([this](const auto& said) { send(said); }, report);
                          },
                      .unchecked =
                          [this, order = start.order](const std::string& host) {
                              journal_.write(unchecked_line(order, host));
                          },
                      .ended = [this, file] { fetch_ended(file); }});
}

void Errands::take(const wire::Stop& stop) {
    stopping_[stop.job].push_back(stop.request);
    std::vector<Attempt*> of_job;
    for (auto fetch = fetches_.lower_bound({stop.job, {}});
         fetch != fetches_.end() && fetch->first.job == stop.job; ++fetch)
        of_job.push_back(fetch->second.get());
    // Ended fetches stay alive until the burial, so the pointers hold.
    for (auto* fetch : of_job) fetch->stop();
    burial_.ask();
}

void Errands::take(const wire::Check& check) {
    watch_files();
    std::vector<core::Destination> destinations;
    std::vector<std::string> url_errors;
    for (const auto& item : check.items) {
        destinations.push_back(item.destination);
        url_errors.push_back(url_error(item.url, item.allowed_schemes));
    }
    check_destinations(threads_, destinations,
                       [this, request = check.request, url_errors](core::CheckAnswers answers) {
                           for (std::size_t i = 0; i < answers.size(); ++i)
                               answers[i].url_error = url_errors[i];
                           send(wire::Checked{request, std::move(answers)});
                       });
}

void Errands::take(const wire::Publish& publish) {
    watch_files();
    worker::publish(threads_, publish.items, publish_mode_,
                    [this, request = publish.request](const core::FileAnswers& answers) {
                        send(wire::Done{request, answers});
                    });
}

void Errands::take(const wire::Discard& discard) {
    watch_files();
    worker::discard(threads_, discard.items,
                    [this, request = discard.request](const core::FileAnswers& answers) {
                        send(wire::Done{request, answers});
                    });
}

void Errands::take(const wire::StartUnit& start) {
    user_manager_.start_unit(start.unit, [this, request = start.request, unit = start.unit](
                                             UnitAnswer answer, const std::string& why) {
        if (answer == UnitAnswer::nobody)
            return send(
                wire::UnitStarted{request, core::Failure{.code = core::FailureCode::local_not_found,
                                                         .context = core::FailureContext::queue,
                                                         .message = why}});
        if (answer == UnitAnswer::refused)
            journal_.write(
                {.level = journal::Level::warning,
                 .text = "The user's service manager does not start " + unit + ": " + why});
        send(wire::UnitStarted{request});
    });
}

void Errands::take(const wire::Ping& ping) {
    send(wire::Done{ping.request, {}});
}

void Errands::fetch_ended(const core::FileRef& file) {
    const auto fetch = fetches_.find(file);
    graveyard_.push_back(std::move(fetch->second));
    fetches_.erase(fetch);
    burial_.ask();
}

/// Also answers the stops whose last fetch has ended: its part file is closed then.
void Errands::bury() {
    graveyard_.clear();
    for (auto stop = stopping_.begin(); stop != stopping_.end();) {
        const auto fetch = fetches_.lower_bound({stop->first, {}});
        if (fetch != fetches_.end() && fetch->first.job == stop->first) {
            ++stop;
            continue;
        }
        for (const auto request : stop->second) send(wire::Done{request, {}});
        stop = stopping_.erase(stop);
    }
    rest_if_idle();
}

void Errands::watch_files() {
    if (!std::exchange(watching_, true)) pulse_timer_.set_in(pulse_interval);
}

/// Nothing wakes up where there is nothing to do.
void Errands::rest_if_idle() {
    if (!fetches_.empty() || threads_.busy()) return;
    watching_ = false;
    pulse_timer_.clear();
}

void Errands::pulse() {
    threads_.give_up_hung(longest_file_call);
    // What that answers comes before the fetches are looked at.
    threads_.deliver();
    std::vector<Attempt*> all;
    for (const auto& [file, fetch] : fetches_) all.push_back(fetch.get());
    for (auto* fetch : all) fetch->check_pulse();
    watching_ = false;
    if (!fetches_.empty() || threads_.busy()) watch_files();
}

}  // namespace transferd::worker
