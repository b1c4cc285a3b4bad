# SPDX-License-Identifier: MIT
"""A guest with the service installed as README.md says, and what the tests do in it."""

import contextlib
import fcntl
import os
import pathlib
import re
import select
import shlex
import subprocess
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(os.environ.get("TRANSFERD_BUILD", HERE.parents[1] / "build/dev"))
NIGHTLY = bool(os.environ.get("TRANSFERD_NIGHTLY"))
NAME, PATH, INTERFACE = "org.example.Transfer", "/org/example/Transfer", "org.example.Transfer"
IN_GUEST = "/opt/transferd-tests"
UID = {"alice": 2001, "bob": 2002}
PATIENCE = 20
# What README.md has after `cmake --install`.
INSTALLING = ["systemd-sysusers", "systemctl daemon-reload", "systemctl reload dbus",
              "journalctl --update-catalog",
              "systemctl enable --now transferd-inactivity.timer transferd-boot.service"]


class Failed(Exception):
    pass


def pause(seconds: float) -> None:
    """Between two looks at what tells nobody that it has changed."""
    select.select([], [], [], seconds)


def until(true, what: str, patience: float = PATIENCE):
    deadline = time.monotonic() + patience
    while True:
        if value := true():
            return value
        if time.monotonic() > deadline:
            raise Failed(f"{patience} s have not been enough for: {what}")
        pause(0.02)


@contextlib.contextmanager
def alone_with_the_build():
    """Installing writes a list of what it did there, uninstalling reads it."""
    directory = os.open(BUILD, os.O_RDONLY)
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)
        yield
    finally:
        os.close(directory)


@contextlib.contextmanager
def installed_tree():
    """What `cmake --install` puts onto a machine: all that a guest has of the project."""
    with tempfile.TemporaryDirectory(prefix="transferd-layer.") as tree:
        os.chmod(tree, 0o755)
        with alone_with_the_build():
            subprocess.run(["cmake", "--install", str(BUILD), "--strip"], check=True,
                           stdout=subprocess.DEVNULL, env=os.environ | {"DESTDIR": tree})
        yield tree


class Guest:
    """One machine. Its tests say `with Guest(NAME) as guest`."""

    def __init__(self, name: str, *options: str):
        self.name, self.options = f"{name}-{os.getpid()}", options

    def __enter__(self):
        with installed_tree() as layer:
            self.testbed("start", self.name, "--layer", layer, "--bind",
                         f"{HERE}/guest:{IN_GUEST}:ro",
                         *[word for name in ("nosync", "hold", "slow") for word in
                           ("--bind", f"{BUILD}/lib/lib{name}.so:{IN_GUEST}-{name}.so:ro")],
                         *self.options)
        try:
            for command in INSTALLING:
                self.shell(command)
            self.serve()
            self.shell("sync")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.testbed("stop", self.name)

    def testbed(self, *arguments: str, timeout: float = 90) -> str:
        run = subprocess.run([str(HERE / "testbed"), *arguments], capture_output=True, text=True,
                             stdin=subprocess.DEVNULL, timeout=timeout, check=False)
        if run.returncode != 0:
            raise Failed(f"testbed {' '.join(arguments)}: {run.returncode}: {run.stderr}")
        return run.stdout

    def reboot(self) -> None:
        self.testbed("reboot", self.name)

    def start(self) -> None:
        self.testbed("start", self.name)

    def serve(self) -> None:
        """Files of any size at http://127.0.0.1:8000, see guest/serve.py."""
        self.shell(f"cp {IN_GUEST}/web.service /etc/systemd/system; systemctl enable --now web")

    def popen(self, command, user: str | None = None, **options) -> subprocess.Popen:
        words = shlex.split(command) if isinstance(command, str) else command
        as_user = ["-u", user] if user else []
        return subprocess.Popen([str(HERE / "testbed"), "exec", self.name, *as_user, "--", *words],
                                text=True, **{"stdin": subprocess.DEVNULL} | options)

    def logged_in(self, user: str) -> subprocess.Popen:
        """A real session of the user's, until its standard input ends."""
        return subprocess.Popen([str(HERE / "testbed"), "login", self.name, user, "--", "cat"],
                                text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)

    def run(self, command, user: str | None = None, timeout: float = 60):
        """The finished process, whatever its status."""
        process = self.popen(command, user, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return subprocess.CompletedProcess(command, process.returncode, out, err)

    def shell(self, script: str, user: str | None = None, timeout: float = 60) -> str:
        run = self.run(["bash", "-c", script], user, timeout)
        if run.returncode != 0:
            raise Failed(f"'{script}' ended with {run.returncode}: {run.stdout}{run.stderr}")
        return run.stdout.strip()

    # --- the service --------------------------------------------------------------------------

    def call(self, user: str, *words: str, path: str = PATH, interface: str = INTERFACE):
        """busctl call; the words after the method are signature and arguments."""
        return self.run(["busctl", "call", NAME, path, interface, *words], user)

    def submit(self, user: str, url: str, path: str, *settings: str) -> int:
        """The number of a new job; settings as busctl has them: KEY TYPE VALUE."""
        count = str(len(settings) // 3)
        run = self.call(user, "Submit", "ssa(ssa{sv})a{sv}", "download", pathlib.Path(path).name,
                        "1", url, path, "0", count, *settings)
        if run.returncode != 0:
            raise Failed(f"Submit of {user}: {run.stderr}")
        return int(run.stdout.split()[1])

    def property(self, job: int, name: str) -> str:
        run = self.run(["busctl", "get-property", NAME, f"{PATH}/jobs/{job}", f"{INTERFACE}.Job",
                        name], "alice")
        return run.stdout.split(maxsplit=1)[1].strip().strip('"') if run.returncode == 0 else ""

    def wait_for(self, job: int, *states: str, patience: float = PATIENCE) -> None:
        until(lambda: self.property(job, "State") in states, f"job {job} to be {states}", patience)

    def show(self, unit: str, name: str) -> str:
        return self.shell(f"systemctl show --value --property={name} {unit}")

    def broker(self) -> int:
        """0: it does not run."""
        return int(self.show("transferd.service", "MainPID"))

    def journal(self, *words: str) -> str:
        return self.shell("journalctl --no-pager --output=cat " + " ".join(words))

    def policy(self, text: str) -> None:
        """The whole policy, in force from the broker's next start."""
        self.shell(f"mkdir -p /etc/transferd; printf '%s\\n' '[Transfer]' {shlex.quote(text)} "
                   ">/etc/transferd/transferd.conf")


def url(name: str, size: int = 1 << 20, rate: int = 0) -> str:
    return f"http://127.0.0.1:8000/{size}/{rate}/{name}"


def digest_of(name: str, size: int) -> str:
    """The SHA-256 of what url(name, size) serves."""
    run = subprocess.run(["python3", "-B", str(HERE / "guest/serve.py"), "digest", name, str(size)],
                         capture_output=True, text=True, check=True)
    return run.stdout.strip()


class SystemTest(unittest.TestCase):
    """One guest for all tests of a class; each test leaves it as it found it."""

    options: tuple[str, ...] = ()
    guest: Guest

    @classmethod
    def setUpClass(cls):
        kebab = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()
        cls.guest = Guest(kebab[:20], *cls.options).__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.guest.__exit__()

    def running(self, user: str, name: str, size: int = 6 << 20, rate: int = 2 << 20) -> int:
        """A job of `rate` bytes a second, of which some are there."""
        job = self.guest.submit(user, url(name, size, rate), f"/home/{user}/{name}")
        until(lambda: int(self.guest.property(job, "BytesTransferred") or 0) > 0, "bytes")
        return job
