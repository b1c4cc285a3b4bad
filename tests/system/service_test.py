# SPDX-License-Identifier: MIT
"""The service as it is installed: started by a call, working as the owner of each job."""

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
