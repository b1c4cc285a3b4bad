# SPDX-License-Identifier: MIT
"""Who may what, asked of the real bus and the real polkit: Bob and the jobs of Alice."""

import re

import bed
import contract
from contract import answer, answers, call

RULES = "/etc/polkit-1/rules.d/10-test.rules"
ACTIONS = ("manage-all-jobs", "take-ownership", "cancel-inactive", "exceed-quota")
AUTHORISED = "2a8025b8b3104513a5fb3270ccc4ea55"
UNAVAILABLE = "44d6267f208e44e29a051029f5f435a8"
ADMINISTERED = "2a74bba23e684e968ad05832260573b2"
OWNERS_ALONE = ("SetCredentials", "RemoveCredentials")


class Access(bed.SystemTest):
    def setUp(self):
        self.begun = self.guest.shell("date +@%s.%6N")

    def allow(self, user: str, *actions: str) -> None:
        ids = " || ".join(f'action.id == "org.example.transfer.{each}"' for each in actions)
        self.guest.shell(f"""cat >{RULES} <<'EOF'
polkit.addRule(function(action, subject) {{
    if (subject.user == "{user}" && ({ids})) return polkit.Result.YES;
}});
EOF
systemctl reset-failed polkit; systemctl restart polkit""")
        self.addCleanup(self.guest.shell, f"rm -f {RULES}; systemctl reset-failed polkit; systemctl restart polkit")

    def calls_about_a_job_each(self, folder: str) -> tuple[list[int], list[dict]]:
        """Some end their job."""
        jobs = contract.new_jobs(self.guest, len(contract.calls_about(0)), folder=folder)
        return jobs, [contract.calls_about(job)[number] for number, job in enumerate(jobs)]

    def cancel(self, *jobs: int) -> None:
        answers(self.guest, None, [call("Cancel", f"uint64 {job}") for job in jobs])

    def journal_of(self, message_id: str, *fields: str) -> str:
        self.guest.shell("journalctl --sync")
        return self.guest.journal(f"--since={self.begun}", f"MESSAGE_ID={message_id}",
                                  *fields)


class AStranger(Access):
    def state_of(self, job: int):
        return answers(self.guest, "alice", [
            call("ListFiles", "uint32 0", "uint32 0", job=job), call("GetSettings", job=job),
            call("ListJobs", "@a{sv} {}")])

    def test_is_told_of_no_such_job_by_every_method(self):
        job = contract.new_job(self.guest)
        before = self.state_of(job)
        for interactive in (False, True):
            calls = contract.calls_about(job, interactive)
            self.assertGreaterEqual(len(calls), 22)
            for each, told in zip(calls, answers(self.guest, "bob", calls), strict=True):
                with self.subTest(method=each["method"], interactive=interactive):
                    self.assertEqual(told.error, bed.INTERFACE + ".Error.NoSuchJob", told)
                    self.assertEqual(told.text, f"There is no job {job}")
        self.assertEqual(self.state_of(job), before)
        self.cancel(job)

    def test_reads_the_same_of_a_job_that_is_not_there(self):
        job = contract.new_job(self.guest)
        hers, absent = answers(self.guest, "bob", [call("Suspend", f"uint64 {job}"),
                                                   call("Suspend", "uint64 987654321")])
        self.assertEqual(absent.error, hers.error)
        self.assertEqual(absent.text, hers.text.replace(str(job), "987654321"))
        self.cancel(job)

    def test_is_not_who_the_job_belongs_to(self):
        """The control: the same calls by the owner find the job, whatever they are answered."""
        jobs, calls = self.calls_about_a_job_each("")
        for each, told in zip(calls, answers(self.guest, "alice", calls), strict=True):
            with self.subTest(method=each["method"]):
                self.assertNotEqual(told.name, "NoSuchJob", told)
        self.cancel(*jobs)

    def test_can_set_a_property_of_no_job_and_nobody_can(self):
        job = contract.new_job(self.guest)
        sets = contract.property_sets(job)
        self.assertGreaterEqual(len(sets), 24)
        for user in ("bob", "alice"):
            for each, told in zip(sets, answers(self.guest, user, sets), strict=True):
                with self.subTest(user=user, set=each["arguments"]):
                    self.assertIn(told.name, ("AccessDenied", "PropertyReadOnly"), told)
        self.cancel(job)

    def test_has_only_their_own_jobs_in_lists(self):
        job, his = contract.new_job(self.guest), contract.new_job(self.guest, "bob")
        listed, all_jobs, hers, history = answers(self.guest, "bob", [
            call("ListJobs", "@a{sv} {}"), call("ListJobs", "{'AllUsers': <true>}"),
            call("ListJobs", f"{{'Owner': <uint32 {bed.UID['alice']}>}}"),
            call("ListHistory", "{'AllUsers': <true>}", "uint32 0")])
        self.assertIn("a job of bob", listed.text)
        self.assertNotIn("a job of alice", listed.text)
        for refused in (all_jobs, hers, history):
            self.assertEqual(refused.error, "org.freedesktop.DBus.Error.AccessDenied")
        self.cancel(job, his)

    def test_cannot_cancel_what_is_inactive_and_the_services_own_user_can(self):
        for user, error in (("alice", "AccessDenied"), ("transferd", ""), (None, "")):
            self.assertEqual(answer(self.guest, user, call("CancelInactive")).name, error, user)


class AnAdministrator(Access):
    def test_may_call_every_method_but_the_owners_and_the_journal_says_so(self):
        self.allow("bob", *ACTIONS)
        self.guest.shell("mkdir -m 777 /srv/open")
        jobs, calls = self.calls_about_a_job_each("/srv/open")
        told = answers(self.guest, "bob", calls)
        lines = self.journal_of(AUTHORISED, f"TRANSFER_CALLER_UID={bed.UID['bob']}").splitlines()
        for each, its_answer in zip(calls, told, strict=True):
            method = each["method"]
            action = "take-ownership" if method == "TakeOwnership" else "manage-all-jobs"
            line = f"Uid {bed.UID['bob']} was authorised for {action}: {method}"
            with self.subTest(method=method):
                # Nobody but the owner gives a job secrets; who may know of it is told so.
                if method in OWNERS_ALONE:
                    self.assertEqual(its_answer.name, "AccessDenied", its_answer)
                else:
                    self.assertNotIn(its_answer.name, ("NoSuchJob", "AccessDenied"), its_answer)
                self.assertEqual(lines.count(line), sum(c["method"] == method for c in calls))
        self.cancel(*jobs)
        self.guest.shell("rm -rf /srv/open")

    def test_leaves_a_line_of_each_change_of_somebody_elses_job(self):
        self.allow("bob", "manage-all-jobs", "take-ownership")
        job = contract.new_job(self.guest)
        verbs = [call("Resume", job=job), call("Suspend", job=job),
                 call("SetSettings", "{'Priority': <'low'>}", job=job),
                 call("TakeOwnership", job=job)]
        for told in answers(self.guest, "bob", verbs[:3]):
            self.assertIsNone(told.error, told)
        self.assertEqual(answer(self.guest, "bob", verbs[3]).name, "AccessDenied",
                         "Bob cannot write to her home")
        lines = self.journal_of(ADMINISTERED, f"TRANSFER_JOB={job}")
        for what in ("Resume", "Suspend", "SetSettings"):
            self.assertIn(f"was changed by uid {bed.UID['bob']}: {what}", lines, lines)
        self.assertNotIn("TakeOwnership", lines)
        self.cancel(job)

    def test_is_one_for_what_the_rule_says_and_for_nothing_else(self):
        self.allow("bob", "take-ownership")
        job = contract.new_job(self.guest)
        self.assertEqual(answer(self.guest, "bob", call("Cancel", job=job)).name, "NoSuchJob")
        self.cancel(job)

    def test_takes_a_job_over_where_they_may_write(self):
        self.allow("bob", "take-ownership")
        self.guest.shell("mkdir -m 777 /srv/shared")
        made = answer(self.guest, "alice", call(
            "Submit", "'download'", "'hers'",
            f"[('{bed.url('taken')}', '/srv/shared/taken', @a{{sv}} {{}})]", "@a{sv} {}"))
        job = contract.id_of(made)
        self.guest.wait_for(job, "transferred")
        taken = answer(self.guest, "bob", call("TakeOwnership", job=job))
        self.assertIsNone(taken.error, taken)
        self.assertEqual(answer(self.guest, "alice", call("GetSettings", job=job)).name,
                         "NoSuchJob")
        done = answers(self.guest, "bob", [call("Resume", job=job)])[0]
        self.assertIsNone(done.error, done)
        self.guest.wait_for(job, "transferred")
        self.assertIsNone(answer(self.guest, "bob", call("Complete", job=job)).error)
        self.assertEqual(self.guest.shell("stat --format=%U /srv/shared/taken"), "bob")
        self.guest.shell("rm -r /srv/shared")

    def test_exceeds_the_quota_where_a_rule_lets_them(self):
        create = call("CreateJob", "'download'", "'many'", "@a{sv} {}")
        made = answers(self.guest, "bob", [create] * 61)
        self.assertEqual([each.name for each in made], [""] * 60 + ["TooManyJobsPerUser"])
        self.allow("bob", "exceed-quota")
        self.assertIsNone(answer(self.guest, "bob", create).error)
        listed = answer(self.guest, "bob", call("ListJobs", "@a{sv} {}")).text
        self.cancel(*contract.ids_in(listed))

    def test_without_polkit_is_root_alone(self):
        self.allow("bob", *ACTIONS)
        job = contract.new_job(self.guest)
        self.guest.shell("systemctl mask --runtime --now polkit")
        self.addCleanup(self.guest.shell, "systemctl unmask --runtime polkit")
        told = answers(self.guest, "bob", [call("GetSettings", job=job)] * 2)
        self.assertEqual({each.name for each in told}, {"NoSuchJob"})
        lines = self.journal_of(UNAVAILABLE)
        self.assertEqual(len(lines.splitlines()), 1, lines)
        self.assertIsNone(answer(self.guest, None, call("GetSettings", job=job)).error)
        self.assertIsNone(answer(self.guest, "alice", call("GetSettings", job=job)).error)
        self.cancel(job)


class TheBus(Access):
    def test_gives_the_name_to_nobody_else(self):
        request = ("import gi; from gi.repository import Gio, GLib; "
                   "bus = Gio.bus_get_sync(Gio.BusType.SYSTEM, None); "
                   "print(bus.call_sync('org.freedesktop.DBus', '/', 'org.freedesktop.DBus',"
                   " 'RequestName', GLib.Variant('(su)', ('org.example.Transfer', 2)), None, 0,"
                   " -1, None))")
        self.guest.shell("systemctl stop transferd")
        for user in ("bob", None):
            run = self.guest.run(["python3", "-c", request], user)
            self.assertIn("AccessDenied", run.stderr)
        # A control: its own user may.
        self.assertEqual(self.guest.shell(f'python3 -c "{request}"', "transferd"), "(uint32 1,)")

    def test_lets_only_through_what_the_service_has(self):
        job = contract.new_job(self.guest)
        path = f"{bed.PATH}/jobs/{job}"

        def of(interface, method, arguments="()", where=path):
            return {"path": where, "interface": interface, "method": method,
                    "arguments": arguments, "interactive": False}

        freedesktop = "org.freedesktop.DBus"
        open_to_all = [of(f"{freedesktop}.Introspectable", "Introspect"),
                       of(f"{freedesktop}.Peer", "Ping"),
                       of(f"{freedesktop}.Properties", "GetAll", f"('{contract.JOB}',)"),
                       of(f"{freedesktop}.Properties", "Get", f"('{contract.JOB}', 'State')")]
        for each, told in zip(open_to_all, answers(self.guest, "bob", open_to_all), strict=True):
            self.assertIsNone(told.error, each)
        closed = [of(f"{freedesktop}.ObjectManager", "GetManagedObjects"),
                  of(f"{freedesktop}.Properties", "Set", f"('{contract.JOB}', 'State', <'x'>)"),
                  of("org.freedesktop.systemd1.Manager", "Exit"),
                  of("org.example.Transfer.Other", "Anything")]
        for each, told in zip(closed, answers(self.guest, "bob", closed), strict=True):
            self.assertEqual(told.error, f"{freedesktop}.Error.AccessDenied", each)
        self.cancel(job)

    def test_has_each_action_for_administrators_alone(self):
        for action in ACTIONS:
            text = self.guest.shell(f"pkaction --verbose --action-id org.example.transfer.{action}")
            self.assertEqual(set(re.findall(r"implicit \w+:\s+(\w+)", text)) -
                             {"auth_admin", "auth_admin_keep"}, set(), text)
            self.assertRegex(text, r"message:\s+Authentication is required to ")
            self.assertRegex(text, r"policykit.owner -> unix-user:transferd")
