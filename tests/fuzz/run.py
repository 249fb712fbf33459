#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile input for the language: what breaks interpreters, made here case by case. Each case says which exit status is right and what
must be said; for all of them: no signal, no sanitizer report, in time, little output, no control byte, and an error names a line.

--slow N: the program is N times slower than the plain build (sanitizers): time limits stretch, the biggest inputs shrink."""
import argparse
import concurrent.futures
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import lib  # noqa: E402

OK, ERROR, REPORT, FILE, LIMIT = 0, 2, 3, 4, 5


class Case:
    def __init__(self, name, text, status, says=None, silent_about=None, seconds=10, small_stack=False, size=64 * 1024, place=True, arguments=()):
        self.name, self.text = name, text if isinstance(text, bytes) else text.encode("utf-8")
        self.status = status if isinstance(status, tuple) else (status,)
        self.says, self.silent_about, self.seconds, self.small_stack, self.size = says, silent_about, seconds, small_stack, size
        self.place, self.arguments = place, arguments


CASES = []


def case(*arguments, **keys):
    CASES.append(Case(*arguments, **keys))


DEEP = 100000

# name: f(n) gives a script with n levels
SHAPES = {
    "parentheses": lambda n: "int x = " + "(" * n + "1" + ")" * n + ";",
    "casts": lambda n: "int x = " + "(int)" * n + "1;",
    "minuses": lambda n: "int x = " + "- " * n + "1;",
    "nots": lambda n: "int x = " + "!~" * (n // 2) + "1;",
    "stars": lambda n: "int y; int *x = &y; " + "*" * n + "x;",
    "address-stars": lambda n: "int y; int *x = &y; " + "*&" * (n // 2) + "x;",
    "calls": lambda n: "int f(int a) { return a; } int x = " + "f(" * n + "1" + ")" * n + ";",
    "indexes": lambda n: "int a[2]; int x = " + "a[" * n + "0" + "]" * n + ";",
    "sizeofs": lambda n: "int x = " + "sizeof " * n + "1;",
    "ternaries": lambda n: "int x = " + "1 ? " * n + "1" + " : 1" * n + ";",
    "ternary-tails": lambda n: "int x = " + "0 ? 1 : " * n + "1;",
    "assignments": lambda n: "int x; " + "x = " * n + "1;",
    "else-ifs": lambda n: "int x = 0; " + "if (x) ; else " * n + ";",
    "ifs": lambda n: "int x = 0; " + "if (x) " * n + ";",
    "blocks": lambda n: "{" * n + "}" * n,
    "loops": lambda n: "for (;0;) " * n + ";",
    "whiles": lambda n: "while (0) " * n + ";",
    "switches": lambda n: "switch (0) " * n + ";",
    "pointers": lambda n: "int " + "*" * n + "x;",
    "arrays": lambda n: "int x" + "[1]" * n + ";",
    "declarators": lambda n: "int " + "(" * n + "x" + ")" * n + ";",
    "functions": lambda n: "int x" + "(int (*)" * n + "(void)" + ")" * n + ";",
    "braces": lambda n: "int x[1] = " + "{" * n + "1" + "}" * n + ";",
    "structs": lambda n: "struct a { int x; " + "struct { " * n + "int y; " + "};" * n + "};",
    "commas": lambda n: "int x; " + "x, " * n + "x;",
    "strings": lambda n: "char *x = " + '"a" ' * n + ";",
    "ifdefs": lambda n: "#if 1\n" * n + "#endif\n" * n,
    "conditions": lambda n: "#if " + "(" * n + "1" + ")" * n + "\n#endif\n",
    "open-parentheses": lambda n: "int x = " + "(" * n,
    "open-braces": lambda n: "{" * n,
    "close-braces": lambda n: "}" * n,
}


def nesting():
    for name, make in SHAPES.items():
        broken = name.startswith(("open-", "close-"))
        case("nest %s 60" % name, make(60), (ERROR,) if broken or name == "stars" else (OK, ERROR), place=broken)
        for depth in (300, 5000, DEEP):
            case("nest %s %d" % (name, depth), make(depth), (OK, ERROR), small_stack=depth == DEEP)
    for name in ("parentheses", "blocks", "casts", "minuses", "else-ifs", "calls"):
        case("nest %s 63 is C's own minimum" % name, SHAPES[name](63), OK)
    case("parentheses at the limit's far side", SHAPES["parentheses"](300), ERROR, says=b"256")
    case("a million parentheses", SHAPES["parentheses"](1000000), ERROR, says=b"256", small_stack=True)


def arithmetic():
    case("a hundred thousand terms", "int x = " + "1+" * 100000 + "1; printf(\"%d\\n\", x);", (OK, ERROR), small_stack=True)
    case("a million terms", "int x; x = " + "1+" * 1000000 + "1;", (OK, ERROR), seconds=20, small_stack=True)
    low = "int low = -2147483647 - 1; int minus = -1; "
    case("INT_MIN / -1", low + "int x = low / minus;", REPORT, says=b"divide error")
    case("INT_MIN %% -1", low + "int x = low %% minus;".replace("%%", "%"), REPORT, says=b"divide error")
    case("INT_MIN /= -1", low + "low /= minus;", REPORT, says=b"divide error")
    case("-INT_MIN", low + 'printf("%d\\n", -low);', OK, says=b"-2147483648")
    case("INT_MIN * -1", low + 'printf("%d\\n", low * minus);', OK, says=b"-2147483648")
    case("INT_MIN / -1 folded", "int x = (-2147483647 - 1) / -1;", (OK, ERROR, REPORT))
    case("LLONG_MIN / -1", "long long low = -9223372036854775807LL - 1; long long minus = -1; long long x = low / minus; printf(\"%lld\\n\", x);", OK, says=b"-9223372036854775808")
    case("LLONG_MIN / -1 folded", "long long x = (-9223372036854775807LL - 1) / -1;", (OK, ERROR, REPORT))
    case("1 / 0", "int zero = 0; int x = 1 / zero;", REPORT, says=b"divide error")
    case("1 % 0", "int zero = 0; int x = 1 % zero;", REPORT, says=b"divide error")
    case("x /= 0", "int x = 1; x /= 0;", REPORT, says=b"divide error")
    case("1 / 0 folded", "int x = 1 / 0;", REPORT, says=b"divide")
    case("1 / 0 as an array's size", "int x[1 / 0];", ERROR)
    case("1 / 0 in #if", "#if 1 / 0\n#endif\n", ERROR)
    case("1 / 0 in a case", "switch (1) { case 1 / 0: ; }", ERROR)
    case("1 / 0 in an enum", "enum e { A = 1 / 0 };", ERROR)
    for amount in ("32", "64", "-1", "2147483647", "1000"):
        case("shift by " + amount, 'int n = %s; int x = 1; printf("%%d %%d %%d\\n", x << n, x >> n, -8 >> n);' % amount, OK)
        case("shift by %s folded" % amount, "int x = 1 << (%s);" % amount, OK)
        case("long long shift by " + amount, 'int n = %s; long long x = 1; printf("%%lld %%lld\\n", x << n, -x >> n);' % amount, OK)
    case("float arithmetic", "double d = 1.5;", ERROR, says=b"[hmsh-subset]")


def literals():
    case("literal 2^31", 'printf("%d\\n", 2147483648 > 0);', OK, says=b"1")
    case("literal 2^32", 'long long x = 4294967296; printf("%lld\\n", x);', OK, says=b"4294967296")
    case("literal 2^64", "unsigned long long x = 18446744073709551616;", (OK, ERROR), says=b"too large")
    case("literal of 50 digits", "int x = " + "9" * 50 + ";", (OK, ERROR), says=b"too large")
    case("literal of a million digits", "int x = " + "7" * 1000000 + ";", (OK, ERROR), says=b"too large")
    case("literal 0x", "int x = 0x;", ERROR, says=b"suffix")
    case("literal 08", "int x = 08;", ERROR, says=b"octal")
    case("literal 0b2", "int x = 0b2;", ERROR)
    case("literal 1x", "int x = 1x;", ERROR, says=b"suffix")
    case("literal 1.5", "int x = 1.5;", ERROR, says=b"[hmsh-subset]")
    case("character of many", "int x = 'abcdef';", (OK, ERROR))
    case("empty character", "int x = '';", ERROR)
    case("escape \\x without digits", 'char *x = "\\x";', ERROR)
    case("escape \\xfff", 'char *x = "\\xfffffffff";', (OK, ERROR))
    case("escape \\777", 'char *x = "\\777";', (OK, ERROR))


def memory():
    case("a[i] far out", "int a[4]; int i = 0x40000000; a[i] = 1;", (OK, REPORT))
    case("a[-1]", "int a[4]; int i = -1; a[i] = 1;", (OK, REPORT))
    case("i[a]", 'int a[4] = { 1, 2, 3, 4 }; printf("%d\\n", 2[a]);', OK, says=b"3")
    case("p + 2^31", "char *p = 0; p = p + 0x7fffffff + 0x7fffffff; *p = 1;", (REPORT,))
    case("store at 0", "*(char *)0 = 1;", REPORT, says=b"NULL pointer")
    case("load at 0", "int x = *(int *)0;", REPORT, says=b"NULL pointer")
    case("load at the top", "int x = *(int *)0xfffffffe;", REPORT, says=b"paging request")
    case("call of 0", "void (*f)(void) = 0; f();", REPORT)
    case("call of data", "int x; void (*f)(void) = (void (*)(void))&x; f();", (REPORT, LIMIT))
    case("array of 0", "int a[0]; a;", OK, place=False)
    case("array of -1", "int a[-1];", ERROR, says=b"negative")
    case("array of 2^30", "int a[1 << 30];", ERROR)
    case("array of 2^62", "int a[1LL << 62];", ERROR)
    case("array of arrays of 2^40", "char a[1 << 20][1 << 20];", ERROR)
    case("array larger than the machine", "char a[100000000];", (ERROR, LIMIT))
    case("struct larger than the machine", "struct s { char a[0x7fffffff]; char b[0x7fffffff]; }; struct s x;", (ERROR, LIMIT))
    case("memset of everything", "memset((void *)0xc0c00000, 0, 0xffffffff);", (REPORT, LIMIT), seconds=20)
    case("a byte in each page", "struct page *p; while ((p = alloc_page(GFP_HIGHUSER))) { char *v = kmap_atomic(p, KM_USER0); v[0] = 1; kunmap_atomic(v, KM_USER0); }",
         LIMIT, seconds=20, place=False)
    case("memset of page tables", "memset((void *)0xc0800000, 0xff, 4096); int x = *(int *)0xc0000000;", (OK, REPORT, LIMIT))
    case("memcpy onto itself, backwards", "char a[100]; memcpy(a + 1, a, 99); memcpy(a, a + 1, 99);", OK)
    case("strlen of no end", "char *p = (char *)0xc1000000; memset(p, 1, 100000); strlen(p);", (OK, REPORT, LIMIT))
    case("free of what is free", "struct page *p = alloc_page(GFP_KERNEL); __free_page(p); __free_page(p);", REPORT)
    case("free of a number", "__free_page((struct page *)12345);", REPORT)
    case("all pages", "while (alloc_page(GFP_HIGHUSER)) ; printf(\"none left\\n\");", OK, says=b"none left", seconds=20, arguments=("--machine", "ram=64M"))
    case("kmap of rubbish", "kmap((struct page *)0x10);", REPORT)
    case("kunmap of rubbish", "kunmap((struct page *)0xffffffff);", REPORT)
    case("km_type out of range", "kmap_atomic(alloc_page(GFP_HIGHUSER), 1000000);", (OK, REPORT))
    case("km_type negative", "kmap_atomic(alloc_page(GFP_HIGHUSER), -5);", (OK, REPORT))
    case("kmap_atomic_to_page of 0", "kmap_atomic_to_page(0);", (OK, REPORT))
    case("a stack overwritten", "void f(int n) { int a[4]; int i; for (i = -1000; i < 1000; i++) a[i] = n; } f(-1);", (OK, REPORT, LIMIT, ERROR))
    case("a string literal overwritten", 'char *s = "abc"; s[0] = 0x1b; s[1] = 7; printf("%s\\n", s);', OK)


def endless():
    case("while (1)", "while (1) ;", LIMIT, arguments=("--steps", "100000"), place=False)
    case("for (;;) with a call", "for (;;) preempt_count();", LIMIT, arguments=("--steps", "100000"), place=False)
    case("do while", "int x = 0; do x++; while (x != -1);", LIMIT, arguments=("--steps", "100000"), place=False)
    case("recursion without end", "int f(int n) { return f(n + 1); } f(0);", LIMIT, place=False)
    case("mutual recursion", "int g(int n); int f(int n) { return g(n); } int g(int n) { return f(n); } f(0);", LIMIT, place=False)
    case("Ackermann", "int a(int m, int n) { return m == 0 ? n + 1 : n == 0 ? a(m - 1, 1) : a(m - 1, a(m, n - 1)); } a(4, 4);", LIMIT, place=False)
    case("big frames", "int f(int n) { char a[100000]; a[0] = 1; return f(n + a[0]); } f(0);", LIMIT, place=False)
    case("endless print", 'for (;;) printf("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\\n");', LIMIT, size=9 * 1024 * 1024, place=False)
    case("endless tasks", "int n; for (n = 0; n < 1000; n++) alloc_page(GFP_HIGHUSER);", OK)
    case("spawns without end", "\n".join("spawn t%d { schedule(); }" % i for i in range(400)), (OK, LIMIT), place=False, size=1 << 20)


def size_bombs():
    case("10 MB line, error at its end", "int x; " + "x=1;" * 2500000 + " @", ERROR, seconds=30, size=2000)
    case("name of a million letters", "int " + "a" * 1000000 + "; b;", (ERROR,), size=4000)
    case("undeclared name of a million letters", "a" * 1000000 + ";", ERROR, size=4000)
    case("string of 10 MB", 'char *s = "' + "a" * 10000000 + '";', (OK, ERROR, LIMIT), seconds=20, size=4000)
    case("100,000 declarations", "\n".join("int x%d;" % i for i in range(100000)), (OK, ERROR, LIMIT), seconds=20, size=64 * 1024)
    case("20,000 names alike", "\n".join("int %s%d;" % ("a" * 200, i) for i in range(20000)), (OK, ERROR, LIMIT), seconds=20)
    case("200,000 errors", "@\n" * 200000, ERROR, seconds=20)
    case("100,000 undeclared", "\n".join("x%d;" % i for i in range(100000)), ERROR, seconds=20)
    case("a function of 100,000 statements", "void f(void) { int x = 0;" + "x = x + 1;" * 100000 + "} f();", (OK, ERROR, LIMIT), seconds=20)
    case("a switch of 50,000 cases", "switch (3) {" + "".join("case %d: ;" % i for i in range(50000)) + "}", (OK, ERROR, LIMIT), seconds=20)
    case("an enum of 50,000", "enum e {" + ", ".join("e%d" % i for i in range(50000)) + "};", (OK, ERROR, LIMIT), seconds=20)
    case("a struct of 50,000", "struct s {" + "".join("int m%d;" % i for i in range(50000)) + "};", (OK, ERROR, LIMIT), seconds=20)
    case("a call with 5,000 arguments", "int f(); f(" + ", ".join("1" * 1 for _ in range(5000)) + ");", (OK, ERROR))
    case("an initializer of a million", "char a[] = {" + "1," * 1000000 + "};", (OK, ERROR, LIMIT), seconds=20)
    case("macro bomb", "#define a0 1+1\n" + "".join("#define a%d a%d + a%d\n" % (i, i - 1, i - 1) for i in range(1, 40)) + "int x = a39;", (ERROR, LIMIT), seconds=20)
    case("macro in itself", "#define a a + 1\nint x; int b = a;", ERROR)
    case("macros in each other", "#define a b\n#define b a\nint x = a;", ERROR)
    case("50,000 macros", "".join("#define m%d %d\n" % (i, i) for i in range(50000)) + "int x = m777;", (OK, ERROR, LIMIT), seconds=20)


def tokens():
    case("open string", 'char *s = "abc', ERROR, says=b":1:11:")
    case("open character", "int x = 'a", ERROR, says=b":1:9:")
    case("open comment", "int x;\n/* never closed\nint y;\n", ERROR, says=b":2:1:")
    case("a million comment openers", "/* " * 1000000, ERROR)
    case("an open comment of a megabyte", "/*" + " x" * 500000, ERROR, says=b":1:1:")
    case("a million slashes", "/" * 1000000, OK, place=False)
    case("NUL in code", b"int x;\0int y = 1;\n@", ERROR)
    case("NUL in a string", b'char *s = "a\0b"; printf("after\\n");', (OK, ERROR))
    case("NUL in a comment", b"/* a\0b */ printf(\"after\\n\");", OK, says=b"after")
    case("code after a NUL is still read", b"int x;\n\0\nnowhere;\n", ERROR, says=b"nowhere")
    for name, raw in {"lone continuation": b"\x80", "cut sequence": b"\xe2\x82", "overlong": b"\xc0\xaf", "surrogate": b"\xed\xa0\x80", "beyond": b"\xf4\x90\x80\x80", "ff": b"\xff\xfe\xfd"}.items():
        case("bad UTF-8, %s, in code" % name, b"int " + raw + b" = 1;", ERROR)
        case("bad UTF-8, %s, in a string" % name, b'printf("[' + raw + b']\\n");', (OK, ERROR))
        case("bad UTF-8, %s, in a comment" % name, b"// " + raw + b"\nnowhere;", ERROR)
        case("bad UTF-8, %s, at the end" % name, b"int x; " + raw, ERROR)
    case("UTF-16", "int x = 1;\n".encode("utf-16"), (ERROR, FILE), says=b"UTF-16", place=False)
    case("UTF-8 with BOM", b"\xef\xbb\xbfprintf(\"seen\\n\");\n", OK, says=b"seen")
    case("CRLF", b"int x = 1;\r\nprintf(\"%d\\n\",\r\n x);\r\n", OK, says=b"1")
    case("CRLF in #define", b"#define A 7\r\n#if A == 7\r\nprintf(\"%d\\n\", A);\r\n#endif\r\n", OK, says=b"7")
    case("lone CR", b"int x = 1;\rint y = @;\r", ERROR)
    case("no newline at the end", b"printf(\"end\\n\");", OK, says=b"end")
    case("backslash at the end", b"int x; \\", (OK, ERROR))
    case("empty", b"", OK, place=False)
    case("only blanks", b" \t\n\n  \n", OK, place=False)
    case("form feed and vertical tab", b"int x;\f\v int y;\n", OK, place=False)
    for token in ("@", "`", "\\", "#", "##", "...", "->", "$", "?", ":", "]", ")", "}", "case", "else", "default", "break;", "continue;", "goto x;", "x: ;",
                  "asm(\"\");", "typeof(1) x;", "int;", "struct;", "enum;", "union;", "int int x;", "long long long x;", "static", "extern", "register int",
                  "return", "for(", "for(;;", "if", "while(", "do", "switch", "sizeof", "sizeof(", "(int", "int x[", "int x = {", "int f(", "int f(int", "\"", "'"):
        case("token %s alone" % token, token, (OK, ERROR))
        case("token %s in a function" % token, "void f(void) { %s }" % token, (OK, ERROR))
        case("token %s in the middle" % token, "int a = 1; a = (a %s + 2); a;" % token, (OK, ERROR))


TERMINAL = {
    "ESC": "\x1b[31m", "OSC title": "\x1b]0;owned\x07", "OSC 8": "\x1b]8;;http://x\x1b\\", "OSC 52": "\x1b]52;c;Zm9v\x07", "DCS": "\x1bP1$r\x1b\\", "report": "\x1b[6n",
    "RIS": "\x1bc", "BEL": "\x07", "BS": "\x08\x08", "DEL": "\x7f", "CR": "x\rFORGED", "C1": "\x9b31m", "C1 OSC": "\x9d0;x\x9c", "bidi": "\u202eab\u2066c", "LRM": "\u200e",
    "line separator": "\u2028"}


def terminal():
    for name, text in TERMINAL.items():
        case(name + " in a name", "int a%sb = 1;" % text, ERROR)
        case(name + " in a string of an error", 'int x = "%s";\nnowhere;' % text, (OK, ERROR))
        case(name + " in a comment of an error", "nowhere; /* %s */" % text, ERROR)
        case(name + " printed from the source", 'printf("%s\\n");' % text, (OK, ERROR))
        escaped = "".join("\\%03o" % byte for byte in text.encode("utf-8"))
        case(name + " printed at run time", 'printf("%s\\n"); printk("%%s\\n", "%s");' % (escaped, escaped), OK)
        pieces = "".join('printf("%%c", %d);' % byte for byte in text.encode("utf-8"))
        case(name + " printed in pieces", pieces + ' printf("\\n");', OK)
        case(name + " as a command", "lesson %s\n" % text, (OK, ERROR, FILE), place=False)
        case(name + " as a task", "spawn a%sb { schedule(); }\ninfo tasks\n" % text, (OK, ERROR), place=False)
        case(name + " in #line and #error", '#error %s\n' % text, ERROR)
        case(name + " in a macro", "#define A%s 1\nnowhere;" % text, ERROR)
    case("raw C1 byte", b'printf("\x9b31m\\n"); nowhere\x9b;', ERROR)
    case("%n%s in strings", 'printf("%n%s%s%s\\n");', (OK, ERROR, REPORT))
    case("%s of rubbish", 'printf("%s\\n", (char *)1);', (OK, REPORT))
    case("%n in a name", "int x = %n%s;", ERROR)
    case("%n%s in an undeclared string", 'nowhere("%n%s%s");', ERROR)
    case("%999999999d", 'printf("%999999999d\\n", 1);', (OK, ERROR, LIMIT), size=9 * 1024 * 1024)
    case("%.*s far", 'printf("%.*s\\n", 2147483647, (char *)0xc1000000);', (OK, REPORT, LIMIT), size=9 * 1024 * 1024)
    case("%*d negative", 'printf("[%*d]\\n", -2147483647 - 1, 1);', (OK, ERROR, LIMIT), size=9 * 1024 * 1024)
    case("printf without arguments", "printf();", ERROR)


def types():
    case("struct in itself", "struct a { struct a x; };", ERROR)
    case("structs in each other", "struct a { struct b *x; }; struct b { struct a *y; }; struct a x; struct b y; x.x = &y; y.y = &x;\nprint x\nprint y\n", OK, place=False)
    case("struct of void", "struct a { void x; };", ERROR)
    case("array of functions", "int f[3](void);", ERROR)
    case("function of arrays", "int f(void)[3];", ERROR)
    case("array of void", "void a[3];", ERROR)
    case("incomplete", "struct nowhere x;", ERROR, says=b"storage size")
    case("incomplete member", "struct nowhere *x = 0; x->y;", ERROR)
    case("typedef of itself", "typedef t t;", ERROR)
    case("typedef and variable", "typedef int t; int t;", ERROR)
    case("duplicate case", "switch (1) { case 1: ; case 1: ; }", ERROR, says=b"duplicate case")
    case("two defaults", "switch (1) { default: ; default: ; }", ERROR, says=b"multiple default")
    case("break outside", "break;", ERROR, says=b"break statement not within")
    case("continue outside", "continue;", ERROR, says=b"continue statement not within")
    case("case outside", "case 1: ;", ERROR)
    case("return of the wrong kind", "void f(void) { return 1; }", (OK, ERROR), says=b"return")
    case("return of nothing", "int f(void) { return; }", (OK, ERROR), says=b"return")
    case("goto", "goto out;", ERROR, says=b"[hmsh-subset]")
    case("statement expression", "int x = ({ 1; });", ERROR, says=b"[hmsh-subset]")
    case("asm", 'asm("hlt");', ERROR, says=b"[hmsh-subset]")
    case("bit-field", "struct a { int x : 3; };", ERROR, says=b"[hmsh-subset]")
    case("VLA", "int n = 3; int a[n];", ERROR, says=b"[hmsh-subset]")
    case("function-like macro", "#define F(x) x\n", ERROR, says=b"[hmsh-subset]")
    case("_Generic", "int x = _Generic(1, int: 2);", ERROR, says=b"[hmsh-subset]")
    case("attribute", "int x __attribute__((unused));", ERROR, says=b"[hmsh-subset]")
    case("typeof", "typeof(1) x;", ERROR, says=b"[hmsh-subset]")
    case("K&R", "int f(a) int a; { return a; }", ERROR, says=b"[hmsh-subset]")
    case("too many arguments", "preempt_count(1, 2, 3);", ERROR, says=b"too many arguments")
    case("too few arguments", "kmap_atomic();", ERROR, says=b"too few arguments")
    case("undefined function", "nowhere(1);", ERROR, says=b"undefined reference")
    case("a call of an int", "int x; x();", ERROR, says=b"not a function")
    case("lvalue", "1 = 2;", ERROR, says=b"lvalue required")
    case("redeclared", "int x; long x;", ERROR, says=b"conflicting types")
    case("#include of a file", '#include "/etc/passwd"\n', ERROR)
    case("#include of a device", "#include </dev/zero>\n", ERROR)
    case("#include of a folder", "#include <..>\n", ERROR)
    case("#if open", "#if 1\nint x;\n", ERROR, says=b"unterminated")
    case("#else alone", "#else\n", ERROR)
    case("#endif alone", "#endif\n", ERROR)
    case("#rubbish", "#rubbish\n", ERROR)


def commands():
    for argument in ("256", "-1", "999999999999999999999", "abc", "0x", ""):
        case("quit " + argument, "quit %s\n" % argument, (OK, ERROR, 1, 3, 4, 5, 255), place=False)
    case("quit in a function", "void f(void) { quit; } f();", ERROR)
    case("undo too far", "undo 999999999999999999\n", (OK, ERROR), place=False)
    case("undo backwards", "undo -1\n", (OK, ERROR), place=False)
    case("cpu that is not there", "cpu 999999\ncpu -1\ncpu x\n", ERROR, place=False)
    case("machine rubbish", "machine ram=999999999999999999999G\n", ERROR, place=False)
    case("machine of nothing", "machine ram=0\n", ERROR, place=False)
    case("machine key unknown", "machine nosuch=1\n", ERROR, place=False)
    case("era unknown", "era 9.9.9\n", ERROR, place=False)
    case("vtop of rubbish", "vtop @@@\n", ERROR)
    case("x of rubbish", "x/9999999999xw 0\n", (OK, ERROR), place=False)
    case("x with a strange format", "x/zzz 0xc0000000\n", (OK, ERROR), place=False)
    case("x far", "x/100000xb 0xc0000000\n", (OK, ERROR), place=False, size=8 << 20)
    case("source of itself", "source SELF\n", (ERROR, FILE, LIMIT), place=False)
    for path in ("/dev/zero", "/dev/stdin", ".", "", "/proc/self/mem", "/nonexistent"):
        case("source of %s" % path, "source %s\n" % path, (ERROR, FILE), place=False)
    case("irq open", "irq {\n", ERROR)
    case("irq in irq", "irq { irq { preempt_count(); } }\n", (OK, ERROR))
    case("irq at a step beyond 32 bits", "irq at 99999999999 { }\n", ERROR)
    case("irq twice at once", "irq at 1 every { }\n", ERROR)
    case("irq at every step of an endless loop", "int n;\nirq every { n++; }\nfor (;;) n++;\n", LIMIT, arguments=("--steps", "20000"), place=False)
    case("an interrupt at each step of a recursion without end", "int n;\nint f(int i) { return f(i + 1); }\nnmi every { n++; }\nf(0);\n", (LIMIT, REPORT), place=False)
    case("more interrupts than can be armed", "irq at 2 { }\n" * 40 + "int n;\nn = 1;\n", LIMIT, place=False)
    case("copies of all memory", "copy_to_user((void *)0, (void *)0xc0000000, 0xc0000000);\ncopy_from_user((void *)0xc0000000, (void *)0, 0xffffffff);\n",
         (OK, LIMIT, REPORT), place=False)
    case("info of rubbish", "info rubbish\n", ERROR, place=False)
    case("explain of rubbish", "explain rubbish\n", (OK, ERROR), place=False)
    case("step of rubbish", "step nobody 99999999999\n", (OK, ERROR), place=False)
    case("set of rubbish", "set rubbish on\n", ERROR, place=False)
    case("a very long command", "help " + "a" * 1000000 + "\n", (OK, ERROR), place=False, size=4000)
    case("a hundred thousand commands", "info tasks\n" * 20000, (OK, LIMIT), place=False, size=64 << 20, seconds=30)


def judge(program, item, slow):
    with tempfile.TemporaryDirectory() as home:
        path = os.path.join(home, "hostile.c")
        text = item.text.replace(b"SELF", path.encode())
        with open(path, "wb") as file:
            file.write(text)
        done = lib.hmsh(program, ["-b", "--no-rc", *item.arguments, path], seconds=item.seconds * slow,
                        stack=1 << 20 if item.small_stack and slow == 1 else None, home=home)
    bad = []
    if done.late:
        return ["took more than %d s" % (item.seconds * slow)]
    if done.crashed():
        return ["crashed (status %d): %s" % (done.status, done.err[-1500:].decode("utf-8", "backslashreplace"))]
    if done.status not in item.status:
        bad.append("exit status %d, not %s" % (done.status, " or ".join(map(str, item.status))))
    if item.says and item.says not in done.text:
        bad.append("does not say %r" % item.says.decode())
    if item.silent_about and item.silent_about in done.text:
        bad.append("says %r" % item.silent_about.decode())
    if done.status == ERROR and item.place and not re.search(rb"hostile\.c:\d+:", done.err):
        bad.append("its error names no line")
    if done.status and not done.err.strip():
        bad.append("fails without a word")
    if len(done.out) + len(done.err) > item.size:
        bad.append("prints %d bytes" % (len(done.out) + len(done.err)))
    found = lib.dirty(done.out[:1 << 20]) or lib.dirty(done.err[:1 << 20])
    if found:
        bad.append(found)
    if bad:
        bad.append("said: " + (done.err or done.out)[:400].decode("utf-8", "backslashreplace"))
    return bad


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hmsh", default="build/hmsh")
    parser.add_argument("--slow", type=int, default=1)
    parser.add_argument("--only", default="", help="regular expression over names")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    if arguments.slow > 1:
        global DEEP  # pylint: disable=global-statement
        DEEP = 20000
    for build in (nesting, arithmetic, literals, memory, endless, size_bombs, tokens, terminal, types, commands):
        build()
    chosen = [c for c in CASES if re.search(arguments.only, c.name) and (arguments.slow == 1 or len(c.text) < 300000)]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for item, bad in zip(chosen, pool.map(lambda c: judge(arguments.hmsh, c, arguments.slow), chosen)):
            if bad:
                failed += 1
                print(lib.CONTROL.sub(b"?", ("%s: %s" % (item.name, "; ".join(bad))).encode("utf-8", "backslashreplace")).decode("utf-8", "replace"))
    print("%d passed, %d failed" % (len(chosen) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
