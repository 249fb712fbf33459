# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a lesson's tasks as a test needs them: the text of each solution and each wrong attempt, by the number of the step."""
import re


class Task:
    def __init__(self):
        self.solutions, self.wrongs = [], []


def blocks(text):
    """(step, name, lines) of each fenced block; steps are counted from 1 by their headings."""
    step, fence, name, body = 0, None, "", []
    for line in text.split("\n"):
        opening = re.match(r"(`{3,})(\S*)", line)
        if fence is None and line.startswith("## "):
            step += 1
        elif fence is None and opening:
            fence, name, body = opening.group(1), opening.group(2), []
        elif fence is not None and line == fence:
            yield step, name, body
            fence = None
        elif fence is not None:
            body.append(line)


def tasks(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    found = {}
    for step, name, body in blocks(text):
        if name == "task":
            found[step] = Task()
        elif name == "solution":
            found[step].solutions.append("\n".join(body) + "\n")
        elif name == "wrong":
            found[step].wrongs.append("\n".join(line for line in body if not line.startswith("=>")) + "\n")
    return found
