/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose slot is it? Process context holds a mapping, and somebody else maps another page meanwhile: a hard or soft interrupt, or a nested call, on this CPU or
 * another one, in the same slot or its own. Without CONFIG_DEBUG_HIGHMEM nobody stops them, and what counts is which page the next store reaches. Asked
 * for: a byte of one of the pages. Source: 2.6.11 arch/i386/mm/highmem.c kmap_atomic().
 */
#include <stdio.h>

#include "shell/quiz/kinds.h"

enum who { WHO_IRQ, WHO_SOFTIRQ, WHO_NESTED, WHO_KINDS };

struct whose {
	enum who who;
	bool same, low, elsewhere, ask_second;
	const char *first, *second; /* slots */
	unsigned int a, b, c;
	uint32_t value;
};

static void choose(struct dice *d, struct whose *w, uint32_t turn)
{
	static const char *const process[] = { "KM_USER0", "KM_USER1", "KM_PTE0" };
	static const char *const other[WHO_KINDS][2] = { { "KM_IRQ0", "KM_IRQ1" }, { "KM_SOFTIRQ0", "KM_SOFTIRQ1" }, { "KM_SKB_SUNRPC_DATA", "KM_PTE1" } };

	w->who = (enum who)dice_below(d, WHO_KINDS);
	w->same = turn < 3;
	w->ask_second = turn & 1;
	w->low = dice_percent(d, 15);
	w->elsewhere = dice_percent(d, 20);
	w->first = process[dice_below(d, 3)];
	w->second = w->same ? w->first : other[w->who][dice_below(d, 2)];
	w->a = 1 + dice_below(d, 20);
	w->b = 25 + dice_below(d, 15);
	w->c = 45 + dice_below(d, 20);
}

static void other_user(struct text *script, const struct whose *w)
{
	static const char *const words[] = { [WHO_IRQ] = "irq { ", [WHO_SOFTIRQ] = "softirq { ", [WHO_NESTED] = "" };

	if (w->elsewhere)
		text_puts(script, "cpu 1\n");
	text_printf(script, "%schar *h = kmap_atomic(q, %s); *h = %u; kunmap_atomic(h, %s);%s\n", words[w->who], w->second, w->b, w->second,
		    w->who == WHO_NESTED ? "" : " }");
	if (w->elsewhere)
		text_puts(script, "cpu 0\n");
}

static void write_script(struct exercise *p, const struct whose *w)
{
	text_puts(&p->machine, "debug_highmem=off");
	text_printf(&p->script, "struct page *p = alloc_page(%s), *q = alloc_page(GFP_HIGHUSER);\n", w->low ? "GFP_KERNEL" : "GFP_HIGHUSER");
	text_printf(&p->script, "char *v = kmap_atomic(p, %s);\n*v = %u;\n", w->first, w->a);
	other_user(&p->script, w);
	text_printf(&p->script, "*v = *v + %u;\nkunmap_atomic(v, %s);\n", w->c, w->first);
	text_printf(&p->script, "char *k = kmap(%s);\n", w->ask_second ? "q" : "p");
	text_puts(&p->look, "print k[0]\ninfo slots\n");
}

/* Do both really use one slot? */
static bool collide(const struct whose *w)
{
	return w->same && !w->low && !w->elsewhere;
}

static const char *why_apart(const struct whose *w)
{
	if (w->low)
		return "p is a lowmem page (GFP_KERNEL): kmap_atomic() gave its own address and took no slot";
	if (w->elsewhere)
		return "the other one ran on CPU 1, which has slots of its own";
	return "the other one took a slot of its own";
}

static void explain(struct exercise *p, const struct whose *w)
{
	if (collide(w)) {
		text_printf(&p->worked, "Both use %s of CPU 0: one slot, one address. The second kmap_atomic() puts q where p was; v is the same address.\n", w->first);
		text_puts(&p->worked, "Without CONFIG_DEBUG_HIGHMEM kunmap_atomic() leaves the entry as it is: behind it v still reaches q.\n");
		text_printf(&p->worked, "So *v = *v + %u works on q: %u + %u = %u, and p keeps %u.\n", w->c, w->b, w->c, w->b + w->c, w->a);
	} else {
		text_printf(&p->worked, "Nobody steps on anybody's toes: %s. v reaches p all the time.\n", why_apart(w));
		text_printf(&p->worked, "p: %u, then %u + %u = %u. q: %u.\n", w->a, w->a, w->c, w->a + w->c, w->b);
	}
}

/* What the first byte of p (0) or q (1) really is. */
static unsigned int truth(const struct whose *w, bool second)
{
	if (second)
		return collide(w) ? w->b + w->c : w->b;
	return collide(w) ? w->a : w->a + w->c;
}

static void wrong_values(struct exercise *p, const struct whose *w)
{
	problem_wrong_number(p, truth(w, !w->ask_second), "that is the byte of %s; %s is asked for.", w->ask_second ? "p" : "q", w->ask_second ? "q" : "p");
	if (collide(w)) {
		problem_wrong_number(p, w->a + w->c, "you thought that v still reached p; the other one has put q in the same slot.");
		problem_wrong_number(p, w->b, "that is what the other one stored in q; the last store through v reached q, too.");
	} else {
		problem_wrong_number(p, w->a, "that was p's byte before the last store; v still reaches p then: %s.", why_apart(w));
		problem_wrong_number(p, w->b + w->c, "you thought that v reached q in the end; but %s.", why_apart(w));
	}
	problem_wrong_number(p, w->a + w->b, "nothing adds these two: a store replaces the byte.");
}

static bool run(struct exercise *p, struct whose *w)
{
	struct lab lab = { 0 };
	bool ok = lab_open(&lab, text_string(&p->machine)) && lab_try(&lab, text_string(&p->script)) < LAB_SLEEPS;

	if (ok)
		w->value = lab_value(&lab, "k[0]");
	lab_close(&lab, &p->lost);
	return ok;
}

bool quiz_make_whose(struct exercise *p)
{
	struct whose w = { 0 };

	choose(&p->dice, &w, dice_turn(p->seed, 5, 7));
	write_script(p, &w);
	if (!run(p, &w))
		return false;
	p->form = dice_percent(&p->dice, 60) ? QUIZ_CHOICE : QUIZ_DECIMAL;
	text_printf(&p->question, "CONFIG_DEBUG_HIGHMEM is off. Which number is k[0], the first byte of %s?", w.ask_second ? "q" : "p");
	explain(p, &w);
	problem_right_number(p, w.value, false);
	wrong_values(p, &w);
	return problem_close(p);
}
