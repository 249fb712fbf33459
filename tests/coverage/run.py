#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests reach of engine/: every line, and of the branches at least 95 in 100; each branch that is missed stands in engine.txt
with the reason why no test can or need take it. Run by `make coverage` when the tests have run.

engine.txt has a line for each line of code with missed branches: FILE | the line of code, trimmed | reason. The line of code, not
its number: lines move. An entry that no longer misses anything is wrong, too; one whose reason begins with OPEN waits for its test, and counts as
failed."""
import argparse
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
LIST = os.path.join(HERE, "engine.txt")
FLOOR = 95.0


def measured(build):
    with tempfile.TemporaryDirectory() as scratch:
        out = os.path.join(scratch, "coverage.json")
        subprocess.run(["gcovr", "-r", ROOT, "--object-directory", build, "--filter", "engine/", "--json", "-o", out], cwd=ROOT, check=True)
        with open(out, encoding="utf-8") as file:
            return json.load(file)["files"]


def reasons():
    listed = {}
    with open(LIST, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip() or line.startswith("#"):
                continue
            parts = line.rstrip("\n").split(" | ")
            if len(parts) < 3 or not parts[-1].strip():
                sys.exit("%s:%d: FILE | CODE | REASON is expected" % (LIST, number))
            listed[(parts[0], " | ".join(parts[1:-1]))] = parts[-1]
    return listed


class Totals:
    lines = reached = branches = taken = 0


def look(entry, totals, wrong, missed):
    with open(os.path.join(ROOT, entry["file"]), encoding="utf-8") as file:
        source = file.read().split("\n")
    for line in entry["lines"]:
        if line.get("gcovr/noncode"):
            continue
        number, code = line["line_number"], source[line["line_number"] - 1].strip()
        totals.lines += 1
        totals.reached += line["count"] > 0
        if not line["count"]:
            wrong.append("%s:%d: never run: %s" % (entry["file"], number, code))
        taken = sum(b["count"] > 0 for b in line["branches"])
        totals.branches += len(line["branches"])
        totals.taken += taken
        if taken < len(line["branches"]):
            missed.setdefault((entry["file"], code), []).append((number, len(line["branches"]) - taken))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build-cov")
    parser.add_argument("--list", action="store_true", help="print the entries that are missing, without reasons")
    arguments = parser.parse_args()
    totals, wrong, missed, listed = Totals(), [], {}, reasons()
    for entry in measured(arguments.build):
        look(entry, totals, wrong, missed)
    for (name, code), places in sorted(missed.items()):
        if (name, code) in listed:
            continue
        if arguments.list:
            print("%s | %s | ?  (line %s)" % (name, code, ", ".join(str(number) for number, _ in places)))
        wrong.append("%s:%d: %d branches are missed, and no reason is listed: %s" % (name, places[0][0], places[0][1], code))
    wrong += ["%s: listed, but not missed any more: %s" % key for key in listed if key not in missed]
    wrong += ["%s: listed without a reason: %s" % key for key in listed if key in missed and listed[key].startswith("OPEN")]
    lines, branches = 100.0 * totals.reached / totals.lines, 100.0 * totals.taken / totals.branches
    if branches < FLOOR:
        wrong.append("%.1f %% of the branches of engine/ are taken, %.0f %% are asked for" % (branches, FLOOR))
    if not arguments.list:
        print("\n".join(wrong))
    print("engine/: %.2f %% of %d lines, %.2f %% of %d branches; %d lines of code miss branches, each with its reason in %s"
          % (lines, totals.lines, branches, totals.branches, len(listed), os.path.relpath(LIST, ROOT)))
    print("%d passed, %d failed" % (totals.reached + totals.taken, len(wrong)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
