#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values at run time: each program prints the same under hmsh as the executable that gcc -m32 makes of `hmsh --emit-c` of it.

The programs are the files of tests/gcc/values and others made from a seed: integer types, operators, conversions, control flow, structs, unions,
arrays, pointers, functions. What C leaves open is not asked: divisors are never 0 or -1, shift counts are below the width, and gcc is told to wrap.
"""
import argparse
import concurrent.futures
import os
import random
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
GCC = ["gcc", "-m32", "-std=gnu11", "-w", "-O0", "-fwrapv", "-fno-strict-aliasing", "-ffreestanding", "-Ulinux", "-Uunix", "-Ui386", "-Wl,-z,execstack"]

BITS = {"char": 8, "signed char": 8, "unsigned char": 8, "short": 16, "unsigned short": 16, "int": 32, "unsigned": 32, "long": 32,
        "unsigned long": 32, "long long": 64, "unsigned long long": 64, "_Bool": 1}
TYPES = [name for name in BITS if name != "_Bool"]


class Program:
    """One random program. Every variable has a value before it is read."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.lines, self.names, self.functions, self.serial = [], [], [], 0

    def name(self, stem):
        self.serial += 1
        return "%s%d" % (stem, self.serial)

    def literal(self):
        value = self.dice.choice([0, 1, 2, 3, 7, 100, 127, 128, 255, 256, 1000, 32767, 32768, 65535, 65536, 2147483647, 2147483648, 4294967295,
                                  self.dice.getrandbits(16), self.dice.getrandbits(31), self.dice.getrandbits(62)])
        suffix = self.dice.choice(["", "", "", "u", "L", "LL", "ULL"])
        text = self.dice.choice(["%d", "0x%x", "0%o"]) % value + suffix
        return "(-%s)" % text if self.dice.random() < 0.3 else text

    def leaf(self, names):
        if names and self.dice.random() < 0.75:
            return self.dice.choice(names)
        return self.literal()

    def expression(self, names, depth):
        if depth <= 0:
            return self.leaf(names)
        a = self.expression(names, depth - 1)
        b = self.expression(names, depth - 2)
        kind = self.dice.randrange(12)
        if kind < 4:
            return "(%s %s %s)" % (a, self.dice.choice(["+", "-", "*", "&", "|", "^"]), b)
        if kind == 4:
            return "(%s %s %d)" % (a, self.dice.choice(["/", "%"]), self.dice.choice([2, 3, 7, 10, 255, 65537]))
        if kind == 5:
            return "(%s %s (%s & 7))" % (a, self.dice.choice(["<<", ">>"]), b)
        if kind == 6:
            return "(%s %s %s)" % (a, self.dice.choice(["<", ">", "<=", ">=", "==", "!="]), b)
        if kind == 7:
            return "(%s %s %s)" % (a, self.dice.choice(["&&", "||"]), b)
        if kind == 8:
            return "%s(%s)" % (self.dice.choice(["-", "~", "!", "+"]), a)
        if kind == 9:
            return "((%s)%s)" % (self.dice.choice(list(BITS)), a)
        if kind == 10:
            return "(%s ? %s : %s)" % (self.leaf(names), a, b)
        if self.functions:
            function, count = self.dice.choice(self.functions)
            return "%s(%s)" % (function, ", ".join(self.leaf(names) for _ in range(count)))
        return "(%s, %s)" % (a, b)

    def function(self):
        types = [self.dice.choice(TYPES) for _ in range(self.dice.randrange(1, 4))]
        names = ["p%d" % i for i in range(len(types))]
        name = self.name("f")
        self.lines.append("%s %s(%s)" % (self.dice.choice(TYPES), name, ", ".join("%s %s" % pair for pair in zip(types, names))))
        self.lines.append("{\n\t%s r = %s;" % (self.dice.choice(TYPES), self.expression(names, 3)))
        self.lines.append("\tif (%s)\n\t\tr += %s;\n\telse\n\t\tp0 = r;" % (self.expression(names + ["r"], 2), self.expression(names, 2)))
        self.lines.append("\tfor (int i = 0; i < %d; i++)\n\t\tr = %s;" % (self.dice.randrange(1, 6), self.expression(names + ["r", "i"], 3)))
        self.lines.append("\treturn %s;\n}" % self.expression(names + ["r"], 2))
        self.functions.append((name, len(types)))

    def variable(self):
        name = self.name("v")
        self.lines.append("%s %s = %s;" % (self.dice.choice(TYPES + ["_Bool"]), name, self.expression(self.names, 3)))
        self.names.append(name)

    def record(self):
        tag, name, kind = self.name("t"), self.name("s"), self.dice.choice(["struct", "struct", "union"])
        fields = ["%s m%d" % (self.dice.choice(TYPES), i) for i in range(4)]
        self.lines.append("%s %s { %s; short list[3]; } %s = { 0 }, *q%s = &%s;" % (kind, tag, "; ".join(fields), name, name, name))
        for i in range(4):
            self.lines.append("%s.m%d = %s;" % (name, self.dice.randrange(4), self.expression(self.names, 2)))
        self.lines.append("q%s->list[%s & 1] = %s;" % (name, self.leaf(self.names), self.expression(self.names, 2)))
        self.lines.append('printf("%%d %%d\\n", (int)sizeof %s, (int)((char *)q%s->list - (char *)q%s));' % (name, name, name))
        self.lines.append("%s %s copy%s = *q%s;" % (kind, tag, name, name))
        self.names += ["%s.m%d" % (name, i) for i in range(4)] + ["q%s->list[1]" % name, "copy%s.list[0]" % name]

    def array(self):
        name, size, kind = self.name("a"), self.dice.choice([4, 8, 16]), self.dice.choice(TYPES)
        self.lines.append("%s %s[%d] = { %s };" % (kind, name, size, ", ".join(self.expression(self.names, 1) for _ in range(3))))
        self.lines.append("for (unsigned i = 0; i < %d; i++)\n\t%s[i] %s %s;" % (
            size, name, self.dice.choice(["=", "+=", "^=", "-=", "|="]), self.expression(self.names + ["i"], 2)))
        self.lines.append("%s *p%s = %s + %d;" % (kind, name, name, self.dice.randrange(1, 3)))
        self.names += ["%s[(unsigned)(%s) %% %d]" % (name, self.leaf(self.names), size), "p%s[-1]" % name, "*p%s" % name, "*(p%s + 1)" % name]

    def change(self):
        plain = [name for name in self.names if name[0] == "v"]
        if plain:
            target = self.dice.choice(plain)
            operator = self.dice.choice(["=", "+=", "-=", "*=", "&=", "|=", "^="])
            self.lines.append("%s %s %s;" % (target, operator, self.expression(self.names, 3)))
            self.lines.append(self.dice.choice(["%s++;", "--%s;", "%s >>= 1;", "%s /= 3;", "%s %%= 11;"]) % target)

    def branch(self):
        plain = [name for name in self.names if name[0] == "v"] or ["0"]
        self.lines.append("switch ((int)(%s) & 3) {" % self.expression(self.names, 2))
        for i in self.dice.sample(range(4), 3):
            self.lines.append("case %d:\n\t%s = %s;%s" % (i, plain[0], self.expression(self.names, 2), self.dice.choice(["", "\n\tbreak;"])))
        self.lines.append('default:\n\tprintf("other\\n");\n}')

    def show(self):
        value = self.expression(self.names, self.dice.randrange(1, 5))
        self.lines.append(self.dice.choice(['printf("%%lld\\n", (long long)(%s));', 'printf("%%d\\n", (int)(%s));', 'printf("%%u %%x\\n", (unsigned)(%s), 1);',
                                            'printf("%%d\\n", (int)sizeof(%s));', 'printf("%%hhd\\n", (char)(%s));']) % value)

    def text(self):
        for _ in range(4):
            self.function()
        for _ in range(3):
            self.variable()
        for _ in range(45):
            self.dice.choice([self.variable, self.record, self.array, self.change, self.change, self.branch, self.show, self.show, self.show, self.show])()
        for name in self.names:
            self.lines.append('printf("%%lld ", (long long)%s);' % name)
        return "\n".join(self.lines) + '\nprintf("\\n");\n'


WIDE = ["0", "1", "-1", "100", "-128", "127", "255", "256", "-32768", "32767", "65535", "65536", "2147483647", "-2147483647", "4294967295u",
        "4294967296LL", "-4294967297LL", "0x123456789abcdefLL", "-9223372036854775807LL"]


def pair(first, second, start):
    """All operators between two types, over values at the edges of all types."""
    lines = ["long long edge[] = { %s };" % ", ".join(WIDE), "int n = sizeof edge / sizeof edge[0];",
             "void one(%s a, %s b)\n{\n\t%s r;" % (first, second, first)]
    for operator in "+-*&|^":
        lines.append('\tr = a; r %s= b; printf("%%lld %%lld ", (long long)r, (long long)(a %s b));' % (operator, operator))
    for operator in "/%":
        lines.append('\tif (b != 0 && b != (%s)-1) { r = a; r %s= b; printf("%%lld %%lld ", (long long)r, (long long)(a %s b)); }'
                     % (second, operator, operator))
    for operator in ("<<", ">>"):
        lines.append('\tr = a; r %s= b & 7; printf("%%lld %%lld ", (long long)r, (long long)(a %s (b & 7)));' % (operator, operator))
    lines.append('\tprintf("%d%d%d%d%d%d ", a < b, a > b, a <= b, a >= b, a == b, a != b);')
    lines.append('\tprintf("%lld %lld %lld ", (long long)(a ? a : b), (long long)(b ? b : a), (long long)(1 ? b : a));')
    lines.append('\tr = b; printf("%%lld %%lld %%lld %%lld ", (long long)r, (long long)(%s)b, (long long)-r, (long long)~a);' % first)
    if first != "_Bool":
        for step in ("r++", "--r", "r--", "++r"):
            lines.append('\tprintf("%%lld ", (long long)%s);' % step)
    lines.append('\tprintf("%d %d %d\\n", (int)sizeof(a + b), !a, a && b);\n}')
    lines.append("for (int i = 0; i < n; i++)\n\tfor (int j = %d; j < n; j += 3)\n\t\tone(edge[i], edge[j]);" % start)
    return "\n".join(lines) + "\n"


def run(command, folder):
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False,
                          env=dict(os.environ, LC_ALL="C", HOME=folder))


def compare(hmsh, folder, name, text):
    """None, or the lines that show what differs."""
    source, unit, program = (os.path.join(folder, name + end) for end in (".c", ".unit.c", ".program"))
    with open(source, "w", encoding="utf-8") as file:
        file.write(text)
    with open(unit, "wb") as file:
        file.write(run([hmsh, "--emit-c", source], folder).stdout)
    built = run([*GCC, "-o", program, unit], folder)
    if built.returncode:
        return ["gcc: " + line for line in built.stderr.decode(errors="replace").splitlines()[:8]]
    theirs = run([program], folder).stdout.decode(errors="backslashreplace").splitlines()
    done = run([hmsh, "-b", "--no-rc", "--lint", "off", source], folder)
    ours = done.stdout.decode(errors="backslashreplace").splitlines()
    if done.returncode:
        return ["hmsh: status %d" % done.returncode] + done.stderr.decode(errors="backslashreplace").splitlines()[-8:]
    if ours == theirs:
        return None
    at = next(i for i in range(max(len(ours), len(theirs))) if ours[i:i + 1] != theirs[i:i + 1])
    return ["output line %d:" % (at + 1), "  gcc:  %s" % "".join(theirs[at:at + 1]), "  hmsh: %s" % "".join(ours[at:at + 1])]


def programs(options):
    folder = os.path.join(HERE, "values")
    for name in sorted(os.listdir(folder)):
        if name.endswith(".c"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                yield name[:-2], file.read()
    kinds = list(BITS)
    for seed in range(options.seed, options.seed + options.count):
        first, second = kinds[seed % len(kinds)], kinds[seed // len(kinds) * 5 % len(kinds)]
        yield "pair-%d" % seed, pair(first, second, seed % 3)
        yield "seed-%d" % seed, Program(seed).text()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--hmsh", default=os.path.join(HERE, "..", "..", "build", "hmsh"))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=16, help="programs to make from seeds")
    parser.add_argument("--only", default="", help="programs whose name contains this")
    parser.add_argument("--print", action="store_true", help="print the programs instead of running them")
    options = parser.parse_args()
    wanted = [(name, text) for name, text in programs(options) if options.only in name]
    if options.print:
        print("\n".join(text for _, text in wanted))
        return 0
    hmsh, failed = os.path.abspath(options.hmsh), 0
    if not os.access(hmsh, os.X_OK):
        sys.exit("%s: no such program (make builds it)" % options.hmsh)
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for (name, _), shown in zip(wanted, pool.map(lambda item: compare(hmsh, folder, *item), wanted)):
            if shown is not None:
                failed += 1
                print("\n".join(["FAILED %s" % name] + shown))
    print("%d passed, %d failed" % (len(wanted) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
