#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Knowledge points one way: lessons -> shell -> include/highmem <- engine. Read from the #include lines, and from the words that
a part must not know. Each row is one rule and counts as one test."""
import glob
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def sources(*patterns):
    for pattern in patterns:
        yield from sorted(glob.glob(os.path.join(ROOT, pattern), recursive=True))


def code(path):
    """The file without comments (kept as blanks, so that lines stay) and without string contents."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    token = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

    def blank(match):
        found = match.group(0)
        if found[0] == '"' and re.search(r"#\s*include\s*$", text[text.rfind("\n", 0, match.start()) + 1:match.start()]):
            return found
        return "".join(c if c == "\n" else " " for c in found)
    return token.sub(blank, text)


def includes(path):
    return re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', code(path), re.M)


def only_includes(patterns, allowed):
    """Every #include of the files is one of the allowed (regular expressions)."""
    return ["%s includes %s" % (os.path.relpath(p, ROOT), i) for p in sources(*patterns) for i in includes(p)
            if not any(re.fullmatch(a, i) for a in allowed)]


def no_words(patterns, words):
    bad = []
    for path in sources(*patterns):
        for number, line in enumerate(code(path).split("\n"), 1):
            found = re.search(words, line)
            if found:
                bad.append("%s:%d says %s" % (os.path.relpath(path, ROOT), number, found.group(0)))
    return bad


def included_once(library, owner):
    """An outside library is known to one file."""
    return ["%s includes %s" % (os.path.relpath(p, ROOT), i) for p in sources("engine/**/*.[ch]", "shell/**/*.[ch]") for i in includes(p)
            if re.match(library, i) and os.path.relpath(p, ROOT) not in owner]


def eras_unknown():
    return no_words(["engine/**/*.c", "shell/**/*.c"], r"\bif\s*\([^)]*\bera\w*\s*(==|!=)\s*&?(era_|\")|strcmp\s*\([^)]*\bera(->|\.)name")


PLAIN = [r"(std(bool|def|int|arg|io|lib)|string|limits|inttypes|errno|assert|setjmp)\.h"]

RULES = {
    "public headers know only each other": lambda: only_includes(["include/highmem/*.h"], [r"highmem/[a-z_]+\.h", *PLAIN]),
    "the engine knows only highmem/ and itself": lambda: only_includes(["engine/**/*.[ch]"], [r"highmem/[a-z_]+\.h", r"engine/[a-z0-9_]+\.h", r"sys/mman\.h", r"unistd\.h", *PLAIN]),
    "the engine has no file, terminal, clock or environment": lambda: no_words(
        ["engine/**/*.[ch]"], r"\b(FILE|fopen|open|printf|fprintf|puts|stdout|stderr|getenv|time|clock_gettime|gettimeofday|rand|random|exit|abort|isatty|signal)\s*(\(|\*)"),
    "the shell knows the engine by highmem/ only": lambda: only_includes(["shell/**/*.[ch]"], [r"(?!engine/).*"]),
    "the language knows no command, terminal or view": lambda: only_includes(
        ["shell/lang/*.[ch]"], [r"highmem/[a-z_]+\.h", r"shell/lang/[a-z0-9_]+\.h", *PLAIN]),
    "no highmem name in the language": lambda: no_words(
        ["shell/lang/*.[ch]"], r"(?<![.>])\b(kmap|kunmap|kmap_atomic|kunmap_atomic|km_type|KM_USER0|alloc_page|page_address|pkmap\w*|mem_map|struct page)\b"),
    "reports and views only look": lambda: only_includes(["shell/report/*.[ch]", "shell/view/*.[ch]"], [r"(?!shell/command/).*"]),
    "readline is known to the prompt": lambda: included_once(r"readline/", ["shell/term/input%s.c" % part for part in ("", "_keys", "_complete", "_lines", "_offer")]),
    "curses is known to one file": lambda: included_once(r"(n?curses|term)(w/.*)?\.h", ["shell/term/screen.c"]),
    "md4c is known to one file": lambda: included_once(r"md4c", ["shell/learn/markdown.c"]),
    "libsodium is known to one file": lambda: included_once(r"sodium", ["shell/exam/crypto.c"]),
    "sqlite is known to one file": lambda: included_once(r"sqlite3", ["shell/learn/progress.c"]),
    "lessons know no readline and no curses": lambda: only_includes(["shell/learn/*.[ch]"], [r"(?!readline|n?curses).*"]),
    "nothing asks which era this is": eras_unknown,
}


def main():
    failed = 0
    for rule, check in RULES.items():
        bad = check()
        if bad:
            failed += 1
            print("%s: broken by\n  %s" % (rule, "\n  ".join(bad[:20])))
    print("%d passed, %d failed" % (len(RULES) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
