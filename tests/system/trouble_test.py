# SPDX-License-Identifier: MIT
"""What the machine can do to the service: each has an outcome, and the journal tells of it."""

import subprocess

import bed


class Trouble(bed.SystemTest):
    options = ("--disk", "ext4:1G", "--dev", "loop")

    def setUp(self):
        self.guest.policy("IdleExit=10min")
        self.small_disk = False

    def tearDown(self):
        self.guest.shell("systemctl stop transferd.service; systemctl reset-failed")
        if self.small_disk:
            self.guest.shell("umount /home/alice/trouble; rm -f /root/small")
        self.guest.shell("rm -rf /var/lib/transferd/* /home/*/trouble*")

    def test_a_bus_that_restarts_has_the_service_again_and_its_jobs_go_on(self):
        job = self.running("alice", "trouble-bus")
        broker = self.guest.broker()
        self.guest.shell("kill -KILL $(systemctl show --value --property=MainPID dbus.service)")
        bed.until(lambda: self.guest.broker() not in (0, broker), "the service to be there again")
        self.guest.wait_for(job, "transferred")
        self.assertIn("transferd: ", self.guest.journal("-u transferd.service -p err"))

    def test_a_full_state_disk_refuses_what_it_cannot_save_and_the_rest_goes_on(self):
        self.guest.shell("systemctl start transferd.service; systemctl stop transferd.service; "
                         "truncate --size=8M /root/small; "
                         "mkfs.ext4 -qF /root/small; mount -o loop /root/small /var/lib/transferd")
        try:
            job = self.guest.submit("alice", bed.url("trouble-before", 6 << 20, 2 << 20),
                                    "/home/alice/trouble-before")
            broker = self.guest.broker()
            self.guest.shell("cat /dev/zero >/var/lib/transferd/filler 2>/dev/null || :")
            answers = []

            def refused() -> bool:
                run = self.guest.call("alice", "CreateJob", "ssa{sv}", "download", "x" * 200, "0")
                answers.append(run)
                return run.returncode != 0

            bed.until(refused, "a job that cannot be saved")
            self.assertEqual(self.guest.broker(), broker)
            self.assertIn("save", answers[-1].stderr)
            self.assertTrue(self.guest.journal("MESSAGE_ID=b3a850e57dbd47a18a5cb62df2335ca7"))
            self.guest.shell("rm /var/lib/transferd/filler")
            bed.until(lambda: self.guest.call("alice", "CreateJob", "ssa{sv}", "download", "x",
                                              "0").returncode == 0, "a job that can be saved")
            self.guest.wait_for(job, "transferred", patience=40)
            # What was answered is there after the next start, and what was refused is not.
            made = sum(run.returncode == 0 for run in answers) + 2
            self.guest.shell("systemctl restart transferd.service")
            self.assertEqual(len(self.guest.shell("transferctl list --no-legend", "alice")
                                 .splitlines()), made)
        finally:
            self.guest.shell("systemctl stop transferd.service; umount /var/lib/transferd; "
                             "rm /root/small")

    def on_a_small_disk(self, mounted: str):
        """Alice's ~/trouble is one of 16 MiB."""
        self.guest.shell(f"mkdir /home/alice/trouble; {mounted} /home/alice/trouble && "
                         "chown alice /home/alice/trouble")
        self.small_disk = True

    def message(self, job: int) -> str:
        return self.guest.call("alice", "GetError", path=f"{bed.PATH}/jobs/{job}",
                               interface=f"{bed.INTERFACE}.Job").stdout

    def fill(self):
        self.guest.shell("cat /dev/zero >>/home/alice/trouble/filler 2>/dev/null || :")

    def full_in_the_middle(self, name: str, size: int) -> int:
        """Where nothing can be reserved, so that somebody else takes the room meanwhile."""
        job = self.guest.submit("alice", bed.url(name, size, 3 << 20), f"/home/alice/trouble/{name}")
        bed.until(lambda: int(self.guest.property(job, "BytesTransferred") or 0) > 2 << 20, "bytes")
        self.fill()
        self.guest.wait_for(job, "error")
        self.assertEqual(self.guest.property(job, "ErrorCode"), "disk-full")
        return job

    def test_a_disk_that_gets_full_keeps_what_is_there_and_goes_on_when_there_is_room(self):
        self.on_a_small_disk("truncate --size=16M /root/small; mkfs.ext4 -qF -m 0 -O ^extent,"
                             "^64bit,^has_journal /root/small; mount -o loop /root/small")
        size = 10 << 20
        job = self.full_in_the_middle("whole", size)
        kept = int(self.guest.property(job, "BytesTransferred"))
        self.assertGreater(kept, 2 << 20)
        self.assertLess(kept, size)
        self.assertIn(f"{size - kept} bytes are missing", self.message(job))
        self.guest.shell("rm /home/alice/trouble/filler")
        self.assertEqual(self.guest.call("alice", "Resume", "t", str(job)).returncode, 0)
        self.guest.wait_for(job, "transferred")
        self.assertEqual(self.guest.call("alice", "Complete", "t", str(job)).returncode, 0)
        self.assertEqual(self.guest.shell("sha256sum </home/alice/trouble/whole").split()[0],
                         bed.digest_of("whole", size))

    def test_a_job_on_a_full_disk_can_be_cancelled_and_leaves_nothing(self):
        self.on_a_small_disk("truncate --size=16M /root/small; mkfs.ext4 -qF -m 0 -O ^extent,"
                             "^64bit,^has_journal /root/small; mount -o loop /root/small")
        job = self.full_in_the_middle("gone", 10 << 20)
        # Also with what the worker had no use for any more.
        self.fill()
        self.assertNotEqual(self.guest.run("dd if=/dev/zero of=/home/alice/trouble/filler bs=64k "
                                           "count=1 oflag=append conv=notrunc").returncode, 0)
        self.assertEqual(self.guest.call("alice", "Cancel", "t", str(job)).stdout.strip(), "as 0")
        self.assertEqual(sorted(self.guest.shell("ls -A /home/alice/trouble").split()),
                         ["filler", "lost+found"])

    def test_a_file_that_is_too_large_for_its_disk_is_known_before_the_first_byte(self):
        self.on_a_small_disk("mount -t tmpfs -o size=16M tmpfs")
        size = 24 << 20
        job = self.guest.submit("alice", bed.url("large", size), "/home/alice/trouble/large")
        self.guest.wait_for(job, "error")
        self.assertEqual(self.guest.property(job, "ErrorCode"), "disk-full")
        self.assertIn(f"{size - (16 << 20)} bytes are missing", self.message(job))
        self.assertEqual(self.guest.property(job, "BytesTransferred"), "0")
        self.guest.shell("mount -o remount,size=32M /home/alice/trouble")
        self.assertEqual(self.guest.call("alice", "Resume", "t", str(job)).returncode, 0)
        self.guest.wait_for(job, "transferred")
        self.assertEqual(self.guest.call("alice", "Complete", "t", str(job)).returncode, 0)
        self.assertEqual(self.guest.shell("sha256sum </home/alice/trouble/large").split()[0],
                         bed.digest_of("large", size))

    def test_a_copy_of_the_state_that_is_put_back_has_the_jobs_of_then(self):
        job = int(self.guest.call("alice", "CreateJob", "ssa{sv}", "download", "kept", "0")
                  .stdout.split()[1])
        self.guest.shell("systemctl mask --runtime --now transferd.service; "
                         "cp -a /var/lib/transferd /root/copy")
        self.assertNotEqual(self.guest.call("alice", "GetQuota").returncode, 0)
        self.guest.shell("systemctl unmask --runtime transferd.service")
        self.assertEqual(self.guest.call("alice", "Cancel", "t", str(job)).returncode, 0)
        since = int(self.guest.call("alice", "CreateJob", "ssa{sv}", "download", "since", "0")
                    .stdout.split()[1])
        # As docs/backup.md says it, with and without the file of the highest number.
        for keep, next_number in (("-name highest-id", since + 1), ("-false", job + 1001)):
            self.guest.shell("systemctl mask --runtime --now transferd.service; "
                             f"find /var/lib/transferd -mindepth 1 ! {keep} -delete; "
                             "cp -a /root/copy/jobs.sqlite* /var/lib/transferd; "
                             "systemctl unmask --runtime transferd.service")
            self.assertEqual(self.guest.property(job, "State"), "suspended")
            self.assertEqual(self.guest.property(since, "State"), "")
            made = self.guest.call("alice", "CreateJob", "ssa{sv}", "download", "next", "0")
            self.assertEqual(int(made.stdout.split()[1]), next_number)
        self.guest.shell("rm -r /root/copy")

    def test_what_may_not_be_replaced_stays_and_the_file_is_published_later(self):
        self.guest.shell("mkdir /home/alice/trouble-kept; echo old >/home/alice/trouble-kept/file; "
                         "chown -R alice /home/alice/trouble-kept")
        for flag, path in (("i", "/home/alice/trouble-kept/file"), ("a", "/home/alice/trouble-kept")):
            with self.subTest(flag=flag):
                self.guest.shell(f"chattr +{flag} {path}")
                try:
                    job = self.guest.submit("alice", bed.url("trouble-flag"),
                                            "/home/alice/trouble-kept/file")
                    self.guest.wait_for(job, "transferred")
                    self.assertIn("Access denied",
                                  self.guest.call("alice", "Complete", "t", str(job)).stderr)
                    self.assertEqual(self.guest.shell("cat /home/alice/trouble-kept/file | head -c 3"),
                                     "old")
                finally:
                    self.guest.shell(f"chattr -{flag} {path}")
                self.assertEqual(self.guest.call("alice", "Complete", "t", str(job)).returncode, 0)
                self.guest.shell("echo old >/home/alice/trouble-kept/file")

    def test_a_program_that_runs_from_the_destination_goes_on_with_what_it_was(self):
        self.guest.shell("cp /usr/bin/cat /home/alice/trouble-cat; chown alice /home/alice/trouble-cat")
        program = self.guest.popen("/home/alice/trouble-cat", "alice", stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE)
        job = self.guest.submit("alice", bed.url("trouble-program"), "/home/alice/trouble-cat")
        self.guest.wait_for(job, "transferred")
        self.assertEqual(self.guest.call("alice", "Complete", "t", str(job)).returncode, 0)
        self.assertEqual(program.communicate("it runs", timeout=10)[0], "it runs")
        self.assertEqual(self.guest.shell("sha256sum </home/alice/trouble-cat").split()[0],
                         bed.digest_of("trouble-program", 1 << 20))
