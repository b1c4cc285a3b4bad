# SPDX-License-Identifier: MIT
"""A web server that wants a login, and a proxy: both on one free port of 127.0.0.1.

login_server.py [basic|digest|ntlm|none|refuse]   what the proxy wants before it forwards

It prints "PORT <n>", then each request as a line of JSON. The login is `me` and `secret-canary`, the
token `token-canary`. The first part of a path says what is wanted there: /basic, /digest, /both
(either), /bearer, /ntlm (checked by Samba's ntlm_auth),
/ticket (Negotiate, for which there are no tickets here, or basic); /redirect?URL goes to URL; anything else is open.
"""

import base64
import hashlib
import http.client
import http.server
import json
import select
import socket
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

USER, PASSWORD, TOKEN = "me", "secret-canary", "token-canary"
BODY = b"what the server has\n" * 50
NONCE = "0123456789abcdef"
PROXY_WANTS = sys.argv[1] if len(sys.argv) > 1 else "none"


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def basic_is_right(value):
    return value == "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


def digest_is_right(value, method):
    if not value.startswith("Digest "):
        return False
    said = urllib.request.parse_keqv_list(urllib.request.parse_http_list(value[7:]))
    if said.get("username") != USER or said.get("nonce") != NONCE:
        return False
    one = md5(f"{USER}:{said['realm']}:{PASSWORD}")
    two = md5(f"{method}:{said['uri']}")
    parts = [one, said["nonce"], said["nc"], said["cnonce"], said["qop"], two]
    return said["response"] == md5(":".join(parts))


BASIC, DIGEST = 'Basic realm="here"', f'Digest realm="here", qop="auth", nonce="{NONCE}"'
CHALLENGES = {"basic": [BASIC], "ticket": ["Negotiate", BASIC], "digest": [DIGEST], "both": [BASIC, DIGEST], "bearer": ["Bearer"]}


def is_right(wanted, value, method):
    return {
        "basic": lambda: basic_is_right(value),
        "ticket": lambda: basic_is_right(value),
        "digest": lambda: digest_is_right(value, method),
        "both": lambda: basic_is_right(value) or digest_is_right(value, method),
        "bearer": lambda: value == "Bearer " + TOKEN,
    }[wanted]()


def ntlm_message(value):
    """The handshake's message as (number, bytes); (0, b"") where there is none."""
    if not value.startswith("NTLM "):
        return 0, b""
    message = base64.b64decode(value[5:])
    return (message[8], message) if message.startswith(b"NTLMSSP\0") else (0, b"")


class NtlmChecker:
    """ntlm_auth with the one login of this server: a challenge, then a verdict on the answer."""

    def __init__(self):
        self.directory = tempfile.TemporaryDirectory()
        here = self.directory.name
        with open(here + "/smb.conf", "w") as file:
            print("[global]\nserver role = standalone\nworkgroup = HERE", file=file)
            for name in ("state directory", "cache directory", "lock directory", "pid directory",
                         "private dir"):
                print(f"{name} = {here}", file=file)
        self.process = subprocess.Popen(
            ["ntlm_auth", f"--configfile={here}/smb.conf", "--domain=HERE", "--username=" + USER,
             "--password=" + PASSWORD, "--helper-protocol=squid-2.5-ntlmssp"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, verb, message):
        self.process.stdin.write(f"{verb} {base64.b64encode(message).decode()}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def challenge(self, message):
        verb, _, text = self.ask("YR", message).partition(" ")
        return text if verb == "TT" else ""

    def takes(self, message):
        # It says whose password it was, and any name would do.
        return self.ask("KK", message) in (f"AF {USER}", f"AF \\{USER}", f"AF HERE\\{USER}")

    def end(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
        self.directory.cleanup()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Of this connection: NTLM is a matter of one.
    checker = None
    known = False

    def log_message(self, *_):
        pass

    def record(self):
        headers = {name.lower(): value for name, value in self.headers.items()}
        print(json.dumps({"method": self.command, "target": self.path, "headers": headers}),
              flush=True)

    def answer(self, status, headers=(), body=b""):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def finish(self):
        if self.checker:
            self.checker.end()
        super().finish()

    def takes_ntlm(self, value):
        """Whether that ends the handshake well, and else what to say to it."""
        number, message = ntlm_message(value)
        if number == 1 and self.checker is None:
            self.checker = NtlmChecker()
            return False, "NTLM " + self.checker.challenge(message)
        return number == 3 and self.checker and self.checker.takes(message), "NTLM"

    def shake_hands(self):
        right, offer = self.takes_ntlm(self.headers.get("Authorization", ""))
        if right:
            return self.answer(200, [("ETag", '"1"')], BODY)
        return self.answer(401, [("WWW-Authenticate", offer)], b"log in")

    def proxy_refuses(self):
        if PROXY_WANTS == "refuse":
            self.answer(403)
            return True
        value = self.headers.get("Proxy-Authorization", "")
        if PROXY_WANTS == "ntlm":
            # What the connection is for, once it is known whose it is.
            self.known, offer = (True, "") if self.known else self.takes_ntlm(value)
            right, offers = self.known, [offer]
        else:
            right = PROXY_WANTS == "none" or is_right(PROXY_WANTS, value, self.command)
            offers = CHALLENGES.get(PROXY_WANTS, [])
        if not right:
            self.answer(407, [("Proxy-Authenticate", text) for text in offers], b"log in")
        return not right

    def do_GET(self):
        self.record()
        if self.path.startswith("http://"):
            return self.forward()
        path = urllib.parse.urlsplit(self.path)
        if path.path == "/redirect":
            return self.answer(302, [("Location", path.query)], b"elsewhere")
        wanted = path.path.split("/")[1]
        if wanted == "ntlm":
            return self.shake_hands()
        if wanted in CHALLENGES and not is_right(wanted, self.headers.get("Authorization", ""),
                                                 self.command):
            challenges = [("WWW-Authenticate", text) for text in CHALLENGES[wanted]]
            return self.answer(401, challenges, b"log in")
        self.answer(200, [("ETag", '"1"')], BODY)

    def forward(self):
        if self.proxy_refuses():
            return
        url = urllib.parse.urlsplit(self.path)
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=10)
        hop = ("proxy-", "connection", "host")
        connection.request("GET", url.path + (f"?{url.query}" if url.query else ""), headers={
            name: value for name, value in self.headers.items()
            if not name.lower().startswith(hop)} | {"Host": url.netloc, "Via": "1.1 test"})
        reply = connection.getresponse()
        body = reply.read()
        drop = ("content-length", "connection", "date", "server")
        self.answer(reply.status, [pair for pair in reply.getheaders()
                                   if pair[0].lower() not in drop], body)

    def do_CONNECT(self):
        self.record()
        if self.proxy_refuses():
            return
        host, port = self.path.rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=10) as there:
            self.send_response(200)
            self.end_headers()
            self.pump(there)
        self.close_connection = True

    def pump(self, there):
        here = self.connection
        while True:
            ready, _, _ = select.select([here, there], [], [], 10)
            if not ready:
                return
            for end in ready:
                data = end.recv(65536)
                if not data:
                    return
                (there if end is here else here).sendall(data)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print("PORT", server.server_address[1], flush=True)
server.serve_forever()
