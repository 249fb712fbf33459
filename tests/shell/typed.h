/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session for each test, typed at line by line; what it prints is kept. Include behind cmocka.h. */
#ifndef TEST_SHELL_TYPED_H
#define TEST_SHELL_TYPED_H

#include "shell/command/command.h"

struct fixture {
	struct session s;
	struct text out, err;
};

static inline int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct hm_config config;
	char why[128];

	assert_non_null(f);
	hm_config_default(&config);
	assert_int_equal(hm_config_settle(&config, why, sizeof(why)), HM_OK);
	assert_int_equal(session_open(&f->s, &config), HM_OK);
	f->s.out.capture = &f->out;
	f->s.err.capture = &f->err;
	*state = f;
	return 0;
}

static inline int teardown(void **state)
{
	struct fixture *f = *state;

	session_close(&f->s);
	text_free(&f->out);
	text_free(&f->err);
	free(f);
	return 0;
}

static inline const char *type(struct fixture *f, const char *line)
{
	text_clear(&f->out);
	text_clear(&f->err);
	session_type(&f->s, line, strlen(line));
	sink_flush(&f->s.out);
	sink_flush(&f->s.err);
	return text_string(&f->out);
}

#endif
