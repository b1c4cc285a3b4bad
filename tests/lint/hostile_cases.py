# SPDX-License-Identifier: MIT
"""tests/system/attack/cases.txt has a line for every hostile case, in order, and names tests that exist."""

import re

import tree

FILE = "tests/system/attack/cases.txt"
CASES = {"A": 16, "B": 18, "C": 22, "D": 24, "E": 14, "F": 8, "G": 6, "H": 14}


def main() -> None:
    top = tree.root()
    text = (top / FILE).read_text()
    wanted = [f"{letter}{number}" for letter, count in CASES.items()
              for number in range(1, count + 1)]
    lines = dict(re.findall(r"^([A-H]\d+) +(\S.*)$", text, re.MULTILINE))
    breaches = [f"{FILE}: there is no line for {case}." for case in wanted if case not in lines]
    if list(lines) != wanted and not breaches:
        breaches.append(f"{FILE}: the cases are not in order, or there are others.")
    for case, line in lines.items():
        named = re.sub(r"\([^)]*\)|(open|elsewhere|Q): .*", "", line)
        for test in re.findall(r"[\w/]+", named):
            place = top / "tests" / test
            if not (place.is_dir() or any(place.parent.glob(f"{place.name}_test.*"))
                    or any(place.parent.glob(f"{place.name}.*"))):
                breaches.append(f"{FILE}: {case} names {test}, which is not there.")
    tree.finish(breaches)


main()
