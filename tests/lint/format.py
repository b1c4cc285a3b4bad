# SPDX-License-Identifier: MIT
"""C++ files are as clang-format 14 writes them; bash scripts parse."""

import subprocess

import tree


def main() -> None:
    top = tree.root()
    sources = [str(path) for path in tree.code(top)]
    breaches = []
    if sources:
        run = subprocess.run(["clang-format-14", "--dry-run", "-Werror", *sources], cwd=top,
                             capture_output=True, text=True, check=False)
        breaches += [line for line in run.stderr.splitlines() if " error: " in line]
        if run.returncode and not breaches:
            breaches.append(f"clang-format-14 failed: {run.stderr.strip()}")
    for path in tree.files(top):
        content = tree.text(top, path)
        if content is None:
            continue
        if content.startswith(("#!/bin/bash", "#!/usr/bin/env bash")):
            run = subprocess.run(["bash", "-n", path], cwd=top, capture_output=True, text=True,
                                 check=False)
            if run.returncode:
                breaches.append(f"{path}: {run.stderr.strip()}")
        if content and not content.endswith("\n"):
            breaches.append(f"{path}: does not end with a line break.")
    tree.finish(breaches)


main()
