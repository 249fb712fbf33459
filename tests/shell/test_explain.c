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
#include "shell/lang/messages.h"
#include "shell/report/report.h"

struct fixture {
	struct session s;
	struct text out, err;
	char said[100][48];        /* codes of what the compiler said, in order */
	unsigned int count;
};

static void note_codes(void *context, const struct diag_list *diags, const struct source_map *map)
{
	struct fixture *f = context;

	(void)map;
	for (size_t i = 0; i < diags->count && f->count < 100; i++)
		snprintf(f->said[f->count++], sizeof(f->said[0]), "%s", diags->item[i].subset ? "hmsh-subset" : diags->item[i].code ? diags->item[i].code : "");
}

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
	f->s.diagnosed = note_codes;
	f->s.diagnosed_to = f;
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

static bool explains(const struct explanation *e, const char *code)
{
	return explanation_find(code, strlen(code)) == e;
}

/* One of the row's codes: a kernel report's, one that the compiler said, one in brackets, or the shell's own, which `explain` alone would take. */
static bool appears(const struct fixture *f, const struct explanation *e)
{
	char tag[80];

	for (unsigned int i = 0; i < f->count; i++)
		if (explains(e, f->said[i]))
			return true;
	snprintf(tag, sizeof(tag), "[%s]", e->code);
	return has_report(f, e->code) || strstr(text_string(&f->err), tag) || explains(e, f->s.last_code);
}

static bool is_compilers(const char *code)
{
	return !strncmp(code, "E-", 2) || !strncmp(code, "-W", 2);
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
		if (!appears(f, e)) {
			print_error("%s does not appear:\n%s%s", e->code, text_string(&f->err), text_string(&f->out));
			bad++;
		}
		done(f);
		f = run(e->machine, e->repaired);
		if (appears(f, e) || f->s.status != STATUS_OK || (is_compilers(e->code) && f->err.length)) {
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

/* Each row of messages.h: its option, or "E-" and its name. */
static void every_message_is_explained(void **state)
{
	static const struct { const char *option, *code; } rows[] = {
#define X(id, severity, option, text) { option, "E-" #id },
		MESSAGES(X)
#undef X
	};
	unsigned int bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *code = rows[i].option ? rows[i].option : rows[i].code;

		if (explanation_find(code, strlen(code)))
			continue;
		print_error("%s is not explained\n", code);
		bad++;
	}
	assert_int_equal(bad, 0);
}

/* A code leads to one row, and what a row explains beside its own code is the name of a message. */
static void codes_are_messages_and_unique(void **state)
{
	static const char *const names[] = {
#define X(id, severity, option, text) #id,
		MESSAGES(X)
#undef X
	};
	const struct explanation *e;

	(void)state;
	for (unsigned int i = 0; (e = explanation_at(i)); i++) {
		assert_ptr_equal(explanation_find(e->code, strlen(e->code)), e);
		for (const char *at = e->also; at && *at; at += strcspn(at, " "), at += *at == ' ') {
			size_t n = strcspn(at, " "), k = 0;

			while (k < sizeof(names) / sizeof(*names) && (strlen(names[k]) != n || memcmp(names[k], at, n)))
				k++;
			if (k == sizeof(names) / sizeof(*names))
				fail_msg("%s: no message is called %.*s", e->code, (int)n, at);
			assert_ptr_equal(explanation_find(at, n), e);
		}
	}
}

static void explanations_fit_80_columns(void **state)
{
	const struct explanation *e;

	(void)state;
	for (unsigned int i = 0; (e = explanation_at(i)); i++) {
		struct text shown = { 0 };
		struct sink to;

		sink_open(&to, -1);
		to.capture = &shown;
		explanation_show(&to, e);
		sink_flush(&to);
		for (const char *line = text_string(&shown); *line; line += strcspn(line, "\n"), line += *line == '\n')
			if (strcspn(line, "\n") > 80)
				fail_msg("%s: %.*s", e->code, (int)strcspn(line, "\n"), line);
		text_free(&shown);
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
		cmocka_unit_test(every_message_is_explained), cmocka_unit_test(codes_are_messages_and_unique),
		cmocka_unit_test(explanations_fit_80_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
