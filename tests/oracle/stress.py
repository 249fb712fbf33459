#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings of random operations by the second model (model.py) in all four variants, replayed by oracle-replay, whose last line
counts them. Seeds are fixed; --seed and --ops for longer hunts. One recording is written in other shapes, too, which say the same."""
import argparse
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
VARIANTS = [[], ["--pae"], ["--debug"], ["--pae", "--debug"]]
PROFILES = [[], ["--misuse", "10"], ["--tasks", "4", "--refused", "5"], ["--tasks", "6", "--misuse", "5", "--refused", "5"]]


# (between values, behind a name, before and behind a line)
SHAPES = [(", ", ": ", "", "\n"), (" ,\t", "\t :  ", " \t", " \r\n")]


def reshaped(source, target, shape):
    """The same lines with their fields the other way round, and white space between tokens."""
    comma, colon, before, behind = shape
    with open(source, encoding="utf-8") as lines, open(target, "w", encoding="utf-8", newline="") as file:
        for line in lines:
            fields = dict(reversed(list(json.loads(line).items())))
            file.write(before + json.dumps(fields, separators=(comma, colon)) + behind)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--replay", default=os.path.join("build", "oracle-replay"))
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--ops", type=int, default=1500)
    o = p.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        n = 0
        for variant in VARIANTS:
            for profile in PROFILES:
                n += 1
                subprocess.run([sys.executable, os.path.join(HERE, "model.py"), os.path.join(folder, "%02d.jsonl" % n),
                                "--seed", str(100 * o.seed + n), "--ops", str(o.ops)] + variant + profile, check=True)
        for shape in SHAPES:
            n += 1
            reshaped(os.path.join(folder, "04.jsonl"), os.path.join(folder, "%02d.jsonl" % n), shape)
        return subprocess.run([o.replay, "--prove", folder]).returncode


sys.exit(main())
