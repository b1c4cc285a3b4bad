// SPDX-License-Identifier: MIT
#include "client/terminal.hpp"

#include <cstdlib>
#include <string_view>

#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace transferd::client {
namespace {

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view{} : value;
}

}  // namespace

bool stdin_is_terminal() {
    return isatty(STDIN_FILENO) == 1;
}

bool stdout_is_terminal() {
    return isatty(STDOUT_FILENO) == 1;
}

bool stdout_has_colour() {
    return stdout_is_terminal() && environment("TERM") != "dumb" && environment("NO_COLOR").empty();
}

bool stderr_is_terminal() {
    return isatty(STDERR_FILENO) == 1 && environment("TERM") != "dumb";
}

std::size_t stderr_columns() {
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

bool locale_is_utf8() {
    return std::string_view{nl_langinfo(CODESET)} == "UTF-8";
}

}  // namespace transferd::client
