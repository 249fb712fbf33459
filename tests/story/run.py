#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The article's story with the mistake in a function, a loop, another task, behind a cast, in a void * and many statements before
its symptom; each under both prototypes, with debugging on and off, on a high and on a low page.

NAME.c marks the statement at fault with "cause" and the one that pays with "symptom"; NAME.expected has one section for each
machine: exit status, standard output, standard error. Besides comparing these, the runner asks what the story must be: with
debugging on and a high page the kernel stops at the symptom, status 3, and `why` names the line of the cause; in all other
configurations nothing happens, status 0. --update rewrites the expected files (the story itself must hold even then)."""
import argparse
import concurrent.futures
import glob
import itertools
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib  # noqa: E402

MACHINES = list(itertools.product(("2.6.11", "mm-2004"), ("on", "off"), ("high", "low")))


def marked(text, mark):
    return [number for number, line in enumerate(text.split("\n"), 1) if "/* %s */" % mark in line]


def run(program, path, era, debug, page):
    """The script under one machine; a low page is another allocation mask in the same place."""
    name = os.path.basename(path)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with tempfile.TemporaryDirectory() as home:
        with open(os.path.join(home, name), "w", encoding="utf-8") as file:
            file.write(text if page == "high" else text.replace("GFP_HIGHUSER", "GFP_KERNEL"))
        done = lib.hmsh(program, ["-b", "--no-rc", "--keep-going", "--machine", "era=%s debug_highmem=%s" % (era, debug), name], home=home, cwd=home, seconds=60)
    return text, done


def section(machine, done):
    return "=== era=%s debug_highmem=%s page=%s: status %d\n--- out\n%s--- err\n%s" % (
        *machine, done.status, done.out.decode("utf-8", "backslashreplace"), done.err.decode("utf-8", "backslashreplace"))


def story(name, text, machine, done):
    """What must be so whatever the words are."""
    cause, symptom = marked(text, "cause"), marked(text, "symptom")
    output = done.text.decode("utf-8", "replace")
    hit = bool(cause) and machine[1] == "on" and machine[2] == "high"
    if done.crashed() or done.late:
        return ["crashed or hung"]
    bad = []
    if done.status != (3 if hit else 0):
        bad.append("status %d" % done.status)
    if ("kernel BUG at arch/i386/mm/highmem.c:42!" in output) != hit:
        bad.append("the BUG is %s" % ("missing" if hit else "there"))
    if hit:
        why = output[output.find("kernel BUG"):]
        for line in cause:
            if not re.search(r"\b%s:%d\b" % (re.escape(name), line), why):
                bad.append("why does not name %s:%d" % (name, line))
        for line in symptom:
            if not re.search(r"\b%s:%d\b" % (re.escape(name), line), why):
                bad.append("the symptom's place, %s:%d, is not named" % (name, line))
    return bad


def expected(path):
    try:
        with open(path, encoding="utf-8") as file:
            return re.split(r"^(?==== )", file.read(), flags=re.M)[1:]
    except FileNotFoundError:
        return []


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hmsh", default="build/hmsh")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    passed = failed = 0
    for path in sorted(glob.glob(os.path.join(HERE, "*.c"))):
        name, want = os.path.basename(path), expected(path[:-2] + ".expected")
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            runs = list(pool.map(lambda machine: run(arguments.hmsh, path, *machine), MACHINES))
        sections = [section(machine, done) for machine, (_, done) in zip(MACHINES, runs)]
        for number, (machine, (text, done)) in enumerate(zip(MACHINES, runs)):
            bad = story(name, text, machine, done)
            if not arguments.update and (number >= len(want) or want[number] != sections[number]):
                bad.append("differs from what is expected:\n%s" % sections[number])
            if bad:
                print("%s, era %s, debug_highmem %s, %s page: %s" % (name, *machine, "; ".join(bad)))
            passed, failed = passed + (not bad), failed + bool(bad)
        if arguments.update:
            with open(path[:-2] + ".expected", "w", encoding="utf-8") as file:
                file.write("".join(sections))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
