/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a file to a struct lesson: the front matter, then Markdown's blocks from top to bottom, each fence by its row in a table (lesson_block.c reads
 * what stands inside them). The file is hostile as far as anybody knows: nothing in it is trusted but its length.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/learn/lesson.h"
#include "shell/learn/lesson_block.h"

void lesson_problem(struct lesson *l, unsigned int line, const char *format, ...)
{
	struct problem *p = pool_more(&l->pool, &l->problem, &l->problems, sizeof(*p));
	struct text t = { 0 };
	va_list args;

	va_start(args, format);
	text_vprintf(&t, format, args);
	va_end(args);
	if (p)
		*p = (struct problem){ line, pool_copy(&l->pool, text_string(&t), t.length) };
	text_free(&t);
}

/* ---- front matter ---- */

static size_t line_length(const char *text, size_t length)
{
	const char *newline = memchr(text, '\n', length);

	return newline ? (size_t)(newline - text) : length;
}

static bool is_rule(const char *line, size_t n)
{
	while (n && (line[n - 1] == ' ' || line[n - 1] == '\t'))
		n--;
	return n == 3 && !memcmp(line, "---", 3);
}

bool lesson_begins(const char *text, size_t length)
{
	size_t n;

	if (length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) {
		text += 3;
		length -= 3;
	}
	n = line_length(text, length);
	return is_rule(text, n - (n && text[n - 1] == '\r'));
}

static void trim(const char **text, size_t *n)
{
	while (*n && (**text == ' ' || **text == '\t')) {
		(*text)++;
		(*n)--;
	}
	while (*n && ((*text)[*n - 1] == ' ' || (*text)[*n - 1] == '\t'))
		(*n)--;
}

static void add_field(struct lesson *l, const char *line, size_t n, unsigned int number)
{
	const char *colon = memchr(line, ':', n), *value;
	size_t key_length, value_length;
	struct field *f;

	trim(&line, &n);
	if (!n || *line == '#')
		return;
	if (!colon) {
		lesson_problem(l, number, "front matter: \"key: value\" is expected");
		return;
	}
	value = colon + 1;
	value_length = (size_t)(line + n - value);
	key_length = (size_t)(colon - line);
	trim(&line, &key_length);
	trim(&value, &value_length);
	f = pool_more(&l->pool, &l->field, &l->fields, sizeof(*f));
	if (f)
		*f = (struct field){ pool_copy(&l->pool, line, key_length), pool_copy(&l->pool, value, value_length), number };
}

/* Returns the offset behind it; *line: number of the line there. */
static size_t read_front_matter(struct lesson *l, unsigned int *line)
{
	size_t at = line_length(l->text, l->length) + 1;

	*line = 2;
	if (!lesson_begins(l->text, l->length)) {
		lesson_problem(l, 1, "a lesson begins with a line --- and its front matter");
		*line = 1;
		return 0;
	}
	while (at < l->length) {
		size_t n = line_length(l->text + at, l->length - at);
		bool end = is_rule(l->text + at, n);

		if (!end)
			add_field(l, l->text + at, n, *line);
		at += n + 1;
		++*line;
		if (end)
			return at < l->length ? at : l->length;
	}
	lesson_problem(l, 1, "the front matter has no end: a second line --- is missing");
	return l->length;
}

const char *lesson_field(const struct lesson *l, const char *key)
{
	for (size_t i = 0; i < l->fields; i++)
		if (!strcmp(l->field[i].key, key))
			return l->field[i].value;
	return NULL;
}

/* ---- steps ---- */

static void begin_step(struct lesson *l, const struct md_block *b)
{
	struct step *s = pool_more(&l->pool, &l->step, &l->steps, sizeof(*s));
	const char *title = b->text;

	/* "3. Use it": the number is for readers of the file */
	title += strspn(title, "0123456789");
	title = title > b->text && *title == '.' ? title + 1 + strspn(title + 1, " ") : b->text;
	if (s)
		*s = (struct step){ .title = title, .line = b->line };
}

static void add_prose(struct lesson *l, const struct md_block *b)
{
	struct step *s = l->steps ? &l->step[l->steps - 1] : NULL;
	struct item *i = pool_more(&l->pool, s ? &s->item : &l->intro, s ? &s->items : &l->intros, sizeof(*i));

	if (i)
		*i = (struct item){ .kind = ITEM_PROSE, .line = b->line, .prose = b, .shows = "" };
}

static void take_block(struct lesson *l, struct block_reader *r, const struct md_block *b)
{
	if (b->kind == MD_HEADING && b->level == 2) {
		block_reader_step(r);
		begin_step(l, b);
	} else if (b->kind == MD_HEADING && b->level == 1) {
		if (l->steps)
			lesson_problem(l, b->line, "a heading of the first level stands at the top only");
	} else if (b->kind != MD_FENCE || !block_reader_fence(r, b)) {
		block_reader_prose(r);
		add_prose(l, b);
	}
}

static void read_blocks(struct lesson *l, const struct md_blocks *blocks)
{
	struct block_reader r = { .lesson = l };

	for (size_t i = 0; i < blocks->count; i++)
		take_block(l, &r, &blocks->block[i]);
	block_reader_step(&r);
}

/* ---- the whole ---- */

/* A copy without byte order mark and carriage returns before newlines. */
static void copy_text(struct lesson *l, const char *text, size_t length)
{
	char *copy;
	size_t n = 0;

	if (length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) {
		text += 3;
		length -= 3;
	}
	copy = pool_alloc(&l->pool, length + 1);
	for (size_t i = 0; copy && i < length; i++)
		if (text[i] != '\r' || i + 1 == length || text[i + 1] != '\n')
			copy[n++] = text[i];
	l->text = copy ? copy : "";
	l->length = n;
}

struct lesson *lesson_read(const char *name, const char *path, const char *text, size_t length, const char **why)
{
	struct lesson *l = calloc(1, sizeof(*l));
	struct md_blocks blocks;
	unsigned int line;
	size_t at;

	*why = "out of memory";
	if (!l)
		return NULL;
	l->name = pool_copy(&l->pool, name, strlen(name));
	l->path = pool_copy(&l->pool, path, strlen(path));
	copy_text(l, text, length);
	at = read_front_matter(l, &line);
	l->title = lesson_field(l, "title") ? lesson_field(l, "title") : l->name;
	l->walkthrough = strstr(name, "walkthroughs/") || (lesson_field(l, "kind") && !strcmp(lesson_field(l, "kind"), "walkthrough"));
	l->exam = lesson_field(l, "kind") && !strcmp(lesson_field(l, "kind"), "exam");
	*why = markdown_read(&l->pool, l->text + at, l->length - at, line, &blocks);
	if (!*why)
		read_blocks(l, &blocks);
	if (!*why && l->pool.failed)
		*why = "out of memory";
	if (!*why)
		return l;
	lesson_free(l);
	return NULL;
}

void lesson_free(struct lesson *l)
{
	if (l)
		pool_free(&l->pool);
	free(l);
}

/* ---- words ---- */

static bool in_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

unsigned int count_words(const char *text, size_t length)
{
	unsigned int words = 0;
	bool counted = false;

	for (size_t i = 0; i < length; i++) {
		bool blank = (unsigned char)text[i] <= ' ' && (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == MARK_BREAK);

		if (blank)
			counted = false;
		else if (!counted && in_word(text[i])) {
			counted = true;
			words++;
		}
	}
	return words;
}
