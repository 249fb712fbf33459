/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Address splitting, with two levels (10 + 10 + 12 bits) and with PAE (2 + 9 + 9 + 12). The machine has no large pages, so every walk of lowmem goes
 * through all tables; its answer is the walk itself (hm_walk()). Asked for: all indexes, one of them, where its entry lies, and the way back from indexes to
 * the address. Source: 2.6.11 include/asm-i386/pgtable*.h; Intel's manuals.
 */
#include <stdio.h>

#include "shell/quiz/kinds.h"

struct split {
	hm_vaddr_t address;
	bool pae;
	struct hm_walk walk;
};

static const char *pae_text(bool pae)
{
	return pae ? "pae=on pse=off" : "pse=off";
}

/* Lowmem mostly; sometimes the window or the fixmap. */
static hm_vaddr_t some_address(struct dice *d)
{
	uint32_t where = dice_below(d, 10), low = dice_below(d, 1u << 28);

	if (where < 7)
		return 0xc0000000 + low + (where & 1) * (low >> 1) % 0x08000000;
	return where < 9 ? 0xff800000 + low % 0x400000 : 0xfff80000 + low % 0x7e000;
}

static uint32_t field(hm_vaddr_t address, unsigned int from, unsigned int bits)
{
	return address >> from & ((1u << bits) - 1);
}

static void binary(struct text *to, uint32_t value, unsigned int bits)
{
	while (bits--)
		text_puts(to, value >> bits & 1 ? "1" : "0");
}

/* "1101001000 1101000101 011001111000" */
static void bits_of(struct text *to, hm_vaddr_t address, bool pae)
{
	static const unsigned int widths[2][5] = { { 10, 10, 12, 0, 0 }, { 2, 9, 9, 12, 0 } };
	unsigned int from = 32;

	for (const unsigned int *w = widths[pae]; *w; w++) {
		from -= *w;
		binary(to, field(address, from, *w), *w);
		text_puts(to, from ? " " : "");
	}
}

static const char *indexes(char *out, size_t size, bool pae, uint32_t a, uint32_t b, uint32_t c, uint32_t offset)
{
	if (pae)
		snprintf(out, size, "pgd %u, pmd %u, pte %u, offset 0x%x", a, b, c, offset);
	else
		snprintf(out, size, "pgd %u, pte %u, offset 0x%x", a, c, offset);
	return out;
}

static const char *walked(const struct split *s, char *out, size_t size)
{
	const struct hm_walk *w = &s->walk;

	return indexes(out, size, s->pae, w->level[0].index, w->level[1].index, w->level[w->levels - 1].index, w->offset);
}

static bool begin(struct exercise *p, struct split *s)
{
	struct lab lab = { 0 };
	bool ok;

	s->address = some_address(&p->dice);
	s->pae = dice_percent(&p->dice, 50);
	text_puts(&p->machine, pae_text(s->pae));
	ok = lab_open(&lab, pae_text(s->pae));
	if (ok)
		hm_walk(lab_machine(&lab), s->address, &s->walk);
	lab_close(&lab, &p->lost);
	text_printf(&p->look, "vtop 0x%x\n", s->address);
	return ok && s->walk.levels == (s->pae ? 3 : 2);
}

static void explain(struct exercise *p, const struct split *s)
{
	char all[80];

	if (s->pae)
		text_puts(&p->worked, "PAE entries have 8 bytes, so a table of 4096 bytes has 512 of them: 9 bits choose one. The top table has 4 entries, 2 bits. "
				      "A page has 4096 bytes: 12 bits. 2 + 9 + 9 + 12 = 32.\n");
	else
		text_puts(&p->worked, "An entry has 4 bytes, so a table of 4096 bytes has 1024 of them: 10 bits choose one. A page has 4096 bytes: 12 bits. "
				      "10 + 10 + 12 = 32.\n");
	text_printf(&p->worked, "0x%x in binary, cut there: ", s->address);
	bits_of(&p->worked, s->address, s->pae);
	text_printf(&p->worked, "\nIn numbers: %s.\n", walked(s, all, sizeof(all)));
}

/* ---- all indexes ---- */

static void wrong_splits(struct exercise *p, const struct split *s)
{
	hm_vaddr_t a = s->address, low = a - 0xc0000000;
	uint32_t offset = a & 0xfff, top = field(a, 22, 10), leaf = field(a, 12, 10);
	char t[80];

	problem_wrong(p, indexes(t, sizeof(t), false, a >> 20, 0, field(a, 12, 8), offset),
		      "you cut at whole hexadecimal digits, 12 + 8 + 12; no table of this machine has 4096 or 256 entries.");
	problem_wrong(p, indexes(t, sizeof(t), false, leaf, 0, top, offset),
		      "you took the fields in the wrong order: the highest bits choose in the first table that the CPU reads.");
	problem_wrong(p, indexes(t, sizeof(t), false, top * 4, 0, leaf * 4, offset),
		      "these are places in bytes inside the tables (index * 4); the index counts entries.");
	problem_wrong(p, indexes(t, sizeof(t), false, field(low, 22, 10), 0, leaf, offset),
		      "you took PAGE_OFFSET away first. That turns a lowmem address into a physical one; the CPU splits the address as it stands.");
	problem_wrong(p, indexes(t, sizeof(t), true, a >> 30, field(a, 21, 9), field(a, 12, 9), offset),
		      "that is the split of PAE, 2 + 9 + 9 + 12; this machine has two levels with 1024 entries each.");
}

static void wrong_pae_splits(struct exercise *p, const struct split *s)
{
	hm_vaddr_t a = s->address, low = a - 0xc0000000;
	uint32_t offset = a & 0xfff, top = a >> 30, middle = field(a, 21, 9), leaf = field(a, 12, 9);
	char t[80];

	problem_wrong(p, indexes(t, sizeof(t), false, field(a, 22, 10), 0, field(a, 12, 10), offset),
		      "that is the split without PAE, 10 + 10 + 12; here entries have 8 bytes, and a table holds only 512.");
	problem_wrong(p, indexes(t, sizeof(t), true, top, leaf, middle, offset),
		      "you exchanged the two lower tables: the pmd is read before the pte, so it gets the higher bits.");
	problem_wrong(p, indexes(t, sizeof(t), true, top, field(a, 20, 10), field(a, 12, 8), offset),
		      "you cut at bit 20, a hexadecimal digit's edge: 2 + 10 + 8 + 12. Both tables have 512 entries: 9 bits each.");
	problem_wrong(p, indexes(t, sizeof(t), true, top, middle * 8, leaf * 8, offset),
		      "these are places in bytes inside the tables (index * 8); the index counts entries.");
	problem_wrong(p, indexes(t, sizeof(t), true, field(low, 30, 2), middle, leaf, offset),
		      "you took PAGE_OFFSET away first. That turns a lowmem address into a physical one; the CPU splits the address as it stands.");
}

static bool ask_all(struct exercise *p, const struct split *s)
{
	char right[80];

	text_printf(&p->question, "%s Which entries of its page tables does the CPU read for the address 0x%x, and which byte of the page is it?",
		    s->pae ? "A machine with PAE." : "A machine with two levels of page tables.", s->address);
	problem_right(p, walked(s, right, sizeof(right)));
	if (s->pae)
		wrong_pae_splits(p, s);
	else
		wrong_splits(p, s);
	return true;
}

/* ---- one index ---- */

static bool ask_one(struct exercise *p, const struct split *s)
{
	hm_vaddr_t a = s->address;
	unsigned int last = s->walk.levels - 1, level = dice_below(&p->dice, 2) ? last : last - 1;
	uint32_t right = s->walk.level[level].index;

	p->form = QUIZ_DECIMAL;
	text_printf(&p->question, "%s The CPU translates 0x%x. Which entry of the table that is called %s does it read? (its index)",
		    s->pae ? "A machine with PAE." : "A machine with two levels of page tables.", a, level == last ? "pte" : s->pae ? "pmd" : "pgd");
	problem_right_number(p, right, false);
	if (level == last) {
		problem_wrong_number(p, field(a, 12, s->pae ? 10 : 9), "you gave the index %u bits; a table of this machine has %u entries, so it has %u.",
				     s->pae ? 10 : 9, s->pae ? 512 : 1024, s->pae ? 9 : 10);
		problem_wrong_number(p, field(a, 12, 8), "you took two hexadecimal digits, 8 bits; a table has %u entries.", s->pae ? 512 : 1024);
	} else {
		problem_wrong_number(p, s->pae ? field(a, 20, 10) : a >> 20, "you cut at bit 20, behind whole hexadecimal digits; the table below has %u "
				     "entries, so the cut lies at bit %u.", s->pae ? 512 : 1024, s->pae ? 21 : 22);
	}
	problem_wrong_number(p, s->walk.level[level == last ? last - 1 : last].index, "that is the index in the table %s this one, which takes the %s bits.",
			     level == last ? "above" : "below", level == last ? "higher" : "lower");
	problem_wrong_number(p, (uint64_t)right * (s->pae ? 8 : 4), "that is the entry's place in bytes; the index counts entries of %u bytes.", s->pae ? 8 : 4);
	problem_wrong_number(p, a >> 12, "that is the number of the whole page: the index is only a part of it.");
	problem_wrong_number(p, a & 0xfff, "that is the offset in the page, which no table sees.");
	return true;
}

/* ---- where the entry lies ---- */

static bool ask_place(struct exercise *p, const struct split *s)
{
	const struct hm_walk_level *leaf = &s->walk.level[s->walk.levels - 1];
	uint32_t table = (uint32_t)leaf->entry_address & ~0xfffu, size = s->pae ? 8 : 4;

	p->form = QUIZ_HEX;
	text_printf(&p->question, "%s The page table for 0x%x (the one of the last level) lies at physical 0x%x. At which physical address does the CPU read the "
		    "entry?", s->pae ? "A machine with PAE." : "A machine with two levels of page tables.", s->address, table);
	problem_right_number(p, leaf->entry_address, true);
	problem_wrong_number(p, table + leaf->index, "you added the index without the size of an entry, %u bytes.", size);
	problem_wrong_number(p, table + leaf->index * (12 - size), "you took entries of %u bytes; %s they have %u.", 12 - size, s->pae ? "with PAE" : "without PAE", size);
	problem_wrong_number(p, table + (s->address & 0xfff), "you added the offset in the page: that belongs to the page, not to its table.");
	problem_wrong_number(p, table + field(s->address, 12, s->pae ? 10 : 9) * size, "you gave the index %u bits; a table of this machine has %u entries.",
			     s->pae ? 10 : 9, s->pae ? 512 : 1024);
	text_printf(&p->worked, "The entry lies at 0x%x + %u * %u = 0x%llx.\n", table, leaf->index, size, (unsigned long long)leaf->entry_address);
	return true;
}

/* ---- the way back ---- */

static bool ask_back(struct exercise *p, const struct split *s)
{
	const struct hm_walk_level *l = s->walk.level;
	uint32_t a = l[0].index, b = l[1].index, c = l[s->walk.levels - 1].index, offset = s->walk.offset;
	char all[80];

	p->form = QUIZ_HEX;
	text_printf(&p->question, "%s Which address has %s?", s->pae ? "A machine with PAE." : "A machine with two levels of page tables.",
		    walked(s, all, sizeof(all)));
	problem_right_number(p, s->address, true);
	problem_wrong_number(p, s->pae ? (hm_vaddr_t)(a << 30 | b << 20 | c << 12 | offset) : (hm_vaddr_t)(a << 20 | c << 12 | offset),
			     "you put an index at bit 20; the table below needs %u bits above bit 12, so it begins at bit %u.", s->pae ? 9 : 10, s->pae ? 21 : 22);
	if (!s->pae)
		problem_wrong_number(p, (hm_vaddr_t)((a << 21 | c << 12) | offset), "you put the upper index at bit 21, as in PAE's pmd; here it is bit 22.");
	else
		problem_wrong_number(p, (hm_vaddr_t)(a << 30 | b << 22 | c << 12 | offset), "you put the pmd's index at bit 22, as without PAE; here it is bit 21.");
	problem_wrong_number(p, s->address & ~0xfffu, "that is where the page begins: the offset is missing.");
	problem_wrong_number(p, (s->address & 0xc03fffff) | (s->pae ? 0 : (hm_vaddr_t)a << 22), "an index is missing in it.");
	text_puts(&p->worked, s->pae ? "Back: pgd << 30 | pmd << 21 | pte << 12 | offset" : "Back: pgd << 22 | pte << 12 | offset");
	text_printf(&p->worked, " = 0x%x.\n", s->address);
	return true;
}

bool quiz_make_split(struct exercise *p)
{
	static bool (*const asks[])(struct exercise *p, const struct split *s) = { ask_all, ask_one, ask_back, ask_all, ask_place };
	struct split s;

	if (!begin(p, &s))
		return false;
	explain(p, &s);
	return asks[dice_turn(p->seed, 5, 1)](p, &s) && problem_close(p);
}
