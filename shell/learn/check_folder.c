/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A folder of lessons as a whole: its lessons one by one, its course, its table of misconceptions, links between lessons. Prints the messages and a count.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "shell/exam/proof.h"
#include "shell/file.h"
#include "shell/learn/check.h"
#include "shell/learn/course.h"
#include "shell/learn/library.h"

enum { LONGEST_NAME = 255 };

struct folder {
	struct session *s;
	struct check *c;
	const char *path;
	struct lesson_names names;
	bool update;
	const struct exam_order *order;
	size_t lessons, updated, exams;
};

/* ---- links ---- */

static bool has_name(const struct folder *f, const char *name, size_t n)
{
	for (size_t i = 0; i < f->names.count; i++)
		if (strlen(f->names.name[i]) == n && !memcmp(f->names.name[i], name, n))
			return true;
	return false;
}

/* In this folder, or in any that is searched. */
static bool exists(const struct folder *f, const char *name, size_t n)
{
	struct text found = { 0 }, path = { 0 };
	bool here = has_name(f, name, n) || library_find(NULL, name, n, &found, &path) == 1;

	text_free(&found);
	text_free(&path);
	return here;
}

/* `needs` names lessons, or is a sentence: what begins with two digits and a dash is a name. */
static void check_needs(struct folder *f, const struct lesson *l)
{
	const char *at = lesson_field(l, "needs");

	for (at = at ? at : ""; *(at += strspn(at, " ,;")); at += strcspn(at, " ,;")) {
		size_t n = strcspn(at, " ,;");

		if (n > 3 && strspn(at, "0123456789") == 2 && at[2] == '-' && !exists(f, at, n))
			check_says(f->c, l->path, 1, "needs: there is no lesson \"%.*s\"", (int)n, at);
	}
}

/* The length of the target that begins here, up to `)` or `#`; 0: it ends otherwise, or is longer than a file's name can be. */
static size_t link_length(const char *target)
{
	size_t n = 0;

	while (n <= LONGEST_NAME && target[n] && !strchr(")#\n", target[n]))
		n++;
	return n <= LONGEST_NAME && target[n] && target[n] != '\n' ? n : 0;
}

static void check_links(struct folder *f, const struct lesson *l)
{
	unsigned int line = 1;

	for (const char *p = l->text; *p; p++) {
		const char *target = p + 2;
		size_t n;

		line += *p == '\n';
		if (p[0] != ']' || p[1] != '(')
			continue;
		n = link_length(target);
		if (n > 3 && !memcmp(target + n - 3, ".md", 3) && !memchr(target, '/', n) && !has_name(f, target, n - 3))
			check_says(f->c, l->path, line, "the link leads to no lesson: %.*s", (int)n, target);
	}
}

/* ---- one lesson ---- */

static void write_update(struct folder *f, const struct lesson *l, const struct text *now)
{
	const char *why;

	if (now->failed || f->c->no_memory || (now->length == l->length && !memcmp(text_string(now), l->text, l->length)))
		return;
	why = file_write(l->path, text_string(now), now->length);
	if (why)
		check_fails(f->c, l->path, why);
	else
		f->updated++;
}

static void check_text(struct folder *f, const char *name, const char *path, const struct text *text)
{
	struct text now = { 0 };
	const char *why;
	struct lesson *l = lesson_read(name, path, text_string(text), text->length, &why);

	if (!l) {
		check_fails(f->c, path, why);
		return;
	}
	f->lessons++;
	check_lesson(f->c, l, f->update ? &now : NULL);
	if (f->update) {
		write_update(f, l, &now);
	} else if (f->path) {
		check_needs(f, l);
		check_links(f, l);
	}
	text_free(&now);
	lesson_free(l);
}

/* Its outputs are drawn: there is nothing to update. */
static void check_an_exam(struct folder *f, const char *path)
{
	f->exams++;
	if (!f->update)
		exam_check(f->s, f->c, path, f->order);
}

static void check_file(struct folder *f, const char *name, const char *path)
{
	struct text text = { 0 };
	const char *why = file_read(path, LESSON_LIMIT, &text);

	if (!why)
		why = file_text_trouble(text_string(&text), text.length);
	if (why)
		check_fails(f->c, path, why);
	else if (!exam_begins(text_string(&text), text.length))
		check_text(f, name, path, &text);
	else
		check_an_exam(f, path);
	text_free(&text);
}

static int is_exam(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return *e->d_name != '.' && ((n > 3 && !strcmp(e->d_name + n - 3, ".md")) || (n > 5 && !strcmp(e->d_name + n - 5, ".exam")));
}

/* The folder `exams` beside the lessons; a file there which does not begin as an exam does is none. */
static void check_exams(struct folder *f)
{
	struct text path = { 0 }, text = { 0 };
	struct dirent **list = NULL;
	int n;

	text_printf(&path, "%s/exams", f->path);
	n = scandir(text_string(&path), &list, is_exam, alphasort);
	for (int i = 0; i < n; i++) {
		text_clear(&path);
		text_clear(&text);
		text_printf(&path, "%s/exams/%s", f->path, list[i]->d_name);
		if (!file_read(text_string(&path), LESSON_LIMIT * 2, &text) && exam_begins(text_string(&text), text.length))
			check_an_exam(f, text_string(&path));
		free(list[i]);
	}
	free(list);
	text_free(&path);
	text_free(&text);
}

/* ---- course and misconceptions ---- */

static bool read_beside(struct folder *f, const char *name, struct text *path, struct text *text)
{
	const char *why;

	text_printf(path, "%s/%s", f->path, name);
	f->c->no_memory = f->c->no_memory || path->failed;
	if (path->failed || access_missing(text_string(path)))
		return false;
	why = file_read(text_string(path), LESSON_LIMIT, text);
	if (why)
		check_fails(f->c, text_string(path), why);
	return !why;
}

static void check_course(struct folder *f)
{
	struct text path = { 0 }, text = { 0 };
	struct course course;

	if (read_beside(f, "course", &path, &text) && course_read(&course, text_string(&text), text.length)) {
		for (size_t i = 0; i < course.problems; i++)
			check_says(f->c, text_string(&path), course.problem[i].line, "%s", course.problem[i].text);
		for (size_t i = 0; i < course.paths; i++)
			for (size_t k = 0; k < course.path[i].items; k++) {
				const struct course_item *item = &course.path[i].item[k];

				if (!has_name(f, item->name, strlen(item->name)))
					check_says(f->c, text_string(&path), item->line, "there is no lesson \"%s\"", item->name);
			}
		course_free(&course);
	}
	text_free(&path);
	text_free(&text);
}

/* Is the id in the list ",A,B,"? */
static bool is_shown(const struct check *c, const char *id, size_t n)
{
	for (const char *p = text_string(&c->shown); *p; p += strcspn(p, ","), p += *p == ',')
		if (strcspn(p, ",") == n && !memcmp(p, id, n))
			return true;
	return false;
}

static bool in_table(const char *table, const char *id, size_t n)
{
	for (const char *line = table; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (strcspn(line, " \t\n") == n && !memcmp(line, id, n))
			return true;
	return false;
}

static void check_misconceptions(struct folder *f)
{
	struct text path = { 0 }, text = { 0 };
	unsigned int number = 1;
	const char *table;

	if (read_beside(f, "misconceptions", &path, &text)) {
		table = text_string(&text);
		for (const char *line = table; *line; line += strcspn(line, "\n"), line += *line == '\n', number++) {
			size_t n = strcspn(line, " \t\n");

			if (n && *line != '#' && !is_shown(f->c, line, n))
				check_says(f->c, text_string(&path), number, "no lesson shows this: %.*s", (int)n, line);
		}
		for (const char *p = text_string(&f->c->shown); *p; p += strcspn(p, ","), p += *p == ',')
			if (*p != ',' && !in_table(table, p, strcspn(p, ",")))
				check_says(f->c, text_string(&path), 1, "a lesson shows \"%.*s\", which is not in the table", (int)strcspn(p, ","), p);
	}
	text_free(&path);
	text_free(&text);
}

/* ---- the whole ---- */

static void check_folder(struct folder *f)
{
	struct text path = { 0 };

	for (size_t i = 0; i < f->names.count; i++) {
		text_clear(&path);
		text_printf(&path, "%s/%s.md", f->path, f->names.name[i]);
		f->c->no_memory = f->c->no_memory || path.failed;
		check_file(f, f->names.name[i], text_string(&path));
	}
	text_free(&path);
	if (f->update)
		return;
	if (!f->names.count)
		check_says(f->c, f->path, 1, "there is no lesson in this folder");
	check_course(f);
	check_misconceptions(f);
	check_exams(f);
}

static void check_one(struct folder *f, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	struct text plain = { 0 };
	size_t n = strlen(name);

	if (slash && slash - path >= 12 && !memcmp(slash - 12, "walkthroughs", 12))
		text_puts(&plain, "walkthroughs/");
	text_add(&plain, name, n > 3 && !strcmp(name + n - 3, ".md") ? n - 3 : n);
	f->c->no_memory = f->c->no_memory || plain.failed;
	check_file(f, text_string(&plain), path);
	text_free(&plain);
}

void check_lessons(struct session *s, const char *path, bool update, const struct exam_order *order)
{
	struct check c = { 0 };
	struct folder f = { .s = s, .c = &c, .update = update, .order = order };
	struct text exam = { 0 };
	struct stat st;

	if (!stat(path, &st) && S_ISDIR(st.st_mode)) {
		f.path = path;
		if (!lesson_names(path, &f.names))
			check_fails(&c, path, f.names.no_memory ? "out of memory" : "the folder cannot be read");
		check_folder(&f);
		lesson_names_free(&f.names);
	} else if (access_missing(path) && exam_find(NULL, path, &exam)) {
		check_an_exam(&f, text_string(&exam));
	} else {
		check_one(&f, path);
	}
	text_free(&exam);
	sink_write(&s->out, text_string(&c.messages), c.messages.length);
	if (update)
		session_say(s, "%zu of %zu lessons rewritten.", f.updated, f.lessons);
	else if (f.exams && !f.lessons)
		session_say(s, "%zu exam%s, %zu problem%s.", f.exams, f.exams == 1 ? "" : "s", c.count, c.count == 1 ? "" : "s");
	else
		session_say(s, "%zu lesson%s, %zu problem%s.", f.lessons, f.lessons == 1 ? "" : "s", c.count, c.count == 1 ? "" : "s");
	if (c.count)
		session_fail(s, STATUS_CHECK);
	if (c.no_memory || c.messages.failed)
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory: this was not all that is to be checked%s", update ? ", and nothing was written since" : "");
	text_free(&c.messages);
	text_free(&c.shown);
}
