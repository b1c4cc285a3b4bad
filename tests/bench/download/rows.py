# SPDX-License-Identifier: MIT
"""What is fetched, and how each tool is asked for it."""

import dataclasses
import pathlib

import server
import service

EVERY = ("curl", "aria2c", "wget2", "transferd")
SHORT = ("curl", "transferd")


@dataclasses.dataclass
class Row:
    """Some files of the server, in one job or in one job each."""

    name: str
    files: list[str]
    programs: tuple[str, ...] = EVERY
    own_jobs: bool = False
    in_flight: int = service.IN_FLIGHT
    tls: bool = False
    # Only transferd checks it: the other tools do what they do without.
    digest: str | None = None
    most_rounds: int = 1000
    # Whether it is measured on tmpfs, too.
    in_memory: bool = True

    def options(self) -> dict[str, str]:
        """Of each file, as D-Bus has them."""
        return {"Digest": self.digest} if self.digest else {}


def of_sizes(sizes: dict[str, int]) -> list[Row]:
    most = max(sizes["files"], sizes["jobs"])
    names = [f"small/{number:05}.bin" for number in range(most)]
    return [
        Row("one large file", ["large.bin"]),
        Row("small files, one job", names[:sizes["files"]]),
        Row("foreground jobs in parallel", [f"middle/{number:03}.bin"
                                            for number in range(sizes["parallel"])],
            own_jobs=True, programs=SHORT, in_memory=False),
        Row("small jobs", names[:sizes["jobs"]], own_jobs=True, programs=SHORT),
        Row("small jobs, one call at a time", names[:sizes["jobs"]], own_jobs=True, in_flight=1,
            programs=SHORT, in_memory=False),
    ]


def of_huge_file(sha256: str) -> list[Row]:
    rows = []
    for scheme in ("HTTP", "HTTPS"):
        for digest in (None, f"sha256:{sha256}"):
            name = f"huge file, {scheme}" + (", SHA-256" if digest else "")
            rows.append(Row(name, ["huge.bin"], programs=SHORT, tls=scheme == "HTTPS",
                            digest=digest, most_rounds=3, in_memory=False))
    return rows


def commands(row: Row, urls: list[str], scratch: pathlib.Path) -> dict[str, list[str]]:
    """Each tool with its defaults, but for what it needs to fetch the files at all."""
    urls_file, curl_file = scratch / "urls.txt", scratch / "curl.txt"
    urls_file.write_text("".join(f"{url}\n" for url in urls))
    curl_file.write_text("".join(f'url = "{url}"\nremote-name\n' for url in urls))
    parallel = ["--parallel"] if len(urls) > 1 else []
    trust = str(server.certificate(scratch))
    every = {
        "curl": ["curl", "--disable", "--silent", "--show-error", "--fail", *parallel,
                 "--cacert", trust, "--config", str(curl_file)],
        "aria2c": ["aria2c", "--no-conf", "--quiet", f"--ca-certificate={trust}",
                   f"--input-file={urls_file}"],
        "wget2": ["wget2", "--no-config", "--quiet", f"--ca-certificate={trust}",
                  f"--input-file={urls_file}"],
    }
    return {name: command for name, command in every.items() if name in row.programs}
