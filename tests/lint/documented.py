# SPDX-License-Identifier: MIT
"""What clients and administrators may write, or are told, is in the documents that they read."""

import pathlib
import re

import tree

CONTRACT = "dbus/settings.md"
POLICY_PAGE = "daemon/man/transferd.conf.5"

# (sources, what a word looks like there, the documents that must have it)
WORDS = [
    ("daemon/core/*setting_keys.cpp", r'(?:>\(|\{)"([A-Z]\w+)"', [CONTRACT]),
    ("daemon/broker/config/policy_keys.cpp", r'(?:>\(|Key\{)"([A-Z]\w+)"', [CONTRACT, POLICY_PAGE]),
    ("daemon/broker/bus/error_names.cpp", r'return (?:own|bus) \+ "(\w+)"', [CONTRACT]),
    ("daemon/core/failure.hpp", r'FailureCode::\w+,\s*"([a-z-]+)"', [CONTRACT]),
]


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[\w-]+", text.replace("\\-", "-")))


def main() -> None:
    top = tree.root()
    breaches = []
    for pattern, word, documents in WORDS:
        for source in sorted(top.glob(pattern)):
            for name in re.findall(word, source.read_text()):
                for document in documents:
                    path = pathlib.Path(top, document)
                    if not path.exists() or name not in words_of(path.read_text()):
                        breaches.append(f"{source.relative_to(top)}: {name} is not in {document}.")
    tree.finish(breaches)


main()
