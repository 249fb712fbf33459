#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The quiz: its problems are well formed, and its answers right. Each kind is asked for many seeds and judged a second time, by models written here (splitting,
slots, window, counts, TLBs, whose slot), by running the script as a script (what happens now, find the bug), or by `eras` (which kernel catches it).
Then the commands: at the prompt, in batch, undone, saved, on a narrow terminal."""
import argparse
import collections
import concurrent.futures
import glob
import os
import re
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib  # noqa: E402
import dice  # noqa: E402

KINDS = ("split", "slot", "window", "count", "tlb", "now", "whose", "bug", "era")
SEEDS = 300
PAGE = 4096


class Problem:
    """One problem of a sheet with answers, as a reader sees it; lines that were broken are joined."""

    def __init__(self, text):
        head, _, rest = text.partition("\nYour answer: ")
        asked, _, worked = rest.partition("\n")
        lines = head.split("\n")
        self.text, self.asked = text, asked
        self.seed, self.kind = re.match(r"To repeat: quiz --seed (\d+) (\w+)", lines[1]).groups()
        self.seed = int(self.seed)
        at = 2
        self.machine = ""
        if lines[at].startswith("Machine: "):
            self.machine = lines[at][9:]
            at += 1
        self.script = []
        while re.match(r" {0,3}\d+  |      ", lines[at]):
            if lines[at].startswith("      "):
                self.script[-1] += " " + lines[at].strip()
            else:
                self.script.append(re.sub(r"^ {0,3}\d+  ", "", lines[at]))
            at += 1
        self.question, self.choices = self.parts(lines[at:])
        body = worked.split("\n")
        blocks = self.blocks(body)
        self.right = next(b[8:] for b in blocks if b.startswith("Answer: "))
        self.steps = [b[2:] for b in blocks if b.startswith("- ")]
        self.why_not = dict(re.match(r"Not (.*?): (.*)", b).groups() for b in blocks if b.startswith("Not "))
        self.lesson = next(b[13:] for b in blocks if b.startswith("Read: lesson "))
        self.look = next(b for b in blocks if b.startswith("See:"))[6:].split(" | ")

    @staticmethod
    def parts(lines):
        """The question, and what the choices say."""
        question, choices = "", {}
        for line in lines:
            choice = re.match(r"  ([A-D])\. (.*)", line)
            if choice:
                choices[choice.group(1)] = choice.group(2)
            elif choices:
                choices[max(choices)] += " " + line.strip()
            else:
                question += line + " "
        return question.strip(), choices

    @staticmethod
    def blocks(lines):
        """Paragraphs: a line that is indented more than their first belongs to them."""
        found, indent = [], 0
        for line in lines:
            here = len(line) - len(line.lstrip())
            new = re.match(r" *(- |Not [^ ]+( \d+)?: |Answer: |Read: |See: )", line) and (not found or here <= indent or here <= 2)
            if new or not found:
                found.append(line.strip())
                indent = here
            elif line.strip():
                found[-1] += " " + line.strip()
        return found

    def letter(self):
        return self.right[0] if self.choices else None

    def answer(self):
        """The right answer's own text."""
        return self.choices[self.letter()] if self.choices else self.right

    def number(self):
        return int(self.answer().replace("line ", ""), 0)


def sheet(hmsh, arguments):
    done = lib.hmsh(hmsh, ["-b", "--no-rc", "-c", "quiz %s --answers" % arguments], seconds=300)
    assert done.status == 0 and not done.err and not done.crashed(), "quiz %s: status %s, %r" % (arguments, done.status, done.err[-500:])
    assert not lib.dirty(done.out), lib.dirty(done.out)
    return done.out.decode("utf-8")


def problems(text):
    return [Problem(p) for p in text.split("\n\n") if p.strip()]


# ---- every problem ----

def well_formed(p):
    assert p.question.endswith(("?", ")")), p.question
    assert p.steps and p.lesson, p.text
    assert glob.glob(os.path.join(lib.ROOT, "lessons", "%02d-*.md" % int(p.lesson))), p.lesson
    assert p.look[0] == "quiz run" and len(p.look) > 1, p.look
    assert all(len(line) < 80 for line in p.text.split("\n")), p.text
    if p.choices:
        assert sorted(p.choices) == list("ABCD") and len(set(p.choices.values())) == 4, p.choices
        assert p.right == "%s. %s" % (p.letter(), p.choices[p.letter()]), p.right
        assert sorted(p.why_not) == sorted(set("ABCD") - {p.letter()}), p.why_not
    else:
        assert p.why_not and p.right not in p.why_not, p.text
    assert all(len(why) > 5 for why in p.why_not.values()), p.why_not


# ---- the second judges ----

def indexes(address, pae):
    if pae:
        return (address >> 30, address >> 21 & 511, address >> 12 & 511, address & 4095)
    return (address >> 22, address >> 12 & 1023, address & 4095)


def judge_split(p):
    pae = "pae=on" in p.machine
    names = ("pgd", "pmd", "pte") if pae else ("pgd", "pte")
    words = lambda address: "%s, offset 0x%x" % (", ".join("%s %d" % pair for pair in zip(names, indexes(address, pae))), indexes(address, pae)[-1])
    if "Which address has" in p.question:
        assert words(p.number()) in p.question, p.text
        return
    address = int(re.search(r"0x[0-9a-f]{8}", p.question).group(0), 16)
    if p.choices:
        assert p.answer() == words(address), p.text
    elif "physical" in p.question:
        table = int(re.findall(r"0x[0-9a-f]+", p.question)[1], 16)
        assert p.number() == table + indexes(address, pae)[-2] * (8 if pae else 4), p.text
    else:
        assert p.number() == dict(zip(names, indexes(address, pae)))[re.search(r"called (\w+)", p.question).group(1)], p.text


def judge_slot(p):
    top, begin = (int(re.search(pattern, p.question).group(1), 0) for pattern in (r"FIXADDR_TOP is (0x\w+)", r"FIX_KMAP_BEGIN is (\d+)"))
    cpu = int(p.script[0][4:]) if p.script[0].startswith("cpu ") else 0
    if "as a stack" in p.question:
        nr = int(re.search(r"a CPU has (\d+) slots", p.question).group(1))
        step = 2 if "takes two" in p.question else 1
        depth = sum("__GFP_HIGHMEM" in line for line in p.script[:-1]) - sum("kunmap_atomic" in line for line in p.script)
        slot = depth * step + step - 1 + nr * cpu
    elif "GFP_KERNEL" in p.script[-2]:
        assert p.number() == 0xc0000000 + int(re.search(r"page frame (0x\w+)", p.question).group(1), 16) * PAGE, p.text
        return
    else:
        nr, number = (int(re.search(pattern, p.question).group(1)) for pattern in (r"KM_TYPE_NR is (\d+)", r"and KM_\w+ is (\d+)"))
        slot = number + nr * cpu
    assert p.number() == top - (begin + slot) * PAGE, p.text


class Window:
    """2.6.11's mm/highmem.c once more."""

    def __init__(self, size):
        self.size, self.last, self.flushes = size, 0, 0
        self.count, self.page = [0] * size, [None] * size

    def kmap(self, page):
        if page not in self.page:
            while True:
                self.last = (self.last + 1) % self.size
                if not self.last:
                    self.flushes += 1
                    for i in range(self.size):
                        if self.count[i] == 1:
                            self.count[i], self.page[i] = 0, None
                if not self.count[self.last]:
                    break
            self.page[self.last], self.count[self.last] = page, 1
        entry = self.page.index(page)
        self.count[entry] += 1
        return entry

    def kunmap(self, page):
        self.count[self.page.index(page)] -= 1

    def line(self, text):
        loop = re.match(r"for \(int i = (\d+); i < (\d+); i\+\+\) \{ kmap", text)
        entry = None
        for i in range(*map(int, loop.groups())) if loop else [None]:
            for call, page in re.findall(r"(kmap|kunmap)\(p\[(\w+)\]\)", text):
                page = i if page == "i" else int(page)
                if call == "kmap":
                    entry = self.kmap(page)
                else:
                    self.kunmap(page)
        return entry


def run_window(p):
    w = Window(int(re.search(r"pkmap=(\d+)", p.machine).group(1)))
    entries = [w.line(line) for line in p.script[2:]]
    return w, entries


def judge_window(p):
    w, entries = run_window(p)
    if "How many times" in p.question:
        assert p.number() == w.flushes, p.text
    elif "Which address" in p.question:
        assert p.number() == int(re.search(r"PKMAP_BASE is (0x\w+)", p.question).group(1), 16) + entries[-1] * PAGE, p.text
    else:
        assert p.number() == entries[-1], p.text


def judge_count(p):
    w, _ = run_window(p)
    assert p.number() == w.count[int(re.search(r"What is pkmap_count\[(\d+)\]", p.question).group(1))], p.text


def judge_tlb(p):
    """Two TLBs of one address; the page table's entry; invlpg on CPU 0, a flush of both, CR3 loads of CPU 1."""
    debug, pge = "debug_highmem=off" not in p.machine, "pge=off" not in p.machine
    table, tlb, cpu, answer = "p", [None, None], 0, None
    for line in p.script[4:]:
        if line.startswith("cpu"):
            cpu = int(line[4:])
        elif line == "c = *v;":
            held = tlb[cpu]
            answer = "oops" if not held and not table else "miss" if not held else "a hit" if held == table else "stale"
            tlb[cpu] = held or table
        elif line.startswith("kunmap_atomic"):
            if debug:
                table = tlb[0] = None
        elif line.startswith("v = kmap_atomic"):
            table, tlb[0] = line[16], None
        elif line.startswith("for"):
            tlb = [None, None]
        elif line == "run" and not pge:
            tlb[1] = None
    assert answer in p.answer() and (answer != "miss" or "oops" not in p.answer()), "%s: %s" % (answer, p.text)


def judge_whose(p):
    source = "\n".join(p.script)
    a, b, c = (int(re.search(pattern, source, re.M).group(1)) for pattern in (r"^\*v = (\d+)", r"\*h = (\d+)", r"\*v = \*v \+ (\d+)"))
    first, second = re.findall(r"= kmap_atomic\(\w, (KM_\w+)\)", source)
    shared = first == second and "GFP_KERNEL" not in source and "cpu 1" not in source
    values = {"p": a, "q": b + c} if shared else {"p": a + c, "q": b}
    assert p.number() == values[re.search(r"kmap\((\w)\);$", source).group(1)], p.text


def run_lines(hmsh, p, lines):
    keys = ["--machine", p.machine] if p.machine else []
    return lib.hmsh(hmsh, ["-b", "--no-rc", *keys, "-c", "\n".join(lines)])


def signs(hmsh, p, lines):
    """What a script's reports are, each as often as it comes."""
    said = run_lines(hmsh, p, lines).err.decode("utf-8")
    return {"panic": said.count("Kernel panic"), "BUG": said.count("kernel BUG"), "oops": said.count("Oops"), "sleeps": said.count("deadlock"),
            "complains": len(re.findall("sleeping function|scheduling while atomic", said))}


def judge_now(hmsh, p):
    """As a script: which report the last line adds."""
    before, behind = signs(hmsh, p, p.script[:-1]), signs(hmsh, p, p.script)
    found = next((sign for sign in behind if behind[sign] > before[sign]), "nothing")
    assert found in p.answer(), "%s: %s" % (found, p.text)


def judge_bug(hmsh, p):
    """`why` behind the report names the line. Which line is the symptom decides where to ask."""
    for at in range(p.number(), len(p.script) + 1):
        done = run_lines(hmsh, p, [*p.script[:at], "why"])
        if re.search(r"BUG|WARNING|Oops|Badness|scheduling while|sleeping function|Unable to handle", done.text.decode("utf-8")):
            assert re.search(r"<command-line>:%d\b" % p.number(), done.out.decode("utf-8")), "%s\n%s" % (p.text, done.text.decode("utf-8"))
            return
    raise AssertionError("nobody complains: " + p.text)


def fate(row):
    if row["compiler"] == "refused":
        return "refuses"
    if row["compiler"] == "warned":
        return "kernel says nothing" if row["trouble"] == "no report" else "reports a trouble"
    if row["trouble"] == "no report":
        return "both silent"
    return "wrong statement itself" if row["calls"] == "0" else "a later statement"


def judge_era(hmsh, p):
    with tempfile.TemporaryDirectory() as home:
        with open(os.path.join(home, "misuse.c"), "w", encoding="utf-8") as file:
            file.write("\n".join(p.script) + "\n")
        keys = " ".join(k for k in p.machine.split() if not k.startswith("era="))
        out = lib.hmsh(hmsh, ["-b", "--no-rc", "--machine", keys, "-c", "eras misuse.c"], home=home, cwd=home).out.decode("utf-8")
    table = {}
    for era, compiler, calls, trouble in re.findall(r"^(\S+) +(other API|refused|warned|silent) +(\S+) +(.*)", out, re.M):
        table[era] = fate({"compiler": compiler, "calls": calls, "trouble": trouble})
    if "What becomes of it under" in p.question:
        assert table[re.search(r"under (\S+)\?", p.question).group(1)] in p.answer(), "%s\n%s" % (p.text, out)
        return
    wanted = table[p.answer()]
    assert wanted in p.question, "%s\n%s" % (p.text, out)
    assert all(table[era] != wanted for letter, era in p.choices.items() if letter != p.letter()), "%s\n%s" % (p.text, out)


PURE = {"split": judge_split, "slot": judge_slot, "window": judge_window, "count": judge_count, "tlb": judge_tlb, "whose": judge_whose}
BY_RUNNING = {"now": judge_now, "bug": judge_bug, "era": judge_era}


# ---- suites of cases ----

def kind_is_right(hmsh, kind):
    text = sheet(hmsh, "--seed 1 --n %d %s" % (SEEDS, kind))
    found = problems(text)
    assert [p.seed for p in found] == list(range(1, SEEDS + 1)) and {p.kind for p in found} == {kind}
    for p in found:
        well_formed(p)
    if kind in PURE:
        for p in found:
            PURE[kind](p)
    else:
        for p in found[:60]:
            BY_RUNNING[kind](hmsh, p)
    for a, b in zip(found, found[1:]):
        assert (a.script, a.question, a.machine) != (b.script, b.question, b.machine), "seeds %d and %d are alike" % (a.seed, b.seed)


def no_script_is_the_answer(hmsh, kind):
    """Nobody scores by always giving the same answer."""
    answers = collections.Counter(p.answer() for p in problems(sheet(hmsh, "--seed 1 --n %d %s" % (SEEDS, kind))))
    assert max(answers.values()) < SEEDS * 0.62, answers.most_common(3)


def same_everywhere(hmsh, others):
    texts = {program: sheet(program, "--seed 41 --n 90") for program in [hmsh, *others]}
    assert sheet(hmsh, "--seed 41 --n 90") == texts[hmsh], "the same seed gave two texts"
    assert len(set(texts.values())) == 1, "not the same in %s" % ", ".join(texts)


def look_runs(hmsh, kind):
    for p in problems(sheet(hmsh, "--seed 100 --n 8 %s" % kind)):
        with tempfile.TemporaryDirectory() as home:
            prompt = lib.Prompt(hmsh, ["--no-rc", "--no-view"], home)
            prompt.type("quiz --seed %d %s" % (p.seed, kind))
            prompt.type("quiz answer 1" if not p.choices else "A")
            shown = prompt.type("quiz run")
            for line in p.script:
                assert line in shown, "%s is not run:\n%s" % (line, shown)
            for line in p.look[1:]:
                said = prompt.type(line)
                assert said and not re.search(r"^hmsh: |error:", said, re.M), "%s: `%s` says\n%s" % (p.text, line, said)
            assert "as you left it" in prompt.type("quiz back")
            prompt.close()


def series(hmsh):
    text = sheet(hmsh, "--seed 5000 --n 1000")
    found = problems(text)
    assert len(found) == 1000
    letters = collections.Counter(p.letter() for p in found if p.choices)
    assert all(0.2 < letters[k] / sum(letters.values()) < 0.3 for k in "ABCD"), letters
    kinds = collections.Counter(p.kind for p in found)
    assert set(kinds) == set(KINDS) and max(kinds.values()) - min(kinds.values()) <= 2, kinds
    for a, b in zip(found, found[1:]):
        assert a.kind != b.kind, "%d and %d are of one kind" % (a.seed, b.seed)
    for p in found:
        assert p.kind == KINDS[dice.turn(p.seed, len(KINDS), 0x71)], p.seed


def speed(hmsh):
    for kind in KINDS:
        begun = time.monotonic()
        sheet(hmsh, "--seed 900 --n 100 %s" % kind)
        each = (time.monotonic() - begun) / 100
        assert each < 0.05, "%s: %.0f ms a problem" % (kind, each * 1000)


class Typed:
    """A session at the prompt."""

    def __init__(self, hmsh, home, arguments=(), columns=80):
        self.prompt = lib.Prompt(hmsh, ["--no-rc", "--no-view", *arguments], home, columns=columns)

    def __call__(self, line):
        return self.prompt.type(line)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.prompt.close()


def prompt_is_batch(hmsh):
    """Byte for byte: what the prompt shows of a problem is what the sheet has."""
    with tempfile.TemporaryDirectory() as home, Typed(hmsh, home, columns=100) as say:
        for seed in range(300, 318):
            batch = lib.hmsh(hmsh, ["-b", "--no-rc", "-c", "quiz --seed %d" % seed]).out.decode("utf-8")
            assert say("quiz --seed %d" % seed) == batch, "seed %d" % seed


def answers_are_read(hmsh):
    with tempfile.TemporaryDirectory() as home, Typed(hmsh, home) as say:
        p = next(p for p in problems(sheet(hmsh, "--seed 1 --n 40 split")) if not p.choices and p.right.startswith("0x") and "physical" not in p.question)
        value = p.number()
        for word, note in (("0x%x" % value, ""), ("%d" % value, ""), ("%x" % value, "hexadecimal"), ("0b{:b}".format(value), ""),
                           ("quiz answer 0x%x + 0x1000" % (value - PAGE), "")):
            say("quiz --seed %d split" % p.seed)
            shown = say(word)
            assert "Right: 0x%x." % value in shown and (not note or note in shown), "%s: %s" % (word, shown)
        say("quiz --seed %d split" % p.seed)
        assert "answer with a number" in say("quiz answer what"), "nonsense"
        wrong, why = next(iter(p.why_not.items()))
        shown = say(wrong)
        assert "No, it is 0x%x." % value in shown and "Not %s: %s" % (wrong, why[:30]) in shown, shown
        assert "nothing is asked" in say("quiz answer 1")
        p = next(p for p in problems(sheet(hmsh, "--seed 1 --n 40 tlb")))
        for word in (p.letter(), p.letter().lower(), p.letter() + ".", p.letter() + ")"):
            say("quiz --seed %d tlb" % p.seed)
            assert "Right: %s: " % p.letter() in say(word), word
        p = next(p for p in problems(sheet(hmsh, "--seed 1 --n 5 bug")))
        for word in (str(p.number()), "line %d" % p.number()):
            say("quiz --seed %d bug" % p.seed)
            assert "Right: line %d." % p.number() in say(word), word


def no_answer_is_taken_as_c(hmsh):
    """What cannot be an answer is told so, and asked again; what is C runs, and the question is called to mind."""
    with tempfile.TemporaryDirectory() as home, Typed(hmsh, home) as say:
        p = next(p for p in problems(sheet(hmsh, "--seed 1 --n 40 tlb")) if p.choices and not any(re.match("[0-9]", c) for c in p.choices.values()))
        say("quiz --seed %d tlb" % p.seed)
        for word in ("3", "0x1c", "e", "Z.", "quiz answer 3"):
            shown = say(word)
            assert "a letter, please: A to D" in shown and "$" not in shown, "%s: %s" % (word, shown)
        for line, printed in (("1 + 2", "$1 = 3"), ("bad", "undeclared")):
            shown = say(line)
            assert printed in shown and shown.endswith("the quiz still asks for a letter, A to D\n"), shown
        assert "still asks" not in say("int e = 5;") + say("info zones")
        assert "= 5" in say("e"), "a variable's name is the variable"
        assert "Right: %s" % p.letter() in say(p.letter())
        assert "still asks" not in say("1 + 2"), "nothing is asked any more"
        p = next(p for p in problems(sheet(hmsh, "--seed 1 --n 40 whose")) if p.choices and p.answer().isdigit())
        say("quiz --seed %d whose" % p.seed)
        assert "Right: %s: %s." % (p.letter(), p.answer()) in say(p.answer()), "the number of a choice is that choice"
        p = next(p for p in problems(sheet(hmsh, "--seed 1 --n 40 split")) if not p.choices)
        say("quiz --seed %d split" % p.seed)
        assert "`quiz answer EXPRESSION` hands one in" in say("1 + 2")


def names_come_first(hmsh):
    """A variable that is called like an answer is a variable."""
    with tempfile.TemporaryDirectory() as home, Typed(hmsh, home) as say:
        say("int a = 5;")
        say("quiz --seed 3 tlb")
        assert "= 5" in say("a") and "Your answer" in say("quiz")
        assert re.search("Right: |No, it is ", say("quiz answer a")), "the command takes it as the answer"
        assert "nothing is asked" in say("quiz answer b")


def machine_untouched(hmsh):
    with tempfile.TemporaryDirectory() as home, Typed(hmsh, home) as say:
        say("struct page *mine = alloc_page(GFP_HIGHUSER);")
        say("char *v = kmap(mine); *v = 7;")
        before = say("info pkmap")
        say("quiz --seed 9 bug")
        assert "answer first" in say("quiz run") and "answer first" in say("quiz why")
        say("1")
        assert say("info pkmap") == before
        say("quiz run")
        assert say("info pkmap") != before
        assert "`quiz back` first" in say("quiz") and "`quiz back` first" in say("quiz off")
        assert "as you left it" in say("quiz back") and say("info pkmap") == before
        assert "= 7" in say("*v"), "variables are there"
        assert "this is your own machine" in say("quiz back")


def undo_and_resume(hmsh):
    with tempfile.TemporaryDirectory() as home:
        with Typed(hmsh, home) as say:
            first = say("quiz --seed 77")
            say("quiz answer 1" if "A, B" not in first else "A")
            assert "of 1 right" in say("quiz score")
            say("undo")
            assert "0 of 0 right" in say("quiz score") and say("quiz") == first, "undo opens it again"
            say("quiz skip")
            here = say("quiz")
            say("save quiz.hms")
        with Typed(hmsh, home) as say:
            say("load quiz.hms")
            assert say("quiz") == here, "save and load keep the place"
            drawn = say("quiz window")
            seed = re.search(r"quiz --seed (\d+) window", drawn).group(1)
            assert "quiz --seed %s window" % seed in say("history"), "what is kept names the seed"
            os.kill(say.prompt.pid, 9)
        with Typed(hmsh, home, ["--resume"]) as say:
            assert say("quiz") == drawn, "a killed session comes back to the same problem"


def series_of_n(hmsh):
    with tempfile.TemporaryDirectory() as home, Typed(hmsh, home) as say:
        assert "Quiz 1 of 2" in say("quiz --seed 5 --n 2 whose")
        say("quiz skip")
        shown = say("quiz skip")
        assert "0 of 0 right" in shown, shown
        assert re.search(r"quiz --seed \d{5} ", say("quiz")), "the next series draws a seed"
        assert "0 of 0" in say("quiz off") and "there is no quiz" in say("quiz off")


def test_is_silent(hmsh):
    answers = [p for p in problems(sheet(hmsh, "test --seed 12"))]
    assert [p.kind for p in answers] == list(KINDS)
    with tempfile.TemporaryDirectory() as home:
        with Typed(hmsh, home) as say:
            shown = say("quiz test --seed 12")
            for i, p in enumerate(answers):
                assert "Test %d of %d" % (i + 1, len(KINDS)) in shown and "Right" not in shown and p.steps[0][:40] not in shown, shown
                if i == 3:
                    assert "nothing before its end" in say("quiz score")
                wrong = next(k for k in "ABCD" if k != p.letter()) if p.choices else "0xdead"
                shown = say("quiz answer %s" % (wrong if i == 2 else p.letter() or p.right))
            assert "%d of %d right" % (len(KINDS) - 1, len(KINDS)) in shown, shown
            assert "To read: lesson 5\n" in shown and answers[2].steps[0][:40] in shown, shown
            assert answers[0].steps[0][:40] in say("quiz why 1")
            assert "quiz window" in say("progress") and "0 of 1 right" in say("progress"), say("progress")
        with open(os.path.join(home, "replies"), "w", encoding="utf-8") as file:
            file.write("# mine\n" + "".join("%s\n" % (p.letter() or p.right) for p in answers[:-1]) + "-\n")
        done = lib.hmsh(hmsh, ["-b", "--no-rc", "-c", "quiz test --seed 12 --replies replies"], home=home, cwd=home)
        assert done.status == 0 and ("%d of %d right" % (len(KINDS) - 1, len(KINDS))).encode() in done.out, done.text
        script = "quiz test --seed 12\n" + "".join("quiz answer %s\n" % (p.letter() or p.right) for p in answers)
        done = lib.hmsh(hmsh, ["-b", "--no-rc", "-c", script], home=home)
        assert ("%d of %d right" % (len(KINDS), len(KINDS))).encode() in done.out, done.text


def refusals(hmsh):
    for line, status, words in (("quiz", 2, "a seed must be given"), ("quiz --seed", 2, "--seed wants a number"), ("quiz --seed x", 2, "--seed wants a number"),
                                ("quiz nothing", 2, "no kind of problem"), ("quiz --seed 1 --n 0", 2, "at least 1"), ("quiz --bold", 2, "no option"),
                                ("quiz test --seed 1 --n 3", 2, "one problem of each kind"), ("quiz test --seed 1 tlb", 2, "no kind"), ("quiz --seed 1 --replies x", 2, "belongs to `quiz test`"),
                                ("quiz test --seed 1 --replies none", 4, "none"), ("quiz answer B", 2, "nothing is asked"), ("quiz why", 2, "no quiz"),
                                ("quiz --seed 99999999999999999999999", 2, "--seed wants a number"), ("quiz --seed 1 --n 1000000", 2, "--n wants a number"),
                                ("quiz run", 2, "at a prompt"), ("quiz --seed 1 split slot", 2, "no kind of problem")):
        done = lib.hmsh(hmsh, ["-b", "--no-rc", "-c", line])
        assert done.status == status and words.encode() in done.err, "`%s`: status %s, %r" % (line, done.status, done.err)
    huge = lib.hmsh(hmsh, ["-b", "--no-rc", "-c", "quiz --seed 18446744073709540000 --n 3"])
    assert huge.status == 0, huge.text


def narrow(hmsh):
    with tempfile.TemporaryDirectory() as home, Typed(hmsh, home, columns=40) as say:
        for seed in (3, 4, 5):
            shown = say("quiz --seed %d tlb" % seed) + say("A")
            for line in shown.split("\n"):
                assert len(line) <= 40, line
    with tempfile.TemporaryDirectory() as home, Typed(hmsh, home, ["--accessible"]) as say:
        assert "Your answer" in say("quiz --seed 3 tlb") and re.search("Right: |No, it is ", say("A"))
        assert "Read: lesson" in say("quiz why")


def completion_knows_kinds(hmsh):
    with tempfile.TemporaryDirectory() as home, Typed(hmsh, home) as say:
        shown = say("quiz list")
        assert all(re.search(r"^  %s " % kind, shown, re.M) for kind in KINDS), shown


def cases(hmsh, others):
    for kind in KINDS:
        yield "%s: %d seeds" % (kind, SEEDS), lambda kind=kind: kind_is_right(hmsh, kind)
        yield "%s: answers vary" % kind, lambda kind=kind: no_script_is_the_answer(hmsh, kind)
        yield "%s: what shows it runs" % kind, lambda kind=kind: look_runs(hmsh, kind)
    yield "the same in every build", lambda: same_everywhere(hmsh, others)
    for case in (series, speed, prompt_is_batch, answers_are_read, no_answer_is_taken_as_c, names_come_first, machine_untouched, undo_and_resume, series_of_n, test_is_silent, refusals,
                 narrow, completion_knows_kinds):
        yield case.__name__.replace("_", " "), lambda case=case: case(hmsh)


def attempt(case):
    try:
        case[1]()
        return None
    except (AssertionError, TimeoutError, ValueError, KeyError, IndexError, AttributeError, StopIteration) as error:
        return "%s: %s: %s" % (case[0], type(error).__name__, error)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hmsh", default="build/hmsh")
    parser.add_argument("--also", nargs="*", default=[], help="other builds, which must print the same")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    chosen = [c for c in cases(arguments.hmsh, [p for p in arguments.also if os.path.exists(p)]) if arguments.only in c[0]]
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        found = list(pool.map(attempt, chosen))
    for error in filter(None, found):
        print(error[:3000])
    failed = sum(e is not None for e in found)
    print("%d passed, %d failed" % (len(chosen) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
