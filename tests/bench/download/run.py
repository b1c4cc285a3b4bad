# SPDX-License-Identifier: MIT
"""The same files from the same nginx with curl, aria2c, wget2 and transferd in turn.

Usage: run.py --build build/release --directory DIR [--rounds N] [--json FILE] [--quick]
DIR is on the file system to measure; tmpfs (/dev/shm) is the second one. On DIR, what is compared
with transferd is a tool followed by `sync -f`, because transferd answers when the bytes are
durable. Prints a table of medians; the JSON has every round and the syncs of one traced round.
"""

import argparse
import dataclasses
import filecmp
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile

import measure
import server
import service


@dataclasses.dataclass
class Row:
    """Some files of the server, in one job or in one job each."""

    name: str
    files: list[str]
    own_jobs: bool = False
    in_flight: int = service.IN_FLIGHT


def rows(small: int, jobs: int) -> list[Row]:
    names = [f"small/{number:05}.bin" for number in range(max(small, jobs))]
    return [
        Row("one large file", ["large.bin"]),
        Row("small files, one job", names[:small]),
        Row("small jobs", names[:jobs], own_jobs=True),
        Row("small jobs, one call at a time", names[:jobs], own_jobs=True, in_flight=1),
    ]


def commands(row: Row, urls: list[str], scratch: pathlib.Path) -> dict[str, list[str]]:
    """Each tool with its defaults, but for what it needs to fetch many files at all."""
    urls_file, curl_file = scratch / "urls.txt", scratch / "curl.txt"
    urls_file.write_text("".join(f"{url}\n" for url in urls))
    curl_file.write_text("".join(f'url = "{url}"\nremote-name\n' for url in urls))
    parallel = ["--parallel"] if len(urls) > 1 else []
    return {
        "curl": ["curl", "--disable", "--silent", "--show-error", "--fail", *parallel,
                 "--config", str(curl_file)],
        "aria2c": ["aria2c", "--no-conf", "--quiet", f"--input-file={urls_file}"],
        "wget2": ["wget2", "--no-config", "--quiet", f"--input-file={urls_file}"],
    }


class Bench:
    def __init__(self, options, root: pathlib.Path, address: str, scratch: pathlib.Path):
        self.options, self.root, self.address, self.scratch = options, root, address, scratch
        self.number = 0

    def into(self, directory: pathlib.Path, row: Row, act):
        """act(target) in an empty directory; what it fetched is compared with what was served."""
        target = pathlib.Path(tempfile.mkdtemp(dir=directory))
        subprocess.run(["sync", "--file-system", target], check=True)
        try:
            result = act(target)
            for file in row.files:
                fetched = target / pathlib.Path(file).name
                if not filecmp.cmp(self.root / file, fetched, shallow=False):
                    raise SystemExit(f"{row.name}: {fetched.name} is not what was served")
            return result
        finally:
            shutil.rmtree(target)

    def transferd(self, row: Row, target: pathlib.Path, prefix: list[str]) -> measure.Cost:
        pairs = [(f"{self.address}/{file}", str(target / pathlib.Path(file).name))
                 for file in row.files]
        jobs = [[pair] for pair in pairs] if row.own_jobs else [pairs]
        # The database is on the file system that is measured, like the files.
        state = pathlib.Path(tempfile.mkdtemp(dir=target.parent))
        try:
            return service.run(self.options.build, state, jobs, prefix, row.in_flight)
        finally:
            shutil.rmtree(state)

    def programs(self, row: Row, durable: bool):
        """name -> act(target, prefix) -> Cost, in the order in which they take turns."""
        urls = [f"{self.address}/{file}" for file in row.files]
        acts = {}
        for name, command in commands(row, urls, self.scratch).items():
            acts[name] = lambda target, prefix, command=command: measure.run(
                [*prefix, *command], target)
            if durable:
                acts[f"{name} + sync -f"] = lambda target, prefix, command=command: measure.run(
                    [*prefix, "sh", "-c", '"$@" && exec sync --file-system .', "sh", *command],
                    target)
        acts["transferd"] = lambda target, prefix: self.transferd(row, target, prefix)
        return acts

    def measured(self, row: Row, directory: pathlib.Path, durable: bool) -> dict:
        acts = self.programs(row, durable)
        rounds = {name: [] for name in acts}
        for _ in range(self.options.rounds):
            for name, act in acts.items():
                cost = self.into(directory, row, lambda target, act=act: act(target, []))
                rounds[name].append(dataclasses.asdict(cost))
                print(f"{row.name}: {name}: {cost.wall:.3f} s", file=sys.stderr)
        syncs = {}
        for name, act in acts.items():
            self.number += 1
            log = self.scratch / f"strace.{self.number}"
            self.into(directory, row, lambda target: act(target, measure.strace(log)))
            syncs[name] = measure.syncs(log)
        return {name: {"rounds": rounds[name], "syncs": syncs[name]} for name in acts}


def median(result: dict, key: str) -> float | None:
    values = [entry[key] for entry in result["rounds"] if entry[key] is not None]
    return statistics.median(values) if values else None


def table(row: str, file_system: str, results: dict, baseline: str) -> str:
    base = results[baseline]
    lines = [f"\n{row}, {file_system} (ratios to {baseline})\n",
             "| program | wall s | ratio | CPU s | ratio | peak MiB | syncs | jobs/s |",
             "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for name, result in results.items():
        wall, cpu, rate = (median(result, key) for key in ("wall", "cpu", "rate"))
        syncs = sum(count for calls in result["syncs"].values() for count in calls.values())
        lines.append(
            f"| {name} | {wall:.3f} | {wall / median(base, 'wall'):.2f} | {cpu:.2f} "
            f"| {cpu / max(median(base, 'cpu'), 0.001):.2f} | {median(result, 'peak') / 1024:.1f} "
            f"| {syncs} | {'' if rate is None else f'{rate:.0f}'} |")
    return "\n".join(lines)


def type_of(directory: pathlib.Path) -> str:
    return subprocess.run(["findmnt", "--noheadings", "--output=FSTYPE", "--target", directory],
                          check=True, capture_output=True, text=True).stdout.strip()


def version_of(command: str) -> str:
    run = subprocess.run([command, "--version"], capture_output=True, text=True, check=False)
    return (run.stdout or run.stderr).splitlines()[0]


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--directory", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="a twentieth of the bytes and files")
    options = parser.parse_args()
    if os.geteuid() == 0:
        parser.error("not as root: root has no quota and no reserve")
    options.build = options.build.resolve()
    return options


def main() -> None:
    options = parse()
    part = 20 if options.quick else 1
    large, small, jobs = (1 << 30) // part, 5000 // part, 500 // part
    report = {
        "machine": {"cores": os.cpu_count(), "architecture": platform.machine()},
        "sizes": {"large": large, "small": server.SMALL, "files": small, "jobs": jobs},
        "versions": [version_of(command) for command in
                     ("curl", "aria2c", "wget2", str(options.build / "bin/transferd"))],
        "results": [],
    }
    with (tempfile.TemporaryDirectory(dir=options.directory) as served,
          tempfile.TemporaryDirectory() as scratch):
        root, scratch = pathlib.Path(served).resolve(), pathlib.Path(scratch).resolve()
        server.make_files(root, large, max(small, jobs))
        with server.nginx(root, scratch) as address:
            bench = Bench(options, root, address, scratch)
            for directory in (options.directory.resolve(), pathlib.Path("/dev/shm")):
                file_system = type_of(directory)
                durable = file_system != "tmpfs"
                for row in rows(small, jobs):
                    results = bench.measured(row, directory, durable)
                    print(table(row.name, file_system, results,
                                "curl + sync -f" if durable else "curl"))
                    report["results"].append(
                        {"row": row.name, "file_system": file_system, "programs": results})
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")


main()
