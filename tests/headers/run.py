#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each header compiles by itself, first and alone in its file, without a warning: the public ones against include/ only, as
another program would see them, in C and (its promise being plain declarations) under -Wpedantic; ours against the whole tree."""
import glob
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FLAGS = ["-std=gnu11", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Wstrict-prototypes", "-Werror", "-fsyntax-only", "-x", "c", "-"]


def compiles(header, include):
    flags = ["-I" + path for path in include]
    return subprocess.run(["gcc", "-D_GNU_SOURCE", *flags, *FLAGS], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          input='#include "%s"\n#include "%s"\nint present;\n' % (header, header), check=False)


def main():
    os.chdir(ROOT)
    passed = failed = 0
    public = sorted(glob.glob("include/highmem/*.h"))
    private = sorted(glob.glob("engine/**/*.h", recursive=True) + glob.glob("shell/**/*.h", recursive=True))
    for header in public + private:
        name = os.path.relpath(header, "include") if header in public else header
        done = compiles(name, ["include"] if header in public else ["include", "."])
        if done.returncode:
            print("%s does not compile alone:\n%s" % (header, done.stdout))
            failed += 1
        else:
            passed += 1
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
