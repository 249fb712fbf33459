#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fault hunts, from outside.

made: for each seed and level `hunt --answers` names one line, and the script that it lists is run here twice as an ordinary script, as listed and with the right line
in the guilty one's place: the page must be right without the fault and wrong with it, the kernel must keep still, and `why`, asked behind the store that lost the
byte, must name the guilty line. asked: at a real prompt every look is taken, and none may tell a place; looks are counted, wrong answers cost, undo walks through the
script and not out of the hunt, and what was there before comes back to the same hash, here, from a saved file, and after a kill. --seeds N, --first S."""
import argparse
import concurrent.futures
import json
import os
import re
import signal
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "terminal"))
import lib  # noqa: E402
from terminals import Tmux, Wrong  # noqa: E402

LEVELS = (1, 2, 3)
FAULTS = {1: 4, 2: 9, 3: 8}
LOOKS = ("info slots", "info slots all", "info pointers", "info pkmap all", "info tlb", "info pt", "info tasks", "info events all", "info cost", "info page p1",
         "info mem", "info zones", "info fixmap", "info report", "info locks", "info disk", "info locals", "info interrupts", "info hash", "vtop v1",
         "x/4xb p1", "print v1", "print/x v1", "ptype v1", "whatis v1", "diff", "diff 3", "hunt page", "hunt page p1", "p1", "undo 3", "diff 2", "info slots",
         "redo 3", "cost { int i = 1; }", "task", "cpu", "machine", "era", "run", "schedule", "*(int *)0x10 = 1;", "info report", "info events 5", "history", "undo",
         "explain", "hunt", "hunt script")
OFF = ("why", "why v1", "export txt x", "export json x", "what-if 6.1", "eras x", "source x", "reset", "era 6.1", "machine ram=1G", "lesson 1", "tour",
       "hunt --seed 1 --answers", "hunt --seed 4", "load x")
PLACE = re.compile(r"<prompt>:?\d*|\bat line|\bline \d+(?! of)|planted|ago, at|prompt:\d")


class Failed(Exception):
    pass


def need(condition, text):
    if not condition:
        raise Failed(text)


# ---- made ----

class Case:
    def __init__(self, text):
        head = re.match(r"Hunt, level (\d), seed (\d+): machine (.*)\n", text)
        self.level, self.seed, self.keys = int(head.group(1)), int(head.group(2)), head.group(3)
        body, rest = text[head.end():].split("Symptom: ", 1)
        self.lines = [line[5:] for line in body.splitlines()]
        found = re.match(r"page 0x[0-9a-f]+ \(p(\d+)\) should hold .*?(0x..)\)? in byte (\d+), and holds .*?(0x..)\)?\.\n", rest)
        self.page, self.expected, self.offset, self.found = int(found.group(1)), int(found.group(2), 16), int(found.group(3)), int(found.group(4), 16)
        named = re.findall(r"The guilty statement is line (\d+):\n", rest)
        need(len(named) == 1, "%d lines are called guilty" % len(named))
        self.planted = int(named[0])
        right = re.search(r"It should have been:\n +(.*)\n", rest)
        need(bool(right) != ("Nothing should have stood there." in rest), "what should have stood there is not said")
        self.right = right.group(1) if right else ";"
        self.hit = int(re.search(r"was overwritten here\n    at line (\d+)\n", rest).group(1))
        self.rest = rest

    def name(self):
        return "level %d, seed %d" % (self.level, self.seed)

    def with_right(self):
        return [self.right if i == self.planted else line for i, line in enumerate(self.lines, 1)]

    def behind_hit(self):
        """Lines up to the end of the input that loses the byte."""
        if self.lines[self.hit - 1].startswith("\t"):
            return self.lines.index("run", self.hit) + 1
        return self.hit


def answers(hmsh, seeds, level):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        with open(os.path.join(home, "all.hm"), "w", encoding="utf-8") as file:
            file.writelines("hunt --seed %d --level %d --answers\n" % (seed, level) for seed in seeds)
        done = lib.hmsh(hmsh, ["-b", "--no-rc", "all.hm"], home=home, cwd=home, seconds=300)
    need(done.status == 0 and not done.err and not done.crashed(), "level %d: status %d, %s" % (level, done.status, done.err.decode("utf-8", "replace")[-800:]))
    text = done.out.decode("utf-8")
    return ["Hunt, level" + part for part in text.split("Hunt, level")[1:]]


ASK = "cpu 0\nchar *asked = kmap(p%d);\nprintf(\"byte %%d\\n\", (unsigned char)asked[%d]);\n"


def run_lines(hmsh, case, lines, more=""):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        with open(os.path.join(home, "hunt.c"), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n" + more)
        return lib.hmsh(hmsh, ["-b", "--no-rc", "--keep-going", "--machine", case.keys, "hunt.c"], home=home, cwd=home, seconds=60)


def byte_of(done):
    found = re.search(rb"^byte (\d+)$", done.out, re.M)
    return int(found.group(1)) if found else None


SPOKE = re.compile(rb"BUG|WARNING|Oops|Badness|scheduling while atomic|sleeping function|deadlock|lockup|Unable to handle")


def check_case(hmsh, text):
    case = Case(text)
    ask = ASK % (case.page, case.offset)
    right = run_lines(hmsh, case, case.with_right(), ask)
    need(right.status == 0 and not SPOKE.search(right.text), "with the right line: %s" % right.text.decode("utf-8", "replace")[-600:])
    need(byte_of(right) == case.expected, "with the right line the byte is %s, not %d" % (byte_of(right), case.expected))
    quiet = run_lines(hmsh, case, case.lines)
    spoke = SPOKE.findall(quiet.text)
    need(not spoke or (set(spoke) == {b"WARNING"} and "era=6.1" in case.keys), "the kernel speaks: %s" % quiet.text.decode("utf-8", "replace")[-600:])
    wrong = run_lines(hmsh, case, case.lines, ask)
    need(byte_of(wrong) == case.found, "with the fault the byte is %s, not %d" % (byte_of(wrong), case.found))
    need(case.planted == case.hit or case.lines[case.hit - 1] == case.with_right()[case.hit - 1], "more than one line differs")
    pointer = re.match(r"\t?(v\d+)\[", case.lines[case.hit - 1])
    if case.planted != case.hit and not case.lines[case.hit - 1].startswith("\t"):
        at = case.behind_hit()
        why = run_lines(hmsh, case, case.lines[:at], "why %s\n" % pointer.group(1))
        need(re.search(rb"hunt\.c:%d:" % case.planted, why.out), "`why` does not name line %d:\n%s" % (case.planted, why.out.decode("utf-8", "replace")))
    need(case.planted == case.hit or re.search(r"<prompt>:%d:" % case.planted, case.rest), "the chain does not name line %d" % case.planted)


def made(hmsh, seeds, jobs):
    failures = []
    for level in LEVELS:
        texts = answers(hmsh, seeds, level)
        if texts != answers(hmsh, seeds, level):
            failures.append("level %d: the same seeds, other hunts" % level)
        if len(texts) != len(seeds):
            failures.append("level %d: %d hunts for %d seeds" % (level, len(texts), len(seeds)))
        rules = {re.findall(r"^(?:It|The handler) (?!should).*", text, re.M)[0] for text in texts}
        if len(seeds) >= 60 and len(rules) < FAULTS[level]:
            failures.append("level %d: only %d of %d faults were drawn: %s" % (level, len(rules), FAULTS[level], sorted(rules)))
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            failures += [f for f in pool.map(lambda t: one(hmsh, t), texts) if f]
    return len(seeds) * len(LEVELS) - len(failures), failures


def one(hmsh, text):
    try:
        check_case(hmsh, text)
    except (Failed, AttributeError, ValueError) as error:
        return "%s: %s" % (text.split("\n")[0], error)
    return None


# ---- asked ----

def count(text):
    found = re.findall(r"\(look (\d+), par \d+", text)
    return int(found[-1]) if found else None


def hash_of(prompt):
    return re.search(r"state ([0-9a-f]{16})", prompt.type("info hash")).group(1)


def begin(hmsh, home, seed, level, first=("int mine = 5;", "alias cpu = info mem")):
    p = lib.Prompt(hmsh, ["--no-rc", "--no-view"], home)
    for line in first:
        p.type(line)
    before = hash_of(p)
    opening = p.type("hunt --seed %d --level %d" % (seed, level))
    return p, before, opening


def leave(p, before):
    p.type("hunt off")
    need(hash_of(p) == before, "the machine is not as it was before the hunt")
    need("5" in p.type("print mine"), "the variable from before is gone")


def no_look_tells(hmsh, home, case):
    p, before, opening = begin(hmsh, home, case.seed, case.level)
    need("page is corrupted" in opening and "in byte %d" % case.offset in opening, "the symptom is not told: %r" % opening)
    pointer = re.search(r"^char \*(v\d+)", "\n".join(case.lines), re.M).group(1) # of the script itself, not of a task
    for look in LOOKS:
        look = look.replace("v1", pointer)
        text = p.type(look)
        if look not in ("hunt script", "hunt", "history") and not look.startswith(("undo", "redo")):
            told = re.sub(r"\(look \d+, par \d+[^)]*\)", "", text)
            need(not PLACE.search(told), "`%s` tells a place: %s" % (look, text))
        need("guilty statement is" not in text, "`%s` tells the answer" % look)
    for command in OFF:
        text = p.type(command)
        need(re.search(r" off |are off|hunt already", text), "`%s` is not off: %s" % (command, text))
    leave(p, before)
    need(p.close() in (0, 2, 3, 4), "the session ended badly")


def looks_are_counted(hmsh, home, case):
    p, before, _ = begin(hmsh, home, case.seed, case.level)
    looks = 0
    for look, cost in (("info slots", 1), ("help hunt", 0), ("undo 2", 1), ("hunt page", 1), ("redo 2", 1), ("why", 0), ("info sluts", 1), ("hunt script", 0),
                       ("mine", 1), ("print 1", 1), ("nonsense_command_", 1)):
        text = p.type(look)
        looks += cost
        need(count(text) == (looks if cost else None), "`%s`: %s looks instead of %d: %s" % (look, count(text), looks, text))
    other = next(n for n in range(1, len(case.lines) + 1) if n != case.planted)
    text = p.type("hunt blame %d" % other)
    looks += 5
    need("%d looks so far" % looks in text and "not the guilty" in text, "a wrong answer: %s" % text)
    need(count(p.type("info slots")) == looks + 1, "the wrong answer was not counted")
    for wrong in ("hunt blame", "hunt blame 0", "hunt blame %d" % (len(case.lines) + 1), "hunt blame x"):
        need("hunt blame LINE" in p.type(wrong), "`%s` is taken" % wrong)
    text = p.type("hunt blame %d" % case.planted)
    need("%d looks" % (looks + 1) in text and "Found" in text and "guilty statement is line %d" % case.planted in text, "the end: %s" % text)
    need("off" not in p.type("why v1"), "`why` is off behind the end")
    need("<prompt>" in p.type("info page p1"), "places stay hidden behind the end")
    leave(p, before)
    need("1 found, the best in %d looks" % (looks + 1) in p.type("progress"), "progress does not know the hunt")
    p.type("hunt --seed %d --level %d" % (case.seed, case.level))
    text = p.type("hunt blame %d" % case.planted)
    need("0 looks" in text and "Your best at level %d: 0." % case.level in text, "the second hunt: %s" % text)
    p.close()
    hunt_is_exported(hmsh, home, case)


def hunt_is_exported(hmsh, home, case):
    written = json.loads(lib.hmsh(hmsh, ["-c", "progress json"], home=home).out)
    need(len(written["hunts"]) == 1, "json: %s" % written)
    row = written["hunts"][0]
    need((row["level"], row["seed"], row["how"], row["looks"]) == (case.level, case.seed, "found", 0) and row["par"] > 0, "json: %s" % row)
    lines = lib.hmsh(hmsh, ["-c", "progress csv"], home=home).out.decode().splitlines()
    rows = [dict(zip(lines[0].split(","), line.split(","))) for line in lines[1:]]
    row = next(row for row in rows if row["lesson"] == '"hunt"')
    need((row["level"], row["seed"], row["looks"], row["step"]) == (str(case.level), str(case.seed), "0", ""), "csv: %s" % lines)


def undo_stays_inside(hmsh, home, case):
    p, before, _ = begin(hmsh, home, case.seed, case.level)
    there = hash_of(p)
    p.type("undo 1000")
    need("behind line 0 of" in p.type("info slots"), "the script's beginning is not reached")
    need("nothing to undo" in p.type("undo"), "undo leads out of the hunt")
    p.type("redo 1000")
    need(hash_of(p) == there, "redo does not lead back to the script's end")
    p.type("int other = 7;")
    p.type("hunt reset")
    need(hash_of(p) == there, "reset does not run the script anew")
    leave(p, before)
    need("nothing to redo" in p.type("redo"), "redo leads into a hunt that was left")
    p.close()


def survives(hmsh, home, case):
    p, before, _ = begin(hmsh, home, case.seed, case.level)
    for look in ("info slots", "info tlb", "hunt blame %d" % next(n for n in range(1, 9) if n != case.planted)):
        p.type(look)
    there = hash_of(p)
    p.type("save saved")
    os.kill(p.pid, signal.SIGKILL)
    os.waitpid(p.pid, 0)
    os.close(p.fd)
    p = lib.Prompt(hmsh, ["--no-rc", "--no-view", "--resume"], home)
    need(hash_of(p) == there, "--resume: another state")
    need(count(p.type("info slots")) == 10, "--resume: looks are lost")
    need("off" in p.type("why v1"), "--resume: why is on")
    leave(p, before)
    need("saved" in os.listdir(home), "nothing was saved")
    p.type("load saved")
    need(hash_of(p) == there, "load: another state")
    need("off" in p.type("why v1"), "load: why is on")
    need("guilty statement is line %d" % case.planted in p.type("hunt solution"), "load: no solution")
    need("Back at your machine" in p.type("hunt off"), "load: no way back")
    need(hash_of(p) == before, "load: another machine than before it")
    p.close()


def refusals(hmsh, home, case):
    p = lib.Prompt(hmsh, ["--no-rc", "--no-view"], home)
    for line, word in (("hunt --level 4", "hunt [--seed"), ("hunt --seed", "hunt [--seed"), ("hunt blame 3", "nobody hunts"), ("hunt off", "nobody hunts"),
                       ("hunt --seed -1", "hunt [--seed"), ("hunt --answers", "whose answers"), ("hunt rubbish", "hunt [--seed")):
        need(word in p.type(line), "`%s`" % line)
    p.type("lesson 5")
    need("in a lesson" in p.type("hunt --seed 1"), "a hunt in a lesson")
    p.type("lesson play")
    p.type("hunt --seed %d --level %d" % (case.seed, case.level))
    need("Found" in p.type("hunt blame %d" % case.planted), "a hunt in free play")
    p.type("hunt off")
    need("Back in the lesson" in p.type("lesson back"), "back in the lesson")
    p.type("lesson quit")
    need("Fault hunt, level 1, seed" in p.type("hunt"), "`hunt` alone begins none")
    p.close()
    done = lib.hmsh(hmsh, ["-b", "--no-rc", "-c", "hunt --seed 1"])
    need(done.status == 2 and b"for a person at a prompt" in done.err, "a hunt in a script")


def on_a_terminal(hmsh, home, case):
    """80x24 with the view: the panes are covered, the goal tells the symptom and counts, and all is back at the end."""
    with Tmux(hmsh, home, arguments="--no-rc") as t:
        t.wait("hmsh>")
        t.run("int mine = 5;")
        t.run("hunt --seed %d --level %d" % (case.seed, case.level))
        screen = t.wait("0 looks; par is")
        text = "\n".join(screen)
        need("Covered while you hunt" in text and "(p%d)" % case.page in text, "the view: %s" % text)
        for layout in ("slots", "pointers", "tlb", "events", "why", "kmap", "tasks", "present"):
            t.run("view layout " + layout)
            panes = "\n".join(t.wait(lambda rows: any("Covered" in row for row in rows))[:9])
            need(not re.search(r"0x3[0-9a-f]{4}\b|LEAK|kmap_atomic", panes), "layout %s tells: %s" % (layout, panes))
        t.run("view layout lesson")
        t.run("info hash", "(look 1, par")
        t.wait("1 look; par is")
        t.type("hunt blame %d" % case.planted)
        t.wait(lambda rows: any(row.startswith("Found: line") for row in rows) and not any("Covered" in row for row in rows))
        t.type("hunt off")
        t.wait("Back at your machine")
        t.wait(lambda rows: not any("Which line is guilty" in row for row in rows[:9]))
        t.run("mine", "5")


def accessible(hmsh, home, case):
    """Nothing is said of what changed: that would be a look for nothing."""
    p = lib.Prompt(hmsh, ["--no-rc", "--accessible"], home)
    p.type("struct page *mine = alloc_page(GFP_HIGHUSER);")
    opening = p.type("hunt --seed %d --level %d" % (case.seed, case.level))
    need("page is corrupted" in opening and "Changed:" not in opening, "the beginning: %s" % opening)
    need("nothing to explain yet" in p.type("explain"), "`explain` knows what was said of the script")
    for look in ("undo 4", "redo 2", "info slots", "int own = 1;"):
        text = p.type(look)
        need("Changed:" not in text and "(look" in text, "`%s` tells: %s" % (look, text))
    need("Found" in p.type("hunt blame %d" % case.planted), "not found")
    p.type("hunt off")
    need(p.close() == 0, "the script's messages are in the status")


ASKED = (no_look_tells, looks_are_counted, undo_stays_inside, survives, refusals, on_a_terminal, accessible)


def asked(hmsh, cases, checks=ASKED):
    passed, failures = 0, []
    for case in cases:
        for check in checks:
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
                try:
                    check(hmsh, home, case)
                    passed += 1
                except (Failed, Wrong, TimeoutError, AttributeError, OSError) as error:
                    failures.append("%s, %s: %s" % (check.__name__, case.name(), error))
    return passed, failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hmsh", default="build/hmsh")
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--asked", type=int, default=2, help="hunts of each level at a real prompt")
    arguments = parser.parse_args()
    seeds = range(arguments.first, arguments.first + arguments.seeds)
    passed, failures = made(arguments.hmsh, seeds, arguments.jobs)
    cases = [Case(text) for level in LEVELS for text in answers(arguments.hmsh, range(arguments.first, arguments.first + arguments.asked), level)]
    # whatever the compiler or the kernel says of these when they run is not told
    texts = answers(arguments.hmsh, range(1, 40), 3)
    telling = [next(text for text in texts if words in text) for words in ("struct page in the place", "outer mapping first")]
    more_cases = [Case(text) for text in telling]
    more, others = asked(arguments.hmsh, cases)
    some, more_others = asked(arguments.hmsh, more_cases, (no_look_tells, accessible))
    more, others = more + some, others + more_others
    for failure in failures + others:
        print("FAILED", failure)
    print("%d passed, %d failed" % (passed + more, len(failures) + len(others)))
    return 1 if failures or others else 0


if __name__ == "__main__":
    sys.exit(main())
