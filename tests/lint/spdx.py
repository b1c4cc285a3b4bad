# SPDX-License-Identifier: MIT
"""Every text file names its licence in its first lines, where a comment can stand in it."""

import tree

# Formats without comments, and the licence itself.
WITHOUT = {".json"}
WITHOUT_NAMES = {"LICENSE", ".gitignore"}


def main() -> None:
    top = tree.root()
    breaches = []
    for path in tree.files(top):
        if path.suffix in WITHOUT or path.name in WITHOUT_NAMES:
            continue
        content = tree.text(top, path)
        if content is None:
            continue
        if "SPDX-License-Identifier: MIT" not in "\n".join(content.splitlines()[:5]):
            breaches.append(f"{path}:1: has no line 'SPDX-License-Identifier: MIT' at its top.")
    tree.finish(breaches)


main()
