#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What a hostile client does to the service: hostile.py DEED [ARGUMENTS]. Each deed prints what came of
it, in a word or a number."""

import collections
import contextlib
import json
import os
import select
import struct
import sys
import time

import raw_bus
from raw_bus import error_of, parsed

CREATE = "('download', 'hostile', @a{sv} {})"
NO_REPLY = 1


def become_another_program() -> None:
    """The call is on its way when this is a set-user-ID program, which takes its time to refuse."""
    connection = raw_bus.Connection()
    os.set_inheritable(connection.socket.fileno(), True)
    connection.send(raw_bus.call("CreateJob", CREATE))
    os.execv("/usr/bin/su", ["su", "--command", "true"])


def leave(times: str) -> None:
    for _ in range(int(times)):
        raw_bus.Connection().send(raw_bus.call("CreateJob", CREATE))
    print("left")


def hold(connections: str) -> None:
    """As many as there may be, until standard input ends."""
    held = []
    for _ in range(int(connections)):
        try:
            held.append(raw_bus.Connection())
        except OSError:
            break
    print(len(held), flush=True)
    sys.stdin.read()


def giant(size: str) -> None:
    connection = raw_bus.Connection()
    message = raw_bus.call("CreateJob", f"('download', '{'x' * int(size)}', @a{{sv}} {{}})")
    try:
        connection.send(message)
        print(error_of(connection.wait_for_reply()))
    except OSError:
        print("closed")


def many_keys(count: str) -> None:
    keys = ", ".join(f"'key{number}': <true>" for number in range(int(count)))
    connection = raw_bus.Connection()
    connection.send(raw_bus.call("CreateJob", f"('download', 'x', {{{keys}}})"))
    print(error_of(connection.wait_for_reply()))


def descriptors(calls: str) -> None:
    """Sixteen with each call of a method that takes none."""
    connection = raw_bus.Connection()
    message = raw_bus.Gio.DBusMessage.new_method_call(raw_bus.NAME, raw_bus.PATH, raw_bus.NAME,
                                                      "GetQuota")
    null = os.open("/dev/null", os.O_RDONLY)
    fds = raw_bus.Gio.UnixFDList.new()
    for _ in range(16):
        fds.append(null)
    message.set_unix_fd_list(fds)
    data = raw_bus.blob(message)
    for _ in range(int(calls)):
        connection.send(data, (null,) * 16)
        connection.wait_for_reply()
    print("sent")


def flood(connections: str, calls: str, method: str, arguments: str) -> None:
    """Each connection has that many calls open until standard input ends, and calls again for each
    that is answered. Prints a line when the first is; then how many were answered and refused."""
    message = raw_bus.call(method, arguments)
    poll = select.epoll()
    poll.register(sys.stdin)
    flooding = {}
    for _ in range(int(connections)):
        connection = raw_bus.Connection()
        connection.socket.setblocking(False)
        connection.unsent = b""
        flooding[connection.socket.fileno()] = connection
        poll.register(connection.socket)
        call_again(poll, connection, message, int(calls))
    seen = collections.Counter()
    while True:
        for descriptor, events in poll.poll():
            if descriptor not in flooding:
                return print(json.dumps(seen))
            connection = flooding[descriptor]
            kinds = []
            if events & select.EPOLLIN:
                kinds = [kind for kind, _ in connection.take(connection.socket.recv(1 << 16))
                         if kind != raw_bus.SIGNAL]
                if kinds and not seen:
                    print("flooding", flush=True)
                seen.update(kinds)
            call_again(poll, connection, message, len(kinds))


def call_again(poll: select.epoll, connection: raw_bus.Connection, message: bytes,
               calls: int) -> None:
    for _ in range(calls):
        connection.serial += 1
        connection.unsent += raw_bus.with_serial(message, connection.serial)
    with contextlib.suppress(BlockingIOError):
        connection.unsent = connection.unsent[connection.socket.send(connection.unsent):]
    poll.modify(connection.socket,
                select.EPOLLIN | (select.EPOLLOUT if connection.unsent else 0))


def pend(job: str, calls: str) -> None:
    """Calls that need a worker which stands still. Prints a line when all are refused that will be;
    after standard input has ended, how many of the others were answered well."""
    connection = raw_bus.Connection()
    for number in range(int(calls)):
        arguments = f"('http://127.0.0.1:8000/1/0/x', '/home/alice/pending-{number}', @a{{sv}} {{}})"
        connection.send(raw_bus.call("AddFile", arguments, f"{raw_bus.PATH}/jobs/{job}",
                                     f"{raw_bus.NAME}.Job"))
    print(*set(replies(connection, int(calls) - 64)), flush=True)
    sys.stdin.read()
    print(replies(connection, 64).count("answer"))


def replies(connection: raw_bus.Connection, count: int) -> list[str]:
    found = []
    while len(found) < count:
        found += [error_of(message) for kind, message in
                  connection.take(connection.socket.recv(1 << 16)) if kind != raw_bus.SIGNAL]
    return found


def time_calls(count: str) -> None:
    """How long each took, in milliseconds, one after the other."""
    connection = raw_bus.Connection()
    took = []
    for _ in range(int(count)):
        begun = time.monotonic()
        connection.send(raw_bus.call("GetQuota"))
        connection.wait_for_reply()
        took.append((time.monotonic() - begun) * 1000)
    print(json.dumps(took))


def never_read(calls: str) -> None:
    connection = raw_bus.Connection()
    connection.socket.setblocking(False)
    for _ in range(int(calls)):
        try:
            connection.send(raw_bus.call("ListJobs", "(@a{sv} {},)"))
        except BlockingIOError:
            break
    print("sent", flush=True)
    sys.stdin.read()


def without_reply(calls: str) -> None:
    """The calls one after the other, and one that wants a reply; how many replies have come by then."""
    connection = raw_bus.Connection()
    for each in json.loads(calls):
        connection.send(raw_bus.call(each["method"], each["arguments"], each["path"],
                                     each["interface"], NO_REPLY))
    connection.send(raw_bus.call("GetQuota"))
    print(replies_until(connection, connection.serial))


def replies_until(connection: raw_bus.Connection, serial: int) -> int:
    count = 0
    while True:
        for kind, message in connection.take(connection.socket.recv(1 << 16)):
            if kind == raw_bus.SIGNAL:
                continue
            count += 1
            if parsed(message).get_reply_serial() == serial:
                return count


def nested(depth: str) -> None:
    """A setting whose value is a variant in a variant, and so on."""
    connection = raw_bus.Connection()
    message = raw_bus.call("CreateJob", "('download', 'x', {'k': <true>})")
    at = message.rindex(b"\x01b\0")
    deep = message[:at] + b"\x01v\0" * int(depth) + b"\x01b\0"
    deep += b"\0" * (-len(deep) % 4) + struct.pack("<I", 1)
    grown = len(deep) - len(message)
    # Of the body, and of the array whose one entry begins with its key: a length, "k" and its end.
    for place in (4, at - 6 - 8):
        size = struct.unpack_from("<I", deep, place)[0] + grown
        deep = deep[:place] + struct.pack("<I", size) + deep[place + 4:]
    connection.send(deep)
    print(error_of(connection.wait_for_reply()))


def one_key_twice() -> None:
    connection = raw_bus.Connection()
    connection.send(raw_bus.call("CreateJob", "('download', 'x', {'Description': <'first'>, "
                                              "'Description': <'second'>})"))
    print(error_of(connection.wait_for_reply()))


def match_rules(count: str) -> None:
    """As many of them as there may be, a quarter on each of four connections, until standard input
    ends."""
    bus, connections, taken = "org.freedesktop.DBus", [raw_bus.Connection() for _ in range(4)], 0
    for number in range(int(count)):
        connection = connections[number % 4]
        message = raw_bus.Gio.DBusMessage.new_method_call(bus, "/org/freedesktop/DBus", bus,
                                                          "AddMatch")
        message.set_body(raw_bus.GLib.Variant("(s)", (f"path='{raw_bus.PATH}/jobs/{number}'",)))
        connection.send(raw_bus.blob(message))
        taken += error_of(connection.wait_for_reply()) == "answer"
    print(taken, flush=True)
    sys.stdin.read()


def listen() -> None:
    """Until standard input ends; then all that the bus has let through to who asked for everything."""
    connection = raw_bus.Connection()
    bus = "org.freedesktop.DBus"
    for rule in ("", "eavesdrop='true'", "type='method_call',eavesdrop='true'"):
        message = raw_bus.Gio.DBusMessage.new_method_call(bus, "/org/freedesktop/DBus", bus,
                                                          "AddMatch")
        message.set_body(raw_bus.GLib.Variant("(s)", (rule,)))
        connection.send(raw_bus.blob(message))
        connection.wait_for_reply()
    print("listening", flush=True)
    heard = b"".join(message for _, message in heard_by(connection))
    sys.stdout.write(heard.decode(errors="replace"))


def heard_by(connection: raw_bus.Connection) -> list[tuple[int, bytes]]:
    heard = []
    while sys.stdin not in select.select([connection.socket, sys.stdin], [], [])[0]:
        heard += connection.take(connection.socket.recv(1 << 16))
    return heard


def count_replies() -> None:
    """To calls that were never made, until standard input ends."""
    connection = raw_bus.Connection()
    print("waiting", flush=True)
    print(sum(kind != raw_bus.SIGNAL for kind, _ in heard_by(connection)))


def forge(job: str, owner: str) -> None:
    """The signals of the service, about a job of somebody else."""
    connection = raw_bus.Connection()
    path = f"{raw_bus.PATH}/jobs/{job}"
    for member, rest in (("JobStateChanged", ", 'transferred'"), ("JobTransferred", ""),
                         ("JobRemoved", ", 'acknowledged'")):
        message = raw_bus.Gio.DBusMessage.new_signal(raw_bus.PATH, raw_bus.NAME, member)
        message.set_body(raw_bus.GLib.Variant.parse(
            None, f"(uint64 {job}, objectpath '{path}', uint32 {owner}{rest})", None, None))
        connection.send(raw_bus.blob(message))
    connection.send(raw_bus.call("GetQuota"))
    connection.wait_for_reply()
    print("sent")


def spoof(name: str) -> None:
    """Replies to calls that somebody else may be waiting for."""
    connection = raw_bus.Connection()
    for serial in range(1, 100):
        message = raw_bus.Gio.DBusMessage()
        message.set_message_type(raw_bus.Gio.DBusMessageType.METHOD_RETURN)
        message.set_destination(name)
        message.set_reply_serial(serial)
        connection.send(raw_bus.blob(message))
    connection.send(raw_bus.call("GetQuota"))
    print(error_of(connection.wait_for_reply()))


globals()[sys.argv[1]](*sys.argv[2:])
