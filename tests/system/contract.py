# SPDX-License-Identifier: MIT
"""What dbus/*.xml promises, and calls of all of it with arguments that mean something."""

import dataclasses
import json
import pathlib
import re
import subprocess
from xml.etree import ElementTree

import bed

JOB = bed.INTERFACE + ".Job"
FOLDER = pathlib.Path(__file__).resolve().parents[2] / "dbus"
# Of each type in the methods' arguments, as GVariant has it; `t` and `u` are ids and indices.
VALUES = {"s": "'x'", "u": "uint32 0", "b": "true", "a{sv}": "@a{sv} {}",
          "a(ssa{sv})": "[('http://127.0.0.1:8000/1/0/x', '/tmp/x', @a{sv} {})]"}


@dataclasses.dataclass(frozen=True)
class Answer:
    error: str | None
    text: str

    @property
    def name(self) -> str:
        return (self.error or "").rpartition(".")[2]


def interface(name: str) -> ElementTree.Element:
    return next(ElementTree.parse(FOLDER / f"{name}.xml").iter("interface"))


def inputs(method: ElementTree.Element) -> list[tuple[str, str]]:
    return [(arg.get("name"), arg.get("type")) for arg in method.iter("arg")
            if arg.get("direction") == "in"]


def tuple_of(values: list[str]) -> str:
    return f"({values[0]},)" if len(values) == 1 else f"({', '.join(values)})"


def call(method: str, *values: str, job: int | None = None, interactive: bool = False) -> dict:
    """Of a job, or else of the manager; the values as GVariant has them."""
    path = bed.PATH if job is None else f"{bed.PATH}/jobs/{job}"
    return {"path": path, "interface": bed.INTERFACE if job is None else JOB, "method": method,
            "arguments": tuple_of(list(values)), "interactive": interactive}


def calls_about(job: int, interactive: bool = False) -> list[dict]:
    """Every method of the job, and every method of the manager that takes an id."""
    calls = [call(method.get("name"), *[VALUES[kind] for _, kind in inputs(method)], job=job,
                  interactive=interactive)
             for method in interface(JOB).iter("method")]
    for method in interface(bed.INTERFACE).iter("method"):
        if ("id", "t") in inputs(method):
            calls.append(call(method.get("name"), f"uint64 {job}", interactive=interactive))
    return calls


def calls_about_no_job() -> list[dict]:
    """Every method of the manager that takes no id."""
    return [call(method.get("name"), *[VALUES[kind] for _, kind in inputs(method)])
            for method in interface(bed.INTERFACE).iter("method")
            if ("id", "t") not in inputs(method)]


def property_sets(job: int) -> list[dict]:
    """Of every property of the job and of the manager, whether they can be set or not."""
    values = {"s": "'queued'", "u": "uint32 7", "t": "uint64 7", "as": "['x']"}
    found = []
    for name, path in ((JOB, f"{bed.PATH}/jobs/{job}"), (bed.INTERFACE, bed.PATH)):
        for each in interface(name).iter("property"):
            value = f"('{name}', '{each.get('name')}', <{values[each.get('type')]}>)"
            found.append({"path": path, "interface": "org.freedesktop.DBus.Properties",
                          "method": "Set", "arguments": value, "interactive": False})
    return found


def answers(guest: bed.Guest, user: str | None, calls: list[dict]) -> list[Answer]:
    process = guest.popen(["python3", f"{bed.IN_GUEST}/one_by_one.py"], user, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate(json.dumps(calls), timeout=90)
    if process.returncode != 0:
        raise bed.Failed(f"one_by_one.py of {user}: {err}")
    return [Answer(**each) for each in json.loads(out)]


def answer(guest: bed.Guest, user: str | None, one: dict) -> Answer:
    return answers(guest, user, [one])[0]


def id_of(made: Answer) -> int:
    """Of the job that CreateJob or Submit has made."""
    if made.error:
        raise bed.Failed(f"no job was made: {made}")
    return int(re.search(r"/jobs/(\d+)", made.text)[1])


def ids_in(listed: str) -> list[int]:
    """Of what ListJobs has answered."""
    return [int(number) for number in re.findall(r"jobs/(\d+)'", listed)]


def new_jobs(guest: bed.Guest, count: int, user: str = "alice", folder: str = "") -> list[int]:
    """Suspended, each with one file, in the user's home where no folder is given."""
    create = call("CreateJob", "'download'", f"'a job of {user}'", "@a{sv} {}")
    jobs = [id_of(made) for made in answers(guest, user, [create] * count)]
    add = [call("AddFile", f"'{bed.url('canary-url')}'",
                f"'{folder or '/home/' + user}/canary-{job}'", "@a{sv} {}", job=job)
           for job in jobs]
    for added in answers(guest, user, add):
        if added.error:
            raise bed.Failed(f"AddFile: {added}")
    return jobs


def new_job(guest: bed.Guest, user: str = "alice", folder: str = "") -> int:
    return new_jobs(guest, 1, user, folder)[0]
