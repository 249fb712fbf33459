#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exams from outside, as a teacher and a class have them: sheets, marks, and what somebody else's perfect file is worth. The draw is done a second time here, in
Python, from what lessons/exams/FORMAT.md says. Each function is a test; names on the command line choose some."""
import argparse
import collections
import hashlib
import hmac
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib  # noqa: E402

EXAMS = os.path.join(lib.ROOT, "lessons", "exams")
SECRETS = [b"0123456789abcdef", b"the second secret of three, a sentence\n", hashlib.sha256(b"bytes").digest()]
CLASS = ["s%03d" % i for i in range(120)]
PATIENCE = 1


class Wrong(Exception):
    pass


def need(condition, text):
    if not condition:
        raise Wrong(text)


class Desk:
    """A teacher's folder: secret, roster, whatever else a test puts there."""

    def __init__(self, program):
        self.program, self.folder = program, tempfile.mkdtemp()
        self.put("secret", SECRETS[0])
        os.chmod(self.path("secret"), 0o600)
        self.put("roster", "\n".join(CLASS) + "\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def put(self, name, content):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode("utf-8"))
        return name

    def get(self, name):
        with open(self.path(name), "rb") as file:
            return file.read().decode("utf-8")

    def run(self, *arguments, seconds=60):
        result = lib.hmsh(self.program, arguments, cwd=self.folder, seconds=seconds * PATIENCE)
        need(not result.crashed(), "%s crashed: %r" % (arguments, result.err[-300:]))
        need(not lib.dirty(result.text), "%s: %s" % (arguments, lib.dirty(result.text)))
        return result

    def ok(self, *arguments, **keys):
        result = self.run(*arguments, **keys)
        need(result.status == 0, "%s: status %d: %s" % (" ".join(arguments), result.status, result.text.decode("utf-8", "replace")[:400]))
        return result.text.decode("utf-8")

    def paper(self, exam, student):
        return self.run("--exam", exam, "--paper", student, "--secret", "secret").out.decode("utf-8")

    def sheets(self, exam, *more):
        return self.ok("--exam", exam, "--roster", "roster", "--secret", "secret", *more)

    def marks(self, exam, names, expect=(0, 1)):
        result = self.run("--grade", exam, "--roster", "roster", "--secret", "secret", *names)
        need(result.status in expect, "grading: status %d: %s" % (result.status, result.text.decode("utf-8")[-300:]))
        return [int(n) for n in re.findall(r"points?, (\d+) %$", result.out.decode("utf-8"), re.M)]


def perfect(paper):
    """A file with the first solution of each step."""
    steps = re.split(r"^## ", paper, flags=re.M)[1:]
    return "".join("// step %d\n%s" % (n, re.search(r"^```solution\n(.*?)^```", step, re.M | re.S).group(1)) for n, step in enumerate(steps, 1))


# ---- the draw, done again ----

class Draw:
    def __init__(self, secret, exam, step, student):
        self.seed = hmac.new(secret, ("%s\n%d\n%s" % (exam, step, student)).encode("utf-8"), hashlib.sha256).digest()
        self.numbers, self.block = [], 0

    def below(self, n):
        while True:
            if not self.numbers:
                block = hmac.new(self.seed, self.block.to_bytes(8, "big"), hashlib.sha256).digest()
                self.numbers = [int.from_bytes(block[i:i + 8], "big") for i in range(0, 32, 8)]
                self.block += 1
            number = self.numbers.pop(0)
            if number < (1 << 64) // n * n:
                return number % n


TEMPLATE = """---
title: t
level: l
machine: era=2.6.11
needs: n
kind: exam
exam: drawn
---

```params
whole: 0..9
```

## 1. Step

```params
%s
```

Values: %s.

```start
```

```task
Declare `int a` as 1.
```

```check
a == 1 // a is 1
```

```solution
int a = 1;
```

```wrong
int a = 2;
=> a is 1
```
"""


def template(params, shown="{{whole}}"):
    return TEMPLATE % (params, shown)


def drawn_again(program):
    """The numbers are those that FORMAT.md says, for plain and strange students."""
    params = "n: 0..999999\nhex: 0x38000..0x7ffff\nstep: 4..4092 step 4\nword: alpha beta \"gam ma\"\nother: alpha beta \"gam ma\" not word\nby: by word 1 2 3\nsum: = {{n}} + 1\nbig: 0..9223372036854775806"
    with Desk(program) as desk:
        desk.put("t.md", template(params, "{{whole}}|{{n}}|{{hex}}|{{step}}|{{word}}|{{other}}|{{by}}|{{sum}}|{{word:n}}|{{n:x}}|{{hex:d}}|{{big}}"))
        for student in ("anna", "Zoë Ünal", "名前", "x@y.org", "0"):
            shown = re.search(r"Values: (.*)\.", desk.paper("t.md", student)).group(1)
            d, words = Draw(SECRETS[0], "drawn", 1, student), ["alpha", "beta", "gam ma"]
            n, number, step, word = d.below(1000000), 0x38000 + d.below(0x48000), 4 + 4 * d.below(1023), d.below(3)
            other = d.below(3)
            while other == word:
                other = d.below(3)
            big = d.below(9223372036854775807)
            again = "|".join(str(x) for x in (Draw(SECRETS[0], "drawn", 0, student).below(10), n, hex(number), step, words[word], words[other], word + 1, n + 1, word, hex(n), number, big))
            need(shown == again, "%s: %s, not %s" % (student, shown, again))


def fair(program):
    """A draw from three is even, and so is one from a range that does not divide 2^64."""
    with Desk(program) as desk:
        desk.put("t.md", template("n: 0..2\nm: 0..6", "{{n}} {{m}}"))
        desk.put("roster", "\n".join("x%d" % i for i in range(2100)))
        desk.sheets("t.md")
        values = [re.search(r"Values: (\d) (\d)", desk.get("sheets/x%d.md" % i)).groups() for i in range(2100)]
        for place, n in ((0, 3), (1, 7)):
            counts = collections.Counter(v[place] for v in values)
            need(len(counts) == n and all(abs(c - 2100 / n) < 5 * (2100 / n) ** .5 for c in counts.values()), "%s" % counts)


def same_everywhere(program):
    """A sheet depends on student, secret and template only: not on roster, order or run."""
    with Desk(program) as desk:
        desk.sheets("final", "--out", "one")
        desk.put("roster", "# a comment\r\n" + "\r\n".join(reversed(CLASS[:7])) + "\r\n")
        desk.sheets("final", "--out", "two")
        for student in CLASS[:7]:
            need(desk.get("one/%s.md" % student) == desk.get("two/%s.md" % student), student)
        desk.put("secret", SECRETS[1])
        desk.sheets("final", "--out", "three")
        need(desk.get("one/s000.md") != desk.get("three/s000.md"), "another secret, the same sheet")


def all_differ(program):
    """No two of 120 students share the numbers of a step of the final exam, and it says so where two would."""
    with Desk(program) as desk:
        told = desk.sheets("final")
        need("share their numbers" not in told, told)
        steps = [re.split(r"^## ", desk.get("sheets/%s.md" % s), flags=re.M)[1:] for s in CLASS]
        for n in range(len(steps[0])):
            need(len({s[n] for s in steps}) == len(CLASS), "step %d" % (n + 1))
        desk.put("t.md", template("n: 0..9"))
        need("step 1: 120 of 120 students share their numbers" in desk.sheets("t.md", "--out", "narrow"), "sharing is not said")
        desk.put("t.md", template("").replace("exam: drawn", "exam: none"))
        need("step 1 has no parameters" in desk.sheets("t.md", "--out", "none"), "a step without parameters is not said")


# ---- the number ----

def worth(program, secret, author):
    with Desk(program) as desk:
        desk.put("secret", secret)
        os.chmod(desk.path("secret"), 0o600)
        for student in CLASS:
            desk.put("own/%s.hm" % student, perfect(desk.paper("final", student)))
        own = desk.marks("final", ["own/%s.hm" % s for s in CLASS], (0,))
        need(own == [100] * len(CLASS), "own answers: %s" % sorted(set(own)))
        copy = desk.get("own/%s.hm" % author)
        others = [s for s in CLASS if s != author]
        for student in others:
            desk.put("copied/%s.hm" % student, copy)
        marks = desk.marks("final", ["copied/%s.hm" % s for s in others], (1,))
        need(len(marks) == 119 and max(marks) < 20, "%d marks, at most %d" % (len(marks), max(marks or [100])))


def worth_first(program):
    """120 students with their own perfect file: 100 %; one file under the 119 others: each under 20 %."""
    worth(program, SECRETS[0], "s000")


def worth_second(program):
    worth(program, SECRETS[1], "s061")


def worth_third(program):
    worth(program, SECRETS[2], "s119")


def all_pairs_of_some(program):
    """The same by --check-lessons, for more authors."""
    with Desk(program) as desk:
        told = desk.ok("--check-lessons", os.path.join(EXAMS, "final.exam"), "--roster", "roster", "--secret", "secret", seconds=60)
        found = re.search(r"of 120 students each has 100 % with their own answers, at most (\d+) % with another's", told)
        need(found and int(found.group(1)) < 20 and "1 exam, 0 problems." in told, told)


# ---- sheets ----

def gives_nothing_away(program):
    """No line of a check, solution, hint, wrong one or params block stands in a sheet; the rest of the paper does."""
    with Desk(program) as desk:
        for exam in ("final", "example"):
            desk.put("roster", "anna\n")
            desk.sheets(exam, "--out", exam)
            sheet, paper = desk.get(exam + "/anna.md"), desk.paper(exam, "anna")
            hidden = re.findall(r"^```(?:check|solution|wrong|hint|params)\n(.*?)^```", paper, re.M | re.S)
            need(hidden and "```check" not in sheet and "```solution" not in sheet and "```params" not in sheet and "{{" not in sheet, "blocks in " + exam)
            for block in hidden:
                need(words(block) not in words(sheet), "%s: %s" % (exam, block))
            for block in re.findall(r"^```start\n.*?^```", paper, re.M | re.S):
                need(block in sheet, "%s lacks %s" % (exam, block))
            for block in re.findall(r"^```task\n.*?^```", paper, re.M | re.S):
                need(words(block) in words(sheet), "%s lacks %s" % (exam, block))


def words(text):
    return " ".join(text.split())


def sheets_are_read_and_run(program):
    """Prose fits 80 columns, however wide the template is and whatever is filled in; a start block is a script."""
    with Desk(program) as desk:
        shapes = "- an item of a list\n\n| a | table |\n| - | - |\n\n1. counted\n2. counted\n\n    set off\n"
        desk.put("wide.md", template("", "{{whole}}").replace("Values: ", shapes + "\n" + "Prose that goes on and on, with {{whole}} in it, - or + not - " * 6))
        desk.put("roster", "anna\nbert\n")
        for exam in ("final", "example", "wide.md"):
            desk.sheets(exam, "--out", "out-" + exam)
            for student in ("anna", "bert"):
                sheet = desk.get("out-%s/%s.md" % (exam, student))
                prose = re.sub(r"^```(?!task).*?^```$", "", sheet, flags=re.M | re.S)
                need(all(len(line) <= 80 for line in prose.split("\n") if not line.startswith(("|", "#"))), "%s: a wide line: %s" % (exam, prose))
                for start in re.findall(r"^```start\n(.*?)^```", sheet, re.M | re.S):
                    done = lib.hmsh(program, ["-b", "--no-rc", "-c", start])
                    need(b"error" not in done.err and b"no effect" not in done.err and done.status in (0, 3), "%s: %s%s" % (exam, start, done.err))
        sheet = desk.get("out-wide.md/anna.md")
        need("\n- an item of a list" in sheet and "\n| a | table |\n| - | - |\n" in sheet and "\n1. counted\n2. counted\n" in sheet and "\n    set off\n" in sheet, sheet)


def refuses_to_leak(program):
    """Blocks that Markdown sees and a reader of lines could miss: no sheet is written."""
    hidden = "> ```check\n> a == 1 // a is 1\n> ```\n"
    for text in (hidden, "* x\n\n    ```solution\n    int a = 1;\n    ```\n", "````c\nint i;\n"):
        with Desk(program) as desk:
            desk.put("t.md", template("n: 0..9").replace("```check", text + "\n```check"))
            result = desk.run("--exam", "t.md", "--roster", "roster", "--secret", "secret")
            need(result.status == 4 and b"would give something away" in result.err and not os.path.exists(desk.path("sheets")), result.text.decode()[:300])


def written_once(program):
    """Sheets that are there are left, another text in the way is not overwritten unless told, and then nothing at all is written."""
    with Desk(program) as desk:
        desk.put("roster", "anna\nben\n")
        desk.sheets("example")
        desk.put("roster", "anna\nben\ncarl\n")
        desk.sheets("example")
        need(os.path.exists(desk.path("sheets/carl.md")), "no sheet for who comes late")
        desk.put("sheets/anna.md", "mine")
        desk.put("roster", "anna\nben\ncarl\ndora\n")
        result = desk.run("--exam", "example", "--roster", "roster", "--secret", "secret")
        need(result.status == 4 and b"sheets/anna.md: it is there already" in result.err, result.err.decode())
        need(not os.path.exists(desk.path("sheets/dora.md")) and desk.get("sheets/anna.md") == "mine", "something was written")
        desk.sheets("example", "--overwrite")
        need("anna" in desk.get("sheets/anna.md") and os.path.exists(desk.path("sheets/dora.md")), "--overwrite")
        need(sorted(os.listdir(desk.path("sheets"))) == ["anna.md", "ben.md", "carl.md", "dora.md"], "files left behind: %s" % os.listdir(desk.path("sheets")))
        desk.put("wall", "")
        need(desk.run("--exam", "example", "--roster", "roster", "--secret", "secret", "--out", "wall").status == 4, "--out a file")
        os.makedirs(desk.path("locked/anna.md"))
        need(desk.run("--exam", "example", "--roster", "roster", "--secret", "secret", "--out", "locked", "--overwrite").status == 4, "a folder in the way")


def at_the_prompt(program):
    """A sheet is a lesson whose tasks wait to be handed in."""
    with Desk(program) as desk:
        desk.put("roster", "anna\n")
        desk.sheets("example")
        prompt = lib.Prompt(program, ["--no-rc", "--no-view", "--lesson", desk.path("sheets/anna.md")], desk.folder)
        need("**" not in prompt.banner.decode() and "This is the paper of anna" in prompt.banner.decode(), prompt.banner.decode())
        told = prompt.type("int a = 1;") + prompt.type("lesson check")
        need("Reached" not in told and "Nothing is checked here" in told, told)
        need("no hints" in prompt.type("lesson hint") and "with the teacher" in prompt.type("lesson solution"), "hints or solutions")
        need("Step 2 of 2" in prompt.type("lesson next"), "next")
        desk.put("paper.md", desk.paper("example", "anna"))
        need("Step 1 of 2" in prompt.type("lesson \"%s\"" % desk.path("paper.md")), "a teacher tries a paper out")
        told = prompt.type("lesson \"%s\"" % os.path.join(EXAMS, "example.md"))
        need("an exam's template" in told, told)
        prompt.close()


# ---- what a teacher gives ----

def secrets(program):
    """Refused: none, empty, short, monotonous, a folder. Remarked upon: readable by others."""
    with Desk(program) as desk:
        for name, content, words in (("empty", b"", "are no secret"), ("short", b"0123456789abcde", "are no secret"), ("dull", b"aaaaaaaaaaaaaaaaaaaaaaaa", "are no secret"),
                                     ("huge", b"0123456789abcdef" * 5000, "too long")):
            desk.put(name, content)
            result = desk.run("--exam", "example", "--roster", "roster", "--secret", name)
            need(result.status == 4 and words in result.err.decode() and not os.path.exists(desk.path("sheets")), "%s: %s" % (name, result.text))
        for name in ("missing", "."):
            need(desk.run("--exam", "example", "--roster", "roster", "--secret", name).status == 4, name)
        os.chmod(desk.path("secret"), 0o644)
        need("others than you may read the secret" in desk.sheets("example"), "a secret for all to read")
        os.chmod(desk.path("secret"), 0o600)
        need("may read" not in desk.sheets("example"), "a secret for its owner")


def rosters(program):
    """Byte order mark, CRLF, CSV with quotes, comments, headings, twins, no newline at the end."""
    text = "\ufeffStudent_ID,Name\r\nanna,\"Doe, Anna\"\r\n\"ben\",x\r\n  carl  \r\n\r\n# nobody\r\nanna,again\r\nd.e.f;x\r\nzoë\tx\r\nann o'brien"
    with Desk(program) as desk:
        desk.put("roster", text)
        told = desk.sheets("example")
        need(sorted(os.listdir(desk.path("sheets"))) == sorted(n + ".md" for n in ("anna", "ben", "carl", "d.e.f", "zoë", "ann o'brien")), "%s" % os.listdir(desk.path("sheets")))
        need('roster:1: "Student_ID" is taken' in told and '"anna" stands there more than once' in told, told)
        for text, words in (("", "there is no student"), ("# x\n\n", "there is no student"), ("\xff\xfe", "UTF-8")):
            desk.put("roster", text.encode("latin-1"))
            result = desk.run("--exam", "example", "--roster", "roster", "--secret", "secret")
            need(result.status == 4 and words in result.err.decode(), result.err.decode())
        need(desk.run("--exam", "example", "--roster", "nowhere", "--secret", "secret").status == 4, "no roster")


def bad_ids(program):
    """An id that could be another file, or steer a terminal, is named with its line, and nothing is written."""
    bad = ["../x", "a/b", ".hidden", "-rf", "a\x1b[31mb", "a\u202eb", "x\x00y", "a" * 101, "a\\b", "a:b", "\u0085x", "tail.", "$(id)", "a\u200bb", "%s%n"]
    with Desk(program) as desk:
        for text in bad:
            desk.put("roster", "good\n%s\n" % text)
            result = desk.run("--exam", "example", "--roster", "roster", "--secret", "secret", "--out", "sheets")
            need(result.status == 4 and b"roster:2: " in result.err and not os.path.exists(desk.path("sheets")), "%r: %s" % (text, result.err))
        desk.put("roster", b"good\n\xc0\xaf\n\xed\xa0\x80\n")
        result = desk.run("--exam", "example", "--roster", "roster", "--secret", "secret")
        need(b"roster:2: " in result.err and b"roster:3: " in result.err, result.err)
        need(desk.run("--exam", "example", "--paper", "../x", "--secret", "secret").status == 4, "--paper ../x")


def large(program):
    """10,000 students."""
    with Desk(program) as desk:
        desk.put("roster", "\n".join("student-%05d" % i for i in range(10000)))
        begin = time.monotonic()
        desk.sheets("example", "--out", "many")
        taken = time.monotonic() - begin
        need(len(os.listdir(desk.path("many"))) == 10000 and taken < 60 * PATIENCE, "%d sheets, %.0f s" % (len(os.listdir(desk.path("many"))), taken))
        desk.put("roster", "\n".join("student-%06d" % i for i in range(100002)))
        need(b"more than 100000 students" in desk.run("--exam", "example", "--roster", "roster", "--secret", "secret").err, "too many")


MISTAKES = [
    ("n", "NAME: what it can be"), ("n:", "what can it be?"), ("n: 3..1", "the range is empty"), ("n: 0..5 step 0", "behind `step`"), ("n: 0..5 twice", "LOW..HIGH, then"),
    ("n: 0..0 not 0", "nothing is left"), ("n: a b not a b", "nothing is left"), ("n: by m 1 2", "a parameter from a line above"), ("m: 2..3\nk: by m only\nn: by m only", "of its choices"),
    ("n: = {{nix}}", "there is no such parameter"), ("n: = 1 +", "n: "), ("n: = nix", "n: "), ("n: 0..1\nn: 0..1", "has its value already"), ("n: \"open", "a quote is open"),
    ("n: 0..9\nm: {{n:z}}", "after the colon"), ("n: a\nm: {{n:x}}", "after the colon"), ("n: = 1 / 0", "n: "), ("9n: 1..2", "NAME: what it can be"), ("n: a..b", "a range goes from"), ("n: 0..99999999999999999999", "a range goes from"), ("n: 1...5", "a range goes from"),
]


def template_mistakes(program):
    """What is wrong with a template is said with file and line."""
    with Desk(program) as desk:
        for params, words in MISTAKES:
            desk.put("t.md", template(params))
            result = desk.run("--exam", "t.md", "--roster", "roster", "--secret", "secret")
            line = 17 + params.count("\n")
            told = result.err.decode("utf-8")
            need(result.status == 4 and re.search(r"^t\.md:(%d|%d): .*%s" % (line, line - 1, re.escape(words)), told, re.M), "%r: %s" % (params, told[:300]))
            need(not os.path.exists(desk.path("sheets")), "sheets were written: %r" % params)
        for text, words in ((template("n: 0..1", "{{nix}}"), "t.md:20: {{nix}}: there is no such"), (template("n: 0..1").replace("exam: drawn\n", ""), 'lacks "exam"'),
                            (template("n: 0..1").replace("kind: exam\n", ""), "this is no exam"), (template("n: 0..1").replace("era=2.6.11", "era=9"), "machine: "),
                            ("", "this is no exam"), ("hmsh sealed exam 1\n", "another version"), (template("n: 0..1") + "\n## x\n" * 40, "at most 32")):
            desk.put("t.md", text)
            result = desk.run("--exam", "t.md", "--roster", "roster", "--secret", "secret")
            need(result.status == 4 and words in result.err.decode("utf-8"), "%s: %s" % (words, result.err.decode("utf-8")[:300]))


def usage(program):
    """Orders that do not fit together."""
    with Desk(program) as desk:
        for arguments in (["--exam", "example"], ["--exam", "example", "--roster", "roster"], ["--exam", "example", "--paper", "anna"], ["--roster", "roster"], ["--secret", "secret"],
                          ["--out", "x"], ["--exam", "example", "--seal", "a", "--unseal", "b"], ["--grade", "example", "--roster", "roster", "x.hm"], ["--overwrite"]):
            need(desk.run(*arguments).status == 2, "%s" % arguments)
        result = desk.run("--grade", "example", "x.hm")
        need(result.status == 2 and b"--roster FILE and --secret FILE belong to it" in result.err, result.err)
        need(desk.run("--exam", "nowhere", "--roster", "roster", "--secret", "secret").status == 4, "no such exam")


# ---- grading ----

def who_is_it(program):
    """A file is its name's student's, with folder and suffix or without; strangers get 0 and are said."""
    with Desk(program) as desk:
        desk.put("roster", "anna\njane.doe\n")
        for name in ("anna.hm", "deep/er/anna.txt", "jane.doe.hm", "jane.doe"):
            desk.put(name, perfect(desk.paper("example", os.path.basename(name).replace(".hm", "").replace(".txt", ""))))
        need(desk.marks("example", ["deep/er/anna.txt", "jane.doe.hm"], (0,)) == [100, 100], "own names")
        need(desk.marks("example", ["jane.doe"], (0,)) == [100], "a dot in the name, no suffix")
        result = desk.run("--grade", "example", "--roster", "roster", "--secret", "secret", "nobody.hm", "anna.hm")
        need(result.status == 4 and b"nobody.hm: not graded: no student of the roster" in result.out, result.text.decode()[:300])
        result = desk.run("--grade", "example", "--roster", "roster", "--secret", "secret", "anna.hm", "deep/er/anna.txt")
        need(b"has handed in twice" in result.err, result.err)
        desk.put("secret", SECRETS[1])
        need(max(desk.marks("example", ["anna.hm", "jane.doe.hm"])) < 20, "another secret")


def other_bytes_of_a_name(program):
    """A letter with its mark in one character or in two is another id, which is said and not guessed; names that differ otherwise are strangers."""
    with Desk(program) as desk:
        desk.put("roster", "anna\nzo\u00eb\nbjo\u0308rn\n\u0439ota\n")
        strangers = {"zoe\u0308.hm": True, "bj\u00f6rn.hm": True, "\u0438\u0306ota.hm": True, "zoe.hm": False, "zo\u00e9e.hm": False, "zoe\u0308x.hm": False, "ann\u00e4.hm": False}
        for name, alike in strangers.items():
            desk.put(name, "int a;\n")
            result = desk.run("--grade", "example", "--roster", "roster", "--secret", "secret", name)
            said = result.out.decode("utf-8")
            need("no student of the roster" in said and ("other bytes" in said) == alike, "%s: %s" % (name, said))


# ---- sealing ----

def sealed(program):
    """Under a secret only that secret opens; with the program's key anybody's hmsh does; damage is noticed; the same text gives the same file."""
    with Desk(program) as desk:
        desk.put("t.md", template("n: 0..9").replace("int a", "int zebra"))
        for name in ("one", "two"):
            desk.ok("--exam", "t.md", "--seal", name, "--secret", "secret")
        text = desk.get("one")
        need(text == desk.get("two") and "zebra" not in text and "teacher's secret" in text, text[:200])
        desk.ok("--exam", "one", "--unseal", "back.md", "--secret", "secret")
        need(desk.get("back.md") == desk.get("t.md"), "not what was sealed")
        need(desk.sheets("one", "--out", "sheets") and desk.get("sheets/s001.md") and desk.paper("one", "s001") == desk.paper("t.md", "s001"), "a sealed exam is another exam")
        desk.put("other", SECRETS[2])
        need(desk.run("--exam", "one", "--unseal", "x.md", "--secret", "other").status == 4 and not os.path.exists(desk.path("x.md")), "another secret opens it")
        need(b"--secret FILE" in desk.run("--exam", "one", "--unseal", "x.md").err, "no secret opens it")
        middle = len(text) // 2
        for bad in (text[:middle], text[:middle] + ("A" if text[middle] != "A" else "B") + text[middle + 1:], text.replace("teacher's secret", "program's").replace("the program's", "the program's"), text + "zz"):
            desk.put("bad", bad)
            need(desk.run("--exam", "bad", "--unseal", "x.md", "--secret", "secret").status == 4 and not os.path.exists(desk.path("x.md")), "damage: %r" % bad[-40:])
        desk.ok("--exam", "t.md", "--seal", "open")
        desk.ok("--exam", "open", "--unseal", "back2.md")
        need(desk.get("back2.md") == desk.get("t.md"), "the program's key")
        need(desk.run("--exam", "t.md", "--seal", "one", "--secret", "other").status == 4 and desk.get("one") == text, "overwritten")


def shipped():
    """Every file that is in the repository or is installed, but the sealed exam."""
    for folder, folders, files in os.walk(lib.ROOT):
        folders[:] = [f for f in folders if not f.startswith((".", "build"))]
        yield from (os.path.join(folder, f) for f in files if not f.endswith((".o", ".pyc")))


def nothing_in_the_clear(program):
    """No check, solution or wrong answer of the final exam can be read in a shipped file, nor in the program."""
    with Desk(program) as desk:
        desk.ok("--exam", "final", "--unseal", "final.md")
        text = desk.get("final.md")
    with open(os.path.join(EXAMS, "example.md"), encoding="utf-8") as file:
        example = file.read() # shows what such lines look like
    secret = set()
    for kind, block in re.findall(r"^```(check|solution|wrong|params)\n(.*?)^```", text, re.M | re.S):
        secret.add(block.encode())
        secret.update(line.strip().encode() for line in block.split("\n") if len(line.strip()) > 30 and line.strip() not in example and ("{{" in line or kind == "check"))
    need(len(secret) > 80, "only %d texts to look for" % len(secret))
    for path in [*shipped(), os.path.join(lib.ROOT, program)]:
        if not os.path.isfile(path) or os.path.islink(path):
            continue
        with open(path, "rb") as file:
            content = file.read()
        for words in secret:
            need(words not in content, "%s holds %r" % (os.path.relpath(path, lib.ROOT), words[:80]))


# ---- a teacher's own ----

def own_exam_checked(program):
    """--check-lessons of a template: right ones pass; a wrong solution, a condition that cannot fail, a task that is worth something to all are named."""
    def told(desk, text):
        desk.put("t.md", text)
        return desk.run("--check-lessons", "t.md").text.decode("utf-8")

    good = template("n: 0..0xffffff").replace("a == 1 // a is 1", "a == {{n}} // a is {{n}}").replace("int a = 1;", "int a = {{n}};").replace("int a = 2;", "int a = {{n}} + 1;").replace("=> a is 1", "=> a is {{n}}")
    with Desk(program) as desk:
        need("0 problems" in told(desk, good) and "at most 0 %" in told(desk, good), told(desk, good))
        need(re.search(r"t\.md:\d+: this solution does not reach", told(desk, good.replace("int a = {{n}};", "int a = {{n}} + 2;"))), "a wrong solution")
        need(re.search(r"t\.md:\d+: this condition never fails", told(desk, good.replace("// a is {{n}}", "// a is {{n}}\n1 == 1 // one is one"))), "a condition that holds always")
        need("which is not under 20" in told(desk, template("n: 0..9")), told(desk, template("n: 0..9")))
        need("has a start block" in told(desk, good.replace("```start\n```\n", "")), "no start block")
        need("a solution and a wrong one" in told(desk, re.sub(r"```wrong\n.*?```\n", "", good, flags=re.S)), "no wrong one")
        need(desk.run("--check-lessons", os.path.join(EXAMS, "example.md")).status == 0, "the example")


def commands_of_the_manual(program):
    """Each command line of lessons/exams/FORMAT.md, in a folder as it says."""
    with open(os.path.join(EXAMS, "FORMAT.md"), encoding="utf-8") as file:
        lines = re.findall(r"^    ((?:hmsh|head) .*)$", file.read(), re.M)
    shown = lib.hmsh(program, ["-b", "-c", "help exam"]).out.decode("utf-8")
    of_help = [re.sub(r"    .*", "", line) for line in re.findall(r"^  ((?:hmsh|head) .*)$", shown, re.M)]
    need(len(lines) >= 8 and len(of_help) >= 7, "%d and %d commands" % (len(lines), len(of_help)))
    run_commands(program, lines)
    run_commands(program, of_help)


def run_commands(program, lines):
    with Desk(program) as desk:
        os.unlink(desk.path("secret"))
        os.makedirs(desk.path("bin"))
        os.symlink(os.path.abspath(os.path.join(lib.ROOT, program)), desk.path("bin/hmsh"))
        desk.put("class.csv", "anna,Anna\nben,Ben\n")
        desk.put("handed-in/anna.hm", "// step 1\n")
        environment = dict(lib.environment(desk.folder), PATH=desk.path("bin") + ":" + os.environ["PATH"], HMSH_LESSONS=os.path.join(lib.ROOT, "lessons"))
        for line in lines:
            done = subprocess.run(["/bin/sh", "-c", line], cwd=desk.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)
            need(done.returncode == (1 if "--grade" in line else 0), "%s: %d: %s" % (line, done.returncode, done.stdout.decode("utf-8", "replace")[-300:]))


def mangled(program):
    """Templates with bytes, lines and blocks that are lost, doubled or exchanged: said or taken, never a crash, never a check on a sheet."""
    with Desk(program) as desk:
        desk.put("roster", "anna\n")
        with open(os.path.join(EXAMS, "example.md"), encoding="utf-8") as file:
            good = file.read()
        dice = random.Random(7)
        for n in range(60):
            lines = good.split("\n")
            for _ in range(dice.randrange(1, 6)):
                at, what = dice.randrange(len(lines)), dice.randrange(5)
                if what == 0:
                    del lines[at]
                elif what == 1:
                    lines.insert(at, lines[dice.randrange(len(lines))])
                elif what == 2:
                    lines[at] = lines[at][:dice.randrange(len(lines[at]) + 1)] + dice.choice(["\0", "{{", "}}", "```", "\x1b[2J", "..", "\xff", "a" * 5000, "(" * 500]) + lines[at]
                else:
                    lines[at] = "".join(dice.choice([c, c, c, c, "", "{", "`", "\""]) for c in lines[at])
            desk.put("t.md", "\n".join(lines))
            result = desk.run("--exam", "t.md", "--roster", "roster", "--secret", "secret", "--overwrite")
            need(result.status in (0, 4), "status %d" % result.status)
            if result.status == 0:
                need("```check" not in desk.get("sheets/anna.md"), "template %d" % n)
            desk.run("--check-lessons", "t.md")


TESTS = [mangled, drawn_again, fair, same_everywhere, all_differ, worth_first, worth_second, worth_third, all_pairs_of_some, gives_nothing_away, sheets_are_read_and_run, refuses_to_leak, written_once, at_the_prompt,
         secrets, rosters, bad_ids, large, template_mistakes, usage, who_is_it, other_bytes_of_a_name, sealed, nothing_in_the_clear, own_exam_checked, commands_of_the_manual]


def main():
    global PATIENCE
    parser = argparse.ArgumentParser()
    parser.add_argument("--hmsh", default="build/hmsh")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    program = os.path.abspath(os.path.join(lib.ROOT, arguments.hmsh))
    PATIENCE = 8 if "-san" in program else 1
    passed = failed = 0
    for test in TESTS:
        if arguments.names and not any(n in test.__name__ for n in arguments.names):
            continue
        begin = time.monotonic()
        try:
            test(program)
            passed += 1
        except (Wrong, OSError, EOFError, ValueError, AttributeError, subprocess.TimeoutExpired) as error:
            failed += 1
            print("%s: %s" % (test.__name__, error))
        if time.monotonic() - begin > 10:
            print("%s: %.0f s" % (test.__name__, time.monotonic() - begin))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
