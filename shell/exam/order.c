/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `hmsh --exam`: see order.h. Everything that is wrong is said before anything is written.
 */
#include <string.h>

#include "shell/exam/order.h"
#include "shell/exam/seal.h"
#include "shell/file.h"
#include "shell/learn/learn.h"
#include "shell/learn/library.h"

const char *exam_order_trouble(const struct exam_order *o)
{
	int things = (o->paper != NULL) + (o->seal != NULL) + (o->unseal != NULL) + (o->roster != NULL);

	if (things != 1)
		return "--exam makes one thing: sheets (--roster FILE --secret FILE), a paper with solutions (--paper STUDENT --secret FILE), --seal FILE or --unseal FILE";
	if (o->out && !o->roster)
		return "--out is where the sheets of a --roster go";
	if ((o->roster || o->paper) && !o->secret)
		return "--secret FILE is needed: every paper is drawn from it";
	return NULL;
}

bool exam_put_file(const char *path, const struct text *text, bool overwrite, struct trouble *t)
{
	struct text there = { 0 };
	const char *why;
	bool same;

	if (!overwrite && !access_missing(path)) {
		same = !file_read(path, LESSON_LIMIT * 2, &there) && there.length == text->length && !memcmp(text_string(&there), text_string(text), there.length);
		text_free(&there);
		if (!same)
			trouble_add(t, path, 0, "it is there already, and says something else: --overwrite replaces it");
		return same;
	}
	why = text->failed ? "out of memory" : file_replace(path, text_string(text), text->length);
	if (why)
		trouble_add(t, path, 0, "%s", why);
	return !why;
}

static void print_paper(struct session *s, struct exam *e, const struct exam_order *o, struct trouble *t)
{
	struct text text = { 0 };
	const char *why = student_trouble(o->paper, strlen(o->paper));

	if (why)
		trouble_add(t, "--paper", 0, "%s", why);
	else if (exam_write(e, o->paper, EXAM_PAPER, &text, t) && sink_is_whole(&s->out, &text))
		sink_verbatim(&s->out, text_string(&text), text.length);
	text_free(&text);
}

static void write_template(struct session *s, struct exam *e, const struct exam_order *o, struct trouble *t)
{
	struct text sealed = { 0 };

	if (o->unseal && exam_put_file(o->unseal, &e->source, o->overwrite, t))
		session_say(s, "%s is the template in the clear, checks and solutions included.", o->unseal);
	if (!o->seal)
		return;
	if (!seal_write(e->crypto, o->secret ? &e->secret : NULL, &e->source, &sealed))
		trouble_add(t, o->seal, 0, "out of memory");
	else if (exam_put_file(o->seal, &sealed, o->overwrite, t))
		session_say(s, o->secret ? "%s is sealed: it opens under this secret only." :
			    "%s is sealed with the key that lies in hmsh: hidden from a glance, and anybody's hmsh opens it. --secret FILE seals it for you alone.", o->seal);
	text_free(&sealed);
}

static void make_sheets(struct session *s, struct exam *e, const struct exam_order *o, struct trouble *t)
{
	struct roster roster;

	if (roster_read(&roster, o->roster, t))
		exam_sheets(s, e, &roster, o, t);
	roster_free(&roster);
}

void exam_say(struct session *s, const struct trouble *t)
{
	sink_fresh_line(&s->out);
	sink_write(&s->err, text_string(&t->said), t->said.length);
	if (t->most && t->count > t->most)
		session_say(s, "... and %zu more like these.", t->count - t->most);
	if (t->count)
		session_fail(s, STATUS_FILE);
	if (t->no_memory)
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
}

void exam_run(struct session *s, const struct exam_order *o)
{
	struct trouble t = { .most = 20 };
	struct exam e;

	if (exam_open(&e, learn_of(s) ? s->learn->option : NULL, o->exam, o->secret, &t)) {
		if (o->paper)
			print_paper(s, &e, o, &t);
		else if (o->roster)
			make_sheets(s, &e, o, &t);
		else
			write_template(s, &e, o, &t);
	}
	exam_close(&e);
	exam_say(s, &t);
	trouble_free(&t);
}
