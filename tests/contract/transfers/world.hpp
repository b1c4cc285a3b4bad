// SPDX-License-Identifier: MIT
// What the rules of core/transfers.hpp are tried on: workers, the servers that they fetch from, the
// directories that they write to, and the loop.
#pragma once

#include "core/transfers.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>

namespace transferd::test {

inline constexpr core::Uid alice{1001};
inline constexpr core::Uid bob{1002};

/// What a server does with the file it is asked for.
enum class Remote {
    whole,
    /// It comes, but not to its end before any test has ended.
    slow,
    missing
};
inline constexpr std::uint64_t remote_size = 1024UL * 1024;

class World {
  public:
    World() = default;
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    virtual ~World() = default;

    virtual core::Transfers& transfers() = 0;
    virtual void listen(core::TransferListener& listener) = 0;
    /// Turns the loop until it is so; false: it does not come in time.
    virtual bool run_until(const std::function<bool()>& so) = 0;

    /// Every file has the same validators, however it is served.
    virtual void serve(const core::FileRef& file, Remote remote) = 0;
    virtual std::string url(const core::FileRef& file) = 0;

    virtual core::Destination place(const std::string& name) = 0;
    /// The directory of place() by another path.
    virtual core::Destination same_place(const std::string& name) = 0;
    /// In a directory that is not there.
    virtual core::Destination nowhere(const std::string& name) = 0;
    /// Somebody gives another file that name.
    virtual void put_file(const core::Destination& destination) = 0;

    /// Every worker stops in the middle of what it does, until it is killed.
    virtual void freeze() = 0;
    virtual void kill(core::Uid owner) = 0;
    /// From now on no worker can be started.
    virtual void refuse_workers() = 0;
};

/// `impatient`: real ones that may be silent for little more than a second.
enum class Workers { real, fake, impatient };
inline std::ostream& operator<<(std::ostream& out, Workers workers) {
    if (workers == Workers::impatient) return out << "Impatient";
    return out << (workers == Workers::real ? "Real" : "Fake");
}

std::unique_ptr<World> make_real_world();
std::unique_ptr<World> make_impatient_world();
std::unique_ptr<World> make_fake_world();

}  // namespace transferd::test
