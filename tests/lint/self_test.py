# SPDX-License-Identifier: MIT
"""The lint scripts find what they are for: each planted breach must be reported, and only then."""

import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
SPDX = "// SPDX-License-Identifier: MIT\n"
CORE = "daemon/core/job.cpp"
IDS = "daemon/journal/message_ids.hpp"
CASES = "tests/system/attack/cases.txt"
CATALOG = "units/transferd.catalog"

# (script, file, content, what the report must name)
PLANTED = [
    ("layering", CORE, '#include "broker/store/database.hpp"\n', "daemon/core may use only"),
    ("layering", CORE, "#include <systemd/sd-event.h>\n", "sd-event.h belongs in daemon/loop/"),
    ("layering", CORE, "#include <fmt/format.h>\n", "only the standard library"),
    ("layering", "daemon/broker/bus/a.cpp", '#include "broker/store/database.hpp"\n',
     "daemon/broker/bus may use only"),
    ("layering", "daemon/broker/pool/a.cpp", '#include "worker/files/part_file.hpp"\n',
     "daemon/broker/pool may use only"),
    ("layering", "daemon/worker/main.cpp", '#include "broker/store/database.hpp"\n',
     "daemon/worker may use only"),
    ("layering", "daemon/worker/files/a.cpp", "#include <curl/curl.h>\n", "belongs in"),
    ("layering", "daemon/broker/pool/a.cpp", "#include <sqlite3.h>\n", "belongs in"),
    ("layering", "daemon/broker/store/a.cpp", "#include <systemd/sd-daemon.h>\n", "belongs in"),
    ("layering", "daemon/broker/bus/a.cpp", '#include "journal/journal.hpp"\n',
     "daemon/broker/bus may use only"),
    ("layering", "daemon/broker/broker.cpp", "#include <systemd/sd-journal.h>\n", "belongs in"),
    ("layering", "daemon/worker/http/a.cpp", "#include <nlohmann/json.hpp>\n", "belongs in"),
    ("layering", "daemon/broker/pool/a.cpp", "#include <sdbus-c++/sdbus-c++.h>\n", "belongs in"),
    ("layering", "client/a.cpp", '#include "core/job.hpp"\n', "client may use only dbus"),
    ("layering", CORE, '#include "../broker/store/database.hpp"\n', "daemon/core may use only"),
    ("layering", "daemon/elsewhere/a.cpp", "\n", "not in the table of layers"),
    ("spdx", "daemon/core/a.cpp", "int a;\n", "SPDX-License-Identifier"),
    ("banned", "daemon/broker/bus/a.cpp", "auto uid = message.getCredsUid();\n", "getCredsUid"),
    ("banned", "daemon/broker/bus/a.cpp", "auto pid = message.getCredsPid();\n", "getCredsPid"),
    ("banned", "tests/unit/a.cpp", "std::this_thread::sleep_for(1s);\n", "sleep_for"),
    ("banned", "tests/clients/a.sh", "sleep 1\n", "sleep"),
    ("banned", "tests/clients/a.py", "time.sleep(1)\n", "time.sleep"),
    ("banned", "daemon/worker/a.cpp", 'std::system("ls");\n', "system("),
    ("banned", "daemon/worker/a.cpp", 'popen("ls", "r");\n', "popen("),
    ("banned", "daemon/worker/files/a.cpp", "std::filesystem::path p;\n", "std::filesystem"),
    ("banned", "README.md", "TO" + "DO\n", "finish it"),
    ("file_length", "daemon/core/a.cpp", "\n" * 301, "301 lines"),
    ("built", "tests/unit/a_test.cpp", "int a;\n", "it is not built"),
    ("documented", "daemon/core/setting_keys.cpp", 'text_key<>("Colour"),\n', "Colour is not in"),
    ("documented", "daemon/broker/config/policy_keys.cpp", 'count<1>("MaxFun"),\n',
     "MaxFun is not in daemon/man/transferd.conf.5"),
    ("format", "daemon/core/a.cpp", "int  a ;\n", "clang-format"),
    ("format", "check", "#!/bin/bash\nif\n", "syntax error"),
    ("contract", "dbus/a.xml", '<node><interface name="a"><method name="B"/></interface></node>\n',
     "a method B()"),
    ("man_pages", "client/man/a.1", ".TH A 1\n.SH \"X\n.fam Q\n\\[nonesuch]\n", "nonesuch"),
    ("catalog", IDS, 'std::string_view a = "0123456789abcdef0123456789abcdef";\n', "no entry for"),
    ("catalog", IDS, 'std::string_view a = "0123";\n', "no 128-bit number"),
    ("catalog", CATALOG, "-- 0123456789abcdef0123456789abcdef\nSubject: A\n\nText.\n",
     "is not in daemon/journal/message_ids.hpp"),
    ("catalog", CATALOG, "-- 0123456789abcdef0123456789abcdef\nSubject: A\n\nText.\n",
     "has no Support"),
    ("catalog", CATALOG, "-- 0123456789abcdef0123456789abcdef\nSubject: A\n\n@NONE@\n",
     "a field of no line"),
    ("hostile_cases", CASES, "A1  here\n", "there is no line for A2"),
    ("hostile_cases", CASES, "A1  integration/nonesuch\n", "nonesuch, which is not there"),
    ("hostile_cases", CASES, "A1  system/attack/cases\n", "names no test of system/attack/cases"),
    ("hostile_cases", CASES, "A1  system/attack/cases [A.Test;\n    Another]\n", "names Another, which"),
]

# Nothing to say about these.
ALLOWED = [
    ("layering", "daemon/broker/main.cpp", '#include "broker/store/database.hpp"\n'),
    ("layering", "daemon/broker/main.cpp", "#include <systemd/sd-daemon.h>\n"),
    ("layering", "daemon/broker/store/a.cpp", "#include <sqlite3.h>\n"),
    ("layering", "daemon/worker/errands.hpp", '#include "journal/journal.hpp"\n'),
    ("layering", "daemon/worker/errands.cpp", '#include "worker/files/part_file.hpp"\n'),
    ("banned", "daemon/worker/a.cpp", "std::system_error e; std::filebuf f;\n"),
    ("banned", "daemon/core/a.cpp", "/// How long a worker may sleep between two orders.\n"),
    ("file_length", "daemon/core/a.cpp", "\n" * 300),
]


def tree_with(directory: str, file: str, content: str) -> None:
    """A small tree with one file of `content`; the files that includes above name are there."""
    for path in ("daemon/broker/store/database.hpp", "daemon/worker/files/part_file.hpp",
                 "daemon/core/job.hpp", "daemon/journal/journal.hpp", file):
        target = pathlib.Path(directory, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content if path == file else SPDX)


def report(script: str, file: str, content: str) -> tuple[int, str]:
    with tempfile.TemporaryDirectory() as directory:
        tree_with(directory, file, content)
        run = subprocess.run([sys.executable, "-B", HERE / f"{script}.py", directory],
                             capture_output=True, text=True, check=False)
        return run.returncode, run.stdout + run.stderr


def main() -> None:
    failures = []
    for script, file, content, wanted in PLANTED:
        status, output = report(script, file, content)
        if status != 1 or wanted not in output or file.split("/")[0] not in output:
            failures.append(f"{script} did not report {content.strip()!r} in {file}: {output!r}")
    for script, file, content in ALLOWED:
        status, output = report(script, file, content)
        if status != 0:
            failures.append(f"{script} refused {content.strip()[:60]!r} in {file}: {output!r}")
    print("\n".join(failures))
    sys.exit(1 if failures else 0)


main()
