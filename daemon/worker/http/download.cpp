// SPDX-License-Identifier: MIT
#include "worker/http/download.hpp"

#include "worker/http/download_transfer.hpp"

#include <utility>

namespace transferd::worker {

Download::Download(CurlLoop& loop, Request request, DownloadHandler& handler)
    : loop_(loop),
      transfer_(std::make_unique<DownloadTransfer>(loop, std::move(request), handler)) {}

Download::~Download() {
    // curl may be on the stack: what it uses lives until it has returned.
    transfer_->abandon();
    loop_.bury(std::move(transfer_));
}

void Download::accept() {
    transfer_->accept();
}

void Download::resume() {
    transfer_->resume();
}

}  // namespace transferd::worker
