/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two walks over the script, both compiling as they go (what is declared decides what is a command) and running nothing: the first collects what is
 * no C, on a second session that is thrown away; the second stops where the wanted part begins, so that the era in force there gives the prelude.
 */
#include <stdlib.h>
#include <string.h>

#include "shell/command/command.h"
#include "shell/translate.h"

struct cut {
	enum lang_span_kind kind;
	size_t begin, end;         /* offsets into the text */
	char name[80];
};

struct walk {
	struct session *s;
	const char *text;
	struct cut *cut;
	size_t count, capacity;
	unsigned int part, wanted; /* wanted 0: collect; else stop there */
	bool failed;
};

static void add_cut(struct walk *w, const struct cut *cut)
{
	if (w->count == w->capacity) {
		size_t capacity = w->capacity ? w->capacity * 2 : 32;
		struct cut *grown = realloc(w->cut, capacity * sizeof(*grown));

		if (!grown) {
			w->failed = true;
			return;
		}
		w->cut = grown;
		w->capacity = capacity;
	}
	w->cut[w->count++] = *cut;
}

static size_t without_newline(const char *text, size_t begin, size_t end)
{
	while (end > begin && (text[end - 1] == '\n' || text[end - 1] == '\r'))
		end--;
	return end;
}

/* Blocks that follow with "vs". */
static void collect_more(struct walk *w, const struct script_item *item, const struct command_input *in)
{
	struct command_input next = *in;
	char stem[8];

	for (unsigned int i = 2; session_next_block(&next, i, stem); i++) {
		struct cut block = { .kind = LANG_SPAN_BLOCK, .begin = item->begin + next.block - 1, .end = item->begin + next.block_end + 1 };

		block_name(stem, item->line, block.name, sizeof(block.name));
		add_cut(w, &block);
	}
}

static void collect(struct walk *w, const struct script_item *item, const struct command_input *in, bool ends_session)
{
	struct cut command = {
		.kind = ends_session ? LANG_SPAN_CUT : LANG_SPAN_COMMAND,
		.begin = item->begin, .end = without_newline(w->text, item->begin, item->end)
	};

	if (item->kind != SCRIPT_COMMAND)
		return;
	add_cut(w, &command);
	if (item->block_end && !item->open) {
		struct cut block = { .kind = LANG_SPAN_BLOCK, .begin = item->block - 1, .end = item->block_end + 1 };
		const struct command *c;
		const char *stem = "block";
		char room[80];

		if (command_find(w->text + item->word, item->word_end - item->word, &c) == COMMAND_FOUND)
			stem = block_stem(c, in, room, sizeof(room));
		block_name(stem, item->line, block.name, sizeof(block.name));
		add_cut(w, &block);
		collect_more(w, item, in);
	}
}

static void visit(void *context, const struct script_item *item, const struct command_input *in, bool ends_session)
{
	struct walk *w = context;

	if (!w->wanted) {
		collect(w, item, in, ends_session);
		return;
	}
	if (ends_session && w->part++ == w->wanted)
		w->s->quit = true;
}

static struct lang_span *spans_of(const struct walk *w, uint32_t base)
{
	struct lang_span *span = calloc(w->count + 1, sizeof(*span));

	for (size_t i = 0; span && i < w->count; i++)
		span[i] = (struct lang_span){
			w->cut[i].kind, base + (uint32_t)w->cut[i].begin, base + (uint32_t)w->cut[i].end,
			w->cut[i].kind == LANG_SPAN_BLOCK ? w->cut[i].name : NULL
		};
	return span;
}

static void emit(struct session *s, const struct walk *w, const char *file, size_t length, unsigned int part)
{
	uint32_t base = source_add(s->world->map, file, w->text, length, 1, false);
	struct lang_span *span = base ? spans_of(w, base) : NULL;
	bool ok = false;
	char *text = NULL;
	size_t n;

	if (span)
		ok = lang_emit_c(s->world->lang, base, base + (uint32_t)length, span, w->count, part, &text, &n);
	if (!span || (!ok && part == 1)) /* a first part there is always */
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
	else if (!ok)
		session_error(s, STATUS_ERROR, "hmsh-part", "%s has no part %u", file, part);
	else
		sink_verbatim(&s->out, text, n);
	free(text);
	free(span);
}

/* What script_begin() skips: a byte order mark and a line `#!...` are no C. */
static void cut_beginning(struct walk *w, size_t length)
{
	struct cut cut = { .kind = LANG_SPAN_COMMAND };
	const char *newline;

	if (length >= 3 && !memcmp(w->text, "\xef\xbb\xbf", 3))
		cut.end = 3;
	if (length - cut.end >= 2 && !memcmp(w->text + cut.end, "#!", 2)) {
		newline = memchr(w->text, '\n', length);
		cut.end = newline ? (size_t)(newline - w->text) : length;
	}
	if (cut.end)
		add_cut(w, &cut);
}

/* Walks on a throw-away session of the same configuration, muted. */
static bool collect_cuts(struct walk *w, const struct session *like, const char *file, size_t length)
{
	struct session *s = calloc(1, sizeof(*s));

	if (!s || session_open(s, &like->boot) != HM_OK) {
		free(s);
		return false;
	}
	w->s = s;
	cut_beginning(w, length);
	s->out.fd = s->err.fd = -1;
	s->soft.settings = s->soft_taken.settings = like->soft.settings;
	session_visit(s, file, w->text, length, visit, w);
	session_close(s);
	free(s);
	return !w->failed;
}

void translate(struct session *s, const char *file, const char *text, size_t length, unsigned int part)
{
	struct walk w = { .text = text };
	int fd = s->err.fd;

	if (!collect_cuts(&w, s, file, length)) {
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
		free(w.cut);
		return;
	}
	w.s = s;
	w.wanted = part;
	w.part = 1;
	s->err.fd = -1;
	session_visit(s, file, text, length, visit, &w);
	sink_flush(&s->err);
	s->err.fd = fd;
	s->quit = false;
	s->status = STATUS_OK;
	emit(s, &w, file, length, part);
	free(w.cut);
}
