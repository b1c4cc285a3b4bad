# SPDX-License-Identifier: MIT
"""Each folder includes what the table "Who may use whom" of ARCHITECTURE.md lets it, and no more.

A folder may always include itself. The longest prefix of a file's path is its folder.
"""

import re

import tree

# folder: the folders it may include
MAY_USE = {
    "daemon/core": [],
    "daemon/loop": [],
    "daemon/journal": ["daemon/core"],
    "daemon/wire": ["daemon/core", "daemon/loop"],
    "daemon/broker/bus": ["daemon/core", "daemon/loop", "dbus"],
    "daemon/broker/store": ["daemon/core", "daemon/loop"],
    "daemon/broker/pool": ["daemon/core", "daemon/loop", "daemon/wire"],
    "daemon/broker/config": ["daemon/core", "daemon/loop"],
    "daemon/broker/network": ["daemon/core", "daemon/loop"],
    "daemon/broker/owners": ["daemon/core", "daemon/loop"],
    "daemon/broker/secrets": ["daemon/core", "daemon/loop"],
    "daemon/worker/http": ["daemon/core", "daemon/loop"],
    "daemon/worker/upload": ["daemon/core", "daemon/loop"],
    "daemon/worker/files": ["daemon/core", "daemon/loop", "daemon/worker/digest"],
    "daemon/worker/digest": ["daemon/core"],
    "daemon/worker/notify": ["daemon/core", "daemon/loop"],
    "daemon/worker/tickets": ["daemon/core"],
    "daemon/worker/network": ["daemon/core", "daemon/loop"],
    "daemon/worker/pace": ["daemon/core", "daemon/loop"],
    # main.cpp and errands compose their process
    "daemon/broker": ["daemon/core", "daemon/loop", "daemon/wire", "daemon/journal",
                      "daemon/broker", "dbus"],
    "daemon/worker": ["daemon/core", "daemon/loop", "daemon/wire", "daemon/journal",
                      "daemon/worker"],
    "client": ["dbus"],
    "dbus": [],
}

# A header that is not ours: where it may appear. Folders end in '/', files do not.
FOREIGN = [
    (r"systemd/sd-event\.h", ["daemon/loop/"]),
    (r"systemd/sd-bus.*\.h", ["daemon/worker/notify/", "daemon/broker/bus/",
                              "client/bus_connection.cpp"]),
    (r"systemd/sd-journal\.h", ["daemon/journal/"]),
    (r"systemd/sd-login\.h", ["daemon/broker/owners/"]),
    (r"systemd/sd-daemon\.h", []),
    (r"systemd/.*", []),
    (r"sdbus-c\+\+/.*|.*_(adaptor|proxy)\.hpp",
     ["daemon/broker/bus/", "client/", "daemon/broker/pool/unit_launcher.cpp",
      "daemon/broker/pool/unit_launcher.hpp", "daemon/broker/network/"]),
    (r"sqlite3.*\.h", ["daemon/broker/store/"]),
    (r"curl/.*", ["daemon/worker/http/", "daemon/worker/upload/"]),
    (r"openssl/.*", ["daemon/worker/http/tls_context.cpp", "daemon/broker/secrets/"]),
    (r"gssapi/.*|krb5/.*", ["daemon/worker/tickets/"]),
    (r"nettle/.*", ["daemon/worker/digest/", "daemon/broker/secrets/"]),
    (r"nlohmann/.*", ["daemon/wire/", "client/"]),
    (r"CLI/.*", ["client/"]),
    (r"INIReader\.h|ini\.h", ["daemon/broker/config/"]),
    (r"sys/socket\.h",
     ["daemon/wire/", "daemon/broker/pool/", "daemon/broker/bus/call_intake.cpp",
      "daemon/worker/network/", "daemon/worker/pace/"]),
    (r"spawn\.h|sys/wait\.h", ["daemon/broker/pool/", "daemon/loop/child_watch.cpp"]),
    (r"linux/openat2\.h", ["daemon/worker/files/"]),
    (r"linux/rtnetlink\.h|linux/netlink\.h", ["daemon/worker/network/"]),
]
# They put their process together, so they may use everything of it; sd-daemon is theirs alone.
MAINS = ["daemon/broker/main.cpp", "daemon/worker/main.cpp"]
# core is standard library only.
STANDARD = re.compile(r"[a-z_0-9]+$")
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)')


def folder_of(path: str) -> str | None:
    matches = [name for name in MAY_USE if path.startswith(name + "/")]
    return max(matches, key=len) if matches else None


def target_of(top, path, header: str) -> str | None:
    """The path in the tree of the file that `header` names; None: not one of ours."""
    for base in ("daemon", "", str(path.parent)):
        candidate = (top / base / header).resolve()
        if candidate.is_file() and candidate.is_relative_to(top):
            return str(candidate.relative_to(top))
    return None


def breach_of_ours(path: str, target: str) -> str | None:
    mine, theirs = folder_of(path), folder_of(target)
    if target.startswith("tests/"):
        return "the product never includes a test"
    if theirs is None:
        return None
    # The two folders that compose may use all below them; nobody may use the composers.
    allowed = [mine, *MAY_USE[mine]]
    composes = mine in ("daemon/broker", "daemon/worker")
    if theirs in allowed or (composes and theirs.startswith(mine + "/")):
        return None
    return f"{mine} may use only {', '.join(MAY_USE[mine]) or 'the standard library'}"


def breach_of_foreign(path: str, header: str) -> str | None:
    for pattern, places in FOREIGN:
        if not re.fullmatch(pattern, header):
            continue
        if any(path == place or (place.endswith("/") and path.startswith(place))
               for place in [*places, *MAINS]):
            return None
        return f"{header} belongs in {' or '.join(places or MAINS)} alone"
    if path.startswith("daemon/core/") and not STANDARD.match(header):
        return "daemon/core may use only the standard library"
    return None


def main() -> None:
    top = tree.root()
    breaches = []
    for path in tree.code(top):
        if folder_of(str(path)) is None:
            if str(path).startswith("daemon/"):
                breaches.append(f"{path}:1: this folder is not in the table of layers")
            continue
        for number, line in enumerate((top / path).read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            header = match[1] or match[2]
            target = target_of(top, path, header)
            rule = (breach_of_ours(str(path), target) if target
                    else breach_of_foreign(str(path), header))
            if rule:
                breaches.append(f"{path}:{number}: includes {header}, but {rule}.")
    tree.finish(breaches)


main()
