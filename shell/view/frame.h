/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What panes are drawn from: a machine to look at, the digests before and after the last command, the variables, and where typing happens. A frame
 * borrows everything and is made anew for each drawing; nothing here changes the machine.
 *
 * Also the words that several panes share: how a page, an address, a slot is called on the screen.
 */
#ifndef VIEW_FRAME_H
#define VIEW_FRAME_H

#include "shell/view/snapshot.h"
#include "shell/view/theme.h"

struct chart;
struct text;

/* What there is room for; only what is in use; everything. */
enum wanted { WANTED_ROOM, WANTED_USED, WANTED_ALL };

struct frame {
	const struct hm_machine *m;
	const struct hm_layout *l;
	const struct snapshot *now;
	const struct snapshot *before; /* NULL: nothing to compare with */
	const char *goal;              /* NULL: no lesson */
	const char *goal_title;
	const char *vote;              /* a question and its choices, a line each; NULL: nothing is asked */
	const struct chart *chart;     /* NULL: nothing was compared */
	const char *covered;           /* stands in the panes' place; NULL: they are drawn */
	const char *session;           /* "step 12", or NULL */
	/* What `info` asked of a pane that it prints */
	enum wanted wanted;
	bool words;                    /* for ears (--accessible): lists and words where eyes get a map, a tree, bars or arrows */
	uint64_t last_events;          /* how many of the log, 0: the pane's own choice */
	bool has_address;              /* the walk of this one, not of the last access */
	hm_vaddr_t address;
	/* Place of an event's statement ("FILE:4"), written into out; false: unknown. NULL: none is known. */
	bool (*place)(void *context, const struct hm_event *event, char *out, size_t size);
	/* Where a task's own code stands, when it is in the midst of it; the same rules. */
	bool (*stands)(void *context, uint16_t task, char *out, size_t size);
	void *place_context;
};

/* Fills m, l, now and before (left out when not comparable). */
void frame_make(struct frame *f, const struct hm_machine *m, const struct snapshot *now, const struct snapshot *before);

enum mark { MARK_NONE, MARK_NEW, MARK_GONE, MARK_CHANGED, MARK_ALERT };

/* An entry of a TLB with its mark. */
struct tlb_row {
	struct hm_tlb_view view;
	enum mark mark;
};


char mark_char(enum mark mark);
enum look look_of_mark(enum mark mark);

enum slot_state { SLOT_FREE, SLOT_MAPPED, SLOT_LEAKED };

/* Mapped but its user has let go of it: kunmap_atomic returned early, or the task that mapped it is dead or has ended. */
enum slot_state frame_slot_state(const struct frame *f, const struct hm_slot_view *slot);
enum mark frame_slot_mark(const struct frame *f, uint32_t cpu, uint32_t type);
enum mark frame_pkmap_mark(const struct frame *f, uint32_t nr);
enum mark frame_task_mark(const struct frame *f, uint16_t id);
enum mark frame_name_mark(const struct frame *f, const struct name *name);
/* By the entry's address, since entries wander between ways. */
enum mark frame_tlb_mark(const struct frame *f, uint32_t cpu, const struct hm_tlb_view *entry);

/* First event that the last command added; behind the last when none. */
uint64_t frame_first_new_event(const struct frame *f);

enum target_kind { TARGET_NUMBER, TARGET_PAGE, TARGET_SLOT, TARGET_PKMAP, TARGET_LOWMEM, TARGET_MEM_MAP, TARGET_UNMAPPED };

/* What an address is, on the CPU where typing happens. */
struct target {
	enum target_kind kind;
	hm_pfn_t pfn;              /* page that an access really reaches (by a stale TLB entry, too), HM_NO_PFN: a fault */
	hm_pfn_t table;            /* page that the tables say */
	uint32_t cpu, type, nr;    /* of the slot; of the entry; of the page whose struct page lies there though the type does not say so */
	bool stale;                /* a stale TLB entry answers */
};

void frame_target(const struct frame *f, hm_vaddr_t address, bool page, struct target *out);

/* A pointer that outlived its mapping: its address no longer leads where it led when the variable took it. */
bool frame_ghost(const struct frame *f, const struct name *name, const struct target *target);

/* Name of a variable that holds that page's struct page, or that address's page; "" when none. */
const char *frame_name_of_page(const struct frame *f, hm_pfn_t pfn);
const char *frame_name_of_address(const struct frame *f, hm_vaddr_t address);
/* All variables that hold it, "v, w"; beyond a few " ...". Returns out (at least 16 bytes). */
const char *frame_names_of_address(const struct frame *f, hm_vaddr_t address, char *out, size_t size);

/* "hello.c:4"; "" when unknown. Returns out. */
const char *frame_at(const struct frame *f, const struct hm_event *event, char *out, size_t size);
/* "page 0x38000 (p)" */
void frame_page_text(const struct frame *f, hm_pfn_t pfn, char *out, size_t size);
/* "KM_USER0 of CPU 0", "pkmap entry 3" */
void frame_target_text(const struct frame *f, const struct target *t, char *out, size_t size);

const char *word_of_state(enum hm_task_state state);
const char *word_of_context(enum hm_context context);

#endif
