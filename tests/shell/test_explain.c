/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every explanation is true: its failing example makes the message appear, its repaired example does not. And every command's example runs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/command/command.h"
#include "shell/report/report.h"

struct fixture {
	struct session s;
	struct text out, err;
};

static struct fixture *run(const char *machine, const char *script)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct hm_config config;
	char why[512];

	assert_non_null(f);
	hm_config_default(&config);
	while (machine && *machine) {
		size_t n = strcspn(machine, " ");

		assert_true(set_machine_key(&config, machine, n, why, sizeof(why)));
		machine += n + (machine[n] == ' ');
	}
	assert_int_equal(hm_config_settle(&config, why, sizeof(why)), HM_OK);
	assert_int_equal(session_open(&f->s, &config), HM_OK);
	f->s.out.capture = &f->out;
	f->s.err.capture = &f->err;
	f->s.keep_going = true;
	f->s.step_limit = 100000;
	session_script(&f->s, "example", script, strlen(script), true);
	return f;
}

static bool has_report(const struct fixture *f, const char *code)
{
	for (uint32_t i = 1; i <= hm_report_count(f->s.world->m); i++)
		if (!strcmp(report_code(hm_report_get(f->s.world->m, i)), code))
			return true;
	return false;
}

/* -W options and [hmsh-subset] stand in brackets; the shell's own codes are what `explain` alone would take. */
static bool appears(const struct fixture *f, const char *code)
{
	char tag[80];

	snprintf(tag, sizeof(tag), "[%s]", code);
	return has_report(f, code) || strstr(text_string(&f->err), tag) || !strcmp(f->s.last_code, code);
}

static void done(struct fixture *f)
{
	session_close(&f->s);
	text_free(&f->out);
	text_free(&f->err);
	free(f);
}

static void examples_are_true(void **state)
{
	const struct explanation *e;
	unsigned int bad = 0;

	(void)state;
	for (unsigned int i = 0; (e = explanation_at(i)); i++) {
		struct fixture *f;

		if (!e->fails)
			continue;
		f = run(e->machine, e->fails);
		if (!appears(f, e->code)) {
			print_error("%s does not appear:\n%s%s", e->code, text_string(&f->err), text_string(&f->out));
			bad++;
		}
		done(f);
		f = run(e->machine, e->repaired);
		if (appears(f, e->code) || f->s.status != STATUS_OK) {
			print_error("%s: the repaired example says:\n%s%s", e->code, text_string(&f->err), text_string(&f->out));
			bad++;
		}
		done(f);
	}
	assert_int_equal(bad, 0);
}

static void every_report_is_explained(void **state)
{
	(void)state;
	for (uint32_t kind = 0; kind < HM_REPORT_NR; kind++) {
		struct hm_report r = { .kind = kind };

		assert_non_null(explanation_find(report_code(&r), strlen(report_code(&r))));
	}
}

static void examples_of_commands_run(void **state)
{
	const struct command *c;
	unsigned int bad = 0;

	(void)state;
	for (unsigned int i = 0; (c = command_at(i, NULL)); i++) {
		struct fixture *f;

		if (!c->example)
			continue;
		f = run(NULL, c->example);
		if (f->s.status != STATUS_OK) {
			print_error("help %s: its example says:\n%s", c->name, text_string(&f->err));
			bad++;
		}
		done(f);
	}
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_are_true), cmocka_unit_test(every_report_is_explained), cmocka_unit_test(examples_of_commands_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
