# SPDX-License-Identifier: MIT
"""What was measured, as a table and as what the JSON says of the machine: no names, no paths."""

import datetime
import os
import pathlib
import platform
import statistics
import subprocess

GIB = 1 << 30
TOOLS = ("curl", "aria2c", "wget2", "nginx")


def median(result: dict, key: str) -> float | None:
    values = [entry[key] for entry in result["rounds"] if entry[key] is not None]
    return statistics.median(values) if values else None


def syncs_of(result: dict) -> int:
    """Without those that only begin to write."""
    return sum(count for calls in result["syncs"].values() for call, count in calls.items()
               if call != "sync_file_range")


def table(row: str, file_system: str, received: int, results: dict) -> str:
    """The ratios are to curl, where the bytes are to be durable to curl and `sync -f`."""
    baseline = next(name for name in ("curl + sync -f", "curl") if name in results)
    base = results[baseline]
    lines = [f"\n{row}, {file_system} (ratios to {baseline})\n",
             "| program | wall s | ratio | CPU s | ratio | peak MiB | syncs | CPU s/GiB "
             "| written/received | syncs/GiB | jobs/s |",
             "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    for name, result in results.items():
        wall, cpu, rate, written = (median(result, key)
                                    for key in ("wall", "cpu", "rate", "written"))
        syncs, gib = syncs_of(result), received / GIB
        lines.append(
            f"| {name} | {wall:.3f} | {wall / median(base, 'wall'):.2f} | {cpu:.2f} "
            f"| {cpu / max(median(base, 'cpu'), 0.001):.2f} | {median(result, 'peak') / 1024:.1f} "
            f"| {syncs} | {cpu / gib:.2f} "
            f"| {'' if written is None else f'{written / received:.2f}'} | {syncs / gib:.0f} | {'' if rate is None else f'{rate:.0f}'} |")
    return "\n".join(lines)


def resume_table(results: dict) -> str:
    lines = ["\nhuge file, service killed at half of it and started again\n",
             "| job | to the first new byte s | MiB fetched again | MiB read again |",
             "| --- | --- | --- | --- |"]
    for name, rounds in results.items():
        first, fetched, read = (statistics.median(entry[key] for entry in rounds)
                                for key in ("first_byte", "fetched_again", "read_again"))
        lines.append(f"| {name} | {first:.3f} | {fetched / (1 << 20):.1f} "
                     f"| {read / (1 << 20):.1f} |")
    return "\n".join(lines)


def type_of(directory: pathlib.Path) -> str:
    return subprocess.run(["findmnt", "--noheadings", "--output=FSTYPE", "--target", directory],
                          check=True, capture_output=True, text=True).stdout.split()[-1]


def version_of(command: str) -> str:
    flag = "-v" if command.endswith("nginx") else "--version"
    run = subprocess.run([command, flag], capture_output=True, text=True, check=False)
    return (run.stdout or run.stderr).splitlines()[0]


def conditions(transferd: pathlib.Path) -> dict:
    """What figures must be read with."""
    return {
        "version": version_of(str(transferd)),
        "date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        "machine": {"architecture": platform.machine(), "cores": os.cpu_count(),
                    "kernel": platform.release().split("-")[0]},
        "tools": [version_of("/usr/sbin/nginx" if tool == "nginx" else tool) for tool in TOOLS],
        # What else the machine had to do when it began: 0 where figures can be compared.
        "load": round(os.getloadavg()[0], 2),
    }
