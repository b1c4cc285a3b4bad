# SPDX-License-Identifier: MIT
"""A server over TLS on a free port of 127.0.0.1 that breaks the rules of TLS, HTTP/2 or HTTP/1.1.

hostile_server.py CERTIFICATE KEY DEED TIMES

It prints "PORT <n>", then "request" for each request, with what it does: the deed to the first
TIMES of them, "well" to those after, which get the whole body.
"""

import contextlib
import itertools
import socket
import ssl
import struct
import subprocess
import sys
import threading

BODY = b"what the server has\n" * 2500  # within HTTP/2's first window
HALF = len(BODY) // 2
MANY = 50_000
DATA, HEADERS, RESET, SETTINGS, PUSH, PING, GOAWAY, CONTINUATION = 0, 1, 3, 4, 5, 6, 7, 9
ACK = END_STREAM = 1
END_HEADERS = 4
INITIAL_WINDOW_SIZE, MAX_CONCURRENT_STREAMS = 4, 3
INTERNAL_ERROR, REFUSED_STREAM, ENHANCE_YOUR_CALM, HTTP_1_1_REQUIRED = 2, 7, 11, 13
# ":status: 200", then a literal of the static table's 28th name, content-length.
HEAD = b"\x88\x0f\x0d" + bytes([len(str(len(BODY)))]) + str(len(BODY)).encode()

CERTIFICATE, KEY, DEED, TIMES = *sys.argv[1:4], int(sys.argv[4])
# What the server chooses among, where that is not both.
PROTOCOLS = {"other_protocol": ["spdy/3"], "http1_where_http2_was_chosen": ["h2"],
             "http2_where_http1_was_chosen": ["http/1.1"], "end_without_notice": ["http/1.1"],
             "end_with_notice": ["http/1.1"], "moves": ["http/1.1"]}
# To TLS for ever, and to a port where nobody listens.
MOVE = b"Strict-Transport-Security: max-age=86400\r\nAlt-Svc: http/1.1=\":1\"; ma=86400\r\n"
asked = itertools.count()


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def settings(**values: int) -> bytes:
    numbers = {"window": INITIAL_WINDOW_SIZE, "streams": MAX_CONCURRENT_STREAMS}
    return frame(SETTINGS, 0, 0, b"".join(struct.pack(">HI", numbers[name], value)
                                          for name, value in values.items()))


def reset(stream: int, why: int) -> bytes:
    return frame(RESET, 0, stream, struct.pack(">I", why))


def goaway(last: int, why: int = 0) -> bytes:
    return frame(GOAWAY, 0, 0, struct.pack(">II", last, why))


def head(stream: int) -> bytes:
    return frame(HEADERS, END_HEADERS, stream, HEAD)


def data(stream: int, begin: int, end: int) -> bytes:
    """Of the body, the end of the stream with its end."""
    frames = b""
    for at in range(begin, end, 16384):
        piece = BODY[at:min(at + 16384, end)]
        flags = END_STREAM if at + len(piece) == len(BODY) else 0
        frames += frame(DATA, flags, stream, piece)
    return frames


# What is sent instead of an answer; the connection is closed after those of CLOSING.
DEEDS = {
    "reset_refused": lambda s: reset(s, REFUSED_STREAM),
    "reset_internal": lambda s: reset(s, INTERNAL_ERROR),
    "reset_calm": lambda s: reset(s, ENHANCE_YOUR_CALM),
    "reset_http1": lambda s: reset(s, HTTP_1_1_REQUIRED),
    "reset_in_the_middle": lambda s: head(s) + data(s, 0, HALF) + reset(s, INTERNAL_ERROR),
    "resets_in_masses": lambda s: reset(s, INTERNAL_ERROR) * MANY,
    "goaway": lambda s: goaway(0),
    "goaway_calm": lambda s: goaway(0, ENHANCE_YOUR_CALM),
    "goaway_and_the_rest": lambda s: (head(s) + data(s, 0, HALF) + goaway(s) +
                                      data(s, HALF, len(BODY))),
    "goaway_in_the_middle": lambda s: head(s) + data(s, 0, HALF) + goaway(s, ENHANCE_YOUR_CALM),
    "window_zero": lambda s: settings(window=0) + head(s) + data(s, 0, len(BODY)),
    "no_streams": lambda s: b"",
    "pings": lambda s: frame(PING, 0, 0, b"12345678") * MANY,
    "settings": lambda s: settings(window=0) * MANY,
    "empty_data": lambda s: head(s) + frame(DATA, 0, s) * MANY,
    "headers_without_end": lambda s: frame(HEADERS, 0, s, HEAD) + frame(CONTINUATION, 0, s) * MANY,
    "push": lambda s: frame(PUSH, END_HEADERS, s, struct.pack(">I", 2) + HEAD),
    "large_frame": lambda s: struct.pack(">I", 0xFFFFFF)[1:] + struct.pack(">BBI", DATA, 0, s),
    "garbage": lambda s: bytes(range(256)) * 64,
}
CLOSING = {"goaway", "goaway_calm", "goaway_in_the_middle", "resets_in_masses", "empty_data",
           "headers_without_end", "garbage", "settings", "pings"}


def is_hostile() -> bool:
    number = next(asked)
    print("request", DEED if number < TIMES else "well", flush=True)
    return number < TIMES


def exactly(connection: ssl.SSLSocket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        more = connection.recv(size - len(found))
        if not more:
            raise EOFError
        found += more
    return found


def speak_http2(connection: ssl.SSLSocket) -> None:
    exactly(connection, 24)
    connection.sendall(settings(streams=0) if DEED == "no_streams" and TIMES else settings())
    while True:
        size, kind, flags, stream = struct.unpack(">IBBI", b"\0" + exactly(connection, 9))
        exactly(connection, size)
        if kind == SETTINGS and not flags & ACK:
            connection.sendall(frame(SETTINGS, ACK, 0))
        if kind != HEADERS:
            continue
        if not is_hostile():
            connection.sendall(head(stream) + data(stream, 0, len(BODY)))
        else:
            connection.sendall(DEEDS[DEED](stream))
            if DEED in CLOSING:
                return


def speak_http1(connection: ssl.SSLSocket) -> None:
    request = b""
    while True:
        while b"\r\n\r\n" not in request:
            more = connection.recv(4096)
            if not more:
                return
            request += more
        request = request.partition(b"\r\n\r\n")[2]
        if is_hostile() and DEED in ("end_without_notice", "end_with_notice"):
            told = DEED == "end_with_notice"
            connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" +
                               (BODY if told else BODY[:HALF]))
            return connection.unwrap() if told else None
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n" % len(BODY) +
                           (MOVE if DEED == "moves" else b"") + b"\r\n" + BODY)


def speak(context: ssl.SSLContext, client: socket.socket) -> None:
    with contextlib.suppress(OSError, EOFError), client:
        client.settimeout(20)
        with context.wrap_socket(client, server_side=True) as connection:
            http2 = connection.selected_alpn_protocol() == "h2"
            if DEED == "http2_where_http1_was_chosen" and is_hostile():
                connection.sendall(settings() + head(1) + data(1, 0, len(BODY)))
                return
            if DEED == "http1_where_http2_was_chosen":
                http2 = False
            (speak_http2 if http2 else speak_http1)(connection)


def renegotiate() -> None:
    """openssl's own server, which does what it reads: a letter it knows is a command, else it sends
    that. So no block of a pipe may begin with one: the head is as long as three lines of BODY."""
    command = ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", CERTIFICATE, "-key", KEY,
               "-tls1_2", "-naccept", "1", "-state"]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, bufsize=0)

    def wait_for(text: str) -> str:
        for line in server.stdout:
            if text in line.decode(errors="replace"):
                return line.decode()
        sys.exit(f"openssl ended before it said {text}")

    print("PORT", wait_for("ACCEPT").strip().rpartition(":")[2], flush=True)
    wait_for("GET /file")
    server.stdin.write(b"r\n")
    wait_for("read finished")
    print("request", DEED, flush=True)
    server.stdin.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n" % len(BODY) +
                       b"Server: 12345678\r\n\r\n" + BODY)
    server.wait()


def main() -> None:
    if DEED == "renegotiates":
        return renegotiate()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")  # for keys that are too weak for who is careful
    context.load_cert_chain(CERTIFICATE, KEY)
    context.set_alpn_protocols(PROTOCOLS.get(DEED, ["h2", "http/1.1"]))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print("PORT", listener.getsockname()[1], flush=True)
        while True:
            client, _ = listener.accept()
            threading.Thread(target=speak, args=(context, client), daemon=True).start()


main()
