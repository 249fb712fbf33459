#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures hmsh beside Lua 5.4 and beside bare C, in turn, on the same machine and in the same minutes, and prints figure and goal. Ratios
are what counts: both sides of one are measured alternately and the medians divided. Inputs are made here, in a scratch folder."""
import argparse
import glob
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
ROWS = []
sys.path.insert(0, os.path.join(ROOT, "tests", "grade"))
import lessons  # noqa: E402


def row(what, figure, goal, met):
    ROWS.append((what, figure, goal, "met" if met else "NOT MET"))
    print("%-58s %-34s %-24s %s" % ROWS[-1], flush=True)


def figures(program):
    output = subprocess.run([program], stdout=subprocess.PIPE, text=True, check=True).stdout
    return {name: float(value) for name, value in (line.split() for line in output.strip().split("\n"))}


class Bench:
    def __init__(self, build, scratch):
        self.build, self.scratch = os.path.join(ROOT, build), scratch
        self.spawn = self.compile("spawn.c", "-static")
        self.hmsh = [os.path.join(self.build, "hmsh"), "-b", "--no-rc"]

    def file(self, name, text):
        path = os.path.join(self.scratch, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def compile(self, name, *more):
        program = os.path.join(self.scratch, os.path.splitext(name)[0])
        subprocess.run(["gcc", "-std=gnu11", "-O2", "-D_GNU_SOURCE", "-I" + ROOT, "-I" + os.path.join(ROOT, "include"), "-o", program, os.path.join(HERE, name), *more], check=True)
        return program

    def turns(self, rounds, *commands):
        """Medians of (seconds, peak KiB) for each command, the commands taking turns."""
        words = [word for command in commands for word in ("--", *command)]
        done = subprocess.run([self.spawn, str(rounds), *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        samples = [line.split() for line in done.stdout.strip().split("\n")]
        return [tuple(statistics.median(float(s[column]) for s in samples if s[0] == str(number)) for column in (1, 2)) for number in range(len(commands))]

    def start_up(self):
        empty = self.file("empty", "")
        (mine, kib), (lua, lua_kib) = self.turns(61, [*self.hmsh, empty], ["lua5.4", empty])
        row("start-up, empty script", "%.2f x lua (%.2f ms)" % (mine / lua, mine * 1e3), "<= 1.0 x lua", mine <= lua)
        row("start-up, peak memory", "%.2f x lua (%d KiB)" % (kib / lua_kib, kib), "<= 1.2 x lua", kib <= 1.2 * lua_kib)
        (_, kib), (small, _), (large, _) = self.turns(21, [*self.hmsh, "--machine", "ram=4G", empty], [*self.hmsh, "--machine", "ram=1G", empty],
                                                  [*self.hmsh, "--machine", "ram=64G pae=on", empty])
        row("ram=4G after boot", "%.2f MiB resident" % (kib / 1024), "<= 4 MiB", kib <= 4096)
        row("boot of 64 GiB with PAE", "%.2f x that of 1 GiB" % (large / small), "<= 1.1 x", large <= 1.1 * small)

    def straight(self):
        head, lua_head = "int f(int x) { return x; }\nint v;\nint p = 1;\n", "local function f(x) return x end\nlocal v\nlocal p = 1\n"
        empty, lua_empty = self.file("head.c", head), self.file("head.lua", lua_head)
        short, lua_short = self.file("short.c", head + "v = f(p);\n" * 100000), self.file("short.lua", lua_head + "v = f(p)\n" * 100000)
        long = self.file("long.c", head + "v = f(p);\n" * 1000000)
        base, lua_base, mine, lua, million = (s for s, _ in self.turns(5, [*self.hmsh, empty], ["lua5.4", lua_empty], [*self.hmsh, short], ["lua5.4", lua_short], [*self.hmsh, long]))
        ratio = (lua - lua_base) / (mine - base)
        row("straight lines v = f(p); x 100,000", "%.2f x lua (%.2f M lines/s)" % (ratio, 0.1 / (mine - base)), ">= 1.0 x lua, floor 0.5", ratio >= 1)
        growth = (million - base) / (mine - base)
        row("the same, 1,000,000 against 100,000 lines", "%.1f x the time" % growth, "<= 11 x", growth <= 11)

    def loop(self):
        count = 3000000
        mine = self.file("loop.c", "int f(int a) { return a + 1; }\nint main(void) { int x = 0; int i; for (i = 0; i < %d; i++) x = f(x); return x != %d; }\n" % (count, count))
        lua = self.file("loop.lua", "local function f(a) return a + 1 end\nlocal x = 0\nfor i = 1, %d do x = f(x) end\nif x ~= %d then error() end\n" % (count, count))
        (a, _), (b, _) = self.turns(7, [*self.hmsh, mine], ["lua5.4", lua])
        row("loop x = f(x)", "%.2f x lua's time (%.1f ns)" % (a / b, a / count * 1e9), "<= 0.8 x, floor 1.0", a <= 0.8 * b)

    def access(self):
        count = 2000000
        mine = self.file("access.c", "struct page *page = alloc_page(GFP_HIGHUSER);\nint main_loop(void) { int *p = kmap_atomic(page, KM_USER0); int x = 0; int i; *p = 7;\n"
                         "for (i = 0; i < %d; i++) x = *p; kunmap_atomic(p, KM_USER0); return x; }\nint x = main_loop();\nif (x != 7) *(char *)0 = 1;\n" % count)
        (a, _), (b, _) = self.turns(5, [*self.hmsh, mine], ["lua5.4", os.path.join(HERE, "machine.lua"), str(count)])
        row("x = *p through the MMU, in a loop", "%.1f x the Lua simulator (%.1f ns)" % (b / a, a / count * 1e9), ">= 5 x", b >= 5 * a)

    def pair(self):
        count = 500000
        module = os.path.join(self.scratch, "three.so")
        subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", module, os.path.join(HERE, "three.c")], check=True)
        mine = self.file("pair.c", "struct page *p = alloc_page(GFP_HIGHUSER);\nvoid pairs(void) { int i; for (i = 0; i < %d; i++) { int *v = kmap_atomic(p, KM_USER0); *v = i;"
                         " kunmap_atomic(v, KM_USER0); } }\npairs();\n" % count)
        lua = self.file("pair.lua", 'package.cpath = "%s/?.so"\nlocal three = require "three"\nlocal first, second, third = three.first, three.second, three.third\n'
                        "for i = 1, %d do local v = first(7) second(v, i) third(v) end\n" % (self.scratch, count))
        (a, _), (b, _) = self.turns(7, [*self.hmsh, mine], ["lua5.4", lua])
        row("kmap_atomic; store; kunmap_atomic in a script", "%.2f x lua's 3 empty C calls (%.0f ns)" % (a / b, a / count * 1e9), "<= 1.0 x", a <= b)

    def interface(self):
        got = figures(self.compile("engine.c", os.path.join(self.build, "libhighmem.a")))
        row("C API: load, the TLB answers", "%.2f x bare walker (%.2f ns)" % (got["engine-hit"] / got["bare-hit"], got["engine-hit"]), "<= 1.3 x", got["engine-hit"] <= 1.3 * got["bare-hit"])
        row("C API: load, miss and walk", "%.2f x bare walker (%.2f ns)" % (got["engine-miss"] / got["bare-miss"], got["engine-miss"]), "<= 2 x", got["engine-miss"] <= 2 * got["bare-miss"])
        row("C API: kmap_atomic, store, kunmap_atomic", "%.1f ns" % got["engine-pair"], "<= 60 ns, then 30", got["engine-pair"] <= 60)

    def replay(self):
        data = os.path.join(ROOT, "tests", "oracle", "data")
        plain, operations = os.path.join(self.scratch, "recordings"), 0
        os.mkdir(plain)
        for number, path in enumerate(sorted(glob.glob(os.path.join(data, "**", "*.jsonl*"), recursive=True))):
            with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as file:
                lines = file.readlines()
            operations += sum(1 for line in lines if "header" not in json.loads(line))
            with open(os.path.join(plain, "%03d.jsonl" % number), "w", encoding="utf-8") as file:
                file.writelines(lines)
        times = 40
        (seconds, _), = self.turns(3, [os.path.join(self.build, "oracle-replay"), *[plain] * times])
        rate = times * operations / seconds
        row("recordings replayed, reading and comparing included", "%.2f M operations/s" % (rate / 1e6), ">= 2 M/s", rate >= 2e6)

    def undo(self):
        got = figures(self.compile("undo.c", "-no-pie", os.path.join(self.build, "libshell.a"), os.path.join(self.build, "libhighmem.a"), "-l:libreadline.a", "-l:libncursesw.a", "-l:libtinfo.a"))
        row("undo of a step that looped for %.0f s" % got["loop"], "%.1f us" % got["undo_loop"], "<= 100 us", got["undo_loop"] <= 100)
        row("undo of one step at depth 100,000", "%.1f us (typing one: %.1f us)" % (got["undo"], got["step"]), "<= 100 us", got["undo"] <= 100)

    def grading(self):
        """300 submissions of one lesson in one call: each of its solutions and wrong attempts, again and again."""
        path = os.path.join(ROOT, "lessons", "10-kmap-atomic.md")
        texts = [(step, text) for step, task in lessons.tasks(path).items() for text in task.solutions + task.wrongs]
        files = [self.file("%03d.hmsh" % i, "// step %d\n%s" % texts[i % len(texts)]) for i in range(300)]
        samples = []
        for _ in range(5):
            begin = time.monotonic()
            done = subprocess.run([self.hmsh[0], "--grade", path, *files, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                                  preexec_fn=lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2]))
            samples.append(time.monotonic() - begin)
            if len(json.loads(done.stdout)["submissions"]) != 300:
                raise RuntimeError(done.stderr.decode("utf-8", "replace"))
        seconds = statistics.median(samples)
        row("300 submissions of one lesson, 2 CPUs", "%.2f s" % seconds, "<= 10 s", seconds <= 10)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(arguments.build, scratch)
        for part in ("start_up", "straight", "loop", "access", "pair", "interface", "replay", "undo", "grading"):
            if arguments.only in part:
                try:
                    getattr(bench, part)()
                except (RuntimeError, OSError, KeyError, subprocess.CalledProcessError) as error:
                    row(part, "failed: %s" % str(error)[-120:], "", False)
    print("%d of %d goals met" % (sum(r[3] == "met" for r in ROWS), len(ROWS)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
