#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""An HTTP server of files that need no room: GET /SIZE/RATE/NAME has SIZE bytes that NAME decides,
at RATE bytes a second (0: as fast as it goes), with ranges and a strong validator.

Usage: serve.py PORT [ADDRESS]
       serve.py digest NAME SIZE    prints the SHA-256 of such a file
"""

import contextlib
import hashlib
import http.server
import os
import re
import select
import socket
import sys

BLOCK = 16 * 1024


def block(name: str, number: int) -> bytes:
    return hashlib.shake_128(f"{name} {number}".encode()).digest(BLOCK)


def pieces(name: str, begin: int, end: int):
    while begin < end:
        number, offset = divmod(begin, BLOCK)
        piece = block(name, number)[offset:offset + end - begin]
        yield piece
        begin += len(piece)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        self.do_GET()

    def do_GET(self):
        match = re.fullmatch(r"/(\d+)/(\d+)/([^/?]+)(\?.*)?", self.path)
        if not match:
            self.send_error(404)
            return
        size, rate, name = int(match[1]), int(match[2]), match[3]
        tag, begin = f'"{name}-{size}"', 0
        end = size
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if wanted and self.headers.get("If-Range", tag) == tag and int(wanted[1]) < size:
            begin, end = int(wanted[1]), min(int(wanted[2] or size) + 1, size)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {begin}-{end - 1}/{size}")
        else:
            self.send_response(200)
        self.send_header("ETag", tag)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(end - begin))
        self.end_headers()
        with contextlib.suppress(OSError):  # the client has gone
            for piece in pieces(name, begin, end):
                self.wfile.write(piece)
                if rate:
                    select.select([], [], [], len(piece) / rate)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def tell_systemd() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])


def main() -> None:
    if sys.argv[1] == "digest":
        name, size = sys.argv[2], int(sys.argv[3])
        whole = hashlib.sha256()
        for piece in pieces(name, 0, size):
            whole.update(piece)
        print(whole.hexdigest())
        return
    address = sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1"
    server = Server((address, int(sys.argv[1])), Handler)
    tell_systemd()
    server.serve_forever()


if __name__ == "__main__":
    main()
