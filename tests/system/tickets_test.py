# SPDX-License-Identifier: MIT
"""Where the worker of the system service, in its sandbox, finds its user's Kerberos tickets."""

import bed

URL = "http://127.0.0.1:8001/file"
KEY = f"/etc/krb5/user/{bed.UID['alice']}"


class Tickets(bed.SystemTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guest.shell(f"bash {bed.IN_GUEST}/realm.sh")
        bed.until(lambda: "401" in cls.guest.run(
            ["curl", "--silent", "--head", URL]).stdout, "the web server to want a ticket")
        cls.guest.shell("cp /etc/krb5.conf /etc/krb5.conf.as-it-was")

    def tearDown(self):
        self.guest.run("kdestroy", "alice")
        self.guest.shell(f"rm -rf {KEY}; cp /etc/krb5.conf.as-it-was /etc/krb5.conf; "
                         "systemctl stop transferd.service")

    def log_in(self):
        bed.until(lambda: self.guest.run(["sh", "-c", "echo secret | kinit alice"],
                                         "alice").returncode == 0, "the realm to answer")

    def ends(self, state: str) -> int:
        job = self.guest.submit("alice", URL, "/home/alice/" + self.id().rpartition(".")[2])
        self.guest.wait_for(job, "error")
        path = f"{bed.PATH}/jobs/{job}"
        for words in (["SetCredentials", "ssss", "server", "negotiate", "", ""], ["Resume"]):
            run = self.guest.call("alice", *words, path=path, interface=f"{bed.INTERFACE}.Job")
            self.assertEqual(run.returncode, 0, run.stderr)
        self.guest.wait_for(job, state)
        return job

    def test_in_the_usual_place_are_found(self):
        self.log_in()
        self.ends("transferred")

    def test_that_are_nowhere_are_missed(self):
        job = self.ends("error")
        error = self.guest.call("alice", "GetError", path=f"{bed.PATH}/jobs/{job}",
                                interface=f"{bed.INTERFACE}.Job").stdout
        self.assertIn('"authentication-required"', error)
        self.assertIn("no Kerberos ticket", error)

    def test_in_the_persistent_keyring_are_found_where_the_configuration_says_so(self):
        self.guest.shell(r"sed -i 's/^.libdefaults.$/&\n default_ccache_name = "
                         r"KEYRING:persistent:%{uid}/' /etc/krb5.conf")
        self.log_in()
        self.assertIn("KEYRING:persistent", self.guest.shell("klist", "alice"))
        self.ends("transferred")

    def test_of_a_key_are_had_while_nobody_is_logged_in(self):
        self.guest.shell(f"install -D --owner=alice --mode=0600 /srv/realm/alice.keytab "
                         f"{KEY}/client.keytab")
        self.ends("transferred")
