# SPDX-License-Identifier: MIT
"""What the machine can do to the service: each has an outcome, and the journal tells of it."""

import bed


class Trouble(bed.SystemTest):
    options = ("--disk", "ext4:1G", "--dev", "loop")

    def setUp(self):
        self.guest.policy("IdleExit=10min")

    def tearDown(self):
        self.guest.shell("systemctl stop transferd.service; systemctl reset-failed; "
                         "rm -rf /var/lib/transferd/* /home/*/trouble*")

    def running(self, user: str, name: str) -> int:
        job = self.guest.submit(user, bed.url(name, 6 << 20, 2 << 20), f"/home/{user}/{name}")
        bed.until(lambda: int(self.guest.property(job, "BytesTransferred") or 0) > 0, "bytes")
        return job

    def test_a_bus_that_restarts_has_the_service_again_and_its_jobs_go_on(self):
        job = self.running("alice", "trouble-bus")
        broker = self.guest.broker()
        self.guest.shell("kill -KILL $(systemctl show --value --property=MainPID dbus.service)")
        bed.until(lambda: self.guest.broker() not in (0, broker), "the service to be there again")
        self.guest.wait_for(job, "transferred")
        self.assertIn("transferd: ", self.guest.journal("-u transferd.service -p err"))

    def test_jobs_of_an_account_that_was_removed_do_not_run_and_do_not_disturb(self):
        self.guest.shell("useradd --create-home --uid 2003 carol")
        job = self.running("carol", "trouble-carol")
        self.guest.shell("systemctl stop transferd.service; userdel --remove carol")
        other = self.guest.submit("bob", bed.url("trouble-other"), "/home/bob/trouble-other")
        self.guest.wait_for(other, "transferred")
        self.assertNotIn(self.guest.property(job, "State"), ("transferred", "transferring", ""))
        self.assertEqual(self.guest.run("test -e /home/carol").returncode, 1)
        self.assertIn("The worker of uid 2003 is lost",
                      bed.until(lambda: self.guest.journal("-u transferd.service -p warning"),
                                "a line of the worker"))

    def test_an_account_that_is_removed_while_its_job_runs_takes_nobody_with_it(self):
        self.guest.shell("useradd --create-home --uid 2004 dave")
        self.running("dave", "trouble-dave")
        job = self.running("bob", "trouble-beside")
        broker = self.guest.broker()
        self.guest.shell("userdel --force --remove dave 2>/dev/null || :")
        self.guest.wait_for(job, "transferred")
        self.assertEqual(self.guest.broker(), broker)

    def test_a_full_state_disk_refuses_what_it_cannot_save_and_the_rest_goes_on(self):
        self.guest.shell("systemctl stop transferd.service; truncate --size=8M /root/small; "
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

    def test_a_copy_of_the_state_that_is_put_back_has_the_jobs_of_then(self):
        job = int(self.guest.call("alice", "CreateJob", "ssa{sv}", "download", "kept", "0")
                  .stdout.split()[1])
        self.guest.shell("systemctl mask --runtime --now transferd.service; "
                         "cp -a /var/lib/transferd /root/copy")
        self.assertNotEqual(self.guest.call("alice", "GetQuota").returncode, 0)
        self.guest.shell("systemctl unmask --runtime transferd.service")
        self.assertEqual(self.guest.call("alice", "Cancel", "t", str(job)).returncode, 0)
        self.guest.shell("systemctl stop transferd.service; rm -r /var/lib/transferd/*; "
                         "cp -a /root/copy/. /var/lib/transferd; rm -r /root/copy")
        self.assertEqual(self.guest.property(job, "State"), "suspended")
