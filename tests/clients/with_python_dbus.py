#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A whole life of a download with dbus-python: with_python_dbus.py URL DESTINATION ORIGINAL"""

import filecmp
import os
import sys

import dbus
import dbus.mainloop.glib
from gi.repository import GLib

NAME = "org.example.Transfer"
PATIENCE_MS = 30_000


class Signals:
    """What the manager announced, and a wait for what it will announce."""

    def __init__(self, bus):
        self.seen = []
        self.loop = GLib.MainLoop()
        bus.add_signal_receiver(self.record, bus_name=NAME, dbus_interface=NAME,
                                member_keyword="member")

    def record(self, *arguments, member):
        self.seen.append((member, int(arguments[0])))
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
    except dbus.DBusException as error:
        if error.get_dbus_name() != name:
            sys.exit(f"FAILED: refused with {error.get_dbus_name()}, not {name}: {error}.")
    else:
        sys.exit(f"FAILED: a call that deserves {name} was not refused.")


def main():
    url, destination, original = sys.argv[1:]
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    bus = dbus.SessionBus()
    signals = Signals(bus)
    manager = dbus.Interface(bus.get_object(NAME, "/org/example/Transfer"), NAME)
    nothing = dbus.Dictionary({}, signature="sv")

    expect_refusal("org.freedesktop.DBus.Error.InvalidArgs", manager.CreateJob, "sideways",
                   "a test", nothing)
    expect_refusal("org.example.Transfer.Error.NoSuchJob", manager.GetJob, 4711)

    # MinimumRetryDelay goes out as int32, as python-dbus sends whole numbers.
    job, path = manager.Submit("download", "with dbus-python", [(url, destination, nothing)],
                               {"MinimumRetryDelay": 10})
    signals.wait_for("JobTransferred", int(job))
    properties = dbus.Interface(bus.get_object(NAME, path), "org.freedesktop.DBus.Properties")
    if properties.Get(NAME + ".Job", "State") != "transferred":
        sys.exit("FAILED: the State property is not transferred.")
    if os.path.exists(destination):
        sys.exit("FAILED: the file was published before Complete.")
    published, discarded, leftovers = manager.Complete(job)
    if (published, discarded, list(leftovers)) != (1, 0, []):
        sys.exit("FAILED: Complete did not publish one file.")
    signals.wait_for("JobRemoved", int(job))
    if not filecmp.cmp(destination, original, shallow=False):
        sys.exit("FAILED: the published file is not the original.")


main()
