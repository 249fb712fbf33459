/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The classes of mistakes, and the right lines around them: see plot.h. A class writes what would be right when !g->wrong. Each is one of the catalogue in
 * tests/story/planted.py, short enough to be read.
 */
#include <stdarg.h>
#include <stdio.h>

#include "shell/quiz/plot.h"

static void put(struct plot *g, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(struct plot *g, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_vprintf(&g->script, format, args);
	va_end(args);
	text_puts(&g->script, "\n");
	g->lines++;
}

/* The line that comes next is the mistake. */
static void mark(struct plot *g)
{
	g->planted = g->lines + 1;
}

static unsigned int page(struct plot *g)
{
	put(g, "struct page *p%u = alloc_page(GFP_HIGHUSER);", g->pages);
	return g->pages++;
}

static unsigned int some_page(struct plot *g)
{
	return g->pages && dice_percent(&g->dice, 70) ? dice_below(&g->dice, g->pages) : page(g);
}

static const char *slot_of(struct plot *g)
{
	static const char *const slots[] = { "KM_USER0", "KM_USER1", "KM_PTE0" };

	return slots[dice_below(&g->dice, 3)];
}

static unsigned int map(struct plot *g, unsigned int p, const char *slot)
{
	unsigned int n = g->names++;

	if (g->typed)
		put(g, "char *v%u = kmap_atomic(p%u, %s);", n, p, slot);
	else
		put(g, "char *v%u = kmap_atomic(p%u);", n, p);
	return n;
}

static void unmap_text(struct plot *g, const char *what, const char *slot)
{
	if (g->typed)
		put(g, "kunmap_atomic(%s, %s);", what, slot);
	else
		put(g, "kunmap_atomic(%s);", what);
}

static void unmap(struct plot *g, unsigned int v, const char *slot)
{
	char name[16];

	snprintf(name, sizeof(name), "v%u", v);
	unmap_text(g, name, slot);
}

/* ---- right uses ---- */

static void short_use(struct plot *g)
{
	unsigned int p = some_page(g), at = dice_below(&g->dice, 4096), what = dice_below(&g->dice, 100);
	const char *slot = slot_of(g);
	unsigned int v = map(g, p, slot);

	put(g, "v%u[%u] = %u;", v, at, what);
	unmap(g, v, slot);
}

static void window_use(struct plot *g)
{
	unsigned int p = some_page(g), k = g->names++, what = dice_below(&g->dice, 100);

	put(g, "char *k%u = kmap(p%u);", k, p);
	put(g, "*k%u = %u;", k, what);
	put(g, "kunmap(p%u);", p);
}

static void helper(struct plot *g)
{
	unsigned int from = some_page(g), to = some_page(g);

	if (from == to)
		put(g, "clear_highpage(p%u);", to);
	else
		put(g, "copy_highpage(p%u, p%u);", to, from);
}

static void handler(struct plot *g)
{
	unsigned int p = some_page(g), h = g->names++;

	if (g->typed)
		put(g, "irq -d { char *h%u = kmap_atomic(p%u, KM_IRQ0); *h%u = 1; kunmap_atomic(h%u, KM_IRQ0); }", h, p, h, h);
	else
		put(g, "irq -d { char *h%u = kmap_atomic(p%u); *h%u = 1; kunmap_atomic(h%u); }", h, p, h, h);
}

void plot_noise(struct plot *g, unsigned int uses)
{
	static void (*const kinds[])(struct plot *g) = { short_use, window_use, helper, handler };

	while (uses--)
		kinds[dice_below(&g->dice, 4)](g);
}

/* ---- the mistakes ---- */

static void page_for_address(struct plot *g)
{
	const char *slot = slot_of(g);
	unsigned int p = page(g), v = map(g, p, slot), hide = dice_below(&g->dice, 3);
	char given[24];

	put(g, "*v%u = 1;", v);
	snprintf(given, sizeof(given), hide ? "(void *)p%u" : "p%u", p);
	mark(g);
	if (g->wrong)
		unmap_text(g, given, slot);
	else
		unmap(g, v, slot);
	plot_noise(g, 1);
	unmap(g, map(g, page(g), slot), slot);
}

static void wrong_type(struct plot *g)
{
	unsigned int p = page(g), v = map(g, p, "KM_USER0");

	put(g, "*v%u = 1;", v);
	mark(g);
	unmap(g, v, g->wrong ? "KM_USER1" : "KM_USER0");
}

static void kunmapped_twice(struct plot *g)
{
	unsigned int p = page(g), k = g->names++;

	put(g, "char *k%u = kmap(p%u);", k, p);
	put(g, "*k%u = 1;", k);
	put(g, "kunmap(p%u);", p);
	plot_noise(g, 1);
	mark(g);
	put(g, g->wrong ? "kunmap(p%u);" : "clear_highpage(p%u);", p);
}

static void same_slot(struct plot *g)
{
	unsigned int p = page(g), q = page(g), v = map(g, p, "KM_USER0"), w;

	handler(g);
	mark(g);
	w = map(g, q, g->wrong ? "KM_USER0" : "KM_USER1");
	unmap(g, w, g->wrong ? "KM_USER0" : "KM_USER1");
	unmap(g, v, "KM_USER0");
}

static void same_slot_in_a_handler(struct plot *g)
{
	unsigned int p = page(g), q = page(g), v = map(g, p, "KM_USER1"), h = g->names++;
	const char *slot = g->wrong ? "KM_USER1" : "KM_IRQ1";

	put(g, "*v%u = 1;", v);
	mark(g);
	put(g, "irq -d { char *h%u = kmap_atomic(p%u, %s); *h%u = 1; kunmap_atomic(h%u, %s); }", h, q, slot, h, h, slot);
	unmap(g, v, "KM_USER1");
}

static void unmapped_too_early(struct plot *g)
{
	const char *slot = slot_of(g);
	unsigned int p = page(g), v = map(g, p, slot);

	put(g, "*v%u = 1;", v);
	if (g->wrong) {
		mark(g);
		unmap(g, v, slot);
	}
	put(g, "v%u[1] = 2;", v);
	unmap(g, v, slot);
}

static void kunmapped_too_early(struct plot *g)
{
	unsigned int p = page(g), k = g->names++, times = 2 + dice_below(&g->dice, 7);

	put(g, "char *k%u = kmap(p%u);", k, p);
	if (g->wrong) {
		mark(g);
		put(g, "kunmap(p%u);", p);
	}
	put(g, "for (int i = 0; i < %u; i++) { struct page *r = alloc_page(GFP_HIGHUSER); kmap(r); kunmap(r); }", times);
	put(g, "*k%u = 1;", k);
	put(g, "kunmap(p%u);", p);
}

static void forgotten_unmap(struct plot *g)
{
	const char *slot = slot_of(g);
	unsigned int p = page(g), q = page(g), v;

	mark(g);
	v = map(g, p, slot);
	put(g, "*v%u = 1;", v);
	if (!g->wrong)
		unmap(g, v, slot);
	handler(g);
	v = map(g, q, slot);
	put(g, "*v%u = 2;", v);
	unmap(g, v, slot);
}

static void bh_left_off(struct plot *g)
{
	unsigned int p = page(g);

	put(g, "kmap(p%u);", p);
	mark(g);
	put(g, "local_bh_disable();");
	short_use(g);
	if (!g->wrong)
		put(g, "local_bh_enable();");
	put(g, "kunmap(p%u);", p);
}

static void kunmap_of_nothing(struct plot *g)
{
	unsigned int p = page(g), q = page(g);

	put(g, "kmap(p%u);", p);
	plot_noise(g, 1);
	mark(g);
	put(g, "kunmap(p%u);", g->wrong ? q : p);
	if (g->wrong)
		put(g, "kunmap(p%u);", p);
}

static void unmapped_twice(struct plot *g)
{
	const char *slot = slot_of(g);
	unsigned int p = page(g), v;

	put(g, "kmap(p%u);", p);
	v = map(g, p, slot);
	put(g, "*v%u = 1;", v);
	unmap(g, v, slot);
	put(g, "clear_highpage(p%u);", p);
	if (g->wrong) {
		mark(g);
		unmap(g, v, slot);
	}
	put(g, "kunmap(p%u);", p);
}

static void wrong_order(struct plot *g)
{
	unsigned int p = page(g), q = page(g), v = map(g, p, ""), w = map(g, q, "");

	put(g, "*v%u = 1; *v%u = 2;", v, w);
	mark(g);
	unmap(g, g->wrong ? v : w, "");
	unmap(g, g->wrong ? w : v, "");
}

static void hidden_page(struct plot *g)
{
	unsigned int p = page(g), q = page(g), v = map(g, p, ""), w = map(g, q, "");
	char given[24];

	put(g, "*v%u = 1; *v%u = 2;", v, w);
	snprintf(given, sizeof(given), "(void *)p%u", q);
	mark(g);
	if (g->wrong)
		unmap_text(g, given, "");
	else
		unmap(g, w, "");
	unmap(g, v, "");
}

static const struct plot_class classes[] = {
	{ "page", page_for_address, "kunmap_atomic() takes the address, and is given the page: it returns early and leaves the slot mapped for the next one.", PLOT_TYPED },
	{ "type", wrong_type, "kunmap_atomic() is given another km_type than kmap_atomic() was: type and CPU name the slot.", PLOT_TYPED },
	{ "too often", kunmapped_twice, "a second kunmap() for one kmap(): the count goes from 1 to 0.", PLOT_TYPED | PLOT_STACK },
	{ "same slot", same_slot, "the slot is in use here: the nested mapping needs another km_type.", PLOT_TYPED },
	{ "handler", same_slot_in_a_handler, "an interrupt handler takes a slot of process context, which may be in use whenever it comes.", PLOT_TYPED },
	{ "early", unmapped_too_early, "it comes too early (where it belongs, it is once more): the address is still used behind it.", PLOT_TYPED | PLOT_STACK },
	{ "early kunmap", kunmapped_too_early, "this kunmap() comes too early: the address is still used, and works only until the search has come past entry 0.", PLOT_TYPED | PLOT_STACK },
	{ "forgotten", forgotten_unmap, "nobody unmaps this: no kunmap_atomic() follows.", PLOT_TYPED },
	{ "bh", bh_left_off, "local_bh_disable() without local_bh_enable(): for kunmap() that is an interrupt.", PLOT_TYPED },
	{ "nothing", kunmap_of_nothing, "this page was never mapped by kmap(): the names were mixed up.", PLOT_TYPED | PLOT_STACK },
	{ "twice", unmapped_twice, "kunmap_atomic() a second time: preempt_count goes below 0, and everybody behind it seems to be in an interrupt.", PLOT_TYPED },
	{ "order", wrong_order, "the slots are a stack: what was mapped last is unmapped first.", PLOT_STACK },
	{ "hidden", hidden_page, "kunmap_atomic() takes the address; a page hidden in a void * passes the compiler, and the stack stays one level too deep.", PLOT_STACK }
};

const struct plot_class *plot_class_at(unsigned int i)
{
	return i < sizeof(classes) / sizeof(*classes) ? &classes[i] : NULL;
}
