/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions on machines of a test's own, at a prompt or for a script; what they print is kept. Include behind cmocka.h. */
#ifndef TEST_SHELL_SESSION_OF_H
#define TEST_SHELL_SESSION_OF_H

#include "shell/session.h"


struct fixture {
	struct session s;
	struct text out, err;
};

static inline struct fixture *open_on(const char *machine)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct hm_config config;
	char notes[512], key[64], value[64];

	assert_non_null(f);
	hm_config_default(&config);
	while (machine && sscanf(machine, " %63[^=]=%63s", key, value) == 2) {
		assert_int_equal(hm_config_set(&config, key, value, notes, sizeof(notes)), HM_OK);
		machine = strchr(machine + 1, ' ');
	}
	assert_int_equal(hm_config_settle(&config, notes, sizeof(notes)), HM_OK);
	assert_int_equal(session_open(&f->s, &config), HM_OK);
	f->s.out.capture = &f->out;
	f->s.err.capture = &f->err;
	f->s.step_limit = 1000000;
	return f;
}

static inline struct fixture *open_prompt(const char *machine)
{
	struct fixture *f = open_on(machine);

	f->s.interactive = true;
	return f;
}

static inline void done(struct fixture *f)
{
	session_close(&f->s);
	text_free(&f->out);
	text_free(&f->err);
	free(f);
}

/* What the input printed, data and talk. */
static inline const char *type(struct fixture *f, const char *text)
{
	text_clear(&f->out);
	text_clear(&f->err);
	session_type(&f->s, text, strlen(text));
	return text_string(&f->out);
}

static inline const char *said(const struct fixture *f)
{
	return text_string(&f->err);
}

static inline enum status run(struct fixture *f, const char *text)
{
	session_script(&f->s, "script", text, strlen(text), true);
	return f->s.status;
}

#define ASSERT_HAS(text, part) do { if (!strstr(text, part)) fail_msg("\"%s\" is missing in:\n%s", part, text); } while (0)
#define ASSERT_LACKS(text, part) do { if (strstr(text, part)) fail_msg("\"%s\" stands in:\n%s", part, text); } while (0)

static inline uint64_t hash(const struct fixture *f)
{
	return hm_state_hash(f->s.world->m);
}

#endif
