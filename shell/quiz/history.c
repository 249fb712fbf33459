/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Histories of the window: see history.h.
 */
#include <stdio.h>
#include <string.h>

#include "shell/quiz/history.h"

enum { FIRST_OTHER = HISTORY_PAGES, LINES_BEFORE = 2 };

static unsigned int entries_in_use(const struct history *h)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < HISTORY_PAGES; i++)
		n += h->users[i] != 0;
	return n;
}

static struct hop some_hop(struct history *h, struct dice *d)
{
	unsigned int page = dice_below(d, HISTORY_PAGES), what = dice_below(d, 10), times = 1 + dice_below(d, h->window + 2);

	if (what < 2)
		return (struct hop){ .kind = HOP_LAP, .page = h->others, .times = times };
	if (h->users[page] && what < 7)
		return (struct hop){ .kind = HOP_UNMAP, .page = page };
	if (h->users[page] || entries_in_use(h) + 2 < h->window)
		return (struct hop){ .kind = HOP_MAP, .page = page };
	return (struct hop){ .kind = HOP_LAP, .page = h->others, .times = 1 };
}

static void note_hop(struct history *h, const struct hop *hop)
{
	switch (hop->kind) {
	case HOP_MAP: h->users[hop->page]++; break;
	case HOP_UNMAP: h->users[hop->page]--; break;
	case HOP_LAP: h->others += hop->times; break;
	}
	h->hop[h->hops++] = *hop;
}

/* The script's line for a hop. */
static void hop_line(const struct hop *hop, struct text *out)
{
	switch (hop->kind) {
	case HOP_MAP: text_printf(out, "kmap(p[%u]);\n", hop->page); break;
	case HOP_UNMAP: text_printf(out, "kunmap(p[%u]);\n", hop->page); break;
	case HOP_LAP:
		if (hop->times == 1)
			text_printf(out, "kmap(p[%u]); kunmap(p[%u]);\n", hop->page, hop->page);
		else
			text_printf(out, "for (int i = %u; i < %u; i++) { kmap(p[i]); kunmap(p[i]); }\n", hop->page, hop->page + hop->times);
		break;
	}
}

void history_make(struct history *h, struct exercise *p)
{
	unsigned int hops = 4 + dice_below(&p->dice, 6);

	*h = (struct history){ .others = FIRST_OTHER };
	h->window = dice_percent(&p->dice, 60) ? 8 : dice_percent(&p->dice, 50) ? 4 : 16;
	while (h->hops < hops) {
		struct hop hop = some_hop(h, &p->dice);

		hop.line = LINES_BEFORE + h->hops + 1;
		note_hop(h, &hop);
	}
	text_printf(&p->machine, "pkmap=%u", h->window);
	text_printf(&p->script, "struct page *p[%u];\nfor (int i = 0; i < %u; i++) p[i] = alloc_page(GFP_HIGHUSER);\n", h->others, h->others);
	for (unsigned int i = 0; i < h->hops; i++)
		hop_line(&h->hop[i], &p->script);
	text_puts(&p->look, "info pkmap\ninfo events\n");
}

static void look_at(struct history *h, struct lab *lab, struct hop *hop)
{
	struct hm_pkmap_view v;
	char name[16];

	snprintf(name, sizeof(name), "p[%u]", hop->page);
	hop->entry = hop->kind == HOP_LAP ? -1 : lab_entry(lab, name);
	hop->count = hop->entry >= 0 && hm_pkmap_view(lab_machine(lab), (uint32_t)hop->entry, &v) ? v.count : 0;
	hop->flushes = lab_count(lab, HM_EV_FLUSH_ALL);
	hop->last = hm_last_pkmap_nr(lab_machine(lab));
	for (uint32_t i = 0; i < h->window && hm_pkmap_view(lab_machine(lab), i, &v); i++) {
		h->count[i] = v.count;
		h->pfn[i] = v.pfn;
	}
}

static void type_line(struct lab *lab, struct text *line)
{
	lab->lost = lab->lost || line->failed;
	lab_type(lab, text_string(line));
	text_clear(line);
}

bool history_run(struct history *h, struct lab *lab, const struct exercise *p)
{
	const char *lines = text_string(&p->script);
	struct text line = { 0 };

	if (!lab_open(lab, text_string(&p->machine)))
		return false;
	for (unsigned int i = 0; i < LINES_BEFORE; i++) {
		size_t n = strcspn(lines, "\n");

		text_add(&line, lines, n);
		type_line(lab, &line);
		lines += n + (lines[n] == '\n');
	}
	for (unsigned int i = 0; i < h->hops; i++) {
		hop_line(&h->hop[i], &line);
		type_line(lab, &line);
		look_at(h, lab, &h->hop[i]);
	}
	text_free(&line);
	return !lab->lost;
}

static void tell_map(const struct hop *hop, bool moved, struct text *out)
{
	text_printf(out, "line %u: p[%u] gets entry %d, count %d", hop->line, hop->page, hop->entry, hop->count);
	if (!moved)
		text_puts(out, hop->count > 2 ? "; it was mapped already" : "; it was still there, and is taken again as it is");
}

void history_tell(const struct history *h, struct text *out)
{
	unsigned int flushes = 0;
	uint32_t last = 0;

	for (unsigned int i = 0; i < h->hops; i++) {
		const struct hop *hop = &h->hop[i];

		switch (hop->kind) {
		case HOP_MAP: tell_map(hop, hop->last != last, out); break;
		case HOP_UNMAP: text_printf(out, "line %u: the count of entry %d goes down to %d; nothing else changes", hop->line, hop->entry, hop->count); break;
		case HOP_LAP: text_printf(out, "line %u: the search goes on to entry %u", hop->line, hop->last); break;
		}
		if (hop->flushes != flushes)
			text_printf(out, "; it came past entry 0%s: entries with count 1 become free, the TLBs are flushed",
				    hop->flushes - flushes > 1 ? " more than once" : "");
		text_puts(out, ".\n");
		flushes = hop->flushes;
		last = hop->last;
	}
}
