/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a course: lines of words, a row for each first word. See course.h.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/learn/course.h"

struct course_line {
	struct course *c;
	const char *rest;          /* behind the first word */
	unsigned int number;
};

static void problem(struct course_line *l, const char *text)
{
	struct problem *p = pool_more(&l->c->pool, &l->c->problem, &l->c->problems, sizeof(*p));

	if (p)
		*p = (struct problem){ l->number, text };
}

/* The next word of the line; its length, 0: none is left. */
static size_t take_word(struct course_line *l, const char **word)
{
	l->rest += strspn(l->rest, " \t");
	*word = l->rest;
	l->rest += strcspn(l->rest, " \t");
	return (size_t)(l->rest - *word);
}

static void read_title(struct course_line *l)
{
	l->c->title = l->rest + strspn(l->rest, " \t");
	if (!*l->c->title)
		problem(l, "title WORDS is expected");
}

static void read_path(struct course_line *l)
{
	const char *name;
	size_t n = take_word(l, &name);
	struct course_path *p = n ? pool_more(&l->c->pool, &l->c->path, &l->c->paths, sizeof(*p)) : NULL;

	if (!n)
		problem(l, "path NAME WORDS is expected");
	if (p)
		*p = (struct course_path){ .name = pool_copy(&l->c->pool, name, n), .words = l->rest + strspn(l->rest, " \t"), .line = l->number };
}

static void read_points(struct course_line *l, struct course_item *i)
{
	const char *word;
	size_t n = take_word(l, &word);

	if (!n)
		return;
	if (n == 6 && !memcmp(word, "points", 6) && take_word(l, &word))
		i->points = (unsigned int)strtoul(word, NULL, 10);
	if (!i->points || i->points > 1000)
		problem(l, "behind the name \"points N\" may stand, N from 1 to 1000");
}

static void read_item(struct course_line *l, const char *folder)
{
	struct course_path *p = l->c->paths ? &l->c->path[l->c->paths - 1] : NULL;
	struct course_item *i = p ? pool_more(&l->c->pool, &p->item, &p->items, sizeof(*i)) : NULL;
	struct text name = { 0 };
	const char *word;
	size_t n = take_word(l, &word);

	if (!p)
		problem(l, "it belongs to no path: a line \"path NAME WORDS\" comes first");
	if (!i)
		return;
	text_printf(&name, "%s%.*s", folder, (int)n, word);
	*i = (struct course_item){ .name = pool_copy(&l->c->pool, text_string(&name), name.length), .line = l->number };
	text_free(&name);
	read_points(l, i);
}

static void read_lesson(struct course_line *l)
{
	read_item(l, "");
}

static void read_walkthrough(struct course_line *l)
{
	read_item(l, "walkthroughs/");
}

static void read_stop(struct course_line *l)
{
	struct course_path *p = l->c->paths ? &l->c->path[l->c->paths - 1] : NULL;

	if (!p || !p->items)
		problem(l, "a place to stop stands behind a lesson of a path");
	else
		p->item[p->items - 1].stop = l->rest + strspn(l->rest, " \t");
	if (!l->rest[strspn(l->rest, " \t")])
		problem(l, "stop WORDS is expected: what is said there");
}

static void read_switch(struct course_line *l)
{
	const char *name, *value;
	size_t n = take_word(l, &name), v = take_word(l, &value);
	bool off = v == 3 && !memcmp(value, "off", 3), on = v == 2 && !memcmp(value, "on", 2);

	if ((off || on) && n == 8 && !memcmp(name, "solution", 8))
		l->c->no_solution = off;
	else if ((off || on) && n == 10 && !memcmp(name, "completion", 10))
		l->c->no_completion = off;
	else
		problem(l, "switch solution|completion on|off is expected");
}

static const struct { const char *word; void (*read)(struct course_line *l); } rows[] = {
	{ "title", read_title }, { "path", read_path }, { "lesson", read_lesson }, { "walkthrough", read_walkthrough }, { "stop", read_stop },
	{ "switch", read_switch }
};

static void read_line(struct course_line *l)
{
	const char *word;
	size_t n = take_word(l, &word);

	if (!n || *word == '#')
		return;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strlen(rows[i].word) == n && !memcmp(rows[i].word, word, n)) {
			rows[i].read(l);
			return;
		}
	problem(l, "title, path, lesson, walkthrough, stop or switch is expected");
}

bool course_read(struct course *c, const char *text, size_t length)
{
	struct course_line l = { .c = c };

	*c = (struct course){ .title = "" };
	for (size_t at = 0; at < length;) {
		const char *newline = memchr(text + at, '\n', length - at);
		size_t end = newline ? (size_t)(newline - text) : length, n = end - at;

		while (n && (text[at + n - 1] == '\r' || text[at + n - 1] == ' '))
			n--;
		l.rest = pool_copy(&c->pool, text + at, n);
		l.number++;
		read_line(&l);
		at = end + 1;
	}
	return !c->pool.failed;
}

void course_free(struct course *c)
{
	pool_free(&c->pool);
	*c = (struct course){ 0 };
}

static unsigned int path_points(const struct course_path *p, const char *lesson)
{
	for (size_t i = 0; i < p->items; i++)
		if (p->item[i].points && !strcmp(p->item[i].name, lesson))
			return p->item[i].points;
	return 0;
}

unsigned int course_points(const struct course *c, const char *lesson)
{
	unsigned int points = 0;

	for (size_t i = 0; i < c->paths && !points; i++)
		points = path_points(&c->path[i], lesson);
	return points;
}

const struct course_path *course_find(const struct course *c, const char *name, size_t length)
{
	for (size_t i = 0; i < c->paths; i++)
		if (strlen(c->path[i].name) == length && !memcmp(c->path[i].name, name, length))
			return &c->path[i];
	return NULL;
}
