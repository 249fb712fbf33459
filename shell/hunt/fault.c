/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The faults of hunts: how each breaks one rule in one statement so that later, without a word from the kernel, a byte of somebody else's page is lost. A
 * fault is a row and a function that writes the lines around it; whether it works out on the machine (which entry of the window comes next, which
 * page is allocated) is not known here: what does not is drawn again (make.c).
 *
 * Each function sets the victim: the page whose byte `offset` is wrong in the end.
 */
#include <stdio.h>
#include <string.h>

#include "shell/hunt/script.h"

enum { WINDOW = 4 };               /* entries of the window of kmap(): pkmap=4 */

static void set_victim(struct hunt_script *h, unsigned int page, unsigned int offset)
{
	h->victim = page;
	h->offset = offset;
}

/* "v3[100] = 'X';" with the right pointer or the wrong one; at the place of the victim. */
static void plant_store(struct hunt_script *h, unsigned int right, unsigned int wrong)
{
	char good[HUNT_COLUMNS], bad[HUNT_COLUMNS], byte = (char)(hunt_byte(h) | 32);

	snprintf(good, sizeof(good), "v%u[%u] = '%c';", right, h->offset, byte);
	snprintf(bad, sizeof(bad), "v%u[%u] = '%c';", wrong, h->offset, byte);
	hunt_plant(h, good, bad);
	h->hit = h->planted;
}

/* A mapping into a slot that is in use, where another one is right; the new pointer's number. */
static unsigned int plant_map(struct hunt_script *h, unsigned int page, unsigned int right, unsigned int wrong)
{
	char good[HUNT_COLUMNS], bad[HUNT_COLUMNS], call[HUNT_COLUMNS];
	unsigned int name = hunt_name(h);

	snprintf(good, sizeof(good), "char *v%u = %s;", name, hunt_map_text(h, call, sizeof(call), page, right));
	snprintf(bad, sizeof(bad), "char *v%u = %s;", name, hunt_map_text(h, call, sizeof(call), page, wrong));
	hunt_plant(h, good, bad);
	return name;
}

/* The innocent store that the fault leads astray. */
static void store_astray(struct hunt_script *h, unsigned int name)
{
	hunt_line(h, "v%u[%u] = '%c';", name, h->offset, (char)(hunt_byte(h) | 32));
	h->hit = h->lines;
}

/* A.4: a slot that is in use is taken once more: both pointers reach the second page. */
static void same_slot(struct hunt_script *h)
{
	unsigned int outer_page = hunt_page(h), inner_page = hunt_page(h), outer, inner;

	outer = hunt_map(h, outer_page, 0);
	hunt_store(h, outer);
	h->atomic = true;
	hunt_noise_atomic(h, 0, 1);
	inner = plant_map(h, inner_page, 1, 0);
	set_victim(h, inner_page, hunt_store(h, inner));
	hunt_noise_atomic(h, 0, 2);
	store_astray(h, outer);
	hunt_unmap(h, inner, 1);
	hunt_unmap(h, outer, 0);
	h->atomic = false;
}

/* A.4: the same in a handler, between two stores of whom it interrupts. */
static void handler_in_slot(struct hunt_script *h)
{
	unsigned int page = hunt_page(h), other = hunt_page(h), name, inner;

	name = hunt_map(h, page, 2);
	hunt_store(h, name);
	h->atomic = true;
	hunt_noise_atomic(h, 0, 2);
	hunt_line(h, "irq -d {");
	inner = plant_map(h, other, HUNT_IRQ, 2);
	set_victim(h, other, hunt_store(h, inner));
	hunt_unmap(h, inner, HUNT_IRQ);
	hunt_line(h, "}");
	hunt_noise_atomic(h, 0, 2);
	store_astray(h, name);
	hunt_unmap(h, name, 2);
	h->atomic = false;
}

/* A.1: a pointer whose mapping is over, where the slot has somebody else's page by now. */
static void dead_slot_pointer(struct hunt_script *h)
{
	unsigned int page = hunt_page(h), other = hunt_page(h), dead, theirs, live;

	dead = hunt_map(h, page, 0);
	hunt_store(h, dead);
	hunt_unmap(h, dead, 0);
	hunt_noise(h, 0, 2);
	theirs = hunt_map(h, other, 0);
	set_victim(h, other, hunt_store(h, theirs));
	h->atomic = true;
	hunt_noise_atomic(h, 0, 1);
	live = hunt_map(h, page, 1);
	plant_store(h, live, dead);
	hunt_unmap(h, live, 1);
	hunt_unmap(h, theirs, 0);
	h->atomic = false;
}

/* A.1: the same with kmap(), a lap of the window later. */
static void dead_window_pointer(struct hunt_script *h)
{
	unsigned int page = hunt_page(h), other = hunt_page(h), dead, theirs, live;

	hunt_noise(h, 0, 1);
	dead = hunt_kmap(h, page);
	hunt_store(h, dead);
	hunt_line(h, "kunmap(p%u);", page);
	hunt_lap(h, WINDOW - 1);
	theirs = hunt_kmap(h, other);
	set_victim(h, other, hunt_store(h, theirs));
	live = hunt_kmap(h, page);
	plant_store(h, live, dead);
	hunt_line(h, "kunmap(p%u);", page);
	hunt_line(h, "kunmap(p%u);", other);
}

/* 2.4: a store behind the page's end; the next higher slot is mapped. */
static void overrun(struct hunt_script *h)
{
	unsigned int above = hunt_page(h), page = hunt_page(h), theirs, name, too_far = 4 * (1 + dice_below(&h->dice, 16));
	char good[HUNT_COLUMNS], bad[HUNT_COLUMNS], fill = (char)(hunt_byte(h) | 32);

	theirs = hunt_map(h, above, 0);
	set_victim(h, above, dice_below(&h->dice, too_far));
	hunt_store_at(h, theirs, h->offset);
	h->atomic = true;
	name = hunt_map(h, page, 1);
	hunt_noise_atomic(h, 0, 2);
	snprintf(good, sizeof(good), "memset(v%u, '%c', PAGE_SIZE);", name, fill);
	snprintf(bad, sizeof(bad), "memset(v%u, '%c', PAGE_SIZE + %u);", name, fill, too_far);
	hunt_plant(h, good, bad);
	h->hit = h->planted;
	hunt_unmap(h, name, 1);
	hunt_unmap(h, theirs, 0);
	h->atomic = false;
}

static void plant_kunmap(struct hunt_script *h, unsigned int right, unsigned int wrong)
{
	char good[HUNT_COLUMNS], bad[HUNT_COLUMNS];

	snprintf(good, sizeof(good), right ? "kunmap(p%u);" : ";", right);
	snprintf(bad, sizeof(bad), "kunmap(p%u);", wrong);
	hunt_plant(h, good, bad);
}

/* Its entry has been given away: whoever takes it next shares the pointer. */
static void kept_pointer_goes_astray(struct hunt_script *h, unsigned int kept, unsigned int lap)
{
	unsigned int next = hunt_page(h), name;

	hunt_lap(h, lap);
	name = hunt_kmap(h, next);
	set_victim(h, next, hunt_store(h, name));
	store_astray(h, kept);
	hunt_line(h, "kunmap(p%u);", next);
}

/* A.3: kunmap() of another page than the one that was mapped: a user who keeps his loses his place. */
static void kunmap_of_another(struct hunt_script *h)
{
	unsigned int page = hunt_page(h), brief = hunt_page(h), kept = hunt_kmap(h, page);

	hunt_store(h, kept);
	hunt_store(h, hunt_kmap(h, brief));
	plant_kunmap(h, brief, page);
	kept_pointer_goes_astray(h, kept, WINDOW - 2);
}

/* A.3: one kunmap() too many for a page that two have mapped. */
static void kunmap_too_often(struct hunt_script *h)
{
	unsigned int page = hunt_page(h), kept = hunt_kmap(h, page);

	hunt_store(h, kept);
	hunt_noise(h, 0, 1);
	hunt_store(h, hunt_kmap(h, page));
	hunt_line(h, "kunmap(p%u);", page);
	hunt_noise_atomic(h, 1, 2);
	plant_kunmap(h, 0, page);
	kept_pointer_goes_astray(h, kept, WINDOW - 1);
}

/* A.1: a page is freed while it is mapped; its frame becomes somebody else's. */
static void freed_while_mapped(struct hunt_script *h)
{
	unsigned int old = hunt_page(h), page = hunt_page(h), next, kept, theirs;
	char good[HUNT_COLUMNS], bad[HUNT_COLUMNS];

	hunt_store(h, hunt_kmap(h, old));
	hunt_line(h, "kunmap(p%u);", old);
	kept = hunt_kmap(h, page);
	hunt_store(h, kept);
	snprintf(good, sizeof(good), "__free_page(p%u);", old);
	snprintf(bad, sizeof(bad), "__free_page(p%u);", page);
	hunt_plant(h, good, bad);
	next = hunt_page(h);
	hunt_noise_atomic(h, 0, 1);
	theirs = hunt_kmap(h, next);
	set_victim(h, next, hunt_store(h, theirs));
	hunt_line(h, "kunmap(p%u);", next);
	store_astray(h, kept);
}

/* A.8: a slot's address is good on its own CPU only. */
static void another_cpus_pointer(struct hunt_script *h)
{
	unsigned int page = hunt_page(h), other = hunt_page(h), slot = dice_below(&h->dice, 2), theirs, own;

	theirs = hunt_map(h, page, slot);
	set_victim(h, page, hunt_store(h, theirs));
	hunt_line(h, "cpu 1");
	own = hunt_map(h, other, slot);
	hunt_store(h, own);
	plant_store(h, own, theirs);
	hunt_unmap(h, own, slot);
	hunt_line(h, "cpu 0");
	hunt_unmap(h, theirs, slot);
}

/* A.5 in 2.4, where nothing counts: two tasks of one CPU, one of which sleeps with its slot. */
static void sleeps_with_slot(struct hunt_script *h)
{
	unsigned int page = hunt_page(h), other = hunt_page(h), mine, theirs;

	hunt_line(h, "spawn reader {");
	mine = hunt_map(h, page, 0);
	hunt_store(h, mine);
	hunt_plant(h, ";", "schedule();");
	set_victim(h, other, hunt_offset(h));
	store_astray(h, mine);
	hunt_unmap(h, mine, 0);
	hunt_line(h, "}");
	hunt_line(h, "spawn writer {");
	theirs = hunt_map(h, other, 0);
	hunt_store_at(h, theirs, h->offset);
	hunt_unmap(h, theirs, 0);
	hunt_line(h, "}");
	hunt_line(h, "run");
}

/* 5.2: what is given to kunmap_atomic() is not what lies on top of the stack; the top is cleared, the other's TLB entry is flushed. */
static void pop_wrongly(struct hunt_script *h, bool page_given)
{
	unsigned int first = hunt_page(h), second = hunt_page(h), third = hunt_page(h), outer, inner, next;
	char good[HUNT_COLUMNS], bad[HUNT_COLUMNS];

	outer = hunt_map(h, first, 0);
	hunt_store(h, outer);
	h->atomic = true;
	inner = hunt_map(h, second, 0);
	set_victim(h, second, hunt_store(h, inner));
	hunt_noise_atomic(h, 0, 2);
	snprintf(good, sizeof(good), "kunmap_atomic(v%u);", inner);
	if (page_given)
		snprintf(bad, sizeof(bad), "kunmap_atomic((void *)p%u);", second);
	else
		snprintf(bad, sizeof(bad), "kunmap_atomic(v%u);", outer);
	hunt_plant(h, good, bad);
	if (page_given) {
		hunt_unmap(h, outer, 0);
		hunt_noise_atomic(h, 0, 1);
	}
	next = hunt_map(h, third, 0);
	store_astray(h, next);
	hunt_unmap(h, next, 0);
	if (!page_given)
		hunt_unmap(h, outer, 0);
	h->atomic = false;
}

static void wrong_order(struct hunt_script *h)
{
	pop_wrongly(h, false);
}

static void page_for_address(struct hunt_script *h)
{
	pop_wrongly(h, true);
}

static const struct hunt_fault faults[] = {
	{ .name = "same slot", .first_level = 1, .typed = true, .plant = same_slot,
	  .rule = "It took a slot that was in use: from then on both pointers reached the second page." },
	{ .name = "dead pointer", .first_level = 1, .typed = true, .stack = true, .store = true, .plant = dead_slot_pointer,
	  .rule = "It stored through a pointer whose mapping was over; the slot was another page's by then." },
	{ .name = "overrun", .first_level = 1, .typed = true, .stack = true, .store = true, .plant = overrun,
	  .rule = "It wrote past the end of its page, into the slot that lies behind." },
	{ .name = "dead window pointer", .first_level = 1, .typed = true, .stack = true, .store = true, .plant = dead_window_pointer,
	  .rule = "It stored through a pointer of kmap() after kunmap(); the entry was another page's by then." },
	{ .name = "handler", .first_level = 2, .typed = true, .plant = handler_in_slot,
	  .rule = "The handler took the km_type of process context, and so the slot of whom it interrupted." },
	{ .name = "kunmap of another page", .first_level = 2, .typed = true, .stack = true, .plant = kunmap_of_another,
	  .rule = "It gave back another page than it had mapped, and so took away somebody else's entry." },
	{ .name = "kunmap too often", .first_level = 2, .typed = true, .stack = true, .plant = kunmap_too_often,
	  .rule = "It gave back an entry once too often, and so took it away from who still used it." },
	{ .name = "freed while mapped", .first_level = 2, .typed = true, .stack = true, .plant = freed_while_mapped,
	  .rule = "It freed a page that somebody still had mapped; the frame became another page." },
	{ .name = "another CPU's pointer", .first_level = 2, .typed = true, .stack = true, .store = true, .plant = another_cpus_pointer,
	  .rule = "It stored through the pointer of a slot of the other CPU." },
	{ .name = "sleeps with a slot", .first_level = 3, .typed = true, .only = " 2.4.31 ", .plant = sleeps_with_slot,
	  .rule = "It slept while it held a slot; the next task of that CPU took the slot for a page of its own." },
	{ .name = "wrong order", .first_level = 3, .stack = true, .only = " 2.6.37 ", .plant = wrong_order,
	  .rule = "It unmapped the outer mapping first: the top of the stack was cleared, and not flushed from the TLB." },
	{ .name = "wrong order, warned", .first_level = 3, .stack = true, .only = " 6.1 ", .warns = true, .plant = wrong_order,
	  .rule = "It unmapped the outer mapping first: the top of the stack was cleared, and not flushed from the TLB." },
	{ .name = "page for address", .first_level = 3, .stack = true, .only = " 2.6.37 ", .plant = page_for_address,
	  .rule = "It was given a struct page in the place of an address: nothing was unmapped, and the stack was one too deep." },
	{ .name = "page for address, warned", .first_level = 3, .stack = true, .only = " 6.1 ", .warns = true, .plant = page_for_address,
	  .rule = "It was given a struct page in the place of an address: nothing was unmapped, and the stack was one too deep." },
};

static bool fits(const struct hunt_fault *f, const struct hunt_era *era, unsigned int level)
{
	char name[32];

	snprintf(name, sizeof(name), " %s ", era->name);
	/* level 3 has what level 1 has no more: it is too near to its symptom */
	return f->first_level <= level && f->first_level + 1 >= level && (era->typed ? f->typed : f->stack) && (!f->only || strstr(f->only, name));
}

const struct hunt_fault *hunt_draw_fault(struct hunt_script *h, unsigned int level)
{
	const struct hunt_fault *found[sizeof(faults) / sizeof(*faults)];
	unsigned int n = 0;

	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
		if (fits(&faults[i], h->era, level))
			found[n++] = &faults[i];
	return n ? found[dice_below(&h->dice, n)] : NULL;
}
