#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time: a session that is killed at any moment is there again up to its last completed input; a snapshot taken in mid-expression, while
kmap() sleeps, goes on in another process to equal bytes; undo, redo and restore reach exactly the states that were. States are compared
by their hash, which covers machine, variables, tasks and log."""
import argparse
import os
import random
import re
import signal
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib  # noqa: E402

INPUTS = ["struct page *page[8]; char *v; int i = 0;", "for (i = 0; i < 8; i++) page[i] = alloc_page(GFP_HIGHUSER);", "v = kmap(page[1]);",
          "v[0] = 'x';", "machine pkmap=8 cpus=4", "struct page *p = alloc_page(GFP_HIGHUSER);", "char *w = kmap_atomic(p, KM_USER0);", "kunmap_atomic(p, KM_USER0);",
          "cpu 1", "char *k = kmap(p);", "irq { *k = 3; }", "spawn worker { kunmap(p); }", "run", "submit_page(READ, p, 2);", "disk complete", "kmap_atomic(p, KM_USER0);"]


class Suite:
    def __init__(self, program):
        self.program, self.passed, self.failed = program, 0, 0

    def check(self, name, good, what=""):
        self.passed, self.failed = self.passed + bool(good), self.failed + (not good)
        if not good:
            print("%s: %s" % (name, what))

    def prompt(self, home, *arguments):
        return lib.Prompt(self.program, ["--no-view", "--no-rc", *arguments], home)

    def hash(self, prompt):
        found = re.search(r"state ([0-9a-f]{16})", prompt.type("info hash"))
        return found.group(1) if found else None

    def states(self):
        """The hash behind each number of inputs."""
        with tempfile.TemporaryDirectory() as home:
            p = self.prompt(home)
            hashes = [self.hash(p)]
            for line in INPUTS:
                p.type(line)
                hashes.append(self.hash(p))
            p.close()
        self.check("every input changes the state", len(set(hashes)) == len(hashes), hashes)
        return hashes

    def resumed(self, home):
        """Hash and number of inputs of the session that --resume brings back."""
        p = self.prompt(home, "--resume")
        count = re.search(rb"(\d+) inputs? resumed", p.banner)
        found = self.hash(p)
        p.close()
        return int(count.group(1)) if count else 0, found

    def killed_at_the_prompt(self, hashes):
        for n in range(1, len(INPUTS) + 1):
            with tempfile.TemporaryDirectory() as home:
                p = self.prompt(home)
                for line in INPUTS[:n]:
                    p.type(line)
                os.write(p.fd, b"int not_yet_com")
                os.kill(p.pid, signal.SIGKILL)
                os.waitpid(p.pid, 0)
                os.close(p.fd)
                self.check("killed behind input %d" % n, self.resumed(home) == (n, hashes[n]))

    def killed_while_it_works(self, hashes, seed):
        """All lines at once; the kill comes when it comes. What the prompt had come back for must be there."""
        chance = random.Random(seed)
        with tempfile.TemporaryDirectory() as home:
            p = self.prompt(home)
            os.write(p.fd, "\n".join(INPUTS).encode() + b"\n")
            time.sleep(chance.uniform(0.0, 0.06))
            os.kill(p.pid, signal.SIGKILL)
            os.waitpid(p.pid, 0)
            seen = b""
            try:
                while True:
                    seen += os.read(p.fd, 65536)
            except OSError:
                pass
            os.close(p.fd)
            answered = max(len(re.findall(rb"hmsh[^\n]*> ", seen)) - 1, 0)
            with_journal = [name for name in os.listdir(os.path.join(home, "hmsh")) if name.endswith(".hmsh")]
            count, found = self.resumed(home) if with_journal else (0, hashes[0])
            self.check("killed at a random moment, seed %d" % seed, count >= min(answered, len(INPUTS)) and found == hashes[count], (count, answered))

    def undone_and_killed(self, hashes):
        with tempfile.TemporaryDirectory() as home:
            p = self.prompt(home)
            for line in INPUTS[:9] + ["undo 4", "redo 2", "undo"]:
                p.type(line)
            os.kill(p.pid, signal.SIGKILL)
            os.waitpid(p.pid, 0)
            os.close(p.fd)
            self.check("undo and redo are in the journal", self.resumed(home) == (6, hashes[6]))

    def every_way_back(self, hashes):
        with tempfile.TemporaryDirectory() as home:
            p = self.prompt(home)
            for line in INPUTS:
                p.type(line)
            for n in list(range(len(INPUTS) - 1, -1, -1)):
                p.type("undo")
                self.check("undo to %d" % n, self.hash(p) == hashes[n])
            for n in range(1, len(INPUTS) + 1):
                p.type("redo")
                self.check("redo to %d" % n, self.hash(p) == hashes[n])
            for n in (3, 12, 0, 7, len(INPUTS)):
                p.type("restore %d" % n)
                self.check("restore %d" % n, self.hash(p) == hashes[n])
            self.check("restore beyond the end", "leads to input 99" in p.type("restore 99") and self.hash(p) == hashes[-1])
            p.close()

    def in_mid_expression(self):
        """The left kmap() has its entry, the right one sleeps; saved there, loaded elsewhere, woken in both."""
        first = ["machine pkmap=4 debug_sleep=off", "struct page *p[6]; unsigned long sum; int i;", "for (i = 0; i < 6; i++) p[i] = alloc_page(GFP_HIGHUSER);",
                 "for (i = 0; i < 3; i++) kmap(p[i]);", "sum = (unsigned long)kmap(p[4]) + (unsigned long)kmap(p[5])"]
        then = ["kunmap(p[1]);", "run", "print sum", "info pkmap", "undo", "redo"]
        with tempfile.TemporaryDirectory() as home:
            a = self.prompt(home)
            said = [a.type(line) for line in first][-1]
            self.check("it sleeps in mid-expression", "sleeps in kmap(" in said, said)
            a.type("save there.hmsh")
            asleep = self.hash(a)
            b = self.prompt(home)
            b.type("load there.hmsh")
            self.check("the second process stands where the first did", self.hash(b) == asleep)
            for line in then:
                left, right = a.type(line), b.type(line)
                self.check("both answer alike to %s" % line, left == right or line in ("undo", "redo"), (left, right))
                self.check("equal bytes behind %s" % line, self.hash(a) == self.hash(b))
            self.check("the sum is there", re.search(r"\b\d{7,}", a.type("print sum")))
            a.close()
            b.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hmsh", required=True)
    parser.add_argument("--seeds", type=int, default=12)
    arguments = parser.parse_args()
    suite = Suite(arguments.hmsh)
    hashes = suite.states()
    suite.killed_at_the_prompt(hashes)
    for seed in range(arguments.seeds):
        suite.killed_while_it_works(hashes, seed)
    suite.undone_and_killed(hashes)
    suite.every_way_back(hashes)
    suite.in_mid_expression()
    print("%d passed, %d failed" % (suite.passed, suite.failed))
    return 1 if suite.failed else 0


if __name__ == "__main__":
    sys.exit(main())
