#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""README.md is true: each `console` block in it, a whole transcript with its prompts, is typed at the real prompt, in a session of its own, and what the
shell shows must be what stands there. --update rewrites the blocks. Lessons are run by `hmsh --check-lessons` (one test here for each of them: no message
names it) and at real prompts by tests/learn."""
import argparse
import glob
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib  # noqa: E402

CONSOLE = re.compile(r"^```console\n(.*?)^```\n", re.M | re.S)
LESSONS = os.path.join(lib.ROOT, "lessons")


def transcript(program, block):
    """A console block: the banner, then each `hmsh> ` line and its answer, as they would stand on the screen."""
    inputs = re.findall(r"^hmsh> (.*)$", block, re.M)
    with tempfile.TemporaryDirectory() as home:
        prompt = lib.Prompt(program, ["--no-rc", "--no-view"], home)
        shown = prompt.banner.decode("utf-8")
        for line in inputs:
            shown += "hmsh> %s\n" % line + prompt.type(line)
        found = lib.dirty(prompt.raw.replace(b"\r", b""))
        prompt.close()
    if found:
        raise ValueError(found)
    return shown


def difference(old, new):
    old, new = old.split("\n"), new.split("\n")
    for number, (a, b) in enumerate(zip(old + [""] * len(new), new + [""] * len(old))):
        if a != b:
            return "line %d\n  file:  %s\n  shell: %s" % (number + 1, "\n         ".join(old[number:number + 6]), "\n         ".join(new[number:number + 6]))
    return "nothing"


def check_file(path, program, update):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        new = CONSOLE.sub(lambda block: "```console\n%s```\n" % transcript(program, block.group(1)), text)
    except (OSError, EOFError, ValueError) as error:
        return str(error)
    if update and new != text:
        with open(path, "w", encoding="utf-8") as file:
            file.write(new)
    return "" if update or new == text else "differs at " + difference(text, new)


def check_lessons(program):
    """What is wrong with each lesson, "" where nothing is, and last the folder's own."""
    result = lib.hmsh(os.path.join(lib.ROOT, program), ["--check-lessons", LESSONS], cwd=lib.ROOT, seconds=60)
    text = result.text.decode("utf-8", "replace")
    messages = {}
    last = "folder"
    for line in text.split("\n"):
        found = re.match(r"(.*?):\d+: ", line)
        last = os.path.relpath(found.group(1), LESSONS) if found else last
        if found or line.startswith("  "):
            messages.setdefault(last, []).append(line)
    names = [os.path.relpath(p, LESSONS) for p in sorted(glob.glob(os.path.join(LESSONS, "**", "*.md"), recursive=True)) if open(p, encoding="utf-8").read(4) == "---\n"]
    for name in names:
        yield name, "\n".join(messages.pop(name, []))
    bad = "\n".join(line for lines in messages.values() for line in lines)
    clean = result.status == 0 and "%d lessons, 0 problems." % len(names) in text
    yield "folder", bad or ("" if clean or bad else text[-300:])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hmsh", default="build/hmsh")
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    results = [("README.md", check_file(os.path.join(lib.ROOT, "README.md"), arguments.hmsh, arguments.update)), *check_lessons(arguments.hmsh)]
    for name, bad in results:
        if bad:
            print("%s: %s" % (name, bad))
    failed = sum(bool(bad) for _, bad in results)
    print("%d passed, %d failed" % (len(results) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
