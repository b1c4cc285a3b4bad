// SPDX-License-Identifier: MIT
// libcurl's handles in RAII.
#pragma once

#include "loop/handles.hpp"

#include <memory>

#include <curl/curl.h>

namespace transferd::worker {

using EasyHandle = std::unique_ptr<CURL, loop::Deleter<curl_easy_cleanup>>;
using MultiHandle = std::unique_ptr<CURLM, loop::Deleter<curl_multi_cleanup>>;
using HeaderList = std::unique_ptr<curl_slist, loop::Deleter<curl_slist_free_all>>;
using UrlHandle = std::unique_ptr<CURLU, loop::Deleter<curl_url_cleanup>>;
using CurlString = std::unique_ptr<char, loop::Deleter<curl_free>>;

/// curl_global_init counts; so may there be more than one of these.
class CurlLibrary {
  public:
    CurlLibrary();
    CurlLibrary(const CurlLibrary&) = delete;
    CurlLibrary& operator=(const CurlLibrary&) = delete;
    ~CurlLibrary() { curl_global_cleanup(); }
};

/// Throw std::runtime_error naming what was being done: curl refuses only what we did wrong, or
/// is out of memory.
void check(CURLcode code, const char* doing);
void check(CURLMcode code, const char* doing);

}  // namespace transferd::worker
