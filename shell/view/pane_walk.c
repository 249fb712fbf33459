/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The last access of user code on the CPU where typing happens: TLB or walk, each level with index, entry and bits, the page and the bytes there now.
 * The levels are read as the tables stand now; where that is no longer what the access met, both are said.
 */
#include "shell/view/pane.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static void entry_bits(uint64_t entry, bool leaf, char *out, size_t size)
{
	static const struct { unsigned int bit; const char *name; } bits[] = {
		{ 0, "P" }, { 1, "RW" }, { 2, "US" }, { 5, "A" }, { 6, "D" }, { 7, "PS" }, { 8, "G" }, { 63, "NX" }
	};

	*out = '\0';
	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++)
		if (entry >> bits[i].bit & 1 && (!leaf || bits[i].bit != 7))
			snprintf(out + strlen(out), size - strlen(out), "%s%s", *out ? " " : "", bits[i].name);
	if (!*out)
		snprintf(out, size, "not present");
}

static int draw_levels(const struct canvas *c, int y, const struct hm_walk *walk, bool pae)
{
	char bits[40];

	for (unsigned int i = 0; i < walk->levels; i++, y++) {
		const struct hm_walk_level *level = &walk->level[i];
		int x = c->words ? 0 : (int)i * 2;

		if (i && !c->words)
			canvas_put(c, x - 1, y, LOOK_DIM, GLYPH_BRANCH);
		x = canvas_printf(c, x, y, LOOK_LABEL, c->words ? "%s entry %u: " : "%s[%u] ", level->name, level->index);
		entry_bits(level->entry, i + 1 == walk->levels && !walk->large, bits, sizeof(bits));
		x = canvas_text(c, x, y, LOOK_TEXT, c->width >= 60 ? "0x" : "");
		x = canvas_printf(c, x, y, LOOK_TEXT, pae ? "%016llx " : "%08llx ", (unsigned long long)level->entry);
		x = canvas_text(c, x, y, level->entry & 1 ? LOOK_TEXT : LOOK_STALE, bits);
		if (c->width - x > 20)
			canvas_printf(c, x, y, LOOK_DIM, "  at physical 0x%08llx", (unsigned long long)level->entry_address);
	}
	return y;
}

static void draw_bytes(const struct frame *f, const struct canvas *c, int x, int y, hm_pfn_t pfn, uint32_t offset)
{
	uint8_t bytes[8];
	size_t wanted = c->width < 40 ? 4 : sizeof(bytes), n = offset > HM_PAGE_SIZE - wanted ? HM_PAGE_SIZE - offset : wanted;

	if (!hm_peek_frame(f->m, pfn, offset, bytes, n))
		return;
	x = canvas_text(c, x, y, LOOK_DIM, "bytes");
	for (size_t i = 0; i < n && x + 3 <= c->width; i++)
		x = canvas_printf(c, x, y, bytes[i] ? LOOK_TEXT : LOOK_DIM, " %02x", bytes[i]);
	if (x + (int)n + 3 <= c->width) {
		x = canvas_text(c, x, y, LOOK_DIM, " \"");
		for (size_t i = 0; i < n; i++)
			x = canvas_printf(c, x, y, LOOK_TEXT, "%c", isascii(bytes[i]) && isprint(bytes[i]) ? bytes[i] : '.');
		canvas_text(c, x, y, LOOK_DIM, "\"");
	}
}

static int draw_end(const struct frame *f, const struct canvas *c, int y, const struct hm_access_view *access, const struct hm_walk *walk)
{
	int x = c->words ? 0 : (int)walk->levels * 2;
	char page[64];

	if (!walk->present) {
		canvas_text(c, x, y++, LOOK_STALE, f->before && f->now->reports > f->before->reports ? "no page: it FAULTED" : "no page: it would fault");
	} else {
		frame_page_text(f, walk->pfn, page, sizeof(page));
		if (c->words)
			x = canvas_text(c, x, y, LOOK_TEXT, "it leads to ");
		else
			canvas_put(c, x - 1, y, LOOK_DIM, GLYPH_BRANCH);
		canvas_printf(c, canvas_text(c, x, y, LOOK_PAGE, page), y, LOOK_TEXT, c->words ? ", offset 0x%03x" : " + 0x%03x", walk->offset);
		y++;
	}
	if (access->pfn != HM_NO_PFN && (!walk->present || access->pfn != walk->pfn)) {
		frame_page_text(f, access->pfn, page, sizeof(page));
		canvas_printf(c, 0, y++, LOOK_STALE, "the access met %s", page);
	}
	return y;
}

/* The walk that somebody asked for. */
static bool asked_for(const struct frame *f, struct hm_access_view *access)
{
	*access = (struct hm_access_view){ .address = f->address, .pfn = HM_NO_PFN };
	return f->has_address;
}

static int draw_asked(const struct canvas *c, hm_vaddr_t address)
{
	canvas_printf(c, canvas_text(c, 0, 0, LOOK_TEXT, "walk for "), 0, LOOK_ADDRESS, "0x%08x", address);
	return 1;
}

static int draw_head(const struct canvas *c, const struct frame *f, const struct hm_access_view *access)
{
	bool changed = f->before && f->before->accesses != f->now->accesses;
	int x = canvas_text(c, 0, 0, changed ? LOOK_CHANGED : LOOK_TEXT, changed ? "~" : " ");

	x = canvas_text(c, x, 0, LOOK_TEXT, access->write ? "store to " : "load from ");
	x = canvas_printf(c, x, 0, LOOK_ADDRESS, "0x%08x", access->address);
	if (*frame_name_of_address(f, access->address & ~(HM_PAGE_SIZE - 1u)))
		canvas_printf(c, x, 0, LOOK_TEXT, " (%s)", frame_name_of_address(f, access->address & ~(HM_PAGE_SIZE - 1u)));
	if (access->stale)
		canvas_text(c, 0, 1, LOOK_STALE, " answered by a STALE TLB entry");
	else
		canvas_text(c, 0, 1, LOOK_DIM, access->hit ? " TLB hit" : " TLB miss: the CPU walks");
	return 2;
}

/* How the address falls into indices: "1111111111 1111101101 000000000000"; in words the levels name them. */
static int draw_split(const struct frame *f, const struct canvas *c, int y, hm_vaddr_t address)
{
	unsigned int cuts[3] = { f->l->pgdir_shift, f->l->pmd_shift, HM_PAGE_SHIFT };
	int x = 0;

	for (unsigned int bit = 32; bit-- > 0;) {
		x = canvas_text(c, x, y, LOOK_DIM, address >> bit & 1 ? "1" : "0");
		for (unsigned int i = 0; i < 3; i++)
			if (bit == cuts[i] && (i == 0 || cuts[i] != cuts[i - 1]))
				x = canvas_text(c, x, y, LOOK_DIM, " ");
	}
	return y + 1;
}

/* An access that the last command's oops stopped: it reached nothing, so the machine keeps no trace of it but the report. */
static bool faulted(const struct frame *f, struct hm_access_view *access)
{
	const struct hm_report *r = f->before && f->now->reports > f->before->reports ? hm_report_get(f->m, f->now->reports) : NULL;

	if (!r || r->kind != HM_REPORT_OOPS || r->event.cpu != f->now->cpu)
		return false;
	*access = (struct hm_access_view){ .address = r->address, .write = r->error_code & 2, .pfn = HM_NO_PFN };
	return true;
}

static void draw(const struct frame *f, const struct canvas *c)
{
	struct hm_access_view access;
	struct hm_walk walk;
	int y;

	if (!asked_for(f, &access) && !faulted(f, &access) && !hm_last_access(f->m, f->now->cpu, &access)) {
		canvas_wrap(c, 0, 0, 0, LOOK_DIM, "No load or store through a pointer yet on this CPU. Map a page and store a byte: v[0] = 65;");
		return;
	}
	hm_walk(f->m, access.address, &walk);
	y = f->has_address ? draw_asked(c, access.address) : draw_head(c, f, &access);
	if (c->height > 8 && c->width >= 34 && !c->words)
		y = draw_split(f, c, y, access.address);
	y = draw_levels(c, y, &walk, f->l->pte_size == 8);
	y = draw_end(f, c, y, &access, &walk);
	if (walk.present)
		draw_bytes(f, c, 0, y, walk.pfn, walk.offset);
}

const struct pane pane_walk = {
	.name = "walk",
	.title = "Where did the last access go?",
	.help = "directory and table entries with index and bits, down to page and bytes; P present, RW writable, A used, D written, G global",
	.draw = draw
};
