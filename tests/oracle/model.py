#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second, tiny model of the mapping calls of 2.6.11, written apart from the engine: lists and dicts, no page tables, no events
but those of recordings. It makes recordings of random operations for oracle-replay, so each judges the other.

    model.py OUT.jsonl --seed 7 --ops 20000 [--pae] [--debug] [--tasks 4] [--misuse 8] [--refused 2] [--small N]

--misuse and --refused are per cent of the operations.
"""
import argparse
import json
import random

TYPES = ["KM_BOUNCE_READ", "KM_SKB_SUNRPC_DATA", "KM_SKB_DATA_SOFTIRQ", "KM_USER0", "KM_USER1", "KM_BIO_SRC_IRQ",
         "KM_BIO_DST_IRQ", "KM_PTE0", "KM_PTE1", "KM_IRQ0", "KM_IRQ1", "KM_SOFTIRQ0", "KM_SOFTIRQ1"]
PAGE_OFFSET, MEM_MAP, FIXADDR_TOP, FIX_BEGIN, CPUS, HIGHSTART = 0xc0000000, 0xc1000000, 0xfffff000, 11, 4, 0x38000
BITS = {"process": 0, "softirq": 0x100, "irq": 0x10000}


def h(value):
    return None if value is None else "0x%x" % value


class Bug(Exception):
    pass


class Kernel:
    def __init__(self, pae, debug):
        self.pae, self.debug = pae, debug
        self.highend = 0x400000 if pae else 0x100000
        self.last = 512 if pae else 1024
        self.base = 0xffc00000 if pae else 0xff800000
        self.nr = 2 * len(TYPES) + 1 if debug else len(TYPES)
        permanent = FIX_BEGIN + self.nr * CPUS + 5
        self.fixstart, self.fixboot = FIXADDR_TOP - permanent * 4096, FIXADDR_TOP - (permanent + 17) * 4096
        self.total = permanent + 17
        self.permanent = permanent
        self.count, self.pte = [0] * self.last, [None] * self.last
        self.where, self.fix = {}, {}
        self.at = 0
        self.waiting = []               # newest first: [task, woken]
        self.preempt, self.ctx = {}, {}
        self.cpu = self.task = 0
        self.events = []
        self.lock = False

    def header(self, name, **more):
        types = {t: (2 * i + 1 if self.debug else i) for i, t in enumerate(TYPES)}
        types["KM_TYPE_NR"] = self.nr
        if self.debug:
            types.update({"__KM_FENCE_%d" % i: 2 * i for i in range(len(TYPES) + 1)})
        return {"header": dict({
            "variant": name, "kind": "random", "pae": self.pae, "debug_highmem": self.debug, "highstart_pfn": h(HIGHSTART),
            "highend_pfn": h(self.highend), "NR_CPUS": CPUS, "sizeof_struct_page": 32, "LAST_PKMAP": self.last,
            "KM_TYPE_NR": self.nr, "FIX_KMAP_BEGIN": FIX_BEGIN, "FIX_KMAP_END": FIX_BEGIN + self.nr * CPUS - 1,
            "end_of_permanent_fixed_addresses": self.permanent, "end_of_fixed_addresses": self.total,
            "PAGE_OFFSET": h(PAGE_OFFSET), "mem_map": h(MEM_MAP), "PKMAP_BASE": h(self.base),
            "PKMAP_END": h(self.base + self.last * 4096), "FIXADDR_TOP": h(FIXADDR_TOP), "FIXADDR_START": h(self.fixstart),
            "FIXADDR_BOOT_START": h(self.fixboot), "kmap_slot0_vaddr": h(self.slot(0)), "km_types": types}, **more)}

    def number(self, t):
        return 2 * t + 1 if self.debug else t

    def slot(self, s):
        return FIXADDR_TOP - 4096 * (FIX_BEGIN + s)

    def get_preempt(self):
        return self.preempt.get(self.task, 0)

    def add_preempt(self, n):
        self.preempt[self.task] = self.get_preempt() + n

    def event(self, text):
        self.events.append(text)

    def bug(self, where):
        self.event("bug:" + where)
        raise Bug

    def address(self, pfn):
        return PAGE_OFFSET + pfn * 4096 if pfn < HIGHSTART else \
            self.base + 4096 * self.where[pfn] if pfn in self.where else None

    def flush(self):
        for i in range(self.last):
            if self.count[i] == 1:
                self.count[i] = 0
                if self.pte[i] is None:
                    self.bug("flush_all_zero_pkmaps")
                self.where.pop(self.pte[i], None)
                self.pte[i] = None
        self.event("flush_tlb_kernel_range:0x%08x-0x%08x" % (self.base, self.base + self.last * 4096))
        self.event("flush_tlb_all")

    def kmap(self, pfn, resumed=False):
        """The address, or None: the task sleeps."""
        atomic = ":atomic" if self.get_preempt() else ""
        if not resumed:
            self.event("might_sleep" + atomic)
            if pfn < HIGHSTART:
                return self.address(pfn)
        else:
            self.waiting = [w for w in self.waiting if w[0] != self.task]
        self.lock = True
        if pfn not in self.where:
            left = self.last
            while True:
                self.at = (self.at + 1) % self.last
                if not self.at:
                    self.flush()
                    left = self.last
                if not self.count[self.at]:
                    break
                left -= 1
                if not left:
                    self.lock = False
                    self.event("sleep" + atomic)
                    self.waiting.insert(0, [self.task, False])
                    return None
            self.pte[self.at], self.count[self.at] = pfn, 1
            if len(self.where) == self.last:    # records of pages whose entry went to 0 and was handed out again use them up
                self.bug("set_page_address")
            self.where[pfn] = self.at
        i = self.where[pfn]
        self.count[i] += 1
        if self.count[i] < 2:
            self.bug("kmap_high")
        self.lock = False
        return self.address(pfn)

    def kunmap(self, pfn):
        if self.get_preempt() & 0x0fffff00:
            self.bug("kunmap")
        if pfn < HIGHSTART:
            return
        self.lock = True
        if pfn not in self.where:
            self.bug("kunmap_high")
        i = self.where[pfn]
        self.count[i] -= 1
        if not self.count[i]:
            self.bug("kunmap_high")
        self.lock = False
        if self.count[i] == 1 and self.waiting:
            self.event("wake_up")
            for w in self.waiting:
                if not w[1]:
                    w[1] = True
                    self.event("wake:%d" % w[0])

    def kmap_atomic(self, pfn, t):
        self.add_preempt(1)
        if pfn < HIGHSTART:
            return self.address(pfn)
        s = t + self.nr * self.cpu
        if self.debug and self.fix.get(s) is not None:
            self.bug("kmap_atomic")
        self.fix[s] = pfn
        self.event("invlpg:0x%08x" % self.slot(s))
        return self.slot(s)

    def kunmap_atomic(self, addr, t):
        if self.debug and addr & ~0xfff >= self.fixstart:
            s = t + self.nr * self.cpu
            if addr & ~0xfff != self.slot(s):
                self.bug("kunmap_atomic")
            self.fix[s] = None
            self.event("invlpg:0x%08x" % self.slot(s))
        self.add_preempt(-1)

    def to_page(self, addr):
        if addr < self.fixstart:
            pfn = ((addr - PAGE_OFFSET) & 0xffffffff) >> 12
        elif addr >= FIXADDR_TOP:
            self.bug("virt_to_fix")
        else:
            pfn = self.fix.get(((FIXADDR_TOP - (addr & ~0xfff)) >> 12) - FIX_BEGIN) or 0
        return (MEM_MAP + 32 * pfn) & 0xffffffff, pfn


class Recorder:
    def __init__(self, kernel, rng, options):
        self.k, self.rng, self.o = kernel, rng, options
        self.lines, self.pending = 0, {}
        self.low = [rng.randrange(HIGHSTART) for _ in range(8)]
        self.pages = [HIGHSTART + rng.randrange(kernel.highend - HIGHSTART) for _ in range(options.small or 3 * kernel.last)]
        self.mapped = []                # pfns by uses of kmap
        self.atomic = {}                # task -> [(address, type, pfn)]

    def picture(self):
        k = self.k
        return list(k.count), list(k.pte), {s: p for s, p in k.fix.items() if p is not None}, k.at

    def line(self, out, op, args, run, refused=None):
        k = self.k
        before = self.picture()
        d = {"i": self.lines, "op": op, "args": args, "cpu": k.cpu, "task": k.task, "ctx": k.ctx.get(k.task, "process"),
             "status": "ok", "result": None}
        self.lines += 1
        k.events = []
        if refused:
            d["status"], d["why"] = "refused", refused
        else:
            try:
                run(d)
            except Bug:
                d["status"], d["result"] = "bug", None
                d.pop("pfn", None)
        d["events"] = k.events
        if k.lock:
            d["forced_unlock"] = ["kmap_lock"]
            k.lock = False
        d["preempt_count"] = k.get_preempt()
        self.changes(d, before)
        out.write(json.dumps(d, separators=(",", ":")) + "\n")

    def changes(self, d, before):
        after = self.picture()
        count = {str(i): [a, b] for i, (a, b) in enumerate(zip(before[0], after[0])) if a != b}
        pte = {str(i): [h(a), h(b)] for i, (a, b) in enumerate(zip(before[1], after[1])) if a != b}
        fix = {str(s): [h(before[2].get(s)), h(after[2].get(s))] for s in sorted(set(before[2]) | set(after[2]))
               if before[2].get(s) != after[2].get(s)}
        for key, value in (("pkmap_count", count), ("pkmap_pte", pte)):
            if value:
                d[key] = value
        if before[3] != after[3]:
            d["last_pkmap_nr"] = [before[3], after[3]]
        if fix:
            d["fixmap"] = fix

    # ---- operations ----

    def page(self):
        return self.rng.choice(self.low if self.rng.random() < 0.05 else self.pages)

    def kmap(self, out, pfn):
        k = self.k

        def run(d):
            i = d["i"]
            address = k.kmap(pfn)
            if address is None:
                d["status"] = "sleep"
                self.pending[k.task] = (i, pfn)
            else:
                d["result"] = h(address)
                if pfn >= HIGHSTART:
                    self.mapped.append(pfn)
        self.line(out, "kmap", {"pfn": h(pfn)}, run)

    def kunmap(self, out, pfn):
        self.line(out, "kunmap", {"pfn": h(pfn)}, lambda d: self.k.kunmap(pfn))

    def task(self, out, number):
        k = self.k
        woken = [w for w in k.waiting if w[0] == number]

        def run(d):
            k.task = number
            if number in self.pending:
                i, pfn = self.pending.pop(number)
                address = None
                try:
                    address = k.kmap(pfn, True)
                    status = "sleep" if address is None else "ok"
                finally:
                    d["resumed"] = {"i": i, "op": "kmap", "args": {"pfn": h(pfn)}, "status": status, "result": h(address)}
                if address is None:
                    self.pending[number] = (i, pfn)
                else:
                    self.mapped.append(pfn)
        self.line(out, "task", {"task": number}, run, "asleep, not woken" if woken and not woken[0][1] else None)

    def map_atomic(self, out, pfn, t, name):
        k = self.k

        def run(d):
            d["result"] = h(k.kmap_atomic(pfn, t))
            self.atomic.setdefault(k.task, []).append((int(d["result"], 16), t, name))
        self.line(out, "kmap_atomic", {"pfn": h(pfn), "type": name, "type_nr": t}, run)

    def unmap_atomic(self, out, address, t, name):
        self.line(out, "kunmap_atomic", {"addr": h(address), "type": name, "type_nr": t},
                  lambda d: self.k.kunmap_atomic(address, t))

    def unmap_page(self, out, pfn, t, name):
        page = MEM_MAP + 32 * pfn
        self.line(out, "kunmap_atomic_page", {"pfn": h(pfn), "type": name, "type_nr": t, "page": h(page)},
                  lambda d: self.k.kunmap_atomic(page, t))

    def to_page(self, out, address):
        def run(d):
            page, pfn = self.k.to_page(address)
            d["result"], d["pfn"] = h(page) if page else None, h(pfn)
        self.line(out, "kmap_atomic_to_page", {"addr": h(address)}, run)

    def page_address(self, out, pfn):
        def run(d):
            d["result"] = h(self.k.address(pfn))
        self.line(out, "page_address", {"pfn": h(pfn)}, run)

    def set_ctx(self, out, ctx):
        k = self.k

        def run(d):
            k.add_preempt(BITS[ctx] - BITS[k.ctx.get(k.task, "process")])
            k.ctx[k.task] = ctx
        self.line(out, "ctx", {"ctx": ctx}, run)

    def set_cpu(self, out, cpu):
        def run(d):
            self.k.cpu = cpu
        self.line(out, "cpu", {"cpu": cpu}, run)

    # ---- what to do next ----

    def random_type(self, misuse):
        t = self.rng.randrange(len(TYPES))
        if misuse and self.rng.random() < 0.3:
            n = self.k.nr + self.rng.randrange(10)
            return n, str(n)
        return self.k.number(t), TYPES[t]

    def misuse(self, out):
        k, r = self.k, self.rng
        t, name = self.random_type(True)
        kind = r.randrange(8)
        if kind == 0:
            self.kunmap(out, r.choice(self.pages))
        elif kind == 1 and self.mapped:
            self.kunmap(out, r.choice(self.mapped))
        elif kind == 2:
            self.unmap_page(out, self.page(), t, name)
        elif kind == 3:
            self.unmap_atomic(out, k.slot(t + k.nr * k.cpu), t, name)
        elif kind == 4:
            self.unmap_atomic(out, r.choice([k.slot(r.randrange(k.nr * CPUS)), 0xfffff000, k.fixstart, k.base + 0x5123]), t, name)
        elif kind == 5:
            self.to_page(out, r.choice([0xffffffff, FIXADDR_TOP, k.fixstart, k.fixstart - 1, k.base + 4096, 0x1000, 0xffffe000]))
        elif kind == 6:
            self.map_atomic(out, self.page(), t, name)
        else:
            self.set_ctx(out, r.choice(list(BITS)))

    def other_task(self, out):
        k, r = self.k, self.rng
        asleep = {w[0] for w in k.waiting if not w[1]}
        free = [t for t in range(self.o.tasks) if t not in asleep and t != k.task]
        if k.task not in self.pending and k.get_preempt():
            return self.to_page(out, k.slot(r.randrange(k.nr * CPUS)))
        if r.random() * 100 < self.o.refused and asleep:
            return self.task(out, r.choice(sorted(asleep)))
        if free:
            return self.task(out, r.choice(free))
        return self.page_address(out, self.page())

    def step(self, out):
        k, r = self.k, self.rng
        if k.task in self.pending:
            if r.random() * 100 < self.o.refused:
                return self.line(out, "kmap", {"pfn": h(self.page())}, None, "the task is asleep")
            if len(k.waiting) < self.o.tasks or any(w[1] for w in k.waiting):
                return self.other_task(out)
            return self.set_cpu(out, r.randrange(CPUS))
        if r.random() * 100 < self.o.misuse:
            return self.misuse(out)
        mine = self.atomic.setdefault(k.task, [])
        x = r.random()
        if x < 0.30 and (len(self.mapped) < 1.2 * k.last or r.random() < 0.3):
            # the last runnable task must not put itself to sleep
            if len(k.waiting) + 1 < self.o.tasks or self.can_map():
                return self.kmap(out, self.page())
        if x < 0.60 and self.mapped and not k.get_preempt() & 0x0fffff00:
            i = r.randrange(len(self.mapped))
            self.mapped[i], self.mapped[-1] = self.mapped[-1], self.mapped[i]
            return self.kunmap(out, self.mapped.pop())
        if x < 0.72 and len(mine) < 4:
            t, name = self.random_type(False)
            if not (self.k.debug and self.k.fix.get(t + k.nr * k.cpu) is not None):
                return self.map_atomic(out, self.page(), t, name)
        if mine and x < 0.88:
            return self.unmap_atomic(out, mine[-1][0] + (r.randrange(4096) if r.random() < 0.2 else 0), *mine.pop()[1:])
        if x < 0.90:
            return self.page_address(out, self.page())
        if x < 0.92:
            return self.to_page(out, r.choice([k.slot(r.randrange(k.nr * CPUS)), PAGE_OFFSET + r.randrange(0x38000000)]))
        if x < 0.94 and not mine:
            return self.set_ctx(out, r.choice(list(BITS)))
        if x < 0.96 and not mine:
            return self.set_cpu(out, r.randrange(CPUS))
        if self.o.tasks > 1 and not mine:
            return self.other_task(out)
        return self.page_address(out, self.page())

    def can_map(self):
        return any(c < 2 for c in self.k.count)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("out")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--ops", type=int, default=2000)
    p.add_argument("--pae", action="store_true")
    p.add_argument("--debug", action="store_true")
    p.add_argument("--tasks", type=int, default=1)
    p.add_argument("--misuse", type=float, default=0)
    p.add_argument("--refused", type=float, default=0)
    p.add_argument("--small", type=int, default=0, help="that many distinct pages instead of three windows full")
    o = p.parse_args()
    k = Kernel(o.pae, o.debug)
    rec = Recorder(k, random.Random(o.seed), o)
    with open(o.out, "w") as out:
        out.write(json.dumps(k.header(("pae" if o.pae else "nopae") + ("-debug" if o.debug else "-nodebug"), seed=o.seed),
                             separators=(",", ":")) + "\n")
        while rec.lines < o.ops:
            rec.step(out)


main()
