/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a seed to a case: era, fault, lines around it, all by dice (quiz/dice.h), then the proof. A draw that proves nothing is drawn again, with numbers that follow
 * from seed and attempt, so that the same seed and level give the same case everywhere.
 */
#include <stdio.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/hunt/hunt.h"

enum { ATTEMPTS = 200 };

/* Pieces of right use before and behind the fault, by level. */
static const struct { unsigned int before[2], behind[2]; } length[HUNT_LEVELS + 1] = {
	[1] = { { 0, 1 }, { 0, 1 } }, [2] = { { 2, 3 }, { 0, 2 } }, [3] = { { 4, 7 }, { 1, 3 } }
};

static bool settle(struct hunt_case *c)
{
	char why[256];

	snprintf(c->keys, sizeof(c->keys), "era=%s %s cpus=2 pkmap=4", c->script.era->name, c->script.era->keys);
	hm_config_default(&c->cfg);
	for (const char *at = c->keys; *at; at += strcspn(at, " "), at += strspn(at, " "))
		if (!set_machine_key(&c->cfg, at, strcspn(at, " "), why, sizeof(why)))
			return false;
	return hm_config_settle(&c->cfg, why, sizeof(why)) == HM_OK;
}

/* Half of the way to a place by going back and looking, and a little more. */
static unsigned int par_of(const struct hunt_case *c)
{
	unsigned int halvings = 0;

	while (1u << halvings < c->inputs)
		halvings++;
	return halvings + 1 + c->level / 2;
}

static bool draw(struct hunt_case *c, unsigned int attempt)
{
	struct hunt_script *h = &c->script;

	memset(h, 0, sizeof(*h));
	dice_begin(&h->dice, c->seed * 0x2545f4914f6cdd1d + c->level * 1000u + attempt);
	c->fault = (hunt_draw_era(h, c->level), hunt_draw_fault(h, c->level));
	if (!c->fault || !settle(c))
		return false;
	hunt_noise(h, length[c->level].before[0], length[c->level].before[1]);
	c->fault->plant(h);
	hunt_noise(h, length[c->level].behind[0], length[c->level].behind[1]);
	return !h->failed && h->planted && h->hit;
}

/* ---- its words ---- */

static void byte_text(uint8_t byte, char *out, size_t size)
{
	if (byte > ' ' && byte < 0x7f)
		snprintf(out, size, "'%c' (0x%02x)", byte, byte);
	else
		snprintf(out, size, "0x%02x", byte);
}

void hunt_symptom(const struct hunt_case *c, char *out, size_t size)
{
	char expected[24], found[24];

	byte_text(c->expected, expected, sizeof(expected));
	byte_text(c->found, found, sizeof(found));
	snprintf(out, size, "page 0x%x (p%u) should hold %s in byte %u, and holds %s", c->pfn, c->script.victim, expected, c->script.offset, found);
}

/* Its first and last words; what lies between comes with the proof. */
static void fill_card(struct hunt_case *c)
{
	const struct hunt_script *h = &c->script;
	bool apart = h->hit != h->planted;
	char symptom[200];

	hunt_symptom(c, symptom, sizeof(symptom));
	snprintf(c->card.title, sizeof(c->card.title), "Fault hunt, level %u, seed %llu", c->level, (unsigned long long)c->seed);
	postcard_line(&c->card.cause, c->fault->rule, h->line[h->planted - 1] + strspn(h->line[h->planted - 1], "\t"), h->planted);
	postcard_line(&c->card.symptom, symptom, apart ? h->line[h->hit - 1] + strspn(h->line[h->hit - 1], "\t") : "", apart ? h->hit : 0);
	if (apart && h->hit > h->planted)
		snprintf(c->card.distance, sizeof(c->card.distance), "%u line%s later", h->hit - h->planted, h->hit - h->planted == 1 ? "" : "s");
}

/* ---- making one ---- */

bool hunt_make(struct hunt_case *c, uint64_t seed, unsigned int level)
{
	*c = (struct hunt_case){ .seed = seed, .level = level };
	for (unsigned int i = 0; i < ATTEMPTS && !c->lost; i++) /* the next draw would be another hunt of the same name */
		if (draw(c, i) && hunt_prove(c)) {
			c->par = par_of(c);
			fill_card(c);
			return true;
		}
	return false;
}

void hunt_case_free(struct hunt_case *c)
{
	text_free(&c->chain);
}

/* ---- what is shown of it ---- */

void hunt_show_script(struct sink *to, const struct hunt_case *c)
{
	for (unsigned int i = 0; i < c->script.lines; i++)
		sink_printf(to, "%3u  %s\n", i + 1, c->script.line[i]);
}

void hunt_show_answer(struct sink *to, const struct hunt_case *c)
{
	const struct hunt_script *h = &c->script;
	const char *guilty = h->line[h->planted - 1], *right = h->right + strspn(h->right, "\t");

	sink_printf(to, "The guilty statement is line %u:\n      %s\n", h->planted, guilty + strspn(guilty, "\t"));
	if (strcmp(right, ";") != 0)
		sink_printf(to, "It should have been:\n      %s\n", right);
	else
		sink_puts(to, "Nothing should have stood there.\n");
	sink_wrap(to, 0, 0, c->fault->rule);
	sink_write(to, text_string(&c->chain), c->chain.length);
}
