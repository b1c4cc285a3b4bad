// SPDX-License-Identifier: MIT
// Preloaded, it has the account database take two seconds for each answer.
#include <dlfcn.h>
#include <poll.h>
#include <pwd.h>

extern "C" int getpwuid_r(uid_t uid, passwd* resultbuf, char* buffer, size_t buflen,
                          passwd** result) {
    using Function = int(uid_t, passwd*, char*, size_t, passwd**);
    poll(nullptr, 0, 2000);
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, "getpwuid_r"))(uid, resultbuf, buffer,
                                                                       buflen, result);
}
