#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gallery: each script of lessons/gallery opens with a paragraph, and says in its comments what must come out: `// status: N`, and
`// expect: TEXT` behind the line that makes TEXT appear, all of them in that order, in what the script prints. Takes scripts as arguments."""
import argparse
import glob
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib  # noqa: E402

GALLERY = os.path.join(os.path.dirname(os.path.dirname(HERE)), "lessons", "gallery")


def both(program, path):
    """Standard output and standard error in the order in which they came."""
    done = lib.hmsh("/bin/sh", ["-c", 'exec "$0" --no-rc "$1" 2>&1', os.path.abspath(program), path], seconds=60)
    return done.status, done.out.decode("utf-8", "backslashreplace")


def troubles(program, path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    wanted = re.findall(r"^// expect: (.*)$", text, re.M)
    status = re.search(r"^// status: (\d+)$", text, re.M)
    head = text.split("// status:")[0]
    if not re.match(r"// [^\n]+\.\n//\n(// [^\n]+\n)+//\n$", head) or len(head.split()) < 40:
        yield "it does not begin with a title and a paragraph"
    if not wanted or not status:
        yield "it asserts nothing"
        return
    found, output = both(program, path)
    if found != int(status.group(1)):
        yield "status %d, not %s" % (found, status.group(1))
    at = 0
    for words in wanted:
        place = output.find(words, at)
        if place < 0:
            yield "%r does not come%s\n%s" % (words, " there" if words in output else "", output)
            return
        at = place + len(words)


def by_number(program):
    """`source gallery/02` finds its script wherever hmsh was started; a number that is none is refused."""
    done = lib.hmsh("/bin/sh", ["-c", 'cd / && exec "$0" --no-rc -b -c "source gallery/02" 2>&1', os.path.abspath(program)], seconds=60)
    none = lib.hmsh("/bin/sh", ["-c", 'cd / && exec "$0" --no-rc -b -c "source gallery/77" 2>&1', os.path.abspath(program)], seconds=60)
    if done.status or b"A A\n" not in done.out:
        yield "`source gallery/02`: status %d\n%s" % (done.status, done.out.decode())
    if none.status != 4 or b"gallery/77: No such file" not in none.out:
        yield "`source gallery/77`: status %d\n%s" % (none.status, none.out.decode())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hmsh", required=True)
    parser.add_argument("scripts", nargs="*")
    arguments = parser.parse_args()
    passed = failed = 0
    if not arguments.scripts:
        wrong = list(by_number(arguments.hmsh))
        passed, failed = passed + (not wrong), failed + bool(wrong)
        print("\n".join(wrong), end="\n" if wrong else "")
    for path in arguments.scripts or sorted(glob.glob(os.path.join(GALLERY, "*.hm"))):
        wrong = list(troubles(arguments.hmsh, os.path.abspath(path)))
        passed, failed = passed + (not wrong), failed + bool(wrong)
        for what in wrong:
            print("%s: %s" % (os.path.basename(path), what))
    if not arguments.scripts and passed + failed < 11:
        print("the gallery has lost scripts")
        failed += 1
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
