# SPDX-License-Identifier: MIT
"""What the lint scripts share: the files of the tree, and how a breach is reported."""

import pathlib
import sys

# Seeds of the fuzzers are data: any bytes, without a licence in them.
NOT_OURS = {".git", "build", "__pycache__", ".cache", ".vscode", ".idea", "seeds"}
CODE = {".cpp", ".hpp"}


def root() -> pathlib.Path:
    """The tree to look at: the first argument."""
    return pathlib.Path(sys.argv[1]).resolve()


def files(top: pathlib.Path):
    """Every file that belongs to the project, as a path relative to `top`."""
    for path in sorted(top.iterdir()):
        if path.name in NOT_OURS or path.is_symlink():
            continue
        if path.is_dir():
            yield from (path.relative_to(top) / below for below in files(path))
        else:
            yield path.relative_to(top)


def code(top: pathlib.Path):
    return (path for path in files(top) if path.suffix in CODE)


def text(top: pathlib.Path, path: pathlib.Path) -> str | None:
    """None for a file that is not text."""
    try:
        return (top / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def finish(breaches: list[str]) -> None:
    """Prints every breach and exits with 1 if there is one."""
    for breach in breaches:
        print(breach)
    sys.exit(1 if breaches else 0)
