/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who called the function that made a kernel call: noted by the call's number, for the newest CALL_PATHS of them. Not state: it only tells more
 * about an event that names the call. Each call notes its place; the path to it is that of a frame, noted once for all calls that
 * the frame makes in a row. Going back takes nothing away, so that going forth again finds it; the next call made drops what was undone.
 *
 * Invariant: of the paths from oldest() on, each begins behind a call of a higher number than the one before it.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/lang/code.h"

static struct call_path *path_at(struct call_paths *p, uint64_t i)
{
	return &p->path[i % CALL_PATHS];
}

/* Of those beyond CALL_PATHS only the newest are there, also when some have been dropped since. */
static uint64_t oldest(const struct call_paths *p)
{
	return p->most > CALL_PATHS ? p->most - CALL_PATHS : 0;
}

bool path_note(struct lang *lang, uint32_t before, const uint32_t from[PATH_CALLERS])
{
	struct call_paths *p = lang->paths;
	struct call_path *path;

	if (!p)
		p = lang->paths = calloc(1, sizeof(*p));
	if (!p)
		return false;
	while (p->count > oldest(p) && path_at(p, p->count - 1)->before >= before)
		p->count--;
	if (p->count > oldest(p) && !memcmp(path_at(p, p->count - 1)->from, from, sizeof(path->from)))
		return true;
	path = path_at(p, p->count++);
	path->before = before;
	memcpy(path->from, from, sizeof(path->from));
	if (p->most < p->count)
		p->most = p->count;
	return true;
}

/* The last path that was noted with so many calls made or fewer. */
static const struct call_path *path_find(struct call_paths *p, uint32_t before)
{
	uint64_t low = oldest(p), high = p->count;

	while (high > low + 1) {
		uint64_t middle = low + (high - low) / 2;

		if (path_at(p, middle)->before <= before)
			low = middle;
		else
			high = middle;
	}
	return high > low && path_at(p, low)->before <= before ? path_at(p, low) : NULL;
}

unsigned int lang_callers(const struct lang *lang, uint32_t call, uint32_t site, uint32_t *loc, unsigned int max)
{
	struct call_paths *p = lang->paths;
	const struct call_note *note = p ? &p->note[(call - 1) % CALL_PATHS] : NULL;
	const struct call_path *path = note && note->before == call - 1 && note->site == site ? path_find(p, call - 1) : NULL;
	unsigned int n = 0;

	while (path && n < max && n < PATH_CALLERS && path->from[n]) {
		loc[n] = path->from[n];
		n++;
	}
	return n;
}
