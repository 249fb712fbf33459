/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands on the machine that a step has put in the learner's place, in a line: its variables, and what is mapped. Read from the rehearsal that made the machine,
 * since its inputs may be typed into the learner's session only later.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/learn/learn.h"

enum { NAMES_SHOWN = 10, SLOTS_SHOWN = 3 };

/* "p = (struct page *) 0xc1700000" is p; a line that goes on with a value is none. */
static size_t name_length(const char *line)
{
	const char *end = strstr(line, " = ");

	return end && !memchr(line, ' ', (size_t)(end - line)) && !memchr(line, '\n', (size_t)(end - line)) ? (size_t)(end - line) : 0;
}

static void put_names(struct text *out, const char *locals)
{
	unsigned int shown = 0, more = 0;

	for (const char *at = locals; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		size_t n = name_length(at);

		if (n && shown < NAMES_SHOWN)
			text_printf(out, "%s`%.*s`", shown++ ? ", " : "", (int)n, at);
		else
			more += n != 0;
	}
	if (more)
		text_printf(out, " and %u more", more);
}

static void put_variables(struct text *out, struct session *s)
{
	uint16_t task = hm_current_task(s->world->m);
	int n = lang_show_locals(s->world->lang, task, NULL, 0);
	char *locals = n > 0 ? malloc((size_t)n + 1) : NULL;

	if (!locals)
		return;
	lang_show_locals(s->world->lang, task, locals, (size_t)n + 1);
	put_names(out, locals);
	free(locals);
}

static const char *comma(const struct text *out)
{
	return out->length ? ", " : "";
}

static void put_slots(struct text *out, const struct hm_machine *m)
{
	struct hm_slot_view slot;
	unsigned int more = 0, shown = 0;

	for (uint32_t cpu = 0; cpu < hm_config(m)->cpus; cpu++)
		for (uint32_t type = 0; hm_slot_view(m, cpu, type, &slot); type++) {
			if (slot.pfn == HM_NO_PFN)
				continue;
			if (shown < SLOTS_SHOWN && ++shown)
				text_printf(out, "%s%s of CPU %u", comma(out), slot.name, cpu);
			else
				more++;
		}
	if (more)
		text_printf(out, "%s%u more slots", comma(out), more);
}

static void put_window(struct text *out, const struct hm_machine *m)
{
	struct hm_pkmap_view entry;
	unsigned int used = 0;

	for (uint32_t nr = 0; hm_pkmap_view(m, nr, &entry); nr++)
		used += entry.count > 1;
	if (used)
		text_printf(out, "%s%u entr%s of the kmap window", comma(out), used, used == 1 ? "y" : "ies");
}

void learn_note_there(struct text *out, struct session *from)
{
	struct text names = { 0 }, mapped = { 0 };

	text_clear(out);
	put_variables(&names, from);
	put_slots(&mapped, from->world->m);
	put_window(&mapped, from->world->m);
	if (names.length)
		text_printf(out, "; declared: %s", text_string(&names));
	if (mapped.length)
		text_printf(out, "; mapped: %s", text_string(&mapped));
	text_free(&names);
	text_free(&mapped);
}
