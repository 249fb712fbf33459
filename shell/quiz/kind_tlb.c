/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How does a CPU's TLB answer? A slot of CPU 0 is read by both CPUs, unmapped, mapped anew; the TLBs are flushed by a lap of the window, or a task switch loads
 * CR3. What the machine's TLB held behind each line, and how the last access went, is asked of the machine. Four answers, of which each seed's turn wants one.
 * Source: 2.6.11 arch/i386/mm/highmem.c, include/asm-i386/tlbflush.h.
 */
#include <stdio.h>
#include <string.h>

#include "shell/quiz/kinds.h"

enum tlb_answer { TLB_HIT, TLB_MISS, TLB_STALE, TLB_OOPS, TLB_ANSWERS };
/* What the TLB knows of the address. */
enum held { HELD_NOT, HELD_RIGHT, HELD_STALE };

static const char *const answers[] = {
	[TLB_HIT] = "a hit: its TLB holds what the page table says",
	[TLB_MISS] = "a miss: it walks the page table, and finds the page",
	[TLB_STALE] = "a stale hit: its TLB holds what the page table no longer says",
	[TLB_OOPS] = "a miss, and the walk finds nothing: an oops"
};

/* Why not this one, when it is that one. */
static const char *const why_not[TLB_ANSWERS][TLB_ANSWERS] = {
	[TLB_HIT] = { [TLB_MISS] = "its TLB does not hold the address: it has never read it, or was made to forget it.",
		      [TLB_STALE] = "its TLB answers, but the page table was changed since, and nobody told this CPU.",
		      [TLB_OOPS] = "its TLB does not hold the address, and the entry in the page table is clear." },
	[TLB_MISS] = { [TLB_HIT] = "it has read the address before, and nothing since has made this CPU forget it.",
		       [TLB_STALE] = "nothing made this CPU forget it: invlpg works on the CPU that runs it only, and CR3 spares global entries.",
		       [TLB_OOPS] = "it misses, but the walk finds a clear entry." },
	[TLB_STALE] = { [TLB_HIT] = "what it holds is still what the page table says.", [TLB_MISS] = "its TLB holds nothing that could be old.",
			[TLB_OOPS] = "its TLB holds nothing of this address any more." },
	[TLB_OOPS] = { [TLB_HIT] = "the page is mapped, and the TLB knows it.", [TLB_MISS] = "the walk finds a page: the slot is mapped.",
		       [TLB_STALE] = "the page table is not asked at all: the TLB answers first, and it still knows the page." }
};

struct tlb {
	struct exercise *p;
	struct lab lab;
	uint32_t cpu;              /* whose TLB is asked about */
	unsigned int line, here;   /* here: the CPU that types */
	bool mapped, debug, pge;
	enum held held;
	bool moved;                /* a switch of CPU waits to be written */
};

static enum held held_by(const struct tlb *t)
{
	hm_vaddr_t v = lab_value((struct lab *)&t->lab, "v");
	struct hm_tlb_view e;

	for (unsigned int i = 0; i < hm_tlb_entries(lab_machine(&t->lab)); i++)
		if (hm_tlb_view(lab_machine(&t->lab), t->cpu, i, &e) && e.valid && !e.large && e.address == (v & ~0xfffu))
			return e.stale ? HELD_STALE : HELD_RIGHT;
	return HELD_NOT;
}

static void tell(struct tlb *t, enum held now)
{
	struct text *out = &t->p->worked;

	if (now == t->held)
		return;
	text_printf(out, "line %u: ", t->line);
	if (now == HELD_RIGHT && t->held == HELD_STALE)
		text_printf(out, "the page table says again what CPU %u has kept all the time: no longer stale.\n", t->cpu);
	else if (now == HELD_RIGHT)
		text_printf(out, "CPU %u reads the address, and its TLB keeps the translation.\n", t->cpu);
	else if (now == HELD_STALE)
		text_printf(out, "the page table changes. invlpg runs on CPU 0 alone; CPU %u keeps the old translation: stale.\n", t->cpu);
	else
		text_printf(out, "CPU %u's TLB loses the translation.\n", t->cpu);
	t->held = now;
}

static void line(struct tlb *t, const char *text)
{
	t->line++;
	lab_type(&t->lab, text);
	text_puts(&t->p->script, text);
	tell(t, held_by(t));
}

static void go_to(struct tlb *t, unsigned int cpu)
{
	char text[16];

	if (t->here == cpu)
		return;
	snprintf(text, sizeof(text), "cpu %u\n", cpu);
	line(t, text);
	t->here = cpu;
}

static void touch(struct tlb *t, unsigned int cpu)
{
	go_to(t, cpu);
	line(t, "c = *v;\n");
}

static void unmap(struct tlb *t)
{
	go_to(t, 0);
	line(t, "kunmap_atomic(v, KM_USER0);\n");
	t->mapped = false;
}

static void map(struct tlb *t, const char *page)
{
	char text[64];

	go_to(t, 0);
	snprintf(text, sizeof(text), "v = kmap_atomic(%s, KM_USER0);\n", page);
	line(t, text);
	t->mapped = true;
}

static void flush(struct tlb *t)
{
	go_to(t, 1); /* no slot is held there, so kmap() is allowed to sleep */
	line(t, "for (int i = 0; i < 5; i++) { kmap(r[i]); kunmap(r[i]); }\n"); /* five pages, four entries: it comes past entry 0 */
}

static void switch_task(struct tlb *t)
{
	line(t, "spawn other cpu=1 { int n = 0; n++; }\n");
	line(t, "run\n");
}

/* One thing that may happen; reads are of either CPU. */
static void happen(struct tlb *t, struct dice *d)
{
	uint32_t what = dice_below(d, 10), who = dice_below(d, 2);

	if (what < 4 && (t->mapped || !t->debug))
		touch(t, who);
	else if (what < 7 && t->mapped)
		unmap(t);
	else if (what < 8 && !t->mapped)
		map(t, who ? "p" : "q");
	else if (what == 8)
		flush(t);
	else
		switch_task(t);
}

static enum tlb_answer last_access(struct tlb *t)
{
	struct hm_access_view a;

	if (lab_try(&t->lab, "c = *v;\n") == LAB_OOPS)
		return TLB_OOPS;
	if (!hm_last_access(lab_machine(&t->lab), t->cpu, &a) || !a.hit)
		return TLB_MISS;
	return a.stale ? TLB_STALE : TLB_HIT;
}

static void finish(struct tlb *t, enum tlb_answer answer)
{
	struct exercise *p = t->p;

	text_puts(&p->script, "c = *v;\n");
	if (!p->worked.length)
		text_printf(&p->worked, "CPU %u has never read the address before.\n", t->cpu);
	text_printf(&p->worked, "line %u: %s.\n", t->line + 1, answers[answer]);
	text_printf(&p->question, "CONFIG_DEBUG_HIGHMEM is %s, so kunmap_atomic() %s. The CPUs %s global pages. How does CPU %u's TLB answer in the last line?",
		    t->debug ? "on" : "off", t->debug ? "clears the slot" : "leaves the slot as it is", t->pge ? "have" : "have no", t->cpu);
	problem_right(p, answers[answer]);
	for (unsigned int i = 0; i < TLB_ANSWERS; i++)
		if (i != answer)
			problem_wrong(p, answers[i], "%s", why_not[i][answer]);
	text_puts(&p->look, "info tlb\nvtop v\n");
}

static bool story(struct tlb *t)
{
	struct exercise *p = t->p;
	unsigned int n = 3 + dice_below(&p->dice, 4);
	enum tlb_answer answer, want = (enum tlb_answer)dice_turn(p->seed, TLB_ANSWERS, 5);
	uint32_t first = dice_below(&p->dice, 4);

	line(t, "struct page *p = alloc_page(GFP_HIGHUSER), *q = alloc_page(GFP_HIGHUSER);\n");
	line(t, "struct page *r[5];\n");
	line(t, "for (int i = 0; i < 5; i++) r[i] = alloc_page(GFP_HIGHUSER);\n");
	line(t, "char c, *v = kmap_atomic(p, KM_USER0);\n");
	t->mapped = true;
	if (first)
		touch(t, t->cpu);
	for (unsigned int i = 0; i < n; i++)
		happen(t, &p->dice);
	go_to(t, t->cpu);
	if (hm_report_count(lab_machine(&t->lab)))
		return false;
	answer = last_access(t);
	if (answer == want)
		finish(t, answer);
	return answer == want;
}

bool quiz_make_tlb(struct exercise *p)
{
	struct tlb t = { .p = p };
	bool ok;

	t.cpu = dice_percent(&p->dice, 75);
	t.debug = dice_percent(&p->dice, 70);
	t.pge = dice_percent(&p->dice, 70);
	text_printf(&p->machine, "pkmap=4%s%s", t.debug ? "" : " debug_highmem=off", t.pge ? "" : " pge=off");
	ok = lab_open(&t.lab, text_string(&p->machine)) && story(&t);
	lab_close(&t.lab, &p->lost);
	return ok && problem_close(p);
}
