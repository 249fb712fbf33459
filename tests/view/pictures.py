#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The exports show the cells of the screen. The picture as ANSI text (what a terminal gets) is the judge; SVG and HTML are parsed, and each cell's character, colours,
bold and underline are compared. The pictures of README.md are drawn again and compared byte for byte. With --browser Chromium lays out and paints SVG and HTML, and the place of
every character and pixels of every cell are compared, too. One line a failure, "N passed, N failed" at the end."""
import argparse
import html.parser
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LAYOUTS = ["slots", "kmap", "tlb", "tasks", "events", "why", "lesson", "pointers", "present", "cost"]
THEMES = ["dark", "light", "mono", "safe"]
# leaked slot, released entry, ghost, stale names, wide and combining characters, a report
SCRIPT = """struct page *p = alloc_page(GFP_HIGHUSER);
char *v = kmap_atomic(p, KM_USER0);
v[0] = 65; /* \u6f22\u5b57, e\u0301, <&>"quoted" and  two blanks */
char *k = kmap(p);
kunmap(p);
kunmap_atomic(p, KM_USER0);
struct page *q = alloc_page(GFP_HIGHUSER);
char *w = kmap_atomic(q, KM_USER0);
"""
CELL, LINE, MARGIN = 9, 20, 12


class Wrong(Exception):
    pass


class Cell:
    """fg and bg: "#rrggbb" where the picture tells it, a number of the 256 colours or None (the terminal's own) in ANSI text."""
    def __init__(self, text=" ", fg=None, bg=None, bold=False, underline=False, width=1):
        self.text, self.fg, self.bg, self.bold, self.underline, self.width = text, fg, bg, bold, underline, width


def columns(character):
    return 0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clusters(text):
    found = []
    for character in text:
        if columns(character) == 0 and found:
            found[-1] += character
        else:
            found.append(character)
    return found


def put(grid, x, y, text, **what):
    for cluster in clusters(text):
        width = columns(cluster[0])
        grid[x, y] = Cell(cluster, width=width, **what)
        x += width
    return x


# ---- the three readers ----

def read_ansi(text, carried=False):
    """carried: the rendition goes on from line to line, as tmux writes it."""
    grid, state = {}, {}
    for y, line in enumerate(text.split("\n")[:-1]):
        x, state = 0, state if carried else {}
        for escape, plain in re.findall(r"\x1b\[([0-9;]*)m|([^\x1b]+)", line):
            if plain:
                fg, bg = state.get("fg"), state.get("bg")
                x = put(grid, x, y, plain, fg=("fg", fg) if not state.get("reverse") else ("bg", bg),
                        bg=("bg", bg) if not state.get("reverse") else ("fg", fg), bold="bold" in state, underline="underline" in state)
                continue
            codes = [int(code or 0) for code in escape.split(";")]
            while codes:
                code = codes.pop(0)
                if code == 0:
                    state = {}
                elif code in (1, 4, 7):
                    state[{1: "bold", 4: "underline", 7: "reverse"}[code]] = True
                elif code in (22, 24, 27, 39, 49):
                    state.pop({22: "bold", 24: "underline", 27: "reverse", 39: "fg", 49: "bg"}[code], None)
                elif code in (38, 48):
                    codes.pop(0)
                    state["fg" if code == 38 else "bg"] = codes.pop(0)
                else:
                    raise Wrong("SGR %d" % code)
    return grid


def read_svg(text, size):
    root = xml.etree.ElementTree.fromstring(text)
    back = next(node for node in root if node.tag.endswith("rect")).get("fill")
    grid = {(x, y): Cell(bg=back) for x in range(size[0]) for y in range(size[1])}
    for node in root.iter():
        kind = node.tag.rsplit("}", 1)[-1]
        if kind not in ("rect", "text") or node.get("width") == "100%":
            continue
        x, y = (int(node.get("x")) - MARGIN) // CELL, (int(node.get("y")) - MARGIN) // LINE
        if kind == "rect":
            for i in range(int(node.get("width")) // CELL):
                if node.get("height") == "1":
                    grid[x + i, y].underline = True
                else:
                    grid[x + i, y].bg = node.get("fill")
            continue
        end = x
        for cluster in clusters(node.text):
            cell = grid[end, y]
            cell.text, cell.width = cluster, columns(cluster[0])
            cell.fg, cell.bold = node.get("fill"), node.get("font-weight") == "bold"
            end += cell.width
        if int(node.get("textLength")) != CELL * (end - x) or node.text != node.text.strip() or "  " in node.text:
            raise Wrong("a text that would be stretched: %r" % node.text)
    return grid


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.grid, self.styles, self.inside, self.kinds, self.x, self.y = {}, {}, "", [], 0, 0

    def handle_starttag(self, tag, attrs):
        if tag in ("style", "pre"):
            self.inside = tag
        if tag == "span":
            self.kinds.append(dict(attrs)["class"].split()[0])

    def handle_endtag(self, tag):
        if tag in ("style", "pre"):
            self.inside = ""
        if tag == "span":
            self.kinds.pop()

    def handle_data(self, data):
        if self.inside == "style":
            for name, rules in re.findall(r"\.?([\w-]+)\{([^}]*)\}", data):
                self.styles[name] = dict(rule.split(":", 1) for rule in rules.split(";"))
        elif self.inside == "pre":
            style = self.styles[self.kinds[-1]] if self.kinds else {}
            for part in re.split("(\n)", data):
                if part == "\n":
                    self.x, self.y = 0, self.y + 1
                else:
                    self.x = put(self.grid, self.x, self.y, part, fg=style.get("color"), bg=style.get("background", self.styles["body"]["background"]),
                                 bold="font-weight" in style, underline="text-decoration" in style)


def read_html(text):
    page = Page()
    page.feed(text)
    return page.grid


# ---- comparing ----

def of_256(index):
    if index >= 232:
        return (8 + 10 * (index - 232),) * 3
    index -= 16
    return tuple(0 if n == 0 else 55 + 40 * n for n in (index // 36, index // 6 % 6, index % 6))


def rgb(text):
    return tuple(int(text[i:i + 2], 16) for i in (1, 3, 5))


class Colours:
    """One colour of the terminal is one colour of the picture, everywhere, and nearly the same."""
    def __init__(self):
        self.seen = {}

    def agree(self, terminal, picture):
        if self.seen.setdefault(terminal, picture) != picture:
            return False
        return terminal[1] is None or max(abs(a - b) for a, b in zip(of_256(terminal[1]), rgb(picture))) <= 48


def compare(name, judge, other, size):
    colours = Colours()
    for y in range(size[1]):
        x = 0
        while x < size[0]:
            want, have = judge.get((x, y), Cell(fg=("fg", None), bg=("bg", None))), other.get((x, y))
            if have is None or have.text != want.text or have.width != want.width:
                raise Wrong("%s, cell %d,%d: %r for %r" % (name, x, y, have and have.text, want.text))
            blank = want.text == " "
            if (not blank and (have.bold != want.bold or not colours.agree(want.fg, have.fg))) or have.underline != want.underline \
                    or not colours.agree(want.bg, have.bg):
                raise Wrong("%s, cell %d,%d %r: %s for %s" % (name, x, y, want.text, vars(have), vars(want)))
            x += want.width


def write_pictures(program, folder, wishes):
    lines = SCRIPT + "".join("export %s %s.%s %s\n" % (kind, name, kind, options) for name, options in wishes for kind in ("ansi", "txt", "svg", "html"))
    path = os.path.join(folder, "story.hm")
    with open(path, "w", encoding="utf-8") as file:
        file.write(lines)
    done = subprocess.run([os.path.abspath(program), "-b", "--no-rc", "--keep-going", path], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=dict(os.environ, LC_ALL="C.UTF-8"), timeout=60, check=False)
    if done.returncode != 3:
        raise Wrong("status %d: %s" % (done.returncode, done.stdout.decode("utf-8", "replace")))


def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return file.read()


def wishes_of(arguments):
    for layout in LAYOUTS:
        for theme in THEMES if layout == "slots" or not arguments.browser else THEMES[:1]:
            yield "%s-%s" % (layout, theme), "layout=%s theme=%s" % (layout, theme), (80, 24)
    yield "ascii", "ascii", (80, 24)
    if not arguments.browser:
        yield "large", "size=200x60", (200, 60)
    yield "middle", "size=120x40 theme=light", (120, 40)
    yield "projector", "size=60x20 layout=present theme=safe", (60, 20)


def compare_cells(folder, name, size):
    judge = read_ansi(read(folder, name + ".ansi"))
    rows = read(folder, name + ".txt").split("\n")
    for y in range(size[1]):
        line = "".join(judge[x, y].text for x in range(size[0]) if (x, y) in judge).rstrip()
        if line != (rows[y] if y < len(rows) else ""):
            raise Wrong("%s, row %d:\nansi %s\ntxt  %s" % (name, y, line, rows[y]))
    compare(name + ".svg", judge, read_svg(read(folder, name + ".svg"), size), size)
    compare(name + ".html", judge, read_html(read(folder, name + ".html")), size)


# ---- README's pictures ----

def pictures_are_current(program):
    folder = os.path.join(ROOT, "lessons", "pictures")
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        wanted = re.findall(r"\]\((lessons/pictures/[\w-]+\.svg)\)", file.read())
    if len(wanted) != 3:
        raise Wrong("README.md shows %d pictures" % len(wanted))
    with tempfile.TemporaryDirectory() as home:
        shutil.copy(os.path.join(folder, "bug.hm"), home)
        subprocess.run([os.path.abspath(program), "-b", "--no-rc", "--keep-going", "bug.hm"], cwd=home, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=60, check=False)
        os.unlink(os.path.join(home, "bug.hm"))
        if sorted(os.listdir(home)) != sorted(os.path.basename(path) for path in wanted):
            raise Wrong("bug.hm draws %s" % sorted(os.listdir(home)))
        for path in wanted:
            if read(home, os.path.basename(path)) != read(ROOT, path):
                raise Wrong("%s is not what hmsh draws now: `make pictures`, look at them, and commit" % path)


# ---- Chromium ----

PROBE = """<script>
addEventListener('load', () => {
  const found = [];
  const add = (text, box, style, kind) => found.push([text, box.left, box.top, box.width, box.height, style.fill, style.color, style.fontWeight, kind]);
  for (const t of document.querySelectorAll('svg text')) {
    let at = 0, box = t.ownerSVGElement.getBoundingClientRect();
    for (const c of t.textContent) {
      const e = t.getExtentOfChar(at);
      add(c, {left: e.x, top: e.y, width: e.width, height: e.height}, getComputedStyle(t), 'svg');
      at += c.length;
    }
  }
  const pre = document.querySelector('pre');
  if (pre) {
    const origin = pre.getBoundingClientRect(), walk = document.createTreeWalker(pre, NodeFilter.SHOW_TEXT), range = document.createRange();
    const ruler = document.createElement('span');
    ruler.style.cssText = 'font:16px "DejaVu Sans Mono",Menlo,Consolas,monospace;position:absolute;width:100ch';
    document.body.append(ruler);
    const ch = ruler.getBoundingClientRect().width / 100;
    ruler.remove();
    for (let node; (node = walk.nextNode());) {
      let at = 0;
      for (const c of node.data) {
        range.setStart(node, at);
        range.setEnd(node, at += c.length);
        const box = range.getBoundingClientRect();
        if (c !== '\\n')
          add(c, {left: (box.left - origin.left) / ch, top: (box.top + box.height / 2 - origin.top) / 20, width: box.width / ch, height: box.height},
              getComputedStyle(node.parentElement), 'html');
      }
    }
  }
  const out = document.createElement('script');
  out.type = 'application/json';
  out.id = 'found';
  out.textContent = JSON.stringify(found).replace(/</g, '\\\\u003c');
  document.body.append(out);
});
</script>"""


def chromium(folder, *arguments):
    done = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb", "--disable-lcd-text",
                           "--user-data-dir=" + os.path.join(folder, "profile"), *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)
    if done.returncode:
        raise Wrong("chromium: %s" % done.stderr.decode("utf-8", "replace")[-500:])
    return done.stdout.decode("utf-8")


def laid_out(folder, body):
    with open(os.path.join(folder, "probe.html"), "w", encoding="utf-8") as file:
        file.write(body)
    dom = chromium(folder, "--dump-dom", "file://" + os.path.join(folder, "probe.html"))
    found = re.search(r'id="found">(.*?)</script>', dom, re.S)
    if not found:
        raise Wrong("the probe did not run")
    return json.loads(found.group(1))


def where(kind, item):
    """Column and row of a character as the browser placed it, in cells, not rounded."""
    _, left, top, _, height = item[:5]
    if kind == "svg":
        return (left - MARGIN) / CELL, (top + height / 2 - MARGIN) / LINE
    return left, top


def browser_agrees(folder, name, kind, judge, size):
    text = read(folder, name + "." + kind)
    body = "<!DOCTYPE html><meta charset=utf-8><body style='margin:0'>" + text + PROBE if kind == "svg" else text.replace("</body>", PROBE + "</body>")
    seen = {}
    for item in laid_out(folder, body):
        if columns(item[0]) == 0:
            continue
        x, y = where(kind, item)
        if item[0] != " " and (abs(x - round(x)) > 0.25 or not 0.2 < y - int(y) < 0.8):
            raise Wrong("%s.%s: %r stands at column %.2f, row %.2f" % (name, kind, item[0], x, y))
        seen[round(x), int(y)] = item[0]
    for (x, y), cell in judge.items():
        if cell.text != " " and seen.get((x, y)) != cell.text[0]:
            raise Wrong("%s.%s: the browser shows %r for %r at %d,%d" % (name, kind, seen.get((x, y)), cell.text, x, y))
    for (x, y), character in seen.items():
        if character != " " and judge.get((x, y), Cell()).text[0] != character:
            raise Wrong("%s.%s: %r too much at %d,%d" % (name, kind, character, x, y))
    if len(seen) < size[1]:
        raise Wrong("%s.%s: nothing was laid out" % (name, kind))


def read_png(path):
    with open(path, "rb") as file:
        data = file.read()
    at, packed, head = 8, b"", None
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IHDR":
            head = struct.unpack(">IIBBBBB", data[at + 8:at + 21])
        elif kind == b"IDAT":
            packed += data[at + 8:at + 8 + length]
        at += 12 + length
    width, height, depth, colour, interlace = head[0], head[1], head[2], head[3], head[6]
    if depth != 8 or colour not in (2, 6) or interlace:
        raise Wrong("a PNG of another kind")
    n = 3 if colour == 2 else 4
    raw, rows, before = zlib.decompress(packed), [], bytearray(width * n)
    for y in range(height):
        kind, line = raw[y * (width * n + 1)], bytearray(raw[y * (width * n + 1) + 1:(y + 1) * (width * n + 1)])
        for i in range(width * n):
            a, b, c = line[i - n] if i >= n else 0, before[i], before[i - n] if i >= n else 0
            if kind == 1:
                line[i] = (line[i] + a) & 255
            elif kind == 2:
                line[i] = (line[i] + b) & 255
            elif kind == 3:
                line[i] = (line[i] + (a + b) // 2) & 255
            elif kind == 4:
                near = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
                line[i] = (line[i] + near) & 255
        rows.append(line)
        before = line
    return lambda x, y: tuple(rows[y][x * n:x * n + 3])


def pixels_agree(folder, name, size, grid):
    """Painted: each cell's background where no letter reaches, and ink of the right colour exactly where there is a character."""
    width, height = size[0] * CELL + 2 * MARGIN, size[1] * LINE + 2 * MARGIN
    chromium(folder, "--window-size=%d,%d" % (width, height), "--screenshot=" + os.path.join(folder, "shot.png"), "file://" + os.path.join(folder, name + ".svg"))
    pixel = read_png(os.path.join(folder, "shot.png"))
    for (x, y), cell in grid.items():
        left, top = MARGIN + x * CELL, MARGIN + y * LINE
        back = rgb(cell.bg)
        # no letter and no line reaches into the corner
        if pixel(left, top) != back:
            raise Wrong("%s.svg: background of %d,%d %r is %s, not %s" % (name, x, y, cell.text, pixel(left, top), cell.bg))
        inked = [j for i in range(CELL * cell.width) for j in range(LINE) if pixel(left + i, top + j) != back]
        if cell.text == " " and sum(1 for j in inked if 3 <= j < LINE - 4) > 24:
            raise Wrong("%s.svg: ink in the blank cell %d,%d" % (name, x, y))
        if cell.text != " ":
            front = rgb(cell.fg)
            near = min(max(abs(a - b) for a, b in zip(pixel(left + i, top + j), front)) for i in range(CELL * cell.width) for j in range(LINE))
            if not inked or near > 110:
                raise Wrong("%s.svg: %r at %d,%d is not painted in %s (%d away)" % (name, cell.text, x, y, cell.fg, near))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hmsh", default="build/hmsh")
    parser.add_argument("--browser", action="store_true")
    arguments = parser.parse_args()
    passed = failed = 0

    def count(what, function, *values):
        nonlocal passed, failed
        try:
            function(*values)
            passed += 1
        except (Wrong, KeyError, ValueError, OSError, subprocess.SubprocessError, xml.etree.ElementTree.ParseError) as error:
            failed += 1
            print("FAILED %s: %s: %s" % (what, type(error).__name__, error))

    with tempfile.TemporaryDirectory() as folder:
        wishes = list(wishes_of(arguments))
        write_pictures(arguments.hmsh, folder, [wish[:2] for wish in wishes])
        for name, _, size in wishes:
            if not arguments.browser:
                count(name, compare_cells, folder, name, size)
                continue
            judge = read_ansi(read(folder, name + ".ansi"))
            count(name + ".svg", browser_agrees, folder, name, "svg", judge, size)
            count(name + ".html", browser_agrees, folder, name, "html", judge, size)
            count(name + ".svg, pixels", pixels_agree, folder, name, size, read_svg(read(folder, name + ".svg"), size))
    if not arguments.browser:
        count("README's pictures", pictures_are_current, arguments.hmsh)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
