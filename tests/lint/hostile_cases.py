# SPDX-License-Identifier: MIT
"""tests/system/attack/cases.txt has a line for every hostile case, in order, and names tests that exist."""

import pathlib
import re

import tree

FILE = "tests/system/attack/cases.txt"
CASES = {"A": 16, "B": 18, "C": 22, "D": 24, "E": 14, "F": 8, "G": 6, "H": 14}


def cases(text: str) -> dict[str, str]:
    """What is said of each, on its line and the indented ones below it."""
    joined = re.sub(r"\n +", " ", text)
    return dict(re.findall(r"^([A-H]\d+) +(\S.*)$", joined, re.MULTILINE))


def text_at(place: pathlib.Path) -> str:
    """Of the files that a line can mean by that name, every blank a space."""
    files = {*place.parent.glob(f"{place.name}_test.*"), *place.parent.glob(f"{place.name}.*")}
    return " ".join(word for file in sorted(files) for word in file.read_text().split())


def has(text: str, test: str) -> bool:
    """A test by its suite and name or by its function, or a row of a table by its sentence."""
    return any(written in text for written in
               (test.replace(".", ", ") + ")", f"def {test}(", f'"{test}"'))


def breaches_of(top: pathlib.Path, case: str, line: str):
    named = re.sub(r"\([^)]*\)|\b(open|elsewhere|Q): .*", "", line)
    for place, tests in re.findall(r"([\w/]+)(?: \[([^\]]*)\])?", named):
        text = text_at(top / "tests" / place)
        if not text:
            yield f"{FILE}: {case} names {place}, which is not there."
        elif not tests and not place.startswith("fuzz/"):
            yield f"{FILE}: {case} names no test of {place}."
        yield from (f"{FILE}: {case} names {test}, which is not in {place}."
                    for test in filter(None, tests.split("; ")) if text and not has(text, test))


def main() -> None:
    top = tree.root()
    wanted = [f"{letter}{number}" for letter, count in CASES.items()
              for number in range(1, count + 1)]
    lines = cases((top / FILE).read_text())
    breaches = [f"{FILE}: there is no line for {case}." for case in wanted if case not in lines]
    if list(lines) != wanted and not breaches:
        breaches.append(f"{FILE}: the cases are not in order, or there are others.")
    for case, line in lines.items():
        breaches += breaches_of(top, case, line)
    tree.finish(breaches)


main()
