# SPDX-License-Identifier: GPL-3.0-or-later
"""Scripts made from a seed, for gcc and hmsh to judge: types x operators x calls x casts x statements x functions x structs x eras.

Three classes: "clean" programs are made by type, so that most say nothing and the rest only warn; "one" is a clean program into which one
mistake of a catalogue was planted; "many" pays no heed to types at all. The same seed makes the same text everywhere.
"""
import random

ERAS = ["2.4.0", "2.4.31", "2.6.11", "mm-2004", "2.6.17", "2.6.24", "2.6.36", "2.6.37", "6.1", "symmetric", "opaque"]
INTEGERS = ["char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned int", "long", "unsigned long", "long long",
            "unsigned long long", "_Bool"]
ARITHMETIC = ["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"]
COMPARE = ["<", ">", "<=", ">=", "==", "!="]
LOGIC = ["&&", "||"]
ASSIGN = ["=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="]
TYPED_SLOT = {"2.4.0": ["KM_BOUNCE_READ", "KM_BOUNCE_WRITE"]}
NO_SLOT = ("2.6.37", "6.1")


class Script:
    def __init__(self, seed, era):
        self.dice = random.Random("%s/%s" % (seed, era))
        self.era = era
        self.serial = 0
        self.lines = []
        self.scopes = [[]]           # (name, type) of what can be read, innermost last
        self.functions = []          # (name, result, parameter types)
        self.records = []            # (tag text, [(member, type)])
        self.enumerators = []
        self.depth = 0

    # ---- pieces ----
    def pick(self, *choices):
        return self.dice.choice(choices)

    def chance(self, share):
        return self.dice.random() < share

    def fresh(self, stem):
        self.serial += 1
        return "%s%d" % (stem, self.serial)

    def line(self, text):
        self.lines.append("\t" * self.depth + text)

    def slot(self):
        return self.dice.choice(TYPED_SLOT.get(self.era, ["KM_USER0", "KM_USER1"]))

    def names(self, *types):
        return [name for scope in self.scopes for name, kind in scope if not types or kind in types]

    def integer_names(self):
        return self.names(*INTEGERS)

    def literal(self):
        value = self.dice.choice([0, 1, 2, 7, 10, 31, 32, 127, 128, 255, 256, 4096, 65535, 65536, 2147483647, 2147483648, 4294967295, 4294967296])
        return self.pick("%d", "%d", "0x%x") % value + self.pick("", "", "", "", "u", "L", "UL", "LL")

    # ---- declarations ----
    def record(self):
        word, tag = self.pick("struct", "struct", "union"), self.fresh("s")
        members = [(self.fresh("m"), self.dice.choice(INTEGERS + ["char *", "struct page *", "void *"])) for _ in range(self.dice.randrange(1, 5))]
        self.line("%s %s {" % (word, tag))
        for name, kind in members:
            self.line("\t" + declare(kind, name) + ";")
        self.line("};")
        self.records.append(("%s %s" % (word, tag), members))

    def enum(self):
        names = [self.fresh("E") for _ in range(self.dice.randrange(1, 5))]
        values = [name + (" = %d" % self.dice.randrange(-5, 100) if self.chance(0.3) else "") for name in names]
        self.line("enum %s { %s };" % (self.fresh("e"), ", ".join(values)))
        self.enumerators += names

    def typedef(self):
        self.line("typedef %s;" % declare(self.dice.choice(INTEGERS + ["char *"]), self.fresh("t")))

    def any_type(self):
        kinds = INTEGERS * 2 + ["char *", "void *", "struct page *", "int *", "const char *", "unsigned char *", "unsigned long *", "int [4]", "char [8]", "char **"]
        return self.dice.choice(kinds + [tag for tag, _ in self.records] + [tag + " *" for tag, _ in self.records])

    def variable(self, initialised=True):
        kind = self.any_type()
        name = self.fresh("v")
        text = declare(kind, name)
        if initialised and self.chance(0.6):
            value = self.initial(kind)
            if value:
                text += " = " + value
        self.line(text + ";")
        self.scopes[-1].append((name, kind))
        return name

    def initial(self, kind):
        if kind in INTEGERS:
            return self.value(kind, 1)
        if kind.endswith("[8]"):
            return self.pick('"abc"', "{ 1, 2 }", "{ 'a' }")
        if kind.endswith("[4]"):
            return self.pick("{ 1, 2, 3 }", "{ [2] = 5 }", "{ 0 }")
        if kind.endswith("*"):
            return self.pointer(kind)
        return "{ 0 }" if self.chance(0.5) else None

    # ---- what only some write: lists, statics, directives, values that nobody uses ----
    def listed(self):
        name, small = self.fresh("l"), lambda: str(self.dice.randrange(4))
        values = lambda n: ", ".join(small() for _ in range(n))
        self.line(self.pick(
            "int %s[2][2] = { %s };" % (name, values(self.dice.randrange(1, 6))), "int %s[2][2] = { { %s }, %s };" % (name, values(2), values(2)),
            "int %s[4] = { [%d ... 3] = %s, [0] = %s };" % (name, self.dice.randrange(4), small(), small()),
            "struct { int a, b[2]; } %s = { .b = { %s }, .a = %s };" % (name, values(2), small()),
            "struct { int a, b[2]; } %s[2] = { %s };" % (name, values(self.dice.randrange(1, 8))),
            "struct { struct { int a, b; } p, q; } %s = { .p.b = %s, %s, .q = { %s } };" % (name, small(), values(2), values(2)),
            "char %s[%d] = \"abc\";" % (name, self.dice.randrange(2, 6)), "char %s[2][4] = { \"ab\", { 'c' } };" % name,
            "int *%s = (int [2]){ %s };" % (name, values(self.dice.randrange(1, 4)))))

    def fixed(self):
        name, one, other = self.fresh("st"), self.fresh("st"), self.fresh("st")
        self.line("static int %s[3]; static const int %s = %d;" % (name, one, self.dice.randrange(9)))
        self.line("static %s;" % self.pick(
            "int *%s = &%s[%d]" % (other, name, self.dice.randrange(3)), "int %s = %s + 1" % (other, one), "int %s = &%s[2] - %s" % (other, name, name),
            "unsigned long %s = (unsigned long)&%s + 4" % (other, name), "short %s = (short)(int)&%s" % (other, name), "int %s = %s[1]" % (other, name),
            "int %s = 1 ? 2 : %s[0]" % (other, name), "char *%s = \"abc\" + 1" % other, "int %s = (int){ 3 } * 2" % other,
            "int %s = sizeof(%s) / sizeof *%s" % (other, name, name), "int *%s = &%s" % (other, one)))

    def directive(self):
        name, value = self.fresh("M"), self.pick("1", "-1", "0u", "(2 - 3)", "9223372036854775807", "0x10", "'a'", "NOTHING", "~0", "1 << 62")
        operator = self.pick("+", "-", "*", "/", "%", "<", ">", "==", "!=", "<<", ">>", "&&", "||", "&", "|", ",")
        self.line("#define %s %s" % (name, self.pick("3", "(1 + 2)", "1 + 2", "-1")))
        self.line("#if %s %s %s" % (self.pick(name, value), operator, self.pick(value, name, "2")))
        self.line("int %s = %s;" % (self.fresh("v"), name))
        self.line(self.pick("#else", "#elif %s" % name))
        self.line("int %s = %s * 2;" % (self.fresh("v"), name))
        self.line("#endif")

    def useless(self):
        names = self.integer_names() or ["1"]
        a, b, c = (self.dice.choice(names) for _ in range(3))
        page = self.dice.choice(self.names("struct page *") or ["pfn_to_page(1)"])
        self.line(self.pick(
            "%s %s %s;" % (a, self.dice.choice(COMPARE), self.pick("-1", "0", "255", "256", "65536", "4294967296LL", b)), "%s && %s++;" % (a, b) if b != "1" else "1;",
            "%s || page_to_pfn(%s);" % (a, page), "(%s)page_to_pfn(%s);" % (self.dice.choice(INTEGERS), page), "%s, %s;" % (a, b), "!%s == %s;" % (a, b),
            "(%s & %d) == %d;" % (a, self.dice.randrange(9), self.dice.randrange(9)), "%s ? %s : %s;" % (a, b, c), "*&%s;" % a if a != "1" else "2;",
            "if (%s + 1) ;" % page if page[-1] != ")" else ";", "if (&%s->flags) ;" % page if page[-1] != ")" else ";", "(%s, %s) + 1;" % (a, b),
            "%s < %s < %s;" % (a, b, c), "sizeof %s;" % a, "%s == %s == %s;" % (a, b, c), "(void)%s;" % a))

    # ---- typed expressions ----
    def value(self, kind, depth):
        """An integer expression."""
        if depth <= 0 or self.chance(0.15):
            names = self.integer_names()
            if names and self.chance(0.7):
                return self.dice.choice(names)
            return self.pick(str(self.dice.randrange(100)), str(self.dice.randrange(100)), "'%s'" % chr(97 + self.dice.randrange(26)), *self.enumerators[:2])
        choice = self.dice.randrange(12)
        a, b = self.value(kind, depth - 1), self.value(kind, depth - 1)
        if choice < 3:
            return "(%s %s %s)" % (a, self.pick("+", "-", "*", "&", "|", "^"), b)
        if choice == 3:
            return "(%s %s %d)" % (a, self.pick("/", "%"), self.dice.randrange(1, 20))
        if choice == 4:
            return "(%s %s %d)" % (a, self.pick("<<", ">>"), self.dice.randrange(0, 7))
        if choice == 5:
            return "(%s %s %s)" % (a, self.dice.choice(COMPARE), b)
        if choice == 6:
            return "(%s %s %s)" % (a, self.dice.choice(LOGIC), b)
        if choice == 7:
            return "%s%s" % (self.pick("-", "~", "!", "+"), a if a[0] not in "-+" else "(%s)" % a)
        if choice == 8:
            return "(%s)%s" % (self.dice.choice(INTEGERS), a)
        if choice == 9:
            return "(%s ? %s : %s)" % (self.value(kind, 0), a, b)
        if choice == 10:
            return self.element() or "sizeof(%s)" % self.dice.choice(INTEGERS)
        return self.called() or "(int)sizeof %s" % self.value(kind, 0)

    def element(self):
        options = ["%s[%d]" % (name, self.dice.randrange(4)) for name in self.names("int [4]", "char [8]")]
        for tag, members in self.records:
            fields = [member for member, kind in members if kind in INTEGERS]
            if fields:
                options += ["%s.%s" % (name, self.dice.choice(fields)) for name in self.names(tag)]
                options += ["%s->%s" % (name, self.dice.choice(fields)) for name in self.names(tag + " *")]
        options += ["*%s" % name for name in self.names("int *", "char *", "unsigned char *", "unsigned long *")]
        return self.dice.choice(options) if options else None

    def called(self):
        wanted = [f for f in self.functions if f[1] in INTEGERS]
        if self.chance(0.3):
            pages, chars = self.names("struct page *"), self.names("char *", "const char *")
            options = ["page_to_pfn(%s)" % name for name in pages] + ["PageHighMem(%s)" % name for name in pages] + ["strlen(%s)" % name for name in chars]
            if options:
                return self.dice.choice(options)
        if not wanted:
            return None
        name, _, parameters = self.dice.choice(wanted)
        return "%s(%s)" % (name, ", ".join(self.typed(kind) for kind in parameters))

    def typed(self, kind):
        if kind in INTEGERS:
            return self.value(kind, 1)
        return self.pointer(kind)

    def pointer(self, kind):
        names = self.names(kind)
        if names and self.chance(0.7):
            return self.dice.choice(names)
        if kind == "struct page *":
            return self.pick("alloc_page(%s)" % self.pick("GFP_KERNEL", "GFP_ATOMIC"), "pfn_to_page(%d)" % self.dice.randrange(1, 9999), "(struct page *)0")
        if kind == "void *":
            return self.pick("(void *)0", *(self.names("char *", "int *", "struct page *") or ["(void *)0"]))
        if kind in ("char *", "const char *") and self.chance(0.5):
            return '"text%d"' % self.dice.randrange(9)
        if kind == "char **":
            chars = self.names("char *")
            return "&" + self.dice.choice(chars) if chars else "(char **)0"
        target = kind[:-1].strip()
        objects = self.names(target)
        return "&" + self.dice.choice(objects) if objects else "(%s)0" % kind

    # ---- statements ----
    def statement(self, depth):
        choice = self.dice.randrange(16)
        integers = self.integer_names()
        if choice < 4 and integers:
            self.line("%s %s %s;" % (self.dice.choice(integers), self.pick("=", "=", "=", "+=", "-=", "|=", "&=", "^=", "*="), self.value("int", 2)))
        elif choice == 4:
            self.variable()
        elif choice == 5 and depth:
            self.block("if (%s)" % self.value("int", 2), depth)
            if self.chance(0.4):
                self.block("else", depth)
        elif choice == 6 and depth:
            self.block("while (%s)" % self.value("int", 1), depth)
        elif choice == 7 and depth and integers:
            name = self.dice.choice(integers)
            self.block("for (%s = 0; %s < %d; %s++)" % (name, name, self.dice.randrange(1, 9), name), depth)
        elif choice == 8 and depth:
            self.switch(depth)
        elif choice == 9 and depth:
            self.line("do {")
            self.body(depth - 1)
            self.line("} while (%s);" % self.value("int", 1))
        elif choice in (10, 11):
            self.kernel()
        elif choice == 12:
            self.line('printk("%s\\n", %s);' % (self.pick("%d", "%u", "%x"), self.value("int", 1)))
        elif choice == 13:
            pointers = [(name, kind) for scope in self.scopes for name, kind in scope if kind.endswith("*")]
            if pointers:
                name, kind = self.dice.choice(pointers)
                self.line("%s = %s;" % (name, self.pointer(kind)))
        elif choice == 14 and integers:
            self.line("%s%s;" % (self.dice.choice(integers), self.pick("++", "--")))
        else:
            call = self.called()
            if call:
                self.line(call + ";")

    def kernel(self):
        page = self.pointer("struct page *")
        address = self.names("char *", "void *")
        where = self.dice.choice(address) if address else None
        atomic = "kmap_atomic(%s)" % page if self.era in NO_SLOT else "kmap_atomic(%s, %s)" % (page, self.slot())
        if self.era == "symmetric":
            atomic = None
        options = ["kunmap(%s);" % page, "__free_page(%s);" % page]
        if where:
            options += ["%s = kmap(%s);" % (where, page), "%s = page_address(%s);" % (where, page), "memset(%s, 0, %d);" % (where, self.dice.randrange(64))]
            if atomic and self.era != "opaque":
                options.append("%s = %s;" % (where, atomic))
            if self.era in NO_SLOT:
                options.append("kunmap_atomic(%s);" % where)
            elif self.era not in ("opaque", "symmetric"):
                options.append("kunmap_atomic(%s, %s);" % (where, self.slot()))
        self.line(self.dice.choice(options))

    def block(self, head, depth):
        if self.chance(0.75):
            self.line(head + " {")
            self.body(depth - 1)
            self.line("}")
        else:
            self.line(head)
            self.depth += 1
            self.scopes.append([])
            integers = self.integer_names()
            self.line("%s = %s;" % (self.dice.choice(integers), self.value("int", 1)) if integers else ";")
            self.scopes.pop()
            self.depth -= 1

    def body(self, depth):
        self.depth += 1
        self.scopes.append([])
        for _ in range(self.dice.randrange(1, 4)):
            self.statement(depth)
        self.scopes.pop()
        self.depth -= 1

    def switch(self, depth):
        self.line("switch (%s) {" % self.value("int", 1))
        for value in range(self.dice.randrange(1, 4)):
            self.line("case %d:" % value)
            self.body(depth - 1)
            self.line("\tbreak;")
        if self.chance(0.6):
            self.line("default:")
            self.line("\tbreak;")
        self.line("}")

    def function(self):
        name, result = self.fresh("f"), self.dice.choice(INTEGERS + ["void", "void", "char *", "struct page *"])
        parameters = [self.dice.choice(INTEGERS + ["char *", "struct page *", "void *"]) for _ in range(self.dice.randrange(4))]
        named = [(self.fresh("p"), kind) for kind in parameters]
        self.line("%s(%s)" % (declare(result, name), ", ".join(declare(kind, word) for word, kind in named) or "void"))
        self.line("{")
        self.scopes.append(named)
        self.body(2)
        if result != "void":
            self.line("\treturn %s;" % self.typed(result))
        self.scopes.pop()
        self.line("}")
        self.functions.append((name, result, parameters))

    def clean(self):
        for _ in range(self.dice.randrange(3)):
            self.dice.choice([self.record, self.enum, self.typedef])()
        for _ in range(self.dice.randrange(2, 5)):
            self.variable()
        for _ in range(self.dice.randrange(3)):
            self.function()
        for _ in range(self.dice.randrange(2, 7)):
            self.dice.choice([self.statement] * 5 + [self.odd])(2)

    def odd(self, _):
        self.dice.choice([self.listed, self.fixed, self.directive, self.useless, self.useless])()

    # ---- one mistake ----
    def mistake(self):
        integers = self.integer_names() or ["missing"]
        pages = self.names("struct page *") or ["alloc_page(GFP_KERNEL)"]
        chars = self.names("char *") or ["(char *)0"]
        i, page, text = self.dice.choice(integers), self.dice.choice(pages), self.dice.choice(chars)
        atomic = "kmap_atomic(%s)" % page if self.era in NO_SLOT else "kmap_atomic(%s, %s)" % (page, self.slot())
        drop = "kunmap_atomic(%s)" if self.era in NO_SLOT else "kunmap_atomic(%%s, %s)" % self.slot()
        record = [(tag, members) for tag, members in self.records]
        options = [
            "%s;" % (drop % page), "%s;" % (drop % i), "%s;" % (drop % ("&" + page if page[0] != "a" else "0")), "kunmap(%s);" % text, "kmap(%s);" % i,
            "%s = %s;" % (i, atomic), "%s = %s;" % (i, text), "%s = %s;" % (text, i), "kmap();", "kmap(%s, %s);" % (page, i), "kunmap_atomic();",
            "%s = nothing;" % i, "nothing(%s);" % i, "%s(1);" % i, "*%s = 1;" % i, "%s->flags = 1;" % i, "%s.flags = 1;" % page, "%s->flag = 1;" % page,
            "%s + %s;" % (i, i), "%s == %s;" % (i, i), "if (%s = 1) %s = 2;" % (i, i), "%s = %s << 40;" % (i, i), "%s = 1 / 0;" % i,
            "return %s" % i, "break;", "continue;", "case 1: ;", "int %s;" % self.fresh("unused"), "int %s = ;" % self.fresh("x"), "%s = (%s;" % (i, i),
            "%s = %s + ;" % (i, i), "else %s = 1;" % i, "strlen(%s);" % i, "memset(%s, 0);" % text, "memcpy(%s, %s, 4);" % (i, text), "5 = %s;" % i,
            "%s++ = 1;" % i, "&%s = 0;" % i, "sizeof(struct nothing);", "struct nothing %s;" % self.fresh("n"), "void %s;" % self.fresh("w"),
            "int %s[-1];" % self.fresh("a"), "char %s = 300;" % self.fresh("c"), "unsigned char %s = -1;" % self.fresh("c"), "int %s = 4294967296;" % self.fresh("b"),
            "const int %s = 1; %s = 2;" % ((self.fresh("k"),) * 2), "int %s; int %s;" % ((self.fresh("d"),) * 2), "%s ? 1 : %s;" % (i, text), "%s < %s;" % (i, text),
            "%s == %s;" % (text, page), "%s - %s;" % (text, page), "%s + %s;" % (text, text), "!%s == 1;" % i, "%s & 1 == 2;" % i, "%s && %s || 1;" % (i, i),
            "%s = -%s;" % (i, text), "~%s;" % text, "(struct page)%s;" % i, "(char)%s;" % page, "(long long)%s;" % page, "(void)%s" % i, "'ab';", "'';", '"open;',
            "0x;", "09;", "1z;", "%s = 'abcde';" % i, '"\\q";', "@;", "%s %s;" % (i, i), "int int %s;" % self.fresh("t"), "unsigned unsigned %s;" % self.fresh("t"),
            "long long long %s;" % self.fresh("t"), "short char %s;" % self.fresh("t"), "static extern int %s;" % self.fresh("t"), "switch (%s) { case 1: case 1: ; }" % i,
            "switch (%s) ;" % text, "while %s ;" % i, "for (;;", "int %s[2] = { 1, 2, 3 };" % self.fresh("z"), "char %s[2] = \"abc\";" % self.fresh("z"),
            "int %s = { 1, 2 };" % self.fresh("z"), "int %s[] = { [-1] = 2 };" % self.fresh("z"), "enum page %s;" % self.fresh("z"), "struct { int a; } %s = 1;" % self.fresh("z"),
            "(%s, %s);" % (i, i), "%s = %s++ + %s++;" % (i, i, i), "if (%s) ; else ;" % i, "if (%s == %s == 1) %s = 1;" % (i, i, i), "%s[%s];" % (i, i), "%s[%s];" % (text, text),
            "int %s(void) { }" % self.fresh("g"), "int %s(int) { return 1; }" % self.fresh("g"), "void %s(void) { return 1; }" % self.fresh("g"), "int %s(void) { return; }" % self.fresh("g"),
            "for (static int %s = 0; ; ) break;" % self.fresh("o"), "int restrict %s;" % self.fresh("o"), "void %s(const void);" % self.fresh("o"),
            "int %s[][];" % self.fresh("o"), "static int %s[];" % self.fresh("o"), "register int %s[2]; *%s = 1;" % ((self.fresh("o"),) * 2),
            "int %s[2][2] = { 1, 2, 3, 4, 5 };" % self.fresh("o"), "char %s[2] = { \"a\", 1 };" % self.fresh("o"), "static int %s = nothing;" % self.fresh("o"),
            "_Static_assert(%s, \"a\" \"b\");" % self.dice.randrange(2), "struct { int n; int a[]; } %s = { 1, { 2 } };" % self.fresh("o"),
            "const int %s[2] = { 1 }; *%s = 2;" % ((self.fresh("o"),) * 2), "%s = (%s = 1) + (%s = 2);" % (i, i, i), "%s = 1 ?" "?= 2;" % i, "int %s = 3 # 4;" % self.fresh("o"),
            "#if 1 +", "#if (1", "#if 'a", "#undef __LINE__", "#pragma once", "#pragma unknown thing", "#define %s+1" % self.fresh("o"), "%s = 12345678901234567890;" % i,
            "#define", "#if", "#endif", "#else", "#error here", "#warning there", "#nothing", "#define %s 1\n#define %s 2" % ((self.fresh("M"),) * 2),
        ]
        if record:
            tag, members = self.dice.choice(record)
            options += ["%s %s = { 1, 2, 3, 4, 5, 6, 7 };" % (tag, self.fresh("r")), "%s %s; %s.nothing = 1;" % ((tag,) + (self.fresh("r"),) * 2),
                        "%s %s; %s = 1;" % ((tag,) + (self.fresh("r"),) * 2), "%s %s = { .%s = 1, .nothing = 2 };" % (tag, self.fresh("r"), members[0][0]),
                        "%s { int again; };" % tag, "%s;" % tag]
        return self.dice.choice(options)

    def one(self):
        """A clean program with one mistake as a statement of its own between top-level statements."""
        for _ in range(self.dice.randrange(2)):
            self.dice.choice([self.record, self.enum])()
        for _ in range(self.dice.randrange(2, 4)):
            self.variable()
        for _ in range(self.dice.randrange(2)):
            self.function()
        if self.chance(0.3):
            self.line("void %s(void)" % self.fresh("f"))
            self.line("{")
            self.line("\t" + self.mistake())
            self.line("}")
        else:
            self.line(self.mistake())
        for _ in range(self.dice.randrange(3)):
            self.statement(1)

    # ---- no heed to types ----
    def wild(self, depth):
        if depth <= 0:
            names = self.names() + [name for name, _, _ in self.functions]
            return self.dice.choice(names * 3 + [self.literal(), '"text"', "0", self.slot() if self.era not in NO_SLOT else "1", "nothing"])
        a, b = self.wild(depth - 1), self.wild(depth - 2)
        choice = self.dice.randrange(14)
        if choice < 3:
            return "%s %s %s" % (a, self.dice.choice(ARITHMETIC), b)
        if choice == 3:
            return "(%s %s %s)" % (a, self.dice.choice(COMPARE + LOGIC), b)
        if choice == 4:
            return "(%s %s %s)" % (a, self.dice.choice(ASSIGN), b)
        if choice == 5:
            return "%s(%s)" % (self.pick("-", "~", "!", "*", "&", "+", "sizeof ", "++", "--"), a)
        if choice == 6:
            return "(%s)(%s)" % (self.any_type(), a)
        if choice == 7:
            return "(%s ? %s : %s)" % (a, b, self.wild(depth - 2))
        if choice == 8:
            return "(%s)[%s]" % (a, b)
        if choice == 9:
            members = [member for _, fields in self.records for member, _ in fields] + ["flags", "nothing"]
            return "(%s)%s%s" % (a, self.pick(".", "->"), self.dice.choice(members))
        if choice == 10:
            return "(%s, %s)" % (a, b)
        if choice == 11:
            return "(%s)%s" % (a, self.pick("++", "--"))
        called = self.dice.choice([name for name, _, _ in self.functions] + ["kmap", "kunmap", "kmap_atomic", "kunmap_atomic", "page_address", "memset", "strlen", "alloc_page", "page_to_pfn"])
        return "%s(%s)" % (called, ", ".join(self.wild(depth - 2) for _ in range(self.dice.randrange(4))))

    def many(self):
        for _ in range(self.dice.randrange(3)):
            self.dice.choice([self.record, self.enum, self.typedef])()
        for _ in range(self.dice.randrange(2, 5)):
            self.variable(False)
        for _ in range(self.dice.randrange(2)):
            self.function()
        for _ in range(self.dice.randrange(2, 6)):
            choice = self.dice.randrange(8)
            if choice < 4:
                self.line("%s;" % self.wild(3))
            elif choice == 4:
                name, kind = self.fresh("w"), self.any_type()
                self.line("%s = %s;" % (declare(kind, name), self.wild(2)))
                self.scopes[0].append((name, kind))
            elif choice == 5:
                self.line("if (%s)" % self.wild(2))
                self.line("\t%s;" % self.wild(2))
            elif choice == 6:
                self.line("switch (%s) { case %s: %s; }" % (self.wild(1), self.wild(1), self.wild(1)))
            else:
                self.line("%s { return %s; }" % (declare(self.any_type().replace(" [4]", " *").replace(" [8]", " *"), self.fresh("g") + "(void)"), self.wild(2)))

    def text(self):
        return "\n".join(self.lines) + "\n"


def declare(kind, name):
    """`kind name` with an array's brackets behind the name."""
    if "[" in kind:
        base, bracket = kind.split("[", 1)
        return "%s%s[%s" % (base, name, bracket)
    return kind + ("" if kind.endswith("*") else " ") + name


def case(kind, seed, era):
    script = Script("%s/%d" % (kind, seed), era)
    {"clean": script.clean, "one": script.one, "many": script.many}[kind]()
    return script.text()
