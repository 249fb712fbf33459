/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What goes on around the fault: pieces that use high memory as the rules have it, on pages of their own. Each piece gives back what it takes, so pieces may
 * stand in any order; those between a kmap_atomic() and its kunmap_atomic() neither sleep nor take a slot of process context.
 */
#include <stdio.h>

#include "shell/hunt/script.h"

static const struct hunt_era eras[] = {
	{ "2.6.11", "debug_highmem=off", true, { "KM_PTE0", "KM_PTE1", "KM_SKB_SUNRPC_DATA", "KM_USER1" }, "KM_IRQ0" },
	{ "2.4.31", "debug_highmem=off", true, { "KM_USER1", "KM_USER0", "KM_SKB_SUNRPC_DATA", "KM_BOUNCE_READ" }, "KM_BH_IRQ" },
	{ "2.6.17", "debug_highmem=off", true, { "KM_PTE0", "KM_PTE1", "KM_SKB_SUNRPC_DATA", "KM_USER1" }, "KM_IRQ0" },
	{ "2.6.37", "debug_highmem=off", false, { NULL }, NULL },
	{ "6.1", "debug_highmem=off", false, { NULL }, NULL },
};

const struct hunt_era *hunt_draw_era(struct hunt_script *h, unsigned int level)
{
	static const unsigned int known[] = { 1, 3, sizeof(eras) / sizeof(*eras) }; /* by level */

	return h->era = &eras[dice_below(&h->dice, known[level - 1])];
}

static unsigned int some_page(struct hunt_script *h)
{
	if (h->innocents < HUNT_INNOCENTS)
		return h->innocent[h->innocents++] = hunt_page(h);
	return h->innocent[dice_below(&h->dice, h->innocents)];
}

static void short_window(struct hunt_script *h, unsigned int page)
{
	hunt_store(h, hunt_kmap(h, page));
	hunt_line(h, "kunmap(p%u);", page);
}

static void short_slot(struct hunt_script *h, unsigned int page, unsigned int slot)
{
	unsigned int name = hunt_map(h, page, slot);

	hunt_store(h, name);
	hunt_unmap(h, name, slot);
}

static void use_window(struct hunt_script *h)
{
	short_window(h, some_page(h));
}

static void use_slot(struct hunt_script *h)
{
	unsigned int page = some_page(h);

	short_slot(h, page, dice_below(&h->dice, HUNT_SLOTS));
}

static void use_helper(struct hunt_script *h)
{
	unsigned int from = some_page(h), to = some_page(h);

	if (dice_percent(&h->dice, 50))
		hunt_line(h, "clear_highpage(p%u);", from);
	else
		hunt_line(h, "copy_highpage(p%u, p%u);", to, from);
}

/* A handler of its own slot, which no one else has. */
static void use_handler(struct hunt_script *h)
{
	unsigned int page;

	if (!h->innocents)
		return;
	page = h->innocent[dice_below(&h->dice, h->innocents)];
	hunt_line(h, "irq -d {");
	short_slot(h, page, HUNT_IRQ);
	hunt_line(h, "}");
}

static void use_task(struct hunt_script *h)
{
	unsigned int page = some_page(h), cpu = dice_below(&h->dice, 2);

	hunt_line(h, "spawn worker%u cpu=%u {", h->names + 1, cpu); /* numbered as its pointer */
	short_window(h, page);
	hunt_line(h, "}");
	hunt_line(h, "run");
}

static void use_other_cpu(struct hunt_script *h)
{
	hunt_line(h, "cpu 1");
	use_slot(h);
	hunt_line(h, "cpu 0");
}

static void keep_count(struct hunt_script *h)
{
	unsigned int name = hunt_name(h);

	hunt_line(h, "int n%u = %u;", name, dice_below(&h->dice, 1000));
}

typedef void piece(struct hunt_script *h);

void hunt_noise(struct hunt_script *h, unsigned int few, unsigned int many)
{
	static piece *const pieces[] = { use_window, use_slot, use_slot, use_helper, use_handler, use_task, use_other_cpu };
	unsigned int n = few + dice_below(&h->dice, many - few + 1);

	while (n--)
		pieces[dice_below(&h->dice, sizeof(pieces) / sizeof(*pieces))](h);
}

void hunt_noise_atomic(struct hunt_script *h, unsigned int few, unsigned int many)
{
	static piece *const pieces[] = { use_handler, keep_count };
	unsigned int n = few + dice_below(&h->dice, many - few + 1);

	while (n--)
		pieces[dice_below(&h->dice, sizeof(pieces) / sizeof(*pieces))](h);
}

void hunt_lap(struct hunt_script *h, unsigned int entries)
{
	while (entries--)
		short_window(h, hunt_page(h));
}
