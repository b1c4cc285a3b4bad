# SPDX-License-Identifier: MIT
"""The service as it is installed: started by a call, working as the owner of each job."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import bed


class Installed(bed.SystemTest):
    def test_a_call_starts_it(self):
        self.guest.shell("systemctl stop transferd.service")
        self.assertEqual(self.guest.broker(), 0)
        self.assertEqual(self.guest.call("alice", "GetQuota").returncode, 0)
        self.assertNotEqual(self.guest.broker(), 0)

    def test_each_user_gets_files_of_their_own_that_all_may_read(self):
        for user in ("alice", "bob"):
            path = f"/home/{user}/file"
            self.guest.shell(f"transferctl download {bed.url(user)} {path}", user)
            self.assertEqual(self.guest.shell(f"stat --format='%U %G %a' {path}"),
                             f"{user} {user} 644")
            self.assertEqual(self.guest.shell(f"sha256sum <{path}").split()[0],
                             bed.digest_of(user, 1 << 20))

    def test_a_user_cannot_have_a_file_where_they_may_not_write(self):
        run = self.guest.call("alice", "Submit", "ssa(ssa{sv})a{sv}", "download", "x", "1",
                              bed.url("x"), "/home/bob/x", "0", "0")
        self.assertIn("Access denied", run.stderr)
        self.assertEqual(self.guest.shell("ls -A /home/bob | grep -c part || :"), "0")

    def test_only_the_broker_can_connect_to_a_worker(self):
        self.guest.shell(f"transferctl download {bed.url('first')} /home/alice/first", "alice")
        connect = ("import socket; socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)"
                   f".connect('/run/transferd-worker/{bed.UID['alice']}')")
        for user in ("alice", "bob"):
            run = self.guest.run(["python3", "-c", connect], user)
            self.assertIn("PermissionError", run.stderr)
        # A control: the broker's user gets through.
        self.assertEqual(self.guest.run(["python3", "-c", connect], "transferd").returncode, 0)

    def test_no_process_of_it_has_a_capability_or_another_user_than_its_own(self):
        self.guest.shell(f"transferctl download {bed.url('held')} /home/bob/held", "bob")
        worker = self.guest.show(f"transferd-worker@{bed.UID['bob']}.service", "MainPID")
        for pid, user in ((self.guest.broker(), "transferd"), (worker, "bob")):
            status = self.guest.shell(f"cat /proc/{pid}/status")
            uid = self.guest.shell(f"id --user {user}")
            self.assertRegex(status, rf"Uid:\s+{uid}\s+{uid}\s+{uid}\s+{uid}\n")
            self.assertRegex(status, r"CapEff:\s+0+\n")
            self.assertRegex(status, r"CapBnd:\s+0+\n")
            self.assertRegex(status, r"NoNewPrivs:\s+1\n")

    def test_other_accounts_than_peoples_are_refused_with_what_to_do(self):
        for user in (None, "daemon", "nobody"):
            with self.subTest(user=user):
                # busctl keeps the sentences of AccessDenied to itself.
                run = self.guest.run(["gdbus", "call", "--system", "--dest", bed.NAME,
                                      "--object-path", bed.PATH, "--method",
                                      f"{bed.INTERFACE}.CreateJob", "download", "x", "{}"], user)
                self.assertIn("AccessDenied", run.stderr)
                self.assertIn("are off until the administrator installs a polkit rule", run.stderr)
                run = self.guest.run(f"transferctl download {bed.url('x')} /tmp/x", user)
                self.assertEqual(run.returncode, 4)
                self.assertIn("are off until the administrator installs a polkit rule", run.stderr)

    def test_the_example_lets_root_write_where_it_says_and_nowhere_else(self):
        examples = "/usr/local/share/doc/transferd/examples"
        drop_ins = "/etc/systemd/system/transferd-worker@0.service.d"
        self.guest.shell(f"cp {examples}/transferd-root.rules /etc/polkit-1/rules.d; "
                         f"mkdir -p {drop_ins} /srv/transfers; "
                         f"cp {examples}/worker-of-root.conf {drop_ins}; systemctl daemon-reload")
        try:
            # polkit watches its directories and takes a moment.
            bed.until(lambda: self.guest.run(f"transferctl download {bed.url('root')} "
                                             "/srv/transfers/root").returncode == 0,
                      "root's download")
            self.assertEqual(self.guest.shell("stat --format='%U %a' /srv/transfers/root"),
                             "root 644")
            for directory in ("/srv", "/root", "/etc", "/home/alice", "/tmp"):
                with self.subTest(directory=directory):
                    run = self.guest.run(f"transferctl download {bed.url('root')} {directory}/evil")
                    self.assertNotEqual(run.returncode, 0)
                    self.assertRegex(run.stderr, "[Rr]ead-only|[Pp]ermission denied")
        finally:
            self.guest.shell(f"rm -r /etc/polkit-1/rules.d/transferd-root.rules {drop_ins}; "
                             "systemctl daemon-reload; systemctl stop transferd.service")

    def test_the_units_are_without_a_fault_and_as_closed_as_promised(self):
        units = ("transferd.service transferd-worker@2001.socket transferd-worker@2001.service "
                 "transferd-account@2001.service "
                 "transferd-inactivity.timer transferd-inactivity.service transferd-boot.service "
                 "transferd-key.service")
        run = self.guest.run(f"systemd-analyze verify {units}")
        self.assertEqual((run.returncode, run.stdout + run.stderr), (0, ""))
        for unit, most in (("transferd.service", 5), ("transferd-worker@2001.service", 20)):
            threshold = ["systemd-analyze", "security", "--no-pager", unit, "--threshold"]
            self.assertEqual(self.guest.run([*threshold, str(most)]).returncode, 0, unit)
        # A control: the threshold is one.
        self.assertNotEqual(self.guest.run([*threshold, "1"]).returncode, 0)

    def test_asking_whether_an_account_may_be_used_opens_no_session(self):
        self.guest.shell("systemctl stop transferd.service")
        sessions = self.guest.shell("journalctl --no-pager -u systemd-logind.service | wc -l")
        self.guest.shell(f"transferctl download {bed.url('asked')} /home/bob/asked", "bob")
        self.assertIn("Finished transferd-account@2002.service",
                      self.guest.journal("-u transferd-account@2002.service"))
        self.assertEqual(
            self.guest.shell("journalctl --no-pager -u systemd-logind.service | wc -l"), sessions)

    def standing_of_the_file_threads(self, user: str) -> set[tuple[str, str]]:
        """For the disk and for the processor, as long as there are any."""
        service = f"transferd-worker@{bed.UID[user]}.service"
        tasks = self.guest.shell(f"ls /proc/$(systemctl show --value --property=MainPID {service})"
                                 "/task").split()[1:]
        told = [(self.guest.run(f"ionice -p {task}").stdout.strip(),
                 self.guest.run(f"chrt -p {task}").stdout) for task in tasks]
        return {(disk, re.search(r"policy: (\w+)", processor)[1]) for disk, processor in told
                if disk and processor}

    def test_background_files_leave_disk_and_processor_to_others(self):
        background = self.guest.submit("alice", bed.url("behind", 8 << 20, 2 << 20),
                                       "/home/alice/behind")
        bed.until(lambda: ("idle", "SCHED_BATCH") in self.standing_of_the_file_threads("alice"),
                  "a thread that steps back")
        foreground = self.guest.submit("bob", bed.url("before", 2 << 20, 1 << 20),
                                       "/home/bob/before", "Priority", "s", "foreground")
        bed.until(lambda: self.standing_of_the_file_threads("bob"), "a thread that does not")
        self.assertEqual({processor for _, processor in self.standing_of_the_file_threads("bob")}
                         - {"SCHED_OTHER"}, set())
        for job in (background, foreground):
            self.guest.wait_for(job, "transferred")

    def test_the_key_is_made_once_for_the_broker_alone(self):
        self.guest.call("alice", "GetQuota")
        key = "/etc/credstore.encrypted/transferd.key"
        before = self.guest.shell(f"sha256sum {key}")
        self.assertEqual(self.guest.shell(f"stat --format=%a {key}"), "600")
        self.guest.shell("systemctl restart transferd.service")
        self.assertEqual(self.guest.shell(f"sha256sum {key}"), before)
        credentials = "/run/credentials/transferd.service"
        self.assertEqual(self.guest.shell(f"stat --format=%s {credentials}/transferd.key"), "32")
        self.assertNotEqual(self.guest.run(f"ls {credentials}", "alice").returncode, 0)
        self.guest.shell(f"mv {key} /root; systemctl restart transferd.service")
        self.assertEqual(self.guest.call("alice", "GetQuota").returncode, 0)
        self.guest.shell(f"mv /root/transferd.key {key}")


    def test_without_its_bus_policy_it_says_so_once_and_clients_are_told(self):
        policy = "/usr/share/dbus-1/system.d/org.example.Transfer.conf"
        self.guest.shell(f"systemctl stop transferd.service; mv {policy} /root; "
                         "systemctl reload dbus")
        try:
            self.assertEqual(self.guest.run("systemctl start transferd.service").returncode, 1)
            self.assertEqual(self.guest.show("transferd.service", "ExecMainStatus"), "77")
            bed.pause(3)  # longer than a restart takes
            self.assertEqual(self.guest.show("transferd.service", "ActiveState"), "failed")
            self.assertEqual(self.guest.journal("-u transferd.service -p err")
                             .count("does not let this account have the name"), 1)
            run = self.guest.run("transferctl list", "alice")
            self.assertEqual(run.returncode, 4, run.stderr)
        finally:
            self.guest.shell(f"mv /root/org.example.Transfer.conf {policy}; systemctl reload dbus; "
                             "systemctl reset-failed transferd.service")
        self.assertEqual(self.guest.call("alice", "GetQuota").returncode, 0)

    def test_without_polkits_actions_users_have_their_own_jobs_and_root_has_all(self):
        actions = "/usr/share/polkit-1/actions/org.example.transfer.policy"
        self.guest.shell(f"mv {actions} /root; systemctl restart polkit")
        try:
            self.guest.shell(f"transferctl download {bed.url('own')} /home/alice/own", "alice")
            self.assertEqual(self.guest.run("transferctl list --all-users", "alice").returncode, 4)
            self.assertEqual(self.guest.run("transferctl list --all-users").returncode, 0)
        finally:
            self.guest.shell(f"mv /root/org.example.transfer.policy {actions}; "
                             "systemctl restart polkit")

    def test_a_state_folder_that_is_missing_or_somebody_elses_is_made_right(self):
        job = int(self.guest.call("alice", "CreateJob", "ssa{sv}", "download", "kept", "0")
                  .stdout.split()[1])
        folder = "/var/lib/transferd"
        for spoil, there in ((f"mv {folder} /root/state", ""),
                             (f"rm -r {folder}; mv /root/state {folder}; "
                              f"chown -R alice {folder}; chmod 777 {folder}", "suspended")):
            self.guest.shell(f"systemctl stop transferd.service; {spoil}")
            self.assertEqual(self.guest.call("alice", "GetQuota").returncode, 0, spoil)
            self.assertEqual(self.guest.property(job, "State"), there)
            self.assertEqual(self.guest.shell(f"stat --format='%U %a' {folder}"), "transferd 700")

    def test_a_masked_unit_is_an_unreachable_service_for_transferctl(self):
        self.guest.shell("systemctl mask --runtime --now transferd.service")
        try:
            run = self.guest.run("transferctl list", "alice", timeout=5)
            self.assertEqual(run.returncode, 6)
            self.assertIn("the transfer service does not answer", run.stderr)
        finally:
            self.guest.shell("systemctl unmask --runtime transferd.service")

    def test_a_crash_leaves_no_core(self):
        self.guest.shell(f"transferctl download {bed.url('crash')} /home/bob/crash", "bob")
        worker = "transferd-worker@2002.service"
        for unit in (worker, "transferd.service"):
            pid = self.guest.show(unit, "MainPID")
            self.assertRegex(self.guest.shell(f"cat /proc/{pid}/limits"),
                             r"Max core file size +0 +0 ")
            self.guest.shell(f"kill -SEGV {pid}")
            bed.until(lambda unit=unit: "status=11/SEGV" in self.guest.journal(f"-u {unit}"),
                      f"the crash of {unit}")
            self.assertNotIn("code=dumped", self.guest.journal(f"-u {unit}"))

    def test_a_user_whose_uid_has_its_highest_bit_is_one_like_any_other(self):
        self.guest.shell("useradd --create-home --uid 4000000000 high")
        self.guest.shell(f"transferctl download {bed.url('high')} /home/high/file", "high")
        self.assertEqual(self.guest.shell("stat --format=%u /home/high/file"), "4000000000")


class Uninstalled(unittest.TestCase):
    def test_uninstall_removes_every_file_that_install_has_put_down(self):
        with tempfile.TemporaryDirectory() as tree, bed.alone_with_the_build():
            def run(*command: str) -> None:
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL,
                               env=os.environ | {"DESTDIR": tree})

            def files() -> set[str]:
                top = pathlib.Path(tree)
                return {str(path.relative_to(top)) for path in top.rglob("*") if path.is_file()}

            run("cmake", "--install", str(bed.BUILD))
            self.assertIn("usr/local/libexec/transferd/transferd", files())
            self.assertIn("usr/local/share/man/man8/transferd.8", files())
            self.assertIn("usr/local/share/man/man5/transferd.conf.5", files())
            pathlib.Path(tree, "usr/local/bin/not-ours").touch()
            run("cmake", "--build", str(bed.BUILD), "--target", "uninstall")
            self.assertEqual(files(), {"usr/local/bin/not-ours"})
