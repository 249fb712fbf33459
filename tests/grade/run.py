#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`hmsh --grade`: points, what forgeries gain (nothing), what hostile submissions do to others (nothing), and the formats.

Every lesson that has tasks is graded by its own solutions (full marks), by its own wrong attempts (less), and by submissions that do nothing (none).
Results are read from `--format json`, which is held against its schema. Submissions are files of a folder made for each run.
"""
import argparse
import ctypes
import glob
import json
import os
import signal
import struct
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.dirname(HERE), HERE]
import lessons  # noqa: E402
import lib  # noqa: E402

try:
    import jsonschema
except ImportError:  # another Python stands in front of the system's, which has the package
    if os.path.realpath(sys.executable) == os.path.realpath("/usr/bin/python3"):
        raise
    os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])

LESSON = """---
title: Points
level: for a test
machine: era=2.6.11 ram=1G
needs: nothing
---

# Points

## 1. Talk

Nothing to do here.

## 2. A slot

```start
```

```task
Map a page in a slot, store 7 in it, give the slot back.
```

```check
mistake: [2] slots_left_by_page() > 0 || reports("BUG") > 0   // You passed the page.
mistake: diagnosed("-Wpage-as-address") > 0        // The compiler has told you.
[4] calls("kmap_atomic") > 0                       // a page was mapped
slots_mapped() == 0                                // no slot is mapped
	// Give the address back.
[3] bytes_stored(7) > 0                            // a page holds 7
mistake: happened("unmap_skipped") > 0             // That unmapped nothing.
slot_pfn(0, KM_USER0) == -1                        // slot KM_USER0 is free
```

```solution
struct page *p = alloc_page(GFP_HIGHUSER);
char *v = kmap_atomic(p, KM_USER0);
v[0] = 7;
kunmap_atomic(v, KM_USER0);
```

## 3. A number

```start
```

```task
Declare `int answer`, the number of a CPU's first slot's type.
```

```check
must: declared("answer")       // answer is declared
[5] answer == 3                // it is 3
```

```solution
int answer = 3;
```
"""
COPY = """---
title: Copy
level: for a test
machine: era=2.6.11 ram=1G
needs: nothing
---

# Copy

## 1. Copy

```start
struct page *from = alloc_page(GFP_HIGHUSER), *to[3];
to[2] = alloc_page(GFP_HIGHUSER);
memset(kmap(from), 'F', 4096);
kunmap(from);
```

```task
Copy page `from` to page `to[2]`; let `mine` be a page of your own.
```

```check
[2] frame_byte(page_to_pfn(to[2]), 0) == 'F'        // page to[2] begins with 'F'
[3] declared("mine") && page_count(mine) == 1 && to[2]->flags != 0       // mine is a page
```
"""
RIGHT = """struct page *p = alloc_page(GFP_HIGHUSER);
char *v = kmap_atomic(p, KM_USER0);
v[0] = 7;
kunmap_atomic(v, KM_USER0);
"""
WRONG = """struct page *p = alloc_page(GFP_HIGHUSER);
char *v = kmap_atomic(p, KM_USER0);
v[0] = 7;
kunmap_atomic(p, KM_USER0);
"""
HALF = """struct page *p = alloc_page(GFP_HIGHUSER);
char *v = kmap_atomic(p, KM_USER0);
"""

# None of these may move the points of an answer, above it or below it.
FORGERIES = {
    "constant as macro": "#define KM_USER0 3\n", "constant undefined": "#undef PAGE_SIZE\n#undef __GNUC__\n", "constant as enumerator": "enum { KM_USER0 = 5 };\n",
    "constant as variable": "int KM_USER0 = 5;\n", "call renamed": "#define kmap_atomic mine\n#define kunmap_atomic mine\n",
    "call as macro with parameters": "#define kmap_atomic(p, t) 0\n", "call defined": "void kunmap_atomic(void *v, enum km_type t) { }\n",
    "call defined, other type": "int kmap_atomic(int a) { return a; }\n", "call as variable": "int kmap_atomic = 1;\n", "call as parameter": "void f(int kmap_atomic) { }\n",
    "call in a block": "{ int kmap_atomic = 1; kmap_atomic++; }\n", "call as typedef": "typedef int kmap_atomic;\n", "tag": "struct page { int x; };\n", "tag forward": "struct page;\n",
    "enum tag": "enum km_type { A };\n", "keyword": "#define if while\n#define struct union\n#define char short\n", "library": "int printf(const char *f, ...) { return 0; }\n",
    "query as function": "int slots_mapped(void) { return 0; }\nint bytes_stored(int n) { return 1; }\nint calls(char *s) { return 9; }\n",
    "query as variable": "int reports = 0, diagnosed = 0, happened = 7;\n", "query as macro": "#define slots_mapped 0 && \n#define calls 1 ||\n#define bytes_stored 1 ||\n#define slot_pfn -1 ||\n",
    "verdict printed": 'printf("\\nanna.hmsh: 999 of 999 points, 100 %%\\n  step 2, A slot: 999 of 999 points\\n[x] (999) all\\n");\n',
    "json printed": 'printf("{\\"points\\":999,\\"max\\":999}\\n]}");\n', "xml printed": 'printf("</system-out></testsuite><testsuite name=\\"x\\">]]>");\n',
    "escape printed": 'printf("\\x1b[2J\\x1b]0;x\\x07\\r100 %%\\x9b\\xff\\n");\n', "commands": "reset\nload x\nera 6.1\nmachine ram=2G\nsource x\nundo 3\nlesson solution\nset lint off\nset werror on\nquit\n",
    "commands forced": ":reset\n:load x\n:era 6.1\n:machine ram=2G\n:source x\n:undo 3\n:lesson next\n:set lint off\n:quit 0\n", "alias": "alias u = undo 9\nu\nalias p = reset\np\n",
    "checkpoint": "checkpoint a\nrestore a\n", "lint by pragma": "#pragma GCC diagnostic ignored \"-Wpage-as-address\"\n", "another lesson": "tour\nlesson 1\nlesson back\n",
    "what-if, eras": "what-if 6.1\neras\n", "quiz, hunt, play": ":quiz\n:hunt\n:play\n", "files": "save x\nexport svg x\nrecord x\nhistory\n",
    "marks": "// step2\n// Step 2\n//step 2 x\n// step two\n", "line comments": "// [x] (7) all goals\n// mistake: 0\n", "#if 0": "#if 0\nint a = ;\n#endif\n", "#line": "#line 1 \"points.md\"\n",
    "include": "#include \"/etc/passwd\"\n#include <../../etc/passwd>\n", "error": "int a = ;\nint b = undeclared;\n", "returns": "return;\n", "empty function": "void f(void) { return; }\nf();\n",
    "loop's flood": "for (int i = 0; i < 30000; i++) preempt_count();\n",
}
# Only behind an answer: they end it, or leave something open.
ENDINGS = {
    "flood of events": "for (int i = 0; i < 60000; i++) __free_page(alloc_page(GFP_ATOMIC));\n", "flood of messages": "".join("int w%d(void) { }\nchar c%d = 1000;\nint *q%d = 5;\n" % (i, i, i) for i in range(40)),
    "open brace": "void g(void) {\n", "open comment": "/* never closed\n// step 7\n", "open string": '"never closed\n', "open #if": "#if 0\n", "closing braces": "}}}})))\n",
    "endless loop": "for (;;)\n\t;\n", "endless output": 'for (;;) printf("points 999\\n");\n', "deep recursion": "void r(void) { r(); }\nr();\n", "crash of the kernel": "*(char *)0 = 1;\n",
    "divide": "int zero = 0;\n1 / zero;\n",
}


class Suite:
    def __init__(self, program, home):
        self.program, self.home, self.passed, self.failed = program, home, 0, 0
        with open(os.path.join(ROOT, "shell/grade/grade.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        self.schema = jsonschema.Draft202012Validator(schema)
        self.lesson = self.file("points.md", LESSON)

    def check(self, name, good, what=""):
        self.passed, self.failed = self.passed + bool(good), self.failed + (not good)
        if not good:
            print("%s: %s" % (name, what))

    def file(self, name, text):
        path = os.path.join(self.home, name)
        with open(path, "wb") as file:
            file.write(text.encode("utf-8") if isinstance(text, str) else text)
        return path

    def run(self, lesson, paths, *options, seconds=60):
        return lib.hmsh(self.program, ["--grade", lesson, *paths, *options], seconds=seconds, home=self.home, cwd=self.home)

    def json(self, name, lesson, paths, *options, seconds=60):
        done = self.run(lesson, paths, "--format", "json", *options, seconds=seconds)
        try:
            document = json.loads(done.out.decode("utf-8"))
        except ValueError as error:
            self.check(name, False, "no JSON: %s: %r %r" % (error, done.out[:300], done.err[:300]))
            return {"submissions": []}, done
        wrong = [error.message for error in self.schema.iter_errors(document)]
        self.check(name + ": schema", not wrong, wrong[:2])
        return document, done

    def points(self, name, texts, lesson=None, *options):
        """The submissions of these texts, graded in one call: the results in their order."""
        paths = [self.file("%d.hmsh" % i, text) for i, text in enumerate(texts)]
        document, _ = self.json(name, lesson or self.lesson, paths, *options)
        return document["submissions"]


def answer_of(result, step):
    return next(answer for answer in result["answers"] if answer["step"] == step)


def lessons_grade_themselves(suite):
    for path in sorted(glob.glob(os.path.join(ROOT, "lessons", "[0-9]*.md"))):
        tasks, name = lessons.tasks(path), os.path.basename(path)
        if not tasks:
            continue
        nothing = ["", "// nothing\n", "1;\n", "".join("// step %d\n" % step for step in tasks), "".join("// step %d\n1;\n" % step for step in tasks)]
        whole = ["".join("// step %d\n%s" % (step, task.solutions[0]) for step, task in tasks.items())]
        right = [(step, text) for step, task in tasks.items() for text in task.solutions]
        wrong = [(step, text) for step, task in tasks.items() for text in task.wrongs]
        results = suite.points(name, nothing + whole + ["// step %d\n%s" % pair for pair in right + wrong], path)
        if len(results) != len(nothing) + 1 + len(right) + len(wrong):
            suite.check(name, False, "%d results" % len(results))
            continue
        for result in results[:len(nothing)]:
            suite.check(name + ": nothing gives nothing", result["points"] == 0, result)
        result = results[len(nothing)]
        suite.check(name + ": its solutions", result["percent"] == 100 and result["max"] > 0 and not result["notes"], json.dumps(result)[:1500])
        for (step, _), result in zip(right + wrong, results[len(nothing) + 1:]):
            answer, good = answer_of(result, step), result in results[len(nothing) + 1:len(nothing) + 1 + len(right)]
            suite.check("%s: step %d" % (name, step), (answer["points"] == answer["max"]) == good and answer["end"] == "judged", json.dumps(answer)[:1500])


def partial_credit(suite):
    texts = [RIGHT, WRONG, HALF, "", "// step 2\n" + RIGHT + "// step 3\nint answer = 3;\n", "// step 3\nint answer = 4;\n", "// step 3\nint reply = 3;\n",
             "// step 3\nint answer = 3;\n// step 3\nint answer = 4;\n", "junk(\n// step 3\nint answer = 3;\n// step 9\nx\n", "int a = ;\n" + RIGHT + "int b = ;\n",
             "// step 3\n#define answer 1 || 0\nint reply;\n", "// step 3\nint answer;\n#define answer 1 || 0\n"]
    results = suite.points("partial credit", texts)
    want = [9, 3, 4, 0, 14, 0, 0, 5, 5, 9, 0, 0]
    got = [result["points"] for result in results]
    suite.check("partial credit", got == want, "%s, not %s" % (got, want))
    suite.check("all of the points", all(result["max"] == 14 for result in results), results[0]["max"])
    suite.check("a second answer is said", "answered again" in results[7]["notes"], results[7]["notes"])
    suite.check("text above the marks is said", "line 1:" in results[8]["notes"] and "no task in step 9" in results[8]["notes"], results[8]["notes"])
    near = suite.points("near marks", ["// Step 3\nint answer = 3;\n", "//step: 3\nint answer = 3;\n", "// steps\n// step 3 is hard\n// step 3\nint answer = 3;\n"])
    suite.check("a mark that is nearly right is said", all("line 1: this is no mark; did you mean" in r["notes"] for r in near[:2]) and not near[2]["notes"], [r["notes"] for r in near])
    suite.check("a mistake is told", "You passed the page." in answer_of(results[1], 2)["advice"], results[1])
    suite.check("advice is told", "Give the address back." in answer_of(results[2], 2)["advice"], results[2])
    suite.check("compiler's messages are shown", "9.hmsh:1:9: error: expected expression" in answer_of(results[9], 2)["output"], answer_of(results[9], 2)["output"])
    suite.check("no condition in what a student sees", "slots_mapped()" not in json.dumps(strip_teacher(results)), "")


def strip_teacher(value):
    if isinstance(value, dict):
        return {key: strip_teacher(v) for key, v in value.items() if key != "teacher"}
    return [strip_teacher(v) for v in value] if isinstance(value, list) else value


def forgeries_gain_nothing(suite):
    names, texts, want = [], [], []
    for points, body in ((9, RIGHT), (3, WRONG), (4, HALF), (0, "")):
        for name, forgery in FORGERIES.items():
            for text in (forgery + body, body + forgery):
                names.append("%s, %s a %d" % (name, "above" if text.startswith(forgery) else "below", points))
                texts.append("// step 2\n" + text)
                want.append(points)
        for name, ending in ENDINGS.items():
            names.append("%s below a %d" % (name, points))
            texts.append("// step 2\n" + body + ending)
            want.append(points)
    results = suite.points("forgeries", texts)
    for name, text, points, result in zip(names, texts, want, results):
        crash = name.startswith("crash") and answer_of(result, 2)["points"] <= points
        suite.check("forgery: " + name, result["points"] == points or crash, "%d points, not %d: %r\n%s" % (result["points"], points, text[:200], answer_of(result, 2)["output"][:800]))
    suite.check("forgeries: all of them", len(results) == len(texts), len(results))
    output = answer_of(suite.points("a refused name", ["#define KM_USER0 3\n"])[0], 2)["output"]
    suite.check("a refused name is told", "is a name of the machine, and stays so in an answer" in output and "0.hmsh:1:9" in output, output)
    output = answer_of(suite.points("a refused command", ["\nundo\n"])[0], 2)["output"]
    suite.check("a refused command is told", "0.hmsh:2: `undo` has no place in an answer" in output, output)


def pages_are_kept(suite):
    """A condition that names a page of the start state means that page, whatever the variable is made to point to; what the answer declares is its own."""
    copy = "char *a = kmap(from), *b = kmap(to[2]);\nmemcpy(b, a, 4096);\nkunmap(from);\nkunmap(to[2]);\n"
    cases = {copy: 2, "to[2] = from;\n": 0, "struct page *to[3];\nto[2] = from;\n": 0, "*(to + 2) = from;\n": 0, copy + "to[2] = 0;\n": 2, copy + "int to = 3;\n": 2,
             "struct page *mine = alloc_page(GFP_KERNEL);\n": 3, "struct page *mine = from;\n": 3, "int mine;\n": 0, "#define to mine\nstruct page *mine[3] = { from, from, from };\n": 0}
    results = suite.points("pages are kept", cases, suite.file("copy.md", COPY))
    for (text, points), result in zip(cases.items(), results):
        suite.check("pages are kept: %r" % text[-60:], result["points"] == points, json.dumps(result)[:900])


def answers_do_not_reach_each_other(suite):
    """What one answer leaves open or breaks is not the next one's matter."""
    for name, ending in ENDINGS.items():
        result = suite.points(name, ["// step 2\n" + ending + "// step 3\nint answer = 3;\n"])[0]
        suite.check("behind " + name, answer_of(result, 3)["points"] == 5 or "// step 7" in ending, json.dumps(result)[:800])


def hostile_files(suite):
    good = suite.file("good.hmsh", "// step 2\n" + RIGHT)
    os.mkfifo(os.path.join(suite.home, "fifo"))
    os.symlink(good, os.path.join(suite.home, "link"))
    os.mkdir(os.path.join(suite.home, "folder"))
    secret = suite.file("unreadable", "int a;\n")
    os.chmod(secret, 0)
    cases = {
        "fifo": "no regular file", "link": "symbolic link", "folder": "folder", "/dev/zero": "no regular file", "missing": "No such file",
        suite.file("huge", b"x" * (16 << 20)): "longer than 256 KiB", suite.file("longer", b"x" * ((256 << 10) + 1)): "longer than 256 KiB", suite.file("nul", b"int a;\n\0\n"): "NUL", suite.file("utf16", b"\xff\xfei\0n\0"): "UTF-16",
    }
    if os.geteuid():
        cases["unreadable"] = "Permission denied"
    paths = [path for name in cases for path in (name, good)]
    document, done = suite.json("files", suite.lesson, paths)
    for (name, words), bad, beside in zip(cases.items(), document["submissions"][::2], document["submissions"][1::2]):
        suite.check("file: " + os.path.basename(name), words in (bad["trouble"] or "") and bad["points"] == 0, bad)
        suite.check("beside " + os.path.basename(name), beside["points"] == 9, beside)
    suite.check("files: status", done.status == 4, done.status)


def old_line_ends(suite):
    """CR alone ends lines, too, and that is said; the points are those of the same text with newlines."""
    text = "// step 2\n" + RIGHT + "// step 3\nint answer = 3; // a comment\n"
    document, _ = suite.json("line ends", suite.lesson, [suite.file("unix.hmsh", text), suite.file("mac.hmsh", text.replace("\n", "\r")), suite.file("dos.hmsh", text.replace("\n", "\r\n"))])
    unix, mac, dos = document["submissions"]
    suite.check("line ends: points", unix["points"] == mac["points"] == dos["points"] > 0, [unix["points"], mac["points"], dos["points"]])
    suite.check("line ends: said", "CR alone" in json.dumps(mac) and "CR alone" not in json.dumps([unix, dos]), mac)


def long_calls_are_many_steps(suite):
    """memset() and its kin over megabytes are stopped by the count of steps, long before the clock."""
    loops = ("memset((char *)0xc5000000, 1, 4 << 20);", "memcpy((char *)0xc5000000, (char *)0xc6000000, 4 << 20);", "strlen((char *)0xc5000000);")
    paths = [suite.file("long%d.hmsh" % i, "// step 2\nmemset((char *)0xc5000000, 65, 4 << 20);\nfor (;;) %s\n" % loop) for i, loop in enumerate(loops)]
    begin = time.monotonic()
    document, _ = suite.json("long calls", suite.lesson, paths)
    ends = [[answer["end"] for answer in submission["answers"]][:1] for submission in document["submissions"]]
    suite.check("long calls", ends == [["steps"]] * len(loops) and time.monotonic() - begin < 9, (ends, time.monotonic() - begin))


def hostile_text(suite):
    texts = {
        "one long line": "int a;" * 40000, "many lines": "1;\n" * 80000, "open lines": "{\n" * 100000, "nested": "(" * 200000 + ";\n", "ESC": "\x1b[2J\x1b]0;pwned\x07;\n", "latin-1": b"int \xe9\xff\x80;\n",
        "C1 and bidi": "\u009b2J \u202e \u2066 \ufffe\uffff\n", "memory": "struct page *a[100000];\nfor (int i = 0; i < 100000; i++) a[i] = alloc_page(GFP_HIGHUSER);\nfor (;;) kmap(a[0]);\n",
        "many commands": "info pkmap\ninfo events\n" * 3000, "long x": "x/100000000 0xc0000000\n", "cost": "cost { for (;;) ; }\n" * 5, "sleeper": "struct page *p = alloc_page(GFP_HIGHUSER);\nfor (int i = 0; i < 5000; i++) kmap(alloc_page(GFP_HIGHUSER));\n",
        "tasks": "".join("spawn t%d { for (;;) schedule(); }\n" % i for i in range(300)) + "run\n", "irqs": "irq every { for (int i = 0; i < 1000; i++) ; }\nfor (int i = 0; i < 100000; i++) ;\n",
        "macro bomb": "#define a b b b b b b b b\n#define b c c c c c c c c\n#define c d d d d d d d d\n#define d e e e e e e e e\n#define e f f f f f f f f\n#define f g g g g g g g g\n#define g 1,1,1,1,1,1,1\nint z[] = { a };\n",
        "comment tower": "/*" * 100000 + "\n", "quotes": "'" * 100000 + "\n", "marks": "// step 2\n" * 10000,
    }
    paths = []
    for i, text in enumerate(texts.values()):
        paths += [suite.file("h%d" % i, text), suite.file("g%d" % i, "// step 2\n" + RIGHT)]
    begin = time.monotonic()
    document, done = suite.json("hostile", suite.lesson, paths, seconds=240)
    took = time.monotonic() - begin
    suite.check("hostile: in time", took < 200 and done.status in (1, 4), "%.0f s, status %d" % (took, done.status))
    for name, bad, beside in zip(texts, document["submissions"][::2], document["submissions"][1::2]):
        suite.check("hostile: " + name, bad["points"] == 0 and (bad["trouble"] or all(a["end"] not in ("crashed", "lost") for a in bad["answers"])), json.dumps(bad)[:600])
        suite.check("beside hostile " + name, beside["points"] == 9, json.dumps(beside)[:600])
    for form in ("text", "junit", "gradescope"):
        some = [paths[i] for i in (8, 10, 12)]
        done = suite.run(suite.lesson, some, "--format", form)
        suite.check("no control bytes in " + form, lib.dirty(done.out) is None and lib.dirty(done.err) is None, lib.dirty(done.out))


def formats(suite):
    texts = ["// step 2\n" + body for body in (RIGHT, WRONG, "", 'printf("<&>\\"\']]> \\x01\\xff\\xef\\xbf\\xbf\\n");\n')]
    paths = [suite.file("<%d>&\".hmsh" % i, text) for i, text in enumerate(texts)] + ["no such \x1b file"]
    done = suite.run(suite.lesson, paths, "--format", "junit")
    suites = xml.etree.ElementTree.fromstring(done.out.decode("utf-8"))
    suite.check("junit: a suite each", [node.get("name") for node in suites][:4] == paths[:4], done.out[:400])
    suite.check("junit: failures", [node.get("failures") for node in suites] == ["2", "7", "4", "4", "0"], [node.attrib for node in suites])
    suite.check("junit: errors", [node.get("errors") for node in suites] == ["0"] * 4 + ["1"], "")
    suite.check("junit: counts agree", all(int(node.get("failures")) == len(node.findall("testcase/failure")) and int(node.get("tests")) == len(node.findall("testcase"))
                                           for node in suites), "")
    done = suite.run(suite.lesson, paths, "--format", "gradescope")
    objects = [json.loads(line) for line in done.out.decode("utf-8").splitlines()]
    suite.check("gradescope: scores", [o["score"] for o in objects] == [9, 3, 0, 0, 0], [o["score"] for o in objects])
    for o in objects:
        suite.check("gradescope: scores add up", sum(t.get("score", 0) for t in o["tests"]) == o["score"], o)
        visible = json.dumps([t for t in o["tests"] if t["visibility"] == "visible"]) + o["output"]
        suite.check("gradescope: the teacher's part is hidden", "slots_mapped()" not in visible and "seccomp" not in visible, visible)
        suite.check("gradescope: members", set(o) <= {"score", "output", "output_format", "visibility", "stdout_visibility", "tests"} and o["stdout_visibility"] == "hidden", o)
    for form in ("text", "json", "gradescope", "junit"):
        first, second = (suite.run(suite.lesson, paths, "--format", form) for _ in range(2))
        suite.check("the same twice: " + form, first.out == second.out and first.err == second.err, "")


def names_and_marks(suite):
    """A file's name forges no line; a byte order mark hides no mark."""
    path = suite.file("x: 14 of 14 points, 100 %\n  teacher: all is well\ny.hm", "// step 3\nint answer = 4;\n")
    told = suite.run(suite.lesson, [path]).out.decode("utf-8")
    suite.check("a name is one line", "\n  teacher: all" not in told and "100 %\\x0a  teacher" in told, told[:300])
    document, _ = suite.json("a name is one line", suite.lesson, [path])
    suite.check("a name in json", "\\x0a" in document["submissions"][0]["name"], document["submissions"][0]["name"])
    results = suite.points("byte order mark", [b"\xef\xbb\xbf// step 3\nint answer = 3;\n"])
    suite.check("byte order mark", results[0]["points"] == 5 and not results[0]["notes"], results[0])


def memory_limit(suite):
    """More pages than a worker may have memory for: the machine says so, and the next answer is not touched."""
    lesson = suite.file("large.md", LESSON.replace("ram=1G", "ram=64G pae=on"))
    hog = "struct page *p;\nwhile ((p = alloc_page(GFP_HIGHUSER))) { char *v = kmap(p); v[0] = 1; v[4095] = 2; kunmap(p); }\n"
    result = suite.points("memory limit", ["// step 2\n" + hog + "// step 3\nint answer = 3;\n"], lesson)[0]
    suite.check("memory limit", "out of memory" in answer_of(result, 2)["output"] and answer_of(result, 3)["points"] == 5, json.dumps(result)[:900])


def points_of_the_course(suite):
    """A lesson's share of what the course gives for it, to a tenth, rounded down; nothing is said where no course does."""
    folder = os.path.join(suite.home, "mine")
    os.mkdir(folder)
    for name, text in (("01-points.md", LESSON), ("course", "title T\npath p P\nlesson 01-points points 10\n"), ("half", HALF)):
        suite.file(os.path.join(folder, name), text)
    paths = [os.path.join(folder, "half")]
    told = suite.run("points", paths, "--lessons", folder).out.decode("utf-8")
    suite.check("course points", "4 of 14 points, 28 %: 2.8 of 10 in the course\n" in told, told[:300])
    document, _ = suite.json("course points", "points", paths, "--lessons", folder)
    suite.check("course points in json", document["course_points"] == 10, document)
    os.remove(os.path.join(folder, "course"))
    told = suite.run(os.path.join(folder, "01-points.md"), paths).out.decode("utf-8")
    suite.check("no course", "4 of 14 points, 28 %\n" in told, told[:300])


def order_of_results(suite):
    slow = suite.file("slow.hmsh", "// step 2\nfor (;;) ;\n")
    quick = [suite.file("quick%d.hmsh" % i, "// step 2\n" + RIGHT) for i in range(12)]
    document, _ = suite.json("order", suite.lesson, [slow, *quick, slow, quick[0]])
    names = [result["name"] for result in document["submissions"]]
    suite.check("order of results", names == [slow, *quick, slow, quick[0]], names)


def statuses(suite):
    full = suite.file("full.hmsh", "// step 2\n" + RIGHT + "// step 3\nint answer = 3;\n")
    half = suite.file("half.hmsh", RIGHT)
    bad = suite.file("bad.md", LESSON.replace("[4] calls", "[0] calls"))
    none = suite.file("none.md", LESSON.split("## 2.")[0])
    cases = [
        ("full marks", [suite.lesson, full], 0, b""), ("not all", [suite.lesson, full, half], 1, b""), ("no such file", [suite.lesson, full, "nowhere"], 4, b""),
        ("no such lesson", ["no-such-lesson", full], 4, b"there is no lesson"), ("points of zero", [bad, full], 2, b"points are a number in brackets"),
        ("no task", [none, full], 2, b"has no task"), ("no submission", [suite.lesson], 2, b"which files are the submissions"),
        ("no format", [suite.lesson, full, "--format", "tap"], 2, b"one of text"), ("options between", [suite.lesson, "--steps", "1000000", half, "--format", "text", full], 1, b""),
        ("a name with dashes", [suite.lesson, "--", "--steps"], 4, b""), ("sandbox off is said", [suite.lesson, full, "--sandbox=off"], 0, b"unconfined"),
        ("with --json", [suite.lesson, full, "--json"], 2, b"--format json"), ("with -c", [suite.lesson, full, "-c", "1"], 2, b"from files"),
    ]
    for name, words, status, said in cases:
        done = suite.run(words[0], words[1:])
        suite.check("status: " + name, done.status == status and said in done.err, "%d %r" % (done.status, done.err[:300]))
    done = lib.hmsh(suite.program, ["--format", "json"], home=suite.home)
    suite.check("status: --format alone", done.status == 2, done.status)
    must = suite.file("must.md", LESSON.replace("must: declared", "must: [2] declared"))
    suite.check("a must has no points", b"a must: has no points" in suite.run(must, [full]).err, "")


def children(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def used_time(pid):
    """Seconds of CPU time; 0: it is no more."""
    try:
        with open("/proc/%d/stat" % pid, encoding="ascii", errors="replace") as file:
            return int(file.read().rsplit(")", 1)[1].split()[11]) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0


def busy_children(pid, seconds=30):
    """The workers that have used a fifth of a second: they run an answer that does not end."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = [child for child in children(pid) if used_time(child) >= 0.2]
        if found:
            return found
        time.sleep(0.02)
    return []


def killed_worker(suite):
    """Somebody kills the worker: its answer gets nothing, the next one is run, other submissions are not touched."""
    path = suite.file("killed.hmsh", "// step 2\n" + RIGHT + "for (;;) ;\n// step 3\nint answer = 3;\n")
    good = suite.file("good2.hmsh", "// step 2\n" + RIGHT)
    with subprocess.Popen([suite.program, "--grade", suite.lesson, path, good, "--format", "json", "--steps", "900000000000"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=lib.environment(suite.home), cwd=suite.home) as process:
        found = busy_children(process.pid)
        for child in found:
            os.kill(child, 9)
        out, _ = process.communicate(timeout=60)
    results = json.loads(out.decode("utf-8"))["submissions"]
    ends = [(answer["end"], answer["points"]) for answer in results[0]["answers"]]
    suite.check("killed worker", found and ends == [("crashed", 0), ("judged", 5)], "%s %s" % (found, ends))
    suite.check("beside a killed worker", results[1]["points"] == 9, results[1])


def interrupted(suite):
    """Ctrl-C: what is finished is printed, the document is whole, no process is left."""
    slow, good = suite.file("slow2.hmsh", "// step 2\nfor (;;) ;\n"), suite.file("good3.hmsh", "// step 2\n" + RIGHT)
    with subprocess.Popen([suite.program, "--grade", suite.lesson, good, slow, slow, "--format", "json", "--steps", "900000000000"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=lib.environment(suite.home), cwd=suite.home) as process:
        found = busy_children(process.pid)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    document = json.loads(out.decode("utf-8"))
    suite.check("interrupted", process.returncode == 130 and b"ended early" in err, "%d %r" % (process.returncode, err))
    suite.check("interrupted: what was finished", [result["points"] for result in document["submissions"]] == [9], document)
    suite.check("interrupted: nobody is left", found and not any(os.path.exists("/proc/%d" % pid) for pid in found), found)


def time_limit(suite):
    """No step is counted for long: the clock ends it."""
    path = suite.file("late.hmsh", "// step 2\n" + RIGHT + "for (;;) ;\n// step 3\nint answer = 3;\n")
    begin = time.monotonic()
    document, _ = suite.json("time limit", suite.lesson, [path], "--steps", "900000000000")
    ends = [(answer["end"], answer["points"]) for answer in document["submissions"][0]["answers"]]
    suite.check("time limit", ends == [("time", 0), ("judged", 5)] and time.monotonic() - begin < 30, ends)


def has_landlock():
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.syscall(444, None, 0, 1) >= 1


def forbid_landlock():
    """For preexec_fn: from here on landlock_create_ruleset() (444 everywhere) answers ENOSYS, as an old kernel does."""
    load_number, equal, answer, allow, errno_38 = 0x20, 0x15, 0x06, 0x7fff0000, 0x00050026
    code = b"".join(struct.pack("<HBBI", *row) for row in [(load_number, 0, 0, 0), (equal, 0, 1, 444), (answer, 0, 0, errno_38), (answer, 0, 0, allow)])
    buffer = ctypes.create_string_buffer(code, len(code))
    program = ctypes.create_string_buffer(struct.pack("@HxxxxxxP", 4, ctypes.addressof(buffer)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, program, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def a_kernel_without_landlock(suite):
    """--sandbox=require runs nothing there; else the rest is used, and what is missing is said."""
    path = suite.file("x.hmsh", "// step 2\n" + RIGHT)

    def run(*words):
        return subprocess.run([suite.program, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=lib.environment(suite.home), cwd=suite.home, timeout=60,
                              preexec_fn=forbid_landlock, check=False)
    done = run("--grade", suite.lesson, path, "--sandbox=require")
    suite.check("require without Landlock", done.returncode == 4 and not done.stdout and b"gives no Landlock" in done.stderr,
                "%d %r %r" % (done.returncode, done.stdout, done.stderr))
    done = run("--grade", suite.lesson, path, "--format", "json")
    layers = json.loads(done.stdout.decode("utf-8"))["submissions"][0]["teacher"]["sandbox"]
    suite.check("auto without Landlock", layers == "limits, no_new_privs, seccomp" and b"gives no Landlock; submissions are confined by" in done.stderr, "%s %r" % (layers, done.stderr))
    done = run("-b", "--sandbox=require", "-c", 'printf("ran\\n");')
    suite.check("a script that requires Landlock", done.returncode == 4 and not done.stdout, "%d %r" % (done.returncode, done.stdout))
    done = run("-b", "--sandbox", "-c", 'printf("ran\\n");')
    suite.check("a script without Landlock", done.returncode == 0 and done.stdout == b"ran\n" and b"gives no Landlock" in done.stderr, "%d %r" % (done.returncode, done.stderr))


def sandbox_for_scripts(suite):
    if not has_landlock():
        print("no Landlock here: --sandbox=require is not tried")
        return
    other = suite.file("other.hm", "int b;\n")
    script = suite.file("script.hm", "printf(\"%%d\\n\", 6 * 7);\nsource %s\n" % other)
    done = lib.hmsh(suite.program, ["-b", "--sandbox=require", script], home=suite.home)
    suite.check("a confined script", done.out == b"42\n" and done.status == 4 and b"not permitted" in done.err, "%d %r" % (done.status, done.err))
    done = lib.hmsh(suite.program, ["--sandbox", "-c", "save x"], home=suite.home, cwd=suite.home)
    suite.check("a confined script writes nothing", done.status == 4 and not os.path.exists(os.path.join(suite.home, "x")), done.err)
    done = lib.hmsh(suite.program, ["--sandbox=maybe", "-c", "1"], home=suite.home)
    suite.check("--sandbox=maybe", done.status == 2 and b"auto, require, off" in done.err, done.err)
    done = lib.hmsh(suite.program, ["-b", "--sandbox=off", other], home=suite.home)
    suite.check("--sandbox=off is said of a script", done.status == 0 and b"the script runs unconfined" in done.err, "%d %r" % (done.status, done.err))
    document, _ = suite.json("require", suite.lesson, [suite.file("r.hmsh", RIGHT)], "--sandbox=require")
    suite.check("all layers", document["submissions"][0]["teacher"]["sandbox"] == "limits, no_new_privs, Landlock, seccomp", "")


TESTS = [lessons_grade_themselves, partial_credit, forgeries_gain_nothing, pages_are_kept, answers_do_not_reach_each_other, hostile_files, old_line_ends, long_calls_are_many_steps, hostile_text, formats, names_and_marks, memory_limit, points_of_the_course, order_of_results, statuses,
         killed_worker, interrupted, time_limit, a_kernel_without_landlock, sandbox_for_scripts]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--hmsh", default=os.path.join(ROOT, "build", "hmsh"))
    parser.add_argument("only", nargs="*", help="names of tests")
    options = parser.parse_args()
    passed = failed = 0
    for test in TESTS:
        if options.only and test.__name__ not in options.only:
            continue
        with tempfile.TemporaryDirectory() as home:
            suite = Suite(os.path.abspath(options.hmsh), home)
            test(suite)
            os.system("chmod -R u+rwX '%s'" % home)
        passed, failed = passed + suite.passed, failed + suite.failed
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
