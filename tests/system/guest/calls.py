#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Calls the service again and again, each time when it is about to end for having nothing to do.

Usage: calls.py SECONDS IDLE_EXIT_MS    prints "CALLS BROKERS" and one line for each call that failed

Every call makes a job, and the jobs are counted at the end: nothing that was answered is lost.
"""

import contextlib
import itertools
import select
import sys
import time

import dbus

NAME, PATH = "org.example.Transfer", "/org/example/Transfer"


def main() -> None:
    seconds, idle_exit = float(sys.argv[1]), float(sys.argv[2]) / 1000
    bus = dbus.SystemBus()
    failed, calls, made = [], 0, set()

    def call(method: str, signature: str, *arguments):
        """To the well-known name, as README.md says: a broker that has ended has none."""
        return bus.call_blocking(NAME, PATH, NAME, method, signature, arguments)

    begun = time.monotonic()
    brokers = set()
    for step in itertools.cycle(range(-10, 11)):
        if time.monotonic() - begun > seconds:
            break
        calls += 1
        try:
            job, _ = call("CreateJob", "ssa{sv}", "download", str(calls), {})
            made.add(int(job))
        except dbus.DBusException as error:
            failed.append(str(error))
        # One that has answered while it ended has no name any more.
        with contextlib.suppress(dbus.DBusException):
            brokers.add(bus.get_name_owner(NAME))
        select.select([], [], [], idle_exit + step / 1000)
    there = {int(entry[0]) for entry in call("ListJobs", "a{sv}", {})}
    failed += [f"job {job} is lost" for job in made - there]
    print(calls, len(brokers))
    print(*failed, sep="\n")


main()
