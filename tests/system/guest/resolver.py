#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A name server at 127.0.0.1 that does what the first part of a name says, until standard input ends:
nowhere, broken, silent, garbage, many (a thousand addresses, of which the last is the server), hole
(an address that swallows everything, and the server). Where the file /run/mended is, each is the server.
"""

import os
import selectors
import socket
import struct
import sys

A, AAAA = 1, 28
NO_SUCH_NAME, SERVER_FAILED, TRUNCATED = 3, 2, 0x200
SERVER = bytes([127, 0, 0, 1])
HOLE = socket.inet_pton(socket.AF_INET6, "::1")


def records(kind: int, addresses: list[bytes]) -> bytes:
    return b"".join(b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 0, len(address)) + address
                    for address in addresses)


def addresses_of(word: str, kind: int) -> list[bytes]:
    if word == "hole" and kind == AAAA:
        return [HOLE]
    if kind != A:
        return []
    others = [bytes([127, 9, number >> 8, number & 255]) for number in range(1, 1000)]
    return [*others, SERVER] if word == "many" else [SERVER]


def answer(query: bytes, over_tcp: bool) -> bytes:
    """Nothing: none."""
    end = query.index(0, 12)
    word, kind = query[13:13 + query[12]].decode(), struct.unpack_from(">H", query, end + 1)[0]
    word = "mended" if os.path.exists("/run/mended") else word
    if word == "silent":
        return b""
    if word == "garbage":
        return query[:2] + b"\xff" * 400
    code = {"nowhere": NO_SUCH_NAME, "broken": SERVER_FAILED}.get(word, 0)
    found = [] if code else addresses_of(word, kind)
    body = records(kind, found)
    if len(body) > 400 and not over_tcp:
        code, found, body = TRUNCATED, [], b""
    head = query[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, len(found), 0, 0)
    return head + query[12:end + 5] + body


def serve_datagram(server: socket.socket) -> None:
    query, client = server.recvfrom(4096)
    if told := answer(query, over_tcp=False):
        server.sendto(told, client)


def serve_connection(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.settimeout(5)
        for _ in range(2):  # for each kind
            data = connection.recv(4096)
            while len(data) > 2:
                size = struct.unpack(">H", data[:2])[0]
                told = answer(data[2:2 + size], over_tcp=True)
                connection.sendall(struct.pack(">H", len(told)) + told)
                data = data[2 + size:]
            if not data:
                return


def swallow() -> list[socket.socket]:
    """Held, it has port 8000 of ::1 drop whatever comes: nobody takes those that wait there."""
    held = [socket.create_server(("::1", 8000), family=socket.AF_INET6, backlog=0)]
    for _ in range(4):
        held.append(socket.socket(socket.AF_INET6))
        held[-1].setblocking(False)
        held[-1].connect_ex(("::1", 8000))
    return held


def main() -> None:
    hole = swallow()
    place = ("127.0.0.1", 53)
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.bind(place)
    ready = selectors.DefaultSelector()
    ready.register(datagrams, selectors.EVENT_READ, serve_datagram)
    ready.register(socket.create_server(place), selectors.EVENT_READ, serve_connection)
    ready.register(sys.stdin, selectors.EVENT_READ, lambda _: sys.exit())
    print("listening, and", len(hole), "sockets swallow", flush=True)
    while True:
        for key, _ in ready.select():
            key.data(key.fileobj)


main()
