/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The session: tables and their lengths, compiling a unit or taking all of it back, undo and redo. A unit that is refused leaves nothing:
 * the lengths of before are put back, and lang_sync() does the rest, as it does for undo.
 *
 * "undefined reference" is found here, where a linker would: what the code that is about to run reaches through the functions it names
 * must have a body. In a script an implicitly declared function must, reached or not.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/lang/code.h"

/* ---- tables ---- */

bool table_room(void *items, uint32_t *capacity, uint32_t count, size_t size)
{
	void **table = items, *larger;
	uint32_t want = *capacity ? *capacity * 2 : 16;

	if (count < *capacity)
		return true;
	if (want <= count)
		want = count + 1;
	larger = realloc(*table, want * size);
	if (!larger)
		return false;
	memset((uint8_t *)larger + *capacity * size, 0, (want - *capacity) * size);
	*table = larger;
	*capacity = want;
	return true;
}

struct lang_state *lang_state(const struct lang *lang)
{
	struct hm_window w = hm_client_window(lang->m);

	return w.size < sizeof(struct lang_state) ? NULL : (struct lang_state *)(void *)w.base;
}

void lang_mark_state(struct lang *lang)
{
	struct hm_window w = hm_client_window(lang->m);

	hm_window_mark(&w, 0, sizeof(struct lang_state));
}

uint32_t pool_add(struct lang *lang, const char *name)
{
	struct lang_state *state = lang_state(lang);
	uint32_t at = state->pool ? state->pool : 1;
	size_t n = strlen(name) + 1;

	if (n > 1u << 20 || !TABLE_ROOM(lang, pool, at + (uint32_t)n))
		return 0;
	memcpy(lang->pool + at, name, n);
	state->pool = at + (uint32_t)n;
	lang_mark_state(lang);
	return at;
}

bool code_room(struct code_table *code)
{
	uint32_t want = code->capacity ? code->capacity * 2 : 1024;
	void *word, *loc, *statement;

	if (code->length >= MAX_WORDS)
		return false;
	if (code->length < code->capacity)
		return true;
	word = realloc(code->word, want * sizeof(*code->word));
	code->word = word ? word : code->word;
	loc = realloc(code->loc, want * sizeof(*code->loc));
	code->loc = loc ? loc : code->loc;
	statement = realloc(code->statement, want / 8);
	code->statement = statement ? statement : code->statement;
	if (!word || !loc || !statement)
		return false;
	memset((uint8_t *)statement + code->capacity / 8, 0, (want - code->capacity) / 8);
	code->capacity = want;
	return true;
}

const struct body *body_at(const struct lang *lang, uint32_t pc)
{
	const struct lang_state *state = lang_state(lang);
	uint32_t low = 1, high = state && state->bodies ? state->bodies : 1;

	/* the last body that begins at or before pc; the bodies around it begin earlier, and one of them may be the one */
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (lang->bodies[middle].entry <= pc)
			low = middle;
		else
			high = middle;
	}
	while (high > low && low && (pc >= lang->bodies[low].end || pc < lang->bodies[low].entry))
		low = lang->bodies[low].parent;
	return low && low < high ? &lang->bodies[low] : NULL;
}

bool lang_first_note(struct lang *lang, uint32_t loc)
{
	struct lang_state *state = lang_state(lang);

	for (uint32_t i = state->notes; i-- > 0;)
		if (lang->notes[i] == loc)
			return false;
	if (!TABLE_ROOM(lang, notes, state->notes))
		return true; /* rather twice than not at all */
	lang->notes[state->notes++] = loc;
	lang_mark_state(lang);
	return true;
}

void lang_fail(struct lang *lang, uint32_t loc, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(lang->error, sizeof(lang->error), format, ap);
	va_end(ap);
	lang->error_loc = loc;
}

const char *lang_error(const struct lang *lang, uint32_t *loc)
{
	if (loc)
		*loc = lang->error_loc;
	return lang->error;
}

void lang_diag(struct diag_list *diags, uint32_t loc, const char *code, const char *format, ...)
{
	char text[512];
	va_list ap;
	struct diag *larger;

	va_start(ap, format);
	(void)vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	diags->errors++;
	if (diags->count == diags->capacity) {
		larger = realloc(diags->item, (diags->capacity * 2 + 4) * sizeof(*larger));
		if (!larger) {
			diags->failed = true;
			return;
		}
		diags->item = larger;
		diags->capacity = diags->capacity * 2 + 4;
	}
	diags->item[diags->count] = (struct diag){ .severity = DIAG_ERROR, .loc = loc, .code = code, .message = strdup(text) };
	if (diags->item[diags->count].message)
		diags->count++;
	else
		diags->failed = true;
}

/* ---- life ---- */

enum hm_verdict lang_open(struct hm_machine *m, struct source_map *map, const struct lang_host *host, struct lang **out)
{
	struct lang *lang = calloc(1, sizeof(*lang));
	enum hm_verdict verdict;
	struct hm_window w;

	*out = NULL;
	if (!lang)
		return HM_NOMEM;
	lang->m = m;
	lang->map = map;
	lang->host = host ? *host : (struct lang_host){ 0 };
	lang->options.lint = LANG_LINT_WARN;
	lang->layout = *hm_layout(m);
	verdict = hm_client_grow(m, SHADOW_AT);
	if (verdict == HM_OK)
		verdict = front_new(m, map, &lang->front);
	if (verdict != HM_OK) {
		lang_close(lang);
		return verdict;
	}
	w = hm_client_window(m);
	memset(w.base, 0, sizeof(struct lang_state));
	lang_mark_state(lang);
	lang->code.length = lang->scratch.length = FIRST_WORD;
	*out = lang;
	return HM_OK;
}

static void code_free(struct code_table *code)
{
	free(code->word);
	free(code->loc);
	free(code->statement);
}

void lang_close(struct lang *lang)
{
	if (!lang)
		return;
	if (lang->front)
		front_free(lang->front);
	code_free(&lang->code);
	code_free(&lang->scratch);
	free(lang->bodies);
	free(lang->functions);
	free(lang->binds);
	free(lang->refs);
	free(lang->locals);
	free(lang->texts);
	free(lang->pool);
	free(lang->image);
	free(lang->notes);
	free(lang->reached);
	free(lang->look_slots);
	free(lang->paths);
	free(lang);
}

struct lang_options *lang_options(struct lang *lang)
{
	return &lang->options;
}

/* A function number's body, and what CALL needs of it. */
void bind_apply(struct lang *lang, uint32_t function, uint32_t number)
{
	struct lang_function *f = &lang->functions[function];
	const struct body *body = &lang->bodies[number];

	f->body = number;
	f->entry = number ? body->entry : 0;
	f->registers = number ? body->registers : UINT32_MAX;
	f->params = number ? body->params : 0;
}

void lang_sync(struct lang *lang)
{
	const struct lang_state *state = lang_state(lang);
	static const struct front_mark nothing;
	uint32_t binds = state ? state->binds : 0;

	while (lang->binds_applied > binds) {
		const struct bind *b = &lang->binds[--lang->binds_applied];

		bind_apply(lang, b->function, b->before);
	}
	while (lang->binds_applied < binds) {
		const struct bind *b = &lang->binds[lang->binds_applied++];

		bind_apply(lang, b->function, b->after);
	}
	lang->code.length = state && state->words ? state->words : FIRST_WORD;
	front_truncate(lang->front, state ? &state->front : &nothing);
}

void lang_remember(struct lang *lang)
{
	const struct lang_state *state = lang_state(lang);

	lang->remembered = state ? *state : (struct lang_state){ 0 };
}

void lang_recall(struct lang *lang)
{
	const struct lang_state *known = &lang->remembered;
	struct lang_state *state = lang_state(lang);

	if (!state || known->words < state->words)
		return;
	data_recall(lang, state->brk, known->brk);
	/* the rest belongs to the machine: who has which stack, what was said at run time */
	state->front = known->front;
	state->words = known->words;
	state->bodies = known->bodies;
	state->functions = known->functions;
	state->binds = known->binds;
	state->refs = known->refs;
	state->locals = known->locals;
	state->pool = known->pool;
	state->text = known->text;
	state->brk = known->brk;
	state->values = known->values;
	lang_mark_state(lang);
	lang_sync(lang);
}

size_t lang_host_bytes(const struct lang *lang)
{
	return sizeof(*lang) + (size_t)lang->code.capacity * 12 + (size_t)lang->scratch.capacity * 12 +
	       lang->capacity_bodies * sizeof(*lang->bodies) + lang->capacity_functions * sizeof(*lang->functions) +
	       lang->capacity_binds * sizeof(*lang->binds) + lang->capacity_refs * sizeof(*lang->refs) +
	       lang->capacity_locals * sizeof(*lang->locals) + lang->capacity_pool + lang->capacity_image + source_bytes(lang->map);
}

/* ---- reading input ---- */

enum lang_scan lang_scan(const char *text, size_t length)
{
	return front_scan(text, length);
}

bool lang_declares(const struct lang *lang, const char *name, size_t length)
{
	const struct symbol *s = front_find(lang->front, name, length);

	return s && front_is_user(lang->front, s);
}

bool lang_knows(struct lang *lang, const char *name, size_t length)
{
	front_ready(lang->front, &lang->options);
	return front_find(lang->front, name, length);
}

/* ---- undefined references ---- */

static bool reach(struct lang *lang, uint32_t function, uint32_t *count)
{
	if (lang->functions[function].reach_stamp == lang->stamp)
		return true;
	lang->functions[function].reach_stamp = lang->stamp;
	if (!TABLE_ROOM(lang, reached, *count))
		return false;
	lang->reached[(*count)++] = function;
	return true;
}

static bool reach_refs(struct lang *lang, const struct body *body, uint32_t *count, struct diag_list *diags)
{
	bool good = true;

	for (uint32_t i = body->refs; i; i = lang->refs[i].next) {
		const struct ref *ref = &lang->refs[i];
		const struct lang_function *f = &lang->functions[ref->function];

		if (!f->body && f->reach_stamp != lang->stamp) {
			lang_diag(diags, ref->loc, "undefined-reference", "undefined reference to '%s'", lang->pool + f->name);
			good = false;
		}
		if (!reach(lang, ref->function, count)) {
			diags->failed = true;
			return false;
		}
	}
	return good;
}

/* Everything that this body can come to must be defined. */
static bool references_good(struct lang *lang, uint32_t body, struct diag_list *diags)
{
	uint32_t count = 0;
	bool good;

	lang->stamp++;
	good = reach_refs(lang, &lang->bodies[body], &count, diags);
	while (count) {
		uint32_t f = lang->reached[--count];

		if (lang->functions[f].body)
			good &= reach_refs(lang, &lang->bodies[lang->functions[f].body], &count, diags);
	}
	return good;
}

/* Of the bodies from `first` on: implicitly declared, and nowhere defined. */
static bool implicit_good(struct lang *lang, uint32_t first, struct diag_list *diags)
{
	const struct lang_state *state = lang_state(lang);
	bool good = true;

	for (uint32_t b = first ? first : 1; b < state->bodies; b++)
		for (uint32_t i = lang->bodies[b].refs; i; i = lang->refs[i].next) {
			struct lang_function *f = &lang->functions[lang->refs[i].function];

			if (f->body || !lang->refs[i].implicit || f->reach_stamp == lang->stamp)
				continue;
			f->reach_stamp = lang->stamp;
			lang_diag(diags, lang->refs[i].loc, "undefined-reference", "undefined reference to '%s'", lang->pool + f->name);
			good = false;
		}
	return good;
}

/* ---- compiling ---- */

static void take_back(struct lang *lang, const struct lang_state *before)
{
	struct lang_state *state = lang_state(lang);

	data_clear(lang, before->brk, state->brk);
	*state = *before;
	if (lang->options.syntax_only)
		state->front = front_mark(lang->front); /* what follows is still checked against it */
	lang_mark_state(lang);
	lang_sync(lang);
}

static bool compile(struct lang *lang, enum front_mode mode, uint32_t begin, uint32_t end, const char *name, struct diag_list *diags,
		    struct lang_code *code)
{
	struct lang_state before, *state;
	bool good;

	*code = (struct lang_code){ 0 };
	if (hm_client_grow(lang->m, SHADOW_AT) != HM_OK) {
		diags->failed = true;
		return false;
	}
	before = *lang_state(lang);
	lang->code.length = before.words ? before.words : FIRST_WORD;
	good = emit_session(lang, mode, begin, end, name, diags, code);
	if (good && !lang->options.syntax_only) {
		good = references_good(lang, code->function, diags);
		if (!lang->options.prompt)
			good &= implicit_good(lang, before.bodies, diags);
	}
	if (!good) {
		/* a look at the whole file: what a wrong unit declared stays known, as for a compiler */
		if (lang->options.syntax_only)
			before.front = front_mark(lang->front);
		take_back(lang, &before);
		return false;
	}
	state = lang_state(lang);
	if (!lang->options.prompt && !data_remember(lang, before.brk, state->brk)) {
		diags->failed = true;
		take_back(lang, &before);
		return false;
	}
	state->words = lang->code.length;
	state->front = front_mark(lang->front);
	lang_mark_state(lang);
	return true;
}

bool lang_compile(struct lang *lang, uint32_t begin, uint32_t end, struct diag_list *diags, struct lang_code *code)
{
	return compile(lang, FRONT_SCRIPT, begin, end, "main", diags, code);
}

bool lang_compile_block(struct lang *lang, uint32_t begin, uint32_t end, const char *name, struct diag_list *diags, struct lang_code *code)
{
	return compile(lang, FRONT_BLOCK, begin, end, name, diags, code);
}

bool lang_compile_look(struct lang *lang, uint32_t begin, uint32_t end, struct diag_list *diags, struct lang_code *code)
{
	*code = (struct lang_code){ 0 };
	return emit_look(lang, begin, end, diags, code);
}

bool lang_finish(struct lang *lang, struct diag_list *diags, struct lang_code *code, bool *run_main)
{
	struct symbol *entry = NULL;
	bool only_declarations = false, good;
	struct lang_state *state = lang_state(lang);

	*run_main = false;
	*code = (struct lang_code){ 0 };
	good = front_finish(lang->front, &lang->options, diags, &entry, &only_declarations);
	if (!good || !entry || !only_declarations || !state || !entry->code || entry->code >= state->functions)
		return good;
	code->function = lang->functions[entry->code].body;
	*run_main = code->function != NO_BODY;
	return lang->options.syntax_only || !*run_main || references_good(lang, code->function, diags);
}
