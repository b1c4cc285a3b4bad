// SPDX-License-Identifier: MIT
// What of the contract this version answers with NotSupported: found by calling everything that
// dbus/*.xml and settings.md name, and compared with the list that is typed here.
#include "dbus/names.hpp"
#include "integration/contract_words.hpp"
#include "support/bench.hpp"
#include "support/introspection.hpp"

#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>

namespace transferd::test {

namespace {

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::string policy_text() {
    std::string text;
    for (const auto& line : every_policy_line()) text += line.text + "\n";
    return text;
}

constexpr const char* url = "http://127.0.0.1:9/file";

/// A call of a method with arguments that it takes.
using Calls = std::map<std::string, std::function<void()>>;

class NotSupported : public testing::Test {
  protected:
    /// Suspended, with one file.
    JobProxy new_job() {
        const auto id = std::get<0>(client.manager().CreateJob("download", "a test", {}));
        client.job(id).AddFile(url, next_path(), {});
        return client.job(id);
    }
    std::string next_path() { return place.path() / std::to_string(++files); }

    /// Whether the answer is NotSupported; every other refusal but `expected` is a failure.
    static bool missing(const std::string& item, const std::function<void()>& call,
                        const std::string& expected = {}) {
        const auto error = error_of(call);
        if (!error) return false;
        if (error->name == error_name("NotSupported")) return true;
        EXPECT_EQ(error->name, expected) << item << ": " << error->message;
        return false;
    }

    void walk(const std::string& prefix, const Calls& calls) {
        // What a job without an error and without a transferred file answers.
        const std::map<std::string, std::string> refusals = {{"GetError", "NoError"},
                                                             {"SetValidation", "InvalidState"}};
        for (const auto& [name, call] : calls) {
            const auto refusal = refusals.find(name);
            const auto expected = refusal == refusals.end() ? "" : error_name(refusal->second);
            if (missing(prefix + name, call, expected)) found.insert(prefix + name);
        }
    }

    Calls manager_calls();
    Calls job_calls();
    void walk_types();
    void walk_settings();
    void walk_options();
    void walk_policy();

    TempDir place;
    std::filesystem::path journal = place.path() / "journal";
    Daemon daemon{{.policy = policy_text(),
                   .wrapper = {"sh", "-c", R"(exec "$@" 2>"$0")", journal.string()}}};
    Client client{daemon.address()};
    int files = 0;
    std::set<std::string> found;
};

Calls NotSupported::manager_calls() {
    auto& manager = client.manager();
    const auto id = [this] { return new_job().Id(); };
    return {
        {"CreateJob", [&] { manager.CreateJob("download", "a test", {}); }},
        {"Submit", [&, this] { client.submit(url, next_path()); }},
        {"GetJob", [&, id] { manager.GetJob(id()); }},
        {"ListJobs", [&] { manager.ListJobs({}); }},
        {"Complete", [&, id] { manager.Complete(id()); }},
        {"Cancel", [&, id] { manager.Cancel(id()); }},
        {"Suspend", [&, id] { manager.Suspend(id()); }},
        {"Resume", [&, id] { manager.Resume(id()); }},
        {"CancelInactive", [&] { manager.CancelInactive(); }},
        {"GetQuota", [&] { manager.GetQuota(); }},
        {"GetPolicy", [&] { manager.GetPolicy(); }},
        {"ListHistory", [&] { manager.ListHistory({}, 0); }},
    };
}

Calls NotSupported::job_calls() {
    return {
        {"AddFile", [this] { new_job().AddFile(url, next_path(), {}); }},
        {"AddFiles",
         [this] { new_job().AddFiles({File{std::make_tuple(url, next_path(), Options{})}}); }},
        {"ListFiles", [this] { new_job().ListFiles(0, 0); }},
        {"Resume", [this] { new_job().Resume(); }},
        {"Suspend", [this] { new_job().Suspend(); }},
        {"Complete", [this] { new_job().Complete(); }},
        {"Cancel", [this] { new_job().Cancel(); }},
        {"GetSettings", [this] { new_job().GetSettings(); }},
        {"SetSettings", [this] { new_job().SetSettings({}); }},
        {"GetError", [this] { new_job().GetError(); }},
        {"SetRemoteUrl", [this] { new_job().SetRemoteUrl(0, "http://127.0.0.1:10/file"); }},
        {"ReplaceRemotePrefix",
         [this] { new_job().ReplaceRemotePrefix("http://127.0.0.1:9/", "http://127.0.0.1:10/"); }},
        {"SetCredentials", [this] { new_job().SetCredentials("server", "basic", "me", "secret"); }},
        {"RemoveCredentials", [this] { new_job().RemoveCredentials("server", "basic"); }},
        {"TakeOwnership", [this] { new_job().TakeOwnership(); }},
        {"GetReply", [this] { new_job().GetReply(); }},
        {"SetValidation", [this] { new_job().SetValidation(0, true); }},
    };
}

void NotSupported::walk_types() {
    Calls calls;
    for (const auto* type : {"download", "upload", "upload-reply"})
        calls[type] = [this, type] { client.manager().CreateJob(type, "a test", {}); };
    walk("type ", calls);
}

void NotSupported::walk_settings() {
    for (const auto& [key, value] : new_job().GetSettings())
        EXPECT_TRUE(every_setting().contains(key)) << key << " is not in settings.md";
    for (const auto& [key, value] : every_setting()) {
        const Options one{{key, value}};
        const bool not_set = missing(key, [&] { new_job().SetSettings(one); });
        if (not_set) found.insert("setting " + key);
        // The name is an argument of CreateJob.
        if (key == "DisplayName") continue;
        EXPECT_EQ(missing(key, [&] { client.manager().CreateJob("download", "a test", one); }),
                  not_set)
            << key << ": CreateJob and SetSettings do not agree";
    }
}

void NotSupported::walk_options() {
    Calls calls;
    for (const auto& [key, value] : every_file_option())
        calls[key] = [this, one = Options{{key, value}}] {
            new_job().AddFile(url, next_path(), one);
        };
    walk("option ", calls);
}

/// A line is in force, or the journal says that it is not supported.
void NotSupported::walk_policy() {
    const auto warnings = text_of(journal);
    std::set<std::string> in_force;
    for (const auto& entry : client.manager().GetPolicy())
        if (const auto source = std::get<2>(entry); source != "default")
            in_force.insert(source.substr(source.rfind(':') + 1));
    int number = 0;
    for (const auto& [name, text] : every_policy_line()) {
        const auto place_in_file = std::to_string(++number);
        const auto start = warnings.find("transferd.conf:" + place_in_file + ": ");
        const bool warned = start != std::string::npos;
        if (name.empty() || in_force.contains(place_in_file)) {
            EXPECT_FALSE(warned) << warnings.substr(start);
            continue;
        }
        ASSERT_TRUE(warned) << text << " is neither in force nor warned of:\n" << warnings;
        const auto warning = warnings.substr(start, warnings.find('\n', start) - start);
        EXPECT_NE(warning.find("not supported"), std::string::npos) << warning;
        found.insert("policy " + name);
    }
}

TEST_F(NotSupported, IsExactlyWhatIsOnTheList) {
    walk_types();
    walk("method ", manager_calls());
    walk("method Job.", job_calls());
    walk_settings();
    walk_options();
    walk_policy();
    std::set<std::string> listed;
    for (const auto& [item, feature] : not_supported()) listed.insert(item);
    EXPECT_EQ(found, listed);
    std::cout << found.size() << " items of the contract are not supported:\n";
    for (const auto& item : found) std::cout << "  " << item << "\n";
}

TEST_F(NotSupported, IsNoFeature) {
    const auto features = client.manager().Features();
    EXPECT_FALSE(features.empty());
    const std::set<std::string> claimed(features.begin(), features.end());
    for (const auto& [item, feature] : not_supported())
        EXPECT_FALSE(claimed.contains(feature)) << feature << " is claimed, and not " << item;
}

TEST_F(NotSupported, IsAskedOfEveryMethodOfTheContract) {
    const std::filesystem::path folder = TRANSFERD_DBUS_DIRECTORY;
    const auto job = new_job();
    const std::map<std::string, std::tuple<std::string, std::string, Calls>> objects = {
        {dbus::manager_interface,
         {dbus::manager_path, "org.example.Transfer.xml", manager_calls()}},
        {dbus::job_interface,
         {dbus::job_path_prefix + std::to_string(client.job_ids().front()),
          "org.example.Transfer.Job.xml", job_calls()}},
    };
    const auto connection = sdbus::createSessionBusConnectionWithAddress(daemon.address());
    for (const auto& [interface, object] : objects) {
        const auto& [path, file, calls] = object;
        std::string introspected;
        sdbus::createProxy(*connection, dbus::bus_name, path)
            ->callMethod("Introspect")
            .onInterface("org.freedesktop.DBus.Introspectable")
            .storeResultsTo(introspected);
        const auto contract = interfaces_of(text_of(folder / file));
        EXPECT_EQ(interfaces_of(introspected).at(interface), contract.at(interface));
        std::set<std::string> called;
        for (const auto& [name, call] : calls) called.insert(name);
        EXPECT_EQ(called, methods_of(contract, interface));
    }
}

}  // namespace

}  // namespace transferd::test
