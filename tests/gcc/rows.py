#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each row of shell/lang/messages.h appears: in a case of tests/gcc/cases (there gcc is the judge of it), or in the test named in ELSEWHERE.

The rows are read from the header as the compiler reads them, hmsh is run on every case (with its own type error, too), and each line of its output is looked for among the
texts. A row that nothing makes appear is a message that nobody has seen: it has failed, and so has an entry below that is no longer needed
or whose test does not speak of the row.
"""
import argparse
import concurrent.futures
import os
import re
import resource
import shlex
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))

# row: (file of the test, words that stand in it, why it is no case for gcc)
ELSEWHERE = {
    "STRAY_BRACE": ("tests/lang/test_parse.c", "expected identifier or '(' before '}' token",
                    "gcc means another brace: the one with which --emit-c closes main()"),
    "SUBSET": ("tests/lang/test_parse.c", "valid C that hmsh leaves out", "hmsh's own: gcc accepts it"),
    "NESTING": ("tests/lang/test_parse.c", "nesting level exceeded maximum of", "hmsh's own limit"),
    "EXPANSION_LIMIT": ("tests/lang/test_pp.c", "expands to more tokens than hmsh takes", "hmsh's own limit"),
    "UTF16": ("tests/lang/test_lex.c", "this text is UTF-16", "hmsh's own: gcc says hundreds of lines"),
    "LOOK_CALLS": ("tests/lang/test_check.c", "an expression that is only looked at cannot call a function", "commands that look: no C of a script"),
    "LOOK_ASSIGNS": ("tests/lang/test_check.c", "an expression that is only looked at cannot assign", "commands that look: no C of a script"),
    "RESERVED": ("tests/grade/run.py", "is a name of the machine, and stays so in an answer", "answers that are graded: no C of a script"),
    "REBOUND": ("tests/lang/test_check.c", "is now of type", "the prompt only: in a script gcc's error stands"),
}

ROW = re.compile(r"X\((\w+), (\w+), [^,]+,\s*(\"(?:[^\"\\]|\\.)*\")\)")
MESSAGE = re.compile(r"(?:fatal error|type error|error|warning|note): .*")


def rows():
    with open(os.path.join(ROOT, "shell/lang/messages.h"), encoding="utf-8") as file:
        text = file.read().replace("\\\n", "\n")
    declared = len(re.findall(r"^\s*X\(", text, re.M))
    found = ROW.findall(text)
    if len(found) != declared:
        sys.exit("messages.h: %d rows, %d of them understood" % (declared, len(found)))
    return [(name, severity.lower(), bytes(quoted[1:-1], "utf-8").decode("unicode_escape")) for name, severity, quoted in found]


def pattern(severity, text):
    """A row as a regular expression: each conversion stands for any text, and gcc's option may follow."""
    parts = [".*" if re.fullmatch("%[a-zA-Z]", part) else re.escape(part) for part in re.split("(%[a-zA-Z])", text)]
    head = "" if text.startswith("type error") else "(?:fatal )?" + severity + ": "
    return re.compile(head + "".join(parts) + r"(?: \[-W[^\]]*\])?")


def said(hmsh, path, home):
    options, beside = [], os.path.splitext(path)[0] + ".args"
    if os.path.exists(beside):
        with open(beside, encoding="utf-8") as file:
            options = shlex.split(file.read(), comments=True)
    done = subprocess.run([hmsh, *options, "--no-rc", "--lint", "warn", "--syntax-only", path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False,
                          env=dict(os.environ, LC_ALL="C", HOME=home, XDG_CONFIG_HOME=home, XDG_STATE_HOME=home))
    return set(MESSAGE.findall(done.stdout.decode("utf-8", "replace")))


def said_without_memory(hmsh, home):
    """NO_MEMORY: the host has 64 MiB, and the script a million values."""
    path = os.path.join(home, "big.c")
    with open(path, "w", encoding="utf-8") as file:
        file.write("int a[] = {\n" + "1,1,1,1,1,1,1,1,1,1,\n" * 100000 + "};\n")
    done = subprocess.run([hmsh, "--no-rc", "--syntax-only", path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (64 << 20, 64 << 20)))
    return set(MESSAGE.findall(done.stdout.decode("utf-8", "replace")))


def all_lines(hmsh):
    folder = os.path.join(HERE, "cases")
    paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".c")]
    with tempfile.TemporaryDirectory() as home, concurrent.futures.ThreadPoolExecutor(2) as pool:
        return said_without_memory(hmsh, home).union(*pool.map(lambda path: said(hmsh, path, home), paths))


def elsewhere(name):
    """What is wrong with the entry of this row, or None."""
    path, words, _ = ELSEWHERE[name]
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return None if words in file.read() else "%s does not speak of it: \"%s\"" % (path, words)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--hmsh", default=os.path.join(ROOT, "build", "hmsh"))
    options = parser.parse_args()
    lines, table, failed = all_lines(os.path.abspath(options.hmsh)), rows(), 0
    unknown = set(ELSEWHERE) - {name for name, _, _ in table}
    for name in sorted(unknown):
        print("FAILED %s: no such row" % name)
    for name, severity, text in table:
        seen = text != "%s%s" and any(pattern(severity, text).fullmatch(line) for line in lines)
        if text == "%s%s":
            seen = any(line.startswith("error: expected ") for line in lines)
        wrong = None if seen else "no case makes it appear" if name not in ELSEWHERE else elsewhere(name)
        if seen and name in ELSEWHERE:
            wrong = "a case makes it appear: it needs no other test"
        if wrong:
            failed += 1
            print("FAILED %s: %s" % (name, wrong))
    print("%d passed, %d failed" % (len(table) - failed, failed + len(unknown)))
    return 1 if failed or unknown else 0


if __name__ == "__main__":
    sys.exit(main())
