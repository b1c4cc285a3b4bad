# SPDX-License-Identifier: MIT
"""Two users' jobs in every state, cut off at random moments: what was answered is so afterwards."""

import collections
import contextlib
import json
import random
import subprocess

import bed
import promises

ROUNDS = 4 if bed.NIGHTLY else 1
# Enough to end together.
MANY, SMALL = 100, 4096
# But for those that are over. Which of these an active job is when it is looked at is chance.
RESTING = {"suspended", "transient-error", "error", "transferred"}
ACTIVE = {"queued", "connecting", "transferring"}


class Crash(bed.SystemTest):
    options = ("--disk", "ext4:1G", "--real", "/var/lib/transferd")

    def setUp(self):
        self.guest.shell("systemctl stop transferd.service; rm -rf /var/lib/transferd/* "
                         "/home/*/files")
        self.guest.policy("MaxActiveBackgroundJobs=8")
        self.guest.shell("sync")
        self.of = {user: promises.Promises() for user in bed.UID}
        self.states = collections.Counter()

    def let_clients_run(self, run: str, seconds: float, cut_off) -> None:
        clients = {user: self.guest.popen(["python3", f"{bed.IN_GUEST}/client.py", run, "50"], user,
                                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
                   for user in bed.UID}
        bed.pause(seconds)
        cut_off()
        for user, client in clients.items():
            out, _ = client.communicate(timeout=60)
            self.of[user].take(out.splitlines())

    def broken(self) -> list[str]:
        """After the start that follows: by then no operation of before is under way."""
        def found() -> dict:
            every = {user: json.loads(self.guest.shell(f"python3 {bed.IN_GUEST}/jobs.py", user))
                     for user in bed.UID}
            busy = any(job["reason"] in ("completing", "cancelling")
                       for of in every.values() for job in of["jobs"].values())
            return {} if busy else every

        every = bed.until(found, "the operations that were cut off to end")
        self.jobs = sum(len(of["jobs"]) for of in every.values())
        for of in every.values():
            self.states.update(job["state"] for job in of["jobs"].values())
        return [f"{user}: {what}" for user, of in every.items()
                for what in self.of[user].broken(of)]

    def cut_off_again_and_again(self, rounds: int, cut_off, start) -> None:
        for number in range(rounds):
            seconds = random.uniform(1.5, 3)
            self.let_clients_run(f"r{number}", seconds, cut_off)
            start()
            self.assertEqual(self.broken(), [], f"round {number}, cut off after {seconds:.2f} s")
        answered = sum(of.answered for of in self.of.values())
        print(f"\n    {rounds} rounds, {answered} answers; {self.jobs} jobs at the end; "
              f"states found: {dict(self.states)}")
        self.assertGreater(answered, 20 * rounds)
        self.assertGreaterEqual(self.jobs, 90)
        self.assertLessEqual(RESTING, self.states.keys())
        self.assertTrue(ACTIVE & self.states.keys())

    def boot(self):
        self.guest.start()
        # Jobs wait, so it runs before anybody calls.
        bed.until(lambda: self.guest.broker(), "the service to be started at boot")

    def test_after_a_power_cut(self):
        self.cut_off_again_and_again(
            4 * ROUNDS, lambda: self.guest.testbed("powercut", self.guest.name), self.boot)

    def cut_a_large_download_off(self, number: int) -> bool:
        """Whether bytes moved. What has its final name afterwards is the whole file or nothing."""
        name, size = f"large{number}", 48 << 20
        path = f"/home/alice/files/{name}"
        self.guest.shell("mkdir -p /home/alice/files", "alice")
        job = self.guest.submit("alice", bed.url(name, size, 6 << 20), path, "Priority", "s",
                                "foreground", "AutoComplete", "b", "true")
        bed.pause(random.uniform(0.2, 4))
        moved = self.guest.property(job, "State") == "transferring"
        self.guest.testbed("powercut", self.guest.name)
        self.boot()
        whole = bed.digest_of(name, size)
        there = self.guest.shell(f"[ ! -e {path} ] || sha256sum <{path}").split()
        self.assertIn(there[:1], ([], [whole]), "other bytes are under the final name")
        bed.until(lambda: not self.guest.property(job, "State"), "the job to end", 60)
        self.assertEqual(self.guest.shell(f"sha256sum <{path}").split()[0], whole)
        self.guest.shell("rm /home/alice/files/*; sync")
        return moved

    def test_after_a_power_cut_a_large_download_is_nothing_or_the_whole_file(self):
        rounds = 30 if bed.NIGHTLY else 1
        moved = sum(self.cut_a_large_download_off(number) for number in range(rounds))
        print(f"\n    {rounds} power cuts, {moved} of them while bytes moved")
        self.assertGreaterEqual(moved, rounds // 2)

    def cut_off_where_the_worker_stands(self, step: str) -> None:
        """What is gone with the next boot has it stand still there."""
        worker = f"transferd-worker@{bed.UID['alice']}.service"
        drop_ins = "/run/systemd/system/transferd-worker@.service.d"
        self.guest.shell(f"mkdir -p {drop_ins}; printf '[Service]\\nEnvironment=LD_PRELOAD="
                         f"{bed.IN_GUEST}-hold.so HOLD_AT={step}\\n' >{drop_ins}/hold.conf; "
                         f"systemctl daemon-reload; systemctl stop transferd.service {worker}")
        path = f"/home/alice/files/{step}"
        self.guest.shell(f"mkdir -p ~/files; echo old >{path}; sync", "alice")
        job = self.guest.submit("alice", bed.url(step), path, "Priority", "s", "foreground",
                                "AutoComplete", "b", "true")
        stands = f"grep -q 'State:.T' /proc/$(systemctl show --value -p MainPID {worker})/status"
        bed.until(lambda: self.guest.run(["sh", "-c", stands]).returncode == 0, f"it to stand {step}")
        self.guest.testbed("powercut", self.guest.name)
        self.boot()
        bed.until(lambda: self.guest.property(job, "State") in ("acknowledged", ""), "the end")
        self.assertEqual(self.guest.shell(f"sha256sum <{path}").split()[0],
                         bed.digest_of(step, 1 << 20))
        self.assertEqual(self.guest.shell("ls -A /home/alice/files").split(), [step])
        self.guest.shell("rm /home/alice/files/*; sync")

    def test_after_a_power_cut_at_each_step_of_publishing_the_new_file_is_there(self):
        steps = ("after-fdatasync", "before-rename", "after-rename", "after-fsync")
        for step in steps if bed.NIGHTLY else random.sample(steps, 2):
            with self.subTest(step=step):
                self.cut_off_where_the_worker_stands(step)

    def test_after_a_kill_of_everything(self):
        self.cut_off_again_and_again(
            3 * ROUNDS, lambda: self.guest.testbed("kill", self.guest.name), self.boot)

    def test_after_a_reboot(self):
        self.cut_off_again_and_again(2 * ROUNDS, self.guest.reboot, lambda: None)

    def test_after_a_kill_of_broker_and_workers(self):
        self.cut_off_again_and_again(
            3 * ROUNDS, lambda: self.guest.shell("pkill -KILL 'transferd|transfer-worke'; "
                                                 "pkill -KILL -f client.p[y] || :"),
            lambda: None)

    @contextlib.contextmanager
    def without_sync(self, unit: str):
        """`unit` only seems to sync."""
        drop_ins = f"/etc/systemd/system/{unit}.d"
        self.guest.shell(f"mkdir -p {drop_ins}; printf '[Service]\\nEnvironment=LD_PRELOAD="
                         f"{bed.IN_GUEST}-nosync.so\\n' >{drop_ins}/nosync.conf; "
                         "systemctl daemon-reload; sync")
        try:
            yield
        finally:
            self.guest.shell(f"rm -r {drop_ins}; systemctl daemon-reload; sync")

    def lost_without_sync(self, unit: str) -> list[str]:
        """The same power cut."""
        with self.without_sync(unit):
            lost = []
            for number in range(5):
                self.let_clients_run(f"c{number}", random.uniform(2, 3),
                                     lambda: self.guest.testbed("powercut", self.guest.name))
                self.guest.start()
                lost = self.broken()
                if lost:
                    break
        return lost

    def damaged_of_many(self, name: str) -> list[str]:
        """Small files of one job, cut off when Complete has answered."""
        files = [f"{name}-{number}" for number in range(MANY)]
        self.guest.shell("mkdir -p ~/files", "alice")
        words = [word for file in files
                 for word in (bed.url(file, SMALL), f"/home/alice/files/{file}", "0")]
        answer = self.guest.call("alice", "Submit", "ssa(ssa{sv})a{sv}", "download", name,
                                 str(MANY), *words, "0")
        job = int(answer.stdout.split()[1])
        self.guest.wait_for(job, "transferred")
        self.assertEqual(self.guest.call("alice", "Complete", "t", str(job)).returncode, 0)
        self.guest.testbed("powercut", self.guest.name)
        self.guest.start()
        lines = self.guest.shell("cd ~/files && sha256sum * || :", "alice").splitlines()
        found = {file: digest for digest, file in (line.split() for line in lines)}
        return [file for file in files if found.get(file) != bed.digest_of(file, SMALL)]

    def test_many_small_files_that_share_their_syncs_are_whole_after_a_power_cut(self):
        for number in range(ROUNDS):
            self.assertEqual(self.damaged_of_many(f"many-{number}"), [])

    def test_control_many_small_files_without_their_syncs_are_not(self):
        with self.without_sync("transferd-worker@.service"):
            self.assertNotEqual(self.damaged_of_many("lost"), [])

    def test_control_a_broker_that_does_not_sync_loses_what_it_has_promised(self):
        self.assertNotEqual(self.lost_without_sync("transferd.service"), [])

    def test_control_a_worker_that_does_not_sync_publishes_less_than_the_whole(self):
        self.assertNotEqual(self.lost_without_sync("transferd-worker@.service"), [])
