# SPDX-License-Identifier: MIT
"""count.py neither loses a failure nor takes a skipped test for one that passed."""

import pathlib
import subprocess
import sys
import tempfile

COUNT = pathlib.Path(__file__).with_name("count.py")
RUN = '<testcase name="A" classname="S" status="run" result="completed"/>'
FAILURE = '<testcase name="B" classname="S" status="run"><failure message="no"/></testcase>'
SKIPPED = '<testcase name="C" classname="S" status="run" result="skipped"/>'
DISABLED = '<testcase name="D" classname="S" status="notrun" result="suppressed"/>'

# (what it shows, status of the program for ctest, its GoogleTest report or None, last line)
TABLE = [
    ("each case counts", "run", RUN + RUN, "2 0 0"),
    ("a failed case is not counted again with its program", "fail", RUN + FAILURE, "1 1 0"),
    ("a skipped case is skipped", "run", RUN + SKIPPED, "1 0 1"),
    ("a disabled case is skipped", "run", RUN + DISABLED, "1 0 1"),
    ("a program without report counts once", "run", None, "1 0 0"),
    ("a crash without report fails", "fail", None, "0 1 0"),
    ("a crash after the last case fails", "fail", RUN, "1 1 0"),
    ("a program that ctest did not run is skipped", "notrun", None, "0 0 1"),
    ("a half written report counts as none", "fail", "<broken", "0 1 0"),
]


def counted(status: str, report: str | None) -> str:
    with tempfile.TemporaryDirectory() as directory:
        junit, gtest = pathlib.Path(directory, "ctest.xml"), pathlib.Path(directory, "gtest")
        gtest.mkdir()
        junit.write_text(f'<testsuite><testcase name="p" status="{status}"/></testsuite>')
        if report is not None:
            (gtest / "p.xml").write_text(f"<testsuites><testsuite>{report}</testsuite></testsuites>")
        return subprocess.run([sys.executable, COUNT, junit, gtest], capture_output=True,
                              text=True, check=True).stdout.splitlines()[-1]


def main() -> None:
    failures = [f"{what}: {got}, not {wanted}" for what, status, report, wanted in TABLE
                if (got := counted(status, report)) != wanted]
    print("\n".join(failures))
    sys.exit(1 if failures else 0)


main()
