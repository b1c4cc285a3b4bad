# SPDX-License-Identifier: MIT
"""Hostile clients on the real bus. In every case the broker is the same process afterwards and answers
Bob, and what is private of a job of Alice's has reached nobody."""

import json
import random
import re
import shlex
import statistics
import subprocess

import bed
import contract
from contract import answer, answers, call

# A kind of message, as the bus counts them.
ERROR = 3
CANARIES = ("canary-url", "canary-path", "canary-name")


class Hostile(bed.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guest.policy("IdleExit=1h")
        cls.guest.shell("systemctl stop transferd")

    def setUp(self):
        answer(self.guest, "bob", call("GetQuota"))
        self.broker = self.guest.broker()

    def tearDown(self):
        self.assertIsNone(answer(self.guest, "bob", call("GetQuota")).error)
        self.assertEqual(self.guest.broker(), self.broker, "the broker is another one")
        for user in ("alice", "bob"):
            jobs = answer(self.guest, user, call("ListJobs", "@a{sv} {}")).text
            answers(self.guest, user, [call("Cancel", f"uint64 {job}")
                                       for job in contract.ids_in(jobs)])

    def does(self, deed: str, *arguments: str, user: str = "alice") -> str:
        return self.guest.shell(
            " ".join(["python3", f"{bed.IN_GUEST}/hostile.py", deed, *arguments]), user)

    def while_it(self, deed: str, *arguments: str, user: str = "alice") -> subprocess.Popen:
        process = self.guest.popen(["python3", f"{bed.IN_GUEST}/hostile.py", deed, *arguments],
                                   user, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   errors="replace")
        self.addCleanup(process.wait)
        self.addCleanup(process.stdin.close)
        process.first_line = process.stdout.readline()
        return process

    def end(self, process: subprocess.Popen) -> str:
        return process.communicate("", timeout=30)[0]

    def owners(self) -> list[str]:
        """Of every job there is."""
        listed = answer(self.guest, None, call("ListJobs", "{'AllUsers': <true>}")).text
        return re.findall(r"'Owner': <(?:uint32 )?(\d+)>", listed)


class Callers(Hostile):
    def test_who_becomes_root_while_the_call_is_under_way_is_who_called(self):
        run = self.guest.run(["python3", f"{bed.IN_GUEST}/hostile.py", "become_another_program"],
                             "alice")
        self.assertIn("Authentication failure", run.stderr, "it was su in the end")
        self.assertEqual(self.owners(), [str(bed.UID["alice"])])

    def test_who_has_left_is_nobody_or_who_called(self):
        self.does("leave", "30")
        self.assertLessEqual(set(self.owners()), {str(bed.UID["alice"])})

    def test_a_call_that_wants_no_reply_gets_none_and_is_done(self):
        """Every method there is."""
        job = contract.new_job(self.guest)
        calls = [*contract.calls_about(job), *contract.calls_about_no_job(),
                 call("CreateJob", "'download'", "'x'", "@a{sv} {}")]
        self.assertEqual(self.does("without_reply", shlex.quote(json.dumps(calls))), "1")
        listed = answer(self.guest, "alice", call("ListJobs", "@a{sv} {}")).text
        self.assertNotIn(f"/jobs/{job}'", listed, "one of them was Cancel")
        self.assertEqual(self.owners(), [str(bed.UID["alice"])], "and one of them was CreateJob")


class Masses(Hostile):
    def descriptors(self) -> int:
        return int(self.guest.shell(f"ls /proc/{self.broker}/fd | wc -l"))

    def test_all_the_connections_one_user_may_have_leave_room_for_another(self):
        before = self.descriptors()
        process = self.while_it("hold", "250")
        self.assertGreater(int(process.first_line), 200)
        self.assertIsNone(answer(self.guest, "bob", call("GetQuota")).error)
        self.assertEqual(self.descriptors(), before)
        self.end(process)

    def test_a_message_beyond_the_bus_is_none_and_a_large_one_is_refused(self):
        self.assertEqual(self.does("giant", str(33 << 20)), "closed")
        self.assertEqual(self.does("giant", str(8 << 20)),
                         "org.freedesktop.DBus.Error.InvalidArgs")
        self.assertEqual(self.does("many_keys", "100000"),
                         "org.freedesktop.DBus.Error.InvalidArgs")

    def test_a_value_as_deep_as_a_message_may_be_is_refused_and_a_deeper_message_is_none(self):
        for depth, told in (("5", "org.freedesktop.DBus.Error.InvalidArgs"),
                            ("55", "org.freedesktop.DBus.Error.InvalidArgs"), ("200", "closed")):
            self.assertEqual(self.does("nested", depth), told, depth)

    def test_a_key_that_comes_twice_has_one_of_its_values(self):
        self.assertEqual(self.does("one_key_twice"), "answer")
        jobs = contract.ids_in(answer(self.guest, "alice", call("ListJobs", "@a{sv} {}")).text)
        settings = answer(self.guest, "alice", call("GetSettings", job=jobs[0])).text
        self.assertRegex(settings, "'Description': <'(first|second)'>")

    def test_a_thousand_match_rules_keep_nobody_waiting(self):
        process = self.while_it("match_rules", "1000", user="bob")
        self.assertEqual(process.first_line.strip(), "1000")
        took = json.loads(self.does("time_calls", "100"))
        self.assertLess(statistics.median(took), 100, "milliseconds")
        self.end(process)

    def test_descriptors_that_nobody_asked_for_are_closed(self):
        before = self.descriptors()
        self.assertEqual(self.does("descriptors", "300"), "sent")
        self.assertEqual(self.descriptors(), before)

    def test_who_never_reads_holds_nobody_up(self):
        contract.new_jobs(self.guest, 20)
        process = self.while_it("never_read", "2000")
        for told in answers(self.guest, "bob", [call("GetQuota")] * 20):
            self.assertIsNone(told.error)
        self.end(process)

    def test_a_hundred_connections_full_of_calls_keep_nobody_else_waiting(self):
        """The contract's 100 ms, by the median of a hundred calls."""
        for method, arguments in (("GetQuota", "()"), ("ListJobs", "(@a{sv} {},)")):
            process = self.while_it("flood", "100", "100", method, arguments)
            took = json.loads(self.does("time_calls", "100", user="bob"))
            seen = json.loads(self.end(process))
            self.assertLess(statistics.median(took), 100, f"milliseconds, while {method} is called")
            self.assertGreater(seen.get(str(ERROR), 0), 100, "the control: she has called too much")

    def test_calls_that_wait_for_a_worker_that_hangs_keep_nobody_else_waiting(self):
        job = contract.new_job(self.guest)
        self.guest.shell(f"transferctl download {bed.url('x')} /home/alice/z", "alice")
        worker = self.guest.show(f"transferd-worker@{bed.UID['alice']}.service", "MainPID")
        self.guest.shell(f"kill -STOP {worker}")
        process = self.while_it("pend", str(job), "100")
        self.assertEqual(process.first_line.strip(), "org.freedesktop.DBus.Error.LimitsExceeded")
        self.assertIn("LimitsExceeded", answer(self.guest, "alice", call("GetQuota")).name)
        self.assertIsNone(answer(self.guest, "bob", call("GetQuota")).error)
        self.guest.shell(f"kill -CONT {worker}")
        self.assertEqual(self.end(process).strip(), "64")
        self.assertIsNone(answer(self.guest, "alice", call("GetQuota")).error)

    def test_exactly_the_quota_exists_however_many_create_at_once(self):
        create = call("CreateJob", "'download'", "'x'", "@a{sv} {}")
        processes = [self.while_it("leave", "10") for _ in range(10)]
        for process in processes:
            self.end(process)
        answers(self.guest, "alice", [create] * 5)
        self.assertLessEqual(len(self.owners()), 60)
        self.assertEqual(answers(self.guest, "alice", [create] * 61)[-1].name,
                         "TooManyJobsPerUser")
        self.assertEqual(len(self.owners()), 60)
        self.assertIsNone(answer(self.guest, "bob", create).error)


class Fuzzed(Hostile):
    def memory(self) -> int:
        """Of the broker, in KiB."""
        return int(self.guest.shell(f"awk '/VmRSS/ {{print $2}}' /proc/{self.broker}/status"))

    def fuzz(self, seconds: int, seed: int) -> list:
        methods = [[name, method.get("name"), "".join(kind for _, kind in contract.inputs(method))]
                   for name in (bed.INTERFACE, contract.JOB)
                   for method in contract.interface(name).iter("method")]
        run = self.guest.run(["python3", f"{bed.IN_GUEST}/fuzz.py", str(seconds), str(seed),
                              json.dumps(methods)], "alice", timeout=seconds + 60)
        self.assertEqual(run.stderr, "", f"with the seed {seed}")
        return json.loads(run.stdout)

    def test_whatever_is_called_with_whatever_is_answered_and_costs_no_memory(self):
        seed = random.randrange(1 << 32)
        self.fuzz(2, seed)
        before = self.memory()
        calls, errors = self.fuzz(300 if bed.NIGHTLY else 3, seed + 1)
        print(f"\n    seed {seed}: {calls} calls, {len(errors)} kinds of answers")
        self.assertGreater(calls, 200)
        self.assertNotIn("closed", errors, "the bus took them for no messages")
        self.assertGreater(errors.get("answer", 0), 10, "the control: some of them meant something")
        self.assertLess(self.memory() - before, 8 << 10, f"KiB, with the seed {seed}")


class Ears(Hostile):
    def live(self) -> None:
        """A whole life of a job of Alice's that has canaries in everything that is private."""
        made = answer(self.guest, "alice", call(
            "Submit", "'download'", "'canary-name'",
            f"[('{bed.url('canary-url')}', '/home/alice/canary-path', @a{{sv}} {{}})]",
            "{'Description': <'canary-name'>}"))
        job = contract.id_of(made)
        self.guest.wait_for(job, "transferred")
        for told in answers(self.guest, "alice", [call("ListFiles", "uint32 0", "uint32 0", job=job),
                                                  call("GetSettings", job=job),
                                                  call("Complete", job=job)]):
            self.assertIsNone(told.error)

    def test_a_stranger_who_asks_for_everything_hears_nothing_private(self):
        process = self.while_it("listen", user="bob")
        self.live()
        heard = self.end(process)
        self.assertTrue("JobTransferred" in heard, "the control: what is public is heard")
        self.assertEqual([canary for canary in CANARIES if canary in heard], [])

    def test_only_root_may_monitor_the_bus(self):
        command = ["timeout", "60", "busctl", "monitor", "org.example.Transfer"]
        self.assertIn("ccess denied", self.guest.run(command, "bob").stderr)
        control = self.guest.popen(command, None, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        control.stdout.readline()
        self.live()
        self.guest.run(["pkill", "-x", "busctl"])
        heard = control.communicate(timeout=30)[0]
        self.assertEqual([canary for canary in CANARIES if canary not in heard], [],
                         "the control: they were there to be heard")

    def test_introspection_and_properties_tell_a_stranger_nothing_private(self):
        job = contract.new_job(self.guest)
        path = f"{bed.PATH}/jobs/{job}"
        told = [{"path": path, "interface": "org.freedesktop.DBus.Properties", "method": "GetAll",
                 "arguments": f"('{contract.JOB}',)", "interactive": False},
                {"path": f"{bed.PATH}/jobs", "interface": "org.freedesktop.DBus.Introspectable",
                 "method": "Introspect", "arguments": "()", "interactive": False}]
        for each in answers(self.guest, "bob", told):
            self.assertNotIn("canary", each.text)
        self.assertIn("canary", answer(self.guest, "alice", call(
            "ListFiles", "uint32 0", "uint32 0", job=job)).text, "the control")


class Forgers(Hostile):
    def test_a_forged_signal_ends_nobodys_wait(self):
        job = self.guest.submit("alice", bed.url("slow", 1 << 20, 1 << 19), "/home/alice/slow")
        waiting = self.guest.popen(["transferctl", "wait", str(job)], "alice")
        self.assertEqual(self.does("forge", str(job), str(bed.UID["alice"]), user="bob"), "sent")
        self.assertIsNone(waiting.poll(), "it has ended for a signal of Bob's")
        self.guest.wait_for(job, "transferred")
        self.assertEqual(waiting.wait(30), 0)

    def test_a_reply_of_a_stranger_does_not_get_through(self):
        process = self.while_it("count_replies")
        names = self.guest.shell("busctl list --no-legend | awk '$3 == \"python3\" {print $1}'")
        self.assertNotEqual(names, "")
        for name in names.split():
            self.does("spoof", name, user="bob")
        self.assertEqual(self.end(process).strip(), "0")


class Impostors(Hostile):
    def test_nobody_but_systemd_can_be_a_worker(self):
        self.guest.shell(f"transferctl download {bed.url('x')} /home/alice/x", "alice")
        path = f"/run/transferd-worker/{bed.UID['alice']}"
        for deed in (f"os.unlink('{path}')", f"os.rename('{path}', '{path}.old')",
                     "socket.socket(socket.AF_UNIX).bind('/run/transferd-worker/2003')",
                     f"socket.socket(socket.AF_UNIX).bind('{path}')"):
            run = self.guest.run(["python3", "-c", f"import os, socket; {deed}"], "alice")
            self.assertRegex(run.stderr, "PermissionError|Address already in use", deed)

    def test_the_owner_of_a_worker_cannot_read_it(self):
        self.guest.shell(f"transferctl download {bed.url('x')} /home/alice/y", "alice")
        worker = self.guest.show(f"transferd-worker@{bed.UID['alice']}.service", "MainPID")
        for file in ("environ", "mem", "maps", "fd/0"):
            run = self.guest.run(["cat", f"/proc/{worker}/{file}"], "alice")
            self.assertIn("Permission denied", run.stderr, file)
        # The control: another process of hers is open to her.
        self.assertNotEqual(self.guest.shell("cat /proc/self/environ | tr '\\0' ' '", "alice"), "")
