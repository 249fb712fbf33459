#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Postcards: `export FORMAT FILE postcard` draws the way from cause to symptom of this very run. Each is made by a run whose cause, slot and symptom are known here, read back
from SVG, HTML, ANSI and plain text, and must say the same words in all of them; each text of the SVG stands inside its box, pinned to its columns, whatever was typed.
--browser: Chromium lays the SVG out, and no text may leave its box or touch another. A learner's lesson offers one at its end; undo does not take it away."""
import argparse
import html
import json
import os
import re
import shutil
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
sys.path.insert(0, HERE)
import lib  # noqa: E402
import pictures  # noqa: E402

COLUMN = 8
BURNED = ("struct page *p = alloc_page(GFP_HIGHUSER), *q = alloc_page(GFP_HIGHUSER);", "char *v = kmap_atomic(p, KM_USER0);", "*v = 'A';",
          "kunmap_atomic((void *)p, KM_USER0);", "int n = 5;", "char *w = kmap_atomic(q, KM_USER0);")
HOSTILE = "kunmap_atomic((void *)p, KM_USER0); /* </text><script>\"&amp;'  two  blanks \u6f22\u5b57 e\u0301 \u202e\x1b[31m \x7f " + "long" * 60 + " */"
# script, options, words of cause, of what it acted on, of the symptom
RUNS = {
    "page for address": (BURNED, (), ("given", "struct page *", BURNED[3]), ("had mapped page", BURNED[1]), ("highmem.c:42", BURNED[5])),
    "hostile": (BURNED[:3] + (HOSTILE,) + BURNED[4:], (), ("given", "</text><script>\"&amp;'  two  blanks"), (BURNED[1],), (BURNED[5],)),
    "6.1": (("struct page *p = alloc_page(GFP_HIGHUSER), *q = alloc_page(GFP_HIGHUSER);", "char *v = kmap_local_page(p);", "char *w = kmap_local_page(q);",
             "kunmap_local(v);"), ("--machine", "era=6.1"), ("kunmap_local(v);",), (), ("WARNING",)),
    "asked": (("struct page *p = alloc_page(GFP_HIGHUSER);", "char *v = kmap(p);", "kunmap(p);", "why v"), (), ("kunmap(p);",), ("char *v = kmap(p);",), ("`why`",)),
}


class Failed(Exception):
    pass


def need(condition, text):
    if not condition:
        raise Failed(text)


def width_of(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def draw(hmsh, lines, options, home):
    with open(os.path.join(home, "run.hm"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n" + "".join("export %s card.%s postcard\n" % (kind, kind) for kind in ("svg", "html", "ansi", "txt")))
    done = lib.hmsh(hmsh, ["-b", "--no-rc", "--keep-going", *options, "run.hm"], home=home, cwd=home)
    need(not done.crashed(), "crashed: %s" % done.err[-500:])
    return {kind: open(os.path.join(home, "card." + kind), encoding="utf-8").read() for kind in ("svg", "html", "ansi", "txt")}


def words(text):
    return re.sub(r"\s+", "", text)


def boxes_of(root):
    """(left, top, right, bottom) of the three or four boxes, top to bottom."""
    rects = [node for node in root.iter() if node.tag.endswith("rect") and node.get("rx") == "8"]
    return [(int(r.get("x")), int(r.get("y")), int(r.get("x")) + int(r.get("width")), int(r.get("y")) + int(r.get("height"))) for r in rects]


def texts_of(root):
    return [(int(t.get("x")), int(t.get("y")), int(t.get("textLength")), t.text) for t in root.iter() if t.tag.endswith("text")]


def inside(boxes, texts, height):
    need(all(a[3] < b[1] for a, b in zip(boxes, boxes[1:])), "boxes overlap")
    rows = {}
    for x, y, length, text in texts:
        need(length == COLUMN * width_of(text), "%r is %d wide, not %d columns" % (text, length, width_of(text)))
        need(0 < y < height, "%r stands outside of the card" % text)
        box = [b for b in boxes if b[1] < y < b[3]]
        need(not box or box[0][0] < x and x + length <= box[0][2], "%r leaves its box" % text)
        rows.setdefault(y, []).append((x, x + length))
    for y, spans in rows.items():
        spans.sort()
        need(all(a[1] <= b[0] for a, b in zip(spans, spans[1:])), "texts overlap in row %d" % y)


def in_each_box(boxes, texts, wanted):
    """The words of cause, what it acted on, and symptom, each in its own box."""
    found = [words("".join(t[3] for t in texts if b[1] < t[1] < b[3])) for b in boxes]
    need(found[0].startswith("CAUSE") and found[-1].startswith("SYMPTOM") and all(f.startswith("ACTEDON") for f in found[1:-1]), "boxes: %r" % found)
    for word in wanted[0]:
        need(words(word) in found[0], "%r is not the cause: %s" % (word, found[0]))
    for word in wanted[1]:
        need(any(words(word) in f for f in found[1:-1]), "%r is not between: %s" % (word, found))
    for word in wanted[2]:
        need(words(word) in found[-1], "%r is not the symptom: %s" % (word, found[-1]))


def check_run(hmsh, name, browser):
    lines, options, *wanted = RUNS[name]
    with tempfile.TemporaryDirectory() as home:
        card = draw(hmsh, lines, options, home)
        root = xml.etree.ElementTree.fromstring(card["svg"])
        boxes, texts = boxes_of(root), texts_of(root)
        need(3 <= len(boxes) <= 4, "%d boxes" % len(boxes))
        inside(boxes, texts, int(root.get("height")))
        in_each_box(boxes, texts, wanted)
        need(not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", card["svg"] + card["txt"] + card["html"]), "control characters")
        need(not re.search(r"<script|href|url\(|@import", card["svg"] + card["html"]), "something that a picture has no need of")
        need(card["svg"] in card["html"] and html.unescape(card["html"]), "the page shows another picture")
        need(re.sub("\x1b\\[[0-9;]*m", "", card["ansi"]) == card["txt"], "ANSI and plain text differ")
        plain = words(card["txt"])
        for text in texts[2:-1]:
            need(words(text[3]) in plain, "plain text lacks %r" % text[3])
        if browser:
            laid_out(home, card["svg"])
    return card


PROBE = """<!DOCTYPE html><meta charset="utf-8"><body style="margin:0">%s<script id="found"></script><script>
const at = e => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
document.getElementById("found").textContent = JSON.stringify({
  texts: [...document.querySelectorAll("text")].map(t => [...at(t), t.textContent]),
  boxes: [...document.querySelectorAll("rect[rx='8']")].map(at), card: at(document.querySelector("svg")) });
</script>"""


def laid_out(home, svg):
    """As Chromium places it: glyphs within their boxes and the card, and rows that do not touch."""
    found = pictures.laid_out(home, PROBE % svg)
    for left, top, right, bottom, text in found["texts"]:
        home_box = [b for b in found["boxes"] if b[1] <= (top + bottom) / 2 <= b[3]] or [found["card"]]
        b = home_box[0]
        need(b[0] <= left + 0.5 and right <= b[2] + 0.5 and b[1] <= top + 1 and bottom <= b[3] + 1, "the browser puts %r out of its box" % text)
    for i, a in enumerate(found["texts"]):
        for b in found["texts"][i + 1:]:
            apart = a[2] <= b[0] + 0.5 or b[2] <= a[0] + 0.5 or a[3] <= b[1] + 2.5 or b[3] <= a[1] + 2.5
            need(apart, "%r and %r overlap in the browser" % (a[4], b[4]))


def check_none(hmsh):
    done = lib.hmsh(hmsh, ["-b", "--no-rc", "-c", "int a = 1;\nexport svg card.svg postcard"])
    need(done.status == 2 and b"there is no postcard yet" in done.err and b"lesson" in done.err, "without a cause: %s" % done.err)
    done = lib.hmsh(hmsh, ["-b", "--no-rc", "-c", "export svg card.svg postcard theme=dark"])
    need(done.status == 2 and b"of its own" in done.err, "options: %s" % done.err)
    with tempfile.TemporaryDirectory() as home:
        done = lib.hmsh(hmsh, ["-b", "--no-rc", "--keep-going", "-c", "\n".join(BURNED) + "\nexport svg nowhere/card.svg postcard"], home=home, cwd=home)
        need(b"nowhere/card.svg" in done.err, "a file that cannot be written: %s" % done.err)


def check_lesson(hmsh):
    """The tour, done as written: its end offers the card, under the lesson's title, though the lesson's own `undo` took the crash back."""
    with tempfile.TemporaryDirectory() as home:
        p = lib.Prompt(hmsh, ["--no-rc", "--no-view"], home)
        text, steps = p.type("tour"), 0
        while "That was the last step" not in text and steps < 60:
            steps += 1
            question = "Your answer:" in text
            text = p.type("A" if question else "next" if "Task:" not in text or "next` once more" in text else "solution")
        need("export svg card.svg postcard" in text, "the lesson's end offers no postcard: %s" % text[-400:])
        need("a postcard" in p.type("export svg card.svg postcard"), "no postcard")
        p.type("next")
        p.type("export txt card.txt postcard")
        p.type("undo 3")
        p.type("export txt again.txt postcard")
        p.close()
        root = xml.etree.ElementTree.fromstring(open(os.path.join(home, "card.svg"), encoding="utf-8").read())
        boxes, texts = boxes_of(root), texts_of(root)
        inside(boxes, texts, int(root.get("height")))
        need("BUG" in "".join(t[3] for t in texts) and "kunmap_atomic" in "".join(t[3] for t in texts), "the tour's card: %r" % texts)
        with open(os.path.join(home, "card.txt"), encoding="utf-8") as file, open(os.path.join(home, "again.txt"), encoding="utf-8") as again:
            plain = file.read()
            need(plain == again.read(), "undo changes the card")
        need(texts[0][3] == plain.split("\n")[0] and "simulated" not in texts[0][3], "the lesson's title is not on it: %r" % texts[0][3])


def check_hunt(hmsh):
    with tempfile.TemporaryDirectory() as home:
        p = lib.Prompt(hmsh, ["--no-rc", "--no-view"], home)
        for level in (1, 2, 3):
            for seed in range(1, 5):
                p.type("hunt --seed %d --level %d" % (seed, level))
                need(" off " in p.type("export svg card.svg postcard"), "export is on in a hunt")
                answer = p.type("hunt solution")
                need("export svg card.svg postcard" in answer, "the hunt's end offers no postcard")
                p.type("export svg card.svg postcard")
                p.type("hunt off")
                root = xml.etree.ElementTree.fromstring(open(os.path.join(home, "card.svg"), encoding="utf-8").read())
                boxes, texts = boxes_of(root), texts_of(root)
                inside(boxes, texts, int(root.get("height")))
                guilty = re.search(r"guilty statement is line \d+:\n +(.*)\n", answer).group(1)
                in_each_box(boxes, texts, ((guilty,), (), ("shouldhold",)))
                need(texts[0][3] == "Fault hunt, level %d, seed %d" % (level, seed), "title: %r" % texts[0][3])
        p.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hmsh", default="build/hmsh")
    parser.add_argument("--browser", action="store_true")
    arguments = parser.parse_args()
    if arguments.browser and not shutil.which("chromium"):
        print("FAILED no chromium\n0 passed, 1 failed")
        return 1
    checks = [(name, lambda n=name: check_run(arguments.hmsh, n, arguments.browser)) for name in RUNS]
    checks += [("none", lambda: check_none(arguments.hmsh)), ("lesson", lambda: check_lesson(arguments.hmsh)), ("hunt", lambda: check_hunt(arguments.hmsh))]
    passed = failed = 0
    for name, check in checks:
        try:
            check()
            passed += 1
        except (Failed, pictures.Wrong, xml.etree.ElementTree.ParseError, OSError, AttributeError, IndexError) as error:
            failed += 1
            print("FAILED %s: %s" % (name, error))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
