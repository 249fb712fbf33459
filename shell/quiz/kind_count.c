/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The arithmetic of pkmap_count: 0 free, 1 released but not flushed, n users are n + 1. Asked for one entry behind a history of the window; which value
 * it has goes round with the seeds. Source: 2.6.11 mm/highmem.c, the comment above pkmap_count.
 */
#include "shell/quiz/history.h"
#include "shell/quiz/kinds.h"

/* An entry with that count that a page of ours has had; -1: none. 3 stands for more, too. */
static int entry_with(const struct history *h, int32_t count, const struct hop **of)
{
	for (unsigned int i = 0; i < h->hops; i++) {
		const struct hop *hop = &h->hop[i];

		if (hop->kind != HOP_MAP || hop->entry < 0)
			continue;
		*of = hop;
		if (h->count[hop->entry] == count || (count == 3 && h->count[hop->entry] > 3))
			return hop->entry;
	}
	return -1;
}

static unsigned int hops_on(const struct history *h, unsigned int page, enum hop_kind kind)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < h->hops; i++)
		n += h->hop[i].kind == kind && h->hop[i].page == page;
	return n;
}

static void wrong_counts(struct exercise *p, const struct history *h, const struct hop *of, uint64_t right)
{
	unsigned int maps = hops_on(h, of->page, HOP_MAP), unmaps = hops_on(h, of->page, HOP_UNMAP);

	if (right == 1)
		problem_wrong_number(p, 0, "nobody uses the entry, but it is not free: it still maps the page, and some TLB may hold it. It is 1 until the next flush.");
	if (right > 1)
		problem_wrong_number(p, right - 1, "that is the number of users; pkmap_count is one more.");
	if (!right)
		problem_wrong_number(p, 1, "1 it was when it was given back; then the search came past entry 0, and the flush made it 0.");
	problem_wrong_number(p, maps + 1, "you left the kunmap()s out.");
	problem_wrong_number(p, maps, "you counted the kmap()s only.");
	problem_wrong_number(p, maps - unmaps, "kmap() minus kunmap() are the users; pkmap_count is one more as long as the entry maps the page, and 0 behind a flush.");
	if (right == 1)
		problem_wrong_number(p, 2, "2 is one user; the last one has given it back.");
	problem_wrong_number(p, right + 1, "one too many: n users are n + 1, from the first one on.");
}

bool quiz_make_count(struct exercise *p)
{
	struct history h;
	struct lab lab = { 0 };
	const struct hop *of = NULL;
	uint32_t want = dice_turn(p->seed, 4, 4);
	int entry;
	bool ok;

	history_make(&h, p);
	ok = history_run(&h, &lab, p);
	lab_close(&lab, &p->lost);
	entry = ok ? entry_with(&h, (int32_t)want, &of) : -1;
	if (entry < 0 || (!want && h.pfn[entry] != HM_NO_PFN))
		return false;
	p->form = QUIZ_DECIMAL;
	text_printf(&p->question, "A window of %u entries, a teaching size. ", h.window);
	text_printf(&p->question, "Line %u maps p[%u] in entry %d. What is pkmap_count[%d] behind the last line?", of->line, of->page, entry, entry);
	history_tell(&h, &p->worked);
	text_printf(&p->worked, "So pkmap_count[%d] is %d: %s.\n", entry, h.count[entry],
		    h.count[entry] == 0 ? "free, and in no TLB" : h.count[entry] == 1 ? "no user, but still mapped until the next flush" : "the users, and one");
	problem_right_number(p, (uint64_t)h.count[entry], false);
	wrong_counts(p, &h, of, (uint64_t)h.count[entry]);
	return problem_close(p);
}
