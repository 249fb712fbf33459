#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What gcc said when misuse was compiled against a kernel's own headers (kernel/ERA.txt), and what hmsh says of it in that era.

Each block of a recording is one statement; page, addr and caddr are a struct page *, a void * and a char *. The same errors and warnings in
the same words must come, but for what the kernel's macros and options make of them: -Werror=..., the attribute that BUILD_BUG_ON() uses
(-fsyntax-only never gets to it), functions behind macros, and the preprocessor's own refusal of a wrong number of arguments.
"""
import argparse
import glob
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
MESSAGE = re.compile(r"^[^ :][^:]*:\d+:\d+: (error|warning): (.*)$")
FUNCTION = "void misuse(struct page *page, void *addr, char *caddr)\n{\n\t%s\n}\nmisuse(0, 0, 0);\n"


def blocks(text):
    for block in re.split(r"^=== ", text, flags=re.M)[1:]:
        head, *lines = block.split("\n")
        name, statement = head.split(":", 1)
        status = int(re.search(r"^--- rc=(\d+)", block, re.M).group(1))
        yield name, statement.strip(), lines, status


def messages(lines):
    found = []
    for line in lines:
        message = MESSAGE.match(line)
        if message:
            found.append((message[1], re.sub("[‘’]", "'", message[2])))
    return found


def as_hmsh_says(recorded):
    """The recorded messages without what the kernel's macros and options added."""
    out = []
    for severity, text in recorded:
        text, option = re.subn(r" \[-W(?:error=)?(.*)\]$", r" [-W\1]", text)
        if option and severity == "error":
            severity = "warning"
        text = re.sub(r"^call to '__compiletime_assert_\d+' declared with attribute error: (.*)$", r'static assertion failed: "\1"', text)
        text = text.replace("'__kunmap_atomic'", "'kunmap_atomic'")
        text = re.sub(r'^macro "(\w+)" passed \d+ arguments, but takes just \d+$', r"too many arguments to function '\1'", text)
        if re.match("'kunmap_(atomic|local)' undeclared", text):
            continue  # the macro that was not expanded
        out.append((severity, text))
    return out


def said_by_hmsh(hmsh, era, statement):
    done = subprocess.run([hmsh, "--era", era, "--no-rc", "--lint", "off", "--syntax-only", "-c", FUNCTION % statement], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=60, check=False, env=dict(os.environ, LC_ALL="C"))
    return messages(done.stdout.split("\n")), done.stdout


def agree(expected, found, lines):
    """After a refusal of the number of arguments hmsh looks at the others, gcc's preprocessor does not."""
    if any(re.search(r'error: macro "\w+" passed', line) for line in lines):
        found = [m for m in found if "KM_USER0" not in m[1]]
    return expected == found


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--hmsh", default="build/hmsh")
    options = options.parse_args()
    passed = failed = 0
    for path in sorted(glob.glob(os.path.join(HERE, "kernel", "*.txt"))):
        era = os.path.splitext(os.path.basename(path))[0]
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for name, statement, lines, status in blocks(text):
            expected = as_hmsh_says(messages(lines))
            found, out = said_by_hmsh(os.path.abspath(options.hmsh), era, statement)
            refused = any(severity == "error" for severity, _ in messages(lines))
            good = agree(expected, found, lines) and refused == (status != 0)
            passed += good
            failed += not good
            if not good:
                print("FAILED %s, %s: %s\n  the kernel's gcc: %s\n  hmsh: %s" % (era, name, statement, expected, found or out))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
