# SPDX-License-Identifier: MIT
"""Each id of message_ids.hpp has its entry in the message catalog, and each entry its id; journalctl
takes the catalog, and fields in its texts are ones that some line has."""

import pathlib
import re
import subprocess
import tempfile

import tree

IDS = "daemon/journal/message_ids.hpp"
CATALOG = "units/transferd.catalog"
HEADERS = ("Subject", "Defined-By", "Support")


def text_of(path: pathlib.Path) -> str:
    return path.read_text() if path.is_file() else ""


def ids_of(source: str) -> list[str]:
    return re.findall(r'std::string_view \w+ =\s*"([^"]*)"', source)


def entries_of(catalog: str):
    """The id, the header lines and the text of each entry."""
    for entry in re.split(r"^-- ", catalog, flags=re.MULTILINE)[1:]:
        head, _, text = entry.partition("\n\n")
        first, *headers = head.splitlines()
        body = [line for line in text.splitlines() if not line.startswith("#")]
        yield first, headers, "\n".join(body).strip()


def breaches_of_entry(number: str, headers: list[str], text: str, sources: str):
    for header in HEADERS:
        if not any(re.match(rf"{header}: \S", line) for line in headers):
            yield f"{CATALOG}: {number} has no {header}."
    if not text:
        yield f"{CATALOG}: {number} explains nothing."
    for field in re.findall(r"@(\w+)@", "\n".join([*headers, text])):
        if f'"{field}"' not in sources:
            yield f"{CATALOG}: {number} has @{field}@, a field of no line."


def refusal_of_journalctl(catalog: str, ids: list[str]) -> str | None:
    with tempfile.TemporaryDirectory() as root:
        place = pathlib.Path(root, "usr/lib/systemd/catalog/transferd.catalog")
        place.parent.mkdir(parents=True)
        place.write_text(catalog)
        for arguments in (["--update-catalog"], ["--list-catalog"]):
            run = subprocess.run(["journalctl", f"--root={root}", *arguments],
                                 capture_output=True, text=True, check=False)
            if run.returncode or run.stderr:
                return f"{CATALOG}: journalctl does not take it: {run.stderr.strip()}"
    listed = {line.split(" ")[0] for line in run.stdout.splitlines()}
    return None if listed == set(ids) else f"{CATALOG}: journalctl lists other ids than {IDS}."


def main() -> None:
    top = tree.root()
    ids = ids_of(text_of(top / IDS))
    catalog = text_of(top / CATALOG)
    sources = "".join((top / path).read_text() for path in tree.code(top)
                      if str(path).startswith("daemon/"))
    entries = list(entries_of(catalog))
    explained = [number for number, _, _ in entries]
    breaches = [f"{IDS}: {number} is no 128-bit number in lower-case hexadecimal."
                for number in ids if not re.fullmatch(r"[0-9a-f]{32}", number)]
    breaches += [f"{IDS}: {number} is there twice." for number in set(ids) if ids.count(number) > 1]
    breaches += [f"{CATALOG}: no entry for {number} of {IDS}." for number in ids if number not in explained]
    breaches += [f"{CATALOG}: {number} is not in {IDS}." for number in explained
                 if number not in ids]
    for entry in entries:
        breaches += breaches_of_entry(*entry, sources)
    if ids and not breaches:
        refusal = refusal_of_journalctl(catalog, ids)
        breaches += [refusal] if refusal else []
    tree.finish(breaches)


main()
