# SPDX-License-Identifier: MIT
"""Man pages render without a warning."""

import re
import subprocess

import tree


def main() -> None:
    top = tree.root()
    breaches = []
    for path in tree.files(top):
        if not re.fullmatch(r".*\.[1-8]", path.name):
            continue
        run = subprocess.run(["groff", "-man", "-ww", "-z", "-Tutf8", "-Kutf8", path], cwd=top,
                             capture_output=True, text=True, check=False)
        breaches += [f"{path}: {line}" for line in run.stderr.splitlines()]
    tree.finish(breaches)


main()
