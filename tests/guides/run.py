#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guides are true: everything in lessons/guides/*.md that can be run is run. A `console` block is typed at the real prompt, where the `console` blocks before
it in the same section have left it, in the guide's folder. A `sh` block is run line by line by sh, there, too; `$ ` begins a command, what stands below is what it
prints, a line `...` stands for any lines. A block with a file's name behind its language (```c answer.hm) is written to that file first. A
command in backquotes in the prose, without placeholders, is typed, too, and must not be refused. --update rewrites what is printed."""
import argparse
import glob
import os
import re
import shlex
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib  # noqa: E402

GUIDES = sorted(glob.glob(os.path.join(lib.ROOT, "lessons/guides/*.md")))
BLOCK = re.compile(r"^(## [^\n]*\n)|^(````*)(\w+)(?: ([\w./-]+))?\n(.*?)^\2\n", re.M | re.S)


class Section:
    """A prompt that its console blocks share."""
    def __init__(self, program, folder):
        self.prompt = lib.Prompt(program, ["--no-rc", "--no-view"], folder)

    def transcript(self, block):
        shown = ""
        for line in re.findall(r"^hmsh[^>\n]*> (.*)$", block, re.M):
            shown += self.prompt.prompt.decode() + line + "\n" + self.prompt.type(line)
        return shown

    def close(self):
        self.prompt.close()


def shell_block(block, folder, program):
    """Each command with what it prints, as it would stand in the file. Of an old answer with `...` lines the pattern is kept where it fits."""
    environment = dict(lib.environment(folder), PATH=os.path.dirname(os.path.abspath(program)) + ":" + os.environ.get("PATH", "/usr/bin:/bin"),
                       HMSH_LESSONS=os.path.join(lib.ROOT, "lessons"), PS4="")
    shown = ""
    for command, old in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.M):
        done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=120, check=False)
        new = done.stdout.decode("utf-8", "backslashreplace")
        pattern = "".join(r"(?:.*\n)*" if line == "..." else re.escape(line) + r"\n" for line in old.split("\n")[:-1])
        shown += "$ %s\n%s" % (command, old if "..." in old.split("\n") and re.fullmatch(pattern, new) else new)
    return shown


def run_guide(path, program, folder):
    """The guide's text as its blocks would have it now."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    section, new, at = None, "", 0
    try:
        for found in BLOCK.finditer(text):
            heading, fence, kind, name, body = found.groups()
            if heading and section:
                section.close()
                section = None
            if name:
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write(body)
            elif kind == "console":
                section = section or Section(program, folder)
                body = section.transcript(body)
            elif kind == "sh":
                body = shell_block(body, folder, program)
            new += text[at:found.start()] + (heading or "%s%s%s\n%s%s\n" % (fence, kind, " " + name if name else "", body, fence))
            at = found.end()
    finally:
        if section:
            section.close()
    return text, new + text[at:]


def difference(old, new):
    old, new = old.split("\n"), new.split("\n")
    at = next((i for i, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
    return "line %d\n  file:  %s\n  shell: %s" % (at + 1, "\n         ".join(old[at:at + 8]), "\n         ".join(new[at:at + 8]))


PLACEHOLDER = re.compile(r"\b[A-Z]{3,}\b")
# what a command may answer where it stands, without being wrong
NOTHING_TO_DO = ("hmsh: nothing to ", "undone: ", "hmsh: no view: the terminal", "hmsh: this is no free play", "hmsh: there is no task just now")


def prose_commands(path, program):
    """What stands in backquotes in the prose: commands of the prompt, and calls of hmsh."""
    with open(path, encoding="utf-8") as file:
        prose = BLOCK.sub("", file.read())
    known = set(re.findall(r"^  ([a-z][a-z-]*) ", lib.hmsh(program, ["-b", "-c", "help"]).text.decode(), re.M))
    for command in re.findall(r"`([^`]+)`", prose):
        command = " ".join(command.split())
        if not PLACEHOLDER.search(command) and command.split()[0] in known | {"hmsh"}:
            yield command


def shown_first(program, arguments, folder):
    """The session, and what it shows before it waits; a line that is offered at the prompt keeps it from looking ready."""
    try:
        prompt = lib.Prompt(program, ["--no-rc", "--no-view", *arguments], folder, seconds=2)
        return prompt, prompt.banner.decode("utf-8", "backslashreplace")
    except TimeoutError as error:
        return None, str(error)


def refused(shown):
    return re.search(r"(^|\\n)(hmsh: (?!simulated)|.*error: )", shown, re.M) and not shown.startswith(NOTHING_TO_DO)


def typed_in(program, folder, command, before):
    prompt, shown = shown_first(program, [], folder)
    if prompt and prompt.prompt:
        for line in before:
            prompt.type(line)
        shown = prompt.type(command)
    if prompt:
        prompt.close()
    return shown


def wrong_commands(path, program, folder):
    """Those that are refused, each in a session of its own: of the prompt, where no lesson is open and where one is."""
    for command in prose_commands(path, program):
        if command.split()[0] == "hmsh":
            # --watch shows another session: there is none
            prompt, shown = shown_first(program, [a for a in shlex.split(command)[1:] if a != "--watch"], folder)
            if prompt:
                prompt.close()
        else:
            shown = typed_in(program, folder, command, [])
            if refused(shown):
                shown = typed_in(program, folder, command, ["lesson 5"])
        if refused(shown):
            yield "`%s`: %s" % (command, shown.strip().split("\n")[0])


def shown_by_help(path, program):
    """`help NAME` lists the parts, each part is shown, and what is shown fits 80 columns (a block of code stands as it is)."""
    name = os.path.basename(path)[:-3]
    with open(path, encoding="utf-8") as file:
        parts = sum(bool(found.group(1)) for found in BLOCK.finditer(file.read()))
    listed = lib.hmsh(program, ["-b", "-c", "help " + name], cwd=lib.ROOT).text.decode()
    if len(re.findall(r"^ +\d+  ", listed, re.M)) != parts:
        return "help %s does not list %d parts: %s" % (name, parts, listed)
    for part in range(1, parts + 2):
        shown = lib.hmsh(program, ["-b", "-c", "help %s %d" % (name, part)], cwd=lib.ROOT)
        if (part <= parts) != (shown.status == 0) or not shown.text or lib.dirty(shown.text):
            return "help %s %d: status %d" % (name, part, shown.status)
        if any(len(line) > 79 and not line.startswith("    ") for line in shown.text.decode().split("\n")):
            return "help %s %d is wider than 79 columns" % (name, part)
    return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hmsh", default="build/hmsh")
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    program = os.path.abspath(os.path.join(lib.ROOT, arguments.hmsh))
    results = []
    for path in GUIDES:
        name = os.path.basename(path)
        with tempfile.TemporaryDirectory() as folder:
            try:
                old, new = run_guide(path, program, folder)
                if arguments.update and old != new:
                    with open(path, "w", encoding="utf-8") as file:
                        file.write(new)
                    old = new
                results.append((name, "" if old == new else "differs at " + difference(old, new)))
                results.append((name + ", prose", "; ".join(wrong_commands(path, program, folder))))
            except (OSError, EOFError, subprocess.TimeoutExpired) as error:
                results.append((name, str(error)))
        results.append((name + ", help", shown_by_help(path, program)))
    results.append(("guides", "" if len(GUIDES) >= 3 else "%d guides" % len(GUIDES)))
    return lib.conclude(results)


if __name__ == "__main__":
    sys.exit(main())
