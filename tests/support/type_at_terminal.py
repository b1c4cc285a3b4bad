# SPDX-License-Identifier: MIT
"""type_at_terminal.py LINE COMMAND...: runs the command on a terminal of its own, types LINE once the
command has asked for something, and prints all that the terminal shows."""

import os
import pty
import sys

line, command = sys.argv[1], sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
shown = b""
typed = False
while True:
    try:
        data = os.read(terminal, 4096)
    except OSError:  # the command has ended
        break
    if not data:
        break
    shown += data
    if not typed and shown.endswith(b": "):
        typed = True
        os.write(terminal, line.encode() + b"\n")
_, status = os.waitpid(child, 0)
sys.stdout.write(shown.decode())
sys.exit(os.waitstatus_to_exitcode(status))
