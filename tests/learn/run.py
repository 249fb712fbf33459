#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every lesson at a real prompt, on a terminal of its own, and nothing typed that a person would not type.

As a walkthrough: `--walkthrough FILE --pace 0` runs to its end, shows what each output block says (once with a plain prompt, once --accessible, which may
hold no escape, once with the view on 80x24 in mono). As a learner: each block is typed, each prediction is answered wrong and explained, each task is
tried in every wrong way (the learner is told what the file says), then reached in its second way; at the end every step counts as done. And: progress
after kill -9, of two sessions at once, with a file that is damaged, newer, read-only or in the way; a session resumed in the middle of a lesson; lessons
of another folder; time that checks take."""
import argparse
import glob
import json
import os
import re
import select
import shutil
import signal
import sqlite3
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib  # noqa: E402

LESSONS = os.path.join(lib.ROOT, "lessons")
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.M | re.S)
QUIET = ["--no-rc", "--no-view", "--quiet"]


class Wrong(Exception):
    pass


def need(condition, text):
    if not condition:
        raise Wrong(text)


def lessons():
    """(name, path, text) of every lesson and walkthrough; exams are tests/exam's."""
    for path in sorted(glob.glob(os.path.join(LESSONS, "**", "*.md"), recursive=True)):
        if os.path.basename(os.path.dirname(path)) == "exams":
            continue
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if text.startswith("---\n") and os.path.basename(os.path.dirname(path)) != "exams": # templates: tests/exam makes papers of them
            yield os.path.relpath(path, LESSONS)[:-3], path, text


# ---- reading a lesson, simply ----

class Step:
    def __init__(self, text):
        found = list(FENCE.finditer(text))
        self.blocks = [(block.group(1), block.group(3)) for block in found]
        # does prose stand between a block and the next one?
        self.prose_behind = [bool(text[a.end():b.start()].strip()) for a, b in zip(found, found[1:])] + [True]

    def of(self, kind):
        return [body for k, body in self.blocks if k == kind]


def steps_of(text):
    body = text[text.index("\n---\n", 3) + 5:]
    parts = re.split(r"^## ", FENCE.sub(lambda m: m.group(0).replace("\n## ", "\n\0## "), body), flags=re.M)[1:]
    return [Step(part) for part in parts]


def actions(step):
    return [(kind, body) for kind, body in step.blocks if kind in ("hmsh", "predict", "task")]


def lines_of(block):
    return block.rstrip("\n").split("\n")


# ---- a terminal that shows a walkthrough by itself ----

def run_alone(program, arguments, home, term="dumb", seconds=60):
    import pty
    import fcntl
    import struct
    import termios
    pid, fd = pty.fork()
    if pid == 0:
        try:
            os.chdir(home)
            os.execve(program, [program, *arguments], dict(lib.environment(home), TERM=term, NO_COLOR="1"))
        finally:
            os._exit(127)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    output, deadline = b"", time.monotonic() + seconds
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([fd], [], [], left)[0]:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            raise Wrong("the walkthrough does not end; last %r" % output[-200:])
        try:
            chunk = os.read(fd, 65536)
        except OSError:
            break
        if not chunk:
            break
        output += chunk
    os.close(fd)
    return output, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def squeeze(text):
    return re.sub(r"\s+", " ", text)


def expect_outputs(text, shown):
    """Each output block's lines are shown, in their order; a message may be broken at the terminal's width."""
    at, shown = 0, squeeze(shown)
    for body in [body for step in steps_of(text) for body in step.of("output")]:
        for line in lines_of(body):
            found = shown.find(squeeze(line), at)
            need(found >= 0, "the walkthrough does not show (or not here) %r" % line)
            at = found + len(squeeze(line))


def walkthrough_plain(program, path, text):
    with tempfile.TemporaryDirectory() as home:
        raw, status = run_alone(program, ["--no-rc", "--no-view", "--walkthrough", path, "--pace", "0"], home)
    need(status == 0, "ends with status %d" % status)
    plain = raw.replace(b"\r", b"")
    need(not lib.dirty(plain), "shows %s" % lib.dirty(plain))
    shown = plain.decode("utf-8")
    expect_outputs(text, shown)
    need("is at its end" in shown, "does not come to its end")
    blocks = [block[2] for block in FENCE.findall(text)]
    complaints = [line for line in shown.split("\n") if line.startswith("hmsh: ") and not any(line in block for block in blocks)]
    need(not complaints, "hmsh complains: %s" % complaints)


def walkthrough_accessible(program, path, text):
    with tempfile.TemporaryDirectory() as home:
        raw, status = run_alone(program, ["--no-rc", "--accessible", "--walkthrough", path, "--pace", "0"], home)
    need(status == 0 and b"is at its end" in raw, "ends with status %d: %r" % (status, raw[-200:]))
    need(b"\x1b" not in raw, "--accessible writes an escape")


def walkthrough_view(program, path, text):
    with tempfile.TemporaryDirectory() as home:
        raw, status = run_alone(program, ["--no-rc", "--view", "--walkthrough", path, "--pace", "0"], home, term="xterm")
    need(status == 0, "in the view: ends with status %d" % status)
    need(b"\x1b[?1049l" in raw or b"\x1b[?47l" in raw, "in the view: the screen is not given back")


# ---- a learner ----

def type_block(prompt, block):
    output = ""
    for line in lines_of(block):
        need(prompt.prompt is not None, "the shell has ended before %r" % line)
        output += prompt.type(line)
    return output


def answer_wrong(prompt, block):
    right = re.search(r"^Answer: ([A-D])\.", block, re.M).group(1)
    choices = re.findall(r"^([A-D])\. ", block, re.M)
    wrong = [c for c in choices if c != right][0]
    shown = prompt.type("lesson answer " + wrong)
    need("%s, not %s." % (right, wrong) in shown, "the wrong answer %s is not told to be wrong: %r" % (wrong, shown[-300:]))


def split_wrong(block):
    lines = lines_of(block)
    need(lines[-1].startswith("=>"), "no => line")
    return "\n".join(lines[:-1]), lines[-1][2:].strip()


def do_task(prompt, step, seconds):
    for wrong in step.of("wrong"):
        code, told = split_wrong(wrong)
        shown = ""
        left = lines_of(code) if code else []
        while left and "Reached." not in shown:
            shown = prompt.type(left.pop(0))
        if "Reached." in shown:
            # the learner was right for a moment: the lesson has gone on, and what would have come is no longer asked
            need(left, "a wrong way reaches the task: %r" % code)
            prompt.type("undo")
            prompt.type("lesson at")
            continue
        shown = prompt.type("lesson check")
        need(squeeze(told) in squeeze(shown), "`lesson check` does not tell %r but %r" % (told, shown))
        prompt.type("lesson at")
    begin = time.monotonic()
    prompt.type("lesson check")
    seconds.append(time.monotonic() - begin)
    for number in (1, 2, 3):
        need("Hint %d of 3" % number in prompt.type("lesson hint"), "hint %d is not shown" % number)
    shown = type_block(prompt, step.of("solution")[-1])
    need("Reached." in shown, "the other right way is not accepted: %r" % shown[-400:])


def learn(program, name, text, seconds):
    with tempfile.TemporaryDirectory() as home:
        prompt = lib.Prompt(program, [*QUIET, "--lessons", LESSONS], home)
        shown = prompt.type("lesson %s" % name)
        steps = steps_of(text)
        need("Step 1 of %d" % len(steps) in shown, "the lesson does not begin: %r" % shown)
        for number, step in enumerate(steps, 1):
            after_predict = False
            for kind, body in actions(step):
                if kind == "predict":
                    answer_wrong(prompt, body)
                    after_predict = directly_behind(step, body)
                elif kind == "hmsh" and not after_predict:
                    type_block(prompt, body)
                elif kind == "task":
                    do_task(prompt, step, seconds)
                after_predict = after_predict and kind == "predict"
            shown = prompt.type("lesson next")
            wanted = "Step %d of %d" % (number + 1, len(steps)) if number < len(steps) else "is at its end"
            need(wanted in shown, "behind step %d: %r" % (number, shown[-500:]))
        dirty = lib.dirty(prompt.raw.replace(b"\r", b""))
        need(not dirty, "shows %s" % dirty)
        prompt.close()
        result = lib.hmsh(program, ["-c", "progress json"], home=home)
        rows = json.loads(result.out)["steps"]
        need([row["step"] for row in rows] == list(range(1, len(steps) + 1)), "not every step counts: %s" % rows)
        need(all(row["how"] == "done" and row["lesson"] == name for row in rows), "a step counts as shown: %s" % rows)


NEXT_ANSWERS = (("answer first", "lesson answer A"), ("the task is not reached yet", "lesson solution"))
END_STATE = ("info slots", "info tlb", "preempt_count()")


def by_next(program, name, text):
    """Who types nothing but `next` (and answers, and has the solutions shown) comes to the end, with the same machine as who types each line."""
    with tempfile.TemporaryDirectory() as home:
        prompt = lib.Prompt(program, [*QUIET, "--lessons", LESSONS], home)
        shown = last = prompt.type("lesson %s" % name)
        steps, seen = steps_of(text), [0]
        for _ in range(sum(2 + 3 * len(actions(step)) for step in steps)):
            at = re.findall(r"^Step (\d+) of \d+(?! is done|\d)", last, re.M)
            seen += [int(number) for number in at]
            typed = [answer for told, answer in NEXT_ANSWERS if told in last]
            end = END_STATE if "is done. `next`" in last or "That was the last step" in last else ()
            state = [prompt.type(look) for look in end if seen[-1] == len(steps)]
            need("undone: lesson" not in last, "`next` undoes the lesson: %r" % last[-300:])
            last = prompt.type(typed[0] if typed else "next")
            shown += last
            if "is at its end" in last:
                break
        need("is at its end" in last, "`next` does not come to the end; it stands at %r" % last[-300:])
        need(seen == list(range(len(steps) + 1)), "the steps come as %s" % seen)
        prompt.close()
    expect_outputs(text, shown)
    need(state == typed_state(program, name, steps), "the machine of `next` is another one: %s" % state)


def typed_state(program, name, steps):
    """The machine at the end for who types each line."""
    with tempfile.TemporaryDirectory() as home:
        prompt = lib.Prompt(program, [*QUIET, "--lessons", LESSONS], home)
        prompt.type("lesson %s %d" % (name, len(steps)))
        after_predict = False
        for kind, body in actions(steps[-1]):
            if kind == "predict":
                answer_wrong(prompt, body)
            elif kind == "task" or not after_predict:
                type_block(prompt, steps[-1].of("solution")[0] if kind == "task" else body)
            after_predict = kind == "predict" and directly_behind(steps[-1], body)
        state = [prompt.type(look) for look in END_STATE]
        prompt.close()
    return state


def undone_otherwise(program):
    """The block says `undo 3`: `undo`, `undo 2` is the same; half of it and `next` undoes no more than the block does; the block again, too."""
    ways = (["undo", "undo 2"], ["undo", "info slots", "undo", "undo"], ["undo", "next"], ["undo 2", "int mine = 5;", "next"], ["undo 3"], ["next"])
    for way in ways:
        with tempfile.TemporaryDirectory() as home:
            prompt = lib.Prompt(program, [*QUIET, "--lessons", LESSONS], home)
            prompt.type("lesson 01-tour 7")
            shown = [prompt.type(line) for line in way][-1]
            need("The slot maps our page again" in shown, "%s is not taken for `undo 3`: %r" % (way, shown))
            need("0x38000 p" in prompt.type("info slots"), "%s: another machine" % way)
            need("Reached." in prompt.type("kunmap_atomic(v, KM_USER0);"), "%s: the task is not reached" % way)
            prompt.close()


def directly_behind(step, body):
    """Is the block behind this prediction run by the machine? (an hmsh block, no prose between)"""
    at = [b for _, b in step.blocks].index(body)
    return at + 1 < len(step.blocks) and step.blocks[at + 1][0] == "hmsh" and not step.prose_behind[at]


# ---- progress ----

def first_step(prompt):
    """Three inputs that do the first step of the tour."""
    prompt.type("lesson 01-tour")
    for _ in range(4):
        if "is done" in prompt.type("lesson next"):
            return
    raise Wrong("the tour's first step does not end")


def done_steps(program, home):
    return [(row["lesson"], row["step"]) for row in json.loads(lib.hmsh(program, ["-c", "progress json"], home=home).out)["steps"]]


def killed(program):
    with tempfile.TemporaryDirectory() as home:
        prompt = lib.Prompt(program, [*QUIET, "--lessons", LESSONS], home)
        first_step(prompt)
        os.kill(prompt.pid, signal.SIGKILL)
        prompt.close()
        need(done_steps(program, home) == [("01-tour", 1)], "lost by kill -9: %s" % done_steps(program, home))


def two_sessions(program):
    with tempfile.TemporaryDirectory() as home:
        one, two = (lib.Prompt(program, [*QUIET, "--lessons", LESSONS], home) for _ in range(2))
        first_step(one)
        two.type("lesson 14 2")
        for _ in range(4):
            if "is done" in two.type("lesson next"):
                break
        one.type("lesson next")
        one.type("lesson next")
        one.close()
        two.close()
        done = done_steps(program, home)
        need(("01-tour", 1) in done and ("14-burned", 2) in done and ("01-tour", 2) in done, "two sessions: %s" % done)


def in_the_way(program, kind):
    """A file that cannot be used: said once, left as it is, and the lesson goes on."""
    with tempfile.TemporaryDirectory() as home:
        os.mkdir(os.path.join(home, "hmsh"), 0o700)
        path = os.path.join(home, "hmsh", "progress.sqlite")
        if kind == "damaged":
            with open(path, "wb") as file:
                file.write(b"no database" * 500)
        elif kind == "newer":
            base = sqlite3.connect(path)
            base.execute("create table step (other)")
            base.execute("pragma user_version = 9")
            base.commit()
            base.close()
        elif kind == "folder":
            os.mkdir(path)
        elif kind == "fifo":
            os.mkfifo(path)
        elif kind == "link":
            os.symlink("/dev/full", path)
        elif kind == "locked":
            base = sqlite3.connect(path)
            base.execute("begin exclusive")
        # (reading a locked file would end the lock with its descriptor)
        before = open(path, "rb").read() if kind != "locked" and os.path.isfile(path) and not os.path.islink(path) else None
        prompt = lib.Prompt(program, [*QUIET, "--lessons", LESSONS], home)
        first_step(prompt)
        for _ in range(6):
            if "Step 3" in prompt.type("lesson next"):
                break
        shown = prompt.type("progress")
        text = prompt.raw.decode("utf-8", "replace")
        prompt.close()
        need(text.count("progress is not kept") == 1, "%s: said %d times" % (kind, text.count("progress is not kept")))
        need("01-tour" in shown, "%s: this session's own steps are not shown: %r" % (kind, shown))
        if before is not None:
            need(open(path, "rb").read() == before, "%s: the file was changed" % kind)


def full_disk(program):
    """/dev/full cannot stand for a file; a limit on its size can."""
    with tempfile.TemporaryDirectory() as home:
        prompt = lib.Prompt("/bin/sh", ["-c", "trap '' XFSZ; ulimit -f 0; exec %s %s" % (program, " ".join([*QUIET, "--lessons", LESSONS]))], home)
        first_step(prompt)
        shown = prompt.type("progress")
        text = prompt.raw.decode("utf-8", "replace")
        prompt.close()
        need(text.count("progress is not kept") == 1 and "01-tour" in shown, "full disk: %r" % text[-400:])


def exports(program):
    with tempfile.TemporaryDirectory() as home:
        prompt = lib.Prompt(program, [*QUIET, "--lessons", LESSONS], home)
        first_step(prompt)
        prompt.type("progress csv out.csv")
        prompt.type("progress json out.json")
        prompt.close()
        lines = open(os.path.join(home, "out.csv"), encoding="utf-8").read().split("\n")
        need(lines[0] == "lesson,step,steps,title,how,hints,at,level,seed,looks,par" and lines[1].endswith(",,,,") and lines[1].startswith('"01-tour",1,'), "csv: %s" % lines)
        written = json.load(open(os.path.join(home, "out.json"), encoding="utf-8"))
        need(written["hunts"] == [] and "level" not in written["steps"][0], "hunts: %s" % written)
        row = written["steps"][0]
        need(row["lesson"] == "01-tour" and row["how"] == "done" and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["at"]), "json: %s" % row)


# ---- the rest ----

def resumed(program):
    """Killed in the middle of a lesson: the same place, the same machine, the lesson goes on."""
    with tempfile.TemporaryDirectory() as home:
        prompt = lib.Prompt(program, [*QUIET, "--lessons", LESSONS], home)
        prompt.type("lesson 13 2")
        prompt.type("struct page *a = alloc_page(GFP_HIGHUSER);")
        before = prompt.type("lesson goal")
        os.kill(prompt.pid, signal.SIGKILL)
        prompt.close()
        prompt = lib.Prompt(program, [*QUIET, "--lessons", LESSONS, "--resume"], home)
        shown = prompt.type("lesson")
        need("13-the-asymmetry, step 2" in shown, "resumed elsewhere: %r" % shown)
        need("0xc1700000" in prompt.type("a"), "the variable is gone")
        need(before.count("[") == prompt.type("lesson goal").count("["), "other goals than before")
        prompt.close()


def recorded(program):
    """`record` makes a draft that runs: only words are missing. A file that is there is left alone."""
    with tempfile.TemporaryDirectory() as home:
        prompt = lib.Prompt(program, [*QUIET, "--machine", "pkmap=8"], home)
        for line in ("struct page *p = alloc_page(GFP_HIGHUSER);", "record d.md", "char *v = kmap_atomic(p, KM_USER0);", "v", "lesson list",
                     "kunmap_atomic(p, KM_USER0);", "kmap_atomic(p, KM_USER0);", "why", "record stop"):
            prompt.type(line)
        need("exists already" in prompt.type("record d.md"), "it would write over a file")
        need("nothing is recorded" in prompt.type("record stop"), "it records still")
        prompt.type("record e.md")
        prompt.type("int a = 1;")
        prompt.close()
        text = open(os.path.join(home, "d.md"), encoding="utf-8").read()
        need("machine: era=2.6.11 pkmap=8\n" in text and "```start\nstruct page *p" in text and "```output\n$1 = (char *)" in text
             and "\n## 2. " in text and "lesson" not in text[text.index("```"):], text)
        told = lib.hmsh(program, ["--check-lessons", os.path.join(home, "d.md")]).out.decode("utf-8")
        need(told.count("\n") == 2 and "there is no prediction" in told and "verdict" in told, told)
        need("int a = 1;" in open(os.path.join(home, "e.md"), encoding="utf-8").read(), "leaving does not write the draft")


def switches(program):
    """A course's switches hold for its lessons."""
    with tempfile.TemporaryDirectory() as home:
        shutil.copy(os.path.join(LESSONS, "01-tour.md"), home)
        with open(os.path.join(home, "course"), "w", encoding="utf-8") as file:
            file.write("title T\npath p P\nlesson 01-tour points 5\nswitch solution off\nswitch completion off\n")
        need(lib.hmsh(program, ["--check-lessons", home]).out == b"", "the course has problems")
        prompt = lib.Prompt(program, [*QUIET, "--lessons", home], home)
        prompt.type("lesson 1 7")
        prompt.type("lesson next")
        need("shows no solutions" in prompt.type("lesson solution"), "the solution is shown")
        prompt.type("int variable = 5;")
        os.write(prompt.fd, b"varia\t")
        need("undeclared" in prompt.type(""), "TAB completes")
        prompt.type("lesson quit")
        os.write(prompt.fd, b"varia\t")
        need("= 5" in prompt.type(""), "TAB does not complete behind the lesson")
        prompt.close()
        with open(os.path.join(home, "course"), "a", encoding="utf-8") as file:
            file.write("lesson 99-none\nswitch gravity off\nfrobnicate\n")
        told = lib.hmsh(program, ["--check-lessons", home]).out.decode("utf-8")
        need(all(word in told for word in ("course:6: there is no lesson", "course:7: switch", "course:8: title, path")), told)


def stops(program):
    """Where one is in a path, and where one may stop."""
    with tempfile.TemporaryDirectory() as home:
        shutil.copy(os.path.join(LESSONS, "01-tour.md"), home)
        with open(os.path.join(home, "course"), "w", encoding="utf-8") as file:
            file.write("title T\npath p P\nlesson 01-tour\nstop Five minutes: that is the story.\n")
        need(lib.hmsh(program, ["--check-lessons", home]).out == b"", "the course has problems")
        prompt = lib.Prompt(program, [*QUIET, "--lessons", home], home)
        need("Path p, lesson 1 of 1." in prompt.type("lesson p"), "the path does not say where one is")
        prompt.type("lesson 1 8")
        said = ""
        for _ in range(20):
            said = prompt.type("next")
            if "is at its end" in said:
                break
        need("A good place to stop. Five minutes: that is the story." in said, "no place to stop: %r" % said)
        prompt.close()
        with open(os.path.join(home, "course"), "w", encoding="utf-8") as file:
            file.write("title\npath p P\nstop here\nlesson 01-tour\nstop\n")
        told = lib.hmsh(program, ["--check-lessons", home]).out.decode("utf-8")
        need(all(word in told for word in ("course:1: title WORDS", "course:3: a place to stop", "course:5: stop WORDS")), told)


class Offered(lib.Prompt):
    """A prompt behind which something stands already: what is there once nothing more comes."""
    READY = re.compile(rb"(?:^|\n)(hmsh[^\n]*> [^\n]+)$")

    def press(self, keys):
        os.write(self.fd, keys)
        shown, deadline = b"", time.monotonic() + self.seconds
        while time.monotonic() < deadline and (not shown or select.select([self.fd], [], [], 0.3)[0]):
            shown += os.read(self.fd, 65536).replace(b"\r", b"")
        return shown.decode("utf-8")


def stepped_back(program):
    """A walkthrough by hand: Enter runs what stands there, Ctrl-X u steps back and offers it again, what is typed instead is free play."""
    with tempfile.TemporaryDirectory() as home:
        prompt = Offered(program, ["--no-rc", "--no-view", "--walkthrough", os.path.join(LESSONS, "01-tour.md")], home)
        first = "hmsh> struct page *p = alloc_page(GFP_HIGHUSER);"
        need(prompt.prompt.decode() == first, "nothing is offered: %r" % prompt.prompt)
        need(prompt.press(b"\r").endswith("hmsh> char *v = kmap_atomic(p, KM_USER0);"), "Enter does not run it")
        shown = prompt.press(b"\x18u")
        need("undone: struct page *p" in shown and shown.endswith(first), "no step back: %r" % shown)
        shown = prompt.press(b"\x15int mine = 5;\r")
        need(shown.endswith(first), "free play is taken for the line: %r" % shown)
        prompt.press(b"\r")
        need("Changed" not in prompt.press(b"\r") and prompt.press(b"\x15mine\r").find("= 5") > 0, "free play is lost")
        os.write(prompt.fd, b"\x15\x04")
        prompt.close()


def begun_by_option(program):
    with tempfile.TemporaryDirectory() as home:
        prompt = lib.Prompt(program, ["--no-rc", "--no-view", "--lesson", "burned"], home)
        need(b"Step 1 of 8" in prompt.banner, "--lesson does not begin: %r" % prompt.banner)
        prompt.close()
        # a walkthrough in a path offers its lines, the lesson behind it does not
        prompt = Offered(program, ["--no-rc", "--no-view", "--lesson", "class"], home)
        need(prompt.prompt != b"hmsh> ", "a walkthrough begun as a path offers nothing: %r" % prompt.prompt)
        need(prompt.press(b"\x15lesson 3\r").endswith("\nhmsh> "), "a lesson behind a walkthrough offers lines")
        os.write(prompt.fd, b"\x15\x04")
        need(prompt.close() == 0, "ends with a status")
    for arguments in (["--pace", "1"], ["--walkthrough", "x", "--pace", "soon"]):
        need(lib.hmsh(program, arguments).status == 2, "%s is taken" % arguments)


def other_folder(program):
    """A lesson of any folder works like ours, and HMSH_LESSONS stands behind --lessons."""
    page = open(os.path.join(LESSONS, "FORMAT.md"), encoding="utf-8").read()
    example = re.search(r"^````markdown\n(.*?)^````$", page, re.M | re.S).group(1)
    with tempfile.TemporaryDirectory() as home:
        folder = os.path.join(home, "own")
        os.mkdir(folder)
        for name in ("03-mine.md", "\x1b[31m.md"):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(example)
        checked = lib.hmsh(program, ["--check-lessons", folder])
        need(checked.status == 0, "the example has problems: %s" % checked.text.decode("utf-8", "replace"))
        prompt = lib.Prompt(program, [*QUIET, "--lessons", folder], home)
        need("03-mine" in prompt.type("lesson list") and folder in prompt.type("lesson mine"), "it is not found, or not said where")
        need(not lib.dirty(prompt.raw.replace(b"\r", b"")), "a file's name drives the terminal")
        prompt.close()


def hostile(program):
    """Files that are no lessons, or bad ones: a message with file and line, status 1, no crash."""
    shapes = {"empty": b"", "open": b"---\ntitle: x\n", "bare": b"hello\n", "nul": b"---\ntitle: a\0b\nlevel: x\nmachine: era=2.6.11\nneeds: x\n---\n## a\0\n```hmsh\nint a\0;\n```\n",
              "esc": b"---\ntitle: \x1b[31m\nlevel: x\nmachine: ram=\x1b]0;x\x07\nneeds: x\n---\n\n## \x1b[2J\n\n&#27;[31m\n",
              "latin": b"---\ntitle: \xe4\nlevel: x\nmachine: era=2.6.11\nneeds: x\n---\n\n## \xff\xfe\n\ntext \xc3\n",
              "fences": b"---\ntitle: t\nlevel: x\nmachine: era=2.6.11\nneeds: x\n---\n\n## a\n\n" + b"```hmsh\n" * 2000,
              "deep": b"---\ntitle: t\nlevel: x\nmachine: era=2.6.11\nneeds: x\n---\n\n## a\n\n" + b"> " * 20000 + b"x\n",
              "conditions": b"---\ntitle: t\nlevel: x\nmachine: era=2.6.11\nneeds: x\n---\n\n## a\n\n```task\nx\n```\n\n```check\n" + b"slots_mapped(" * 3000 + b" // x\n" * 200 + b"```\n",
              "loop": b"---\ntitle: t\nlevel: x\nmachine: era=2.6.11\nneeds: x\n---\n\n## a\n\n```hmsh\nwhile (1) ;\n```\n",
              "files": b"---\ntitle: t\nlevel: x\nmachine: era=2.6.11\nneeds: x\n---\n\n## a\n\n```hmsh\nsave stolen\nsource /etc/passwd\nexport svg stolen.svg\nlesson copy 1 .\nquit\n```\n"}
    with tempfile.TemporaryDirectory() as home:
        for name, body in shapes.items():
            with open(os.path.join(home, name + ".md"), "wb") as file:
                file.write(body)
            result = lib.hmsh(program, ["--check-lessons", name + ".md"], cwd=home, seconds=30)
            need(not result.crashed() and not result.late, "%s: %s" % (name, result.err[-300:]))
            need(result.status == 1 and re.search(rb"^" + name.encode() + rb"\.md:\d+: ", result.out, re.M), "%s: status %d, %r" % (name, result.status, result.text[:200]))
            need(not lib.dirty(result.text), "%s: %s" % (name, lib.dirty(result.text)))
        need(sorted(os.listdir(home)) == sorted(n + ".md" for n in shapes), "a lesson wrote a file: %s" % os.listdir(home))


def many(program):
    """3,000 lessons are listed within a second."""
    with tempfile.TemporaryDirectory() as home:
        for number in range(3000):
            with open(os.path.join(home, "%d-x.md" % number), "w", encoding="utf-8") as file:
                file.write("---\ntitle: t\n---\n")
        prompt = lib.Prompt(program, [*QUIET, "--lessons", home], home)
        begin = time.monotonic()
        need("2999-x" in prompt.type("lesson list"), "not all are listed")
        taken = time.monotonic() - begin
        prompt.close()
        need(taken < 3, "it takes %.1f s" % taken)


def quick(program):
    begin = time.monotonic()
    result = lib.hmsh(program, ["--check-lessons", LESSONS], seconds=60)
    taken = time.monotonic() - begin
    need(result.status == 0, result.text.decode("utf-8", "replace")[:600])
    need(taken < 3 * (8 if "-san" in program else 1), "--check-lessons takes %.1f s" % taken)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hmsh", default="build/hmsh")
    parser.add_argument("names", nargs="*", help="only tests whose name holds one of these")
    arguments = parser.parse_args()
    program = os.path.abspath(os.path.join(lib.ROOT, arguments.hmsh))
    seconds = []
    tests = []
    for name, path, text in lessons():
        tests.append(("walkthrough " + name, lambda path=path, text=text: walkthrough_plain(program, path, text)))
        tests.append(("accessible " + name, lambda path=path, text=text: walkthrough_accessible(program, path, text)))
        tests.append(("view " + name, lambda path=path, text=text: walkthrough_view(program, path, text)))
        if "/" not in name:
            tests.append(("next " + name, lambda name=name, text=text: by_next(program, name, text)))
            tests.append(("learner " + name, lambda name=name, text=text: learn(program, name, text, seconds)))
    for test in (undone_otherwise, killed, two_sessions, full_disk, exports, resumed, recorded, switches, stops, stepped_back, begun_by_option, other_folder, hostile, many, quick):
        tests.append((test.__name__, lambda test=test: test(program)))
    for kind in ("damaged", "newer", "folder", "fifo", "link", "locked"):
        tests.append(("progress file: " + kind, lambda kind=kind: in_the_way(program, kind)))
    passed = failed = 0
    for name, test in tests:
        if arguments.names and not any(part in name for part in arguments.names):
            continue
        try:
            test()
            passed += 1
        except (Wrong, OSError, EOFError, ValueError, KeyError, AttributeError) as error:
            failed += 1
            print("%s: %s" % (name, error))
    if seconds and max(seconds) > 0.25:
        failed += 1
        print("a step's check takes %.0f ms at the prompt" % (max(seconds) * 1000))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
