// SPDX-License-Identifier: MIT
// The fake of the core's tests; what a server would do is done here.
#include "support/fake_transfers.hpp"
#include "world.hpp"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace transferd::test {

namespace {

constexpr int most_turns = 10'000;

class FakeWorld : public World {
  public:
    core::Transfers& transfers() override { return fake_; }
    void listen(core::TransferListener& listener) override { fake_.listen(listener); }

    bool run_until(const std::function<bool()>& so) override {
        for (int i = 0; i < most_turns; ++i) {
            if (so()) return true;
            turn();
        }
        return so();
    }

    void serve(const core::FileRef& file, Remote remote) override { remotes_[file] = remote; }
    std::string url(const core::FileRef& file) override {
        return "http://server/" + std::to_string(file.job.value) + "-" +
               std::to_string(file.index.value);
    }

    core::Destination place(const std::string& name) override {
        return {.directory = "/tmp", .name = name};
    }
    core::Destination same_place(const std::string& name) override {
        fake_.directories["/link"] = fake_.directories.at("/tmp");
        return {.directory = "/link", .name = name};
    }
    core::Destination nowhere(const std::string& name) override {
        return {.directory = "/gone", .name = name};
    }
    void put_file(const core::Destination& destination) override {
        fake_.files[destination.path()] = {.device = 1, .inode = 2};
    }

    void freeze() override { fake_.hold = true; }
    void kill(core::Uid owner) override {
        killed_ = owner;
        fake_.hold = false;
    }
    void refuse_workers() override { refuses_ = true; }

  private:
    void turn() {
        if (killed_) fake_.lose(*std::exchange(killed_, {}));
        if (refuses_)
            for (const auto owner : {alice, bob}) fake_.lose(owner);
        if (fake_.hold || fake_.deliver()) return;
        std::vector<core::FileRef> files;
        for (const auto& [file, fetch] : fake_.running()) files.push_back(file);
        for (const auto& file : files)
            if (fake_.running().contains(file)) send(file);
    }

    void send(const core::FileRef& file) {
        switch (remotes_[file]) {
            case Remote::whole:
                return fake_.finish(file, remote_size);
            case Remote::slow:
                return send_a_little(file);
            case Remote::missing:
                return fake_.report(core::FileFailed{file,
                                                     {.code = core::FailureCode::http_status,
                                                      .context = core::FailureContext::remote_file,
                                                      .message = "The server answered 404",
                                                      .http_status = 404}});
        }
    }

    /// Confirms a third of what comes, and that late.
    void send_a_little(const core::FileRef& file) {
        const auto& fetch = fake_.running().at(file);
        const auto received = fetch.received;
        if (!fetch.begun)
            fake_.begin(file, remote_size);
        else if (received % 3 == 2 && fetch.durable < received)
            fake_.report(core::Checkpointed{file, received, {}});
        else if (received + 1 < remote_size)
            fake_.report(core::Progressed{file, received + 1});
    }

    FakeTransfers fake_;
    std::map<core::FileRef, Remote> remotes_;
    std::optional<core::Uid> killed_;
    bool refuses_{};
};

}  // namespace

std::unique_ptr<World> make_fake_world() {
    return std::make_unique<FakeWorld>();
}

}  // namespace transferd::test
