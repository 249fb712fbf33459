/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A front end for tests: a machine's rows, texts compiled as units of a script, of the prompt, as a block or only looked at, and what was said:
 * one line a message, "LINE:COLUMN: SEVERITY: TEXT [OPTION]".
 */
#ifndef TESTS_LANG_FRONT_SESSION_H
#define TESTS_LANG_FRONT_SESSION_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/lang/front.h"

struct front_session {
	struct hm_machine *m;
	struct source_map *map;
	struct front *front;
	struct lang_options options;
	struct unit unit;
	bool good;
	unsigned int errors, warnings;
	char said[65536];
};

static inline void front_session_open(struct front_session *s)
{
	struct hm_config cfg;
	char notes[512];

	*s = (struct front_session){ 0 };
	hm_config_default(&cfg);
	assert_int_equal(hm_config_settle(&cfg, notes, sizeof(notes)), HM_OK);
	assert_int_equal(hm_machine_open(&cfg, &s->m), HM_OK);
	s->map = source_map_new();
	assert_non_null(s->map);
	assert_int_equal(front_new(s->m, s->map, &s->front), HM_OK);
}

static inline void front_session_close(struct front_session *s)
{
	front_free(s->front);
	source_map_free(s->map);
	hm_machine_close(s->m);
}

static inline void front_session_say(struct front_session *s, struct diag_list *diags)
{
	static const char *const words[] = { [DIAG_ERROR] = "error", [DIAG_WARNING] = "warning", [DIAG_NOTE] = "note" };
	size_t n = strlen(s->said);

	s->errors = diags->errors;
	s->warnings = diags->warnings;
	for (size_t i = 0; i < diags->count && n + 1 < sizeof(s->said); i++) {
		const struct diag *d = &diags->item[i];
		struct source_place place = { 0 };

		(void)source_place(s->map, source_spelling(s->map, d->loc), &place);
		(void)snprintf(s->said + n, sizeof(s->said) - n, "%u:%u: %s: %s%s%s%s\n", place.line, place.display_column, words[d->severity],
			       d->message, d->option ? " [" : "", d->option ? d->option : "", d->option ? "]" : "");
		n = strlen(s->said);
	}
	diag_list_free(diags);
}

static inline bool front_session_compile_n(struct front_session *s, enum front_mode mode, const char *text, size_t length)
{
	struct diag_list diags = { 0 };
	uint32_t loc = mode == FRONT_LOOK ? source_scratch(s->map, "x.c", text, length, 1) :
					    source_add(s->map, "x.c", text, length, 1, false);

	assert_true(loc != 0);
	s->said[0] = 0;
	s->unit = (struct unit){ 0 };
	s->good = front_compile(s->front, mode, &s->options, loc, loc + (uint32_t)length, &diags, &s->unit);
	front_session_say(s, &diags);
	return s->good;
}

static inline bool front_session_compile(struct front_session *s, enum front_mode mode, const char *text)
{
	return front_session_compile_n(s, mode, text, strlen(text));
}

static inline void front_session_finish(struct front_session *s)
{
	struct diag_list diags = { 0 };
	struct symbol *entry;
	bool only_declarations;

	s->said[0] = 0;
	(void)front_finish(s->front, &s->options, &diags, &entry, &only_declarations);
	front_session_say(s, &diags);
}

/* One text in a session of its own says exactly this. */
static inline void assert_says(const char *text, const char *said)
{
	struct front_session s;

	front_session_open(&s);
	(void)front_session_compile(&s, FRONT_SCRIPT, text);
	assert_string_equal(s.said, said);
	front_session_close(&s);
}

#endif
