/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The prompt, by readline's callback interface. A loop waits for the terminal or a signal, so that handlers only set flags. While a line is being run the
 * terminal is as it was found, and Ctrl-C stops what runs. Readline is known to the files input*.c and to nobody else.
 *
 * The terminal is restored on every way out but SIGKILL: by readline when a line is done, by the handler of fatal signals (prompt_signals.c), by atexit()
 * when readline itself ends the process for lack of memory.
 */
#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "shell/term/guard.h"
#include "shell/term/prompt.h"
#include "shell/term/watch.h"

enum { HISTORY_LINES = 10000 };

struct prompt *prompt;

/* ---- the view: readline edits, the stage draws ---- */

bool prompt_in_view(void)
{
	return stage_active(prompt->session->stage);
}

static void redisplay(void)
{
	if (prompt_in_view())
		prompt->dirty = true;
	else
		rl_redisplay();
}

static bool pastes_are_marked(void)
{
	const char *value = rl_variable_value("enable-bracketed-paste");

	return value && !strcmp(value, "on");
}

/* In the view the terminal is set up once, by guard.c. */
static void prepare_terminal(int meta)
{
	if (!prompt_in_view())
		rl_prep_terminal(meta);
}

static void restore_terminal(void)
{
	if (!prompt_in_view())
		rl_deprep_terminal();
}

void prompt_follow_view(struct prompt *p)
{
	bool on = prompt_in_view();

	if (on == p->in_view)
		return;
	if (on)
		snprintf(p->bell, sizeof(p->bell), "%s", rl_variable_value("bell-style"));
	rl_variable_bind("bell-style", on ? "none" : p->bell);
	p->in_view = on;
	p->dirty = on;
}

/*
 * What readline writes goes to the terminal, or nowhere while the view draws. Readline keeps a copy of the stream for the length of a line, in which the view may
 * come and go: so there is one stream for all.
 */
static ssize_t write_out(void *cookie, const char *bytes, size_t n)
{
	int fd = isatty(STDOUT_FILENO) ? STDOUT_FILENO : STDERR_FILENO;

	(void)cookie;
	for (size_t done = 0; done < n && !(prompt && prompt_in_view());) {
		ssize_t put = write(fd, bytes + done, n - done);

		if (put < 0 && errno != EINTR)
			return 0;
		done += put > 0 ? (size_t)put : 0;
	}
	return (ssize_t)n;
}

/* The prompt of readline, without what its marks say does not print. */
static void plain_prompt(char *out, size_t size)
{
	const char *from = rl_display_prompt ? rl_display_prompt : "";
	size_t n = 0;

	for (bool seen = true; *from && n + 1 < size; from++)
		if (*from == RL_PROMPT_START_IGNORE || *from == RL_PROMPT_END_IGNORE)
			seen = *from == RL_PROMPT_END_IGNORE;
		else if (seen)
			out[n++] = *from;
	out[n] = '\0';
}

static void draw_view(struct prompt *p)
{
	char shown[128], hint[160];
	struct edit_line edit = { shown, rl_line_buffer ? rl_line_buffer : "", (size_t)rl_end, (size_t)rl_point };
	unsigned int argument;
	const char *prototype = prompt_prototype(&argument);

	plain_prompt(shown, sizeof(shown));
	snprintf(hint, sizeof(hint), "%s", prototype ? prototype : "");
	p->dirty = false;
	stage_draw(p->session->stage, &edit, prototype ? hint : NULL);
}

/* ---- lines ---- */

static void on_line(char *line)
{
	prompt->has_line = true;
	prompt->at_end = !line;
	prompt->line = line;
	prompt->raw = false;
	rl_callback_handler_remove();
}

static void set_columns(struct session *s)
{
	struct winsize size;

	s->columns = 80;
	if (!ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col >= 20 && size.ws_col <= 1000)
		s->columns = size.ws_col;
	s->out.columns = s->err.columns = s->columns;
}

static void show_prompt(struct prompt *p)
{
	prompt_word(p);
	sink_fresh_line(&p->session->out);
	sink_flush(&p->session->out);
	sink_flush(&p->session->err);
	prompt_follow_view(p);
	p->raw = !prompt_in_view();
	p->hinted[0] = '\0';
	rl_callback_handler_install(p->shown, on_line);
	prompt_offer(p);
}

static void cancel_line(struct prompt *p)
{
	*p->session->interrupt = 0;
	if (prompt_in_view() && (rl_end || p->pending.length)) {
		rl_extend_line_buffer(rl_end + 3);
		rl_line_buffer[rl_end] = '\0';
		stage_typed(p->session->stage, p->shown, strcat(rl_line_buffer, "^C"));
	}
	rl_free_line_state();
	rl_callback_sigcleanup();
	rl_replace_line("", 0);
	rl_crlf();
	text_clear(&p->pending);
	rl_callback_handler_remove();
	show_prompt(p);
}

/* With a redisplay function of ours, readline would write the prompt a second time on the same row. */
static void resize_line(void)
{
	rl_voidfunc_t *own = rl_redisplay_function;

	if (!prompt_in_view())
		rl_redisplay_function = rl_redisplay;
	rl_resize_terminal();
	rl_redisplay_function = own;
}

static void stop_and_go_on(struct prompt *p)
{
	struct sigaction old, plain = { .sa_handler = SIG_DFL };
	sigset_t stop, blocked;

	p->stopped = 0;
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	rl_deprep_terminal();
	sigaction(SIGTSTP, &plain, &old);
	raise(SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, &blocked); /* here it stops, unless nobody could continue it */
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	sigaction(SIGTSTP, &old, NULL);
	rl_prep_terminal(1);
	resize_line();
	rl_forced_update_display();
}

/* What came while waiting. False: the session ends. */
static bool take_signals(struct prompt *p)
{
	if (p->terminate)
		return false;
	if (p->stopped)
		stop_and_go_on(p);
	if (p->resized) {
		p->resized = 0;
		resize_line();
		if (prompt_in_view())
			stage_refit(p->session->stage, false);
		else
			set_columns(p->session);
		p->dirty = prompt_in_view();
	}
	if (*p->session->interrupt)
		cancel_line(p);
	return true;
}

/* More keys in hand? Then the view waits with drawing. */
static bool keys_wait(void)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&input, 1, 0) > 0;
}

static void take_key(struct prompt *p)
{
	struct stage *st = p->session->stage;
	int end;

	if (prompt_in_view() && st->view.help) {
		st->view.help = false;
		p->dirty = true;
	}
	end = rl_end;
	p->runs_at = 0; /* somebody is there: the line waits for Enter */
	p->keep_place = false;
	rl_callback_read_char();
	/* who types wants to see where */
	if (st && rl_end != end && !p->keep_place)
		stage_to_end(st);
}

enum { QUIET_MS = 30, MOST_ROUNDS = 200 };

/*
 * Lines that came before the question could be read (typed ahead, or pasted where the terminal does not mark pastes) are no answers to it. A paste may still be
 * arriving: until the terminal is quiet.
 */
static void drop_typed_ahead(struct prompt *p)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	int rounds = 0;

	if (!p->asked || !isatty(STDIN_FILENO) || poll(&input, 1, 0) <= 0 || !(input.revents & POLLIN))
		return;
	do
		tcflush(STDIN_FILENO, TCIFLUSH);
	while (++rounds < MOST_ROUNDS && poll(&input, 1, QUIET_MS) > 0 && input.revents & POLLIN);
	session_say(p->session, "hmsh: something is asked here: what was typed ahead is dropped");
}

/* Waits for a key, a watcher or a signal. False: the session ends. */
static bool wait_and_take(struct prompt *p, const sigset_t *open)
{
	struct pollfd polls[WATCHERS + 2] = { { .fd = STDIN_FILENO, .events = POLLIN } };
	struct stage *st = p->session->stage;
	struct timespec wait;
	int watching = st ? watch_polls(st->watch, polls + 1) : 0, n;
	bool broken;

	if (p->dirty && prompt_in_view() && !keys_wait())
		draw_view(p);
	if (prompt_run_offered(p))
		return !p->session->quit;
	n = ppoll(polls, 1 + (nfds_t)watching, prompt_patience(p, &wait), open);
	broken = n < 0 && errno != EINTR;
	if (!take_signals(p) || broken)
		return false;
	if (prompt_in_view() && stage_continued(st))
		p->dirty = true;
	if (n > 0 && watching && watch_serve(st->watch, polls + 1, watching))
		watch_show(st->watch, &st->view, p->session->world->m);
	if (n > 0 && polls[0].revents & (POLLIN | POLLHUP))
		take_key(p);
	else if (n > 0 && polls[0].revents)
		return false; /* the terminal is gone */
	return true;
}

/* Ctrl-D in the middle of an input ends that input, not the session. */
static void drop_input(struct prompt *p)
{
	if (p->session->stage)
		stage_typed(p->session->stage, p->shown, "");
	text_clear(&p->pending);
	p->at_end = false;
	if (!prompt_in_view() && !pastes_are_marked()) /* else readline has ended the line itself */
		sink_puts(&p->session->err, "\n");
	session_say(p->session, "hmsh: what was typed so far is dropped; Ctrl-D on an empty prompt leaves");
}

/* The next line in p->line; false: the end. Signals are let in only while waiting, so none is lost between test and wait. */
static bool wait_line(struct prompt *p)
{
	sigset_t blocked, open;

	sigemptyset(&blocked);
	for (size_t i = 0; i < 6; i++)
		sigaddset(&blocked, (const int[]){ SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH }[i]);
	p->has_line = false;
	drop_typed_ahead(p);
	p->asked = false;
	show_prompt(p);
	sigprocmask(SIG_BLOCK, &blocked, &open);
	while (!p->has_line && wait_and_take(p, &open))
		;
	sigprocmask(SIG_SETMASK, &open, NULL);
	if (!p->has_line)
		rl_callback_handler_remove();
	return p->has_line && !p->at_end;
}

static bool next_line(struct prompt *p)
{
	bool more = wait_line(p);

	while (!more && p->at_end && p->pending.length) {
		drop_input(p);
		more = wait_line(p);
	}
	return more;
}

static void add_history_line(const char *line)
{
	add_history(line);
}

static void start_readline(struct prompt *p)
{
	rl_readline_name = "hmsh";
	if (p->session->accessible)
		rl_terminal_name = "dumb"; /* no cursor moves, no escape sequences */
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0;
	p->out = fopencookie(p, "w", (cookie_io_functions_t){ .write = write_out });
	rl_outstream = p->out ? p->out : isatty(STDOUT_FILENO) ? stdout : stderr;
	rl_initialize(); /* first: it gives up bracketed paste where it finds a redisplay function that is not its own */
	rl_redisplay_function = redisplay;
	rl_prep_term_function = prepare_terminal;
	rl_deprep_term_function = restore_terminal;
	prompt_complete_by_type();
	using_history();
	stifle_history(HISTORY_LINES);
	past_lines_open(&p->past, p->session);
	past_lines_read(&p->past, add_history_line);
	prompt_bind_keys();
	prompt_bind_step_back();
}

void interactive(struct session *s)
{
	struct prompt p = { .session = s };

	setlocale(LC_CTYPE, "");
	p.has_cooked = guard_cooked(&p.cooked) || !tcgetattr(STDIN_FILENO, &p.cooked);
	prompt = &p;
	set_columns(s);
	start_readline(&p);
	while (!s->quit && !session_output_lost(s) && next_line(&p)) {
		prompt_take(&p, p.line);
		free(p.line);
		p.line = NULL;
	}
	if (p.at_end && !pastes_are_marked()) /* else readline has ended the line itself */
		sink_puts(&s->err, "\n");
	free(p.line);
	text_free(&p.pending);
	past_lines_close(&p.past);
	rl_outstream = stdout;
	if (p.out)
		fclose(p.out);
	s->killed_by = (int)p.terminate;
	prompt_at_exit();
	prompt = NULL;
}
