#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Misuse under every kernel: each cases/NAME.c is one misuse of section A of the sheet of facts, written for all eras by #if, and `hmsh -c "eras
NAME.c"` must say what NAME.expected says: first with debug_highmem, then without. `--table` prints the whole as one table, an era a column; `--update` writes
the expectations anew (read them before you commit). A first comment line says what the case is, where in the sheet, and which machine it wants.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib  # noqa: E402

CASES = os.path.join(HERE, "cases")
TITLE = re.compile(r"/\* (?P<title>.*?) \((?P<where>[^)]*)\)(?:; machine: (?P<machine>.*?))? \*/")
ROW = re.compile(r"^(?P<era>\S+) +(?P<compiler>other API|refused|warned|silent) +(?P<calls>-|\d+) +(?P<trouble>.*)$")
SHORT = {"kernel BUG": "BUG", "unable to handle": "oops", "Unable to handle": "oops", "WARNING": "WARN", "Badness": "WARN", "BUG: warning": "WARN",
         "scheduling while atomic": "sched", "Scheduling in": "sched", "sleeping function": "sleep", "deadlock": "deadlock", "out of range": "stray",
         "hmsh: warning": "WARN"}


def eras(hmsh, name, debug):
    with open(os.path.join(CASES, name), encoding="utf-8") as file:
        head = TITLE.match(file.readline())
    if not head:
        sys.exit("%s: the first line does not say what it is" % name)
    machine = ["debug_highmem=%s" % debug] + (head["machine"] or "").split()
    command = [hmsh, "--no-rc", *[word for key in machine for word in ("--machine", key)], "-c", "eras %s" % name]
    done = subprocess.run(command, cwd=CASES, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False)
    return head, done.returncode, done.stdout.decode()


def rows(text):
    """The rows of the table, wrapped lines joined."""
    joined = re.sub(r"\n {20,}", " ", text)
    return [ROW.match(line).groupdict() for line in joined.splitlines() if ROW.match(line)]


def cell(row):
    """"warned, BUG after 1": what the compiler said if it said anything, then the first report and how many calls late it came."""
    kind = next((short for words, short in SHORT.items() if words in row["trouble"]), None)
    said = "" if row["compiler"] == "silent" else row["compiler"]
    if row["compiler"] in ("refused", "other API"):
        return said
    late = " +%s" % row["calls"] if kind and row["calls"] not in ("-", "0") else ""
    return ", ".join(part for part in (said, (kind or "nothing") + late) if part)


def table(hmsh, names):
    for debug in ("on", "off"):
        first = True
        print("\nWith debug_highmem=%s (+N: met N calls after its cause)\n" % debug)
        for name in names:
            head, _, text = eras(hmsh, name, debug)
            found = rows(text)
            if first:
                print("| misuse | %s |" % " | ".join(row["era"] for row in found))
                print("|---%s|" % ("|---" * len(found)))
                first = False
            print("| %s (%s) | %s |" % (head["title"], head["where"], " | ".join(cell(row) for row in found)))


def check(hmsh, name, update):
    expected = os.path.join(CASES, name[:-2] + ".expected")
    said = ""
    for debug in ("on", "off"):
        _, status, text = eras(hmsh, name, debug)
        said += "debug_highmem=%s\n%s" % (debug, text)
        if status or any(len(line) > 80 for line in text.splitlines()):
            return "status %d, or a line is longer than 80 columns:\n%s" % (status, text)
    if update:
        with open(expected, "w", encoding="utf-8") as file:
            file.write(said)
        return None
    with open(expected, encoding="utf-8") as file:
        wanted = file.read()
    for a, b in zip(wanted.splitlines() + [""], said.splitlines() + [""]):
        if a != b:
            return "expected: %s\n  said:     %s" % (a, b)
    return None if wanted == said else "its length differs"


def what_if(hmsh):
    """The session that what-if replays: typed inputs, a file, and an era chosen on the way."""
    script = ("struct page *p = alloc_page(GFP_HIGHUSER), *q = alloc_page(GFP_HIGHUSER);\nchar *v = kmap_atomic(p, KM_USER0);\n"
              "kunmap_atomic(p, KM_USER0);\nchar *w = kmap_atomic(q, KM_USER0);\nwhat-if %s\n")
    wanted = {
        "2.6.24": ["Here (2.6.11): kernel BUG at arch/i386/mm/highmem.c:42!", "Under 2.6.24 the compiler says nothing.",
                   "At run time: kernel BUG at arch/x86/mm/highmem_32.c:42!", "met 1 call after its cause"],
        "2.6.36": ["Under 2.6.36 the compiler refuses: ", ":3: negative width in bit-field"],
        "mm-2004": ["Under mm-2004 the compiler warns: ", ":3: passing argument 1 of 'kunmap_atomic' from incompatible pointer type"],
        "6.1": ["Under 6.1 the compiler knows another API: ", "'KM_USER0' undeclared"],
        "2.6.11": ["met 1 call after its cause"],
    }
    for era, lines in wanted.items():
        done = subprocess.run([hmsh, "--no-rc", "--lint", "off", "--keep-going"], input=(script % era).encode(), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60, check=False)
        text = " ".join(done.stdout.decode().split()) # lines are wrapped
        yield "what-if %s" % era, next(("no \"%s\" in:\n%s" % (line, text) for line in lines if line not in text), None)


def without_file(hmsh):
    """`eras` alone runs this session's inputs; in a lesson, with what the step begins with, under every era and not under the lesson's own."""
    bug = ["struct page *p = alloc_page(GFP_HIGHUSER), *q = alloc_page(GFP_HIGHUSER);", "char *v = kmap_atomic(p, KM_USER0);", "kunmap_atomic(p, KM_USER0);",
           "char *w = kmap_atomic(q, KM_USER0);"]
    rows = ["mm-2004 warned 1 kernel BUG at arch/i386/mm/highmem.c:42! (line %d)", "2.6.11 silent 1 kernel BUG", "2.6.24 silent 1 kernel BUG at arch/x86/",
            "2.6.36 refused - line %d: negative width in bit-field"]
    with tempfile.TemporaryDirectory() as folder:
        lesson = os.path.join(folder, "01-bug.md")
        with open(lesson, "w", encoding="utf-8") as file:
            file.write("---\ntitle: t\nlevel: l\nmachine: era=2.6.11\nneeds: n\n---\n\n## A step\n\n```hmsh\nset lint off\n```\n\n## Another\n\n```start\n"
                       "set lint off\n%s\n%s\n%s\n```\n\n```hmsh\n%s\n```\n" % tuple(bug))
        for name, lines, last in (("alone", bug, 4), ("after another kernel", ["kmap_atomic(7, 1, 1);", "era 2.6.24"] + bug, 6), ("in a lesson", ["lesson 1", "set lint off", "lesson next", bug[3]], 5)):
            prompt = lib.Prompt(hmsh, ["--no-rc", "--no-view", "--lint", "off", "--lessons", folder], folder)
            for line in lines:
                prompt.type(line)
            text = " ".join(prompt.type("eras").split())
            prompt.close()
            wanted = [rows[0] % last, rows[1], rows[2], rows[3] % (last - 1)]
            yield "eras %s" % name, next(("no \"%s\" in:\n%s" % (line, text) for line in wanted if line not in text), None)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--hmsh", default=os.path.join(HERE, "..", "..", "build", "hmsh"))
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--table", action="store_true")
    options = parser.parse_args()
    hmsh = os.path.abspath(options.hmsh)
    names = sorted(name for name in os.listdir(CASES) if name.endswith(".c"))
    if options.table:
        table(hmsh, names)
        return 0
    results = [(name, check(hmsh, name, options.update)) for name in names] + list(what_if(hmsh)) + list(without_file(hmsh))
    for name, trouble in results:
        if trouble:
            print("FAILED %s\n  %s" % (name, trouble))
    failed = sum(trouble is not None for _, trouble in results)
    print("%d passed, %d failed" % (len(results) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
