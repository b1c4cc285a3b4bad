// SPDX-License-Identifier: MIT
#include "worker/http/curl_handles.hpp"

#include <stdexcept>
#include <string>

namespace transferd::worker {

CurlLibrary::CurlLibrary() {
    check(curl_global_init(CURL_GLOBAL_DEFAULT), "start libcurl");
}

void check(CURLcode code, const char* doing) {
    if (code != CURLE_OK)
        throw std::runtime_error(std::string(doing) + ": " + curl_easy_strerror(code));
}

void check(CURLMcode code, const char* doing) {
    if (code != CURLM_OK)
        throw std::runtime_error(std::string(doing) + ": " + curl_multi_strerror(code));
}

}  // namespace transferd::worker
