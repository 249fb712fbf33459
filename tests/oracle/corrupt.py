#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A recording in which one value is wrong must be refused, at that line: else nothing compares that value.

For each field that recordings have (each kind of event, each argument that is compared, each number in the header too), the first line that
has it is changed, and what follows is cut off.
"""
import argparse
import copy
import glob
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
INPUTS = {"args"}                      # what a script asks for: changes only what follows from it
NOT_COMPARED = {"era", "variant", "kind", "name", "description", "seed", "memory_mib", "release", "highmem_ids", "lowmem_ids", "tail",
                "initial", "ops", "task_cpus", "online_cpus", "highend_pfn", "mem_map"} # or it is what the machine is made from


def other(value):
    """A value of the same kind, and not the same."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value is None:
        return "0xff00f000"
    if isinstance(value, str):
        if re.fullmatch("0x[0-9a-f]+", value):
            return "0x%0*x" % (len(value) - 2, int(value, 16) ^ 0x1000)
        numbers = list(re.finditer("[0-9]", value))
        if numbers:
            last = numbers[-1]
            return value[:last.start()] + str((int(last[0]) + 1) % 10) + value[last.end():]
        return {"ok": "sleep", "refused": "ok", "sleep": "ok", "kmap_high": "kmap_low"}.get(value, value + "x")
    if isinstance(value, list):
        return value[:-1] if value and isinstance(value[-1], str) else value[:-1] + [other(value[-1])] if value else ["wake_up"]
    key = next(iter(value))
    return {**value, key: other(value[key])}


def changed(line, field):
    wrong = copy.deepcopy(line)
    wrong[field] = other(wrong[field]) if field != "why" else "depth 0" if line["op"] == "kunmap" else "would BUG"
    return wrong


def event_kind(event):
    return re.sub("[:0-9].*", "", event)


def corruptions(lines):
    """(what, how many lines are kept, the last of them changed)."""
    seen = set()
    for n, line in enumerate(lines):
        for field in line:
            if field not in INPUTS and field not in seen:
                seen.add(field)
                yield field, n, changed(line, field)
        for event in line["events"]:
            kind = event_kind(event)
            if "event " + kind not in seen:
                seen.add("event " + kind)
                events = [other(e) if e is event else e for e in line["events"]]
                if events != line["events"]:
                    yield "event " + kind, n, {**line, "events": events if event != other(event) else events[:-1]}
                yield "event " + kind + " left out", n, {**line, "events": [e for e in line["events"] if e is not event]}
        for field in line.get("resumed", {}):
            if field not in INPUTS and "resumed." + field not in seen:
                seen.add("resumed." + field)
                yield "resumed." + field, n, {**line, "resumed": changed(line["resumed"], field)}


def replay(program, folder, header, lines):
    path = os.path.join(folder, "corrupt.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        for line in [{"header": header}, *lines]:
            file.write(json.dumps(line, separators=(",", ":")) + "\n")
    done = subprocess.run([program, path], stdout=subprocess.PIPE, text=True, check=False, timeout=60)
    return done.returncode, done.stdout


def check_file(program, folder, path, tally):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        header, *lines = [json.loads(line) for line in file]
    header = header["header"]
    header.pop("tail", None)
    for what, n, wrong in corruptions(lines):
        status, out = replay(program, folder, {**header, "ops": n + 1}, lines[:n] + [wrong])
        tally.expect(status == 1 and ", line %d: " % (n + 2) in out, "%s, %s on line %d: %s" % (path, what, n + 2, out))
    for key in header:
        if key not in NOT_COMPARED:
            status, out = replay(program, folder, {**header, "ops": 1, key: other(header[key])}, lines[:1])
            tally.expect(status == 1 and ", line 1: " in out, "%s, %s of the header: %s" % (path, key, out))


# of the experiments: what only that kernel knows, what the machine is made from, and the module's own sleep between two requests
ITS_OWN = {"release", "pkmap_count_addr", "last_pkmap_nr_addr", "pkmap_page_table", "pkmap_page_table_phys", "fixmap_kmap_begin_pte_phys",
           "kprobes", "high_memory", "totalhigh_pages", "mem_map"}


def unknowable(row, key):
    returned = row.get("returned") == 1 and key in ("state", "state_bits", "wchan")
    return key in ITS_OWN or returned or (key == "ret" and "same" in row) or (key == "wchan" and row["wchan"].startswith("kmap_high+"))


def check_experiments(program, folder, path, tally):
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    seen = set()
    for n, row in enumerate(rows):
        for key in row:
            about = (row["t"], row.get("op") if key in ("op", "ret", "same") else None, key)
            if about in seen or unknowable(row, key) or (row["t"] == "meta" and key == "t"):
                continue
            seen.add(about)
            wrong = [*rows[:n], {**row, key: other(row[key])}, *rows[n + 1:]]
            with open(os.path.join(folder, "corrupt.jsonl"), "w", encoding="utf-8") as file:
                file.writelines(json.dumps(line) + "\n" for line in wrong)
            done = subprocess.run([program, file.name], stdout=subprocess.PIPE, text=True, check=False, timeout=60)
            tally.expect(done.returncode == 1, "%s, %s on line %d: %s" % (path, key, n + 1, done.stdout))


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def expect(self, good, what):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print("FAILED " + what)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--replay", default="build/oracle-replay")
    options = options.parse_args()
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(glob.glob(os.path.join(HERE, "data", "6.1-*", "*.gz"))):
            check_file(os.path.abspath(options.replay), folder, path, tally)
        for path in sorted(glob.glob(os.path.join(HERE, "data", "6.1-*", "experiments.jsonl"))):
            check_experiments(os.path.abspath(options.replay), folder, path, tally)
    print("%d passed, %d failed" % (tally.passed, tally.failed))
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
