#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs the tests of one file and reports each as GoogleTest does, for ./check to count.

Usage: run.py FILE NAME    NAME: of the report, in the directory of $GTEST_OUTPUT (xml:DIRECTORY/)
"""

import importlib
import os
import pathlib
import sys
import time
import unittest
from xml.etree import ElementTree


class Result(unittest.TextTestResult):
    """Every test once, with what it failed with. A skipped test is a failure of the run."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.cases: list[tuple[str, str | None]] = []

    def startTest(self, test):
        super().startTest(test)
        self.begun = time.monotonic()

    def addSuccess(self, test):
        super().addSuccess(test)
        self.stream.writeln(f"    {time.monotonic() - self.begun:.1f} s")
        self.cases.append((test.id(), None))

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.cases.append((test.id(), self._exc_info_to_string(err, test)))

    def addError(self, test, err):
        super().addError(test, err)
        self.cases.append((test.id(), self._exc_info_to_string(err, test)))


def report(cases, file: pathlib.Path) -> None:
    root = ElementTree.Element("testsuites")
    for name, failure in cases:
        suite, _, test = name.rpartition(".")
        case = ElementTree.SubElement(root, "testcase", classname=suite, name=test, status="run",
                                      result="completed")
        if failure:
            ElementTree.SubElement(case, "failure").text = failure
    ElementTree.ElementTree(root).write(file)


def main() -> None:
    file, name = pathlib.Path(sys.argv[1]), sys.argv[2]
    if os.geteuid() != 0:
        sys.exit("The system tests need root.")
    sys.path.insert(0, str(file.parent))
    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{pattern}*" for pattern in sys.argv[3:]] or None
    tests = loader.loadTestsFromModule(importlib.import_module(file.stem))
    result = unittest.TextTestRunner(verbosity=2, resultclass=Result).run(tests)
    output = os.environ.get("GTEST_OUTPUT", "")
    if output.startswith("xml:"):
        report(result.cases, pathlib.Path(output.removeprefix("xml:"), f"{name}.xml"))
    sys.exit(0 if result.wasSuccessful() and result.testsRun and not result.skipped else 1)


main()
