# SPDX-License-Identifier: MIT
"""What takes a minute to happen; beside the other tests, because it only waits."""

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
