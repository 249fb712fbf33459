/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Drafts of lessons: see draft.h. What was typed before `record` becomes the first step's start block, so the draft runs on a fresh machine; outputs are
 * those of a rehearsal, as --check-lessons --update writes them. Inputs are put in blocks of a few lines; one behind which the kernel reported ends its
 * step, since that is where a lesson has something to tell.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/file.h"
#include "shell/learn/check.h"
#include "shell/learn/draft.h"
#include "shell/learn/learn.h"
#include "shell/learn/library.h"

enum { LINES_IN_A_BLOCK = 4, MOST_STEPS = 8 };

struct draft {
	char *file;
	struct text text;          /* of the lesson */
	unsigned int steps, lines; /* lines: of the block that is open, 0: none is */
	uint32_t reports;
};

bool draft_is_open(const struct session *s)
{
	return s->learn && s->learn->draft;
}

static void draft_free(struct draft *d)
{
	text_free(&d->text);
	free(d->file);
	free(d);
}

void draft_drop(struct learn *l)
{
	if (l->draft)
		draft_free(l->draft);
	l->draft = NULL;
}

/* The keys in which this machine is not the default one; the era always. */
static void put_machine(struct text *out, const struct hm_config *cfg)
{
	char now[1024], usual[1026], notes[512], *save = NULL;
	struct hm_config plain;

	hm_config_default(&plain);
	hm_config_settle(&plain, notes, sizeof(notes));
	hm_config_text(cfg, now, sizeof(now));
	hm_config_text(&plain, usual, sizeof(usual) - 1);
	strcat(usual, " ");
	for (char *key = strtok_r(now, " ", &save); key; key = strtok_r(NULL, " ", &save)) {
		char word[160];

		snprintf(word, sizeof(word), "%.150s ", key);
		if (!strncmp(key, "era=", 4) || !strstr(usual, word))
			text_printf(out, "%s%s", out->length && out->bytes[out->length - 1] == ' ' ? "" : " ", key);
	}
}

static void end_block(struct draft *d)
{
	if (d->lines)
		text_puts(&d->text, "```\n");
	d->lines = 0;
}

static void begin_step(struct draft *d)
{
	end_block(d);
	text_printf(&d->text, "\n## %u. What this step shows\n", ++d->steps);
}

/* Does the lesson itself need this line? Its own commands, and those about files, are none of its lines. */
static bool belongs(const char *text, size_t length)
{
	static const char *const others[] = { "record", "lesson", "tour", "save", "load", "source", "export", "view", "watch", "quit", "progress" };
	size_t n = 0;

	while (n < length && (text[n] | 32) >= 'a' && (text[n] | 32) <= 'z')
		n++;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (strlen(others[i]) == n && !memcmp(others[i], text, n))
			return false;
	return length && !(text[0] == '`' && length > 2);
}

static void put_lines(struct draft *d, const char *text, size_t length)
{
	while (length && (text[length - 1] == '\n' || text[length - 1] == ' '))
		length--;
	text_add(&d->text, text, length);
	text_puts(&d->text, "\n");
}

static void put_start(struct draft *d, const struct session *s)
{
	bool any = false;

	for (size_t i = 0; i < s->entries.used; i++) {
		const struct entry *e = &s->entries.entry[i];

		if (e->script || !belongs(e->text, e->length))
			continue;
		text_puts(&d->text, any ? "" : "\n```start\n");
		any = true;
		put_lines(d, e->text, e->length);
	}
	text_puts(&d->text, any ? "```\n" : "");
}

bool draft_begin(struct session *s, const char *file, size_t length)
{
	struct draft *d = calloc(1, sizeof(*d));

	if (d)
		d->file = copy_bytes(file, length);
	if (!d || !d->file) {
		free(d);
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
		return false;
	}
	if (!access_missing(d->file)) {
		session_error(s, STATUS_FILE, "hmsh-file", "%s: it exists already, and is left as it is", d->file);
		draft_free(d);
		return false;
	}
	text_puts(&d->text, "---\ntitle: What the lesson is about\nlevel: for whom, how many minutes\nmachine:");
	put_machine(&d->text, &s->boot);
	text_puts(&d->text, "\nneeds: nothing\n---\n\n# What the lesson is about\n");
	begin_step(d);
	put_start(d, s);
	d->reports = hm_report_count(s->world->m);
	s->learn->draft = d;
	return true;
}

void draft_take(struct session *s, const char *text, size_t length)
{
	struct draft *d = s->learn->draft;
	uint32_t reports = hm_report_count(s->world->m);

	if (!belongs(text, length))
		return;
	if (!d->lines)
		text_puts(&d->text, "\nSay what comes, and why.\n\n```hmsh\n");
	put_lines(d, text, length);
	if (++d->lines == LINES_IN_A_BLOCK)
		end_block(d);
	if (reports > d->reports && d->steps < MOST_STEPS)
		begin_step(d);
	d->reports = reports;
}

/* The text with the outputs that the shell has for it; as it is when that cannot be found out. */
static void put_outputs(struct draft *d)
{
	struct text now = { 0 };
	struct check c = { 0 };
	const char *why;
	struct lesson *l = lesson_read("draft", d->file, text_string(&d->text), d->text.length, &why);

	if (l)
		check_lesson(&c, l, &now);
	if (l && !now.failed) {
		text_free(&d->text);
		d->text = now;
	} else {
		text_free(&now);
	}
	text_free(&c.messages);
	text_free(&c.shown);
	lesson_free(l);
}

bool draft_end(struct session *s)
{
	struct draft *d = s->learn->draft;
	const char *why;

	s->learn->draft = NULL;
	end_block(d);
	put_outputs(d);
	why = d->text.failed ? "out of memory" : file_write(d->file, text_string(&d->text), d->text.length);
	if (why)
		session_error(s, STATUS_FILE, "hmsh-file", "%s: %s", d->file, why);
	else
		session_say(s, "%s is a draft: write its words, then `hmsh --check-lessons %s`. The format: lessons/FORMAT.md.", d->file, d->file);
	draft_free(d);
	return !why;
}
