#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Downloads a file in the background and finishes the job when JobTransferred says so.

Usage: wait_for_transferred.py URL PATH
"""

import os
import sys

import dbus
import dbus.mainloop.glib
from gi.repository import GLib

NAME, ROOT = "org.example.Transfer", "/org/example/Transfer"

url, path = sys.argv[1], os.path.abspath(sys.argv[2])
dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
loop = GLib.MainLoop()
bus = dbus.SessionBus()  # the system service: dbus.SystemBus()
# By its well-known name each time: the service ends when it is idle, and a call starts it again.
transfer = dbus.Interface(bus.get_object(NAME, ROOT, follow_name_owner_changes=True), NAME)
mine, error = None, None


def transferred(job, _path, _owner):
    if job == mine:
        loop.quit()


def failed(job, _path, _owner, code):
    global error
    if job == mine:
        error = code
        loop.quit()


# Subscribed before the job exists, so that no signal is lost.
transfer.connect_to_signal("JobTransferred", transferred)
transfer.connect_to_signal("JobError", failed)
mine, _job_path = transfer.Submit(
    "download", "example", [(url, path, {"IfExists": "fail"})], {"Priority": "foreground"})
loop.run()

if error:
    transfer.Cancel(mine)
    sys.exit(f"job {mine}: {error}")
published, _discarded, _leftovers = transfer.Complete(mine)
print(f"job {mine}: published {published} file at {path}")
