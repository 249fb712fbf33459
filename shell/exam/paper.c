/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From template to paper or sheet, line by line: see exam.h. Each line is filled in with the parameters of its task. A paper keeps every line's number
 * (lines of `params` become empty), so that what is wrong with it is wrong at that line of the template. A sheet leaves out whole blocks; that
 * nothing of them is left is not believed but looked at: the sheet is read as a lesson, and a sheet in which that finds a check is not given out.
 */
#include <string.h>

#include "shell/exam/exam.h"
#include "shell/exam/params.h"

enum fence_kind { FENCE_NONE, FENCE_SHOWN, FENCE_PARAMS, FENCE_HIDDEN };

struct writer {
	struct exam *e;
	const char *student;
	enum exam_part part;
	struct text *out;
	struct params params;
	size_t globals;            /* parameters that hold in all steps */
	unsigned int line, step;
	bool front;                /* in the front matter */
	bool blank;                /* sheet: the last line was empty */
	bool told;                 /* sheet: how to hand in */
	char fence;                /* its character */
	size_t fence_length;
	enum fence_kind kind, last; /* of the open fence; of the last one */
	bool task;                 /* the open fence holds a task's words */
	struct text paragraph;     /* sheet: its lines so far, joined */
};

/* ---- fences, as Markdown has them ---- */

static size_t indent(const char *line, size_t n)
{
	size_t i = 0;

	while (i < n && i < 4 && line[i] == ' ')
		i++;
	return i;
}

/* How many of `c` begin the line; 0: fewer than three, or too far to the right. */
static size_t fence_marks(const char *line, size_t n, char c)
{
	size_t from = indent(line, n), i = from;

	while (i < n && line[i] == c)
		i++;
	return from < 4 && i - from >= 3 ? i - from : 0;
}

static bool closes(const struct writer *w, const char *line, size_t n)
{
	size_t marks = fence_marks(line, n, w->fence), at = indent(line, n) + marks;

	while (marks && at < n && (line[at] == ' ' || line[at] == '\t'))
		at++;
	return marks >= w->fence_length && at == n;
}

/* last: of the fence before, to which an output belongs. */
static enum fence_kind kind_of(const char *info, size_t n, enum fence_kind last)
{
	static const char *const hidden[] = { "check", "hint", "solution", "wrong", "predict" };
	size_t length = 0;

	while (length < n && info[length] != ' ' && info[length] != '\t')
		length++;
	if (length == 6 && !memcmp(info, "params", 6))
		return FENCE_PARAMS;
	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++)
		if (strlen(hidden[i]) == length && !memcmp(hidden[i], info, length))
			return FENCE_HIDDEN;
	if (length == 6 && !memcmp(info, "output", 6) && last == FENCE_HIDDEN)
		return FENCE_HIDDEN;
	return FENCE_SHOWN;
}

static bool opens(struct writer *w, const char *line, size_t n)
{
	size_t from = indent(line, n), marks;

	for (const char *c = "`~"; *c; c++) {
		marks = fence_marks(line, n, *c);
		if (!marks || (*c == '`' && memchr(line + from + marks, '`', n - from - marks)))
			continue;
		w->fence = *c;
		w->fence_length = marks;
		from += marks;
		while (from < n && (line[from] == ' ' || line[from] == '\t'))
			from++;
		w->kind = kind_of(line + from, n - from, w->last);
		w->task = n - from >= 4 && !memcmp(line + from, "task", 4);
		return true;
	}
	return false;
}

/* ---- writing ---- */

enum { SHEET_COLUMNS = 80 };

/* Would this word begin something else at a line's begin: a list, a heading, a quote, a table, a fence? */
static bool begins_block(const char *word)
{
	size_t digits = strspn(word, "0123456789");

	return strchr("-+*#>|=`~", *word) || (digits && strchr(".)", word[digits]));
}

/* Where a line of prose ends that is too long for a sheet: before a word; its length: nowhere. */
static size_t prose_break(const char *line)
{
	size_t last = 0, at = strcspn(line, " "), n = strlen(line);

	for (; at < n && (at <= SHEET_COLUMNS || !last); at += 1 + strcspn(line + at + 1, " "))
		if (line[at + 1] != ' ' && !begins_block(line + at + 1))
			last = at;
	return n > SHEET_COLUMNS && last ? last : n;
}

static void end_paragraph(struct writer *w)
{
	const char *line = text_string(&w->paragraph);

	while (*line) {
		size_t n = prose_break(line);

		text_add(w->out, line, n);
		text_puts(w->out, "\n");
		line += n + (line[n] == ' ');
	}
	w->out->failed |= w->paragraph.failed;
	text_clear(&w->paragraph);
}

/* A sheet's prose is filled anew: words that are filled in make lines longer, and templates are wide. Tables, headings and what is set off by blanks stay as they are. */
static void put_prose(struct writer *w, const char *line)
{
	size_t n = strlen(line);

	if (!n || begins_block(line) || line[0] == ' ' || line[0] == '\t' || line[0] == '<')
		end_paragraph(w);
	if (!n || *line == '|' || *line == '#' || line[0] == '\t' || !strncmp(line, "    ", 4)) {
		text_printf(w->out, "%s\n", line);
		return;
	}
	text_printf(&w->paragraph, "%s%s", w->paragraph.length ? " " : "", line);
	if (line[n - 1] == '\\' || (n > 1 && line[n - 1] == ' ' && line[n - 2] == ' ')) /* a break that the author wants */
		end_paragraph(w);
}

static void put_line(struct writer *w, const char *line, size_t n, bool prose)
{
	struct text filled = { 0 };

	params_fill(&w->params, line, n, w->line, &filled);
	w->blank = !filled.length;
	if (prose && w->part == EXAM_SHEET) {
		put_prose(w, text_string(&filled));
	} else {
		end_paragraph(w);
		text_add(w->out, text_string(&filled), filled.length);
		text_puts(w->out, "\n");
	}
	w->out->failed |= filled.failed;
	text_free(&filled);
}

/* A line that is not given out. */
static void drop_line(struct writer *w)
{
	if (w->part == EXAM_PAPER)
		text_puts(w->out, "\n");
}

static void put_front(struct writer *w, const char *line, size_t n)
{
	if (w->part == EXAM_SHEET && n > 5 && !memcmp(line, "kind:", 5))
		text_printf(w->out, "kind: sheet\nstudent: %s\n", w->student);
	else
		put_line(w, line, n, false);
	w->front = w->line == 1 || n != 3 || memcmp(line, "---", 3);
}

static void tell_how(struct writer *w)
{
	struct text how = { 0 };

	w->told = true;
	if (w->part != EXAM_SHEET)
		return;
	text_printf(&how, "This is the paper of **%s**. Nobody else's has these numbers.\n\n"
		    "Hand in one file, `%s.hm`, a script of hmsh. In it a line that is only `// step N` begins your answer to step N; each answer is run by itself, "
		    "on a fresh machine, behind that step's `start` block. So do not type the start block again, and do not count on what another answer "
		    "has declared.\n\n"
		    "`hmsh --lesson ./%s.md` puts you before each step's machine, to try things out (`lesson next` goes on). Nothing there is graded.\n\n",
		    w->student, w->student, w->student);
	for (const char *at = text_string(&how); *at; at += strcspn(at, "\n"), at += *at == '\n') {
		struct text line = { 0 };

		text_add(&line, at, strcspn(at, "\n"));
		put_prose(w, text_string(&line));
		w->out->failed |= line.failed;
		text_free(&line);
	}
	w->out->failed |= how.failed;
	text_free(&how);
}

/* FNV-1a over the parameters of the step in hand. */
static uint64_t hash_params(const struct writer *w)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = w->step ? w->globals : 0; i < w->params.count; i++)
		for (const char *p = w->params.value[i].text;; p++) {
			hash = (hash ^ (unsigned char)*p) * 0x100000001b3;
			if (!*p)
				break;
		}
	return w->params.count > (w->step ? w->globals : 0) ? hash : 0;
}

static void end_step(struct writer *w)
{
	if (w->step <= EXAM_STEPS)
		w->e->drawn[w->step] = hash_params(w);
}

static void begin_draws(struct writer *w)
{
	if (!draw_begin(&w->params.draws, w->e->crypto, &w->e->secret, w->e->name, w->step, w->student))
		w->out->failed = true;
}

static void begin_step(struct writer *w)
{
	end_step(w);
	if (!w->told)
		tell_how(w);
	w->step++;
	w->params.count = w->globals;
	begin_draws(w);
}

/* A line within a fence, or one that opens or closes it. */
static void put_fence(struct writer *w, const char *line, size_t n, bool inside)
{
	if (inside && w->kind == FENCE_PARAMS)
		params_line(&w->params, line, n, w->line);
	if (w->kind == FENCE_PARAMS || (w->kind == FENCE_HIDDEN && w->part == EXAM_SHEET))
		drop_line(w);
	else
		put_line(w, line, n, inside && w->task);
	if (!w->step)
		w->globals = w->params.count;
}

static void take_line(struct writer *w, const char *line, size_t n)
{
	if (w->front) {
		put_front(w, line, n);
	} else if (w->kind != FENCE_NONE) {
		bool end = closes(w, line, n);

		put_fence(w, line, n, !end);
		if (end) {
			w->last = w->kind;
			w->kind = FENCE_NONE;
		}
	} else if (opens(w, line, n)) {
		end_paragraph(w);
		put_fence(w, line, n, false);
	} else {
		if (n > 3 && !memcmp(line, "## ", 3))
			begin_step(w);
		if (n || !w->blank || w->part == EXAM_PAPER)
			put_line(w, line, n, true);
	}
}

static void write_all(struct writer *w)
{
	const char *at = w->e->lesson->text, *end = at + w->e->lesson->length;

	w->front = true;
	begin_draws(w);
	while (at < end && w->params.trouble->count < 20) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t n = (size_t)((newline ? newline : end) - at);

		w->line++;
		take_line(w, at, n);
		at += n + 1;
	}
	end_step(w);
	if (!w->told)
		tell_how(w);
	end_paragraph(w);
}

/* ---- what a sheet must not hold ---- */

static bool gives_away(const struct lesson *l)
{
	for (size_t s = 0; s < l->steps; s++)
		for (size_t i = 0; i < l->step[s].items; i++) {
			const struct item *item = &l->step[s].item[i];

			if (item->kind == ITEM_PREDICT || (item->kind == ITEM_PROSE && item->prose->kind == MD_FENCE && !strncmp(item->prose->info, "params", 6)) ||
			    (item->kind == ITEM_TASK && (item->task->conditions || item->task->hints || item->task->solutions || item->task->wrongs)))
				return true;
		}
	return false;
}

/* A line that begins such a block where it does not count as one: inside another block, in a list, in a quote. */
static bool hides_in_the_open(const struct text *sheet)
{
	for (const char *line = text_string(sheet); *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *at = line + strspn(line, " \t>*+-.)0123456789"), *info = at + strspn(at, "`~");

		info += strspn(info, " \t");
		if (strspn(at, "`~") >= 3 && kind_of(info, strcspn(info, "\n"), FENCE_NONE) != FENCE_SHOWN)
			return true;
	}
	return false;
}

static bool sheet_is_clean(struct exam *e, const struct text *sheet, struct trouble *t)
{
	const char *why;
	struct lesson *l = lesson_read("sheet", text_string(&e->path), text_string(sheet), sheet->length, &why);
	bool clean = l && !gives_away(l) && !hides_in_the_open(sheet) && l->steps == e->lesson->steps;

	if (!l)
		trouble_add(t, text_string(&e->path), 0, "%s", why);
	else if (!clean)
		trouble_add(t, text_string(&e->path), 0, "a sheet would give something away: a block of a task is not closed, or stands inside another block, a list or a quote");
	lesson_free(l);
	return clean;
}

bool exam_write(struct exam *e, const char *student, enum exam_part part, struct text *out, struct trouble *t)
{
	struct text written = { 0 };
	struct writer w = { .e = e, .student = student, .part = part, .out = &written };
	size_t before = t->count;

	w.params = (struct params){ .desk = e->desk.s, .path = text_string(&e->path), .trouble = t };
	write_all(&w);
	if (w.params.pool.failed || written.failed)
		trouble_add(t, text_string(&e->path), 0, "out of memory");
	params_free(&w.params);
	text_free(&w.paragraph);
	if (t->count == before && (part == EXAM_PAPER || sheet_is_clean(e, &written, t)))
		text_add(out, text_string(&written), written.length);
	if (out->failed)
		trouble_add(t, text_string(&e->path), 0, "out of memory");
	text_free(&written);
	return t->count == before;
}

struct lesson *exam_paper(struct exam *e, const char *student, struct trouble *t)
{
	struct text text = { 0 };
	struct lesson *paper = NULL;
	const char *why;

	if (exam_write(e, student, EXAM_PAPER, &text, t)) {
		paper = lesson_read(e->lesson->name, text_string(&e->path), text_string(&text), text.length, &why);
		if (!paper)
			trouble_add(t, text_string(&e->path), 0, "%s", why);
	}
	text_free(&text);
	return paper;
}
