/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A script that is being made for a hunt: its lines, what the right line in the guilty one's place would be, and a small model of what is in use, so that
 * everything but the planted statement keeps the rules. No machine is known here: whether the fault really corrupts a page is for prove.c to find out.
 *
 * Invariant: the same random numbers are drawn whatever is planted, and the planted line is the only one that differs from the right script.
 */
#ifndef HUNT_SCRIPT_H
#define HUNT_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "shell/quiz/dice.h"

enum { HUNT_LINES = 160, HUNT_COLUMNS = 88, HUNT_SLOTS = 4, HUNT_INNOCENTS = 3 };

/* How a kernel writes what scripts do; a row of a table in noise.c. */
struct hunt_era {
	const char *name, *keys;   /* keys: of `machine`, beside era */
	bool typed;                /* kmap_atomic() takes a km_type */
	const char *process[HUNT_SLOTS], *irq; /* slots of process context that no helper uses, one of a handler */
};

struct hunt_script {
	struct dice dice;
	const struct hunt_era *era;
	char line[HUNT_LINES][HUNT_COLUMNS];
	unsigned int lines;
	bool failed;               /* it did not fit */
	unsigned int planted;      /* number of the guilty line, from 1 */
	char right[HUNT_COLUMNS];  /* what should stand there; ";" : nothing */
	unsigned int pages, names; /* given so far: p1..., v2... */
	unsigned int innocent[HUNT_INNOCENTS], innocents; /* pages for noise */
	unsigned int victim, offset; /* the page variable's number and the byte that is lost */
	unsigned int hit;          /* number of the line whose store loses it */
	bool atomic;               /* a slot is held: nothing may sleep */
	bool block;                /* the lines stand in the braces of a handler or a task */
};

/* A line that ends with a brace opens a block, whose lines are indented; a lone one closes it. What does not fit sets `failed`. */
void hunt_line(struct hunt_script *h, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The guilty line. */
void hunt_plant(struct hunt_script *h, const char *right, const char *wrong);
/* A new page for the fault itself, which noise leaves alone; its number. */
unsigned int hunt_page(struct hunt_script *h);
/* A name's number: "v%u". */
unsigned int hunt_name(struct hunt_script *h);
unsigned int hunt_offset(struct hunt_script *h);
char hunt_byte(struct hunt_script *h);
/* A byte through that pointer, at a place drawn here; the place. */
unsigned int hunt_store(struct hunt_script *h, unsigned int name);
/* ... at this place. */
void hunt_store_at(struct hunt_script *h, unsigned int name, unsigned int offset);
/* The call as the era has it, without a semicolon, in the caller's room; slot: index into process[], or HUNT_IRQ. */
enum { HUNT_IRQ = HUNT_SLOTS };
const char *hunt_map_text(const struct hunt_script *h, char *room, size_t size, unsigned int page, unsigned int slot);
/* Calls as lines; of a map: the new pointer's number. */
unsigned int hunt_map(struct hunt_script *h, unsigned int page, unsigned int slot);
void hunt_unmap(struct hunt_script *h, unsigned int name, unsigned int slot);
unsigned int hunt_kmap(struct hunt_script *h, unsigned int page);

/* ---- noise.c ---- */

/* The eras of a level, and how much goes on around the fault. */
const struct hunt_era *hunt_draw_era(struct hunt_script *h, unsigned int level);
/* Right uses: so many pieces, none of which touches the fault's pages; in between only what keeps a held slot whole. */
void hunt_noise(struct hunt_script *h, unsigned int few, unsigned int many);
void hunt_noise_atomic(struct hunt_script *h, unsigned int few, unsigned int many);
/* Uses so many fresh pages for a short while each: the window of kmap() goes on by so many entries. */
void hunt_lap(struct hunt_script *h, unsigned int entries);

/* ---- fault.c ---- */

struct hunt_fault {
	const char *name;
	const char *rule;          /* what the guilty statement did, for the end: "A sentence." */
	unsigned int first_level;
	bool typed, stack;         /* eras with km_types, with a stack of slots */
	bool store;                /* the guilty statement is the store itself */
	const char *only;          /* a list of eras, " 2.4.31 "; NULL: all of those */
	bool warns;                /* the kernel warns, once */
	void (*plant)(struct hunt_script *h);
};

/* One of those that this level and era can have; NULL: none. */
const struct hunt_fault *hunt_draw_fault(struct hunt_script *h, unsigned int level);

#endif
