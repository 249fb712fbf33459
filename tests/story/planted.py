#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random programs with one planted mistake: `why` must name the statement that was planted.

A program is many correct uses of kmap(), kmap_atomic(), tasks, interrupts and CPUs, made by a small model that knows which slot and
which entry is in use, and one mistake of a class of the misuse catalogue (the sheet of facts A). Every program is run without its
mistake first: it must end with status 0 and without a word from the kernel, else the program proves nothing. Then it is run with it, and
`why` is asked where the kernel complained; classes of which no kernel says anything are asked by an address. Nothing here tells hmsh
what was planted. --seeds N runs seeds 1 to N (default 40), --first S begins elsewhere; the figure is printed, --goal is what it must reach."""
import argparse
import collections
import concurrent.futures
import os
import random
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import lib  # noqa: E402

NAME = "planted.c"
# the helpers have the first two
PROCESS_SLOTS = ("KM_USER0", "KM_USER1", "KM_PTE0", "KM_PTE1", "KM_SKB_SUNRPC_DATA")
IRQ_SLOTS = ("KM_IRQ0", "KM_IRQ1", "KM_BIO_SRC_IRQ")
PKMAP = 8


class Program:
    """Lines of the program; the planted one is marked by its number. Pages p0..: some mapped, slots of CPU 0 in use."""

    def __init__(self, seed, era):
        self.random = random.Random(seed)
        self.era = era
        self.lines = []
        self.keys = {"pkmap": str(PKMAP), "cpus": "2", "era": era.name, **era.keys}
        self.planted = None
        self.ask = None        # what to ask `why` at the end: nobody complains
        self.ask_silent = None # what to ask if nobody does
        self.pages = 0
        self.names = 0
        self.depth = 0         # kmap_atomic()s in force
        self.held = {}         # page number -> kmap()s that are not given back
        self.slots = {}        # slot -> (variable, page number)
        self.order = []        # slots in the order in which they were taken

    # ---- lines ----

    def line(self, text, planted=False):
        self.lines.append(text)
        if planted:
            self.planted = len(self.lines)

    def name(self, stem):
        self.names += 1
        return "%s%d" % (stem, self.names)

    def page(self):
        self.line("struct page *p%d = alloc_page(%s);" % (self.pages, "GFP_ATOMIC | __GFP_HIGHMEM" if self.depth else "GFP_HIGHUSER"))
        self.pages += 1
        return self.pages - 1

    def some_page(self):
        return self.random.randrange(self.pages) if self.pages and self.random.random() < 0.8 else self.page()

    def map(self, page, slot, planted=False):
        name = self.name("v")
        self.line("char *%s = %s;" % (name, self.era.map(page, slot)), planted)
        self.depth += 1
        return name

    def unmap(self, name, slot, planted=False):
        self.line("%s;" % self.era.unmap(name, slot), planted)
        self.depth -= self.depth > 0

    # ---- correct uses ----

    def use_window(self):
        if self.slots or len(self.held) > 2:
            return
        page, name = self.some_page(), self.name("k")
        self.line("char *%s = kmap(p%d);" % (name, page))
        self.line("%s[%d] = %d;" % (name, self.random.randrange(4096), self.random.randrange(128)))
        if self.random.random() < 0.3 and len(self.held) < 2:
            self.held[page] = self.held.get(page, 0) + 1
        else:
            self.line("kunmap(p%d);" % page)

    def give_back(self):
        if not self.held or self.depth:  # since 5.11 kunmap() may sleep, too
            return
        page = self.random.choice(sorted(self.held))
        self.line("kunmap(p%d);" % page)
        self.held[page] -= 1
        if not self.held[page]:
            del self.held[page]

    def take_slot(self):
        free = [s for s in self.era.process[2:] if s not in self.slots]
        if len(self.slots) > 1 or not free:
            return
        slot, page = self.random.choice(free), self.some_page()
        name = self.map(page, slot)
        self.slots[slot] = (name, page)
        self.order.append(slot)
        self.line("*%s = %d;" % (name, self.random.randrange(128)))

    def free_slot(self):
        if not self.order:
            return
        slot = self.order.pop()
        name, _ = self.slots.pop(slot)
        self.unmap("%s + %d" % (name, self.random.randrange(4096)) if self.random.random() < 0.2 else name, slot)

    def short_use(self):
        slot, page = self.era.process[0], self.some_page()
        name = self.map(page, slot)
        self.line("%s[%d] = %d;" % (name, self.random.randrange(4096), self.random.randrange(128)))
        self.unmap(name, slot)

    def helper(self):
        self.line("clear_highpage(p%d);" % self.some_page() if self.random.random() < 0.5 else
                  "copy_highpage(p%d, p%d);" % (self.some_page(), self.some_page()))

    def handler(self):
        slot, page, name = self.random.choice(self.era.irq), self.some_page(), self.name("h")
        self.line("irq -d { char *%s = %s; *%s = 1; %s; }" % (name, self.era.map(page, slot), name, self.era.unmap(name, slot)))

    def task(self):
        if self.slots:
            return
        page, name, var = self.some_page(), self.name("task"), self.name("t")
        cpu = self.random.randrange(2)
        body = ["char *%s = kmap(p%d);" % (var, page), "*%s = 2;" % var, "schedule();", "kunmap(p%d);" % page]
        if self.random.random() < 0.5:
            body = ["char *%s = %s;" % (var, self.era.map(page, "KM_USER0")), "*%s = 3;" % var, "%s;" % self.era.unmap(var, "KM_USER0")]
        self.line("spawn %s cpu=%d {" % (name, cpu))
        for statement in body:
            self.line("\t" + statement)
        self.line("}")
        self.line("run")

    def other_cpu(self):
        self.line("cpu 1")
        slot, page = self.random.choice(self.era.process), self.some_page()
        name = self.map(page, slot)
        self.unmap(name, slot)
        self.line("cpu 0")

    def arithmetic(self):
        name = self.name("n")
        self.line("int %s = %d;" % (name, self.random.randrange(1000)))
        self.line("for (int i = 0; i < %d; i++) %s += i;" % (self.random.randrange(1, 20), name))

    def noise(self, few, many):
        for _ in range(self.random.randint(few, many)):
            self.random.choice((self.use_window, self.give_back, self.take_slot, self.free_slot, self.short_use, self.helper, self.handler,
                                self.task, self.other_cpu, self.arithmetic, self.arithmetic))()

    def settle(self):
        """Everything is given back: from here on any state that is wrong is the mistake's."""
        while self.order:
            self.free_slot()
        while self.held:
            self.give_back()


# ---- the classes: each gets a program and says, with `wrong`, the mistake and, without, what should have been there ----

def page_for_address(g, wrong):
    """A.1: the struct page instead of the address; the next user of the slot pays."""
    slot = g.random.choice(g.era.process[:2])
    page = g.page()
    name = g.map(page, slot)
    g.line("*%s = 1;" % name)
    given = g.random.choice(g.era.hidden) % page if wrong else name
    if g.random.random() < 0.4:  # in a function: the statement that calls it is the mistake
        drop = g.name("drop")
        g.lines.insert(0, "void %s(void *what) { %s; }" % (drop, g.era.unmap("what", slot)))
        g.lines.insert(1, "void %s_twice_removed(void *what) { %s(what); }" % (drop, drop))
        g.line("%s(%s);" % (drop + g.random.choice(("", "_twice_removed")), given), True)
        g.depth -= 1
    else:
        g.unmap(given, slot, True)
    g.noise(0, 6)
    g.settle()
    late = g.map(g.page(), slot)
    g.unmap(late, slot)


def wrong_type(g, wrong):
    """A.2"""
    slot, other = g.random.sample(g.era.process[:2], 2)
    name = g.map(g.page(), slot)
    g.unmap(name, other if wrong else slot, True)


def unmapped_twice(g, wrong):
    """A.3: preempt_count -1; the next kunmap() believes in an interrupt."""
    g.settle()
    page, slot = g.page(), g.random.choice(g.era.process)
    other = g.page()
    g.line("char *%s = kmap(p%d);" % (g.name("k"), other))
    name = g.map(page, slot)
    g.unmap(name, slot)
    if wrong:
        g.unmap(name, slot, True)
    else:
        g.line(";", True)
    for _ in range(g.random.randint(0, 4)):
        g.random.choice((g.short_use, g.arithmetic, g.helper))()
    g.line("kunmap(p%d);" % other)


def kunmapped_once_too_often(g, wrong):
    """A.3: the innocent second user's kunmap() finds the count too low."""
    page = g.page()
    g.settle()
    g.line("kmap(p%d);" % page)
    g.line("kmap(p%d);" % page)
    g.line("kunmap(p%d);" % page)
    g.line("kunmap(p%d);" % page if wrong else ";", True)
    for _ in range(g.random.randint(0, 4)):
        g.random.choice((g.short_use, g.arithmetic, g.helper, g.handler))()
    g.line("kunmap(p%d);" % page)


def kunmap_of_nothing(g, wrong):
    """A.3: never mapped."""
    g.settle()
    page = g.page()
    if not wrong:
        g.line("kmap(p%d);" % page)
    else:
        g.line(";")
    g.line("kunmap(p%d);" % page, True)


def same_slot(g, wrong):
    """A.4: nested in one slot."""
    g.settle()
    name = g.map(g.page(), "KM_USER0")
    g.noise_atomic()
    inner = g.map(g.page(), "KM_USER0" if wrong else "KM_USER1", True)
    g.unmap(inner, "KM_USER0" if wrong else "KM_USER1")
    g.unmap(name, "KM_USER0")


def same_slot_in_a_handler(g, wrong):
    """A.4: an interrupt handler in the slot of process context."""
    g.settle()
    slot = g.random.choice(g.era.process)
    name = g.map(g.page(), slot)
    page, var = g.page(), g.name("h")
    g.noise_atomic()
    used = slot if wrong else g.era.irq[0]
    g.line("irq -d { char *%s = %s; *%s = 1; %s; }" % (var, g.era.map(page, used), var, g.era.unmap(var, used)), True)
    g.unmap(name, slot)


def unmapped_too_early(g, wrong):
    """A.5: the last use comes behind the unmapping."""
    g.settle()
    slot = g.random.choice(g.era.process)
    name = g.map(g.page(), slot)
    if wrong:
        g.unmap(name, slot, True)
    else:
        g.line(";", True)
    for _ in range(g.random.randint(0, 3)):
        g.arithmetic()
    g.line("%s[7] = 7;" % name)
    if not wrong:
        g.unmap(name, slot)


def kunmapped_too_early(g, wrong):
    """A.5: works until the window wraps."""
    g.settle()
    page, name = g.page(), g.name("k")
    g.line("char *%s = kmap(p%d);" % (name, page))
    g.line("kunmap(p%d);" % page if wrong else ";", True)
    lap(g, "i < %d" % g.random.randint(PKMAP, 2 * PKMAP) if g.random.random() < 0.3 else "page_address(p%d) && i < %d" % (page, PKMAP + 1))
    g.line("*%s = 1;" % name)
    g.line(";" if wrong else "kunmap(p%d);" % page)
    if wrong:
        g.ask_silent = name


def lap(g, condition):
    """A lap of the window, each entry used for a moment."""
    g.line("for (int i = 0; %s; i++) {" % condition)
    g.line("\tstruct page *lap = alloc_page(GFP_HIGHUSER);")
    g.line("\tkmap(lap);")
    g.line("\tkunmap(lap);")
    g.line("}")


def slept_with_a_slot(g, wrong):
    """A.6: schedule() between map and unmap."""
    g.settle()
    slot = g.random.choice(g.era.process)
    name = g.map(g.page(), slot)
    g.line("*%s = 1;" % name)
    g.line("schedule();" if wrong else ";", True)
    g.unmap(name, slot)


def forgotten_unmap(g, wrong):
    """A.6: the level of preempt_count stays; the next call that may sleep complains, or the slot's next user pays."""
    g.settle()
    slot = g.random.choice(g.era.process)
    name = g.map(g.page(), slot, True)
    g.line("*%s = 1;" % name)
    if not wrong:
        g.unmap(name, slot)
    for _ in range(g.random.randint(0, 4)):
        g.random.choice((g.arithmetic, g.handler))()
    if g.era.stack or g.era.keys or (g.era.counts and g.random.random() < 0.5):
        g.line("char *%s = kmap(p0);" % g.name("k"))
        g.line("kunmap(p0);")
    late = g.map(0, slot)
    g.unmap(late, slot)


def task_ends_with_a_slot(g, wrong):
    """A.6: another task's slot is left behind."""
    g.settle()
    page, var = g.page(), g.name("t")
    g.line("spawn careless {")
    g.line("\tchar *%s = %s;" % (var, g.era.map(page, "KM_USER0")), True)
    g.line("\t*%s = 1;" % var)
    g.line("\t;" if wrong else "\t%s;" % g.era.unmap(var, "KM_USER0"))
    g.line("}")
    g.line("run")
    g.arithmetic()
    g.short_use()


def slept_and_moved(g, wrong):
    """A.6: the sleeper comes back on another CPU. Where schedule() complains itself, that comes first."""
    g.settle()
    page, var = g.page(), g.name("t")
    g.line("spawn mover cpu=0 {")
    g.line("\tchar *%s = 0;" % var)
    g.line("\t%s = %s;" % (var, g.era.map(page, "KM_USER0")))
    g.line("\tschedule();" if wrong else "\t;", True)
    g.line("\t%s;" % g.era.unmap(var, "KM_USER0"))
    g.line("}")
    g.line("spawn other cpu=0 { int n = 0; n++; }")
    g.line("step mover 4")
    if wrong:
        g.line("task mover cpu=1")
    g.line("run")


def another_cpus_address(g, wrong):
    """A.7: the TLB of the CPU that used it keeps the translation."""
    g.settle()
    name = g.map(g.page(), "KM_USER0")
    g.line("cpu 1")
    g.line("%s[1] = 1;" % name if wrong else ";", True)
    g.line("cpu 0")
    g.unmap(name, "KM_USER0")
    g.arithmetic()
    g.line("cpu 1")
    if wrong:
        g.ask = name


def kunmap_of_an_address(g, wrong):
    """A.8, the bit set: BUG at once. The bit clear: the entry is lost, and the window fills up."""
    g.settle()
    page, name = g.page(), g.name("k")
    odd = g.era.flag_byte and g.random.random() < 0.5
    g.line("char *%s = kmap(p%d);" % (name, page))
    g.line("%s[1] = %d;" % (name, 1 if odd else 2))
    g.line("kunmap((void *)%s);" % name if wrong else "kunmap(p%d);" % page, True)
    if odd and wrong:
        return
    g.settle()
    fill(g, PKMAP - 1)
    g.line("kmap(p%d);" % g.page())


def fill(g, entries):
    """Takes and keeps that many entries."""
    for _ in range(entries):
        g.line("kmap(p%d);" % g.page())


def forgotten_kunmap(g, wrong):
    """A.10: a task ends without giving its entry back; the window fills up."""
    g.settle()
    page, var = g.page(), g.name("t")
    g.line("spawn careless {")
    g.line("\tchar *%s = kmap(p%d);" % (var, page), True)
    g.line("\t*%s = 1;" % var)
    g.line("\t;" if wrong else "\tkunmap(p%d);" % page)
    g.line("}")
    g.line("run")
    g.arithmetic()
    fill(g, PKMAP - 1)
    g.line("kmap(p%d);" % g.page())


def kmap_in_a_handler(g, wrong):
    """A.9"""
    g.settle()
    page = g.page()
    g.line("irq { %s }" % ("kmap(p%d);" % page if wrong else ""), True)
    g.line("")


def kunmap_in_a_handler(g, wrong):
    """A.9"""
    g.settle()
    page = g.page()
    g.line("kmap(p%d);" % page)
    g.line("softirq { kunmap(p%d); }" % page if wrong else "kunmap(p%d);" % page, True)


def interrupts_left_off(g, wrong):
    """A.9, B.5: a call that may sleep, much later."""
    g.settle()
    g.line("local_irq_disable();", True)
    g.line(";" if wrong else "local_irq_enable();")
    for _ in range(g.random.randint(0, 4)):
        g.random.choice((g.arithmetic, g.short_use))()
    g.line("kmap(p%d);" % g.random.randrange(g.pages))


def bh_left_off(g, wrong):
    """A.9: local_bh_disable() counts as an interrupt for kunmap()."""
    g.settle()
    page = g.page()
    g.line("kmap(p%d);" % page)
    g.line("local_bh_disable();", True)
    g.line(";" if wrong else "local_bh_enable();")
    for _ in range(g.random.randint(0, 4)):
        g.random.choice((g.arithmetic, g.short_use))()
    g.line("kunmap(p%d);" % page)


def overrun(g, wrong):
    """2.4: a store behind the page meets a fence."""
    g.settle()
    name = g.map(g.page(), "KM_USER0")
    g.line("memset(%s, 0, %s);" % (name, "PAGE_SIZE + %d" % g.random.randint(1, 64) if wrong else "PAGE_SIZE"), True)
    g.unmap(name, "KM_USER0")


def no_such_type(g, wrong):
    """D.53: a type that is none lands in the slots of the next CPU, whose innocent user pays."""
    g.settle()
    page, name = g.page(), g.name("v")
    g.line("char *%s = kmap_atomic(p%d, %s);" % (name, page, "KM_TYPE_NR + KM_USER0" if wrong else "KM_USER0"), True)
    g.line(";" if wrong else "kunmap_atomic(%s, KM_USER0);" % name)
    g.arithmetic()
    g.line("cpu 1")
    late = g.map(g.page(), "KM_USER0")
    g.unmap(late, "KM_USER0")


def page_address_is_null(g, wrong):
    """A highmem page that nobody has mapped has no address."""
    g.settle()
    page, name = g.page(), g.name("a")
    g.line("char *%s = %s(p%d);" % (name, "page_address" if wrong else "kmap", page), True)
    for _ in range(g.random.randint(0, 3)):
        g.random.choice((g.arithmetic, g.short_use))()
    g.line("*%s = 1;" % name)
    g.line(";" if wrong else "kunmap(p%d);" % page)


def too_many_enables(g, wrong):
    """2.11: preempt_enable() without its preempt_disable(), under CONFIG_DEBUG_PREEMPT: whoever enables next pays."""
    g.settle()
    g.keys.update(preempt="on", debug_preempt="on")
    page, slot = g.page(), "KM_USER1"
    name = g.map(page, slot)
    g.line("preempt_enable();" if wrong else ";", True)
    for _ in range(g.random.randint(0, 2)):
        g.arithmetic()
    g.unmap(name, slot)


def freed_while_mapped(g, wrong):
    """A.1: the address reaches a page that is somebody else's by now; nobody complains, so the address is asked."""
    g.settle()
    page = g.page()
    name = g.map(page, "KM_USER0")
    g.line("__free_page(p%d);" % page if wrong else ";", True)
    g.line("*%s = 1;" % name)
    if wrong:
        g.ask = name
    else:
        g.unmap(name, "KM_USER0")


CLASSES = (page_for_address, wrong_type, unmapped_twice, kunmapped_once_too_often, kunmap_of_nothing, same_slot, same_slot_in_a_handler,
           unmapped_too_early, kunmapped_too_early, slept_with_a_slot, forgotten_unmap, task_ends_with_a_slot, slept_and_moved,
           another_cpus_address, kunmap_of_an_address, forgotten_kunmap, kmap_in_a_handler, kunmap_in_a_handler, interrupts_left_off,
           bh_left_off, overrun, no_such_type, page_address_is_null, too_many_enables, freed_while_mapped)


def page_under_another(g, wrong):
    """A.1 since 2.6.37: the depth of the stack leaks; who unmaps below it finds another slot on top."""
    g.settle()
    outer = g.map(g.page(), "KM_USER0")
    page = g.page()
    inner = g.map(page, "KM_USER1")
    g.line("*%s = 1;" % inner)
    g.unmap("(void *)p%d" % page if wrong else inner, "KM_USER1", True)
    g.noise_atomic()
    g.unmap(outer, "KM_USER0")


def wrong_order(g, wrong):
    """5.2: the slots are a stack."""
    g.settle()
    outer = g.map(g.page(), "KM_USER0")
    inner = g.map(g.page(), "KM_USER1")
    g.unmap(outer if wrong else inner, "KM_USER0", True)
    g.unmap(inner if wrong else outer, "KM_USER1")


def local_wrong_order(g, wrong):
    """6: kmap_local_page() as well."""
    g.settle()
    a, b = g.name("l"), g.name("l")
    g.line("char *%s = kmap_local_page(p%d);" % (a, g.page()))
    g.line("char *%s = kmap_local_page(p%d);" % (b, g.page()))
    g.line("kunmap_local(%s);" % (a if wrong else b), True)
    g.line("kunmap_local(%s);" % (b if wrong else a))


def local_page_for_address(g, wrong):
    """A.1 with kunmap_local()."""
    g.settle()
    name, page = g.name("l"), g.page()
    g.line("char *%s = kmap_local_page(p%d);" % (name, page))
    g.line("kunmap_local(%s);" % ("(void *)p%d" % page if wrong else name), True)


def once_too_often_atomic(g, wrong):
    """5.2, 6: the stack is empty; found at once."""
    g.settle()
    name = g.map(g.page(), "KM_USER0")
    g.unmap(name, "KM_USER0")
    if wrong:
        g.unmap(name, "KM_USER0", True)
    else:
        g.line(";", True)


def silent_same_slot(g, wrong):
    """A.4 without debugging: both pointers reach the second page; the first pointer's owner asks."""
    g.settle()
    slot = g.random.choice(g.era.process)
    name = g.map(g.page(), slot)
    page, var = g.page(), g.name("h")
    g.noise_atomic()
    used = slot if wrong else g.era.irq[0]
    if g.random.random() < 0.5:
        g.line("irq -d { char *%s = %s; *%s = 1; %s; }" % (var, g.era.map(page, used), var, g.era.unmap(var, used)), True)
    else:
        inner = g.map(page, used, True)
        g.unmap(inner, used)
    g.line("%s[3] = 3;" % name)
    if wrong:
        g.ask = name
    else:
        g.unmap(name, slot)


class Era:
    """How an era maps, and which classes it can have."""

    def __init__(self, name, without=(), extra=(), process=PROCESS_SLOTS, irq=IRQ_SLOTS, typed=True, stack=False, counts=True,
                 hidden=("(void *)p%d", "(char *)p%d", "p%d"), flag_byte=False, keys=None):
        self.name, self.typed, self.stack, self.counts, self.hidden, self.flag_byte = name, typed, stack, counts, hidden, flag_byte
        self.process, self.irq, self.keys = process, irq, keys or {}
        self.classes = [c for c in CLASSES if c not in without] + list(extra)

    def map(self, page, slot):
        return "kmap_atomic(p%d, %s)" % (page, slot) if self.typed else "kmap_atomic(p%d)" % page

    def unmap(self, name, slot):
        return "kunmap_atomic(%s, %s)" % (name, slot) if self.typed else "kunmap_atomic(%s)" % name


OLD = {"process": ("KM_USER0", "KM_USER1", "KM_SKB_SUNRPC_DATA"), "irq": ("KM_BH_IRQ", "KM_SOFTIRQ0", "KM_SOFTIRQ1")}
# nothing counts in 2.4, and nothing complains of sleeping
UNCOUNTED = (unmapped_twice, slept_with_a_slot, interrupts_left_off, too_many_enables)
# a slot has no name any more
STACKED = (page_for_address, wrong_type, same_slot, same_slot_in_a_handler, no_such_type, unmapped_twice)
HIDDEN = ("(void *)p%d", "(char *)p%d")
# nobody looks at a slot
UNCHECKED = (page_for_address, wrong_type, same_slot, same_slot_in_a_handler, unmapped_too_early, slept_and_moved, another_cpus_address, no_such_type, overrun)

ERAS = (Era("2.6.11", flag_byte=True), Era("2.6.11", flag_byte=True), Era("mm-2004", without=(kunmap_of_an_address,)),
        Era("2.6.11", without=UNCHECKED, extra=(silent_same_slot,), flag_byte=True, keys={"debug_highmem": "off"}),
        Era("2.6.17", without=UNCHECKED, extra=(silent_same_slot,), keys={"debug_highmem": "off"}),
        Era("2.4.31", without=UNCOUNTED, counts=False, **OLD), Era("2.6.17"), Era("2.6.24"), Era("2.6.36", hidden=HIDDEN),
        Era("2.6.37", without=STACKED, extra=(page_under_another, wrong_order, once_too_often_atomic), typed=False, stack=True, hidden=HIDDEN),
        Era("6.1", without=STACKED, extra=(page_under_another, wrong_order, once_too_often_atomic, local_wrong_order, local_page_for_address),
            typed=False, stack=True, hidden=HIDDEN))


def noise_atomic(self):
    for _ in range(self.random.randint(0, 3)):
        self.random.choice((self.arithmetic, self.handler))()


Program.noise_atomic = noise_atomic


def program(seed, wrong):
    """The same program with and without the mistake, as far as chance is concerned."""
    choose = random.Random(seed * 7919)
    era = choose.choice(ERAS)
    kind = choose.choice(era.classes)
    g = Program(seed, era)
    g.page()
    g.noise(3, 25)
    kind(g, wrong)
    if g.ask is None:
        g.settle()
    return g, "%s%s %s" % (era.name, " no debug" if era.keys else "", kind.__name__)


def run(program_path, g, home):
    with open(os.path.join(home, NAME), "w", encoding="utf-8") as file:
        file.write("\n".join(g.lines) + "\n")
    keys = " ".join("%s=%s" % item for item in sorted(g.keys.items()))
    return lib.hmsh(program_path, ["-b", "--no-rc", "--machine", keys, NAME], home=home, cwd=home, seconds=60)


def spoke(done):
    return re.search(r"BUG|WARNING|Oops|Badness|scheduling while atomic|sleeping function|hmsh: (deadlock|lockup)|exited with preempt_count|Unable to handle",
                     done.text.decode("utf-8", "replace"))


def where_to_ask(g, done):
    """The line behind which the kernel has spoken: that of the symptom, or of the `run` that ran it."""
    text = done.text.decode("utf-8", "replace")
    found = re.search(r"(?:EIP is at|printing eip:\n| \[|in kmap).*?\b%s:(\d+)" % re.escape(NAME), text[spoke(done).start():])
    at = int(found.group(1)) if found else len(g.lines)
    depth = 0
    for number, line in enumerate(g.lines, 1):
        depth += line.count("{") - line.count("}")
        if number >= at and not depth:
            inside = any(g.lines[i - 1].startswith(("spawn", "\t")) for i in range(at, number + 1))
            runs = [i for i in range(number, len(g.lines) + 1) if g.lines[i - 1] == "run" or
                    (g.lines[i - 1].startswith("step") and "scheduling while atomic" in text)]
            return runs[0] if inside and runs and g.lines[at - 1].startswith(("\t", "spawn")) and "lap" not in g.lines[at - 1] else number
    return len(g.lines)


def try_seed(hmsh, seed):
    """(class, verdict, detail); verdict: named, missed, or broken for a program that proves nothing."""
    with tempfile.TemporaryDirectory() as home:
        right, kind = program(seed, False)
        done = run(hmsh, right, home)
        if done.status or spoke(done) or done.crashed() or done.late:
            return kind, "broken", "without its mistake: status %s\n%s\n%s" % (done.status, "\n".join(right.lines), done.text.decode("utf-8", "replace")[-1500:])
        g, _ = program(seed, True)
        if g.ask:
            g.line("why %s" % g.ask)
            done = run(hmsh, g, home)
        else:
            first = run(hmsh, g, home)
            if not spoke(first) and g.ask_silent:
                g.lines.append("why %s" % g.ask_silent)
            elif not spoke(first):
                return kind, "missed", "the kernel said nothing\n%s" % "\n".join(g.lines)
            else:
                g.lines[where_to_ask(g, first):] = ["why"]
            done = run(hmsh, g, home)
        out = done.out.decode("utf-8", "replace")
        if re.search(r"\b%s:%d:" % (re.escape(NAME), g.planted), out):
            return kind, "named", ""
        numbered = "\n".join("%3d%s %s" % (n, "*" if n == g.planted else " ", line) for n, line in enumerate(g.lines, 1))
        return kind, "missed", "line %d was planted\n%s\n--- out\n%s\n--- err\n%s" % (g.planted, numbered, out, done.err.decode("utf-8", "replace")[-1800:])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hmsh", default="build/hmsh")
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--goal", type=float, default=0.95)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    seeds = range(arguments.first, arguments.first + arguments.seeds)
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        results = list(pool.map(lambda seed: try_seed(arguments.hmsh, seed), seeds))
    counted = collections.Counter((kind, verdict) for kind, verdict, _ in results)
    for seed, (kind, verdict, detail) in zip(seeds, results):
        if verdict != "named":
            print("seed %d, %s: %s\n%s" % (seed, kind, verdict, detail if arguments.verbose or verdict == "broken" else detail.split("\n")[0]))
    for kind in sorted({kind for kind, _ in counted}):
        print("  %-44s %3d of %d named" % (kind, counted[kind, "named"], sum(n for (k, _), n in counted.items() if k == kind)))
    named = sum(verdict == "named" for _, verdict, _ in results)
    broken = sum(verdict == "broken" for _, verdict, _ in results)
    print("why named the planted statement for %d of %d seeds" % (named, len(results)))
    good = not broken and named >= arguments.goal * len(results)
    print("%d passed, %d failed" % (named if good else 0, 0 if good else len(results) - named))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
