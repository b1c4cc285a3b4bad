// SPDX-License-Identifier: MIT
// Preloaded, it has the process stand still where HOLD_AT says, for the power to be cut there:
// after it has written out a file, before a rename, after it, or when its directory is written out.
#include <csignal>
#include <cstdlib>
#include <string_view>

#include <dlfcn.h>
#include <unistd.h>

namespace {

bool renamed = false;

void hold(std::string_view step) {
    const char* wanted = std::getenv("HOLD_AT");
    if (wanted != nullptr && step == wanted) std::raise(SIGSTOP);
}

template <class Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" int fdatasync(int fildes) {
    const int result = real<int(int)>("fdatasync")(fildes);
    hold("after-fdatasync");
    return result;
}

extern "C" int fsync(int fd) {
    const int result = real<int(int)>("fsync")(fd);
    if (renamed) hold("after-fsync");
    return result;
}

extern "C" int renameat2(int from_directory, const char* from, int to_directory, const char* to,
                         unsigned flags) {
    hold("before-rename");
    const int result = real<int(int, const char*, int, const char*, unsigned)>("renameat2")(
        from_directory, from, to_directory, to, flags);
    renamed = true;
    hold("after-rename");
    return result;
}
