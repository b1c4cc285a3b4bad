# SPDX-License-Identifier: MIT
"""A transferd of its own for each run, and a client that drives it over D-Bus."""

import contextlib
import os
import pathlib
import subprocess
import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

import measure  # noqa: E402

NAME, ROOT = "org.example.Transfer", "/org/example/Transfer"
POLICY = """[Transfer]
MaxFilesPerJob=10000
MaxJobsPerUser=1000
MaxJobsPerMachine=1000
"""
# Below the 64 calls that one user may have pending.
IN_FLIGHT = 48
DEADLINE_SECONDS = 600


class Client:
    """Submits jobs, waits for JobTransferred and completes, never more than `in_flight` at once."""

    def __init__(self, address: str, in_flight: int):
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                 | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.loop = GLib.MainLoop()
        self.in_flight = in_flight
        self.waiting, self.calls, self.completed, self.total = [], 0, 0, 0
        self.accepted_at = {}
        self.failure = None
        for signal in ("JobTransferred", "JobError"):
            self.bus.signal_subscribe(NAME, NAME, signal, ROOT, None, 0, self.on_signal)

    def on_signal(self, _bus, _sender, _path, _interface, signal, arguments):
        job = arguments.unpack()
        if signal == "JobError":
            self.fail(f"job {job[0]}: {job[3]}")
            return
        self.call("Complete", GLib.Variant("(t)", (job[0],)), self.on_completed)

    def fail(self, sentence: str) -> bool:
        self.failure = sentence
        self.loop.quit()
        return False

    def call(self, method: str, arguments, react) -> None:
        self.waiting.append((method, arguments, react))
        self.pump()

    def pump(self) -> None:
        while self.waiting and self.calls < self.in_flight:
            method, arguments, react = self.waiting.pop(0)
            self.calls += 1
            self.bus.call(NAME, ROOT, NAME, method, arguments, None, 0, DEADLINE_SECONDS * 1000,
                          None, self.on_reply, react)

    def on_reply(self, bus, result, react):
        self.calls -= 1
        try:
            react(bus.call_finish(result).unpack())
        except GLib.Error as error:
            self.fail(error.message)
        self.pump()

    def on_accepted(self, reply):
        self.accepted_at[reply[0]] = time.monotonic()

    def on_completed(self, reply):
        if reply[1] or reply[2]:
            self.fail(f"Complete discarded {reply[1]} files and left {reply[2]}")
        self.completed += 1
        if self.completed == self.total:
            self.loop.quit()

    def run(self, jobs: list[list[tuple[str, str]]]) -> float | None:
        """Returns jobs accepted a second, where there are several."""
        self.total, begin = len(jobs), time.monotonic()
        for files in jobs:
            entries = [(url, path, {}) for url, path in files]
            settings = {"Priority": GLib.Variant("s", "foreground")}
            self.call("Submit", GLib.Variant("(ssa(ssa{sv})a{sv})",
                                             ("download", "bench", entries, settings)),
                      self.on_accepted)
        deadline = GLib.timeout_add_seconds(DEADLINE_SECONDS, self.fail, "took too long")
        self.loop.run()
        if self.failure:
            raise SystemExit(f"transferd: {self.failure}")
        GLib.source_remove(deadline)
        if self.total == 1:
            return None
        return self.total / (max(self.accepted_at.values()) - begin)


@contextlib.contextmanager
def private_bus():
    with subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address=1"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as bus:
        try:
            yield bus.stdout.readline().strip()
        finally:
            bus.terminate()


@contextlib.contextmanager
def daemon(build: pathlib.Path, state: pathlib.Path, address: str, prefix: list[str]):
    """The process that was started: transferd, or what `prefix` puts before it."""
    config = state / "config/transferd"
    config.mkdir(parents=True)
    (config / "transferd.conf").write_text(POLICY)
    environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": address,
                                "XDG_STATE_HOME": str(state / "state"),
                                "XDG_CONFIG_HOME": str(state / "config"),
                                "no_proxy": "127.0.0.1"}
    with subprocess.Popen([*prefix, str(build / "bin/transferd"), "--session"], env=environment,
                          stderr=subprocess.DEVNULL) as process:
        try:
            subprocess.run(["gdbus", "wait", "--session", "--timeout", "20", NAME],
                           env=environment, check=True)
            yield process
        finally:
            # strace hands nothing on: its child is the broker.
            target = measure.children(process.pid)[:1] if prefix else [process.pid]
            for pid in target:
                os.kill(pid, 15)
            process.wait()


def run(build: pathlib.Path, state: pathlib.Path, jobs: list[list[tuple[str, str]]],
        prefix: list[str], in_flight: int = IN_FLIGHT) -> measure.Cost:
    """The cost of `jobs`, from the first call to the last reply of Complete."""
    with private_bus() as address, daemon(build, state, address, prefix) as process:
        client = Client(address, in_flight)
        before, begin = measure.cpu(measure.family(process.pid)), time.monotonic()
        rate = client.run(jobs)
        wall = time.monotonic() - begin
        pids = measure.family(process.pid)
        return measure.Cost(wall, measure.cpu(pids) - before, measure.peak(pids), rate)
