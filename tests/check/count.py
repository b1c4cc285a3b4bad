# SPDX-License-Identifier: MIT
"""Counts the tests of one ctest run: each case of a GoogleTest program, each other program once.

Usage: count.py CTEST_JUNIT GTEST_DIRECTORY
Prints "PASSED FAILED SKIPPED" and, before that, the names of what failed or was skipped.
"""

import pathlib
import sys
import xml.etree.ElementTree

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


def parse(file: pathlib.Path):
    """None for a report that a dying program left half written."""
    try:
        return xml.etree.ElementTree.parse(file).getroot()
    except (xml.etree.ElementTree.ParseError, OSError):
        return None


def of_case(case) -> str:
    if case.find("failure") is not None:
        return FAILED
    if case.find("skipped") is not None or case.get("result") == "skipped":
        return SKIPPED
    return PASSED if case.get("status") == "run" else SKIPPED


def cases_of(file: pathlib.Path):
    root = parse(file)
    if root is None:
        return
    for case in root.iter("testcase"):
        yield f"{file.stem}: {case.get('classname')}.{case.get('name')}", of_case(case)


def of_program(entry) -> str:
    status = entry.get("status")
    if status == "run":
        return PASSED
    return FAILED if status == "fail" else SKIPPED


def results(junit: pathlib.Path, gtest: pathlib.Path):
    """(name, result) of every test."""
    reports = {file.stem: list(cases_of(file)) for file in sorted(gtest.glob("*.xml"))}
    root = parse(junit)
    if root is None:
        yield "ctest", FAILED
        return
    for entry in root.iter("testcase"):
        name, program = entry.get("name"), of_program(entry)
        cases = reports.get(name, [])
        yield from cases
        # A program can fail with all its cases well: a crash at exit, a leak, no report at all.
        accounted = any(result == program for _, result in cases)
        if not cases or (program != PASSED and not accounted):
            yield name, program


def main() -> None:
    counts = {PASSED: 0, FAILED: 0, SKIPPED: 0}
    for name, result in results(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])):
        counts[result] += 1
        if result != PASSED:
            print(f"  {result}: {name}")
    print(*counts.values())


main()
