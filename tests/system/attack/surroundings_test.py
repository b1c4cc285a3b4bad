# SPDX-License-Identifier: MIT
"""What is around a job and is not as it should be: disks, mounts, names, and the state of last week."""

import subprocess
import time

import bed

SIZE = 1 << 20
SMALL = "/home/alice/small"


class Surroundings(bed.SystemTest):
    options = ("--disk", "ext4:1G", "--dev", "loop")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guest.shell("printf '%s\\n' 'nameserver 127.0.0.1' 'options timeout:1 attempts:1' "
                        ">/etc/resolv.conf")
        cls.resolver = cls.guest.popen(["python3", f"{bed.IN_GUEST}/resolver.py"],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        cls.resolver.stdout.readline()

    @classmethod
    def tearDownClass(cls):
        cls.resolver.communicate("")
        super().tearDownClass()

    def setUp(self):
        self.jobs = []
        self.guest.policy("IdleExit=10min\nConnectTimeout=5s")
        self.guest.shell(f"systemctl stop transferd.service; mkdir {SMALL}; chown alice {SMALL}")

    def tearDown(self):
        for job in self.jobs:
            self.guest.call(None, "Cancel", "t", str(job))
        self.guest.shell(f"umount {SMALL} 2>/dev/null; rm -rf {SMALL} /root/small /run/mended")

    def submit(self, path: str, size: int = SIZE, rate: int = 0, url: str = "") -> int:
        self.jobs.append(self.guest.submit("alice", url or bed.url("wanted", size, rate), path))
        return self.jobs[-1]

    def verb(self, verb: str, job: int) -> str:
        """What it was refused with, or nothing."""
        return self.guest.call("alice", verb, "t", str(job)).stderr

    def assert_wanted(self, path: str, size: int = SIZE):
        self.assertEqual(self.guest.shell(f"sha256sum <{path}").split()[0],
                         bed.digest_of("wanted", size))

    def ends_whole(self, job: int, path: str, size: int = SIZE):
        self.guest.wait_for(job, "transferred")
        self.assertEqual(self.verb("Complete", job), "")
        self.assert_wanted(path, size)

    def mounted(self, size: str, make: str):
        self.guest.shell(f"truncate --size={size} /root/small; {make} /root/small >/dev/null; "
                         f"mount -o loop /root/small {SMALL}; chown alice {SMALL}")


    def test_a_disk_without_an_inode_is_full_and_the_job_goes_on_when_there_is_one(self):
        self.guest.shell(f"mount -t tmpfs -o size=8M,nr_inodes=2,mode=777 tmpfs {SMALL}; "
                         f"touch {SMALL}/last")
        job = self.submit(f"{SMALL}/file")
        self.guest.wait_for(job, "error")
        self.assertEqual(self.guest.property(job, "ErrorCode"), "disk-full")
        self.guest.shell(f"rm {SMALL}/last")
        self.assertEqual(self.verb("Resume", job), "")
        self.ends_whole(job, f"{SMALL}/file")

    def test_a_folder_without_room_for_another_name_keeps_the_file_until_there_is(self):
        self.mounted("8M", "mkfs.ext4 -qF -m 0 -b 1024 -O ^dir_index,^has_journal -N 9000")
        self.guest.shell(f"mkdir {SMALL}/folder; chown alice {SMALL}/folder")
        name = "n" * 200
        job = self.submit(f"{SMALL}/folder/{name}")
        self.guest.wait_for(job, "transferred")
        # A block at a time, which cat would leave; then every name for which there is room.
        self.guest.shell(f"cd {SMALL}; dd if=/dev/zero of=filler bs=1k 2>/dev/null; cd folder; "
                         "for i in $(seq 20000); do : 2>/dev/null >$i || break; done")
        refused = self.verb("Complete", job)
        self.assertNotEqual(refused, "", "the control: there was room after all")
        self.assertEqual(self.guest.property(job, "State"), "transferred")
        self.guest.shell(f"rm {SMALL}/filler")
        self.ends_whole(job, f"{SMALL}/folder/{name}")

    def test_a_quota_that_is_used_up_is_known_before_the_first_byte_and_the_job_goes_on_without(self):
        self.mounted("128M", "mkfs.btrfs -q -f")
        self.guest.shell(f"btrfs quota enable {SMALL}; btrfs subvolume create {SMALL}/hers; "
                         f"chown alice {SMALL}/hers; btrfs qgroup limit 4M {SMALL}/hers")
        size = 8 << 20
        job = self.submit(f"{SMALL}/hers/file", size)
        self.guest.wait_for(job, "error")
        self.assertEqual(self.guest.property(job, "ErrorCode"), "quota-exceeded")
        self.assertIn("Disk quota exceeded", self.guest.call(
            "alice", "GetError", path=f"{bed.PATH}/jobs/{job}",
            interface=f"{bed.INTERFACE}.Job").stdout)
        self.guest.shell(f"btrfs qgroup limit none {SMALL}/hers")
        self.assertEqual(self.verb("Resume", job), "")
        self.ends_whole(job, f"{SMALL}/hers/file", size)

    def test_a_folder_on_fuse_that_root_may_not_enter_is_the_owners(self):
        self.guest.shell("mkdir -p ~/behind; rm -rf ~/behind/*; bindfs --no-allow-other ~/behind "
                         f"{SMALL}", "alice")
        try:
            self.assertNotEqual(self.guest.run(["ls", SMALL]).returncode, 0, "the control: root")
            self.ends_whole(self.submit(f"{SMALL}/file"), "/home/alice/behind/file")
            # Once more, where there is one.
            self.ends_whole(self.submit(f"{SMALL}/file"), "/home/alice/behind/file")
        finally:
            self.guest.shell(f"fusermount3 -u {SMALL}", "alice")

    def test_a_folder_that_is_locked_keeps_its_job_until_it_is_open_again(self):
        self.mounted("32M", "mkfs.ext4 -qF -O encrypt")
        folder, lock = f"{SMALL}/home", f"python3 {bed.IN_GUEST}/lock.py"
        self.guest.shell(f"mkdir {folder}; {lock} encrypt {folder}; chown alice {folder}")
        job = self.submit(f"{folder}/file", 4 << 20, 1 << 20)
        bed.until(lambda: int(self.guest.property(job, "BytesTransferred") or 0) > 0, "bytes")
        self.assertEqual(self.verb("Suspend", job), "")
        self.guest.shell(f"sync; {lock} lock {folder}")
        self.assertNotIn(".file", self.guest.shell(f"ls -A {folder}"), "the control: it is locked")
        self.assertEqual(self.verb("Resume", job), "")
        self.guest.wait_for(job, "transient-error")
        self.assertEqual(self.guest.property(job, "ErrorCode"), "destination-unavailable")
        self.guest.shell(f"{lock} open {folder}")
        self.assertEqual(self.verb("Resume", job), "")
        self.ends_whole(job, f"{folder}/file", 4 << 20)
        self.assertEqual(self.guest.shell(f"ls -A {folder}"), "file")

    def in_a_namespace(self, script: str) -> subprocess.CompletedProcess:
        """Alice's, with another file system at her folder than everybody else sees."""
        as_alice = "setpriv --reuid alice --regid alice --init-groups"
        return self.guest.run(["unshare", "--mount", "sh", "-c",
                               f"mount -t tmpfs -o mode=777 tmpfs {SMALL} && {as_alice} sh -c "
                               f"'{script}'; ls -A {SMALL}"])

    def test_a_client_with_mounts_of_its_own_names_places_as_the_worker_sees_them(self):
        run = self.in_a_namespace(f"transferctl download {bed.url('wanted', SIZE)} {SMALL}/file")
        self.assertEqual(run.stderr, "")
        self.assertNotIn("file", run.stdout.splitlines())
        self.assert_wanted(f"{SMALL}/file")
        run = self.in_a_namespace(f"mkdir {SMALL}/own; transferctl download {bed.url('x')} "
                                  f"{SMALL}/own/file")
        self.assertIn(f"{SMALL}/own", run.stderr)
        self.assertEqual(self.guest.shell(f"ls {SMALL}"), "file")

    def test_the_state_of_before_a_job_was_completed_harms_no_file_of_it(self):
        jobs = {verb: self.submit(f"{SMALL}/{verb}") for verb in ("Complete", "Cancel")}
        for job in jobs.values():
            self.guest.wait_for(job, "transferred")
        self.guest.shell("systemctl stop transferd.service; cp -a /var/lib/transferd /root/copy")
        for verb, job in jobs.items():
            self.ends_whole(job, f"{SMALL}/{verb}")
        self.guest.shell("systemctl stop transferd.service; rm -r /var/lib/transferd/*; "
                         "cp -a /root/copy/. /var/lib/transferd; rm -r /root/copy")
        for verb, job in jobs.items():
            self.assertEqual(self.guest.property(job, "State"), "transferred", "the control")
            self.assertEqual(self.verb(verb, job), "")
            self.assert_wanted(f"{SMALL}/{verb}")
        self.assertEqual(sorted(self.guest.shell(f"ls -A {SMALL}").split()), ["Cancel", "Complete"])

    def named(self, host: str) -> int:
        return self.submit(f"{SMALL}/{host}", url=f"http://{host}.test:8000/{SIZE}/0/wanted")

    def test_one_that_is_not_resolved_is_tried_again_and_keeps_nobody_waiting(self):
        hosts = ("nowhere", "broken", "silent", "garbage")
        jobs = {host: self.named(host) for host in hosts}
        self.ends_whole(self.named("good"), f"{SMALL}/good")
        for host, job in jobs.items():
            with self.subTest(host=host):
                self.guest.wait_for(job, "transient-error")
                self.assertEqual(self.guest.property(job, "ErrorCode"), "name-not-resolved")
        self.guest.shell("touch /run/mended")
        for host, job in jobs.items():
            self.assertEqual(self.verb("Resume", job), "")
            self.ends_whole(job, f"{SMALL}/{host}")

    def test_one_of_a_thousand_addresses_is_enough(self):
        self.ends_whole(self.named("many"), f"{SMALL}/many")

    def test_an_address_that_swallows_everything_is_not_waited_for(self):
        self.ends_whole(self.named("hole"), f"{SMALL}/hole")

    def test_an_account_database_that_is_slow_costs_nobody_a_job(self):
        drop_ins = "/run/systemd/system/transferd.service.d"
        job = self.submit(f"{SMALL}/file", 2 << 20, 1 << 20)
        self.guest.shell(f"mkdir -p {drop_ins}; printf '[Service]\\nEnvironment=LD_PRELOAD="
                         f"{bed.IN_GUEST}-slow.so\\n' >{drop_ins}/slow.conf; "
                         "systemctl daemon-reload")
        try:
            begun = time.monotonic()
            self.guest.shell("systemctl restart transferd.service")
            self.assertEqual(self.guest.call("bob", "GetQuota").stderr, "")
            self.assertGreater(time.monotonic() - begun, 2, "the control: it was slow")
            self.ends_whole(job, f"{SMALL}/file", 2 << 20)
            self.assertNotIn("is gone", self.guest.journal(
                f"-u transferd.service _PID={self.guest.broker()}"))
        finally:
            self.guest.shell(f"rm -r {drop_ins}; systemctl daemon-reload; "
                             "systemctl stop transferd.service")

    def test_an_address_that_goes_in_the_middle_of_a_transfer_costs_no_byte(self):
        self.guest.policy("IdleExit=10min\nConnectTimeout=1s\nStallTimeout=1s")
        come, go = (f"ip address {verb} 10.77.0.1/32 dev lo" for verb in ("add", "delete"))
        self.guest.shell(f"{come}; systemd-run --quiet --unit=elsewhere --service-type=notify "
                         f"python3 -B {bed.IN_GUEST}/serve.py 8001 10.77.0.1")
        size = 4 << 20
        job = self.submit(f"{SMALL}/file", url=f"http://10.77.0.1:8001/{size}/{1 << 20}/wanted")
        bed.until(lambda: int(self.guest.property(job, "BytesTransferred") or 0) > 1 << 20, "bytes")
        self.guest.shell(go)
        self.guest.wait_for(job, "transient-error")
        kept = int(self.guest.property(job, "BytesTransferred"))
        self.assertGreater(kept, 1 << 20)
        self.guest.shell(come)
        self.assertEqual(self.verb("Resume", job), "")
        bed.until(lambda: self.guest.property(job, "State") == "transferring", "bytes again")
        self.assertGreaterEqual(int(self.guest.property(job, "BytesTransferred")), kept)
        self.ends_whole(job, f"{SMALL}/file", size)
        self.guest.shell(f"systemctl stop elsewhere; {go}")
