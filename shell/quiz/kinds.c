/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kinds of problems: a row each. An open series takes them in turns (dice_turn()), so a new row changes which problem a seed of an open series gives,
 * never the problem that `quiz --seed S KIND` gives, as long as it comes last.
 */
#include <string.h>

#include "shell/quiz/kinds.h"
#include "shell/quiz/quizzing.h"

static const struct quiz_kind kinds[] = {
	{ "split", "address splitting", "04-from-address-to-frame", quiz_make_split },
	{ "slot", "the address of a slot", "10-kmap-atomic", quiz_make_slot },
	{ "window", "the next entry of the kmap() window", "05-a-shared-window", quiz_make_window },
	{ "count", "pkmap_count", "06-counting-users", quiz_make_count },
	{ "tlb", "TLB: hit, miss or stale", "07-the-price", quiz_make_tlb },
	{ "now", "what happens now", "14-burned", quiz_make_now },
	{ "whose", "whose slot", "11-whose-slot", quiz_make_whose },
	{ "bug", "find the bug", "14-burned", quiz_make_bug },
	{ "era", "which kernel catches it", "15-the-fix", quiz_make_era }
};

enum { KINDS = sizeof(kinds) / sizeof(*kinds) };
_Static_assert((int)KINDS <= (int)QUIZ_KINDS_MOST, "a score for each kind is kept");

const struct quiz_kind *quiz_kind_at(unsigned int i)
{
	return i < KINDS ? &kinds[i] : NULL;
}

unsigned int quiz_kinds(void)
{
	return KINDS;
}

unsigned int quiz_kind_find(const char *word, size_t length)
{
	unsigned int found = KINDS, many = 0;

	for (unsigned int i = 0; i < KINDS; i++) {
		if (strncmp(kinds[i].name, word, length))
			continue;
		if (strlen(kinds[i].name) == length)
			return i;
		found = i;
		many++;
	}
	return length && many == 1 ? found : KINDS;
}

unsigned int quiz_kind_of_seed(uint64_t seed)
{
	return dice_turn(seed, KINDS, 0x71);
}
