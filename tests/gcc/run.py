#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""gcc is the judge: compares what hmsh says about a script with what gcc says about `hmsh --emit-c` of it.

Each NAME.c of the case folders is one script; NAME.args beside it holds options of hmsh. Compared message by message, in order: file, line,
column, severity, text, option, the function it is in, and for places in the script's own file the source, caret and range lines. After a syntax
error gcc's recovery is its own affair: only the first one must match, with all that comes before it. A case that hmsh cannot be asked about
(no translation unit, a crash, valid C that it leaves out) has failed.
"""
import argparse
import concurrent.futures
import os
import re
import shlex
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
GCC = ["gcc", "-m32", "-std=gnu11", "-Wall", "-ffreestanding", "-Ulinux", "-Uunix", "-Ui386", "-fsyntax-only", "-x", "c", "-"]
MOST_PARTS = 16

HEAD = re.compile(r"^(?P<file>[^\n:]+?):(?:(?P<line>\d+):)?(?:(?P<column>\d+):)? "
                  r"(?P<severity>fatal error|error|warning|note): (?P<text>.*?)(?: \[(?P<option>-W[^\]]*)\])?$")
PLACE = re.compile(r"^(?P<file>[^\n:]+): (?P<what>In function '.*'|At top level):$")
FRAME = re.compile(r"^ *(\d+|\+\+\+) \||^ +\|")
SYNTAX = re.compile(r"^(expected |missing terminating|unterminated |stray |'else' without a previous|unknown type name)")
FINAL = re.compile(r"^compilation terminated")
NOT_UTF8 = re.compile("[\udc80-\udcff]|<[89a-f][0-9a-f]>")
LINT = "-Wpage-as-address"


class Message:
    def __init__(self, place, found):
        self.place = place
        self.file, self.line, self.column = found["file"], found["line"], found["column"]
        self.severity, self.text, self.option = found["severity"], found["text"], found["option"]
        self.frame = []

    def head(self):
        where = ":".join(part for part in (self.file, self.line, self.column) if part)
        return "%s: %s: %s%s" % (where, self.severity, self.text, " [%s]" % self.option if self.option else "")

    def key(self, own):
        """All that must agree; frames count for the script's own file. gcc writes bytes that are no UTF-8 as they are, hmsh never does."""
        drawn = self.file == own and not any(NOT_UTF8.search(line) for line in self.frame)
        return (self.place, self.head(), tuple(self.frame) if drawn else ())

    def lines(self):
        return ([self.place] if self.place else []) + [self.head()] + self.frame


def messages(text):
    """The messages of a compiler's output. Lines that belong to none are kept as messages of their own, so that they are compared."""
    found, place = [], None
    for line in text.split("\n"):
        head = HEAD.match(line)
        if head:
            found.append(Message(place, head))
            place = None
        elif PLACE.match(line):
            place = line
        elif FRAME.match(line) and found:
            found[-1].frame.append(line.rstrip())
        elif line.strip() and not FINAL.match(line):
            found.append(Message(place, {"file": "?", "line": None, "column": None, "severity": "output", "text": line, "option": None}))
            place = None
    return [m for m in found if m.option != LINT]


def until_syntax_error(found):
    for i, message in enumerate(found):
        if message.severity == "error" and SYNTAX.match(message.text):
            return found[:i + 1], True
    return found, False


def run(command, cwd, data=b""):
    environment = dict(os.environ, LC_ALL="C", HOME=run.home, XDG_CONFIG_HOME=run.home, XDG_STATE_HOME=run.home)
    environment.pop("GCC_COLORS", None)
    done = subprocess.run(command, cwd=cwd, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "surrogateescape")


def gcc_says(hmsh, options, name, folder):
    """gcc's output for all parts of the script, or None and the reason."""
    said = ""
    for part in range(1, MOST_PARTS):
        status, unit, talk = run([hmsh, *options, "--emit-c", "--part", str(part), name], folder)
        if status or not unit:
            if part == 1:
                return None, "hmsh --emit-c: status %d\n%s" % (status, talk)
            break
        said += run(GCC + ["-Werror"] * ("--werror" in options), folder, unit)[2]
    return said, None


def hmsh_says(hmsh, options, name, folder):
    status, out, talk = run([hmsh, *options, "--no-rc", "--lint", "off", "--syntax-only", name], folder)
    if status not in (0, 2):
        return None, "hmsh --syntax-only: status %d\n%s" % (status, talk)
    if "[hmsh-subset]" in talk:
        return None, "hmsh leaves this out\n" + talk
    return talk + out.decode("utf-8", "surrogateescape"), None


def difference(gcc, hmsh, own):
    """None, or the lines that show the first difference."""
    gcc, syntax = until_syntax_error(gcc)
    if syntax:
        hmsh = hmsh[:len(gcc)]
    for i in range(max(len(gcc), len(hmsh))):
        ours = hmsh[i] if i < len(hmsh) else None
        theirs = gcc[i] if i < len(gcc) else None
        if not ours or not theirs or ours.key(own) != theirs.key(own):
            show = ["  gcc:  " + line for line in (theirs.lines() if theirs else ["(nothing more)"])]
            return show + ["  hmsh: " + line for line in (ours.lines() if ours else ["(nothing more)"])]
    return None


def compare(hmsh, path):
    folder, name = os.path.split(path)
    options, beside = [], os.path.splitext(path)[0] + ".args"
    if os.path.exists(beside):
        with open(beside, encoding="utf-8") as file:
            options = shlex.split(file.read(), comments=True)
    try:
        gcc, why = gcc_says(hmsh, options, name, folder)
        if gcc is None:
            return why.splitlines()
        ours, why = hmsh_says(hmsh, options, name, folder)
        if ours is None:
            return why.splitlines()
    except subprocess.TimeoutExpired as late:
        return ["no answer in %d seconds: %s" % (late.timeout, " ".join(late.cmd))]
    return difference(messages(gcc), messages(ours), name)


def cases(folders):
    for folder in folders:
        names = sorted(name for name in os.listdir(folder) if name.endswith(".c"))
        if not names:
            sys.exit("%s: no case" % folder)
        yield from (os.path.join(os.path.abspath(folder), name) for name in names)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--hmsh", default=os.path.join(HERE, "..", "..", "build", "hmsh"))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--brief", action="store_true", help="names only")
    parser.add_argument("folders", nargs="*", default=[])
    options = parser.parse_args()
    hmsh = os.path.abspath(options.hmsh)
    if not os.access(hmsh, os.X_OK):
        sys.exit("%s: no such program (make builds it)" % options.hmsh)
    wanted = [path for path in cases(options.folders or [os.path.join(HERE, "cases")]) if options.only in os.path.basename(path)]
    failed = 0
    with tempfile.TemporaryDirectory() as home, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        run.home = home
        for path, shown in zip(wanted, pool.map(lambda path: compare(hmsh, path), wanted)):
            if shown is None:
                continue
            failed += 1
            print("FAILED %s" % os.path.relpath(path))
            if not options.brief:
                print("\n".join(shown))
    print("%d passed, %d failed" % (len(wanted) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main())
