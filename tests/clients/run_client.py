#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs one client against the real daemon on a private bus: run_client.py PROGRAMS CLIENT.

The client gets URL, DESTINATION and ORIGINAL as arguments and says by its exit status whether it
lived a whole life. What busctl saw on the bus meanwhile is checked here.
"""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

PATIENCE = 30
BUS = """<busconfig><type>session</type><listen>unix:dir={}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""
SIGNALS = ["JobAdded", "JobStateChanged", "FileTransferred", "JobTransferred", "JobRemoved"]
ERRORS = ["org.freedesktop.DBus.Error.InvalidArgs", "org.example.Transfer.Error.NoSuchJob"]


class Failure(Exception):
    """A sentence about what did not happen."""


@contextlib.contextmanager
def running(argv, environment, end=signal.SIGKILL, **options):
    """A process that is ended by its own pid, whatever happens."""
    process = subprocess.Popen([str(word) for word in argv], env=environment, text=True, **options)
    try:
        yield process
    finally:
        process.send_signal(end)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def environment_of(home):
    for folder in ("state", "config", "downloads"):
        (home / folder).mkdir(mode=0o700)
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "ASAN_OPTIONS", "TSAN_OPTIONS")
            if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "HOME": str(home), "XDG_STATE_HOME": str(home / "state"),
            "XDG_CONFIG_HOME": str(home / "config")}


def first_line(process, what):
    line = process.stdout.readline().strip()
    if not line:
        raise Failure(f"{what} said nothing")
    return line


def wait_for_name(environment):
    waited = subprocess.run(["gdbus", "wait", "--session", "--timeout", str(PATIENCE),
                             "org.example.Transfer"], env=environment)
    if waited.returncode != 0:
        raise Failure("transferd did not take its name on the bus")


def whole_life(client, environment, url, home):
    original = home / "original"
    destination = home / "downloads" / "file"
    try:
        done = subprocess.run([client, url, destination, original], env=environment,
                              timeout=2 * PATIENCE)
    except subprocess.TimeoutExpired as late:
        raise Failure(f"{client} did not end") from late
    if done.returncode != 0:
        raise Failure(f"{client} failed with status {done.returncode}")
    if destination.read_bytes() != original.read_bytes():
        raise Failure("the published file is not the original")
    if [entry.name for entry in (home / "downloads").iterdir()] != ["file"]:
        raise Failure("something is left beside the published file")


def check_record(record):
    messages = [json.loads(line) for line in record.read_text().splitlines()
                if line.startswith("{")]
    signals = {message.get("member") for message in messages if message["type"] == "signal"}
    for name in SIGNALS:
        if name not in signals:
            raise Failure(f"busctl monitor did not see the signal {name}")
    text = record.read_text()
    for name in ERRORS:
        if name not in text:
            raise Failure(f"busctl monitor did not see the error {name}")


def run(programs, client, home):
    (home / "original").write_bytes(os.urandom(3 * 1024 * 1024 + 17))
    (home / "bus.conf").write_text(BUS.format(home))
    environment = environment_of(home)
    with contextlib.ExitStack() as stack:
        bus = stack.enter_context(running(
            ["dbus-daemon", f"--config-file={home}/bus.conf", "--nofork", "--print-address"],
            environment, stdout=subprocess.PIPE))
        environment["DBUS_SESSION_BUS_ADDRESS"] = first_line(bus, "dbus-daemon")
        server = stack.enter_context(running(
            [pathlib.Path(__file__).parent / "serve.py", home / "original"], environment,
            stdout=subprocess.PIPE))
        url = first_line(server, "the server")
        stack.enter_context(running([programs / "transferd", "--session"], environment,
                                    end=signal.SIGTERM))
        wait_for_name(environment)
        record = home / "record"
        with record.open("w") as out, running(
                ["busctl", "--user", "monitor", "--json=short"], environment, end=signal.SIGTERM,
                stdout=out, stderr=subprocess.PIPE) as monitor:
            if "Monitoring" not in monitor.stderr.readline():
                raise Failure("busctl monitor did not begin")
            whole_life(client, environment, url, home)
        check_record(record)


def main():
    if os.geteuid() == 0:
        raise Failure("these tests prove nothing as root: run them as an ordinary user")
    programs = pathlib.Path(os.environ.get("TRANSFERD_BIN_DIR", sys.argv[1]))
    with tempfile.TemporaryDirectory() as home:
        run(programs, pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(home))


try:
    main()
except Failure as failure:
    sys.exit(f"FAILED: {failure}.")
