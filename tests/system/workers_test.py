# SPDX-License-Identifier: MIT
"""Workers that systemd starts: whose may be, and what becomes of those that are of no use."""

import re
import time

import bed

DROP_INS = f"/run/systemd/system/transferd-worker@{bed.UID['alice']}.service.d"


class Workers(bed.SystemTest):
    def replace_worker_of_alice(self, command: str):
        self.guest.shell(f"mkdir -p {DROP_INS}; printf '[Service]\\nExecStart=\\nExecStart=%s\\n' "
                         f"'{command}' >{DROP_INS}/other.conf; systemctl daemon-reload")

    def setUp(self):
        self.guest.policy("IdleExit=10min")

    def tearDown(self):
        self.guest.shell(f"rm -rf {DROP_INS}; systemctl daemon-reload")
        self.guest.shell("systemctl stop transferd.service; systemctl reset-failed")

    def lost(self) -> list[float]:
        """When workers of alice's were lost."""
        lines = self.guest.shell("journalctl --output=short-monotonic --no-pager "
                                 f"MESSAGE_ID=1c84b87d471c4f7fad657299b8458bb6 _PID={self.broker} "
                                 f"TRANSFER_UID={bed.UID['alice']}")
        return [float(when) for when in re.findall(r"^\[ *([\d.]+)\]", lines, re.MULTILINE)]

    def bob_is_served(self):
        begun = time.monotonic()
        self.guest.shell(f"transferctl download {bed.url('bob')} /home/bob/served", "bob")
        self.assertLess(time.monotonic() - begun, 3)

    def test_the_brokers_user_may_start_ordinary_users_sockets_and_nothing_else(self):
        def may(verb: str, unit: str) -> bool:
            run = self.guest.run(["busctl", "call", "org.freedesktop.systemd1",
                                  "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager",
                                  verb, "ss", unit, "replace"], "transferd")
            if run.returncode != 0:
                self.assertRegex(run.stderr, "Access denied|nteractive authentication required|"
                                             "is not valid")
            return run.returncode == 0

        for uid in ("1000", "2001", "60513", "65536", "4000000000", "4294967294"):
            for verb in ("StartUnit", "StopUnit"):
                with self.subTest(uid=uid, verb=verb):
                    self.assertTrue(may(verb, f"transferd-worker@{uid}.socket"))
        for uid in ("0", "999", "01001", "60514", "61184", "65534", "65535", "4294967295",
                    "1001 ", "+1001", "0x3e9", "10000000000", "alice", "1001\\n0"):
            with self.subTest(uid=uid):
                self.assertFalse(may("StartUnit", f"transferd-worker@{uid}.socket"))
        for unit in ("transferd-worker@1001.service", "transferd-worker@0.service",
                     "ssh.service", "transferd.service", "xtransferd-worker@1001.socket",
                     "transferd-worker@1001.socket.service"):
            with self.subTest(unit=unit):
                self.assertFalse(may("StartUnit", unit))
        self.assertFalse(may("RestartUnit", "transferd-worker@2001.socket"))
        self.assertFalse(may("ReloadUnit", "transferd-worker@2001.socket"))

    def test_a_stranger_may_start_no_worker(self):
        run = self.guest.run("busctl call org.freedesktop.systemd1 /org/freedesktop/systemd1 "
                             "org.freedesktop.systemd1.Manager StartUnit ss "
                             "transferd-worker@2001.socket replace", "bob")
        self.assertNotEqual(run.returncode, 0)

    def starts(self) -> int:
        return self.guest.journal(
            f"_PID=1 --unit=transferd-worker@{bed.UID['alice']}.service").count("Starting ")

    def running_job_whose_next_worker_is(self, name: str, command: str) -> int:
        """Its worker is killed: the next one is started at once."""
        job = self.guest.submit("alice", bed.url(name, 4 << 20, 1 << 20), f"/home/alice/{name}")
        bed.until(lambda: int(self.guest.property(job, "BytesTransferred") or 0) > 0, "bytes")
        self.broker = self.guest.broker()
        pid = self.guest.show(f"transferd-worker@{bed.UID['alice']}.service", "MainPID")
        self.replace_worker_of_alice(command)
        self.before = self.starts()
        self.guest.shell(f"kill -KILL {pid}")
        return job

    def test_one_that_dies_before_it_accepts_is_tried_again_after_ten_seconds(self):
        job = self.running_job_whose_next_worker_is("dying", "/bin/false")
        # The first was killed; then systemd has tried five times before it closed the socket.
        bed.until(lambda: len(self.lost()) == 2, "the next worker to be lost")
        self.assertEqual(self.starts() - self.before, 5)
        self.bob_is_served()
        self.guest.shell(f"rm -r {DROP_INS}; systemctl daemon-reload")
        begun = time.monotonic()
        self.guest.wait_for(job, "transferred")
        self.assertGreater(time.monotonic() - begun, 5)
        self.assertEqual(len(self.lost()), 2)
        self.assertEqual(self.guest.broker(), self.broker)

    def test_one_that_hangs_is_removed_after_five_seconds(self):
        # It says that it is ready, and nothing more; it does not even end when it is told to.
        begun = time.monotonic()
        job = self.running_job_whose_next_worker_is(
            "hanging", "/bin/sh -c \"trap : TERM; systemd-notify --ready; while :; do read x; done\"")
        bed.until(lambda: len(self.lost()) == 2, "the hung worker to be given up")
        self.assertLess(time.monotonic() - begun, 12)
        self.bob_is_served()
        self.guest.shell(f"rm -r {DROP_INS}; systemctl daemon-reload")
        self.guest.wait_for(job, "transferred", patience=30)
        self.assertEqual(self.guest.broker(), self.broker)

    def test_a_killed_one_is_started_again_at_once(self):
        job = self.guest.submit("alice", bed.url("killed", 8 << 20, 4 << 20), "/home/alice/killed")
        bed.until(lambda: int(self.guest.property(job, "BytesTransferred") or 0) > 1 << 20, "bytes")
        pid = self.guest.show(f"transferd-worker@{bed.UID['alice']}.service", "MainPID")
        self.guest.shell(f"kill -KILL {pid}")
        self.guest.wait_for(job, "transferred")
        self.assertEqual(self.guest.call("alice", "Complete", "t", str(job)).returncode, 0)
        self.assertEqual(self.guest.shell("sha256sum </home/alice/killed").split()[0],
                         bed.digest_of("killed", 8 << 20))

    def test_one_that_the_kernel_kills_with_all_it_has_is_lost_and_its_job_goes_on(self):
        # As it does for want of memory (OOMPolicy=stop, memory.oom.group): no process is spared.
        job = self.guest.submit("alice", bed.url("memory", 4 << 20, 2 << 20), "/home/alice/memory")
        bed.until(lambda: int(self.guest.property(job, "BytesTransferred") or 0) > 0, "bytes")
        self.broker = self.guest.broker()
        unit = f"transferd-worker@{bed.UID['alice']}.service"
        group = self.guest.show(unit, "ControlGroup")
        self.guest.shell(f"echo 1 >'/sys/fs/cgroup{group}/cgroup.kill'")
        self.guest.wait_for(job, "transferred")
        self.assertEqual(len(self.lost()), 1)
        self.assertEqual(self.guest.broker(), self.broker)

    def test_an_administrator_can_keep_one_from_addresses(self):
        self.guest.policy("IdleExit=10min\nConnectTimeout=1s")
        self.guest.shell(f"mkdir -p {DROP_INS}; printf '[Service]\nIPAddressDeny=localhost\n' "
                         f">{DROP_INS}/addresses.conf; systemctl daemon-reload")
        job = self.guest.submit("alice", bed.url("denied"), "/home/alice/denied",
                                "MinimumRetryDelay", "u", "5")
        self.guest.wait_for(job, "transient-error", "error")
        self.guest.shell(f"rm -r {DROP_INS}; systemctl daemon-reload")
        self.guest.shell("systemctl stop transferd.service")
        self.assertEqual(self.guest.call("alice", "Resume", "t", str(job)).returncode, 0)
        self.guest.wait_for(job, "transferred")

    def test_one_with_few_descriptors_fails_its_job_and_no_other(self):
        self.guest.shell(f"mkdir -p {DROP_INS}; printf '[Service]\nLimitNOFILE=40\n' "
                         f">{DROP_INS}/few.conf; systemctl daemon-reload")
        files = []
        for number in range(60):
            files += [bed.url(f"few{number}", 1 << 10), f"/home/alice/few{number}", "0"]
        run = self.guest.call("alice", "Submit", "ssa(ssa{sv})a{sv}", "download", "few", "60",
                              *files, "0")
        job = int(run.stdout.split()[1])
        self.guest.wait_for(job, "error")
        self.assertEqual(self.guest.property(job, "ErrorCode"), "io-error")
        self.bob_is_served()
        self.guest.shell(f"rm -r {DROP_INS}; systemctl daemon-reload; "
                         "systemctl stop transferd.service")
        self.assertEqual(self.guest.call("alice", "Resume", "t", str(job)).returncode, 0)
        self.guest.wait_for(job, "transferred")

    def test_a_broker_without_a_free_descriptor_refuses_new_work_and_goes_on(self):
        running = self.guest.submit("bob", bed.url("beside", 6 << 20, 2 << 20), "/home/bob/beside")
        bed.until(lambda: int(self.guest.property(running, "BytesTransferred") or 0) > 0, "bytes")
        broker = self.guest.broker()
        usual = self.guest.shell(f"prlimit --pid {broker} --nofile --noheadings --output SOFT",
                                 "transferd")
        self.guest.shell(f"prlimit --pid {broker} --nofile=3:", "transferd")
        new = ("Submit", "ssa(ssa{sv})a{sv}", "download", "x", "1", bed.url("without"),
               "/home/alice/without", "0", "0")
        self.assertNotEqual(self.guest.call("alice", *new).returncode, 0)
        self.assertEqual(self.guest.call("alice", "GetQuota").stderr, "")
        self.guest.wait_for(running, "transferred")
        self.guest.shell(f"prlimit --pid {broker} --nofile={usual}:", "transferd")
        self.assertEqual(self.guest.broker(), broker)
        self.bob_is_served()

    def test_one_of_another_build_is_refused_at_its_hello(self):
        header = next(bed.BUILD.rglob("wire_build_id.hpp")).read_text()
        build = re.search('"(.*)"', header)[1]
        program = self.guest.shell("systemctl cat transferd-worker@.service | "
                                   "sed -n 's/^ExecStart=//p'")
        self.guest.shell(f"sed 's/{build}/{'x' * len(build)}/' {program} >/opt/other-worker; "
                         "chmod 755 /opt/other-worker")
        job = self.running_job_whose_next_worker_is("other-build", "/opt/other-worker")
        bed.until(lambda: len(self.lost()) == 2, "the other build to be refused")
        self.bob_is_served()
        self.assertEqual(self.guest.call("alice", "Suspend", "t", str(job)).returncode, 0)

    def test_one_whose_loop_stands_still_is_killed_and_its_job_goes_on(self):
        # A second is enough for a test; the unit says how long it really is.
        self.assertIn("WatchdogSec=30",
                      self.guest.shell("systemctl cat transferd-worker@2001.service"))
        self.guest.shell(f"mkdir -p {DROP_INS}; printf '[Service]\\nWatchdogSec=1\\n"
                         f"TimeoutAbortSec=1\\n' >{DROP_INS}/watchdog.conf; "
                         "systemctl daemon-reload; systemctl stop transferd.service")
        job = self.guest.submit("alice", bed.url("stands", 4 << 20, 1 << 20), "/home/alice/stands")
        bed.until(lambda: int(self.guest.property(job, "BytesTransferred") or 0) > 0, "bytes")
        service = f"transferd-worker@{bed.UID['alice']}.service"
        pid = self.guest.show(service, "MainPID")
        self.guest.shell(f"kill -STOP {pid}")
        bed.until(lambda: self.guest.show(service, "MainPID") not in ("0", pid), "another worker")
        self.guest.wait_for(job, "transferred")

    def test_a_killed_brokers_successor_has_a_worker_again(self):
        job = self.guest.submit("alice", bed.url("orphan", 8 << 20, 4 << 20), "/home/alice/orphan")
        bed.until(lambda: int(self.guest.property(job, "BytesTransferred") or 0) > 1 << 20, "bytes")
        broker = self.guest.broker()
        self.guest.shell(f"kill -KILL {broker}")
        bed.until(lambda: self.guest.broker() not in (0, broker), "the next broker")
        self.guest.wait_for(job, "transferred")

    def test_without_polkit_a_start_is_worker_lost_and_what_runs_goes_on(self):
        running = self.guest.submit("bob", bed.url("goes-on", 8 << 20, 2 << 20),
                                    "/home/bob/goes-on")
        bed.until(lambda: int(self.guest.property(running, "BytesTransferred") or 0) > 0, "bytes")
        self.broker = self.guest.broker()
        job = int(self.guest.call("alice", "CreateJob", "ssa{sv}", "download", "x", "0")
                  .stdout.split()[1])
        self.guest.shell("systemctl mask --runtime --now polkit.service")
        try:
            for _ in range(3):
                run = self.guest.call("alice", "AddFile", "ssa{sv}", bed.url("none"),
                                      "/home/alice/none", "0", path=f"{bed.PATH}/jobs/{job}",
                                      interface=f"{bed.INTERFACE}.Job")
                self.assertIn("systemd did not start transferd-worker@2001.socket", run.stderr)
            self.assertEqual(len(self.lost()), 1)
            self.guest.wait_for(running, "transferred")
        finally:
            self.guest.shell("systemctl unmask --runtime polkit.service")
