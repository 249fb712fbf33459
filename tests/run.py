#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every suite and adds up: one line a suite, what a failed one printed, and "N passed, N failed" at the end.

A suite is a row: a name, a command and how its answers are counted. "tap" is a cmocka program (each test counts); "sum" is a
program that ends with its own "N passed, N failed"; "exit" is one test, passed when it exits 0. A suite that counts
nothing, dies or takes too long has failed. `make` has built everything before.
"""
import argparse
import concurrent.futures
import glob
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
PYTHON = sys.executable or "python3"
LIMIT = 420  # seconds a suite


class Suite:
    def __init__(self, group, name, command, count="sum", env=None):
        self.group, self.name, self.command, self.count, self.env = group, name, command, count, env or {}


def units(build, group):
    for program in sorted(glob.glob(os.path.join(ROOT, build, "tests/*/test_*"))):
        if os.access(program, os.X_OK) and not program.endswith((".o", ".d")):
            yield Suite(group, "%s %s" % (group, os.path.relpath(program, os.path.join(ROOT, build, "tests"))), [program], "tap")


def script(group, name, path, *arguments, **keys):
    """A suite of our own in Python; none where the file does not exist in this checkout."""
    if os.path.exists(os.path.join(HERE, path)):
        yield Suite(group, name, [PYTHON, os.path.join(HERE, path), *arguments], **keys)


def suites(build):
    san = build + "-san"
    hmsh, san_hmsh = os.path.join(build, "hmsh"), os.path.join(san, "hmsh")
    # the long ones first: two workers then end together
    yield from script("fault", "seeded faults, three of them", "fault/run.py", "--build", build, "--sample", "3")
    yield from script("gcc", "diagnostics against gcc", "gcc/run.py", "--hmsh", hmsh)
    yield from script("gcc", "generated scripts against gcc", "gcc/generated.py", "--hmsh", hmsh, "--count", "150")
    yield from script("gcc", "each message appears in some case", "gcc/rows.py", "--hmsh", hmsh)
    yield from script("gcc", "misuse as gcc saw it with a kernel's headers", "gcc/kernel.py", "--hmsh", hmsh)
    yield from script("gcc", "values against gcc -m32", "gcc/values.py", "--hmsh", hmsh)
    yield from script("fuzz", "hostile input under the sanitizers", "fuzz/run.py", "--hmsh", san_hmsh, "--slow", "12")
    yield from script("fuzz", "hostile input", "fuzz/run.py", "--hmsh", hmsh)
    yield from script("terminal", "the view and the prompt on terminals", "terminal/run.py", "--hmsh", hmsh)
    data = os.path.join("tests", "oracle", "data")
    if os.path.isdir(os.path.join(ROOT, data)):
        yield Suite("oracle", "recordings of the real code; each machine back to its boot", [os.path.join(build, "oracle-replay"), "--prove", data])
        yield Suite("san", "recordings under the sanitizers", [os.path.join(san, "oracle-replay"), data])
    yield from script("oracle", "recordings with one wrong value are refused", "oracle/corrupt.py", "--replay", os.path.join(build, "oracle-replay"))
    yield from script("oracle", "recordings of a second model", "oracle/stress.py", "--replay", os.path.join(build, "oracle-replay"))
    yield from script("view", "exports cell by cell, pictures are current", "view/pictures.py", "--hmsh", hmsh)
    yield from script("view", "postcards, from this run's own events", "view/postcard.py", "--hmsh", hmsh)
    yield from script("eras", "misuse under every kernel", "eras/run.py", "--hmsh", hmsh)
    yield from script("learn", "every lesson as walkthrough and as learner", "learn/run.py", "--hmsh", hmsh)
    yield from script("san", "lessons under the sanitizers", "learn/run.py", "--hmsh", san_hmsh, "learner", "view walkthroughs/article", "hostile")
    yield from script("quiz", "the quiz, judged a second time", "quiz/run.py", "--hmsh", hmsh, "--also", san_hmsh, os.path.join(build + "-clang", "hmsh"))
    yield from script("san", "the quiz under the sanitizers", "quiz/run.py", "--hmsh", san_hmsh, "--only", "answers")
    yield from script("lessons", "lessons", "lessons/run.py", "--hmsh", hmsh)
    yield from script("guides", "guides", "guides/run.py", "--hmsh", hmsh)
    yield from script("exam", "exams", "exam/run.py", "--hmsh", hmsh)
    yield from script("san", "exams under the sanitizers", "exam/run.py", "--hmsh", san_hmsh, "worth_first", "mangled", "mistakes", "bad_ids", "rosters", "sealed", "secrets", "drawn", "own_exam")
    yield from script("grade", "grading: points, forgeries, hostile submissions, formats", "grade/run.py", "--hmsh", hmsh)
    yield from script("san", "grading under the sanitizers", "grade/run.py", "--hmsh", san_hmsh, "partial_credit", "forgeries_gain_nothing", "pages_are_kept", "hostile_files", "formats", "killed_worker", "sandbox_for_scripts")
    yield from script("starve", "out of memory, at some of the places", "starve/run.py", "--hmsh", os.path.join(san, "hmsh-starved"), "--sample", "3", "language", "tasks",
                      "save and load", "check-lessons", "update lesson", "grade", "grade as json", "exam graded", "quiz", "quiz test", "help")
    yield from script("story", "story", "story/run.py", "--hmsh", hmsh)
    yield from script("story", "one planted mistake, named by why", "story/planted.py", "--hmsh", hmsh, "--seeds", "100")
    yield from script("san", "story under the sanitizers", "story/run.py", "--hmsh", san_hmsh)
    yield from script("time", "killed sessions, snapshots, ways back", "time/run.py", "--hmsh", hmsh)
    yield from script("help", "the manual", "help/run.py", "--hmsh", hmsh)
    yield from script("hunt", "fault hunts: one culprit, no look tells", "hunt/run.py", "--hmsh", hmsh, "--seeds", "60")
    yield from script("san", "fault hunts under the sanitizers", "hunt/run.py", "--hmsh", san_hmsh, "--seeds", "12", "--asked", "1")
    yield from script("gallery", "the gallery", "gallery/run.py", "--hmsh", hmsh)
    yield from script("json", "--json against its schema", "json/run.py", "--hmsh", hmsh)
    yield from script("headers", "each header compiles alone", "headers/run.py")
    yield from script("direction", "who may know whom", "direction/run.py")
    yield from script("clang", "the other compiler's build runs", "story/run.py", "--hmsh", os.path.join(build + "-clang", "hmsh"))
    yield from units(build, "unit")
    yield from units(san, "san")


def count_tap(output, status):
    passed = len(re.findall(r"^ok\b", output, re.M))
    failed = len(re.findall(r"^not ok\b", output, re.M))
    plan = re.search(r"^1\.\.(\d+)", output, re.M)
    missing = int(plan.group(1)) - passed - failed if plan else 0
    failed += max(missing, 0)
    if (status or passed + failed == 0) and not failed:
        failed = 1
    return passed, failed


def count_sum(output, status):
    lines = re.findall(r"^(\d+) passed, (\d+) failed", output, re.M)
    passed, failed = (int(lines[-1][0]), int(lines[-1][1])) if lines else (0, 0)
    if (status or passed + failed == 0) and not failed:
        failed = 1
    return passed, failed


def count_exit(_output, status):
    return (0, 1) if status else (1, 0)


COUNT = {"tap": count_tap, "sum": count_sum, "exit": count_exit}


def run(suite):
    environment = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP", ASAN_OPTIONS="detect_leaks=1:allocator_may_return_null=1",
                       UBSAN_OPTIONS="print_stacktrace=1", **suite.env)
    started = time.monotonic()
    try:
        done = subprocess.run(suite.command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=LIMIT, check=False)
        output, status = done.stdout.decode("utf-8", "backslashreplace"), done.returncode
    except subprocess.TimeoutExpired as error:
        output, status = (error.stdout or b"").decode("utf-8", "backslashreplace") + "\ntook more than %d s" % LIMIT, 1
    except OSError as error:
        output, status = str(error), 1
    return COUNT[suite.count](output, status) + (output, time.monotonic() - started)


def printable(text):
    return "".join(c if c.isprintable() or c in "\n\t" else "\\x%02x" % ord(c) for c in text)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", help="groups, with commas between")
    arguments = parser.parse_args()
    chosen = [s for s in suites(arguments.build) if not arguments.only or s.group in arguments.only.split(",")]
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for suite, (good, bad, output, seconds) in zip(chosen, pool.map(run, chosen)):
            print("%-50s %5d passed %4d failed %6.1f s" % (suite.name, good, bad, seconds), flush=True)
            if bad:
                print("    " + "\n    ".join(printable(output)[-6000:].strip().split("\n")), flush=True)
            passed, failed = passed + good, failed + bad
    if not chosen:
        failed = 1
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
