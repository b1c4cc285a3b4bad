# SPDX-License-Identifier: MIT
"""A huge file whose service is killed at half of it and started again."""

import dataclasses
import pathlib
import time

import measure
import server
import service


@dataclasses.dataclass
class Resumed:
    """Seconds from the start to the request for what was missing; bytes that came a second time;
    bytes of the part file that were read, as for a hash whose state was lost."""

    first_byte: float
    fetched_again: int
    read_again: int | None = None


@dataclasses.dataclass
class Half:
    """A job of one slow file, which is `size` long."""

    nginx: server.Server
    work: service.Work
    size: int

    def begin(self, address: str) -> None:
        with service.running(self.work.build, self.work.state, address, []) as first:
            client = service.Client(address)
            client.submit(self.work.jobs[0], self.work.settings)
            client.react_until_received(self.size // 2)
            first.kill()

    def end(self, address: str, prefix: list[str]) -> Resumed:
        """The job goes on by itself."""
        client = service.Client(address)
        client.total = 1
        begin = time.time()
        with service.running(self.work.build, self.work.state, address, prefix):
            client.react()
        requests = self.nginx.slow_requests()
        again = [came for came, _ in requests if came > begin]
        return Resumed(min(again) - begin, sum(sent for _, sent in requests) - self.size)


def measured(half: Half, log: pathlib.Path | None) -> Resumed:
    """With a log its first byte is late, for what it reads is counted."""
    half.nginx.forget_requests()
    with service.private_bus() as address:
        half.begin(address)
        prefix = measure.strace(log, measure.READING) if log else []
        resumed = half.end(address, prefix)
    if log:
        # The broker reads its database: without that nothing was traced.
        if not measure.bytes_read(log, "transferd"):
            raise SystemExit("strace saw no read at all")
        resumed.read_again = measure.bytes_read(log, "transfer-worker")
    return resumed
