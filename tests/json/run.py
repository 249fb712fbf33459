#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`--json` against its published schema, with a real validator (Debian's python3-jsonschema): every line of scripts that make each kind of
object appear, and of the stories; and that the stream is true: its events are the log, in order; its text is what a plain run prints."""
import argparse
import glob
import json
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib  # noqa: E402

try:
    import jsonschema
except ImportError:  # another Python stands in front of the system's, which has the package
    if os.path.realpath(sys.executable) == os.path.realpath("/usr/bin/python3"):
        raise
    os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])

BURNED = """struct page *p = alloc_page(GFP_HIGHUSER), *q = alloc_page(GFP_HIGHUSER);
char *v = kmap_atomic(p, KM_USER0);
v[0] = 'x';
kunmap_atomic(p, KM_USER0);
char *w = kmap_atomic(q, KM_USER0);
"""
SCRIPTS = {
    "burned": (BURNED, 3, {"hello", "input", "diagnostic", "event", "report", "end"}),
    "printed": ('printf("caf\\xc3\\xa9 \\x1b[31m \\xff \\\\ \\"q\\"\\n");\ninfo slots\n', 0, {"output"}),
    "worlds": ("int a = 1;\nstruct page *p = alloc_page(GFP_KERNEL);\nundo\nera mm-2004\nreset\n", 0, {"machine", "back"}),
    "refused": ("int a = ;\n", 2, {"diagnostic"}),
    "unknown": (":infoo slots\n", 2, {"error"}),
    "pending": ("local_irq_disable();\nirq { }\nlocal_irq_enable();\n", 0, {"talk"}),
    "loop": ("struct page *p = alloc_page(GFP_HIGHUSER);\nfor (int i = 0; i < 30000; i++) kunmap_atomic(kmap_atomic(p, KM_USER0), KM_USER0);\n", 0, {"event"}),
    "panic": ("struct page *p = alloc_page(GFP_HIGHUSER);\nirq { kmap(p); kunmap(p); }\nwhy\n", 3, {"report"}),
    "tasks": ("spawn a { schedule(); }\nspawn b { }\nrun\nstruct page *p = alloc_page(GFP_HIGHUSER);\nkmap(p);\nexport json state.json\n", 0, {"state"}),
}


class Suite:
    def __init__(self, program):
        self.program, self.passed, self.failed = program, 0, 0
        with open(os.path.join(os.path.dirname(os.path.dirname(HERE)), "shell/report/hmsh.schema.json"), encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        self.kinds = {name: jsonschema.Draft202012Validator({"$defs": schema["$defs"], "$ref": "#/$defs/" + name}) for name in schema["$defs"]}
        self.whole = jsonschema.Draft202012Validator(schema)
        self.used = set()

    def check(self, name, good, what=""):
        self.passed, self.failed = self.passed + bool(good), self.failed + (not good)
        if not good:
            print("%s: %s" % (name, what))

    def lines(self, name, raw):
        """The objects, each validated as what it says it is."""
        objects, wrong = [], []
        for number, line in enumerate(raw.decode("utf-8").split("\n")[:-1], 1):
            objects.append(json.loads(line))
            kind = objects[-1].get("type")
            self.used.add(kind)
            error = next(self.kinds[kind].iter_errors(objects[-1]), None) if kind in self.kinds else "no such type"
            if error:
                wrong.append("line %d: %s" % (number, getattr(error, "message", error)))
        self.check(name + " is valid", not wrong and raw.endswith(b"\n"), wrong[:3])
        return objects

    def stream(self, name, text, status, wanted):
        with tempfile.TemporaryDirectory() as home:
            with open(os.path.join(home, "script.hm"), "w", encoding="utf-8") as file:
                file.write(text)
            done = lib.hmsh(self.program, ["--json", "script.hm"], home=home, cwd=home, seconds=60)
            plain = lib.hmsh(self.program, ["script.hm"], home=home, cwd=home, seconds=60)
            objects = self.lines(name, done.out)
            state = os.path.join(home, "state.json")
            if os.path.exists(state):
                with open(state, "rb") as file:
                    objects += self.lines(name + " state", file.read())
        kinds = {o["type"] for o in objects}
        self.check(name + " has all kinds", wanted <= kinds, wanted - kinds)
        self.check(name + " ends", status is None or (done.status == status == plain.status and [o for o in objects if o["type"] == "end"][-1]["status"] == status), done.status)
        self.check(name + " prints the same", "".join(o["text"] for o in objects if o["type"] == "output") == plain.out.decode("utf-8"))
        self.check(name + " is quiet beside it", done.err == b"", done.err)
        self.events(name, objects)
        return objects

    def events(self, name, objects):
        last, wrong = 0, []
        for o in objects:
            if o["type"] in ("hello", "machine"):
                last = 0
            elif o["type"] == "back":
                last = o["events"]
            elif o["type"] == "events_lost":
                wrong.append(o)
            elif o["type"] == "event":
                if o["seq"] != last + 1 or o["cause"] > o["seq"]:
                    wrong.append(o)
                last = o["seq"]
        self.check(name + " loses no event", not wrong, wrong[:1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hmsh", required=True)
    suite = Suite(parser.parse_args().hmsh)
    for name, (text, status, wanted) in SCRIPTS.items():
        objects = suite.stream(name, text, status, wanted)
        if name == "burned":
            report = next(o for o in objects if o["type"] == "report")
            suite.check("the report names its cause", any(step["line"] == 4 and "left" in step["role"] for step in report["why"]), report)
    for path in sorted(glob.glob(os.path.join(os.path.dirname(HERE), "story", "*.c"))):
        with open(path, encoding="utf-8") as file:
            suite.stream(os.path.basename(path), file.read(), None, {"hello", "end"})
    # the schema itself can fail
    good = {"type": "end", "status": 0}
    for bad in ({"type": "end"}, {"type": "end", "status": "0"}, {"type": "fin", "status": 0}, dict(good, more=1)):
        suite.check("refuses %s" % bad, not suite.whole.is_valid(bad))
    suite.check("accepts an end", suite.whole.is_valid(good))
    suite.check("every kind but events_lost was seen", set(suite.kinds) - suite.used <= {"events_lost"}, set(suite.kinds) - suite.used)
    print("%d passed, %d failed" % (suite.passed, suite.failed))
    return 1 if suite.failed else 0


if __name__ == "__main__":
    sys.exit(main())
