/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which kernel catches it? A misuse is compiled and run under each kernel that has these calls, as `eras FILE` does it (aside.h): what its compiler says, and
 * whether the wrong statement itself is reported, or a later one, or none. Asked for: the fate of the program under one kernel, or the one kernel with a certain
 * fate.
 */
#include <stdio.h>
#include <string.h>

#include "shell/aside.h"
#include "shell/quiz/kinds.h"

enum fate { FATE_REFUSED, FATE_WARNED, FATE_WARNED_LATER, FATE_AT_ONCE, FATE_LATER, FATE_NEVER, FATE_NR };

static const char *const fates[] = {
	[FATE_REFUSED] = "its compiler refuses it",
	[FATE_WARNED] = "its compiler warns, and the kernel says nothing when it runs",
	[FATE_WARNED_LATER] = "its compiler warns, and when it runs the kernel reports a trouble",
	[FATE_AT_ONCE] = "its compiler is silent, and the kernel reports the wrong statement itself",
	[FATE_LATER] = "its compiler is silent, and the kernel reports a later statement, which is right",
	[FATE_NEVER] = "compiler and kernel are both silent"
};

/* Why a fate is not the one of this kernel. */
static const char *const why_not[] = {
	[FATE_REFUSED] = "only BUILD_BUG_ON (2.6.36 and later) refuses, and only an argument whose type is exactly struct page *.",
	[FATE_WARNED] = "a compiler warns only where the types disagree: void * takes any pointer, and char * (mm-2004) any that is one.",
	[FATE_WARNED_LATER] = "a compiler warns only where the types disagree, and a report needs a check at run time that fails.",
	[FATE_AT_ONCE] = "no check of this kernel fails at the wrong statement.",
	[FATE_LATER] = "no later statement of this program meets anything wrong under this kernel.",
	[FATE_NEVER] = "one of the two does speak."
};

struct misuse {
	const char *script;        /* the names of its slots are KM_USER0 and KM_USER1 */
	const char *words;
};

#define TWO_PAGES "struct page *p = alloc_page(GFP_HIGHUSER), *q = alloc_page(GFP_HIGHUSER);\n"

static const struct misuse misuses[] = {
	{ TWO_PAGES "char *v = kmap_atomic(p, KM_USER0);\n*v = 1;\nkunmap_atomic(p, KM_USER0);\nchar *w = kmap_atomic(q, KM_USER0);\nkunmap_atomic(w, KM_USER0);\n",
	  "Line 4 gives the page instead of the address." },
	{ TWO_PAGES "char *v = kmap_atomic(p, KM_USER0);\nvoid *x = p;\nkunmap_atomic(x, KM_USER0);\nchar *w = kmap_atomic(q, KM_USER0);\nkunmap_atomic(w, KM_USER0);\n",
	  "Line 4 gives the page, hidden in a void *." },
	{ TWO_PAGES "char *v = kmap_atomic(p, KM_USER0);\nkunmap_atomic(v, KM_USER1);\nchar *w = kmap_atomic(q, KM_USER0);\nkunmap_atomic(w, KM_USER0);\n",
	  "Line 3 names another slot than line 2." },
	{ TWO_PAGES "char *v = kmap_atomic(p, KM_USER0);\nchar *w = kmap_atomic(q, KM_USER0);\n*v = 1;\nkunmap_atomic(w, KM_USER0);\nkunmap_atomic(v, KM_USER0);\n",
	  "Line 3 names the slot that is in use; where slots are a stack, it gets another one." },
	{ TWO_PAGES "char *v = kmap_atomic(p, KM_USER0);\nchar *w = kmap_atomic(q, KM_USER1);\nkunmap_atomic(v, KM_USER0);\nkunmap_atomic(w, KM_USER1);\n",
	  "What was mapped first is unmapped first; where slots are a stack, that is wrong." },
	{ "struct page *p = alloc_page(GFP_HIGHUSER);\nchar *v = kmap_atomic(p, KM_USER0);\nkunmap_atomic(v, KM_USER0);\n*v = 1;\n",
	  "Line 4 uses the address behind its kunmap_atomic()." },
	{ "struct page *p = alloc_page(GFP_KERNEL), *q = alloc_page(GFP_KERNEL);\nchar *v = kmap_atomic(p, KM_USER0);\nkunmap_atomic(p, KM_USER0);\n"
	  "char *w = kmap_atomic(q, KM_USER0);\nkunmap_atomic(w, KM_USER0);\n",
	  "Line 3 gives the page; but the pages are lowmem, and take no slot." }
};

static const char *const kernels[] = { "2.4.31", "mm-2004", "2.6.11", "2.6.17", "2.6.24", "2.6.36", "2.6.37" };

enum { MISUSES = sizeof(misuses) / sizeof(*misuses), KERNELS = sizeof(kernels) / sizeof(*kernels) };

struct verdict_of_era {
	enum fate fate;
	char says[2 * ASIDE_LINE + 4];            /* the compiler's or the kernel's own words */
};

static enum fate fate_of(const struct tally *t)
{
	if (t->errors)
		return FATE_REFUSED;
	if (t->warnings)
		return t->reports ? FATE_WARNED_LATER : FATE_WARNED;
	if (!t->reports)
		return FATE_NEVER;
	return t->distance == 0 ? FATE_AT_ONCE : FATE_LATER;
}

/* False: out of memory. */
static bool try_era(const struct lab *like, const struct misuse *m, const char *era, bool debug, struct verdict_of_era *out)
{
	struct hm_config cfg;
	struct aside a;
	char keys[80], why[512];
	bool lost;

	snprintf(keys, sizeof(keys), "era=%s debug_highmem=%s", era, debug ? "on" : "off");
	if (!lab_config(&cfg, keys, why, sizeof(why)) || !aside_open(&a, like->r.s, &cfg))
		return false;
	session_script(a.s, "script", m->script, strlen(m->script), true);
	out->fate = fate_of(&a.tally);
	snprintf(out->says, sizeof(out->says), "%s%s%s", a.tally.errors ? a.tally.error : a.tally.warnings ? a.tally.warning : "",
		 a.tally.warnings && !a.tally.errors && a.tally.reports ? "; " : "", a.tally.errors ? "" : a.tally.report);
	lost = a.s->status == STATUS_LIMIT;
	aside_close(&a);
	return !lost;
}

static bool try_all(struct exercise *p, const struct misuse *m, bool debug, struct verdict_of_era *all)
{
	struct lab lab = { 0 };
	bool ok = lab_open(&lab, "");

	for (unsigned int i = 0; ok && i < KERNELS; i++)
		ok = try_era(&lab, m, kernels[i], debug, &all[i]);
	lab_close(&lab, &p->lost);
	p->lost = p->lost || !ok;
	return ok;
}

static void tell(struct exercise *p, unsigned int era, const struct verdict_of_era *v)
{
	text_printf(&p->worked, "%s: %s%s%s.\n", kernels[era], fates[v->fate], *v->says ? ": " : "", v->says);
}

/* What becomes of it under this one? */
static void ask_fate(struct exercise *p, const struct verdict_of_era *all, unsigned int era)
{
	text_printf(&p->question, "What becomes of it under %s?", kernels[era]);
	tell(p, era, &all[era]);
	problem_right(p, fates[all[era].fate]);
	for (unsigned int i = 0; i < FATE_NR; i++)
		if (i != all[era].fate)
			problem_wrong(p, fates[i], "%s", why_not[i]);
}

/* Which one has this fate? Only asked when one has it, and three others have another one. */
static void ask_kernel(struct exercise *p, const struct verdict_of_era *all, unsigned int era)
{
	text_printf(&p->question, "Of which of these kernels is it true: %s?", fates[all[era].fate]);
	problem_right(p, kernels[era]);
	for (unsigned int i = 0; i < KERNELS; i++) {
		if (i == era || all[i].fate != all[era].fate)
			tell(p, i, &all[i]);
		if (all[i].fate != all[era].fate)
			problem_wrong(p, kernels[i], "there %s.", fates[all[i].fate]);
	}
}

/* Rare fates are asked for as often as frequent ones. */
static unsigned int choose_kernel(struct dice *d, const struct verdict_of_era *all)
{
	uint8_t order[FATE_NR], kernel[KERNELS];
	unsigned int found;

	dice_shuffle(d, order, FATE_NR);
	dice_shuffle(d, kernel, KERNELS);
	for (unsigned int f = 0; f < FATE_NR; f++)
		for (found = 0; found < KERNELS; found++)
			if (all[kernel[found]].fate == (enum fate)order[f])
				return kernel[found];
	return 0;
}

bool quiz_make_era(struct exercise *p)
{
	const struct misuse *m = &misuses[dice_turn(p->seed, MISUSES, 9)];
	struct verdict_of_era all[KERNELS];
	bool debug = dice_percent(&p->dice, 50), fate = dice_percent(&p->dice, 60);
	unsigned int era;

	if (!try_all(p, m, debug, all))
		return false;
	era = choose_kernel(&p->dice, all);
	if (fate)
		text_printf(&p->machine, "era=%s ", kernels[era]);
	text_printf(&p->machine, "debug_highmem=%s", debug ? "on" : "off");
	text_puts(&p->script, m->script);
	text_printf(&p->question, "CONFIG_DEBUG_HIGHMEM is %s. ", debug ? "on" : "off");
	text_printf(&p->worked, "%s\n", m->words);
	text_printf(&p->look, "info report\nwhat-if %s\n", !fate ? kernels[era] : era == KERNELS - 1 ? "2.6.11" : "2.6.37");
	if (fate)
		ask_fate(p, all, era);
	else
		ask_kernel(p, all, era);
	return problem_close(p);
}
