# SPDX-License-Identifier: MIT
"""The same files from the same nginx with curl, aria2c, wget2 and transferd in turn.

Usage: run.py --build build/release --directory DIR [--rounds N] [--json FILE] [--large] [--quick]
DIR is on the file system to measure; tmpfs (/dev/shm) is the second one. On DIR, what is compared
with transferd is a tool followed by `sync -f`, because transferd answers when the bytes are
durable. Prints a table of medians; the JSON has every round and the syncs of one traced round.
--large adds a file of 4 GiB, over HTTP and HTTPS, with and without a digest, and its resuming:
DIR needs 5 GiB.
"""

import argparse
import dataclasses
import filecmp
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import measure
import report
import resume
import rows
import server
import service

PARALLEL_JOBS = 200


class Bench:
    def __init__(self, options, nginx: server.Server):
        self.options, self.nginx, self.scratch = options, nginx, nginx.scratch
        self.number = 0

    def log(self) -> pathlib.Path:
        self.number += 1
        return self.scratch / f"strace.{self.number}"

    def into(self, directory: pathlib.Path, files: list[str], act):
        """act(target) in an empty directory; what it fetched is compared with what was served."""
        target = pathlib.Path(tempfile.mkdtemp(dir=directory))
        subprocess.run(["sync", "--file-system", target], check=True)
        try:
            before = measure.written_to_disk(target)
            result = act(target)
            if before is not None and isinstance(result, measure.Cost):
                result.written = measure.written_to_disk(target) - before
            for file in files:
                fetched = target / pathlib.Path(file).name
                if not filecmp.cmp(self.nginx.root / file, fetched, shallow=False):
                    raise SystemExit(f"{fetched.name} is not what was served")
            return result
        finally:
            shutil.rmtree(target)

    def work(self, row: rows.Row, target: pathlib.Path, state: pathlib.Path) -> service.Work:
        files = [(self.nginx.url(file, row.tls), str(target / pathlib.Path(file).name),
                  row.options()) for file in row.files]
        settings = {"TlsCaFile": str(server.certificate(self.scratch))} if row.tls else {}
        return service.Work(self.options.build, state,
                            [[file] for file in files] if row.own_jobs else [files], settings,
                            row.in_flight)

    def transferd(self, row: rows.Row, target: pathlib.Path, prefix: list[str]) -> measure.Cost:
        # The database is on the file system that is measured, like the files.
        with tempfile.TemporaryDirectory(dir=target.parent) as state:
            return service.run(self.work(row, target, pathlib.Path(state)), prefix)

    def programs(self, row: rows.Row, durable: bool):
        """name -> act(target, prefix) -> Cost, in the order in which they take turns."""
        urls = [self.nginx.url(file, row.tls) for file in row.files]
        acts = {}
        for name, command in rows.commands(row, urls, self.scratch).items():
            acts[name] = lambda target, prefix, command=command: measure.run(
                [*prefix, *command], target)
            if durable:
                acts[f"{name} + sync -f"] = lambda target, prefix, command=command: measure.run(
                    [*prefix, "sh", "-c", '"$@" && exec sync --file-system .', "sh", *command],
                    target)
        acts["transferd"] = lambda target, prefix: self.transferd(row, target, prefix)
        return acts

    def measured(self, row: rows.Row, directory: pathlib.Path, durable: bool) -> dict:
        acts = self.programs(row, durable)
        rounds = {name: [] for name in acts}
        for _ in range(min(self.options.rounds, row.most_rounds)):
            for name, act in acts.items():
                cost = self.into(directory, row.files, lambda target, act=act: act(target, []))
                rounds[name].append(dataclasses.asdict(cost))
                print(f"{row.name}: {name}: {cost.wall:.3f} s", file=sys.stderr)
        results = {}
        for name, act in acts.items():
            log = self.log()
            self.into(directory, row.files, lambda target: act(target, measure.strace(log)))
            results[name] = {"rounds": rounds[name], "syncs": measure.syncs(log)}
        return results

    def resumed(self, row: rows.Row, directory: pathlib.Path, log: pathlib.Path | None) -> dict:
        def act(target: pathlib.Path) -> resume.Resumed:
            with tempfile.TemporaryDirectory(dir=directory) as state:
                work = self.work(row, target, pathlib.Path(state))
                url, path, options = work.jobs[0][0]
                work.jobs = [[(url.replace("/huge.bin", "/slow/huge.bin"), path, options)]]
                size = (self.nginx.root / "huge.bin").stat().st_size
                return resume.measured(resume.Half(self.nginx, work, size), log)

        return dataclasses.asdict(self.into(directory, row.files, act))

    def resume_results(self, sha256: str, directory: pathlib.Path) -> dict:
        results = {}
        for row in rows.of_huge_file(sha256)[:2]:
            name = "with a digest" if row.digest else "without a digest"
            count = min(self.options.rounds, row.most_rounds)
            results[name] = [self.resumed(row, directory, None) for _ in range(count)]
            read = self.resumed(row, directory, self.log())["read_again"]
            for entry in results[name]:
                entry["read_again"] = read
        return results


def measure_rows(bench: Bench, sha256: str | None) -> list[dict]:
    disk, results = bench.options.directory.resolve(), []
    everything = rows.of_sizes(bench.options.sizes)
    if sha256:
        everything += rows.of_huge_file(sha256)
    everything = [row for row in everything if bench.options.row in row.name]
    for directory in (disk, pathlib.Path("/dev/shm")):
        file_system = report.type_of(directory)
        durable = file_system != "tmpfs"
        for row in everything:
            if directory != disk and not row.in_memory:
                continue
            found = bench.measured(row, directory, durable)
            received = sum((bench.nginx.root / file).stat().st_size for file in row.files)
            print(report.table(row.name, file_system, received, found), flush=True)
            results.append({"row": row.name, "file_system": file_system, "bytes": received,
                            "programs": found})
    return results


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--directory", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--large", action="store_true", help="a file of 4 GiB, too")
    parser.add_argument("--row", default="", help="only those with this text in their names")
    parser.add_argument("--quick", action="store_true", help="a twentieth of the bytes and files")
    options = parser.parse_args()
    if os.geteuid() == 0:
        parser.error("not as root: root has no quota and no reserve")
    options.build = options.build.resolve()
    part = 20 if options.quick else 1
    options.sizes = {"large": (1 << 30) // part, "huge": (4 << 30) // part, "files": 5000 // part,
                     "jobs": 500 // part, "parallel": PARALLEL_JOBS // part,
                     "small": server.SMALL, "middle": server.MIDDLE}
    return options


def main() -> None:
    options = parse()
    found = report.conditions(options.build / "bin/transferd") | {"sizes": options.sizes}
    with (tempfile.TemporaryDirectory(dir=options.directory) as served,
          tempfile.TemporaryDirectory() as scratch):
        root = pathlib.Path(served).resolve()
        server.make_files(root, options.sizes)
        sha256 = server.make_huge_file(root, options.sizes["huge"]) if options.large else None
        with server.nginx(root, pathlib.Path(scratch).resolve(), options.sizes) as nginx:
            bench = Bench(options, nginx)
            found["results"] = measure_rows(bench, sha256)
            if sha256:
                found["resumed"] = bench.resume_results(sha256, options.directory.resolve())
                print(report.resume_table(found["resumed"]))
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")


main()
