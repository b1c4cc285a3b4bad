#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A whole life of a download with Gio's proxies: with_python_gio.py URL DESTINATION ORIGINAL"""

import filecmp
import os
import sys

from gi.repository import Gio, GLib

NAME = "org.example.Transfer"
PATIENCE_MS = 30_000


class Signals:
    """What the manager announced, and a wait for what it will announce."""

    def __init__(self, manager):
        self.seen = []
        self.loop = GLib.MainLoop()
        manager.connect("g-signal", self.record)

    def record(self, _proxy, _sender, member, arguments):
        self.seen.append((member, arguments.unpack()[0]))
        self.loop.quit()

    def wait_for(self, member, job):
        late = []
        GLib.timeout_add(PATIENCE_MS, lambda: late.append(True) or self.loop.quit())
        while (member, job) not in self.seen:
            self.loop.run()
            if late:
                sys.exit(f"FAILED: no {member} came for job {job}.")


def expect_refusal(name, call, *arguments):
    try:
        call(*arguments)
    except GLib.Error as error:
        if Gio.DBusError.get_remote_error(error) != name:
            sys.exit(f"FAILED: refused, but not with {name}: {error.message}.")
    else:
        sys.exit(f"FAILED: a call that deserves {name} was not refused.")


def proxy(path, interface):
    return Gio.DBusProxy.new_for_bus_sync(Gio.BusType.SESSION, Gio.DBusProxyFlags.NONE, None, NAME,
                                          path, interface, None)


def main():
    url, destination, original = sys.argv[1:]
    manager = proxy("/org/example/Transfer", NAME)
    signals = Signals(manager)

    expect_refusal("org.freedesktop.DBus.Error.InvalidArgs", manager.CreateJob, "(ssa{sv})",
                   "sideways", "a test", {})
    expect_refusal("org.example.Transfer.Error.NoSuchJob", manager.GetJob, "(t)", 4711)

    job, path = manager.Submit("(ssa(ssa{sv})a{sv})", "download", "with Gio",
                               [(url, destination, {})], {})
    signals.wait_for("JobTransferred", job)
    state = proxy(path, NAME + ".Job").get_cached_property("State").unpack()
    if state != "transferred":
        sys.exit(f"FAILED: the State property is {state}, not transferred.")
    if os.path.exists(destination):
        sys.exit("FAILED: the file was published before Complete.")
    if manager.Complete("(t)", job) != (1, 0, []):
        sys.exit("FAILED: Complete did not publish one file.")
    signals.wait_for("JobRemoved", job)
    if not filecmp.cmp(destination, original, shallow=False):
        sys.exit("FAILED: the published file is not the original.")


main()
