// SPDX-License-Identifier: MIT
// transfer-worker: does what the broker orders, as the owner of the jobs, and ends with its
// connection. Nobody starts it by hand.
#include "loop/event_loop.hpp"
#include "loop/unique_fd.hpp"
#include "worker/errands.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>

#include <fcntl.h>
#include <sys/prctl.h>
#include <systemd/sd-daemon.h>
#include <version.hpp>

namespace {

using namespace transferd;

void serve() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    // Other processes of this user's must not read what the job's requests hold.
    prctl(PR_SET_DUMPABLE, 0);
    loop::UniqueFd connection{SD_LISTEN_FDS_START};
    fcntl(connection.get(), F_SETFD, FD_CLOEXEC);
    loop::EventLoop loop;
    worker::Errands errands{loop, std::move(connection), [&] { loop.exit(); }};
    loop.run();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 2 && std::string_view(argv[1]) == "--version") {
        std::printf("transfer-worker %s\n", transferd::version);
        return EXIT_SUCCESS;
    }
    try {
        serve();
    } catch (const std::exception& error) {
        std::fprintf(stderr, SD_ERR "transfer-worker: %s\n", error.what());
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
