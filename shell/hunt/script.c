/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of a hunt's script, and the calls as each era writes them: see script.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "shell/hunt/script.h"

static bool ends_with_brace(const char *text)
{
	size_t n = strlen(text);

	return n && text[n - 1] == '{';
}

static void put_line(struct hunt_script *h, const char *text)
{
	h->block = h->block && strcmp(text, "}") != 0;
	if (h->lines < HUNT_LINES && strlen(text) + h->block < HUNT_COLUMNS)
		snprintf(h->line[h->lines++], HUNT_COLUMNS, "%s%s", h->block ? "\t" : "", text);
	else
		h->failed = true;
	h->block = h->block || ends_with_brace(text);
}

void hunt_line(struct hunt_script *h, const char *format, ...)
{
	char text[2 * HUNT_COLUMNS];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	put_line(h, text);
}

void hunt_plant(struct hunt_script *h, const char *right, const char *wrong)
{
	put_line(h, wrong);
	h->planted = h->lines;
	h->failed = h->failed || snprintf(h->right, sizeof(h->right), "%s%s", h->block ? "\t" : "", right) >= HUNT_COLUMNS;
}

unsigned int hunt_page(struct hunt_script *h)
{
	hunt_line(h, "struct page *p%u = alloc_page(%s);", ++h->pages, h->atomic ? "GFP_ATOMIC | __GFP_HIGHMEM" : "GFP_HIGHUSER");
	return h->pages;
}

unsigned int hunt_name(struct hunt_script *h)
{
	return ++h->names;
}

unsigned int hunt_offset(struct hunt_script *h)
{
	return dice_below(&h->dice, 4000) & ~3u;
}

/* Letters: bytes that a reader tells apart, and never 0. */
char hunt_byte(struct hunt_script *h)
{
	return (char)('A' + dice_below(&h->dice, 26));
}

unsigned int hunt_store(struct hunt_script *h, unsigned int name)
{
	unsigned int offset = hunt_offset(h);

	hunt_store_at(h, name, offset);
	return offset;
}

void hunt_store_at(struct hunt_script *h, unsigned int name, unsigned int offset)
{
	hunt_line(h, "v%u[%u] = '%c';", name, offset, hunt_byte(h));
}

static const char *slot_name(const struct hunt_script *h, unsigned int slot)
{
	return slot == HUNT_IRQ ? h->era->irq : h->era->process[slot];
}

const char *hunt_map_text(const struct hunt_script *h, char *room, size_t size, unsigned int page, unsigned int slot)
{
	if (h->era->typed)
		snprintf(room, size, "kmap_atomic(p%u, %s)", page, slot_name(h, slot));
	else
		snprintf(room, size, "kmap_atomic(p%u)", page);
	return room;
}

unsigned int hunt_map(struct hunt_script *h, unsigned int page, unsigned int slot)
{
	unsigned int name = hunt_name(h);
	char call[HUNT_COLUMNS];

	hunt_line(h, "char *v%u = %s;", name, hunt_map_text(h, call, sizeof(call), page, slot));
	return name;
}

void hunt_unmap(struct hunt_script *h, unsigned int name, unsigned int slot)
{
	if (h->era->typed)
		hunt_line(h, "kunmap_atomic(v%u, %s);", name, slot_name(h, slot));
	else
		hunt_line(h, "kunmap_atomic(v%u);", name);
}

unsigned int hunt_kmap(struct hunt_script *h, unsigned int page)
{
	unsigned int name = hunt_name(h);

	hunt_line(h, "char *v%u = kmap(p%u);", name, page);
	return name;
}
