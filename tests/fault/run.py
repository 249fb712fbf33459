#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plants faults in engine/, one at a time, and sees that the engine's unit tests or the replayed recordings notice each of them. A fault is
a row of faults.txt: a file, the exact text to find (it must occur exactly once), what to put there. Only the file with the fault
is compiled; everything else is linked as `make` has left it. A fault that makes the program hang or crash has been noticed as well.

--sample N plants N of them, the same ones each time (every len/N-th); --only WORDS those with WORDS in their names."""
import argparse
import concurrent.futures
import glob
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
FLAGS = ["-std=gnu11", "-O1", "-Iinclude", "-I.", "-D_GNU_SOURCE", "-w"]
SECONDS = 60


class Fault:
    def __init__(self, name, path, find, replace):
        self.name, self.path, self.find, self.replace = name, path, find, replace


def read_faults():
    """Blocks: "# NAME", "FILE", lines "-TEXT" to find, lines "+TEXT" to put there."""
    with open(os.path.join(HERE, "faults.txt"), encoding="utf-8") as file:
        blocks = re.split(r"\n{2,}", file.read().strip())
    for block in blocks:
        lines = [line for line in block.split("\n") if not line.startswith("//")]
        if not lines:
            continue
        find = "\n".join(line[1:] for line in lines[2:] if line.startswith("-"))
        replace = "\n".join(line[1:] for line in lines[2:] if line.startswith("+"))
        yield Fault(lines[0][2:], lines[1], find, replace)


def call(command, seconds=SECONDS):
    environment = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP")
    return subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds, check=False)


def notices(command):
    try:
        return call(command).returncode != 0
    except subprocess.TimeoutExpired:
        return True


def witness(build, archive, scratch):
    """The first program that fails with this archive, or None. The recordings come first: they see most."""
    replay = os.path.join(scratch, "oracle-replay")
    objects = glob.glob(os.path.join(ROOT, build, "tests/oracle/*.o"))
    call(["gcc", "-o", replay, *objects, archive, "-l:libjansson.a", "-lz"])
    if notices([replay, "tests/oracle/data"]):
        return "oracle-replay"
    for unit in sorted(glob.glob(os.path.join(ROOT, build, "tests/engine/test_*.o"))):
        program = os.path.join(scratch, os.path.basename(unit)[:-2])
        linked = call(["gcc", "-o", program, unit, archive, "-lcmocka"])
        if linked.returncode:
            continue
        if notices([program]):
            return os.path.basename(program)
    return None


def plant(build, fault):
    """What became of one fault: (noticed, what to say)."""
    with open(os.path.join(ROOT, fault.path), encoding="utf-8") as file:
        text = file.read()
    if text.count(fault.find) != 1:
        return False, "its text occurs %d times in %s" % (text.count(fault.find), fault.path)
    with tempfile.TemporaryDirectory() as scratch:
        source, archive = os.path.join(scratch, os.path.basename(fault.path)), os.path.join(scratch, "libhighmem.a")
        with open(source, "w", encoding="utf-8") as file:
            file.write(text.replace(fault.find, fault.replace))
        changed = source[:-2] + ".o"
        compiled = call(["gcc", *FLAGS, "-c", "-o", changed, source])
        if compiled.returncode:
            return False, "does not compile:\n" + compiled.stdout.decode("utf-8", "replace")
        others = [o for o in glob.glob(os.path.join(ROOT, build, "engine/*.o")) if os.path.basename(o) != os.path.basename(changed)]
        call(["ar", "rcs", archive, changed, *others])
        found = witness(build, archive, scratch)
    return found is not None, "noticed by %s" % found if found else "NOBODY noticed"


def healthy(build):
    """Without a fault everything passes: otherwise noticing means nothing."""
    with tempfile.TemporaryDirectory() as scratch:
        archive = os.path.join(scratch, "libhighmem.a")
        call(["ar", "rcs", archive, *glob.glob(os.path.join(ROOT, build, "engine/*.o"))])
        return witness(build, archive, scratch)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--only", default="", help="words of a fault's name")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    alone = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    subprocess.run(["make", "-s", "-j2", "BUILD=" + arguments.build, "mutate-build"], cwd=ROOT, env=alone, check=True)
    faults = [fault for fault in read_faults() if arguments.only in fault.name]
    chosen = faults[::max(len(faults) // arguments.sample, 1)][:arguments.sample] if arguments.sample else faults
    failed = 0
    sick = healthy(arguments.build)
    if sick:
        print("the engine fails %s without any fault" % sick)
        failed = len(chosen)
        chosen = []
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for fault, (noticed, said) in zip(chosen, pool.map(lambda f: plant(arguments.build, f), chosen)):
            print("%-60s %s" % (fault.name, said), flush=True)
            failed += not noticed
    print("%d passed, %d failed" % (len(chosen) - failed if chosen else 0, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
