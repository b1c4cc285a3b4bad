# SPDX-License-Identifier: MIT
"""Whoever moves names under a job of Alice's: nothing is written where she may not write, nothing of
Bob's or root's is touched, and what is published is whole."""

import bed

SIZE = 1 << 20


class Files(bed.SystemTest):
    """Each test has a folder of Alice's, one of Bob's, and one that both may write."""

    def setUp(self):
        self.guest.shell("""
            rm -rf /srv/hers /srv/his /srv/both /srv/root
            install -d -o alice -m 755 /srv/hers; install -d -o bob -m 755 /srv/his
            groupadd --force shared; usermod -aG shared alice; usermod -aG shared bob
            install -d -g shared -m 2775 /srv/both; install -d -m 755 /srv/root
            echo precious >/srv/root/file; echo precious >/srv/his/file; chown bob /srv/his/file""")
        self.jobs = []

    def tearDown(self):
        for job in self.jobs:
            self.guest.call(None, "Cancel", "t", str(job))
        self.assertEqual(self.guest.shell("cat /srv/root/file /srv/his/file; ls -A /srv/root"),
                         "precious\nprecious\nfile", "something of root's or Bob's is not as it was")

    def submit(self, path: str, rate: int = 0, user: str = "alice") -> int:
        self.jobs.append(self.guest.submit(user, bed.url("wanted", SIZE, rate), path))
        return self.jobs[-1]

    def transferred(self, path: str) -> int:
        job = self.submit(path)
        self.guest.wait_for(job, "transferred")
        return job

    def under_way(self, path: str) -> int:
        """Suspended with a part file."""
        job = self.submit(path, rate=SIZE // 3)
        bed.until(lambda: int(self.guest.property(job, "BytesTransferred") or 0) > 0, "bytes")
        self.assertEqual(self.verb("Suspend", job), "")
        return job

    def verb(self, verb: str, job: int, user: str = "alice") -> str:
        """What it was refused with, or nothing."""
        return self.guest.call(user, verb, "t", str(job)).stderr

    def part(self, folder: str) -> str:
        return self.guest.shell(f"ls -A {folder}/.*.part")

    def refused(self, path: str) -> str:
        run = self.guest.call("alice", "Submit", "ssa(ssa{sv})a{sv}", "download", "x", "1",
                              bed.url("x"), path, "0", "0")
        self.assertNotEqual(run.returncode, 0, path)
        return run.stderr

    def assert_wanted(self, path: str, user: str = "alice"):
        told = self.guest.shell(f"stat --format='%F %U' {path}; sha256sum <{path}")
        self.assertEqual(told, f"regular file {user}\n{bed.digest_of('wanted', SIZE)}  -")


class Names(Files):
    def test_a_link_in_the_place_of_the_file_is_replaced_and_never_followed(self):
        for number, target in enumerate(("/srv/his/file", "/srv/root/file", "/srv/root/new")):
            path = f"/srv/hers/link{number}"
            self.guest.shell(f"ln -s {target} {path}", "alice")
            self.assertEqual(self.verb("Complete", self.transferred(path)), "")
            self.assert_wanted(path)
        # The control: what follows links ends up behind it.
        self.guest.shell("ln -s /srv/root/control /srv/hers/control; echo >/srv/hers/control; "
                         "rm /srv/root/control")

    def test_a_folder_swapped_for_a_link_after_the_transfer_gets_nothing(self):
        job = self.transferred("/srv/hers/sub-is-not-there-yet")
        self.guest.shell("mkdir /srv/hers/sub", "alice")
        job = self.transferred("/srv/hers/sub/file")
        self.guest.shell("cd /srv/hers && mv sub moved && ln -s /srv/root sub", "alice")
        self.assertIn("sub", self.verb("Complete", job))
        # The control: root, who goes by the path, lands in the other folder.
        self.guest.shell("cp /srv/hers/moved/.*.part /srv/hers/sub/control; rm /srv/root/control")

    def test_a_folder_swapped_for_a_link_while_suspended_stops_the_job(self):
        self.guest.shell("mkdir /srv/hers/sub", "alice")
        job = self.under_way("/srv/hers/sub/file")
        self.guest.shell("cd /srv/hers && mv sub moved && ln -s /srv/both sub", "alice")
        self.assertEqual(self.verb("Resume", job), "")
        self.guest.wait_for(job, "error", "transient-error")
        self.assertEqual(self.guest.shell("ls -A /srv/both"), "")

    def test_a_folder_that_is_swapped_all_the_time_gets_whole_files_or_none(self):
        swap = ("import ctypes, os; os.chdir('/srv/hers'); libc = ctypes.CDLL(None)\n"
                "while True: libc.renameat2(-100, b'sub', -100, b'evil', 2)")
        self.guest.shell("cd /srv/hers && mkdir sub && ln -s /srv/root evil", "alice")
        swapper = self.guest.popen(["python3", "-c", swap], "alice")
        try:
            for number in range(10):
                run = self.guest.call("alice", "Submit", "ssa(ssa{sv})a{sv}", "download", "x", "1",
                                      bed.url("wanted", SIZE), f"/srv/hers/sub/{number}", "0", "0")
                if run.returncode == 0:
                    self.jobs.append(int(run.stdout.split()[1]))
            for job in self.jobs:
                self.guest.wait_for(job, "transferred", "error", "transient-error")
                self.verb("Complete", job)
        finally:
            self.guest.run(["pkill", "-u", "alice", "python3"])
            swapper.wait()
        whole = self.guest.shell("cd /srv/hers; for f in sub/? evil/?; do [ ! -f $f ] || "
                                 "stat --format=%s $f; done")
        self.assertEqual(set(whole.split()) - {str(SIZE)}, set())

    def test_another_file_system_on_the_folder_stops_the_job(self):
        for resumed in (False, True):
            self.guest.shell("mkdir -p /srv/hers/mnt", "alice")
            job = (self.under_way if resumed else self.transferred)(f"/srv/hers/mnt/{resumed}")
            self.guest.shell("mount -t tmpfs -o mode=777 tmpfs /srv/hers/mnt")
            try:
                if resumed:
                    self.verb("Resume", job)
                    self.guest.wait_for(job, "error", "transient-error")
                else:
                    self.assertNotEqual(self.verb("Complete", job), "")
                self.assertEqual(self.guest.shell("ls -A /srv/hers/mnt"), "")
            finally:
                self.guest.shell("umount /srv/hers/mnt")

    def test_what_is_no_place_for_a_file_is_refused(self):
        self.guest.shell("mkfifo /srv/hers/fifo; mkdir /srv/hers/folder; "
                         "ln -s /srv/root /srv/hers/out; ln -s loop /srv/hers/loop", "alice")
        for path in ("/srv/hers/folder", "/dev/null", "/dev/full", "/proc/self/mem", "/sys/x",
                     "/proc/self/root/srv/hers/x", "/proc/self/cwd/x", "/proc/self/fd/0/x",
                     "/dev/fd/0/x", "/srv/hers/../hers/x", "/srv//hers/x", "/srv/hers/",
                     "/srv/hers/loop/x", "/srv/hers/out/x", "/srv/root/x", "relative"):
            with self.subTest(path=path):
                self.refused(path)

    def test_a_fifo_in_the_place_of_the_file_holds_nobody_up(self):
        self.guest.shell("mkfifo /srv/hers/fifo", "alice")
        run = self.guest.call("alice", "Submit", "ssa(ssa{sv})a{sv}", "download", "x", "1",
                              bed.url("wanted", SIZE), "/srv/hers/fifo", "0", "0")
        if run.returncode == 0:
            self.jobs.append(int(run.stdout.split()[1]))
            self.guest.wait_for(self.jobs[-1], "transferred")
            self.assertEqual(self.verb("Complete", self.jobs[-1]), "")
            self.assert_wanted("/srv/hers/fifo")


    def test_a_device_in_the_place_of_the_file_is_refused_and_stays(self):
        device = "mknod -m 666 /srv/hers/device c 1 7; chown alice /srv/hers/device"
        job = self.transferred("/srv/hers/device")
        self.guest.shell(device)
        self.assertIn("device", self.verb("Complete", job))
        self.assertEqual(self.guest.property(job, "State"), "transferred")
        self.refused("/srv/hers/device")
        self.assertEqual(self.guest.shell("stat --format='%F %U' /srv/hers/device"),
                         "character special file alice")
        self.guest.shell("rm /srv/hers/device")
        self.assertEqual(self.verb("Complete", job), "")
        self.assert_wanted("/srv/hers/device")


class Parts(Files):
    """What others, or Alice herself, put in the place of the part file while it waits."""

    def swapped(self, command: str, user: str) -> int:
        for job in self.jobs:
            self.verb("Cancel", job)
        self.guest.shell("rm -rf /srv/both/.*.part")
        job = self.under_way("/srv/both/file")
        part = self.part("/srv/both")
        self.guest.shell(f"cd /srv/both; part={part}; {command}", user)
        self.assertEqual(self.verb("Resume", job), "")
        self.guest.wait_for(job, "transferred", "error", patience=40)
        return job

    def test_a_link_is_not_followed(self):
        for user, target in (("bob", "/srv/his/file"), ("alice", "/srv/root/file")):
            with self.subTest(user=user):
                self.swapped(f"mv $part moved-by-{user}; ln -s {target} $part", user)

    def test_a_hard_link_to_bobs_file_is_not_written(self):
        self.guest.shell("echo precious >/srv/both/his; chmod 666 /srv/both/his", "bob")
        self.swapped("rm -f $part; ln his $part", "bob")
        self.assertEqual(self.guest.shell("cat /srv/both/his"), "precious")

    def test_a_part_file_with_a_second_name_is_not_written(self):
        job = self.under_way("/srv/both/file")
        self.guest.shell(f"ln {self.part('/srv/both')} /srv/both/second", "alice")
        self.verb("Resume", job)
        self.guest.wait_for(job, "transferred", "error", patience=40)
        self.assertEqual(self.guest.property(job, "State"), "error")
        self.assertEqual(self.guest.property(job, "ErrorCode"), "local-file-changed")

    def test_a_fifo_or_a_folder_holds_nobody_up(self):
        for made in ("mkfifo", "mkdir"):
            with self.subTest(made=made):
                self.swapped(f"rm -f $part; {made} $part", "bob")
                self.guest.shell("rm -rf /srv/both/*")

    def test_a_device_is_not_written(self):
        for made in ("c 1 3", "c 1 7", "b 7 200"):
            with self.subTest(made=made):
                # Root alone makes devices; that it is Alice's lets her own rights allow all.
                job = self.swapped(f"rm -f $part; mknod -m 666 $part {made}; chown alice $part",
                                   None)
                self.assertEqual(self.guest.property(job, "State"), "error")
                self.assertEqual(self.guest.property(job, "ErrorCode"), "local-file-changed")
                self.assertRegex(self.guest.shell("stat --format='%F %U' /srv/both/.*.part"),
                                 "^(character|block) special file alice$")
                self.assertEqual(self.guest.shell("ls /srv/both"), "")

    def test_one_that_bob_deletes_or_renames_starts_over(self):
        for command in ("rm -f $part", "mv $part gone"):
            with self.subTest(command=command):
                job = self.swapped(command, "bob")
                self.guest.wait_for(job, "transferred")
                self.assertEqual(self.verb("Complete", job), "")
                self.assert_wanted("/srv/both/file")
                self.guest.shell("rm -rf /srv/both/*")

    def test_one_that_bob_exchanges_before_complete_is_not_published(self):
        job = self.transferred("/srv/both/file")
        self.guest.shell("cd /srv/both; part=$(ls -A .*.part); mv $part moved; echo evil >$part",
                         "bob")
        self.assertNotEqual(self.verb("Complete", job), "")
        self.assertEqual(self.guest.shell("ls -A /srv/both/file 2>/dev/null || :"), "")


class AsTheOwner(Files):
    def test_a_shared_folder_gives_its_group_to_the_file(self):
        for user in ("alice", "bob"):
            job = self.submit(f"/srv/both/{user}", user=user)
            self.guest.wait_for(job, "transferred")
            self.assertEqual(self.verb("Complete", job, user), "")
            self.assertEqual(self.guest.shell(f"stat --format='%U %G %a' /srv/both/{user}"),
                             f"{user} shared 644")

    def test_of_two_owners_of_one_destination_the_last_complete_wins_whole(self):
        jobs = {user: self.submit("/srv/both/file", user=user) for user in ("alice", "bob")}
        for user, job in jobs.items():
            self.guest.wait_for(job, "transferred")
            self.assertEqual(self.verb("Complete", job, user), "")
            self.assert_wanted("/srv/both/file", user)

    def test_in_a_sticky_folder_what_bob_has_put_there_stays(self):
        self.guest.shell("install -d -m 1777 /srv/both/sticky")
        self.guest.shell("cd /srv/both/sticky; echo precious >file; mkdir folder; "
                         "ln -s /srv/root/file link", "bob")
        for name in ("file", "link", "folder"):
            self.refused(f"/srv/both/sticky/{name}")
        job = self.transferred("/srv/both/sticky/late")
        self.guest.shell("echo precious >/srv/both/sticky/late", "bob")
        self.assertNotEqual(self.verb("Complete", job), "")
        self.assertEqual(self.guest.property(job, "State"), "transferred")
        self.assertEqual(self.guest.shell("cd /srv/both/sticky; cat file late; readlink link"),
                         "precious\nprecious\n/srv/root/file")

    def test_a_home_that_is_closed_is_closed(self):
        self.guest.shell("chmod 700 /home/bob /home/alice")
        self.assertIn("ccess", self.refused("/home/bob/file"))
        job = self.transferred("/home/alice/file")
        self.assertEqual(self.verb("Complete", job), "")
        self.assert_wanted("/home/alice/file")

    def test_a_read_only_mount_is_read_only(self):
        self.guest.shell("mkdir -p /srv/hers/ro", "alice")
        self.guest.shell("mount -t tmpfs -o mode=777 tmpfs /srv/hers/ro")
        try:
            job = self.transferred("/srv/hers/ro/file")
            self.guest.shell("mount -o remount,ro /srv/hers/ro")
            self.refused("/srv/hers/ro/another")
            self.assertNotEqual(self.verb("Complete", job), "")
            self.assertEqual(self.guest.property(job, "State"), "transferred")
            self.guest.shell("mount -o remount,rw /srv/hers/ro")
            self.assertEqual(self.verb("Complete", job), "")
            self.assert_wanted("/srv/hers/ro/file")
        finally:
            self.guest.shell("umount /srv/hers/ro")

    def test_an_acl_opens_and_closes_a_folder(self):
        self.guest.shell("install -d -o bob -m 700 /srv/his/acl")
        self.refused("/srv/his/acl/file")
        self.guest.shell("setfacl -m u:alice:rwx /srv/his/acl; setfacl -d -m u:bob:r /srv/his/acl; "
                         "setfacl -d -m o::- /srv/his/acl")
        job = self.transferred("/srv/his/acl/file")
        self.assertEqual(self.verb("Complete", job), "")
        self.assert_wanted("/srv/his/acl/file")
        self.assertIn("user:bob:r--", self.guest.shell("getfacl -cp /srv/his/acl/file"))
        self.assertIn("other::---", self.guest.shell("getfacl -cp /srv/his/acl/file"))

    def test_leaves_the_group_when_the_user_does(self):
        self.assertEqual(self.verb("Complete", self.transferred("/srv/both/file")), "")
        new_worker = f"systemctl stop transferd-worker@{bed.UID['alice']}.socket"
        self.guest.shell(f"chmod 770 /srv/both; gpasswd -d alice shared; {new_worker}")
        self.refused("/srv/both/another")
        self.guest.shell(f"usermod -aG shared alice; {new_worker}")
