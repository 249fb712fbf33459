/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading the command line: see options.h. Text from the command line is escaped before it is shown.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shell/command/command.h"
#include "shell/file.h"
#include "shell/options.h"
#include "shell/sink.h"

enum option_id {
	OPT_CODE = 'c', OPT_BATCH = 'b', OPT_HELP = 'h', OPT_QUIET = 'q', OPT_NO_RC = 'n',
	OPT_ERA = 256, OPT_MACHINE, OPT_LINT, OPT_WERROR, OPT_VIEW, OPT_NO_VIEW, OPT_WATCH, OPT_WATCHABLE, OPT_SYNTAX_ONLY, OPT_EMIT_C, OPT_PART, OPT_KEEP_GOING, OPT_STEPS,
	OPT_COLOR, OPT_ACCESSIBLE, OPT_RESUME, OPT_JSON, OPT_CHECK_LESSONS, OPT_UPDATE, OPT_LESSONS, OPT_LESSON, OPT_WALKTHROUGH, OPT_PACE,
	OPT_EXAM, OPT_ROSTER, OPT_SECRET, OPT_OUT, OPT_PAPER, OPT_SEAL, OPT_UNSEAL, OPT_OVERWRITE, OPT_GRADE, OPT_FORMAT, OPT_SANDBOX, OPT_VERSION
};

struct option_row {
	const char *name;
	enum option_id id;
	const char *argument;      /* NULL: none */
	const char *help;
};

static const struct option_row rows[] = {
	{ "c", OPT_CODE, "CODE", "run CODE (repeatable: one text, line by line)" },
	{ "batch", OPT_BATCH, NULL, "run a script or standard input; no prompt, no banner (-b)" },
	{ "era", OPT_ERA, "NAME", "boot this kernel (`hmsh -c era` lists them)" },
	{ "machine", OPT_MACHINE, "KEY=VALUE...", "boot this machine (`hmsh -c machine` lists the keys)" },
	{ "lint", OPT_LINT, "error|warn|off", "the type error of a page passed as an address" },
	{ "werror", OPT_WERROR, NULL, "warnings refuse the unit" },
	{ "syntax-only", OPT_SYNTAX_ONLY, NULL, "say what the compiler says, run nothing" },
	{ "emit-c", OPT_EMIT_C, NULL, "print the script as gcc would see it" },
	{ "part", OPT_PART, "N", "... its N-th part (era, machine and reset begin a new one)" },
	{ "keep-going", OPT_KEEP_GOING, NULL, "do not stop a script at the first error" },
	{ "steps", OPT_STEPS, "N", "stop after N steps (batch: 100 million)" },
	{ "quiet", OPT_QUIET, NULL, "no first screen (-q)" },
	{ "no-rc", OPT_NO_RC, NULL, "do not read the rc file (-n)" },
	{ "view", OPT_VIEW, NULL, "the full-screen view (on at 80x24 and more, unless you left it off)" },
	{ "no-view", OPT_NO_VIEW, NULL, "a plain prompt" },
	{ "watchable", OPT_WATCHABLE, NULL, "let `hmsh --watch` in another terminal show this session" },
	{ "watch", OPT_WATCH, NULL, "show a session that runs in another terminal; its NAME may follow" },
	{ "color", OPT_COLOR, "auto|always|never", "colours" },
	{ "accessible", OPT_ACCESSIBLE, NULL, "plain sentences, nothing but text" },
	{ "json", OPT_JSON, NULL, "output, events, diagnostics, reports of a script as JSON lines" },
	{ "resume", OPT_RESUME, NULL, "go on where the last session ended or broke off" },
	{ "lesson", OPT_LESSON, "NAME", "begin with this lesson (`hmsh --lesson burned`: with this path)" },
	{ "walkthrough", OPT_WALKTHROUGH, "FILE", "show a lesson: the next line stands at the prompt, Enter runs it" },
	{ "pace", OPT_PACE, "SECONDS", "... and runs by itself after so long" },
	{ "lessons", OPT_LESSONS, "DIR", "look for lessons there first" },
	{ "check-lessons", OPT_CHECK_LESSONS, "DIR", "run all lessons of a folder (or one file) and say what is wrong with them" },
	{ "update", OPT_UPDATE, NULL, "... and rewrite their outputs instead" },
	{ "exam", OPT_EXAM, "FILE", "an exam: with --roster and --secret, each student's own sheet (`hmsh -c 'help exam'`)" },
	{ "roster", OPT_ROSTER, "FILE", "... of these students, an id a line" },
	{ "secret", OPT_SECRET, "FILE", "... drawn from the bytes of this file" },
	{ "out", OPT_OUT, "DIR", "... into this folder (sheets)" },
	{ "overwrite", OPT_OVERWRITE, NULL, "... over sheets that are there" },
	{ "paper", OPT_PAPER, "STUDENT", "... only this student's paper, with checks and solutions" },
	{ "seal", OPT_SEAL, "FILE", "... write it sealed; under --secret only you can open it" },
	{ "unseal", OPT_UNSEAL, "FILE", "... write it in the clear" },
	{ "grade", OPT_GRADE, "LESSON", "grade the submissions that follow: LESSON FILE..." },
	{ "format", OPT_FORMAT, "text|json|gradescope|junit", "... and print the results so" },
	{ "sandbox", OPT_SANDBOX, "[require|auto|off]", "confine scripts and submissions; require: or refuse" },
	{ "version", OPT_VERSION, NULL, "print the version" },
	{ "help", OPT_HELP, NULL, "print this (-h)" },
};

enum { ROWS = sizeof(rows) / sizeof(*rows) };

static void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void complain(const char *format, ...)
{
	struct sink err;
	va_list args;

	sink_open(&err, STDERR_FILENO);
	sink_puts(&err, "hmsh: ");
	va_start(args, format);
	sink_vprintf(&err, format, args);
	va_end(args);
	sink_puts(&err, "\n");
	sink_flush(&err);
}

static bool print_text(struct text *t)
{
	const char *why = t->failed ? "out of memory" : file_append(STDOUT_FILENO, text_string(t), t->length);

	if (why)
		complain("standard output: %s", why);
	text_free(t);
	return !why;
}

static enum options_result print_help(void)
{
	struct text t = { 0 };

	text_puts(&t, "Usage: hmsh [OPTIONS] [SCRIPT [ARG...]]\n"
		  "A shell in front of a simulated 32-bit Linux machine with high memory.\n\n");
	for (unsigned int i = 0; i < ROWS; i++) {
		char name[48];

		if (!rows[i].help)
			continue;
		snprintf(name, sizeof(name), "%s%s%s%s", rows[i].id == OPT_CODE ? "-" : "--", rows[i].name,
			 !rows[i].argument ? "" : *rows[i].argument == '[' ? "[=" : " ", rows[i].argument ? rows[i].argument + (*rows[i].argument == '[') : "");
		text_printf(&t, "  %-27s %s\n", name, rows[i].help);
	}
	text_puts(&t, "\nWithout a script: a prompt on a terminal, else standard input is the script.\n"
		  "Exit status: 0 fine, 1 a failed check, 2 errors, 3 kernel report, 4 files, 5 a limit,\n"
		  "130 interrupted.\n");
	return print_text(&t) ? OPTIONS_DONE : OPTIONS_LOST;
}

static enum options_result print_version(void)
{
	struct text t = { 0 };

	text_puts(&t, "hmsh 0.1\nLicence GPL-3.0-or-later. There is no warranty.\n");
	return print_text(&t) ? OPTIONS_DONE : OPTIONS_LOST;
}

static bool read_number(const char *text, uint64_t least, uint64_t *value)
{
	if (word_number(text, strlen(text), UINT64_MAX >> 1, value) && *value >= least)
		return true;
	complain("\"%s\": a number from %llu on is expected", text, (unsigned long long)least);
	return false;
}

static bool read_choice(const char *name, const char *text, const char *const *choices, unsigned int *value)
{
	for (*value = 0; choices[*value]; (*value)++)
		if (!strcmp(text, choices[*value]))
			return true;
	complain("--%s %s: one of %s, %s, %s is expected", name, text, choices[0], choices[1], choices[2]);
	return false;
}

/* "key=value key=value", with blanks or commas between. */
static bool read_machine(struct hm_config *cfg, const char *text)
{
	char why[512];

	for (;;) {
		size_t n;

		text += strspn(text, " ,\t\n");
		n = strcspn(text, " ,\t\n");
		if (!n)
			return true;
		if (!set_machine_key(cfg, text, n, why, sizeof(why))) {
			complain("--machine: %s", why);
			return false;
		}
		text += n;
	}
}

/* The words behind `--machine KEY=VALUE` that are KEY=VALUE, too, as `machine` takes them; a file's name is none. */
static bool read_more_machine(struct hm_config *cfg, int argc, char **argv)
{
	for (; optind < argc && argv[optind][0] != '-'; optind++) {
		size_t n = strcspn(argv[optind], "=");
		const char *key = NULL;

		for (unsigned int i = 0; argv[optind][n] && (key = hm_config_key(i, NULL)); i++)
			if (strlen(key) == n && !memcmp(key, argv[optind], n))
				break;
		if (!key)
			return true;
		if (!read_machine(cfg, argv[optind]))
			return false;
	}
	return true;
}

static bool read_era(struct hm_config *cfg, const char *name)
{
	char why[512];

	if (hm_config_set(cfg, "era", name, why, sizeof(why)) == HM_OK)
		return true;
	complain("--era: %s", why);
	return false;
}

static bool take_choice(struct options *o, enum option_id id, const char *text)
{
	static const char *const colours[] = { "auto", "always", "never", NULL }, *const lints[] = { "off", "warn", "error", NULL };
	unsigned int value;

	if (!read_choice(id == OPT_COLOR ? "color" : "lint", text, id == OPT_COLOR ? colours : lints, &value))
		return false;
	if (id == OPT_COLOR)
		o->colour = (enum colour_when)value;
	else
		o->lint = (enum lang_lint)value;
	return true;
}

static bool take_part(struct options *o, const char *text)
{
	uint64_t part;

	if (!read_number(text, 1, &part))
		return false;
	o->part = part < UINT32_MAX ? (unsigned int)part : UINT32_MAX;
	return true;
}

/* Seconds, with at most three digits behind the point. */
static bool read_pace(struct options *o, const char *text)
{
	size_t whole = strspn(text, "0123456789"), part = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
	char thousandths[4] = "000";

	if (!whole || whole > 4 || part > 3 || text[whole + (text[whole] == '.') + part]) {
		complain("--pace %s: seconds are expected, as in 2 or 0.5", text);
		return false;
	}
	memcpy(thousandths, text + whole + 1, part);
	o->pace = atoi(text) * 1000 + atoi(thousandths);
	o->has_pace = true;
	return true;
}

static bool take_format(struct options *o, const char *name)
{
	o->format = grade_format_find(name);
	if (!o->format)
		complain("--format %s: one of text, json, gradescope, junit is expected", name);
	return o->format;
}

/* Alone it asks for what this kernel can do. */
static bool take_sandbox(struct options *o, const char *text)
{
	static const char *const words[] = { "auto", "require", "off", NULL };
	unsigned int value = SANDBOX_AUTO;

	if (*text && !read_choice("sandbox", text, words, &value))
		return false;
	o->sandbox = (enum sandbox_when)value;
	o->has_sandbox = true;
	return true;
}

static bool take_option(struct options *o, enum option_id id, const char *argument)
{
	switch (id) {
	case OPT_CODE:
		text_puts(&o->code, argument);
		text_puts(&o->code, "\n");
		o->has_code = true;
		return true;
	case OPT_ERA: return read_era(&o->config, argument);
	case OPT_MACHINE: return read_machine(&o->config, argument);
	case OPT_LINT: case OPT_COLOR: return take_choice(o, id, argument);
	case OPT_PART: return take_part(o, argument);
	case OPT_STEPS: return read_number(argument, 1, &o->steps);
	case OPT_BATCH: o->batch = true; return true;
	case OPT_QUIET: o->quiet = true; return true;
	case OPT_NO_RC: o->no_rc = true; return true;
	case OPT_WERROR: o->werror = true; return true;
	case OPT_VIEW: o->view = VIEW_ALWAYS; return true;
	case OPT_NO_VIEW: o->view = VIEW_NEVER; return true;
	case OPT_WATCH: o->watch = true; return true;
	case OPT_WATCHABLE: o->watchable = true; return true;
	case OPT_SYNTAX_ONLY: o->syntax_only = true; return true;
	case OPT_EMIT_C: o->emit_c = true; return true;
	case OPT_KEEP_GOING: o->keep_going = true; return true;
	case OPT_ACCESSIBLE: o->accessible = true; return true;
	case OPT_JSON: o->json = o->batch = true; return true;
	case OPT_RESUME: o->resume = true; return true;
	case OPT_CHECK_LESSONS: o->check_lessons = argument; return true;
	case OPT_UPDATE: o->update = true; return true;
	case OPT_LESSON: o->lesson = argument; return true;
	case OPT_WALKTHROUGH: o->lesson = argument; o->walkthrough = true; return true;
	case OPT_PACE: return read_pace(o, argument);
	case OPT_LESSONS: o->lessons = argument; return true;
	case OPT_EXAM: o->exam.exam = argument; return true;
	case OPT_ROSTER: o->exam.roster = argument; return true;
	case OPT_SECRET: o->exam.secret = argument; return true;
	case OPT_OUT: o->exam.out = argument; return true;
	case OPT_PAPER: o->exam.paper = argument; return true;
	case OPT_SEAL: o->exam.seal = argument; return true;
	case OPT_UNSEAL: o->exam.unseal = argument; return true;
	case OPT_OVERWRITE: o->exam.overwrite = true; return true;
	case OPT_GRADE: o->grade = argument; return true;
	case OPT_FORMAT: return take_format(o, argument);
	case OPT_SANDBOX: return take_sandbox(o, argument);
	case OPT_VERSION: case OPT_HELP:
		break;
	}
	return true;
}

static void long_options(struct option *to)
{
	for (unsigned int i = 0; i < ROWS; i++)
		to[i] = (struct option){ rows[i].name, !rows[i].argument ? no_argument : *rows[i].argument == '[' ? optional_argument : required_argument,
					 NULL, (int)rows[i].id };
	to[ROWS] = (struct option){ 0 };
}

static bool settle(struct options *o)
{
	if (hm_config_settle(&o->config, o->notes, sizeof(o->notes)) == HM_OK)
		return true;
	complain("%s", o->notes);
	return false;
}

/* --grade and its kin go together. */
static bool grade_fits(const struct options *o)
{
	if (!o->grade && o->format)
		complain("--format belongs to --grade");
	else if (o->has_sandbox && !o->grade && !o->batch && !o->has_code && !o->script && isatty(STDIN_FILENO))
		complain("--sandbox is for scripts and for --grade: a prompt needs its files");
	else if (o->grade && o->has_code)
		complain("--grade takes submissions from files, not from -c");
	else if (o->grade && (o->json || o->syntax_only || o->emit_c || o->check_lessons || o->lesson || o->resume || o->watch))
		complain("--grade only grades: the other options that say what to do do not go with it (JSON: --format json)");
	else if (o->grade && !o->submissions)
		complain("--grade LESSON SUBMISSION...: which files are the submissions?");
	else
		return true;
	return false;
}

/* --exam, and a roster and a secret wherever they are wanted. */
static bool exam_fits(const struct options *o)
{
	const struct exam_order *e = &o->exam;

	if (e->exam && exam_order_trouble(e))
		complain("%s", exam_order_trouble(e));
	else if (!e->exam && (e->out || e->paper || e->seal || e->unseal || e->overwrite))
		complain("--out, --overwrite, --paper, --seal and --unseal belong to --exam");
	else if (!e->exam && !o->grade && !o->check_lessons && (e->roster || e->secret))
		complain("--roster and --secret belong to --exam, to --grade EXAM and to --check-lessons");
	else if (o->grade && !e->roster != !e->secret)
		complain("an exam is graded with both --roster FILE and --secret FILE");
	else
		return true;
	return false;
}

/* Words that are no options end them, for they are a script's own; behind --grade they are submissions, with options between. */
static bool next_option(struct options *o, int argc, char **argv, const struct option *table, int *id, int *index)
{
	while ((*id = getopt_long(argc, argv, "+:c:bqnh", table, index)) == -1) {
		bool all = !strcmp(argv[optind - 1], "--");

		if (!o->grade || optind == argc)
			return false;
		o->submission = argv + 1; /* that many places lie behind getopt() already */
		do
			argv[++o->submissions] = argv[optind++];
		while (all && optind < argc);
		if (all) /* getopt() would go back to the first word behind "--" */
			return false;
	}
	return true;
}

enum options_result options_parse(struct options *o, int argc, char **argv)
{
	struct option table[ROWS + 1];
	const char *plain = getenv("ACCESSIBLE");
	int id, index = 0;

	*o = (struct options){ .lint = LANG_LINT_WARN, .accessible = plain && *plain && strcmp(plain, "0") != 0 };
	hm_config_default(&o->config);
	long_options(table);
	opterr = 0;
	while (argc > 0 && next_option(o, argc, argv, table, &id, &index)) {
		if (id == OPT_HELP)
			return print_help();
		if (id == OPT_VERSION)
			return print_version();
		if (id == '?' || id == ':') {
			complain("%s%s (hmsh --help lists the options)", argv[optind - 1], id == ':' ? " needs an argument" : " is no option of hmsh");
			return OPTIONS_BAD;
		}
		if (!take_option(o, (enum option_id)id, optarg ? optarg : "") ||
		    (id == OPT_MACHINE && !read_more_machine(&o->config, argc, argv)))
			return OPTIONS_BAD;
	}
	if (argc > 0 && optind < argc && !o->grade && !o->has_code)
		o->script = argv[optind];
	if (o->part && !o->emit_c) {
		complain("--part is a part of what --emit-c prints: give both");
		return OPTIONS_BAD;
	}
	if (o->has_pace && !o->walkthrough) {
		complain("--pace belongs to --walkthrough");
		return OPTIONS_BAD;
	}
	if (!exam_fits(o) || !grade_fits(o))
		return OPTIONS_BAD;
	if (!settle(o))
		return OPTIONS_BAD;
	if (o->code.failed)
		complain("out of memory");
	return o->code.failed ? OPTIONS_NO_MEMORY : OPTIONS_RUN;
}

void options_free(struct options *o)
{
	text_free(&o->code);
}
