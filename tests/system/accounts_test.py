# SPDX-License-Identifier: MIT
"""What becomes of jobs whose owners are locked, removed, replaced, logged in or not."""

import contextlib

import bed


class Accounts(bed.SystemTest):
    def setUp(self):
        self.guest.policy("IdleExit=10min")

    def tearDown(self):
        self.guest.shell("systemctl stop transferd.service; systemctl reset-failed")
        self.guest.shell("rm -rf /var/lib/transferd/* /home/*/accounts*")

    def test_jobs_of_an_account_that_was_removed_wait_a_day_and_leave_their_files(self):
        self.guest.shell("useradd --create-home --uid 2003 carol")
        job = self.running("carol", "accounts-carol")
        self.guest.shell("systemctl stop transferd.service; "
                         "userdel --force carol 2>/dev/null")
        other = self.guest.submit("bob", bed.url("accounts-other"), "/home/bob/accounts-other")
        self.guest.wait_for(other, "transferred")
        self.assertEqual(self.guest.property(job, "StateReason"), "owner-not-present")
        self.assertIn("The account carol with the uid 2003 is gone",
                      self.guest.journal("-u transferd.service -p warning"))
        self.guest.shell("systemctl stop transferd.service")
        a_day_ago = ("import sqlite3; d = sqlite3.connect('/var/lib/transferd/jobs.sqlite'); "
                     "d.execute('UPDATE jobs SET owner_gone = owner_gone - 86400000000'); "
                     "d.commit()")
        self.assertEqual(self.guest.run(["python3", "-c", a_day_ago], "transferd").returncode, 0)
        self.guest.call("bob", "GetQuota")
        bed.until(lambda: self.guest.property(job, "State") in ("cancelled", ""), "a day's end")
        self.assertIn(f"Job {job} of carol was cancelled",
                      self.guest.journal("-u transferd.service"))
        self.assertNotEqual(self.guest.shell("ls -A /home/carol | grep part"), "")
        self.guest.shell("rm -r /home/carol")

    def test_who_gets_the_uid_of_an_owner_sees_nothing_and_nothing_runs_as_them(self):
        self.guest.shell("useradd --create-home --uid 2005 erin")
        job = self.running("erin", "accounts-erin")
        self.guest.shell("userdel --force erin 2>/dev/null; useradd --uid 2005 mallory")
        bed.until(lambda: self.guest.property(job, "StateReason") == "owner-not-present", "a hold")
        bed.until(lambda: not self.guest.run("pgrep --uid 2005 transfer").stdout, "the worker's end")
        self.assertIn("is another one now", self.guest.journal("-u transferd.service -p warning"))
        run = self.guest.call("mallory", "Cancel", "t", str(job))
        self.assertIn("There is no job", run.stderr)
        self.assertEqual(self.guest.shell("transferctl list --no-legend", "mallory"), "")
        self.assertRegex(self.guest.call("mallory", "GetQuota").stdout, '"JobsOfUser" u 0 ')
        # Neither a restart nor a job of their own has anything of it run.
        self.guest.shell("systemctl restart transferd.service; chown -R mallory /home/erin")
        theirs = self.guest.submit("mallory", bed.url("accounts-own"), "/home/erin/accounts-own")
        self.guest.wait_for(theirs, "transferred")
        self.assertEqual(self.guest.property(job, "StateReason"), "owner-not-present")
        self.assertEqual(self.guest.call(None, "Cancel", "t", str(job)).returncode, 0)
        self.assertEqual(self.guest.call("mallory", "Cancel", "t", str(theirs)).returncode, 0)
        self.assertIn(".accounts-erin.", self.guest.shell("ls -A /home/erin"))
        self.assertEqual([line.split()[0] for line in self.guest.shell(
            "transferctl history --no-legend", "mallory").splitlines()], [str(theirs)])
        self.guest.shell("userdel --force mallory 2>/dev/null; rm -r /home/erin")

    def test_an_account_that_is_removed_while_its_job_runs_takes_nobody_with_it(self):
        self.guest.shell("useradd --create-home --uid 2004 dave")
        his = self.running("dave", "accounts-dave")
        job = self.running("bob", "accounts-beside")
        broker = self.guest.broker()
        self.guest.shell("userdel --force --remove dave 2>/dev/null || :")
        bed.until(lambda: self.guest.property(his, "StateReason") == "owner-not-present", "a hold")
        self.assertEqual(self.guest.property(his, "State"), "queued")
        self.assertIn("The account dave with the uid 2004 is gone",
                      self.guest.journal("-u transferd.service -p warning"))
        bed.until(lambda: not self.guest.run("pgrep --uid 2004 transfer").stdout, "the worker's end")
        self.guest.wait_for(job, "transferred")
        self.assertEqual(self.guest.broker(), broker)

    def test_an_account_that_is_locked_has_its_jobs_wait_until_it_is_unlocked(self):
        self.guest.shell("useradd --create-home --uid 2006 frank; usermod --lock --expiredate 1 frank")
        job = self.guest.call("frank", "CreateJob", "ssa{sv}", "download", "x", "0")
        self.assertEqual(job.returncode, 0)
        job = int(job.stdout.split()[1])
        self.guest.shell("usermod --expiredate '' frank")
        add = self.guest.call("frank", "AddFile", "ssa{sv}", bed.url("accounts-locked"),
                              "/home/frank/accounts-locked", "0", path=f"{bed.PATH}/jobs/{job}",
                              interface=f"{bed.INTERFACE}.Job")
        self.assertEqual(add.returncode, 0, add.stderr)
        self.guest.shell("systemctl stop transferd.service; usermod --expiredate 1 frank")
        self.assertEqual(self.guest.call("frank", "Resume", "t", str(job)).returncode, 0)
        bed.until(lambda: self.guest.property(job, "StateReason") == "owner-not-present", "a hold")
        self.assertEqual(self.guest.property(job, "State"), "queued")
        self.assertIn("The account frank with the uid 2006 is locked or has expired",
                      self.guest.journal("-u transferd.service"))
        self.guest.shell("usermod --expiredate '' frank")
        self.guest.wait_for(job, "transferred", patience=30)
        self.guest.shell("userdel --force --remove frank 2>/dev/null || :")

    def test_an_account_that_is_locked_while_its_jobs_run_has_them_stopped_and_wait(self):
        self.guest.shell("useradd --create-home --uid 2007 grace")
        beside = self.running("alice", "accounts-beside-grace")
        other = self.guest.submit("grace", bed.url("accounts-post", 3 << 20, 1 << 19),
                                  "/home/grace/accounts-post", "HttpMethod", "s", "POST")
        job = self.running("grace", "accounts-grace", 6 << 20, 1 << 20)
        bed.until(lambda: int(self.guest.property(other, "BytesTransferred") or 0) > 0, "bytes")
        begun = self.guest.shell("date +@%s.%6N")
        self.guest.shell("usermod --expiredate 1 grace")
        for each in (job, other):
            bed.until(lambda each=each: self.guest.property(each, "StateReason")
                      == "owner-not-present", "a hold")
            self.assertEqual(self.guest.property(each, "State"), "queued")
            self.assertEqual(self.guest.property(each, "ErrorCount"), "0")
        kept = int(self.guest.property(job, "BytesTransferred"))
        self.assertGreater(kept, 0, "stopped in order, it keeps what it has")
        self.assertIn("The account grace with the uid 2007 is locked or has expired",
                      self.guest.journal(f"-u transferd.service --since={begun}"))
        self.guest.wait_for(beside, "transferred")
        # A restart finds it locked, too, and tries no worker twice.
        self.guest.shell("systemctl restart transferd.service")
        for each in (job, other):
            bed.until(lambda each=each: self.guest.property(each, "StateReason")
                      == "owner-not-present", "a hold")
            self.assertEqual(self.guest.property(each, "ErrorCount"), "0")
        self.guest.shell("usermod --expiredate '' grace")
        for each in (job, other):
            self.guest.wait_for(each, "transferred", patience=30)
            self.assertEqual(self.guest.call("grace", "Complete", "t", str(each)).returncode, 0)
        self.assertEqual(self.guest.shell("sha256sum </home/grace/accounts-grace").split()[0],
                         bed.digest_of("accounts-grace", 6 << 20))
        self.guest.shell("userdel --force --remove grace 2>/dev/null || :")

    def test_an_account_that_is_locked_while_another_change_is_looked_at_is_looked_at_again(self):
        self.guest.shell("useradd --create-home --uid 2008 heidi; mkfifo /run/held")
        job = self.running("heidi", "accounts-heidi", 20 << 20, 1 << 20)
        check = "transferd-account@2008.service"
        self.guest.shell(f"mkdir -p /run/systemd/system/{check}.d && printf '[Service]\\n"
                         f"ExecStartPost=+sh -c \"read go </run/held\"\\n' "
                         f">/run/systemd/system/{check}.d/held.conf && systemctl daemon-reload")
        self.guest.shell("usermod --comment Heidi heidi")
        bed.until(lambda: self.guest.shell(f"systemctl show --value --property=SubState {check}")
                  .strip() == "start-post", "a check that has looked")
        self.guest.shell("usermod --expiredate 1 heidi")
        self.guest.shell(f"rm -r /run/systemd/system/{check}.d; systemctl daemon-reload; "
                         "echo >/run/held; rm /run/held")
        bed.until(lambda: self.guest.property(job, "StateReason") == "owner-not-present", "a hold")

    def test_an_account_that_changes_takes_back_no_stop_of_the_administrators(self):
        job = self.running("alice", "accounts-stop", 20 << 20, 1 << 20)
        worker = f"transferd-worker@{bed.UID['alice']}"
        self.guest.shell(f"mkfifo /run/held; mkdir -p /run/systemd/system/{worker}.service.d && "
                         "printf '[Service]\\nExecStop=+sh -c \"read go </run/held\"\\n' "
                         f">/run/systemd/system/{worker}.service.d/held.conf; "
                         "systemctl daemon-reload")
        stop = self.guest.popen(["systemctl", "stop", f"{worker}.socket"])
        bed.until(lambda: self.guest.shell("systemctl show --value --property=SubState "
                                           f"{worker}.service").strip() == "stop",
                  "a stop that waits")
        self.guest.shell("usermod --comment Alice alice")
        # What changed is known to the service before it answers.
        self.assertEqual(self.guest.property(job, "ErrorCount"), "0")
        self.guest.shell(f"rm -r /run/systemd/system/{worker}.service.d; systemctl daemon-reload; "
                         "echo >/run/held; rm /run/held")
        self.assertEqual(stop.wait(timeout=20), 0)

    @contextlib.contextmanager
    def session_of(self, user: str):
        """A log-in by PAM, with logind's session."""
        run = self.guest.logged_in(user)
        try:
            until_state(self.guest, user, "active", "online")
            yield
        finally:
            run.communicate(timeout=20)
            until_state(self.guest, user, "closing", "offline", "")

    def test_a_job_that_wants_its_owner_logged_in_runs_from_log_in_to_log_out(self):
        job = self.guest.submit("alice", bed.url("accounts-when", 4 << 20, 1 << 20),
                                "/home/alice/accounts-when", "RunWhen", "s", "logged-in")
        bed.until(lambda: self.guest.property(job, "StateReason") == "owner-not-present", "a hold")
        with self.session_of("alice"):
            bed.until(lambda: int(self.guest.property(job, "BytesTransferred")) > 0, "bytes")
        bed.until(lambda: self.guest.property(job, "StateReason") == "owner-not-present", "a hold")
        self.assertEqual(self.guest.property(job, "State"), "queued")
        with self.session_of("alice"):
            self.guest.wait_for(job, "transferred")

    def test_a_unit_to_start_waits_for_the_log_in_of_its_owner(self):
        self.guest.shell("mkdir -p ~/.config/systemd/user; printf '[Service]\nType=oneshot\n"
                         "ExecStart=sh -c \"echo done >>%%h/accounts-started\"\n' "
                         ">~/.config/systemd/user/told.service", "bob")
        job = self.guest.submit("bob", bed.url("accounts-unit"), "/home/bob/accounts-unit",
                                "NotifyUnit", "s", "told.service")
        self.guest.wait_for(job, "transferred")
        self.assertEqual(self.guest.run("test -e /home/bob/accounts-started").returncode, 1)
        for _ in range(2):
            with self.session_of("bob"):
                bed.until(lambda: self.guest.run("test -e /home/bob/accounts-started")
                          .returncode == 0, "the unit to be started", patience=8)
        self.assertEqual(self.guest.shell("cat /home/bob/accounts-started"), "done")


def until_state(guest: bed.Guest, user: str, *states: str) -> None:
    """Of a user, as logind has it."""
    bed.until(lambda: guest.run(f"loginctl show-user --value --property=State {user}")
              .stdout.strip() in states, f"{user} to be {states}")
