#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Serves one file on 127.0.0.1 with ranges, If-Range and an entity tag; prints its URL."""

import http.server
import re
import sys

ENTITY_TAG = '"the-only-version"'


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    body = b""

    def do_GET(self):
        if self.path != "/file":
            self.send_error(404)
            return
        first = self.first_byte()
        self.send_response(206 if first else 200)
        if first:
            size = len(self.body)
            self.send_header("Content-Range", f"bytes {first}-{size - 1}/{size}")
        self.send_header("ETag", ENTITY_TAG)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(self.body) - first))
        self.end_headers()
        self.wfile.write(self.body[first:])

    def first_byte(self):
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        same = self.headers.get("If-Range", ENTITY_TAG) == ENTITY_TAG
        return min(int(asked[1]), len(self.body) - 1) if asked and same else 0

    def log_message(self, *_):
        """The client's test says what matters."""


def main():
    with open(sys.argv[1], "rb") as file:
        Handler.body = file.read()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_port}/file", flush=True)
    server.serve_forever()


main()
