// SPDX-License-Identifier: MIT
#include "support/private_bus.hpp"

#include <fstream>
#include <stdexcept>

namespace transferd::test {

namespace {

/// The session configuration of Debian without service directories: a test never finds a daemon
/// that it did not start.
constexpr const char* configuration = R"(<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=@DIRECTORY@</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
)";

std::string write_configuration(const TempDir& directory) {
    std::string text = configuration;
    const std::string place = "@DIRECTORY@";
    text.replace(text.find(place), place.size(), directory.path());
    const auto file = directory.path() / "bus.conf";
    std::ofstream{file} << text;
    return file;
}

}  // namespace

PrivateBus::PrivateBus()
    : daemon_(Command{.argv = {"dbus-daemon", "--config-file=" + write_configuration(directory_),
                               "--nofork", "--nopidfile", "--print-address"},
                      .output = Output::captured}) {
    if (!daemon_.wait_for_output("\n", std::chrono::seconds{10}))
        throw std::runtime_error{"dbus-daemon printed no address: " + daemon_.output()};
    address_ = daemon_.output().substr(0, daemon_.output().find('\n'));
}

}  // namespace transferd::test
