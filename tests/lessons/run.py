#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lessons (and README.md) are true: every `hmsh` block is typed at the real prompt, line by line, in one session for the whole file, on the
machine that the front matter names; what the shell answers must be the `output` block that follows, or nothing when none follows. A
`console` block, as README has, is a whole transcript with its prompts, in a session of its own.

Two tests a lesson: its form (front matter, at most 8 steps, 1,200 words, 60 between two things to do, one prediction ...) and its
truth. --update rewrites the `output` blocks."""
import argparse
import glob
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib  # noqa: E402

FENCE = re.compile(r"^```(\w+)\n(.*?)^```\n", re.M | re.S)
MOST_STEPS, MOST_WORDS, MOST_BETWEEN, MOST_BETWEEN_TOUR, MOST_COLUMNS = 8, 1200, 60, 40, 72


def front_matter(text):
    found = re.match(r"---\n(.*?)^---\n", text, re.M | re.S)
    if not found:
        return {}, text
    pairs = (line.split(":", 1) for line in found.group(1).strip().split("\n"))
    return {key.strip(): value.strip() for key, value in pairs}, text[found.end():]


def words(prose):
    return len(re.findall(r"[\w'*`$#./-]*\w[\w'*`()./-]*", prose))


def form(path, text):
    """What keeps a lesson from getting long, vague or passive."""
    fields, body = front_matter(text)
    bad = ["front matter lacks %s" % key for key in ("title", "level", "machine", "needs") if not fields.get(key)]
    blocks = list(FENCE.finditer(body))
    steps = len(re.findall(r"^## ", FENCE.sub("", body), re.M))
    if not 1 <= steps <= MOST_STEPS:
        bad.append("%d steps" % steps)
    prose = FENCE.sub("", body)
    if words(prose) > MOST_WORDS:
        bad.append("%d words" % words(prose))
    between = MOST_BETWEEN_TOUR if "tour" in os.path.basename(path) else MOST_BETWEEN
    last, count = 0, 0
    for block in blocks:
        count += words(re.sub(r"^#+ .*$", "", body[last:block.start()], flags=re.M))
        if block.group(1) in ("hmsh", "predict"):
            if count > between:
                bad.append("%d words before %r" % (count, block.group(2).split("\n")[0]))
            count = 0
        last = block.end()
    kinds = [block.group(1) for block in blocks]
    if kinds.count("predict") != 1:
        bad.append("%d predictions" % kinds.count("predict"))
    for block in blocks:
        if block.group(1) == "predict" and not (re.search(r"^A\. .*^B\. ", block.group(2), re.M | re.S) and re.search(r"^Answer: [A-D]\. ", block.group(2), re.M)):
            bad.append("a prediction without choices A, B ... and 'Answer: '")
        if block.group(1) == "hmsh":
            bad += ["line longer than %d: %s" % (MOST_COLUMNS, line) for line in block.group(2).split("\n") if len(line) > MOST_COLUMNS]
        if block.group(1) not in ("hmsh", "output", "predict"):
            bad.append("unknown block ```%s" % block.group(1))
    if "**Verdict: " not in body:
        bad.append("no verdict on any claim")
    return bad


def play(prompt, block):
    """Types a block; the lines of its output as the terminal shows them, without prompts and echo."""
    output = ""
    for line in block.rstrip("\n").split("\n"):
        if prompt.prompt is None:
            raise EOFError("the shell has ended before %r" % line)
        output += prompt.type(line)
    if prompt.waits_for_more():
        raise ValueError("the block ends with open input: %r" % block)
    return output


def transcript(program, block):
    """A console block: the banner, then each `hmsh> ` line and its answer, as they would stand on the screen."""
    inputs = re.findall(r"^hmsh> (.*)$", block, re.M)
    with tempfile.TemporaryDirectory() as home:
        prompt = lib.Prompt(program, ["--no-rc", "--no-view"], home)
        shown = prompt.banner.decode("utf-8")
        for line in inputs:
            shown += "hmsh> %s\n" % line + prompt.type(line)
        prompt.close()
    return shown


def truth(program, text):
    """The text with every output block as the shell would have it now."""
    fields, body = front_matter(text)
    head, done, last = text[:len(text) - len(body)], "", 0
    with tempfile.TemporaryDirectory() as home:
        prompt = lib.Prompt(program, ["--no-rc", "--no-view", "--quiet", "--machine", fields["machine"]], home) if "machine" in fields else None
        for block in FENCE.finditer(body):
            if block.start() < last:
                continue
            if block.group(1) == "hmsh" and prompt:
                output = play(prompt, block.group(2))
                done += body[last:block.end()]
                last = block.end()
                old = re.compile(r"\n```output\n(.*?)^```\n", re.M | re.S).match(body, last)
                if old:
                    last = old.end()
                if output:
                    done += "\n```output\n%s```\n" % (output if output.endswith("\n") else output + "\n")
            elif block.group(1) == "console":
                done += body[last:block.start()] + "```console\n%s```\n" % transcript(program, block.group(2))
                last = block.end()
        if prompt:
            found = lib.dirty(prompt.raw.replace(b"\r", b""))
            prompt.close()
            if found:
                raise ValueError(found)
    return head + done + body[last:]


def difference(old, new):
    old, new = old.split("\n"), new.split("\n")
    for number, (a, b) in enumerate(zip(old + [""] * len(new), new + [""] * len(old))):
        if a != b:
            return "line %d\n  file:  %s\n  shell: %s" % (number + 1, "\n         ".join(old[number:number + 6]), "\n         ".join(new[number:number + 6]))
    return "nothing"


def check(path, program, update):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    results = []
    if front_matter(text)[0]:
        bad = form(path, text)
        results.append("; ".join(bad))
    try:
        new = truth(program, text)
        if update and new != text:
            with open(path, "w", encoding="utf-8") as file:
                file.write(new)
        results.append("" if update or new == text else "differs at " + difference(text, new))
    except (OSError, EOFError, ValueError) as error:
        results.append(str(error))
    return results


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hmsh", default="build/hmsh")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args()
    passed = failed = 0
    for path in arguments.files or sorted(glob.glob(os.path.join(lib.ROOT, "lessons", "*.md"))) + [os.path.join(lib.ROOT, "README.md")]:
        for bad in check(path, arguments.hmsh, arguments.update):
            if bad:
                print("%s: %s" % (os.path.relpath(path, lib.ROOT), bad))
            passed, failed = passed + (not bad), failed + bool(bad)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
