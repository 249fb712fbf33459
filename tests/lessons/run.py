#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""README.md is true: each `console` block in it, a whole transcript with its prompts, is typed at the real prompt, in a session of its own, and what the
shell shows must be what stands there. --update rewrites the blocks. Lessons are run by `hmsh --check-lessons` (one test here for each of them: no message
names it) and at real prompts by tests/learn."""
import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib  # noqa: E402

CONSOLE = re.compile(r"^```console\n(.*?)^```\n", re.M | re.S)
LESSONS = os.path.join(lib.ROOT, "lessons")


def transcript(program, block):
    """A console block: the banner, then each `hmsh> ` line and its answer, as they would stand on the screen."""
    inputs = re.findall(r"^hmsh> (.*)$", block, re.M)
    with tempfile.TemporaryDirectory() as home:
        prompt = lib.Prompt(program, ["--no-rc", "--no-view"], home)
        shown = prompt.banner.decode("utf-8")
        for line in inputs:
            shown += "hmsh> %s\n" % line + prompt.type(line)
        found = lib.dirty(prompt.raw.replace(b"\r", b""))
        prompt.close()
    if found:
        raise ValueError(found)
    return shown


def difference(old, new):
    old, new = old.split("\n"), new.split("\n")
    for number, (a, b) in enumerate(zip(old + [""] * len(new), new + [""] * len(old))):
        if a != b:
            return "line %d\n  file:  %s\n  shell: %s" % (number + 1, "\n         ".join(old[number:number + 6]), "\n         ".join(new[number:number + 6]))
    return "nothing"


def check_file(path, program, update):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        new = CONSOLE.sub(lambda block: "```console\n%s```\n" % transcript(program, block.group(1)), text)
    except (OSError, EOFError, ValueError) as error:
        return str(error)
    if update and new != text:
        with open(path, "w", encoding="utf-8") as file:
            file.write(new)
    return "" if update or new == text else "differs at " + difference(text, new)


def check_lessons(program):
    """What is wrong with each lesson, "" where nothing is, and last the folder's own."""
    result = lib.hmsh(os.path.join(lib.ROOT, program), ["--check-lessons", LESSONS], cwd=lib.ROOT, seconds=60)
    text = result.text.decode("utf-8", "replace")
    messages = {}
    last = "folder"
    for line in text.split("\n"):
        found = re.match(r"(.*?):\d+: ", line)
        last = os.path.relpath(found.group(1), LESSONS) if found else last
        if found or line.startswith("  "):
            messages.setdefault(last, []).append(line)
    names = [os.path.relpath(p, LESSONS) for p in sorted(glob.glob(os.path.join(LESSONS, "**", "*.md"), recursive=True))
             if open(p, encoding="utf-8").read(4) == "---\n" and os.path.basename(os.path.dirname(p)) != "exams"]
    for name in names:
        yield name, "\n".join(messages.pop(name, []))
    bad = "\n".join(line for lines in messages.values() for line in lines)
    clean = result.status == 0 and "%d lessons, 0 problems." % len(names) in text
    yield "folder", bad or ("" if clean or bad else text[-300:])


def check_claims():
    """Each row of CLAIMS.md has a verdict, and names steps which are there and in which something is run."""
    with open(os.path.join(LESSONS, "CLAIMS.md"), encoding="utf-8") as file:
        rows = [line.strip().strip("|").split(" | ") for line in file if line.startswith("| ") and not line.startswith("| claim |")]
    if len(rows) < 50 or len({row[0] for row in rows}) != len(rows):
        yield "there are %d rows, %d claims" % (len(rows), len({row[0] for row in rows}))
    for row in rows:
        places = re.findall(r"\[(\d+)\]\((\d+)-([\w-]+)\.md\), steps? ([\d, and to]+)", row[-1])
        if len(row) != 3 or not row[1] or not places or any(int(number) != int(file) for number, file, _, _ in places):
            yield "claim, verdict, lesson and step are wanted: %s" % row
            continue
        for _, number, name, steps in places:
            with open(os.path.join(LESSONS, "%s-%s.md" % (number, name)), encoding="utf-8") as file:
                step = re.split(r"^## ", file.read(), flags=re.M)
            wanted = [int(n) for n in re.findall(r"\d+", steps)]
            bad = [n for n in wanted if n >= len(step) or not re.search(r"^```(hmsh|predict|task|walk)", step[n], re.M)]
            if bad:
                yield "%s: lesson %s has no step %s that runs anything" % (row[0], name, bad)


BARE = "---\ntitle: t\nlevel: l\nmachine: era=2.6.11\nneeds: n\n---\n\n## s\n\n```hmsh\n1 + 1\n```\n\n"


def check_others(program):
    """A folder of somebody else's: links that lead nowhere are named, a line of a million brackets is no reason to wait, --update keeps who may read."""
    program = os.path.join(lib.ROOT, program)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "01-a.md")
        with open(path, "w", encoding="utf-8") as file:
            file.write(BARE + "[x](02-b.md) [y](01-a.md#s) [z](https://x.org/03-c.md) [w](04-d.md#s)\n\n" + "](a" * 1000000 + "\n")
        os.chmod(path, 0o644)
        told = lib.hmsh(program, ["--check-lessons", folder], seconds=15).text.decode("utf-8", "replace")
        links = re.findall(r":(\d+): the link leads to no lesson: (.*)", told)
        yield "links", "" if links == [("14", "02-b.md"), ("14", "04-d.md")] else "links: %s" % links
        told = lib.hmsh(program, ["--check-lessons", folder, "--update"]).text.decode("utf-8", "replace")
        kept = os.stat(path).st_mode & 0o777 == 0o644 and "```output\n$1 = 2\n```" in open(path, encoding="utf-8").read()
        yield "--update", "" if kept else "%o, %s" % (os.stat(path).st_mode, told[-200:])
    with open("/dev/full", "wb") as full:
        done = [subprocess.run([program, word], stdout=full, stderr=subprocess.DEVNULL, check=False).returncode for word in ("--help", "--version")]
    yield "full disk", "" if done == [4, 4] else "status %s" % done


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hmsh", default="build/hmsh")
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    results = [("README.md", check_file(os.path.join(lib.ROOT, "README.md"), arguments.hmsh, arguments.update)), *check_lessons(arguments.hmsh), *check_others(arguments.hmsh), ("CLAIMS.md", "\n".join(check_claims()))]
    return lib.conclude(results)


if __name__ == "__main__":
    sys.exit(main())
