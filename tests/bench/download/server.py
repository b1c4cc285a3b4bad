# SPDX-License-Identifier: MIT
"""The files of the benchmark and the nginx on loopback that serves them to everybody."""

import contextlib
import dataclasses
import hashlib
import os
import pathlib
import socket
import subprocess

TEMPLATE = pathlib.Path(__file__).with_name("nginx.conf.in")
SMALL, MIDDLE = 4096, 1 << 20
BLOCK = 1 << 20
# What is to be interrupted takes so long.
SLOW_SECONDS = 8


def make_files(root: pathlib.Path, sizes: dict[str, int]) -> None:
    """large.bin, small/NNNNN.bin and middle/NNN.bin, all different."""
    block = os.urandom(BLOCK)
    with open(root / "large.bin", "wb") as file:
        for begin in range(0, sizes["large"], len(block)):
            file.write(block[:sizes["large"] - begin])
    for name, digits, count, size in (("small", 5, max(sizes["files"], sizes["jobs"]), SMALL),
                                      ("middle", 3, sizes["parallel"], MIDDLE)):
        (root / name).mkdir(parents=True)
        for number in range(count):
            (root / name / f"{number:0{digits}}.bin").write_bytes(os.urandom(size))


def make_huge_file(root: pathlib.Path, size: int) -> str:
    """huge.bin, of zeros and without blocks, so that serving it needs no disk. Its SHA-256."""
    with open(root / "huge.bin", "wb") as file:
        file.truncate(size)
    digest, block = hashlib.sha256(), bytes(BLOCK)
    for _ in range(size // BLOCK):
        digest.update(block)
    digest.update(bytes(size % BLOCK))
    return digest.hexdigest()


def certificate(scratch: pathlib.Path) -> pathlib.Path:
    """The one that the server has and its clients trust."""
    return scratch / "server.pem"


def make_certificate(scratch: pathlib.Path) -> None:
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-keyout", scratch / "server.key", "-out", certificate(scratch)],
                   check=True, capture_output=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclasses.dataclass
class Server:
    root: pathlib.Path
    scratch: pathlib.Path
    plain: str
    encrypted: str

    def url(self, file: str, tls: bool = False) -> str:
        return f"{self.encrypted if tls else self.plain}/{file}"

    def slow_requests(self) -> list[tuple[float, int]]:
        """Of those that have ended: when they came, and how many bytes of a body went out."""
        lines = (self.scratch / "requests.log").read_text().splitlines()
        fields = [line.split() for line in lines]
        return [(float(end) - float(took), int(sent)) for end, took, _, sent, *_ in fields]

    def forget_requests(self) -> None:
        os.truncate(self.scratch / "requests.log", 0)


@contextlib.contextmanager
def nginx(root: pathlib.Path, scratch: pathlib.Path, sizes: dict[str, int]):
    """A server of `root`. It accepts from the moment this yields."""
    ports, config = (free_port(), free_port()), scratch / "nginx.conf"
    make_certificate(scratch)
    text = TEMPLATE.read_text()
    for key, value in {"SCRATCH": scratch, "ROOT": root, "PORT": ports[0], "TLS_PORT": ports[1],
                       "SLOWLY": sizes["huge"] // SLOW_SECONDS}.items():
        text = text.replace(f"@{key}@", str(value))
    config.write_text(text)
    base = ["/usr/sbin/nginx", "-e", str(scratch / "error.log"), "-c", str(config)]
    # It goes to the background once it listens, and is ended through the pid file it wrote.
    subprocess.run(base, check=True)
    try:
        yield Server(root, scratch, f"http://127.0.0.1:{ports[0]}", f"https://127.0.0.1:{ports[1]}")
    finally:
        subprocess.run([*base, "-s", "quit"], check=True)
