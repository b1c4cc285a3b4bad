# SPDX-License-Identifier: MIT
"""When the service starts and when it ends."""

import re
import time

import bed


class Life(bed.SystemTest):
    # Ninety days after the boot, says the clock.
    options = ("--uptime", "7776000")

    def tearDown(self):
        self.guest.shell("for user in alice bob; do ids=$(runuser -u $user -- transferctl list "
                         "--no-legend | awk '{print $1}'); [ -z \"$ids\" ] || "
                         "runuser -u $user -- transferctl cancel $ids; done >/dev/null")
        self.guest.shell("systemctl stop transferd.service")

    def ends(self, patience: float = bed.PATIENCE):
        bed.until(lambda: self.guest.broker() == 0, "the broker to end", patience)

    def test_it_ends_when_it_is_idle_and_leaves_nothing_running(self):
        self.guest.policy("IdleExit=100ms")
        job = self.guest.submit("alice", bed.url("rest"), "/home/alice/rest")
        # Transferred jobs wait for their client, and keep nobody up.
        self.ends()
        self.assertEqual(self.guest.show("transferd.service", "Result"), "success")
        self.assertEqual(self.guest.shell("systemctl list-units --no-legend 'transferd-worker@*'"),
                         "")
        self.assertEqual(self.guest.shell("ls /var/lib/transferd | grep -c unfinished || :"), "0")
        self.assertEqual(self.guest.property(job, "State"), "transferred")

    def test_a_job_that_waits_for_a_retry_keeps_it_up(self):
        self.guest.policy("IdleExit=50ms")
        job = self.guest.submit("alice", "http://127.0.0.1:9/", "/home/alice/refused")
        self.guest.wait_for(job, "transient-error")
        broker = self.guest.broker()
        bed.pause(0.5)
        self.assertEqual(self.guest.broker(), broker)
        self.assertEqual(self.guest.shell("ls /var/lib/transferd | grep unfinished"), "unfinished")

    def test_no_call_is_lost_whenever_it_comes(self):
        self.guest.policy("IdleExit=200ms\nMaxJobsPerUser=1000\nMaxJobsPerMachine=1000")
        seconds = 200 if bed.NIGHTLY else 20
        run = self.guest.shell(f"python3 {bed.IN_GUEST}/calls.py {seconds} 200", "alice",
                               timeout=seconds + 30)
        counts, *failed = run.splitlines()
        calls, brokers = map(int, counts.split())
        self.assertEqual(failed, [])
        # Controls: it has ended between calls, and has not always ended.
        self.assertGreater(brokers, seconds / 2)
        self.assertGreater(calls, brokers)

    def test_it_stops_within_two_seconds_and_saves_what_it_has(self):
        self.guest.policy("IdleExit=30s")
        size = 64 << 20
        jobs = [self.guest.submit(user, bed.url(f"{user}{i}", size, 8 << 20),
                                  f"/home/{user}/slow{i}")
                for user in ("alice", "bob") for i in range(2)]
        for job in jobs:
            bed.until(lambda job=job: int(self.guest.property(job, "BytesTransferred") or 0)
                      > 4 << 20, f"bytes of job {job}")
        begun = time.monotonic()
        self.guest.shell("systemctl stop transferd.service")
        self.assertLess(time.monotonic() - begun, 2)
        self.assertEqual(self.guest.show("transferd.service", "Result"), "success")
        for job in jobs:
            self.assertGreater(int(self.guest.property(job, "BytesTransferred")), 3 << 20)

    def test_a_call_while_it_stops_is_answered_by_the_next_one(self):
        self.guest.call("alice", "GetQuota")
        broker = self.guest.broker()
        self.guest.shell("systemctl --no-block stop transferd.service")
        self.assertEqual(self.guest.call("alice", "GetQuota").returncode, 0)
        self.assertNotEqual(self.guest.broker(), broker)

    def test_a_loop_that_hangs_is_killed_and_its_jobs_go_on(self):
        job = self.guest.submit("alice", bed.url("watched", 8 << 20, 2 << 20), "/home/alice/watched")
        drop_in = "/run/systemd/system/transferd.service.d"
        self.guest.shell(f"mkdir -p {drop_in}; printf '[Service]\\nWatchdogSec=1\\nTimeoutAbortSec=1\\n'"
                         f">{drop_in}/watchdog.conf; systemctl daemon-reload; "
                         "systemctl restart transferd")
        try:
            broker = self.guest.broker()
            self.guest.shell(f"kill -STOP {broker}")
            bed.until(lambda: self.guest.broker() not in (0, broker), "another broker")
            self.guest.wait_for(job, "transferred", patience=30)
        finally:
            self.guest.shell(f"rm -r {drop_in}; systemctl daemon-reload")

    def test_the_daily_timer_cancels_what_nobody_has_touched(self):
        self.guest.policy("IdleExit=30s\nJobInactivityTimeout=1s")
        job = int(self.guest.call("alice", "CreateJob", "ssa{sv}", "download", "old", "0")
                  .stdout.split()[1])
        self.guest.shell("systemctl stop transferd.service")
        bed.pause(1)
        self.guest.shell("systemctl stop transferd-inactivity.timer; touch --date='100 days ago' "
                         "/var/lib/systemd/timers/stamp-transferd-inactivity.timer; "
                         "mkdir -p /run/systemd/system/transferd-inactivity.timer.d; "
                         "printf '[Timer]\\nRandomizedDelaySec=0\\n' "
                         ">/run/systemd/system/transferd-inactivity.timer.d/now.conf; "
                         "systemctl daemon-reload; systemctl start transferd-inactivity.timer")
        bed.until(lambda: re.search(rf"^{job} +expired",
                                    self.guest.shell("transferctl history --no-legend", "alice"),
                                    re.MULTILINE), f"job {job} to be cancelled")
        self.assertEqual(self.guest.show("transferd-inactivity.service", "Result"), "success")

    def test_it_starts_at_boot_where_jobs_wait_and_nowhere_else(self):
        self.guest.reboot()
        # The boot is through, so its unit has had its turn.
        self.assertEqual(self.guest.show("transferd-boot.service", "ConditionResult"), "no")
        self.assertEqual(self.guest.broker(), 0)
        waits = self.guest.submit("alice", "http://127.0.0.1:9/", "/home/alice/waits")
        self.guest.wait_for(waits, "transient-error")
        self.guest.reboot()
        bed.until(self.guest.broker, "the service to be started at boot")
        self.assertEqual(self.guest.property(waits, "State"), "transient-error")

    def test_a_user_may_not_sweep(self):
        self.assertIn("Access denied", self.guest.call("alice", "CancelInactive").stderr + "")
        self.assertEqual(self.guest.call("transferd", "CancelInactive").returncode, 0)
