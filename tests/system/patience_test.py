# SPDX-License-Identifier: MIT
"""What takes a minute or half of one to happen; beside the other tests, because it only waits."""

import bed


class Patience(bed.SystemTest):
    def test_a_socket_goes_when_its_user_has_had_nothing_for_a_minute(self):
        self.guest.policy("IdleExit=10min")
        self.guest.shell(f"transferctl download {bed.url('leave')} /home/bob/leave", "bob")
        socket = f"transferd-worker@{bed.UID['bob']}.socket"
        broker = self.guest.broker()
        self.assertEqual(self.guest.show(socket, "ActiveState"), "active")
        bed.until(lambda: self.guest.show(socket, "ActiveState") != "active",
                  "the socket to be stopped", 70)
        self.assertEqual(self.guest.shell("ls -A /run/transferd-worker"), "")
        self.assertEqual(self.guest.broker(), broker)

    def test_a_user_has_a_service_of_their_own_on_the_session_bus(self):
        self.guest.shell("mkdir -p ~/.config/transferd; printf '[Transfer]\\nIdleExit=100ms\\n' "
                         ">~/.config/transferd/transferd.conf", "bob")

        def as_bob(*command: str) -> str:
            return self.guest.testbed("user", self.guest.name, "bob", *command).strip()

        as_bob("transferctl", "--user", "download", bed.url("own"), "/home/bob/own")
        self.assertEqual(self.guest.shell("stat --format='%U' /home/bob/own"), "bob")
        as_bob("systemctl", "--user", "start", "transferd-inactivity.service")
        as_bob("systemctl", "--user", "enable", "--now", "transferd-inactivity.timer")
        self.assertIn("transferd-inactivity.service",
                      as_bob("systemctl", "--user", "list-timers", "--no-legend"))
        show = ("systemctl", "--user", "show", "--value", "transferd.service", "--property")
        self.guest.shell("test -e /home/bob/.local/state/transferd/jobs.sqlite")
        # The completed job stays readable for half a minute; then nothing keeps it up.
        bed.until(lambda: as_bob(*show, "MainPID") == "0", "the service of bob's to end", 45)
        self.assertEqual(as_bob(*show, "Result"), "success")
