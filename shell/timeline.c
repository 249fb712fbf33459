/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Undo and redo: see timeline.h.
 *
 * Invariant: the state in force is the one behind change[used - 1]; a world held by a change is at the state it had when it was
 * swapped out, with nothing untaken.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/timeline.h"

/* What a waiting world is counted as: its frames and tables are not asked, they are small and lazily made. */
enum { WORLD_BYTES = 2 << 20 };

static size_t change_bytes(const struct change *c)
{
	return sizeof(*c) + (c->delta ? hm_delta_size(c->delta) : 0) + (c->world ? WORLD_BYTES : 0) + (c->soft ? sizeof(*c->soft) : 0);
}

static void change_free(struct timeline *t, struct change *c)
{
	t->bytes -= change_bytes(c);
	hm_delta_free(c->delta);
	world_close(c->world);
	free(c->soft);
	*c = (struct change){ 0 };
}

void timeline_drop_redo(struct timeline *t)
{
	while (t->count > t->used)
		change_free(t, &t->change[--t->count]);
}

/* Drops the n oldest changes. */
static void timeline_forget(struct timeline *t, size_t n)
{
	if (!n)
		return;
	for (size_t i = 0; i < n; i++)
		change_free(t, &t->change[i]);
	memmove(t->change, t->change + n, (t->count - n) * sizeof(*t->change));
	t->count -= n;
	t->used -= n;
	t->dropped += n;
}

/* Index of a mark; what was dropped counts as the beginning. */
static size_t mark_index(const struct timeline *t, size_t mark)
{
	return mark > t->dropped ? mark - t->dropped : 0;
}

size_t timeline_mark(const struct timeline *t)
{
	return t->dropped + t->used;
}

static size_t step_length(const struct timeline *t, size_t first)
{
	size_t n = 1;

	while (first + n < t->count && !t->change[first + n].starts)
		n++;
	return n;
}

/* Keeps three quarters of the budget once it is full, so that folding is rare and cheap. */
static void timeline_fold(struct timeline *t)
{
	size_t drop = 0, bytes = t->bytes;

	if (bytes <= t->budget)
		return;
	while (drop < t->used && bytes > t->budget - t->budget / 4) {
		size_t n = step_length(t, drop);

		if (drop + n >= t->used)
			break;
		for (size_t i = 0; i < n; i++)
			bytes -= change_bytes(&t->change[drop + i]);
		drop += n;
		t->folded++;
	}
	if (drop)
		timeline_forget(t, drop);
}

bool timeline_push(struct timeline *t, const struct change *change)
{
	timeline_drop_redo(t);
	if (t->count == t->capacity) {
		size_t capacity = t->capacity ? t->capacity * 2 : 64;
		struct change *grown = realloc(t->change, capacity * sizeof(*grown));

		if (!grown) {
			hm_delta_free(change->delta);
			world_close(change->world);
			free(change->soft);
			timeline_forget(t, t->count);
			return false;
		}
		t->change = grown;
		t->capacity = capacity;
	}
	t->change[t->count] = *change;
	t->change[t->count].starts |= t->count == 0;
	t->bytes += change_bytes(change);
	t->used = ++t->count;
	timeline_fold(t);
	return true;
}

/* source: where the map's texts end on the other side, 0: they stay. */
static enum hm_verdict swap_change(struct change *c, struct world **world, struct soft *soft, uint32_t source)
{
	if (c->world) {
		struct world *w = *world;

		*world = c->world;
		c->world = w;
	} else if (c->delta) {
		enum hm_verdict v = hm_delta_apply((*world)->m, c->delta);

		if (v != HM_OK)
			return v;
		lang_sync((*world)->lang);
		if (source)
			source_truncate((*world)->map, source);
	}
	if (c->soft) {
		struct soft other = *soft;

		*soft = *c->soft;
		*c->soft = other;
	}
	return HM_OK;
}

enum hm_verdict timeline_undo(struct timeline *t, struct world **world, struct soft *soft, size_t *entry, bool cut)
{
	size_t end = t->used, reached = *entry;
	bool started = false;

	if (t->used <= mark_index(t, t->floor))
		return HM_REFUSED;
	while (!started) {
		struct change *c = &t->change[t->used - 1];
		enum hm_verdict v = swap_change(c, world, soft, cut ? c->source_before : 0);

		if (v != HM_OK) {
			for (; t->used < end; t->used++)
				swap_change(&t->change[t->used], world, soft, cut ? t->change[t->used].source_after : 0);
			return v;
		}
		started = c->starts;
		reached = c->entry;
		t->used--;
	}
	*entry = reached;
	return HM_OK;
}

enum hm_verdict timeline_redo(struct timeline *t, struct world **world, struct soft *soft, size_t *entry, bool cut)
{
	size_t begin = t->used, reached = *entry;

	if (t->used == t->count)
		return HM_REFUSED;
	do {
		struct change *c = &t->change[t->used];
		enum hm_verdict v = swap_change(c, world, soft, cut ? c->source_after : 0);

		if (v != HM_OK) {
			for (; t->used > begin; t->used--)
				swap_change(&t->change[t->used - 1], world, soft, cut ? t->change[t->used - 1].source_before : 0);
			return v;
		}
		reached = c->entry + 1;
		t->used++;
	} while (t->used < t->count && !t->change[t->used].starts);
	*entry = reached;
	return HM_OK;
}

bool timeline_mark_back(const struct timeline *t, size_t steps, size_t *mark)
{
	size_t at = t->used, floor = mark_index(t, t->floor);

	while (steps && at > floor)
		steps -= t->change[--at].starts;
	*mark = timeline_mark(t) - (t->used - at);
	return !steps;
}

void timeline_join(struct timeline *t, size_t mark)
{
	size_t first = mark_index(t, mark);

	for (size_t i = first + 1; i < t->used; i++)
		t->change[i].starts = false;
	if (first < t->used)
		t->change[first].starts = true;
}

void timeline_name_entry(struct timeline *t, size_t mark, size_t entry)
{
	for (size_t i = mark_index(t, mark); i < t->used; i++)
		t->change[i].entry = entry;
}

void timeline_attach(struct timeline *t, size_t mark)
{
	size_t first = mark_index(t, mark);

	if (first && first < t->used && first > mark_index(t, t->floor))
		t->change[first].starts = false;
}

static size_t count_steps(const struct timeline *t, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		n += t->change[i].starts;
	return n;
}

size_t timeline_steps_back(const struct timeline *t)
{
	return count_steps(t, mark_index(t, t->floor), t->used);
}

size_t timeline_steps_forward(const struct timeline *t)
{
	return count_steps(t, t->used, t->count);
}

void timeline_free(struct timeline *t)
{
	timeline_drop_redo(t);
	timeline_forget(t, t->count);
	free(t->change);
	*t = (struct timeline){ 0 };
}
