#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Calls whatever the service may have with whatever a message can carry, one after the other.

Usage: fuzz.py SECONDS SEED METHODS    METHODS: JSON, [[interface, method, signature], ...]

Prints how many calls there were, and how many of them ended in each error.
"""

import collections
import json
import random
import sys
import time

import raw_bus
from raw_bus import GLib

SETTINGS = ["Description", "Priority", "MinimumRetryDelay", "TlsFlags", "HttpHeaders", "ProxyUrl",
            "Digest", "Size", "Ranges", "Mirrors", "IfExists", "MaximumSize", "AutoComplete",
            "AllUsers"]
TEXTS = ["", "x", "download", "high", "http://127.0.0.1:8000/1/0/x", "/home/alice/fuzz",
         "/proc/self/mem", "\u202e\u0007", "\U0010ffff" * 9, "%s%n" * 50, "../" * 90, "x" * 70_000, "0",
         "true"]
PATHS = ["/", raw_bus.PATH, f"{raw_bus.PATH}/jobs", f"{raw_bus.PATH}/jobs/x"]
BASIC = "ybnqiuxtdsog"
RANGES = {"y": (0, 8), "n": (-1, 15), "q": (0, 16), "i": (-1, 31), "u": (0, 32), "x": (-1, 63),
          "t": (0, 64)}
BUS = "org.freedesktop.DBus"
STANDARD = [(f"{BUS}.Properties", "Get", "ss"), (f"{BUS}.Properties", "Set", "ssv"),
            (f"{BUS}.Properties", "GetAll", "s"), (f"{BUS}.ObjectManager", "GetManagedObjects", ""),
            (f"{BUS}.Introspectable", "Introspect", ""), (f"{BUS}.Peer", "Ping", ""),
            (f"{BUS}.Peer", "GetMachineId", ""), (f"{BUS}.Peer", "Nonsense", "")]


def number(kind: str) -> int:
    low, bits = RANGES[kind]
    least = -(1 << bits) if low else 0
    return random.choice([0, 1, 7, least, (1 << bits) - 1, random.randint(least, (1 << bits) - 1)])


def basic(kind: str):
    if kind in RANGES:
        return number(kind)
    return {"b": lambda: random.random() < 0.5,
            "d": lambda: random.choice([0.0, float("nan"), 1e308]),
            "s": lambda: random.choice(TEXTS + SETTINGS), "o": lambda: random.choice(PATHS),
            "g": lambda: random.choice(["", "a{sv}", "s" * 200])}[kind]()


def any_signature(depth: int) -> str:
    kinds = [random.choice(BASIC), "as", "a{sv}"]
    if depth < 6:
        kinds += ["v", "a" + any_signature(depth + 1), f"({any_signature(depth + 1)}s)"]
    return random.choice(kinds)


def variant(signature: str, depth: int = 0) -> GLib.Variant:
    """Of one complete type."""
    kind = signature[0]
    if kind == "v":
        return GLib.Variant("v", variant(any_signature(depth), depth + 1))
    if kind == "(":
        parts = [variant(each, depth + 1) for each in split(signature[1:-1])]
        return GLib.Variant.new_tuple(*parts)
    if signature == "a{sv}":
        return GLib.Variant(signature, {random.choice(SETTINGS + TEXTS):
                                        variant(any_signature(depth), depth + 1)
                                        for _ in range(random.randint(0, 3))})
    if kind == "a":
        items = [variant(signature[1:], depth + 1) for _ in range(random.randint(0, 3))]
        return GLib.Variant.new_array(GLib.VariantType(signature[1:]), items)
    return GLib.Variant(signature, basic(signature))


def split(signature: str) -> list[str]:
    """Into complete types."""
    types, begin, depth = [], 0, 0
    for at, letter in enumerate(signature):
        depth += (letter in "({") - (letter in ")}")
        if depth == 0 and letter != "a":
            types.append(signature[begin:at + 1])
            begin = at + 1
    return types


def any_call(methods: list) -> bytes:
    interface, method, signature = random.choice(methods + STANDARD)
    if random.random() < 0.1:
        signature = any_signature(0)
    path = random.choice([*PATHS, f"{raw_bus.PATH}/jobs/{random.randint(1, 60)}"])
    message = raw_bus.Gio.DBusMessage.new_method_call(raw_bus.NAME, path, interface, method)
    if signature:
        message.set_body(GLib.Variant.new_tuple(*[variant(each) for each in split(signature)]))
    return raw_bus.blob(message)


def main() -> None:
    seconds, seed, methods = float(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])
    random.seed(seed)
    connection, told = raw_bus.Connection(), collections.Counter()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        connection.send(any_call(methods))
        told[raw_bus.error_of(connection.wait_for_reply())] += 1
    print(json.dumps([told.total(), told]))


main()
