#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A client that does this and that to jobs of its own until it is killed.

Usage: client.py RUN MOST_JOBS

It tells on standard output, one JSON line before each call and one after it was answered, what it
does: {"n": 1, "do": "submit", ...} and {"n": 1, "answer": ...}. What was told to have been
answered must be so for ever.
"""

import json
import pathlib
import random
import sys

import dbus

NAME, PATH = "org.example.Transfer", "/org/example/Transfer"
WEB = "http://127.0.0.1:8000"
KINDS = {  # what becomes of such a job: its URL
    "small": lambda name: f"{WEB}/65536/0/{name}",
    "slow": lambda name: f"{WEB}/16777216/65536/{name}",
    "missing": lambda name: f"{WEB}/nowhere/{name}",
    "refused": lambda name: f"http://127.0.0.1:9/{name}",
}


class Client:
    def __init__(self, run: str):
        self.run, self.count = run, 0
        self.bus = dbus.SystemBus()
        self.jobs: dict[int, str] = {}
        self.directory = pathlib.Path.home() / "files"
        self.directory.mkdir(exist_ok=True)

    def call(self, told: dict, path: str, interface: str, method: str, signature: str, *arguments):
        """None: refused, which changes nothing. Ends this client where nobody answers."""
        self.count += 1
        print(json.dumps({"n": self.count, **told}), flush=True)
        try:
            answer = self.bus.call_blocking(NAME, path, interface, method, signature, arguments)
        except dbus.DBusException as error:
            name = error.get_dbus_name()
            # InProgress may still happen, and Failed may have: a disk that goes says so of what is
            # on it already.
            if not name.startswith(f"{NAME}.Error.") or name.endswith((".InProgress", ".Failed")):
                sys.exit(f"{method}: {error}")
            print(json.dumps({"n": self.count, "refused": str(error)}), flush=True)
            return None
        print(json.dumps({"n": self.count, "answer": answer}), flush=True)
        return answer

    def verb(self, method: str, job: int, **told):
        return self.call({"do": method.lower(), "job": job, **told}, PATH, NAME, method, "t", job)

    def submit(self) -> None:
        kind = random.choice(["small", "small", *KINDS])
        name = f"{self.run}-{self.count}"
        file = str(self.directory / name)
        answer = self.call({"do": "submit", "name": name, "kind": kind, "file": file}, PATH, NAME,
                           "Submit", "ssa(ssa{sv})a{sv}", "download", name,
                           [(KINDS[kind](name), file, {})], {})
        if answer:
            self.jobs[int(answer[0])] = kind

    def create(self) -> None:
        name = f"{self.run}-{self.count}"
        answer = self.call({"do": "create", "name": name}, PATH, NAME, "CreateJob", "ssa{sv}",
                           "download", name, {})
        if answer:
            self.jobs[int(answer[0])] = "empty"

    def describe(self, job: int) -> None:
        text = f"description {self.count}"
        self.call({"do": "describe", "job": job, "text": text}, f"{PATH}/jobs/{job}", f"{NAME}.Job",
                  "SetSettings", "a{sv}", {"Description": text})

    def end(self, job: int) -> None:
        # Complete of a job that has nothing publishes nothing, so it is left to small ones.
        done = self.verb("Complete" if self.jobs[job] == "small" and random.random() < 0.7
                         else "Cancel", job)
        if done is not None:
            del self.jobs[job]

    def step(self, most: int) -> None:
        job = random.choice(list(self.jobs)) if self.jobs else None
        if job is None or (len(self.jobs) < most and random.random() < 0.7):
            return random.choices([self.submit, self.create], [5, 1])[0]()
        if len(self.jobs) >= most:
            return self.end(job)
        what = random.choice(["suspend", "resume", "describe", "end"])
        if what in ("suspend", "resume"):
            return self.verb(what.capitalize(), job)
        return {"describe": self.describe, "end": self.end}[what](job)


def main() -> None:
    client = Client(sys.argv[1])
    while True:
        client.step(int(sys.argv[2]))


main()
