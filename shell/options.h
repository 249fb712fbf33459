/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line. Each option is a row with its help.
 */
#ifndef SHELL_OPTIONS_H
#define SHELL_OPTIONS_H

#include "highmem/highmem.h"
#include "shell/exam/order.h"
#include "shell/grade/format.h"
#include "shell/lang/lang.h"
#include "shell/text.h"

enum colour_when { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };
enum view_when { VIEW_AUTO, VIEW_ALWAYS, VIEW_NEVER };

struct options {
	struct text code;          /* all -c, a newline behind each */
	const char *script;        /* NULL: none; "-": standard input */
	struct hm_config config;   /* settled */
	char notes[1024];          /* what settling changed */
	enum colour_when colour;
	enum view_when view;
	enum lang_lint lint;
	uint64_t steps;            /* --steps, 0: not given */
	const char *check_lessons; /* a folder or file; NULL: not given */
	const char *lessons;       /* --lessons DIR, NULL: not given */
	const char *lesson;        /* --lesson or --walkthrough, NULL: not given */
	struct exam_order exam;    /* --exam, and what belongs to it */
	int pace;                  /* milliseconds */
	const char *grade;         /* a lesson; NULL: not given */
	char *const *submission;   /* what it grades */
	size_t submissions;
	const struct grade_format *format; /* NULL: not given */
	enum sandbox_when sandbox;
	bool has_sandbox;
	unsigned int part;
	bool has_code, batch, quiet, no_rc, keep_going, syntax_only, emit_c, accessible, json, resume, werror, watch, watchable, update, walkthrough, has_pace;
};

/* OPTIONS_RUN: go on. OPTIONS_DONE: --help or --version was printed. OPTIONS_BAD: said why on stderr; exit status 2.
 * OPTIONS_LOST: standard output could not take it; exit status 4. OPTIONS_NO_MEMORY: said so; exit status 5. */
enum options_result { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_BAD, OPTIONS_LOST, OPTIONS_NO_MEMORY };
enum options_result options_parse(struct options *o, int argc, char **argv);
void options_free(struct options *o);

#endif
