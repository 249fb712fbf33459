/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The prompt, by readline's callback interface: the only file that knows readline. A loop waits for the terminal or a signal, so that handlers only set
 * flags. While a line is being run the terminal is as it was found, and Ctrl-C stops what runs.
 *
 * The terminal is restored on every way out but SIGKILL: by readline when a line is done, by the handler of fatal signals (on a stack of its own,
 * with a copy of the settings), by atexit() when readline itself ends the process for lack of memory.
 *
 * Readline keeps its state in variables of its own, and its hooks have no argument: hence the one pointer at file scope.
 */
#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "shell/term/complete.h"
#include "shell/term/guard.h"
#include "shell/term/interactive.h"
#include "shell/term/stage.h"
#include "shell/term/watch.h"

enum { PASTE_LIMIT = 16 << 20, HISTORY_LINES = 10000 };

struct prompt {
	struct session *session;
	struct past_lines past;
	struct text pending;       /* lines of an input that is not complete */
	char *line;                /* what the handler got */
	bool has_line, at_end, raw;
	struct termios cooked;
	bool has_cooked;
	bool dirty;                /* the view shows another edit line */
	bool in_view;              /* readline is set up for the view */
	FILE *nowhere;             /* where readline writes while the view draws */
	char shown[128];           /* the prompt of the line in hand */
	volatile sig_atomic_t hangup, terminate, stopped, resized;
};

static struct prompt *prompt; /* for readline's hooks and signal handlers; see above */

static const char continuation[] = " ...> ";

/* ---- signals ---- */

static void on_signal(int number)
{
	if (!prompt)
		return;
	if (number == SIGTSTP)
		prompt->stopped = 1;
	else if (number == SIGWINCH)
		prompt->resized = 1;
	else
		prompt->terminate = number;
	if (number == SIGHUP)
		prompt->hangup = 1;
	*prompt->session->interrupt += number == SIGHUP || number == SIGTERM || number == SIGQUIT;
}

/* Only what is safe in a handler: the terminal's old settings, and the end of bracketed paste. */
static void on_fatal(int number)
{
	static const char leave[] = "\033[?2004l\r\n";

	if (prompt && prompt->has_cooked) {
		tcsetattr(STDIN_FILENO, TCSANOW, &prompt->cooked);
		if (prompt->raw && write(STDOUT_FILENO, leave, sizeof(leave) - 1) < 0)
			number += 0;
	}
	signal(number, SIG_DFL);
	raise(number);
}

static void at_exit(void)
{
	if (prompt && prompt->has_cooked)
		tcsetattr(STDIN_FILENO, TCSANOW, &prompt->cooked);
}

static void install(int number, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags }, old;

	sigemptyset(&action.sa_mask);
	if (!sigaction(number, NULL, &old) && old.sa_handler != SIG_IGN)
		sigaction(number, &action, NULL);
}

void interactive_signals(void)
{
	static const int ours[] = { SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH }, fatal[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };
	static char stack[16384];
	stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };

	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		install(ours[i], on_signal, 0);
	sigaltstack(&alternate, NULL);
	for (size_t i = 0; i < sizeof(fatal) / sizeof(*fatal); i++)
		install(fatal[i], on_fatal, SA_ONSTACK | (int)SA_RESETHAND);
	atexit(at_exit);
}

/* ---- the view: readline edits, the stage draws ---- */

static bool view_is_on(void)
{
	return stage_active(prompt->session->stage);
}

static void redisplay(void)
{
	if (view_is_on())
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
	if (!view_is_on())
		rl_prep_terminal(meta);
}

static void restore_terminal(void)
{
	if (!view_is_on())
		rl_deprep_terminal();
}

/* Has the view been switched on or off since the last prompt? Then readline writes elsewhere. */
static void follow_view(struct prompt *p)
{
	bool on = view_is_on();

	if (on && !p->nowhere)
		p->nowhere = fopen("/dev/null", "we");
	if (on == p->in_view)
		return;
	p->in_view = on;
	rl_outstream = on && p->nowhere ? p->nowhere : isatty(STDOUT_FILENO) ? stdout : stderr;
	if (on)
		rl_variable_bind("bell-style", "none");
	p->dirty = on;
}

static void switch_view(struct session *s)
{
	const char *why;

	if (view_is_on()) {
		s->stage->on_at_end = false;
		stage_off(s->stage, true);
	} else {
		rl_deprep_terminal();
		s->stage->on_at_end = true;
		if (!stage_on(s->stage, &why))
			session_say(s, "no view: %s", why);
	}
	follow_view(prompt);
	if (view_is_on())
		return;
	rl_prep_terminal(1);
	rl_on_new_line();
	rl_redisplay();
}

static void scroll_by(int pages)
{
	struct stage *st = prompt->session->stage;
	bool panes = st->view.arrangement.focus || st->view.arrangement.zoom;
	int rows = view_dialogue(&st->view, st->grid.width, st->grid.height).height;

	view_scroll(&st->view, pages * (panes ? 4 : rows > 2 ? rows - 2 : 1), st->grid.width, st->grid.height);
}

/* Ctrl-X and a key; PgUp and PgDn come as '[' and ']'. The same as `view ...` (command/view.c). */
static int view_key(int count, int key)
{
	struct stage *st = prompt->session->stage;
	char digit = (char)key;

	(void)count;
	if (!st || prompt->session->accessible)
		return 0;
	if (key == 'v') {
		switch_view(prompt->session);
		return 0;
	}
	if (!view_is_on())
		return 0;
	prompt->dirty = true;
	switch (key) {
	case 'z': view_zoom(&st->view, "", 0); break;
	case 'o': view_next_pane(&st->view, st->grid.width, st->grid.height); break;
	case 'j': scroll_by(-1); break;
	case 'k': scroll_by(1); break;
	case 't': st->view.theme = (enum theme)((st->view.theme + 1) % THEME_NR); break;
	case 'h': st->view.help = !st->view.help; break;
	default: view_layout(&st->view, &digit, 1); break;
	}
	return 0;
}

static int page_up(int count, int key)
{
	if (!view_is_on())
		return rl_history_search_backward(count, key);
	scroll_by(1);
	redisplay();
	return 0;
}

static int page_down(int count, int key)
{
	if (!view_is_on())
		return rl_history_search_forward(count, key);
	scroll_by(-1);
	redisplay();
	return 0;
}

/* What stands on the line so far is looked for in the dialogue; again: further up. */
static int search_dialogue(int count, int key)
{
	struct stage *st = prompt->session->stage;
	char what[sizeof(st->view.dialogue.search)];

	(void)count;
	(void)key;
	if (!view_is_on())
		return 0;
	snprintf(what, sizeof(what), "%s", rl_end ? rl_line_buffer : st->view.dialogue.search);
	if (!dialogue_search(&st->view.dialogue, what, st->grid.width))
		snprintf(st->view.note, sizeof(st->view.note), *what ? "not found further up" : "type what you look for, then Ctrl-X /");
	prompt->dirty = true;
	return 0;
}

static int draw_anew(int count, int key)
{
	if (!view_is_on())
		return rl_clear_screen(count, key);
	stage_refit(prompt->session->stage, true);
	prompt->dirty = true;
	return 0;
}

/* Are there only blanks before the cursor? */
static bool at_indent(void)
{
	int i = 0;

	while (i < rl_point && (rl_line_buffer[i] == ' ' || rl_line_buffer[i] == '\t'))
		i++;
	return i == rl_point;
}

/* Tab where a line begins is a tab; elsewhere it completes, and the second in a row lists. */
static int tab_key(int count, int key)
{
	rl_inhibit_completion = at_indent();
	if (rl_last_func == tab_key)
		rl_last_func = rl_complete;
	return rl_complete(count, key);
}

/* Takes a key over from readline's own default; the user's choice stays. */
static void bind_over(const char *sequence, rl_command_func_t *own, rl_command_func_t *other, Keymap map)
{
	if (rl_function_of_keyseq(sequence, map, NULL) == other)
		rl_bind_keyseq_in_map(sequence, own, map);
	else
		rl_bind_keyseq_if_unbound_in_map(sequence, own, map);
}

/* In emacs and vi insertion mode; what the user's inputrc binds stays. */
static void bind_keys(void)
{
	static const char keys[] = "123456789zojktvh";
	Keymap maps[] = { emacs_standard_keymap, vi_insertion_keymap };

	for (size_t m = 0; m < 2; m++) {
		for (const char *k = keys; *k; k++) {
			char sequence[] = { 'X' & 0x1f, *k, 0 };

			rl_bind_keyseq_if_unbound_in_map(sequence, view_key, maps[m]);
		}
		rl_bind_keyseq_if_unbound_in_map("\030/", search_dialogue, maps[m]);
		bind_over("\033[5~", page_up, rl_history_search_backward, maps[m]);
		bind_over("\033[6~", page_down, rl_history_search_forward, maps[m]);
		bind_over("\t", tab_key, rl_complete, maps[m]);
		bind_over("\014", draw_anew, rl_clear_screen, maps[m]);
	}
}

/* The prompt of readline, without the marks around what does not print. */
static void plain_prompt(char *out, size_t size)
{
	const char *from = rl_display_prompt ? rl_display_prompt : "";
	size_t n = 0;

	for (; *from && n + 1 < size; from++)
		if (*from != RL_PROMPT_START_IGNORE && *from != RL_PROMPT_END_IGNORE)
			out[n++] = *from;
	out[n] = '\0';
}

static void draw_view(struct prompt *p)
{
	char shown[128], hint[160];
	struct edit_line edit = { shown, rl_line_buffer ? rl_line_buffer : "", (size_t)rl_end, (size_t)rl_point };
	unsigned int argument;
	const char *prototype = rl_end ? lang_prototype_at(p->session->world->lang, rl_line_buffer, (size_t)rl_point, &argument) : NULL;

	plain_prompt(shown, sizeof(shown));
	snprintf(hint, sizeof(hint), "%s", prototype ? prototype : "");
	p->dirty = false;
	stage_draw(p->session->stage, &edit, prototype ? hint : NULL);
}

/* Completions as lines of the dialogue; nothing is asked, the rest is counted. */
static void list_matches(char **list, int count, int longest)
{
	enum { ROWS_OF_MATCHES = 8 };
	struct session *s = prompt->session;
	int width = longest + 2, per_row, row = 0;

	if (!view_is_on()) {
		rl_display_match_list(list, count, longest);
		rl_forced_update_display();
		return;
	}
	per_row = (int)s->columns / width > 0 ? (int)s->columns / width : 1;
	sink_style(&s->err, STYLE_DIM);
	for (int i = 1; i <= count && row < ROWS_OF_MATCHES; i++) {
		bool last = i == count || i % per_row == 0;

		sink_printf(&s->err, "%-*s%s", last ? 0 : width, list[i], last ? "\n" : "");
		row += last;
		if (last && row == ROWS_OF_MATCHES && i < count)
			sink_printf(&s->err, "and %d more\n", count - i);
	}
	sink_style(&s->err, STYLE_PLAIN);
	prompt->dirty = true;
}

/* ---- completion ---- */

static char **matches(const char *prefix, const struct completion *c)
{
	size_t count = 0, capacity = 0, shared = 0;
	char **list = NULL;
	const char *name;

	for (unsigned int i = 0; i < 5000 && (name = completion_word(prompt->session, c, prefix, i)); i++) {
		if (count + 2 >= capacity) {
			size_t more = capacity ? capacity * 2 : 16;
			char **grown = realloc(list, more * sizeof(*grown));

			if (!grown)
				break;
			list = grown;
			capacity = more;
			if (!count)
				list[count++] = NULL;
		}
		list[count] = strdup(name);
		if (!list[count])
			break;
		for (shared = count == 1 ? strlen(name) : shared; strncmp(list[1], name, shared); shared--)
			;
		count++;
	}
	if (!list)
		return NULL;
	list[count] = NULL;
	list[0] = count > 1 ? copy_bytes(list[1], shared) : NULL;
	if (list[0])
		return list;
	for (size_t i = 1; i < count; i++)
		free(list[i]);
	free(list);
	return NULL;
}

static char **complete(const char *prefix, int start, int end)
{
	struct completion c = completion_at(rl_line_buffer, (size_t)start, (size_t)end);
	char **list;

	if (completion_is_file(&c))
		return NULL;
	rl_attempted_completion_over = 1;
	list = matches(prefix, &c);
	if (list && !list[2])
		rl_completion_append_character = completion_end(prompt->session, &c, list[0]);
	return list;
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
}

static void show_prompt(struct prompt *p)
{
	struct text t = { 0 };

	if (p->pending.length)
		text_puts(&t, continuation);
	else
		session_prompt(p->session, &t);
	sink_fresh_line(&p->session->out);
	sink_flush(&p->session->out);
	sink_flush(&p->session->err);
	follow_view(p);
	p->raw = !view_is_on();
	snprintf(p->shown, sizeof(p->shown), "%s", t.failed ? "hmsh> " : text_string(&t));
	rl_callback_handler_install(p->shown, on_line);
	text_free(&t);
}

static void cancel_line(struct prompt *p)
{
	*p->session->interrupt = 0;
	if (view_is_on() && (rl_end || p->pending.length)) {
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

	if (!view_is_on())
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
		if (view_is_on())
			stage_refit(p->session->stage, false);
		else
			set_columns(p->session);
		p->dirty = view_is_on();
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

	if (view_is_on() && st->view.help) {
		st->view.help = false;
		p->dirty = true;
	}
	rl_callback_read_char();
}

/* Waits for a key, a watcher or a signal. False: the session ends. */
static bool wait_and_take(struct prompt *p, const sigset_t *open)
{
	struct pollfd polls[WATCHERS + 2] = { { .fd = STDIN_FILENO, .events = POLLIN } };
	struct stage *st = p->session->stage;
	int watching = st ? watch_polls(st->watch, polls + 1) : 0, n;
	bool broken;

	if (p->dirty && view_is_on() && !keys_wait())
		draw_view(p);
	n = ppoll(polls, 1 + (nfds_t)watching, NULL, open);
	broken = n < 0 && errno != EINTR;
	if (!take_signals(p) || broken)
		return false;
	if (view_is_on() && stage_continued(st))
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
	if (!view_is_on() && !pastes_are_marked()) /* else readline has ended the line itself */
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

static bool blank(const char *text)
{
	return !text[strspn(text, " \t\r\n\v\f")];
}

static void remember(struct prompt *p)
{
	char *text = p->pending.bytes;
	HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;
	size_t n = p->pending.length;

	while (n && text[n - 1] == '\n')
		text[--n] = '\0';
	if (blank(text) || (last && !strcmp(last->line, text)))
		return;
	add_history(text);
	past_lines_add(&p->past, p->session, text);
}

/* While it runs Ctrl-Z stops the process at once: the terminal is as it was found. (The view's guard has a handler of its own.) */
static void run_input(struct prompt *p)
{
	struct session *s = p->session;

	*s->interrupt = 0;
	if (!view_is_on())
		install(SIGTSTP, SIG_DFL, 0);
	session_type(s, p->pending.bytes, strlen(p->pending.bytes));
	if (!view_is_on())
		install(SIGTSTP, on_signal, 0);
	if (!p->terminate)
		*s->interrupt = 0;
}

static void take_line(struct prompt *p)
{
	struct session *s = p->session;

	if (!p->pending.length && blank(p->line))
		return;
	if (s->stage)
		stage_typed(s->stage, p->shown, p->line);
	text_puts(&p->pending, p->line);
	text_puts(&p->pending, "\n");
	if (p->pending.failed || p->pending.length > PASTE_LIMIT) {
		session_error(s, STATUS_LIMIT, "hmsh-memory", "this input is too long");
		text_free(&p->pending);
		return;
	}
	if (session_needs_more(s, p->pending.bytes, p->pending.length))
		return;
	remember(p);
	text_puts(&p->pending, "\n");
	run_input(p);
	if (s->stage)
		stage_step(s->stage);
	text_clear(&p->pending);
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
	rl_outstream = isatty(STDOUT_FILENO) ? stdout : stderr;
	rl_initialize(); /* first: it gives up bracketed paste where it finds a redisplay function that is not its own */
	rl_redisplay_function = redisplay;
	rl_prep_term_function = prepare_terminal;
	rl_deprep_term_function = restore_terminal;
	rl_completion_display_matches_hook = list_matches;
	rl_attempted_completion_function = complete;
	rl_basic_word_break_characters = " \t\n\"\\'`@><=;|&{(+-*/%!~^,.[]:?";
	rl_completer_word_break_characters = strdup(" \t\n\"'`@><=;|&{(+-*/%!~^,[]:?)");
	using_history();
	stifle_history(HISTORY_LINES);
	past_lines_open(&p->past, p->session);
	past_lines_read(&p->past, add_history_line);
	bind_keys();
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
		take_line(&p);
		free(p.line);
		p.line = NULL;
	}
	if (p.at_end && !pastes_are_marked()) /* else readline has ended the line itself */
		sink_puts(&s->err, "\n");
	free(p.line);
	text_free(&p.pending);
	past_lines_close(&p.past);
	if (p.nowhere)
		fclose(p.nowhere);
	s->killed_by = (int)p.terminate;
	at_exit();
	prompt = NULL;
}
