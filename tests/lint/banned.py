# SPDX-License-Identifier: MIT
"""Words that must not appear, each with the reason; comments count too."""

import re

import tree

# (pattern, folders or files where it is banned, file suffixes, why)
BANNED = [
    (r"\bgetCredsUid\b", ["daemon/", "client/"], tree.CODE,
     "it is the real uid at call time; use getCredsEuid"),
    (r"\bgetCreds(Pid|Gid|Egid|SupplementaryGids)\b|\bunix-process\b", ["daemon/", "client/"],
     tree.CODE, "a caller is its connection and the effective uid of that, nothing else"),
    (r"\b(sleep_for|sleep_until|usleep|nanosleep)\b|\bsleep\s*\(\s*\d", ["daemon/", "client/"],
     tree.CODE, "the loop waits, nothing else does"),
    (r"\b(sleep_for|sleep_until|usleep|nanosleep)\b|\bsleep\s*\(\s*\d", ["tests/"], tree.CODE,
     "wait for an event with a deadline"),
    (r"^\s*sleep\s|[;&|]\s*sleep\s|\btime\.sleep\b|\bfrom time import sleep\b",
     ["tests/", "examples/", "check", "quickstart", ".ci/"], {".py", ".sh", ""},
     "wait for an event with a deadline"),
    (r"(?<![\w.>:])(?:std::|::)?system\s*\(", ["daemon/", "client/"], tree.CODE,
     "no command line is ever run"),
    (r"\bpopen\s*\(", ["daemon/", "client/"], tree.CODE, "no command line is ever run"),
    (r"\bstd::filesystem\b|#include <filesystem>", ["daemon/worker/"], tree.CODE,
     "the worker's calls are relative to a directory's descriptor"),
    (r"\bTO" r"DO\b|\bFIX" r"ME\b", [""], None,
     "finish it, or open an issue"),
    (r"^\s*#\s*if(def|ndef)?\b", ["daemon/", "client/"], tree.CODE,
     "no conditional compilation; #pragma once guards headers"),
]


def main() -> None:
    top = tree.root()
    breaches = []
    for path in tree.files(top):
        content = tree.text(top, path)
        if content is None or str(path).startswith("tests/lint/"):
            continue
        rules = [(re.compile(pattern), why) for pattern, places, suffixes, why in BANNED
                 if any(str(path).startswith(place) for place in places)
                 and (suffixes is None or path.suffix in suffixes)]
        for number, line in enumerate(content.splitlines(), 1):
            for pattern, why in rules:
                found = pattern.search(line)
                if found:
                    breaches.append(f"{path}:{number}: '{found[0].strip()}' is banned: {why}.")
    tree.finish(breaches)


main()
