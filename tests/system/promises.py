# SPDX-License-Identifier: MIT
"""What the service has promised to one user, and whether it is so."""

import functools
import json
import re

import bed

SMALL = 65536
ALIVE, COMPLETED, CANCELLED = "alive", "completed", "cancelled"


@functools.cache
def whole(name: str) -> str:
    return bed.digest_of(name, SMALL)


class Job:
    def __init__(self, name: str, kind: str, file: str | None):
        self.name, self.kind, self.file = name, kind, file
        self.fate = {ALIVE}
        self.descriptions = {""}
        # None: no verb of ours says whether it is suspended.
        self.suspended: bool | None = file is None


class Promises:
    """Of one user, over any number of interruptions."""

    def __init__(self):
        self.jobs: dict[int, Job] = {}
        self.unanswered_names: set[str] = set()
        self.answered = 0

    def take(self, lines: list[str]) -> None:
        """What a client told until it was cut off."""
        asked = {}
        for line in lines:
            try:
                said = json.loads(line)
            except json.JSONDecodeError:
                continue  # cut off in the middle
            if "do" in said:
                asked[said["n"]] = said
            else:
                self.answer(asked.pop(said["n"]), said)
        for said in asked.values():
            self.no_answer(said)

    def answer(self, asked: dict, said: dict) -> None:
        if "refused" in said:
            return
        self.answered += 1
        if asked["do"] in ("submit", "create"):
            job = Job(asked["name"], asked.get("kind", "empty"), asked.get("file"))
            self.jobs[int(said["answer"][0])] = job
            return
        job = self.jobs[asked["job"]]
        if asked["do"] == "describe":
            job.descriptions = {asked["text"]}
        elif asked["do"] == "complete":
            # What was not transferred is discarded: then it has ended without a file.
            published = int(said["answer"][0])
            job.fate = {COMPLETED if published else CANCELLED}
        elif asked["do"] == "cancel":
            job.fate = {CANCELLED}
        else:
            job.suspended = asked["do"] == "suspend"

    def no_answer(self, asked: dict) -> None:
        if asked["do"] in ("submit", "create"):
            self.unanswered_names.add(asked["name"])
            return
        job = self.jobs[asked["job"]]
        if asked["do"] == "describe":
            job.descriptions.add(asked["text"])
        elif asked["do"] == "complete":
            job.fate |= {COMPLETED, CANCELLED}
        elif asked["do"] == "cancel":
            job.fate.add(CANCELLED)
        else:
            job.suspended = None

    def broken(self, found: dict) -> list[str]:
        """A sentence for each promise that does not hold in what guest/jobs.py has found."""
        jobs = {int(number): job for number, job in found["jobs"].items()}
        history = {int(number): result for number, result in found["history"].items()}
        wrong = []
        for number, job in self.jobs.items():
            wrong += [f"job {number} ({job.kind}, {job.name}): {what}"
                      for what in self.broken_of(number, job, jobs, history, found["files"])]
        for number, job in jobs.items():
            if number not in self.jobs and job["name"] not in self.unanswered_names:
                wrong.append(f"job {number} ({job['name']}) was never asked for")
        for name, file in found["files"].items():
            part = re.fullmatch(r"\..*\.(\d+)-\d+\.part", name)
            if part and int(part[1]) not in jobs:
                wrong.append(f"{name} is nobody's part")
            if not part and (file["sha256"] != whole(name) or file["mode"] != 0o644):
                wrong.append(f"{name} is not the whole file: {file}")
        return wrong

    @staticmethod
    def broken_of(number: int, job: Job, jobs: dict, history: dict, files: dict):
        there, ended = jobs.get(number), history.get(number)
        if there is None and ended is None:
            yield "is lost"
        if job.fate == {ALIVE} and there is None:
            yield f"should be there, and has ended: {ended}"
        if ALIVE not in job.fate and there is not None:
            yield f"has ended, and is there: {there}"
        if job.fate == {COMPLETED} and job.name not in files:
            yield "was published, and its file is not there"
        if job.fate == {CANCELLED} and job.name in files:
            yield "was cancelled, and its file is there"
        if there is None:
            return
        if there["name"] != job.name or there["files"] != ([job.file] if job.file else []):
            yield f"is not what it was: {there}"
        if there["description"] not in job.descriptions:
            yield f"should be described as {job.descriptions}, is {there}"
        # Suspending what has ended one way or the other changes nothing.
        if job.suspended and there["state"] not in ("suspended", "error", "transferred"):
            yield f"was suspended, and is {there}"
        if job.suspended is False and there["state"] == "suspended":
            yield "was resumed, and is suspended"
