# SPDX-License-Identifier: MIT
"""clang-tidy over what changed, or over everything with --all.

Usage: tidy.py [--all | --minutes N] SOURCE_DIRECTORY BUILD_DIRECTORY
Changed is what differs from the merge base with origin/main, else from the last tag, else from
the commit before; without any of them, everything. A changed header brings the files that
include it and are in the build, after those that changed themselves. No file is begun after N
minutes: a large change is read by --all.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import time


def git(top: pathlib.Path, *arguments: str) -> str | None:
    """None where git does not know."""
    run = subprocess.run(["git", "-C", top, *arguments], capture_output=True, text=True,
                         check=False)
    return run.stdout.strip() if run.returncode == 0 else None


def base_of(top: pathlib.Path) -> str | None:
    head = git(top, "rev-parse", "HEAD")
    for question in (["merge-base", "HEAD", "origin/main"], ["describe", "--tags", "--abbrev=0"],
                     ["rev-parse", "--verify", "--quiet", "HEAD~"]):
        answer = git(top, *question)
        commit = answer and git(top, "rev-parse", f"{answer}^{{commit}}")
        if commit and commit != head:
            return commit
    return None


def changed_files(top: pathlib.Path) -> set[str] | None:
    """None: everything."""
    base = base_of(top)
    if base is None:
        return None
    differ = git(top, "diff", "--name-only", base) or ""
    fresh = git(top, "ls-files", "--others", "--exclude-standard") or ""
    return {*differ.splitlines(), *fresh.splitlines()}


def sources(top: pathlib.Path, build: pathlib.Path) -> list[pathlib.Path]:
    """What the build compiles of ours, generated code left out."""
    entries = json.loads((build / "compile_commands.json").read_text())
    files = {pathlib.Path(entry["file"]).resolve() for entry in entries}
    return sorted(file for file in files
                  if file.is_relative_to(top) and not file.is_relative_to(build))


def without_precompiled(build: pathlib.Path) -> pathlib.Path:
    """A folder with the build's commands as clang can read them: what g++ precompiled it cannot."""
    entries = json.loads((build / "compile_commands.json").read_text())
    for entry in entries:
        entry["command"] = re.sub(r"-Winvalid-pch|-include \S+/cmake_pch\.hxx", "",
                                  entry["command"])
    folder = build / "tidy"
    folder.mkdir(exist_ok=True)
    (folder / "compile_commands.json").write_text(json.dumps(entries))
    return folder


def affected(top: pathlib.Path, file: pathlib.Path, changed: set[str]) -> bool:
    if str(file.relative_to(top)) in changed:
        return True
    headers = [path for path in changed if path.endswith(".hpp")]
    included = re.findall(r'#include "([^"]+)"', file.read_text())
    return any(header.endswith(name) for name in included for header in headers)


def tidy(commands: pathlib.Path, file: pathlib.Path, deadline: float) -> str | None:
    """What it found; None: there was no time."""
    if time.monotonic() > deadline:
        return None
    run = subprocess.run(["clang-tidy-14", "--quiet", "-p", commands, file], capture_output=True,
                         text=True, check=False)
    if run.returncode == 0:
        return run.stdout
    return run.stdout or run.stderr or f"clang-tidy-14 ended with {run.returncode}: {file}\n"


def main() -> None:
    top, build = (pathlib.Path(argument).resolve() for argument in sys.argv[-2:])
    files = sources(top, build)
    changed = None if "--all" in sys.argv else changed_files(top)
    if changed is not None:
        files = [file for file in files if affected(top, file, changed)]
        files.sort(key=lambda file: str(file.relative_to(top)) not in changed)
    deadline = float("inf")
    if "--minutes" in sys.argv:
        deadline = time.monotonic() + 60 * float(sys.argv[sys.argv.index("--minutes") + 1])
    commands = without_precompiled(build)
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        outputs = list(pool.map(lambda file: tidy(commands, file, deadline), files))
    read = sum(output is not None for output in outputs)
    print(f"{read} of {len(files)} files")
    found = "".join(filter(None, outputs))
    print(found, end="")
    sys.exit(1 if found else 0)


main()
