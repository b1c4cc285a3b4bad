// SPDX-License-Identifier: MIT
#include "support/bench.hpp"

#include "dbus/names.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace transferd::test {

namespace {

std::string plain(const std::string& text) {
    std::string result;
    for (const char c : text)
        if (std::string_view{" -_"}.find(c) == std::string_view::npos)
            result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

std::string description(Client& client, std::uint64_t id) {
    std::string text = "the job is " + client.state(id);
    error_of([&] {
        auto job = client.job(id);
        text += ", reason " + job.StateReason() + ", " + std::to_string(job.BytesTransferred()) +
                " bytes";
        const auto error = job.GetError();
        text += ", error " + error.at("Code").get<std::string>() + ": " +
                error.at("Message").get<std::string>();
    });
    return text;
}

}  // namespace

std::vector<std::string> Bench::names_in_downloads() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{downloads.path()})
        names.insert(entry.path().filename());
    return {names.begin(), names.end()};
}

std::uint64_t Bench::download(const std::string& target, const std::string& name,
                              const Options& file_options, const Options& settings) {
    return client.submit(server.url(target), in_downloads(name), file_options, settings);
}

testing::AssertionResult Bench::becomes(std::uint64_t id, const std::string& state) {
    if (client.wait_for_state(id, state, patience)) return testing::AssertionSuccess();
    return testing::AssertionFailure() << "job " << id << " did not become " << state << " within "
                                       << patience.count() << " s: " << description(client, id);
}

testing::AssertionResult Bench::ends_well(std::uint64_t id, const std::filesystem::path& file,
                                          const Version& version) {
    if (auto result = becomes(id, "transferred"); !result) return result;
    const auto error = error_of([&] { client.manager().Complete(id); });
    if (error)
        return testing::AssertionFailure()
               << "Complete of job " << id << ": " << error->name << ": " << error->message;
    return holds(file, version);
}

std::string error_name(const std::string& short_name) {
    if (short_name.find('.') != std::string::npos) return short_name;
    static const std::set<std::string> of_the_bus{"InvalidArgs", "AccessDenied", "NotSupported",
                                                  "LimitsExceeded"};
    return (of_the_bus.contains(short_name) ? dbus::bus_error_prefix : dbus::error_prefix) +
           short_name;
}

testing::AssertionResult refused(const std::optional<CallError>& error,
                                 const std::string& short_name,
                                 const std::vector<std::string>& culprits) {
    if (!error) return testing::AssertionFailure() << "the call was not refused";
    if (error->name != error_name(short_name))
        return testing::AssertionFailure() << "refused with " << error->name << ", not "
                                           << error_name(short_name) << ": " << error->message;
    for (const auto& culprit : culprits)
        if (plain(error->message).find(plain(culprit)) == std::string::npos)
            return testing::AssertionFailure()
                   << "the message does not name " << culprit << ": " << error->message;
    return testing::AssertionSuccess();
}

}  // namespace transferd::test
