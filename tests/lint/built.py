# SPDX-License-Identifier: MIT
"""Every test is built: a source that no CMakeLists.txt names would pass for ever."""

import pathlib
import re

import tree


def words(top: pathlib.Path, path: pathlib.Path) -> set[str]:
    return set(re.findall(r"[\w./-]+", (top / path).read_text()))


def main() -> None:
    top = tree.root()
    lists = {path.parent: words(top, path)
             for path in tree.files(top) if path.name == "CMakeLists.txt"}
    breaches = []
    for path in tree.code(top):
        if path.suffix != ".cpp" or path.parts[0] != "tests":
            continue
        # With or without its suffix: a loop over programs adds that itself.
        named = any({str(path.relative_to(folder)), str(path.relative_to(folder).with_suffix(""))}
                    & lists.get(folder, set())
                    for folder in path.parents)
        if not named and not any(word.endswith("/" + path.name)
                                 for found in lists.values() for word in found):
            breaches.append(f"{path}: no CMakeLists.txt names it, so it is not built.")
    tree.finish(breaches)


main()
