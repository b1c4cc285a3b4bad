// SPDX-License-Identifier: MIT
#include "client/jobs_client.hpp"

#include "client/bus_connection.hpp"
#include "client/variant_json.hpp"
#include "dbus/names.hpp"

#include <dbus/job_proxy.hpp>
#include <dbus/manager_proxy.hpp>

namespace transferd::client {
namespace {

using Dictionary = std::map<std::string, sdbus::Variant>;

Dictionary filter_for(bool all_users) {
    return all_users ? Dictionary{{"AllUsers", sdbus::Variant{true}}} : Dictionary{};
}

Dictionary file_options(const Download& download) {
    Dictionary options;
    if (!download.digest.empty()) {
        options.emplace("Digest", download.digest);
    }
    if (!download.if_exists.empty()) {
        options.emplace("IfExists", download.if_exists);
    }
    if (download.size) {
        options.emplace("Size", *download.size);
    }
    if (!download.mirrors.empty()) {
        options.emplace("Mirrors", download.mirrors);
    }
    if (!download.ranges.empty()) {
        using BusRange = sdbus::Struct<std::uint64_t, std::uint64_t>;
        std::vector<BusRange> ranges;
        for (const auto& range : download.ranges) {
            ranges.emplace_back(std::make_tuple(range.offset, range.length));
        }
        options.emplace("Ranges", ranges);
    }
    return options;
}

std::vector<Record> records(const std::vector<Dictionary>& dictionaries) {
    std::vector<Record> list;
    list.reserve(dictionaries.size());
    for (const Dictionary& dictionary : dictionaries) {
        list.push_back(json_of(dictionary));
    }
    return list;
}

}  // namespace

/// Calls only: JobWatch subscribes, so the signals of the generated proxy stay unregistered.
class JobsClient::Manager final : public sdbus::ProxyInterfaces<org::example::Transfer_proxy> {
  public:
    explicit Manager(BusConnection& bus)
        : ProxyInterfaces(bus.sdbus(), dbus::bus_name, dbus::manager_path) {}

  private:
    using Path = sdbus::ObjectPath;
    void onJobAdded(const std::uint64_t&, const Path&, const std::uint32_t&) override {}
    void onJobStateChanged(const std::uint64_t&, const Path&, const std::uint32_t&,
                           const std::string&) override {}
    void onJobTransferred(const std::uint64_t&, const Path&, const std::uint32_t&) override {}
    void onJobError(const std::uint64_t&, const Path&, const std::uint32_t&,
                    const std::string&) override {}
    void onFileTransferred(const std::uint64_t&, const Path&, const std::uint32_t&,
                           const std::uint32_t&) override {}
    void onJobRemoved(const std::uint64_t&, const Path&, const std::uint32_t&,
                      const std::string&) override {}
};

class JobsClient::Job final
    : public sdbus::ProxyInterfaces<org::example::Transfer::Job_proxy, sdbus::Properties_proxy> {
  public:
    Job(BusConnection& bus, JobId id) : ProxyInterfaces(bus.sdbus(), dbus::bus_name, path_of(id)) {}

  private:
    void onPropertiesChanged(const std::string&, const Dictionary&,
                             const std::vector<std::string>&) override {}
};

JobsClient::JobsClient(Bus bus)
    : bus_{std::make_unique<BusConnection>(bus)}, manager_{std::make_unique<Manager>(*bus_)} {}

JobsClient::~JobsClient() = default;

JobId JobsClient::submit(const Download& download) {
    using File = sdbus::Struct<std::string, std::string, Dictionary>;
    const std::vector<File> files{File{download.url, download.path, file_options(download)}};
    Dictionary settings;
    for (const auto& [key, value] : download.settings) {
        settings.emplace(key,
                         std::visit([](const auto& held) { return sdbus::Variant{held}; }, value));
    }
    return on_bus([&] {
        return JobId{std::get<0>(manager_->Submit("download", download.name, files, settings))};
    });
}

std::vector<Record> JobsClient::jobs(bool all_users) {
    return on_bus([&] {
        std::vector<Record> list;
        for (const auto& entry : manager_->ListJobs(filter_for(all_users))) {
            Record job = json_of(entry.get<2>());
            job["Id"] = entry.get<0>();
            list.push_back(std::move(job));
        }
        return list;
    });
}

std::vector<Record> JobsClient::history(bool all_users, std::uint32_t limit) {
    return on_bus([&] { return records(manager_->ListHistory(filter_for(all_users), limit)); });
}

std::vector<Record> JobsClient::policy() {
    return on_bus([&] {
        std::vector<Record> lines;
        for (const auto& line : manager_->GetPolicy()) {
            lines.push_back(Record{{"Key", line.get<0>()},
                                   {"Value", json_of(line.get<1>())},
                                   {"Source", line.get<2>()}});
        }
        return lines;
    });
}

Record JobsClient::properties(JobId id) {
    try {
        return on_bus([&] { return json_of(Job{*bus_, id}.GetAll(dbus::job_interface)); });
    } catch (const ClientError& error) {
        // Every object has GetAll: some bus libraries say UnknownMethod where there is no object.
        if (error.code() == ExitCode::no_such_job ||
            error.bus_error() == std::string{dbus::bus_error_prefix} + "UnknownMethod") {
            throw ClientError{ExitCode::no_such_job, "there is no job " + std::to_string(id.value)};
        }
        throw;
    }
}

Record JobsClient::settings(JobId id) {
    return on_bus([&] { return json_of(Job{*bus_, id}.GetSettings()); });
}

std::vector<Record> JobsClient::files(JobId id) {
    return on_bus([&] { return records(Job{*bus_, id}.ListFiles(0, 0)); });
}

Record JobsClient::error(JobId id) {
    try {
        return on_bus([&] { return json_of(Job{*bus_, id}.GetError()); });
    } catch (const ClientError& error) {
        if (error.bus_error() == std::string{dbus::error_prefix} + "NoError") {
            return Record::object();
        }
        throw;
    }
}

void JobsClient::suspend(JobId id) {
    on_bus([&] { manager_->Suspend(id.value); });
}

void JobsClient::resume(JobId id) {
    on_bus([&] { manager_->Resume(id.value); });
}

void JobsClient::set_credentials(JobId id, const Login& login, const std::string& password) {
    on_bus([&] {
        Job{*bus_, id}.SetCredentials(login.target, login.scheme, login.user, password);
    });
}

void JobsClient::remove_credentials(JobId id, const Login& login) {
    on_bus([&] { Job{*bus_, id}.RemoveCredentials(login.target, login.scheme); });
}

Completion JobsClient::complete(JobId id) {
    return on_bus([&] {
        auto [published, discarded, leftovers] = manager_->Complete(id.value);
        return Completion{published, discarded, std::move(leftovers)};
    });
}

std::vector<std::string> JobsClient::cancel(JobId id) {
    return on_bus([&] { return manager_->Cancel(id.value); });
}

}  // namespace transferd::client
