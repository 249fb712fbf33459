/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages: one table row each (messages.h) of severity, option and text; this file fills in the text and puts the diagnostic at the end of
 * the unit's list. Conversions in the texts: %T a type in quotes (with gcc's aka), %q a string in quotes, %N a name in quotes, %s %b
 * strings (%b: length and bytes), %d %u %l numbers, %c a character.
 *
 * Bytes of the source get into messages as they are; the writer (diag.c) makes them harmless. A list keeps DIAG_MAX diagnostics and
 * counts the rest. Out of memory while reporting only marks the list.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/lang/frontend.h"

struct row {
	enum diag_severity severity;
	const char *option, *code, *text;
};

static const struct row rows[] = {
#define X(id, severity, option, text) [M_##id] = { DIAG_##severity, option, "E-" #id, text },
	MESSAGES(X)
#undef X
};

enum { NAME_MAX_SHOWN = 300 };

struct text {
	char *p;
	size_t length, size;
};

static void put_bytes(struct text *t, const char *bytes, size_t n)
{
	if (n > t->size - 1 - t->length)
		n = t->size - 1 - t->length;
	memcpy(t->p + t->length, bytes, n);
	t->length += n;
	t->p[t->length] = 0;
}

static void put(struct text *t, const char *s)
{
	put_bytes(t, s, strlen(s) > NAME_MAX_SHOWN ? NAME_MAX_SHOWN : strlen(s));
}

static void put_quoted(struct text *t, const char *s)
{
	put(t, "'");
	put(t, s);
	put(t, "'");
}

static void put_type(struct text *t, const struct type *type)
{
	char text[1024];
	size_t n;

	type_text(type, true, text, sizeof text);
	n = strlen(text);
	put(t, "'");
	put_bytes(t, text, n);
	/* with an aka, type_text() has closed its own quotes */
	if (!n || text[n - 1] != '}')
		put(t, "'");
}

static void put_conversion(struct text *t, char c, va_list *args)
{
	char number[32];
	int length;

	switch (c) {
	case 'T':
		put_type(t, va_arg(*args, const struct type *));
		return;
	case 'q':
		put_quoted(t, va_arg(*args, const char *));
		return;
	case 'N':
		put_quoted(t, va_arg(*args, const struct name *)->text);
		return;
	case 's':
		put(t, va_arg(*args, const char *));
		return;
	case 'b':
		length = va_arg(*args, int);
		put_bytes(t, va_arg(*args, const char *), length > NAME_MAX_SHOWN ? NAME_MAX_SHOWN : (size_t)length);
		return;
	case 'd':
		snprintf(number, sizeof number, "%d", va_arg(*args, int));
		break;
	case 'u':
		snprintf(number, sizeof number, "%u", va_arg(*args, unsigned int));
		break;
	case 'l':
		snprintf(number, sizeof number, "%lld", va_arg(*args, long long));
		break;
	case 'c':
		snprintf(number, sizeof number, "%c", va_arg(*args, int));
		break;
	default:
		snprintf(number, sizeof number, "%c", c);
		break;
	}
	put(t, number);
}

static void format(struct text *t, const char *text, va_list *args)
{
	for (; *text; text++) {
		if (*text == '%' && text[1])
			put_conversion(t, *++text, args);
		else
			put_bytes(t, text, 1);
	}
}

static struct diag *grow(struct diag_list *list)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity ? 2 * list->capacity : 16;
		struct diag *item = realloc(list->item, capacity * sizeof *item);

		if (!item) {
			list->failed = true;
			return NULL;
		}
		list->item = item;
		list->capacity = capacity;
	}
	return &list->item[list->count];
}

static enum diag_severity severity_of(const struct front *f, const struct row *row)
{
	if (row->severity == DIAG_WARNING && row->option && !strcmp(row->option, LINT_OPTION) && f->options->lint == LANG_LINT_ERROR)
		return DIAG_ERROR;
	return row->severity;
}

static void count(struct front *f, enum diag_severity severity)
{
	if (severity == DIAG_ERROR) {
		f->diags->errors++;
		f->errors_ever = true;
	} else if (severity == DIAG_WARNING)
		f->diags->warnings++;
}

/* What is returned when the list keeps no more: written to and never read. */
static struct diag *dropped(struct front *f)
{
	f->diags->dropped++;
	f->spare = (struct diag){ 0 };
	f->last_diag = NULL;
	return &f->spare;
}

/* The list is full: no reader gets this far, so a wrong unit is given up. */
static struct diag *too_many(struct front *f)
{
	if (f->diags->errors && f->fn)
		front_fatal(f);
	return dropped(f);
}

struct diag *report(struct front *f, enum message id, struct place at, ...)
{
	const struct row *row = &rows[id];
	enum diag_severity severity = severity_of(f, row);
	struct text text = { .p = f->message, .size = sizeof f->message };
	struct diag *d;
	va_list args;

	count(f, severity);
	if (f->diags->count >= DIAG_MAX)
		return too_many(f);
	d = grow(f->diags);
	if (!d)
		return dropped(f);
	text.p[0] = 0;
	va_start(args, at);
	format(&text, row->text, &args);
	va_end(args);
	*d = (struct diag){ .severity = severity, .loc = at.loc, .option = row->option, .code = row->option ? row->option : row->code,
		.message = strdup(text.p), .in_function = f->fn ? f->fn->name : NULL };
	if (!d->message) {
		f->diags->failed = true;
		return dropped(f);
	}
	d->range[0] = (struct diag_range){ .start = at.start, .end = at.end };
	d->ranges = 1;
	d->subset = id == M_SUBSET;
	if (d->subset)
		d->code = "hmsh-subset";
	d->werror = severity == DIAG_WARNING && f->options->werror;
	d->lint = row->option && !strcmp(row->option, LINT_OPTION);
	f->diags->count++;
	f->last_diag = d;
	return d;
}

static char *label_text(const struct type *label)
{
	char text[512];
	size_t n = 0;

	if (!label)
		return NULL;
	type_text(label, true, text, sizeof text);
	for (const char *p = text; *p; p++)
		if (*p != '\'')
			text[n++] = *p;
	text[n] = 0;
	return strdup(text);
}

/* One more underlined range of the message given last. */
void report_range(struct front *f, struct place at, const struct type *label)
{
	struct diag *d = f->last_diag;

	if (!d || d->ranges >= sizeof d->range / sizeof d->range[0])
		return;
	d->range[d->ranges++] = (struct diag_range){ .start = at.start, .end = at.end, .caret = at.loc, .label = label_text(label) };
}

void report_label(struct front *f, const struct type *label)
{
	if (f->last_diag && !f->last_diag->range[0].label)
		f->last_diag->range[0].label = label_text(label);
}

void report_page(struct front *f)
{
	size_t i = f->diags->count;

	while (i && f->diags->item[i - 1].severity == DIAG_NOTE)
		i--;
	if (i)
		f->diags->item[i - 1].page = true;
}

void report_fixit(struct front *f, uint32_t at, uint32_t end, const char *text)
{
	struct diag *d = f->last_diag;

	if (!d || d->fixit)
		return;
	d->fixit = strdup(text);
	f->diags->failed = f->diags->failed || !d->fixit;
	d->fixit_loc = at;
	d->fixit_end = end;
}

/* One more text of a row of insertions, in order of their places. */
void report_insert(struct front *f, uint32_t at, const char *text)
{
	struct diag *d = f->last_diag;

	if (!d || d->inserts >= DIAG_INSERTS)
		return;
	d->insert[d->inserts].at = at;
	snprintf(d->insert[d->inserts++].text, sizeof d->insert[0].text, "%s", text);
}

struct place place_symbol(const struct symbol *s)
{
	return (struct place){ s->loc, s->start ? s->start : s->loc, s->end ? s->end : s->loc + (s->name ? (uint32_t)strlen(s->name) : 1) };
}

struct place place_name(uint32_t loc, const struct name *name)
{
	return (struct place){ loc, loc, loc + (name ? name->length : 1) };
}

void diag_list_free(struct diag_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct diag *d = &list->item[i];

		for (unsigned int k = 0; k < d->ranges; k++)
			free(d->range[k].label);
		free(d->message);
		free(d->fixit);
	}
	free(list->item);
	*list = (struct diag_list){ 0 };
}
