/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Proving a case: two rehearsals in step, one with the guilty statement, one with the right one in its place. They must part at the victim's byte and stay apart, the
 * right one must go through without a word from the kernel, and what the machine itself says about the address of the store that lost the byte
 * (highmem/why.h) must name the guilty statement.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "highmem/why.h"
#include "shell/command/command.h"
#include "shell/hunt/hunt.h"
#include "shell/learn/rehearsal.h"
#include "shell/report/report.h"

struct proof {
	struct hunt_case *c;
	struct rehearsal right, wrong;
	bool apart;                /* the byte differs now */
};

/* ---- inputs ---- */

bool hunt_next_input(const struct hunt_script *h, unsigned int *line, struct text *out)
{
	int depth = 0;

	if (*line >= h->lines)
		return false;
	do {
		for (const char *at = h->line[*line]; *at; at++)
			depth += (*at == '{') - (*at == '}');
		text_puts(out, h->line[*line]);
		text_puts(out, "\n");
	} while (++*line < h->lines && depth);
	return true;
}

static bool type(struct proof *p, struct rehearsal *r, const char *text, unsigned int line)
{
	r->s->prompt_line = line;
	r->s->steps = 0;
	r->s->status = STATUS_OK;
	session_type(r->s, text, strlen(text));
	text_clear(&r->shown);
	p->c->lost = p->c->lost || r->s->status == STATUS_LIMIT;
	return r->s->status != STATUS_ERROR && r->s->status != STATUS_LIMIT && !r->s->died;
}

/* The same input with the right line in the guilty one's place. */
static void put_right(const struct hunt_script *h, unsigned int first, unsigned int behind, struct text *out)
{
	text_clear(out);
	for (unsigned int i = first; i < behind; i++)
		text_printf(out, "%s\n", i + 1 == h->planted ? h->right : h->line[i]);
}

/* ---- the victim's byte ---- */

/* Of a page that is declared by now; false: it is not, or memory was too short to ask (*lost). */
static bool frame_of(struct session *s, unsigned int page, hm_pfn_t *pfn, bool *lost)
{
	char name[16], type_text[80];
	struct command_input in = { .line = name, .file = "<hunt>", .line_number = 1 };
	uint64_t value;

	snprintf(name, sizeof(name), "p%u", page);
	in.length = strlen(name);
	if (!lang_declares(s->world->lang, name, in.length))
		return false;
	if (!look_integer(s, &in, name, in.length, &value, type_text, sizeof(type_text))) {
		*lost = true; /* nothing else can go wrong with a name */
		return false;
	}
	if (!hm_is_page_pointer(s->world->m, value))
		return false;
	*pfn = hm_page_to_pfn(hm_layout(s->world->m), (hm_vaddr_t)value);
	return true;
}

static bool byte_of(struct rehearsal *r, struct hunt_case *c, hm_pfn_t *pfn, uint8_t *byte)
{
	const struct hunt_script *h = &c->script;

	return frame_of(r->s, h->victim, pfn, &c->lost) && hm_peek_frame(r->s->world->m, *pfn, h->offset, byte, 1);
}

/* ---- the chain ---- */

static void name_line(struct hunt_case *c, const struct source_map *map, uint32_t site)
{
	struct source_place at;

	if (site && source_place(map, site, &at) && at.line <= HUNT_LINES)
		c->in_chain[at.line] = true;
}

/* What the guilty statement acted on: the oldest links but those of the statements that the card names anyhow. */
static void keep_between(struct hunt_case *c, const struct report_source *src, const struct hm_link *step, unsigned int n)
{
	struct source_place at;

	postcard_machine(&c->card, src->m);
	c->card.betweens = 0;
	while (n-- && c->card.betweens < POSTCARD_BETWEEN)
		if (step[n].role != HM_LINK_PAGE_ALLOCATED &&
		    (!step[n].event.site || !source_place(src->map, step[n].event.site, &at) || (at.line != c->script.planted && at.line != c->script.hit)))
			postcard_link(&c->card.between[c->card.betweens++], src, &step[n]);
}

static void tell_chain(struct hunt_case *c, struct session *s)
{
	const struct report_source src = { s->world->m, s->world->map, s->world->lang };
	struct hm_link step[HM_WHY_MAX];
	struct hm_access_view access;
	struct sink *to = &s->out;
	struct text *shown = to->capture;
	unsigned int n = 0;

	text_clear(&c->chain);
	memset(c->in_chain, 0, sizeof(c->in_chain));
	if (hm_last_access(s->world->m, hm_current_cpu(s->world->m), &access))
		n = hm_why_address(s->world->m, access.address, step, HM_WHY_MAX);
	for (unsigned int i = 0; i < n; i++)
		name_line(c, s->world->map, step[i].event.site);
	c->in_chain[c->script.hit] = true;
	keep_between(c, &src, step, n);
	to->capture = &c->chain;
	sink_printf(to, "byte %u of page 0x%x (p%u) was overwritten here\n    at line %u\n      %s\n", c->script.offset, c->pfn, c->script.victim, c->script.hit,
		    c->script.line[c->script.hit - 1] + strspn(c->script.line[c->script.hit - 1], "\t"));
	if (n)
		sink_puts(to, "<- ");
	why_show(to, &src, step, n, false);
	to->capture = shown;
}

/* ---- in step ---- */

/* Are they apart behind this input? Where they part is where the page was corrupted, as far as they stay apart. */
static void compare(struct proof *p, unsigned int input, unsigned int behind)
{
	struct hunt_case *c = p->c;
	bool were = p->apart;
	hm_pfn_t pfn;

	p->apart = byte_of(&p->right, c, &pfn, &c->expected) && byte_of(&p->wrong, c, &c->pfn, &c->found) && c->expected != c->found;
	if (!p->apart || were)
		return;
	c->input = input;
	if (c->script.hit <= behind) /* a task's own line runs later than it stands */
		tell_chain(c, p->wrong.s);
	else
		text_clear(&c->chain);
}

static bool run_in_step(struct proof *p)
{
	struct hunt_script *h = &p->c->script;
	struct text input = { 0 };
	unsigned int line = 0, first;
	bool good = true;

	for (p->c->inputs = 0; good && (first = line, hunt_next_input(h, &line, &input)); p->c->inputs++) {
		p->c->lost = p->c->lost || input.failed;
		good = type(p, &p->wrong, text_string(&input), first + 1);
		put_right(h, first, line, &input);
		p->c->lost = p->c->lost || input.failed;
		good = good && type(p, &p->right, text_string(&input), first + 1) && !p->c->lost;
		text_clear(&input);
		if (good)
			compare(p, p->c->inputs, line);
	}
	text_free(&input);
	return good;
}

/* A kernel that has spoken would have told. */
static bool is_quiet(const struct rehearsal *r, bool may_warn)
{
	uint32_t n = hm_report_count(r->s->world->m);

	for (uint32_t i = 1; i <= n; i++)
		if (!may_warn || hm_report_get(r->s->world->m, i)->kind != HM_REPORT_WARN)
			return false;
	return true;
}

static bool nobody_waits(const struct rehearsal *r)
{
	struct hm_task_view t;

	for (unsigned int i = 0; i < hm_task_limit(r->s->world->m); i++)
		if (hm_task_view(r->s->world->m, (uint16_t)i, &t) && (t.state == HM_TASK_ASLEEP || t.state == HM_TASK_SPINNING || t.state == HM_TASK_DEAD))
			return false;
	return true;
}

static bool is_case(const struct proof *p)
{
	const struct hunt_case *c = p->c;

	return p->apart && c->chain.length && !c->chain.failed && c->in_chain[c->script.planted] && is_quiet(&p->right, false) &&
	       is_quiet(&p->wrong, c->fault->warns) && nobody_waits(&p->right) && nobody_waits(&p->wrong);
}

bool hunt_prove(struct hunt_case *c)
{
	struct proof p = { .c = c };
	bool good;

	c->lost = !rehearsal_open(&p.right, &c->cfg) || !rehearsal_open(&p.wrong, &c->cfg);
	good = !c->lost && run_in_step(&p) && is_case(&p);
	c->lost = c->lost || c->chain.failed || p.right.shown.failed || p.wrong.shown.failed;
	good = good && !c->lost;
	rehearsal_close(&p.right);
	rehearsal_close(&p.wrong);
	return good;
}
