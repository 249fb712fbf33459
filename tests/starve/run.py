#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs out of memory at each place where memory is asked for. hmsh-starved (starve.c) is hmsh with an allocator that refuses one request, or one and all
behind it. A case is a command line. A first run of it finds each chain of callers that ends in a request; then it runs once for each of them, with
that request refused. Always: no signal, no sanitizer report, in time, no control byte, no file half written. And either the run is what it is with
memory enough (what was refused could be done without), or it says that memory ran out, and its status is one of those that are documented for that.

--sample N: of each case N requests, spread over all; without it all. Names of cases choose them. --at N refuses only that one and shows what came."""
import argparse
import concurrent.futures
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "grade"))
import lessons  # noqa: E402
import lib  # noqa: E402

FRESH, SEEN, HEAD = 60000, 1 << 18, 7
SIZE = 8 * (HEAD + FRESH + SEEN)
SECONDS = 60
LESSONS = os.path.join(ROOT, "lessons")
SAYS = re.compile(rb"out of memory|[Nn]ot enough memory|Cannot allocate memory|cannot allocate memory|no memory")
REPORT, FILE, LIMIT = 3, 4, 5


class Case:
    def __init__(self, name, arguments, files=None, stdin=b""):
        self.name, self.arguments, self.files, self.stdin = name, arguments, files or {}, stdin


class Run:
    """What came of one run: status, output, files that are there afterwards."""
    def __init__(self, done, files, asked, refused):
        self.done, self.files, self.asked, self.refused = done, files, asked, refused

    def same_as(self, other):
        return (self.done.status, self.done.out, self.done.err, self.files) == (other.done.status, other.done.out, other.done.err, other.files)


def script(*lines):
    return ["-b", "--no-rc", "--keep-going", "-c", "\n".join(lines)]


BURNED = ["machine era=2.6.11", "struct page *p = alloc_page(GFP_HIGHUSER);", "char *a = kmap_atomic(p, KM_USER0);", "a[0] = 1;",
          "kunmap_atomic((char *)p, KM_USER0);", "char *b = kmap_atomic(p, KM_USER0);"]


def graded(lesson):
    """The lesson's first solutions as one submission, and its first wrong attempts as another."""
    tasks = lessons.tasks(os.path.join(LESSONS, lesson + ".md"))
    return {"right.hm": "".join("// step %d\n%s" % (n, t.solutions[0]) for n, t in tasks.items() if t.solutions),
            "wrong.hm": "".join("// step %d\n%s" % (n, t.wrongs[0]) for n, t in tasks.items() if t.wrongs)}


def template(name):
    with open(os.path.join(LESSONS, name), encoding="utf-8") as file:
        return file.read()


def cases():
    submissions, secret, roster = graded("10-kmap-atomic"), {"secret": "0123456789abcdef0123456789abcdef"}, {"roster": "anna\nben\n"}
    exam = {"exam.md": template("exams/example.md"), **secret, **roster}
    yield Case("script", script(*BURNED, "why", "info slots", "info tlb", "undo", "redo", "diff", "history"))
    yield Case("language", script("struct a { int x; struct a *next; } one = { .x = 3 };", "#define TWO 2",
                                  "int f(int n) { return n < 2 ? n : f(n - 1) + f(n - 2); }", "printf(\"%d %d\\n\", TWO * one.x, f(9));", "ptype struct a", "print one", "whatis f"))
    yield Case("diagnostics", ["-b", "--no-rc", "--syntax-only", "x.c"], {"x.c": "int f(void) { retrun 3; }\nchar *p = 3;\nint g(int a) { return h(a, a}; }\nstruct page *q = kmap(p);\n"})
    yield Case("emit-c", ["--emit-c", "x.c"], {"x.c": "\n".join(BURNED[1:]) + "\n"})
    yield Case("json", ["-b", "--no-rc", "--json", "x.hm"], {"x.hm": "\n".join(BURNED) + "\n"})
    yield Case("tasks", script("struct page *p = alloc_page(GFP_HIGHUSER);", "spawn a {", "\tchar *v = kmap(p);", "\tv[0] = 1;", "\tkunmap(p);", "}", "run", "task", "irq {", "\tprintk(\"x\\n\");", "}"))
    yield Case("eras", script(*BURNED[1:], "eras", "what-if 6.1"))
    yield Case("exports", script(*BURNED, "export svg a.svg", "export html a.html", "export ansi a.ansi", "export txt a.txt", "export json a.json"))
    yield Case("postcards", script(*BURNED, "why", "export svg a.svg postcard", "export html a.html postcard", "export ansi a.ansi postcard", "export txt a.txt postcard"))
    yield Case("save and load", script(*BURNED[:4], "save one.hmsh", "reset", "load one.hmsh", "print a[0]"))
    yield Case("record", script("record draft.md", *BURNED[1:4], "record off"))
    yield Case("lesson", script("lesson 14-burned", "lesson next", "lesson list", "progress", "lesson off"))
    yield Case("lesson done", ["-b", "--no-rc", "x.hm"], {"x.hm": "lesson 10-kmap-atomic\nlesson next\nlesson next\nlesson solution\nlesson hint\nlesson answer A\nprogress json\n"})
    yield Case("check-lessons", ["--check-lessons", "l.md"], {"l.md": template("14-burned.md")})
    yield Case("update lesson", ["--check-lessons", "l.md", "--update"], {"l.md": re.sub(r"(?m)^=> .*$", "=> other", template("01-tour.md"), count=3)})
    yield Case("check-lessons of a folder", ["--check-lessons", "."], {"a.md": template("01-tour.md"), "course": "path a: A path\n    01-tour\n", "misconceptions": template("misconceptions")})
    yield Case("grade", ["--grade", "10-kmap-atomic", "right.hm", "wrong.hm"], submissions)
    for name in ("json", "gradescope", "junit"):
        yield Case("grade as %s" % name, ["--grade", "10-kmap-atomic", "right.hm", "--format", name], submissions)
    yield Case("exam sheets", ["--exam", "exam.md", "--roster", "roster", "--secret", "secret", "--out", "sheets"], exam)
    yield Case("exam paper", ["--exam", "exam.md", "--paper", "anna", "--secret", "secret"], exam)
    yield Case("exam sealed", ["--exam", "exam.md", "--seal", "sealed.exam"], exam)
    yield Case("exam unsealed", ["--exam", "final", "--unseal", "mine.md"])
    yield Case("exam graded", ["--grade", "exam.md", "--roster", "roster", "--secret", "secret", "anna.hm"], {**exam, "anna.hm": "// step 1\nint x;\n// step 2\nint y;\n"})
    yield Case("check-lessons of an exam", ["--check-lessons", "exam.md"], exam)
    yield Case("quiz", script("quiz --seed 3 --n 2 --answers"))
    yield Case("quiz test", script("quiz test --seed 12 --replies replies"), {"replies": "A\nB\nC\nD\n"})
    yield Case("hunt", script("hunt --seed 5", "hunt budget", "hunt off"))
    yield Case("hunt with answers", script("hunt --seed 5 --answers"))
    yield Case("guide", script("help students", "help teachers 2", "help authors"))
    yield Case("help", script("help manual", "apropos kmap", "explain list", "help kmap_atomic"))
    yield Case("watch", ["--watch", "nobody"])
    yield Case("sandbox", ["-b", "--no-rc", "--sandbox", "x.hm"], {"x.hm": "\n".join(BURNED) + "\n"})


class Starved:
    """hmsh-starved in a folder of its own, with the file that tells it what to refuse."""
    def __init__(self, program, case):
        self.program, self.case, self.home = os.path.abspath(program), case, tempfile.mkdtemp()
        self.folder, self.file = os.path.join(self.home, "here"), os.path.join(self.home, "starve")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.home, ignore_errors=True)

    def fresh_folder(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        os.mkdir(self.folder)
        os.mkdir(os.path.join(self.folder, "home"))
        for name, text in self.case.files.items():
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        if "secret" in self.case.files:
            os.chmod(os.path.join(self.folder, "secret"), 0o600)

    def left_behind(self):
        found = {}
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    found[os.path.relpath(path, self.folder)] = file.read()
        return {name: text for name, text in found.items() if not name.startswith("home/")}

    def run(self, at=0, forever=False, learn=False, show=False):
        self.fresh_folder()
        with open(self.file, "wb") as file:
            file.write(struct.pack("<7Q", at, forever, learn, show, 0, 0, 0))
            file.truncate(SIZE)
        environment = lib.environment(os.path.join(self.folder, "home"))
        environment.update(STARVE=self.file, HMSH_LESSONS=LESSONS)
        try:
            done = subprocess.run([self.program, *self.case.arguments], input=self.case.stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECONDS,
                                  env=environment, cwd=self.folder, check=False)
            result = lib.Result(done.returncode, done.stdout, done.stderr, False)
        except subprocess.TimeoutExpired as error:
            result = lib.Result(-1, error.stdout or b"", error.stderr or b"", True)
        with open(self.file, "rb") as file:
            head = struct.unpack("<7Q", file.read(56))
        return Run(result, self.left_behind(), head[4], head[5])

    def fresh(self):
        """The numbers of the requests that come from a new chain of callers."""
        with open(self.file, "rb") as file:
            count = struct.unpack("<7Q", file.read(56))[6]
            return struct.unpack("<%dQ" % count, file.read(8 * count))


def half_written(case, whole, run):
    """A file that is neither what it was before nor what it becomes."""
    for name, text in run.files.items():
        if SAYS.search(text):
            continue
        if text != whole.files.get(name) and text != case.files.get(name, "").encode("utf-8"):
            return name
        if name not in whole.files:
            return name
    for name in case.files:
        if name not in run.files:
            return name
    return None


def trouble(case, whole, run):
    """What is wrong with a run, or ""."""
    done = run.done
    if done.late:
        return "took more than %d s" % SECONDS
    if done.crashed():
        return "crashed, status %d: %s" % (done.status, done.err.decode("utf-8", "replace")[-2500:])
    if not run.refused:
        return "asked for less memory than the first time"
    if lib.dirty(done.text):
        return lib.dirty(done.text)
    half = half_written(case, whole, run)
    if half:
        return "%s is neither what it was nor what it becomes; %s" % (half, done.err[-200:])
    if run.same_as(whole):
        return ""
    if not SAYS.search(done.text) and not any(SAYS.search(text) for text in run.files.values()):
        return "status %d, and no word of memory: %s" % (done.status, done.err.decode("utf-8", "replace")[-400:] or done.out.decode("utf-8", "replace")[-400:])
    if done.status not in (LIMIT, FILE) + ((REPORT,) if whole.done.status == REPORT else ()):
        return "status %d: %s" % (done.status, done.err.decode("utf-8", "replace")[-300:])
    return ""


def spread(numbers, sample):
    if not sample or sample >= len(numbers):
        return list(numbers)
    return [numbers[i * len(numbers) // sample] for i in range(sample)]


def show_callers(program, err):
    """Who asked, as addr2line names them."""
    places = re.findall(rb"\[(0x[0-9a-f]+)\]\n", err)
    if places:
        subprocess.run(["addr2line", "-pfse", program, *(place.decode() for place in places)], check=False)


def results_of(case, arguments):
    with Starved(arguments.hmsh, case) as starved:
        whole = starved.run(learn=True)
        fresh = starved.fresh()
        if whole.done.crashed() or whole.done.late:
            return [(case.name, "with memory enough: status %d %s" % (whole.done.status, whole.done.err[-300:]))]
        if arguments.at:
            run = starved.run(at=arguments.at, forever=arguments.forever)
            sys.stdout.write(run.done.text.decode("utf-8", "replace"))
            show_callers(arguments.hmsh, starved.run(at=arguments.at, show=True).done.err)
            return [("%s, request %d" % (case.name, arguments.at), trouble(case, whole, run))]
        results = []
        for number in spread(fresh, arguments.sample):
            for forever in (False, True):
                bad = trouble(case, whole, starved.run(at=number, forever=forever))
                results.append(("%s, request %d of %d%s" % (case.name, number, whole.asked, " and all behind it" if forever else ""), bad))
        return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--hmsh", required=True)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--at", type=int, default=0)
    parser.add_argument("--forever", action="store_true")
    parser.add_argument("only", nargs="*", help="names of cases")
    arguments = parser.parse_args()
    chosen = [case for case in cases() if not arguments.only or case.name in arguments.only]
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        results = [result for part in pool.map(lambda case: results_of(case, arguments), chosen) for result in part]
    return lib.conclude(results)


if __name__ == "__main__":
    sys.exit(main())
