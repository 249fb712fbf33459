#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual: one text, and nothing missing in it.

The man page says what `help` says of the language; what the compiler refuses as left out of C is listed with an example that is refused so; each
code of the shell's own errors is explained; every topic, call and constant has help; all of it fits 80 columns.
"""
import argparse
import glob
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def run(hmsh, *lines, options=()):
    command = [hmsh, "--no-rc", "--keep-going", *options]
    for line in lines:
        command += ["-c", line]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False, env=dict(os.environ, LC_ALL="C", TERM="dumb"))
    return done.stdout.decode("utf-8", "replace")


def sources(pattern, folder="shell"):
    found = set()
    for path in glob.glob(os.path.join(ROOT, folder, "**/*.c"), recursive=True):
        with open(path, encoding="utf-8") as file:
            found.update(re.findall(pattern, file.read()))
    return found


def words(text):
    return re.findall(r"[A-Za-z0-9_$]+", text)


def man_page(hmsh):
    """Each word of `help manual`, in its order, stands in the man page that was built beside hmsh."""
    path = os.path.join(os.path.dirname(hmsh), "hmsh.1")
    if not os.path.exists(path):
        return "%s is not there (make builds it)" % path
    with open(path, encoding="utf-8") as file:
        page = file.read()
    section = page[page.index(".SH LANGUAGE") + len(".SH LANGUAGE"):]
    section = section[:section.index("\n.SH ")]
    section = re.sub(r"^\.SS (.*)", r"\1", re.sub(r"^\.(PP|nf|fi)$", "", section, flags=re.M), flags=re.M)
    shown = re.sub(r"^([a-z_]+): (?=.*\n\n)", "", run(hmsh, "help manual"), flags=re.M)
    if words(section.replace("\\e", "\\").replace("\\-", "-").replace("\\&", "")) != words(shown):
        return "its LANGUAGE section is not what `help manual` says: make hmsh.1 again"
    if "@LANGUAGE@" in page:
        return "its LANGUAGE section is missing"
    return None


def formats(hmsh):
    page = os.path.join(os.path.dirname(hmsh), "hmsh.1")
    done = subprocess.run(["groff", "-man", "-Tascii", "-ww", "-z", page], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.stdout.decode("utf-8", "replace").strip() or None


def subset(hmsh):
    """What C is refused as left out stands in the list with what to write instead, by the words of the message."""
    shown, missing = " ".join(run(hmsh, "help subset").split()), []
    for what in sources(r'\brefuse\w*\([^;"]*"([^"]+)"', "shell/lang"):
        if " %s: " % what not in " " + shown:
            missing.append(what)
    return "`help subset` does not name: %s" % ", ".join(sorted(missing)) if missing else None


def refused(hmsh):
    with open(os.path.join(ROOT, "shell/command/manual.c"), encoding="utf-8") as file:
        rows = re.findall(r'\{ "([^"]+)", "((?:[^"\\]|\\.)*)", "(?:[^"\\]|\\.)*" \},', file.read())
    if len(rows) < 20:
        return "only %d rows of what is left out are understood" % len(rows)
    for what, example in rows:
        said = run(hmsh, example.encode().decode("unicode_escape"), options=["--syntax-only"])
        if "error: %s: valid C that hmsh leaves out [hmsh-subset]" % what not in said:
            return "%s is not refused as \"%s\":\n%s" % (example, what, said)
    return None


def codes(hmsh):
    found = sources(r'session_error\([^;"]*"(hmsh-[a-z-]+)"') | sources(r'lang_diag\([^;"]*"([a-z-]+)"')
    missing = [code for code in sorted(found) if "is not explained" in run(hmsh, "explain " + code)]
    if len(found) < 20:
        return "only %d codes are found in the sources" % len(found)
    return "not explained: %s" % ", ".join(missing) if missing else None


def topics(hmsh):
    shown = run(hmsh, "help")
    names = re.findall(r"^  help (\w+)", shown, re.M)
    if "language" not in names or "subset" not in names:
        return "`help` does not list its topics"
    for name in names + ["calls", "KM_USER0", "GFP_HIGHUSER", "__GFP_HIGHMEM", "printf", "memset", "werror", "6.1", "pkmap", "kmap_atomic", "-Wparentheses", "E-PP_DIVISION"]:
        text = run(hmsh, "help " + name)
        if "no help for" in text or len(text) < 40:
            return "help %s: %s" % (name, text)
        for line in text.split("\n"):
            if len(line) > 80:
                return "help %s: %d columns: %s" % (name, len(line), line)
    return None


def columns(hmsh):
    for command in ("help", "help calls", "help manual", "apropos a", "apropos slot", "explain list", "show", "info"):
        for line in run(hmsh, command).split("\n"):
            if len(line) > 80:
                return "%s: %d columns: %s" % (command, len(line), line)
    return None


def constants(hmsh):
    if not run(hmsh, "help KM_USER0").startswith("KM_USER0 = 7 (0x7)\n"):
        return "help KM_USER0 does not tell its value"
    if "this kernel (6.1) has no such name" not in run(hmsh, "help KM_USER0", options=["--era", "6.1"]):
        return "help KM_USER0 in 6.1 does not say that it is gone"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--hmsh", default=os.path.join(ROOT, "build", "hmsh"))
    hmsh = os.path.abspath(parser.parse_args().hmsh)
    tests, failed = (man_page, formats, subset, refused, codes, topics, columns, constants), 0
    for test in tests:
        wrong = test(hmsh)
        if wrong:
            failed += 1
            print("FAILED %s: %s" % (test.__name__, wrong))
    print("%d passed, %d failed" % (len(tests) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
