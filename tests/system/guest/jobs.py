#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Everything that the service knows of the caller's jobs, and what is in ~/files, as JSON."""

import hashlib
import json
import pathlib

import dbus

NAME, PATH = "org.example.Transfer", "/org/example/Transfer"
bus = dbus.SystemBus()


def ask(path: str, interface: str, method: str, signature: str, *arguments):
    return bus.call_blocking(NAME, path, interface, method, signature, arguments)


def main() -> None:
    jobs = {}
    for number, path, properties in ask(PATH, NAME, "ListJobs", "a{sv}", {}):
        settings = ask(path, f"{NAME}.Job", "GetSettings", "")
        files = ask(path, f"{NAME}.Job", "ListFiles", "uu", 0, 0)
        jobs[int(number)] = {"state": properties["State"], "reason": properties["StateReason"],
                             "name": properties["DisplayName"],
                             "description": settings.get("Description", ""),
                             "files": [file["Path"] for file in files]}
    history = {int(entry["Id"]): entry["Result"]
               for entry in ask(PATH, NAME, "ListHistory", "a{sv}u", {}, 0)}
    directory = pathlib.Path.home() / "files"
    files = {path.name: {"size": path.stat().st_size,
                         "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                         "mode": path.stat().st_mode & 0o7777}
             for path in directory.iterdir()} if directory.is_dir() else {}
    print(json.dumps({"jobs": jobs, "history": history, "files": files}))


main()
