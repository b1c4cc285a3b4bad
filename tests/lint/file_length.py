# SPDX-License-Identifier: MIT
"""No C++ file is longer than 300 lines."""

import tree

LONGEST = 300


def main() -> None:
    top = tree.root()
    breaches = []
    for path in tree.code(top):
        lines = len((top / path).read_text().splitlines())
        if lines > LONGEST:
            breaches.append(f"{path}:{lines}: {lines} lines; {LONGEST} is the most, split it.")
    tree.finish(breaches)


main()
