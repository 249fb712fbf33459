/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hmsh: reads the command line, opens a session, feeds it a script or a person, and turns what happened into an exit status.
 */
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "shell/command/command.h"
#include "shell/file.h"
#include "shell/exam/marks.h"
#include "shell/grade/command.h"
#include "shell/interrupt.h"
#include "shell/journal.h"
#include "shell/json.h"
#include "shell/learn/check.h"
#include "shell/learn/learn.h"
#include "shell/options.h"
#include "shell/term/interactive.h"
#include "shell/term/stage.h"
#include "shell/term/watch.h"
#include "shell/translate.h"

enum { BATCH_STEPS = 100000000, MAX_MESSAGES = 20, MAX_MESSAGES_SYNTAX = 1000, CARET_COLUMNS = 120, SCRIPT_MEMORY = 1 << 30, SCRIPT_FILE = 64 << 20 };

/* A closed standard stream is filled with one that fails, so that no file of ours gets its number and what is lost is noticed. */
static void fill_standard_streams(void)
{
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)!open("/dev/null", fd ? O_RDONLY : O_WRONLY);
}

static void set_colours(struct session *s, const struct options *o)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");
	bool plain = !term || !*term || !strcmp(term, "dumb") || (no && *no);
	bool on = o->colour == COLOUR_ALWAYS || (o->colour == COLOUR_AUTO && !plain);

	s->out.colour = on && !o->accessible && (o->colour == COLOUR_ALWAYS || s->out.terminal);
	s->err.colour = on && !o->accessible && (o->colour == COLOUR_ALWAYS || s->err.terminal);
}

static void apply_options(struct session *s, const struct options *o)
{
	s->keep_going = o->keep_going;
	s->quiet = o->quiet;
	s->accessible = o->accessible;
	s->syntax_only = o->syntax_only;
	s->columns = o->syntax_only ? 0 : CARET_COLUMNS; /* gcc has no limit */
	if (o->lessons && learn_of(s))
		s->learn->option = o->lessons;
	s->max_errors = o->syntax_only ? MAX_MESSAGES_SYNTAX : MAX_MESSAGES;
	s->soft.settings.lint = s->soft_taken.settings.lint = o->lint;
	s->soft.settings.werror = s->soft_taken.settings.werror = o->werror;
	session_apply_settings(s);
	set_colours(s, o);
	if (*o->notes)
		session_say(s, "%.*s", (int)(strlen(o->notes) - (o->notes[strlen(o->notes) - 1] == '\n')), o->notes);
}

/* ---- scripts ---- */

static const char *read_stdin(const struct session *s, struct text *out)
{
	char part[65536];
	ssize_t n;

	while ((n = read(STDIN_FILENO, part, sizeof(part))) > 0 || (n < 0 && errno == EINTR && !*s->interrupt)) {
		if (n > 0)
			text_add(out, part, (size_t)n);
		if (out->length > FILE_LIMIT)
			return "it is too long";
	}
	return n < 0 ? strerror(errno) : out->failed ? "out of memory" : file_text_trouble(text_string(out), out->length);
}

static const char *script_text(const struct session *s, struct options *o, const char **file, struct text *text)
{
	*file = o->has_code ? "<command-line>" : o->script && strcmp(o->script, "-") ? o->script : "<stdin>";
	if (o->has_code) {
		*text = o->code;
		o->code = (struct text){ 0 };
		return NULL;
	}
	if (!o->script || !strcmp(o->script, "-"))
		return read_stdin(s, text);
	text_puts(text, "");
	const char *why = file_read(o->script, FILE_LIMIT, text);

	return why ? why : file_text_trouble(text_string(text), text->length);
}

/* --sandbox for a script: what it needs is open or in memory by now. False: it must not run. */
static bool confine(struct session *s, enum sandbox_when when)
{
	const struct sandbox_limits limits = { .memory = SCRIPT_MEMORY, .file = SCRIPT_FILE };
	unsigned int layers = when == SANDBOX_OFF ? 0 : sandbox_enter(&limits);
	char missing[80];

	if (when == SANDBOX_OFF)
		session_say(s, "hmsh: --sandbox=off: the script runs unconfined");
	if (when == SANDBOX_OFF || layers == SANDBOX_ALL)
		return true;
	sandbox_words(SANDBOX_ALL & ~layers, missing, sizeof(missing));
	if (when == SANDBOX_REQUIRE)
		session_error(s, STATUS_FILE, "hmsh-sandbox", "this system gives no %s: --sandbox=require runs nothing without", missing);
	else
		session_say(s, "hmsh: this system gives no %s; the script runs with the rest", missing);
	return when != SANDBOX_REQUIRE;
}

static void run_script(struct session *s, struct options *o)
{
	struct text text = { 0 };
	const char *file, *why = script_text(s, o, &file, &text);

	s->step_limit = o->steps ? o->steps : BATCH_STEPS;
	if (!why && o->has_sandbox && !confine(s, o->sandbox))
		; /* said */
	else if (why)
		session_error(s, STATUS_FILE, "hmsh-file", "%s: %s%s", file, why,
			      strchr(file, '=') ? " (keys of a machine stand behind --machine; `hmsh -c machine` lists them)" : "");
	else if (o->emit_c)
		translate(s, file, text_string(&text), text.length, o->part ? o->part : 1);
	else
		session_script(s, file, text_string(&text), text.length, true);
	text_free(&text);
}

static void grade(struct session *s, const struct options *o)
{
	const struct grade_options options = {
		.lesson = o->grade, .lessons = o->lessons, .submission = o->submission, .submissions = o->submissions, .format = o->format,
		.sandbox = o->sandbox, .steps = o->steps
	};

	if (o->exam.roster)
		exam_grade(s, &o->exam, &options);
	else if (exam_is_one(o->lessons, o->grade))
		session_error(s, STATUS_ERROR, "hmsh-exam", "%s is an exam, and every student has a paper of their own: --roster FILE and --secret FILE belong to it", o->grade);
	else
		grade_command(s, &options);
}

/* ---- a person ---- */

static void set_width(struct session *s)
{
	struct winsize size;

	if (stage_active(s->stage))
		return;
	s->columns = !ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col >= 20 ? size.ws_col : 80;
	s->out.columns = s->err.columns = s->columns;
}

static void first_screen(struct session *s)
{
	char line[160];

	set_width(s);
	machine_line(hm_config(s->world->m), hm_layout(s->world->m), line, sizeof(line));
	sink_puts(&s->err, "hmsh: ");
	sink_wrap(&s->err, 6, 2, line);
	session_say(s, "Try: struct page *p = alloc_page(GFP_HIGHUSER);%s%s", s->columns < 93 ? "\nthen " : "   then   ",
		    hm_machine_era(s->world->m)->example);
	session_say(s, "tour (5 min) | lesson | help | undo | Ctrl-D leaves");
}

static void run_rc(struct session *s)
{
	struct text path = { 0 }, text = { 0 };
	const char *why;

	config_file(&path);
	if (path.length && !access(path.bytes, F_OK)) {
		why = file_read(path.bytes, FILE_LIMIT, &text);
		if (why)
			session_error(s, STATUS_FILE, "hmsh-file", "%s: %s", path.bytes, why);
		else
			session_script(s, path.bytes, text_string(&text), text.length, true);
	}
	s->timeline.floor = timeline_mark(&s->timeline); /* undo does not reach into it */
	s->ended = false;
	text_free(&path);
	text_free(&text);
}

/* Does the view come up by itself? It needs room, and was not left off the last time. */
static bool view_wanted(const struct stage *st, const struct options *o)
{
	struct winsize size;

	if (o->walkthrough && o->view == VIEW_AUTO)
		return !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col >= 60 && size.ws_row >= 20;
	if (o->view != VIEW_AUTO)
		return o->view == VIEW_ALWAYS;
	return st->on_at_end && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col >= 80 && size.ws_row >= 24;
}

static void open_stage(struct session *s, struct stage *st, const struct options *o)
{
	char name[32];
	const char *why = NULL;

	if (!stage_open(st, s, !s->accessible))
		return;
	s->stage = st;
	if (!s->accessible && view_wanted(st, o) && !stage_on(st, &why) && o->view == VIEW_ALWAYS)
		session_error(s, STATUS_ERROR, "hmsh-view", "no view: %s", why);
	snprintf(name, sizeof(name), "%ld", (long)getpid());
	if (o->watchable && !(st->watch = watch_open(name, &why)))
		session_say(s, "hmsh: nobody can watch: %s", why);
}

/* --lesson and --walkthrough: as if it had been typed, so that the journal has it. */
static void begin_lesson(struct session *s, const struct options *o)
{
	struct text line = { 0 };

	if (!learn_of(s))
		return;
	s->learn->presenting = o->walkthrough;
	s->learn->pace = o->has_pace ? o->pace : -1;
	if (o->walkthrough && s->stage) {
		s->stage->keep = false;
		view_layout(&s->stage->view, "present", 7);
	}
	set_width(s);
	text_printf(&line, "lesson \"%s\"\n", o->lesson);
	session_type(s, text_string(&line), line.length);
	s->prompt_line -= s->prompt_line == 2;
	text_free(&line);
	s->quit = s->quit || (o->walkthrough && !learn_lesson(s));
	s->quit_status = s->quit ? (int)s->status : s->quit_status;
}

/* Said when the view is open: it would be drawn over. */
static void say_resumed(struct session *s)
{
	const struct entry_list *l = &s->entries;
	const char *text = l->used ? l->entry[l->used - 1].text : "";
	size_t n = strcspn(text, "\n");

	session_say(s, "%zu input%s resumed: machine, variables and undo are as they were.", l->used, l->used == 1 ? "" : "s");
	if (n)
		session_say(s, "The last one: %.*s%s (`history` shows all)", (int)(n < 48 ? n : 48), text, n > 48 || text[n + (text[n] != 0)] ? " ..." : "");
}

static void run_interactive(struct session *s, const struct options *o)
{
	struct stage stage = { 0 };

	s->interactive = true;
	s->step_limit = o->steps;
	setlocale(LC_CTYPE, "");
	s->utf8 = s->err.terminal && !s->accessible && !strcmp(nl_langinfo(CODESET), "UTF-8");
	if (o->resume) {
		if (!journal_resume(s))
			return;
	} else if (!o->no_rc) {
		run_rc(s);
	}
	if (!s->journal)
		journal_open(s);
	s->status = STATUS_OK;
	interactive_signals();
	open_stage(s, &stage, o);
	if (o->resume)
		say_resumed(s);
	if (o->lesson)
		begin_lesson(s, o);
	else if (!o->quiet)
		first_screen(s);
	interactive(s);
	learn_end(s);
	if (s->stage)
		stage_close(s->stage);
	s->stage = NULL;
	s->status = STATUS_OK; /* typing mistakes is no failure; `quit N` says otherwise */
	journal_close(s);
}

/* ---- the end ---- */

static const char *lost_reason(const struct session *s)
{
	int error = s->out.error ? s->out.error : s->err.error;

	return error == EPIPE ? NULL : strerror(error);
}

/* The session is not taken apart: its memory goes with the process, sooner than by hand. */
static _Noreturn void finish(struct session *s)
{
	int status;

	json_finish(s, s->quit_status >= 0 ? s->quit_status : (int)s->status);
	sink_flush(&s->out);
	sink_flush(&s->err);
	status = s->quit_status >= 0 ? s->quit_status : (int)s->status;
	if (session_output_lost(s)) {
		const char *why = lost_reason(s);

		if (why && !s->err.lost) {
			sink_printf(&s->err, "hmsh: standard %s: %s\n", s->out.error ? "output" : "error", why);
			sink_flush(&s->err);
		}
		status = STATUS_FILE;
	}
	if (s->killed_by) {
		signal(s->killed_by, SIG_DFL);
		raise(s->killed_by);
	}
	exit(status);
}

static bool is_interactive(const struct options *o)
{
	return !o->batch && !o->check_lessons && !o->exam.exam && !o->grade && !o->has_code && !o->script && !o->syntax_only && !o->emit_c && isatty(STDIN_FILENO) &&
	       (isatty(STDOUT_FILENO) || isatty(STDERR_FILENO));
}

int main(int argc, char **argv)
{
	struct options o;
	struct session *s;
	int status;

	fill_standard_streams();
	signal(SIGPIPE, SIG_IGN);
	switch (options_parse(&o, argc, argv)) {
	case OPTIONS_RUN: break;
	case OPTIONS_DONE: options_free(&o); return STATUS_OK;
	case OPTIONS_BAD: options_free(&o); return STATUS_ERROR;
	case OPTIONS_LOST: options_free(&o); return STATUS_FILE;
	case OPTIONS_NO_MEMORY: options_free(&o); return STATUS_LIMIT;
	}
	if (o.watch) {
		status = watch_run(o.script);
		options_free(&o);
		return status;
	}
	s = malloc(sizeof(*s));
	if (!s || session_open(s, &o.config) != HM_OK) {
		fputs("hmsh: out of memory\n", stderr);
		free(s);
		options_free(&o);
		return STATUS_LIMIT;
	}
	s->interrupt = interrupt_install();
	apply_options(s, &o);
	if (o.json && !o.emit_c && !json_start(s))
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
	json_pump(s);
	if (o.check_lessons)
		check_lessons(s, o.check_lessons, o.update, &o.exam);
	else if (o.exam.exam)
		exam_run(s, &o.exam);
	else if (o.grade)
		grade(s, &o);
	else if (is_interactive(&o))
		run_interactive(s, &o);
	else
		run_script(s, &o);
	finish(s);
}
