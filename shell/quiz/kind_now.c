/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happens now? A short script stands there; what does its last line do? A scene is a row: lines that are always there, one of a few that change the
 * outcome, the last line, the reason for each outcome that the machine may show, and what decides it in this pair of keys and change. The machine decides
 * which outcome it is; where a scene has no reason for it, there is no problem.
 *
 * $S, $T: two slots; $n: a number; $p, $q: names.
 */
#include <stdio.h>
#include <string.h>

#include "shell/quiz/kinds.h"

enum { CHANGES = 4, KEYS = 2 };

struct scene {
	const char *keys[KEYS];    /* one of them; NULL: the first */
	const char *head;
	const char *change[CHANGES];
	const char *last;
	const char *why[LAB_OUTCOME_NR];
	const char *because[KEYS][CHANGES]; /* what decides it in this pair of keys and change; or NULL */
	const char *lesson, *look;
};

#define PAGES "struct page *$p = alloc_page(GFP_HIGHUSER), *$q = alloc_page(GFP_HIGHUSER);\n"

static const struct scene scenes[] = {
	{ { "", "debug_highmem=off" }, PAGES "char *v = kmap_atomic($p, $S);\n*v = $n;\n",
	  { "kunmap_atomic($p, $S);\n", "kunmap_atomic(v, $S);\n", "kunmap_atomic((void *)$p, $S);\n" },
	  "char *w = kmap_atomic($q, $S);\n",
	  { [LAB_BUG] = "kunmap_atomic() was given the page. Its address is below FIXADDR_START, so the call took it for a lowmem address and returned early: the slot is "
			"still mapped, and this innocent call pays.",
	    [LAB_NOTHING] = "kmap_atomic() maps the page in its slot and goes on." },
	  { { "Line 4 gives the page instead of the address.",
	      "Line 4 gives the address: the slot is cleared, and free.",
	      "The cast hides the page from the compiler; the kernel is told the same wrong thing." },
	    { "CONFIG_DEBUG_HIGHMEM is off: nobody looks whether the slot is in use, and the entry is simply overwritten.",
	      "CONFIG_DEBUG_HIGHMEM is off: nobody looks whether the slot is in use, and the entry is simply overwritten.",
	      "CONFIG_DEBUG_HIGHMEM is off: nobody looks whether the slot is in use, and the entry is simply overwritten." } },
	  "14-burned", "info slots\nwhy\n" },
	{ { "", "debug_highmem=off" }, PAGES "char *v = kmap_atomic($p, $S);\n",
	  { "kunmap_atomic($p, $S);\n", "kunmap_atomic((void *)$p, $S);\n" },
	  "char *w = kmap_atomic($q, $T);\n",
	  { [LAB_NOTHING] = "The slot that was left mapped is $S; this call takes $T, which is free. The mistake stays hidden." },
	  { { NULL } },
	  "13-the-asymmetry", "info slots\n" },
	{ { "" , "debug_highmem=off" }, PAGES "char *v = kmap_atomic($p, $S);\n*v = $n;\nkunmap_atomic(v, $S);\n",
	  { "", "char *w = kmap_atomic($q, $T);\n", "char *w = kmap_atomic($q, $S);\n" },
	  "*v = $n + 1;\n",
	  { [LAB_OOPS] = "kunmap_atomic() has cleared the slot (CONFIG_DEBUG_HIGHMEM), and v still points to it: nothing is mapped there.",
	    [LAB_NOTHING] = "Something is mapped at v, so nobody notices the store." },
	  { { "Nothing was mapped there since.",
	      "$T is another slot, at another address.",
	      "Line 5 has mapped $q in the same slot: v and w are equal, and the store goes to $q." },
	    { "kunmap_atomic() has left the entry as it was: v still reaches $p.",
	      "kunmap_atomic() has left the entry as it was: v still reaches $p.",
	      "Line 5 has mapped $q in the same slot: v and w are equal, and the store goes to $q." } },
	  "14-burned", "info slots\nvtop v\n" },
	{ { "pkmap=4", NULL }, PAGES "char *v = kmap($p);\n*v = $n;\nkunmap($p);\n",
	  { "", "kmap($q);\n", "for (int i = 0; i < 3; i++) { struct page *r = alloc_page(GFP_HIGHUSER); kmap(r); kunmap(r); }\n",
	    "for (int i = 0; i < 5; i++) { struct page *r = alloc_page(GFP_HIGHUSER); kmap(r); kunmap(r); }\n" },
	  "*v = $n + 1;\n",
	  { [LAB_NOTHING] = "kunmap() only lowers the count to 1; the address goes on to reach whatever page its entry maps.",
	    [LAB_OOPS] = "The search has come past entry 0: the entry with count 1 was cleared, and nothing is mapped at v." },
	  { { "No search has come past entry 0: the store reaches $p.",
	      "$q got an entry of its own: the store reaches $p.",
	      "Three more entries: the search took 2, 3, then came past entry 0, which cleared entry 1, v's, and took entry 0.",
	      "Five more: the search came past entry 0, then took entry 1 for another page: the store goes there." } },
	  "05-a-shared-window", "info pkmap\nvtop v\n" },
	{ { "pkmap=4", NULL }, "struct page *$p = alloc_page(GFP_HIGHUSER);\n",
	  { "for (int i = 0; i < 4; i++) kmap(alloc_page(GFP_HIGHUSER));\n", "for (int i = 0; i < 3; i++) kmap(alloc_page(GFP_HIGHUSER));\n",
	    "for (int i = 0; i < 4; i++) { struct page *r = alloc_page(GFP_HIGHUSER); kmap(r); kunmap(r); }\n", "kmap($p);\nfor (int i = 0; i < 3; i++) kmap(alloc_page(GFP_HIGHUSER));\n" },
	  "kmap($p);\n",
	  { [LAB_SLEEPS] = "All 4 entries are in use: kmap() goes once round the window, finds no count of 0, and schedule()s until a kunmap() wakes it.",
	    [LAB_NOTHING] = "kmap() finds an entry without sleeping." },
	  { { "4 of 4 are in use.",
	      "3 are in use; the fourth, entry 0, is free.",
	      "4 were used and given back: all have count 1, until the flush on the way round frees them.",
	      "All 4 are in use, but one of them by $p: kmap() finds its address before it searches." } },
	  "08-kmap-can-sleep", "info pkmap\ninfo tasks\n" },
	{ { "", "debug_highmem=off" }, PAGES "kmap($p);\n",
	  { "kunmap($p);\n", "kmap($p);\nkunmap($p);\n", "kmap($q);\nkunmap($q);\n" },
	  "kunmap($p);\n",
	  { [LAB_BUG] = "The second kunmap() takes the count from 1 to 0: nobody had it mapped any more.",
	    [LAB_NOTHING] = "The page has one user left, and this call gives it back." },
	  { { "One kmap(), and this is the second kunmap().", "Two kmap(), and this is the second kunmap().", "The pair in between is $q's own entry." },
	    { "One kmap(), and this is the second kunmap(); CONFIG_DEBUG_HIGHMEM plays no part in kunmap().",
	      "Two kmap(), and this is the second kunmap().",
	      "The pair in between is $q's own entry." } },
	  "06-counting-users", "info pkmap\n" },
	{ { "", "debug_sleep=off" }, "struct page *$p = alloc_page(GFP_HIGHUSER);\nvoid *v;\n",
	  { "kmap($p);\n", "" },
	  "irq { v = kmap($p); }\n",
	  { [LAB_COMPLAINS] = "kmap() begins with might_sleep(), which complains in an interrupt; then it goes on, since an entry is free.",
	    [LAB_NOTHING] = "2.6.11's kmap() has no check of its own for interrupts; without CONFIG_DEBUG_SPINLOCK_SLEEP might_sleep() is empty." },
	  { { "That the page is mapped already does not count: might_sleep() comes first." } },
	  "11-whose-slot", "info pkmap\n" },
	{ { "", "debug_sleep=off" }, "struct page *$p = alloc_page(GFP_HIGHUSER), *$q = alloc_page(GFP_KERNEL);\nkmap($p);\n",
	  { "kmap($q);\n", "" },
	  "softirq { kunmap($p); }\n",
	  { [LAB_PANIC] = "kunmap() has a check: BUG() when in_interrupt() holds. A BUG in a softirq leaves nothing to go back to: Fatal exception in interrupt." },
	  { { "That $p is mapped, and could well be unmapped, does not count: the check comes first.",
	      "$p was never mapped, but that is looked at later: the check for interrupts comes first." },
	    { "CONFIG_DEBUG_SPINLOCK_SLEEP plays no part: it is a BUG(), not might_sleep().", NULL } },
	  "11-whose-slot", "info report\n" },
	{ { "", "debug_highmem=off" }, PAGES, { "char *v = kmap_atomic($p, $S);\n", "char *v = kmap_atomic(alloc_page(GFP_KERNEL), $S);\n", "char *v = kmap($p);\n" },
	  "schedule();\n",
	  { [LAB_COMPLAINS] = "kmap_atomic() has raised preempt_count (for a lowmem page, too): \"scheduling while atomic\". It is switched all the same.",
	    [LAB_NOTHING] = "kmap() raises no count: its address may be held while the task sleeps; that is what it is for." },
	  { { NULL, "alloc_page(GFP_KERNEL) is lowmem, yet the count goes up all the same.", NULL },
	    { "CONFIG_DEBUG_HIGHMEM plays no part in schedule().", "alloc_page(GFP_KERNEL) is lowmem, yet the count goes up all the same.", NULL } },
	  "10-kmap-atomic", "info tasks\n" },
	{ { "", "debug_highmem=off" }, "struct page *$p = alloc_page(GFP_KERNEL), *$q = alloc_page(GFP_KERNEL);\n",
	  { "char *v = kmap_atomic($p, $S);\n", "char *v = kmap_atomic($p, $S);\nkunmap_atomic($p, $S);\n" },
	  "char *w = kmap_atomic($q, $S);\n",
	  { [LAB_NOTHING] = "GFP_KERNEL gives lowmem pages. They take no slot, so none can be in use: the mistake cannot be seen on a machine without highmem pages." },
	  { { "Two mappings in force in one slot, and no trace of it.", NULL },
	    { "Two mappings in force in one slot, and no trace of it.", NULL } },
	  "13-the-asymmetry", "info slots\n" },
	{ { "", "debug_highmem=off" }, PAGES "char *v = kmap_atomic($p, $S);\n",
	  { "char *w = kmap_atomic($q, $T);\n", "" },
	  "kunmap_atomic(v, $T);\n",
	  { [LAB_BUG] = "With CONFIG_DEBUG_HIGHMEM kunmap_atomic() works out the slot of type and CPU, $T, and v is the address of another one.",
	    [LAB_NOTHING] = "Without CONFIG_DEBUG_HIGHMEM kunmap_atomic() looks at neither of its arguments." },
	  { { "$T is in use by w, too, which this call would have taken away." } },
	  "10-kmap-atomic", "info slots\n" },
	{ { "", "debug_highmem=off" }, "struct page *$p = alloc_page(GFP_HIGHUSER);\nchar *v = kmap_atomic($p, $S);\nkunmap_atomic(v, $S);\n",
	  { "kunmap_atomic(v, $S);\n", "", "kunmap_atomic(v, $S);\nv = kmap_atomic($p, $S);\n" },
	  "kunmap(alloc_page(GFP_KERNEL));\n",
	  { [LAB_PANIC] = "The second kunmap_atomic() took preempt_count to -1: all its bits are set, so in_interrupt() holds, and kunmap() BUGs; in an \"interrupt\" that is a panic.",
	    [LAB_NOTHING] = "kunmap() of a lowmem page returns at once." },
	  { { "Two kunmap_atomic(), one kmap_atomic(): the count is -1.",
	      "One of each: the count is 0.",
	      "The second kmap_atomic() brings the count from -1 back to 0, and hides the mistake." },
	    { "Two kunmap_atomic(), one kmap_atomic(): the count is -1.",
	      "One of each: the count is 0.",
	      "The second kmap_atomic() brings the count from -1 back to 0, and hides the mistake." } },
	  "13-the-asymmetry", "info tasks\n" },
	{ { "", "debug_sleep=off" }, "struct page *$p = alloc_page(GFP_HIGHUSER), *$q = alloc_page(GFP_KERNEL);\n",
	  { "char *v = kmap_atomic($p, $S);\n", "char *v = kmap_atomic($q, $S);\n", "char *v = kmap($p);\n" },
	  "char *w = kmap($q);\n",
	  { [LAB_COMPLAINS] = "kmap() asks might_sleep() before it looks at the page: under a kmap_atomic() that complains, though a lowmem page never sleeps.",
	    [LAB_NOTHING] = "Nobody complains, and a lowmem page's address is returned at once." },
	  { { "kmap_atomic() holds the count at 1.", "Of a lowmem page, but the count is 1 all the same.", "v comes from kmap(), which raises no count." },
	    { "CONFIG_DEBUG_SPINLOCK_SLEEP is off: nobody speaks.",
	      "CONFIG_DEBUG_SPINLOCK_SLEEP is off: nobody speaks.",
	      "v comes from kmap(), which raises no count." } },
	  "08-kmap-can-sleep", "info tasks\n" },
	{ { "", "debug_highmem=off" }, PAGES "char *v = kmap_atomic($p, $S);\n",
	  { "cpu 1\n", "", "kunmap_atomic(v, $S);\n" },
	  "char *w = kmap_atomic($q, $S);\n",
	  { [LAB_BUG] = "The slot is in use on this CPU: with CONFIG_DEBUG_HIGHMEM kmap_atomic() BUGs when its entry is not clear.",
	    [LAB_NOTHING] = "The call gets its slot." },
	  { { "CPU 1 has slots of its own.", NULL, "Line 3 has cleared the slot." },
	    { "CPU 1 has slots of its own.", "v and w are the same address now, and both reach $q.", NULL } },
	  "10-kmap-atomic", "info slots\n" },
	{ { "", NULL }, PAGES,
	  { "char *v = page_address($p);\n", "kmap($p);\nchar *v = page_address($p);\n", "char *v = kmap($p);\nkunmap($p);\n",
	    "kmap($q);\nchar *v = page_address($p);\n" },
	  "*v = $n;\n",
	  { [LAB_OOPS] = "A highmem page that nobody has mapped has no address: page_address() is NULL.",
	    [LAB_NOTHING] = "The page has an address: it was mapped by kmap(), and a kunmap() does not take that away at once." },
	  { { NULL, NULL, "The count is 1, the entry is still there.", "It is $q that was mapped." } },
	  "02-why-high-memory", "info page $p\nvtop v\n" }
};

enum { SCENES = sizeof(scenes) / sizeof(*scenes) };

/* Why an outcome is wrong, when the scene says nothing of its own. */
static const char *const never[] = {
	[LAB_NOTHING] = "it does not pass in silence.",
	[LAB_COMPLAINS] = "complaints come from might_sleep() and schedule(), about sleeping where it is not allowed; that is not what happens here.",
	[LAB_SLEEPS] = "only kmap() sleeps, and only when the count of no entry is, or becomes, 0.",
	[LAB_OOPS] = "an oops needs an access through an address at which neither TLB nor page table has anything; that is not so here.",
	[LAB_BUG] = "a BUG needs a check in the kernel's code that fails; no check of this kernel fails here.",
	[LAB_PANIC] = "a panic follows a BUG or an oops in an interrupt (or what looks like one); there is none here."
};

/* ---- words ---- */

struct words {
	char slot[2][24], name[2][4], number[8];
};

static void choose_words(struct dice *d, struct words *w)
{
	static const char *const slots[] = { "KM_USER0", "KM_USER1", "KM_SKB_SUNRPC_DATA", "KM_PTE0" };
	static const char names[] = "pqabxy";
	uint8_t order[6];

	dice_shuffle(d, order, 4);
	for (int i = 0; i < 2; i++)
		snprintf(w->slot[i], sizeof(w->slot[i]), "%s", slots[order[i]]);
	dice_shuffle(d, order, 6);
	for (int i = 0; i < 2; i++)
		snprintf(w->name[i], sizeof(w->name[i]), "%c", names[order[i]]);
	snprintf(w->number, sizeof(w->number), "%u", 1 + dice_below(d, 100));
}

static void put_words(struct text *to, const char *text, const struct words *w)
{
	for (const char *c = text; *c; c++) {
		if (*c != '$') {
			text_add(to, c, 1);
			continue;
		}
		switch (*++c) {
		case 'S': text_puts(to, w->slot[0]); break;
		case 'T': text_puts(to, w->slot[1]); break;
		case 'p': text_puts(to, w->name[0]); break;
		case 'q': text_puts(to, w->name[1]); break;
		default: text_puts(to, w->number);
		}
	}
}

/* ---- the problem ---- */

static unsigned int count_of(const char *const *list, unsigned int most)
{
	unsigned int n = 0;

	while (n < most && list[n])
		n++;
	return n;
}

/* A panic begins with a BUG or an oops; the first two are no answer to each other. */
static const char *why_never(enum lab_outcome it, enum lab_outcome right)
{
	if (right == LAB_PANIC && (it == LAB_BUG || it == LAB_OOPS))
		return "it begins like that, but behind an interrupt there is no task that could die in its place: the machine stops.";
	return never[it];
}

/* What is always worth a thought comes first, then any of the others. */
static void offer_outcomes(struct exercise *p, enum lab_outcome right)
{
	uint8_t order[LAB_OUTCOME_NR];

	dice_shuffle(&p->dice, order, LAB_OUTCOME_NR);
	problem_right(p, lab_outcome_words(right));
	for (unsigned int i = 0; i < LAB_OUTCOME_NR + 2 && p->offers < QUIZ_CHOICES; i++) {
		enum lab_outcome it = i == 0 ? LAB_NOTHING : i == 1 ? LAB_BUG : (enum lab_outcome)order[i - 2];

		if (it != right)
			problem_wrong(p, lab_outcome_words(it), "%s", why_never(it, right));
	}
}

static bool run(struct exercise *p, const char *last, enum lab_outcome *outcome, char *headline, size_t size)
{
	struct lab lab = { 0 };
	bool ok = lab_open(&lab, text_string(&p->machine));
	uint32_t seen = 0;

	if (ok) {
		lab_type(&lab, text_string(&p->script));
		seen = hm_report_count(lab_machine(&lab));
		*outcome = lab_try(&lab, last);
		lab_headline(&lab, seen, headline, size);
	}
	lab_close(&lab, &p->lost);
	return ok && !seen;
}

static void put_question(struct exercise *p)
{
	text_printf(&p->question, "CONFIG_DEBUG_HIGHMEM is %s, CONFIG_DEBUG_SPINLOCK_SLEEP is %s. What does the last line do?",
		    strstr(text_string(&p->machine), "debug_highmem=off") ? "off" : "on", strstr(text_string(&p->machine), "debug_sleep=off") ? "off" : "on");
}

bool quiz_make_now(struct exercise *p)
{
	const struct scene *scene = &scenes[dice_turn(p->seed, SCENES, 6)];
	struct words words;
	struct text last = { 0 };
	char headline[240] = "";
	enum lab_outcome outcome = LAB_NOTHING;
	uint32_t change = dice_below(&p->dice, count_of(scene->change, CHANGES)), keys = dice_below(&p->dice, count_of(scene->keys, KEYS));
	bool ok;

	choose_words(&p->dice, &words);
	text_puts(&p->machine, scene->keys[keys]);
	put_words(&p->script, scene->head, &words);
	put_words(&p->script, scene->change[change], &words);
	put_words(&last, scene->last, &words);
	ok = !last.failed && run(p, text_string(&last), &outcome, headline, sizeof(headline)) && scene->why[outcome];
	text_puts(&p->script, text_string(&last));
	text_free(&last);
	if (!ok || (outcome == LAB_NOTHING && dice_percent(&p->dice, 40))) /* else it would be the answer too often */
		return false;
	put_question(p);
	put_words(&p->worked, scene->why[outcome], &words);
	text_puts(&p->worked, "\n");
	if (scene->because[keys][change])
		put_words(&p->worked, scene->because[keys][change], &words);
	text_printf(&p->worked, "\n%s%s", *headline ? "The kernel: " : "", headline);
	put_words(&p->look, scene->look, &words);
	offer_outcomes(p, outcome);
	p->lesson = scene->lesson;
	return problem_close(p);
}
