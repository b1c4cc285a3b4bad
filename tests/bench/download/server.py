# SPDX-License-Identifier: MIT
"""The files of the benchmark and the nginx on loopback that serves them to everybody."""

import contextlib
import os
import pathlib
import socket
import subprocess

TEMPLATE = pathlib.Path(__file__).with_name("nginx.conf.in")
SMALL = 4096


def make_files(root: pathlib.Path, large: int, small: int) -> None:
    """large.bin of `large` bytes and small/NNNNN.bin, `small` of them, all different."""
    (root / "small").mkdir(parents=True)
    block = os.urandom(1 << 20)
    with open(root / "large.bin", "wb") as file:
        for begin in range(0, large, len(block)):
            file.write(block[:large - begin])
    for number in range(small):
        (root / "small" / f"{number:05}.bin").write_bytes(os.urandom(SMALL))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def nginx(root: pathlib.Path, scratch: pathlib.Path):
    """The address of a server of `root`. It accepts from the moment this yields."""
    port, config = free_port(), scratch / "nginx.conf"
    text = TEMPLATE.read_text()
    for key, value in {"SCRATCH": scratch, "ROOT": root, "PORT": port}.items():
        text = text.replace(f"@{key}@", str(value))
    config.write_text(text)
    base = ["/usr/sbin/nginx", "-e", str(scratch / "error.log"), "-c", str(config)]
    # It goes to the background once it listens, and is ended through the pid file it wrote.
    subprocess.run(base, check=True)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        subprocess.run([*base, "-s", "quit"], check=True)
