# SPDX-License-Identifier: MIT
"""The D-Bus contract in dbus/*.xml is the one listed in contract.txt, line by line.

A released signature never changes. A line is added to contract.txt by hand, with the decision
that extends the contract; a line that is there stays.
"""

import pathlib
import xml.etree.ElementTree

import tree

LIST = pathlib.Path(__file__).with_name("contract.txt")
EMITS = "org.freedesktop.DBus.Property.EmitsChangedSignal"


def arguments(element) -> str:
    parts = [f"{arg.get('direction', '')} {arg.get('name')}:{arg.get('type')}".strip()
             for arg in element.findall("arg")]
    return f"({', '.join(parts)})"


def annotation(element) -> str:
    for note in element.findall("annotation"):
        if note.get("name") == EMITS:
            return note.get("value")
    return "true"


def lines_of(file: pathlib.Path):
    for interface in xml.etree.ElementTree.parse(file).getroot().findall("interface"):
        name = interface.get("name")
        for member in interface:
            if member.tag in ("method", "signal"):
                yield f"{name} {member.tag} {member.get('name')}{arguments(member)}"
            elif member.tag == "property":
                yield (f"{name} property {member.get('name')}:{member.get('type')} "
                       f"{member.get('access')} emits {annotation(member)}")


def main() -> None:
    top = tree.root()
    wanted = {line for line in LIST.read_text().splitlines() if line and not line.startswith("#")}
    found = {line for file in sorted((top / "dbus").glob("*.xml")) for line in lines_of(file)}
    breaches = [f"dbus/: the contract's line is gone or changed: {line}"
                for line in sorted(wanted - found)]
    breaches += [f"dbus/: not in tests/lint/contract.txt: {line}"
                 for line in sorted(found - wanted)]
    tree.finish(breaches)


main()
