#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks gcc and hmsh about scripts made from a seed (generate.py), in every era.

A "clean" or "one" script must agree wholly, message for message, as a hand-written case must. Of the messages of all "many" scripts together at least
95 in 100 must have their like on the other side, both ways. Each script counts as one test; of "many" it is the whole class that counts, once.
"""
import argparse
import collections
import concurrent.futures
import os
import sys
import tempfile

import generate
import run as judge

SHARE = 0.95


def ask(hmsh, folder, kind, seed, eras):
    """(what differs or None, messages of gcc, messages of hmsh, those in both) for one script."""
    era = eras[seed % len(eras)]
    name = "%s-%d.c" % (kind, seed)
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(generate.case(kind, seed, era))
    options = ["--era", era]
    gcc, why = judge.gcc_says(hmsh, options, name, folder)
    ours, said = judge.hmsh_says(hmsh, options, name, folder)
    if gcc is None or ours is None:
        return ["  " + (why or said)], 1, 1, 0
    theirs, mine = judge.messages(gcc), judge.messages(ours)
    theirs, syntax = judge.until_syntax_error(theirs)
    if syntax:
        mine = mine[:len(theirs)]
    left, right = (collections.Counter(message.key(name) for message in side) for side in (theirs, mine))
    return judge.difference(theirs, mine, name), len(theirs), len(mine), sum((left & right).values())


def examine(hmsh, folder, kind, seeds, options):
    """Passed and failed tests of one class."""
    failed = theirs = mine = both = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for seed, answer in zip(seeds, pool.map(lambda seed: ask(hmsh, folder, kind, seed, options.eras), seeds)):
            different, a, b, c = answer
            theirs, mine, both = theirs + a, mine + b, both + c
            failed += different is not None
            if different and (kind != "many" or options.show):
                print("FAILED %s, seed %d, era %s" % (kind, seed, options.eras[seed % len(options.eras)]))
                print("\n".join(different))
    shares = (both / max(theirs, 1), both / max(mine, 1))
    print("%s: %d of %d scripts agree wholly; of gcc's %d messages %.2f %% are hmsh's too, of hmsh's %d messages %.2f %% are gcc's"
          % (kind, len(seeds) - failed, len(seeds), theirs, 100 * shares[0], mine, 100 * shares[1]))
    if kind == "many":
        return (1, 0) if min(shares) >= SHARE else (0, 1)
    return len(seeds) - failed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--hmsh", default=os.path.join(judge.HERE, "..", "..", "build", "hmsh"))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=600, help="scripts of each class")
    parser.add_argument("--kinds", nargs="+", default=["clean", "one", "many"])
    parser.add_argument("--eras", nargs="+", default=generate.ERAS)
    parser.add_argument("--show", action="store_true", help="what differs in the class \"many\", too")
    parser.add_argument("--keep", help="leave the scripts in this folder")
    options = parser.parse_args()
    hmsh = os.path.abspath(options.hmsh)
    seeds = range(options.seed, options.seed + options.count)
    passed = failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        judge.run.home = scratch
        folder = options.keep or scratch
        for kind in options.kinds:
            a, b = examine(hmsh, folder, kind, seeds, options)
            passed, failed = passed + a, failed + b
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main())
