/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which entry of the window does the next kmap() take, at which address, and how often were the TLBs flushed? The search goes on behind last_pkmap_nr, passes
 * entries whose count is not 0, and frees those with count 1 only when it comes past entry 0. Source: 2.6.11 mm/highmem.c map_new_virtual().
 */
#include "shell/quiz/history.h"
#include "shell/quiz/kinds.h"

struct window {
	struct history h;
	unsigned int page;         /* of the last line */
	uint32_t base, last, entry;
	unsigned int flushes, unmaps, maps;
	bool there;                /* the page was still mapped, or had not been flushed yet */
	bool in_use;
};

static void choose_page(struct window *w, struct dice *d)
{
	unsigned int users = 0;

	w->page = dice_below(d, HISTORY_PAGES);
	for (unsigned int i = 0; i < HISTORY_PAGES; i++)
		users += w->h.users[i] != 0;
	if (users && dice_percent(d, 75)) /* mostly one that has no user */
		for (unsigned int i = 0; i < HISTORY_PAGES && w->h.users[w->page]; i++)
			w->page = (w->page + 1) % HISTORY_PAGES;
	w->in_use = w->h.users[w->page] != 0;
}

static bool run_all(struct exercise *p, struct window *w, struct text *last)
{
	struct lab lab = { 0 };
	bool ok = history_run(&w->h, &lab, p);

	if (ok) {
		w->last = hm_last_pkmap_nr(lab_machine(&lab));
		w->base = hm_layout(lab_machine(&lab))->pkmap_base;
		ok = !last->failed && lab_try(&lab, text_string(last)) == LAB_NOTHING;
		w->entry = (lab_value(&lab, "v") - w->base) >> HM_PAGE_SHIFT;
		w->there = hm_last_pkmap_nr(lab_machine(&lab)) == w->last;
		w->flushes = lab_count(&lab, HM_EV_FLUSH_ALL);
	}
	lab_close(&lab, &p->lost);
	for (unsigned int i = 0; i < w->h.hops; i++) {
		w->unmaps += w->h.hop[i].kind == HOP_LAP ? w->h.hop[i].times : w->h.hop[i].kind == HOP_UNMAP;
		w->maps += w->h.hop[i].kind == HOP_LAP ? w->h.hop[i].times : w->h.hop[i].kind == HOP_MAP;
	}
	return ok;
}

/* ---- misconceptions ---- */

static int first_with(const struct history *h, int32_t most)
{
	for (unsigned int i = 0; i < h->window; i++)
		if (h->count[i] <= most)
			return (int)i;
	return -1;
}

static int last_released(const struct history *h)
{
	for (unsigned int i = h->hops; i--;)
		if (h->hop[i].kind == HOP_UNMAP && h->hop[i].count == 1)
			return h->hop[i].entry;
	return -1;
}

static uint64_t place(const struct window *w, uint32_t entry, bool address)
{
	return address ? w->base + (entry << HM_PAGE_SHIFT) : entry;
}

static void wrong_entries(struct exercise *p, const struct window *w, bool address)
{
	const struct history *h = &w->h;
	uint32_t next = (w->last + 1) % h->window;
	int released = last_released(h), lowest = first_with(h, 0), lower = first_with(h, 1);

	if (w->there)
		problem_wrong_number(p, place(w, next, address), "you looked for a new entry; but p[%u] still has one, and kmap() asks page_address() before it searches.",
				     w->page);
	else
		problem_wrong_number(p, place(w, next, address), "that is the next number behind last_pkmap_nr (%u), but the entry is in use, or not flushed yet: the "
				     "search passes it.", w->last);
	if (released >= 0)
		problem_wrong_number(p, place(w, (uint32_t)released, address), "you took the entry that was given back last: kunmap() only lowers its count to 1. It is "
				     "free again when the search has come past entry 0.");
	if (lowest >= 0)
		problem_wrong_number(p, place(w, (uint32_t)lowest, address), "you took the lowest free entry; the search does not begin at the bottom, it goes on behind "
				     "last_pkmap_nr (%u).", w->last);
	if (lower >= 0)
		problem_wrong_number(p, place(w, (uint32_t)lower, address), "you began at the bottom, and took an entry that no page uses: the search goes on behind "
				     "last_pkmap_nr (%u), and count 1 is not free.", w->last);
	problem_wrong_number(p, place(w, w->last, address), "that is last_pkmap_nr, the entry taken last; the search begins behind it.");
	if (!w->there)
		problem_wrong_number(p, place(w, (w->entry + 1) % h->window, address), "one too far: an entry with count 0 is taken as soon as the search meets it.");
	problem_wrong_number(p, place(w, 0, address), "entry 0 comes when the search has gone round, not first.");
	if (!w->there)
		problem_wrong_number(p, place(w, (w->entry + h->window - 1) % h->window, address), "one too low: last_pkmap_nr is raised before it is used, so the first "
				     "kmap() of all gets entry 1.");
}

static void wrong_flushes(struct exercise *p, const struct window *w)
{
	problem_wrong_number(p, w->unmaps, "you counted a flush for each kunmap(): it changes a count and nothing else.");
	problem_wrong_number(p, w->maps + 1, "you counted a flush for each kmap(): an entry that was free is in no TLB, so setting it needs none.");
	problem_wrong_number(p, w->maps + w->unmaps + 1, "you counted a flush for each call.");
	problem_wrong_number(p, w->flushes + 1, "one too many: a flush comes only when the search comes past entry 0.");
	if (w->flushes)
		problem_wrong_number(p, w->flushes - 1, "one too few: each time the search comes past entry 0, all TLBs are flushed, whether that frees an entry or not.");
}

/* ---- the question ---- */

static void explain(struct exercise *p, const struct window *w)
{
	history_tell(&w->h, &p->worked);
	if (w->there)
		text_printf(&p->worked, "p[%u] is still in entry %u: kmap() finds that and searches nothing.\n", w->page, w->entry);
	else
		text_printf(&p->worked, "The last line searches on behind entry %u%s, up to the first count of 0: entry %u.\n", w->last,
			    w->entry <= w->last ? ", comes past entry 0 and flushes" : "", w->entry);
}

static void ask_flushes(struct exercise *p, const struct window *w)
{
	p->form = QUIZ_DECIMAL;
	text_puts(&p->question, "How many times have all TLBs been flushed (flush_tlb_all) when all of it has run?");
	text_printf(&p->worked, "That makes %u.\n", w->flushes);
	problem_right_number(p, w->flushes, false);
	wrong_flushes(p, w);
}

static void ask_entry(struct exercise *p, const struct window *w, uint32_t form)
{
	bool address = form == 3;

	p->form = address ? QUIZ_HEX : form == 2 ? QUIZ_DECIMAL : QUIZ_CHOICE;
	if (address)
		text_printf(&p->question, "PKMAP_BASE is 0x%x. Which address does the last line get?", w->base);
	else
		text_puts(&p->question, "Which entry of the window does the last line get? (its number, from 0)");
	if (address)
		text_printf(&p->worked, "0x%x + %u * 4096 = 0x%llx.\n", w->base, w->entry, (unsigned long long)place(w, w->entry, true));
	problem_right_number(p, place(w, w->entry, address), address);
	wrong_entries(p, w, address);
}

bool quiz_make_window(struct exercise *p)
{
	struct window w = { 0 };
	struct text last = { 0 };
	uint32_t form = dice_turn(p->seed, 5, 3);
	bool ok;

	history_make(&w.h, p);
	choose_page(&w, &p->dice);
	if (w.in_use && form == 2)
		return false;
	text_printf(&last, "char *v = kmap(p[%u]);\n", w.page);
	ok = run_all(p, &w, &last);
	text_puts(&p->script, text_string(&last));
	text_free(&last);
	if (!ok || p->script.failed || (form == 4 && w.h.window == 16))
		return false;
	explain(p, &w);
	text_printf(&p->question, "A window of %u entries, a teaching size. ", w.h.window);
	if (form == 4)
		ask_flushes(p, &w);
	else
		ask_entry(p, &w, form);
	return problem_close(p);
}
