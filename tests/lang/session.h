/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A language session for tests: a machine, texts that are compiled and run as units of a script or of the prompt, and what they printed and
 * noted. Units run on the prompt's task of CPU 0.
 */
#ifndef TESTS_LANG_SESSION_H
#define TESTS_LANG_SESSION_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/lang/lang.h"

struct session {
	struct hm_machine *m;
	struct source_map *map;
	struct lang *lang;
	uint16_t task;
	struct lang_code code;    /* of the last unit */
	enum lang_result result;
	uint64_t steps;           /* budget of the next run */
	volatile int interrupt;
	char out[8192], notes[2048], messages[2048];
	size_t out_n;
};

static inline void session_out(void *context, const char *bytes, size_t n)
{
	struct session *s = context;

	if (s->out_n + n >= sizeof(s->out))
		n = sizeof(s->out) - 1 - s->out_n;
	memcpy(s->out + s->out_n, bytes, n);
	s->out_n += n;
	s->out[s->out_n] = 0;
}

/* One line a note: "LINE:COLUMN: CODE". */
static inline void session_note(void *context, enum diag_severity severity, const char *code, uint32_t loc, const char *text)
{
	struct session *s = context;
	struct source_place place = { 0 };
	size_t n = strlen(s->notes);

	(void)severity;
	(void)text;
	(void)source_place(s->map, loc, &place);
	(void)snprintf(s->notes + n, sizeof(s->notes) - n, "%u:%u: %s\n", place.line, place.column, code);
}

static inline void session_open_with(struct session *s, const char *key, const char *value)
{
	struct lang_host host = { .context = s, .out = session_out, .note = session_note };
	struct hm_config config;
	char text[512];

	memset(s, 0, sizeof(*s));
	s->steps = 100000000;
	hm_config_default(&config);
	if (key)
		assert_int_equal(hm_config_set(&config, key, value, text, sizeof(text)), HM_OK);
	assert_int_equal(hm_config_settle(&config, text, sizeof(text)), HM_OK);
	assert_int_equal(hm_machine_open(&config, &s->m), HM_OK);
	s->map = source_map_new();
	assert_non_null(s->map);
	assert_int_equal(lang_open(s->m, s->map, &host, &s->lang), HM_OK);
	assert_int_equal(hm_task_prompt(s->m, 0, &s->task), HM_OK);
	assert_int_equal(hm_select(s->m, s->task, 0), HM_OK);
}

static inline void session_open(struct session *s)
{
	session_open_with(s, NULL, NULL);
}

static inline void session_close(struct session *s)
{
	lang_close(s->lang);
	source_map_free(s->map);
	hm_machine_close(s->m);
}

static inline void session_messages(struct session *s, struct diag_list *list)
{
	s->messages[0] = 0;
	for (size_t i = 0; i < list->count; i++) {
		size_t n = strlen(s->messages);

		(void)snprintf(s->messages + n, sizeof(s->messages) - n, "%s\n", list->item[i].message);
	}
	diag_list_free(list);
}

static inline bool session_compile(struct session *s, const char *text)
{
	uint32_t begin = source_add(s->map, "test", text, strlen(text), 1, false);
	struct diag_list list = { 0 };
	bool good;

	assert_int_not_equal(begin, 0);
	good = lang_compile(s->lang, begin, begin + (uint32_t)strlen(text), &list, &s->code);
	session_messages(s, &list);
	return good;
}

/* Goes on with the task until it is done, or something else happens than a full event log. */
static inline enum lang_result session_continue(struct session *s)
{
	do
		s->result = lang_run(s->lang, 0, &s->steps, &s->interrupt);
	while (s->result == LANG_STOPPED && s->steps);
	return s->result;
}

static inline enum lang_result session_run(struct session *s, const char *text)
{
	if (!session_compile(s, text))
		fail_msg("refused: %s", s->messages);
	s->out_n = 0;
	s->out[0] = 0;
	assert_int_equal(lang_start(s->lang, s->task, &s->code), HM_OK);
	return session_continue(s);
}

/* The text runs to its end and prints that. */
static inline void prints(struct session *s, const char *text, const char *expected)
{
	if (session_run(s, text) != LANG_DONE)
		fail_msg("result %d: %s", (int)s->result, lang_error(s->lang, NULL));
	assert_string_equal(s->out, expected);
}

/* The text alone, in a session of its own. */
static inline void program_prints(const char *text, const char *expected)
{
	struct session s;

	session_open(&s);
	prints(&s, text, expected);
	session_close(&s);
}

static inline const char *session_value(struct session *s, const char *text)
{
	static char value[2048]; /* of this program's tests only */
	unsigned int number;

	lang_options(s->lang)->prompt = true;
	assert_int_equal(session_run(s, text), LANG_DONE);
	if (!lang_show_value(s->lang, s->task, &s->code, true, &number, value, sizeof(value)))
		return NULL;
	return value;
}

#endif
