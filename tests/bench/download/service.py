# SPDX-License-Identifier: MIT
"""A transferd of its own for each run, and a client that drives it over D-Bus."""

import contextlib
import dataclasses
import os
import pathlib
import signal
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


File = tuple[str, str, dict[str, str]]


class Client:
    """Submits jobs, waits for JobTransferred and completes, never more than `in_flight` at once."""

    def __init__(self, address: str, in_flight: int = IN_FLIGHT):
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                 | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.loop = GLib.MainLoop()
        self.in_flight = in_flight
        self.waiting, self.calls, self.completed, self.total = [], 0, 0, 0
        self.accepted_at = {}
        self.failure = None
        for name in ("JobTransferred", "JobError"):
            self.bus.signal_subscribe(NAME, NAME, name, ROOT, None, 0, self.on_signal)

    def on_signal(self, _bus, _sender, _path, _interface, name, arguments):
        job = arguments.unpack()
        if name == "JobError":
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

    def submit(self, files: list[File], settings: dict[str, str]) -> None:
        def in_variants(strings):
            return {key: GLib.Variant("s", value) for key, value in strings.items()}

        entries = [(url, path, in_variants(options)) for url, path, options in files]
        self.total += 1
        self.call("Submit",
                  GLib.Variant("(ssa(ssa{sv})a{sv})",
                               ("download", "bench", entries,
                                in_variants({"Priority": "foreground", **settings}))),
                  self.on_accepted)

    def react(self) -> None:
        """Until every job is completed, or somebody leaves the loop."""
        deadline = GLib.timeout_add_seconds(DEADLINE_SECONDS, self.fail, "took too long")
        self.loop.run()
        GLib.source_remove(deadline)
        if self.failure:
            raise SystemExit(f"transferd: {self.failure}")

    def run(self, jobs: list[list[File]], settings: dict[str, str]) -> float | None:
        """Returns jobs accepted a second, where there are several."""
        begin = time.monotonic()
        for files in jobs:
            self.submit(files, settings)
        self.react()
        if self.total == 1:
            return None
        return self.total / (max(self.accepted_at.values()) - begin)

    def react_until_received(self, size: int) -> None:
        """Of the job that was submitted: more than `size` bytes are there."""
        def on_properties(_bus, _sender, _path, _interface, _signal, arguments):
            if arguments.unpack()[1].get("BytesTransferred", 0) > size:
                self.loop.quit()

        subscription = self.bus.signal_subscribe(NAME, "org.freedesktop.DBus.Properties",
                                                 "PropertiesChanged", None, None, 0, on_properties)
        self.react()
        self.bus.signal_unsubscribe(subscription)


@contextlib.contextmanager
def private_bus():
    with subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address=1"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as bus:
        try:
            yield bus.stdout.readline().strip()
        finally:
            bus.terminate()


class Service:
    """transferd, or what `prefix` puts before it, with its state in `state`."""

    def __init__(self, build: pathlib.Path, state: pathlib.Path, address: str, prefix: list[str]):
        config = state / "config/transferd"
        config.mkdir(parents=True, exist_ok=True)
        (config / "transferd.conf").write_text(POLICY)
        environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": address,
                                    "XDG_STATE_HOME": str(state / "state"),
                                    "XDG_CONFIG_HOME": str(state / "config"),
                                    "no_proxy": "127.0.0.1"}
        self.traced = bool(prefix)
        self.process = subprocess.Popen([*prefix, str(build / "bin/transferd"), "--session"],
                                        env=environment, stderr=subprocess.DEVNULL)
        subprocess.run(["gdbus", "wait", "--session", "--timeout", "20", NAME], env=environment,
                       check=True)

    def pids(self) -> list[int]:
        # strace hands nothing on: its child is the broker.
        return measure.family(self.process.pid)[1 if self.traced else 0:]

    def kill(self) -> None:
        """The workers, too."""
        for pid in self.pids():
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        if self.process.poll() is None:
            os.kill(self.pids()[0], signal.SIGTERM)
            self.process.wait()


@contextlib.contextmanager
def running(*arguments):
    service = Service(*arguments)
    try:
        yield service
    finally:
        service.end()


@dataclasses.dataclass
class Work:
    """What a service is to do, and how."""

    build: pathlib.Path
    state: pathlib.Path
    jobs: list[list[File]]
    settings: dict[str, str]
    in_flight: int = IN_FLIGHT


def run(work: Work, prefix: list[str]) -> measure.Cost:
    """From the first call to the last reply of Complete."""
    with private_bus() as address, running(work.build, work.state, address, prefix) as service:
        client = Client(address, work.in_flight)
        before, begin = measure.cpu(service.pids()), time.monotonic()
        rate = client.run(work.jobs, work.settings)
        wall = time.monotonic() - begin
        pids = service.pids()
        return measure.Cost(wall, measure.cpu(pids) - before, measure.peak(pids), rate)
