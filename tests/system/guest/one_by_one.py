#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Calls of the service, one after the other on one connection, with a flag that says whether
somebody may be asked for a password. Reads a JSON list of
    {"path": P, "interface": I, "method": M, "arguments": TEXT, "interactive": BOOL}
(arguments as GVariant has them) and prints one of {"error": NAME or null, "text": TEXT}.
"""

import json
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

NAME = "org.example.Transfer"


def answer_to(bus: Gio.DBusConnection, call: dict) -> dict:
    flags = (Gio.DBusCallFlags.ALLOW_INTERACTIVE_AUTHORIZATION if call["interactive"]
             else Gio.DBusCallFlags.NONE)
    arguments = GLib.Variant.parse(None, call["arguments"], None, None)
    try:
        reply = bus.call_sync(NAME, call["path"], call["interface"], call["method"], arguments,
                              None, flags, 30_000, None)
        return {"error": None, "text": reply.print_(False)}
    except GLib.Error as error:
        name = Gio.dbus_error_get_remote_error(error)
        return {"error": name or "none of the bus",
                "text": error.message.removeprefix(f"GDBus.Error:{name}: ")}


def main() -> None:
    bus = Gio.bus_get_sync(Gio.BusType.SYSTEM, None)
    print(json.dumps([answer_to(bus, call) for call in json.load(sys.stdin)]))


main()
