/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A world: one machine, its C session and its texts. `reset`, `era` and `machine` put a new one in its place; undo puts the old one back, so a
 * world is never changed while it waits. Beside it the shell's own small state (struct soft), plain data that undo copies:
 * settings that decide what input means, interrupts that are pending, statements that sleep.
 */
#ifndef SHELL_WORLD_H
#define SHELL_WORLD_H

#include "highmem/highmem.h"
#include "shell/alias.h"
#include "shell/hunt/hunting.h"
#include "shell/lang/lang.h"
#include "shell/learn/learning.h"
#include "shell/quiz/quizzing.h"

struct world {
	struct hm_machine *m;
	struct lang *lang;
	struct source_map *map;
	struct hm_config asked;    /* what was asked for, before keys were made to agree: what the next `machine` begins with */
	size_t born;               /* of the session's entries, the first that came to this world: those before it made another one */
	struct entry_list *start;  /* inputs which a lesson or a loaded file ran here before that (record.h); NULL: none */
	bool prepared;
	bool loaded;               /* its C was typed in another session: no translation unit of a script ends with it */
};

/* Boots a machine from a settled configuration and opens its language. HM_NOMEM, HM_REFUSED. */
enum hm_verdict world_open(const struct hm_config *cfg, const struct lang_host *host, struct world **world);
void world_close(struct world *world);
/*
 * Has the era's prelude read before the first text of the user is laid into the map. Its macros take up locations, too, and a text must lie where it
 * would lie in any other session with the same inputs, whatever was looked at in between. False: out of memory.
 */
bool world_prepare(struct world *world);

enum { SOFT_PENDING = 16, SOFT_WAITING = 32, SOFT_ARMED = 16 };

/* An interrupt that came while it could not be taken. */
struct pending {
	struct lang_code block;
	enum hm_context context;
	bool irqs_off;
	uint32_t cpu;
};

/* An interrupt that will come at a step of the VM of the next statement (irq.h). */
struct armed {
	struct lang_code block;
	enum hm_context context;
	bool irqs_off;
	uint32_t step;             /* counted from 1; 0: before every step */
	uint32_t came;             /* how often it did */
	bool inside;               /* ... instead: inside the next kmap() or kunmap(), with kmap_lock in hand */
};

/* A statement of the prompt that sleeps: its value is shown when its task has finished. */
struct waiting {
	struct lang_code code;
	uint16_t task;
	uint32_t loc;              /* its text */
};

struct settings {
	enum lang_lint lint;
	bool werror;
};

struct soft {
	struct settings settings;
	struct alias alias[ALIASES];
	struct pending pending[SOFT_PENDING];
	struct waiting waiting[SOFT_WAITING];
	struct armed armed[SOFT_ARMED];
	unsigned int pendings, waitings, armeds;
	uint32_t stepped;          /* 1 + the task that `step` ran last: stepping on is no new switch; 0: none */
	struct learning learning;  /* the place in a lesson */
	struct quizzing quiz;      /* ... and in a quiz */
	struct hunting hunting;    /* the hunt in hand */
};

#endif
