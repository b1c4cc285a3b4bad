# SPDX-License-Identifier: MIT
"""What a run cost: of a command that ends, and of daemons that do not."""

import collections
import dataclasses
import os
import pathlib
import re
import subprocess
import time

TICK = os.sysconf("SC_CLK_TCK")
COUNTED = "fsync,fdatasync,syncfs,sync,sync_file_range"
# How a worker reads a file that it writes.
READING = "pread64"


@dataclasses.dataclass
class Cost:
    """Seconds, seconds of CPU in all processes, KiB of peak resident memory in all processes."""

    wall: float
    cpu: float
    peak: int
    # jobs/s accepted, where the row is about that
    rate: float | None = None
    # bytes that the disk was given meanwhile, by whomever
    written: int | None = None


def run(command: list[str], directory: pathlib.Path) -> Cost:
    # Peak memory counts from before exec: started by Python, every program would have Python's.
    # time(1) is small, and it reports on its child.
    begin = time.monotonic()
    process = subprocess.Popen(["/usr/bin/time", "--format=%M", *command], cwd=directory,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - begin
    if process.returncode:
        raise SystemExit(f"{command[:6]} ended with {process.returncode}: {said[-500:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, int(said.split()[-1]))


def written_to_disk(directory: pathlib.Path) -> int | None:
    """Since the machine was started; none where there is no disk below."""
    device = directory.stat().st_dev
    stat = pathlib.Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}/stat")
    return int(stat.read_text().split()[6]) * 512 if stat.exists() else None


def children(pid: int) -> list[int]:
    found = []
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found


def family(pid: int) -> list[int]:
    """`pid` and what it started."""
    return [pid, *(below for child in children(pid) for below in family(child))]


def cpu(pids: list[int]) -> float:
    """Seconds, with those of children that ended."""
    ticks = 0
    for pid in pids:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / TICK


def peak(pids: list[int]) -> int:
    return sum(int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1])
               for pid in pids)


def strace(log: pathlib.Path, calls: str = COUNTED) -> list[str]:
    """What to put in front of a command to have its calls in `log`."""
    return ["strace", "--follow-forks", "--decode-pids=comm", "--seccomp-bpf",
            f"--trace={calls}", "--quiet=all", f"--output={log}"]


def syncs(log: pathlib.Path) -> dict[str, dict[str, int]]:
    """For each program, how often it called what."""
    counts = collections.defaultdict(collections.Counter)
    for line in log.read_text().splitlines():
        match = re.match(r"\d+<([^>]*)> (\w+)\(", line)
        if match:
            counts[match[1]][match[2]] += 1
    return {program: dict(calls) for program, calls in counts.items()}


def bytes_read(log: pathlib.Path, program: str) -> int:
    """By its READING calls."""
    pattern = rf"\d+<{program}> (?:{READING}\(|<\.\.\. {READING} resumed).* = (\d+)$"
    return sum(int(size) for size in re.findall(pattern, log.read_text(), re.MULTILINE))
