/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grid on a terminal, through ncursesw: see screen.h. A copy of what was shown decides which cells are handed to curses at all; curses then decides on the
 * bytes, with scrolling regions (idlok), so that a dialogue that moves up by a line costs a line. Nothing changed: nothing is written.
 *
 * Bracketed paste is switched on here, since readline's own terminal set-up is not used inside the view.
 */
#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include "shell/term/guard.h"
#include "shell/term/screen.h"
#include "shell/term/squeeze.h"

/* behind ours: term.h makes macros of words such as columns and lines */
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <term.h>

/* beyond this size only a part of the terminal is used: drawing stays fast, and nobody reads it */
enum { WIDTH_LIMIT = 512, HEIGHT_LIMIT = 256, TYPE_LENGTH = 200 };

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

struct screen {
	SCREEN *curses;
	FILE *frame;               /* a file in memory: where curses writes, so that a frame is one write to the terminal */
	struct squeeze squeeze;
	struct text bytes;         /* of the frame in hand */
	struct grid shown;
	enum theme theme;
	bool whole;                /* nothing of `shown` is on the terminal */
	bool colour, hidden;
	int cursor_x, cursor_y;
};

bool screen_utf8(void)
{
	const char *type = getenv("TERM");

	return !strcmp(nl_langinfo(CODESET), "UTF-8") && type && strncmp(type, "vt1", 3) != 0 && strncmp(type, "vt2", 3) != 0;
}

static void terminal_size(int *width, int *height)
{
	struct winsize size;

	*width = 80;
	*height = 24;
	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col && size.ws_row) {
		*width = size.ws_col < WIDTH_LIMIT ? size.ws_col : WIDTH_LIMIT;
		*height = size.ws_row < HEIGHT_LIMIT ? size.ws_row : HEIGHT_LIMIT;
	}
}

static short colour_number(const struct colour *c)
{
	/* of eight colours none is grey, and bold black is invisible on many terminals */
	if (!c || (COLORS < 16 && c->index16 == 8))
		return -1;
	return COLORS >= 256 ? c->index256 : COLORS >= 16 ? c->index16 : (short)(c->index16 & 7);
}

static void set_pairs(struct screen *s, enum theme theme)
{
	for (int look = 0; s->colour && look < LOOK_NR; look++) {
		struct paint p = theme_paint(theme, (enum look)look);

		init_pair((short)(look + 1), colour_number(p.fg), colour_number(p.bg));
	}
	s->theme = theme;
}

static attr_t attributes_of(const struct screen *s, enum look look)
{
	struct paint p = theme_paint(s->theme, look);
	attr_t a = A_NORMAL;

	if (p.attributes & ATTR_BOLD)
		a |= A_BOLD;
	if (p.attributes & ATTR_UNDERLINE)
		a |= A_UNDERLINE;
	if (p.attributes & ATTR_REVERSE)
		a |= A_REVERSE;
	if (p.attributes & ATTR_FAINT)
		a |= A_DIM;
	/* eight colours: the bright half by bold, and a bar that is black on the terminal's black by reverse */
	if (s->colour && COLORS < 16 && p.fg && p.fg->index16 > 8)
		a |= A_BOLD;
	if (s->colour && COLORS < 16 && p.bg && !(p.bg->index16 & 7))
		a |= A_REVERSE;
	return a;
}

static bool type_is_capable(void)
{
	return cursor_address && clear_screen && clr_eol;
}

static FILE *open_frame(void)
{
	int fd = memfd_create("hmsh-frame", MFD_CLOEXEC);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

	if (fd >= 0 && !file)
		close(fd);
	return file;
}

static void write_all(const char *bytes, size_t n)
{
	while (n) {
		ssize_t done = write(STDOUT_FILENO, bytes, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return;
		bytes += done;
		n -= (size_t)done;
	}
}

/* What curses has written since the last time goes to the terminal; last: nothing is kept back. */
static void deliver(struct screen *s, bool last)
{
	int fd = fileno(s->frame);
	off_t length = lseek(fd, 0, SEEK_END);
	char *frame = length > 0 ? mmap(NULL, (size_t)length, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;

	text_clear(&s->bytes);
	if (frame != MAP_FAILED) {
		squeeze(&s->squeeze, frame, (size_t)length, &s->bytes);
		munmap(frame, (size_t)length);
	}
	if (last)
		squeeze_end(&s->squeeze, &s->bytes);
	write_all(text_string(&s->bytes), s->bytes.length);
	if (ftruncate(fd, 0) || lseek(fd, 0, SEEK_SET))
		screen_forget(s);
}

static bool open_curses(struct screen *s, const char **why)
{
	const char *type = getenv("TERM");

	*why = "the terminal's type (TERM) is unknown, or too simple for the view";
	if (!type || !*type || !strcmp(type, "dumb") || strlen(type) > TYPE_LENGTH || strchr(type, '/'))
		return false;
	/* curses would believe them, whatever the terminal says; and without its environment (use_env) it takes no size for TERM=linux, which names none */
	unsetenv("LINES");
	unsetenv("COLUMNS");
	*why = "out of memory";
	s->frame = open_frame();
	if (!s->frame)
		return false;
	*why = "the terminal's type (TERM) is unknown, or too simple for the view";
	s->curses = newterm(type, s->frame, stdin);
	if (!s->curses)
		return false;
	if (type_is_capable())
		return true;
	endwin();
	delscreen(s->curses);
	return false;
}

/* What the handlers of guard.c write: the terminal's own sequences for entering and leaving a full screen. */
static void put_sequence(char *out, size_t size, const char *const *parts)
{
	out[0] = '\0';
	for (; *parts; parts++)
		if (*parts != (const char *)-1 && strlen(out) + strlen(*parts) < size)
			strcat(out, *parts);
}

/* cooked: what the terminal was before newterm(), which turns echo and ONLCR off. */
static bool take_terminal(const struct termios *cooked)
{
	const char *enter_parts[] = { PASTE_ON, enter_ca_mode ? enter_ca_mode : "", NULL };
	const char *leave_parts[] = { PASTE_OFF, exit_attribute_mode ? exit_attribute_mode : "", cursor_normal ? cursor_normal : "",
				      exit_ca_mode ? exit_ca_mode : "", NULL };
	char enter[GUARD_BYTES], leave[GUARD_BYTES];

	put_sequence(enter, sizeof(enter), enter_parts);
	put_sequence(leave, sizeof(leave), leave_parts);
	return guard_install(STDIN_FILENO, cooked, enter, leave);
}

struct screen *screen_open(const char **why)
{
	struct screen *s;
	struct termios cooked;

	*why = "the view needs a terminal";
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &cooked))
		return NULL;
	s = calloc(1, sizeof(*s));
	if (!s || !open_curses(s, why)) {
		if (s && s->frame)
			fclose(s->frame);
		free(s);
		return NULL;
	}
	s->whole = true;
	/* the settings first, so that curses takes them for the terminal's own and endwin() does not undo ours */
	if (!take_terminal(&cooked)) {
		screen_close(s);
		return NULL;
	}
	def_prog_mode();
	nonl();
	leaveok(stdscr, FALSE);
	idlok(stdscr, TRUE);
	keypad(stdscr, FALSE);
	typeahead(-1); /* keys that wait are looked at by the prompt's loop, before drawing */
	s->colour = has_colors() && start_color() == OK && use_default_colors() == OK && COLOR_PAIRS > LOOK_NR;
	set_pairs(s, s->colour ? THEME_DARK : THEME_MONO);
	screen_fit(s);
	deliver(s, true);
	write_all(PASTE_ON, strlen(PASTE_ON));
	return s;
}

void screen_close(struct screen *s)
{
	if (!s)
		return;
	write_all(PASTE_OFF, strlen(PASTE_OFF));
	curs_set(1);
	endwin();
	deliver(s, true);
	delscreen(s->curses);
	fclose(s->frame);
	guard_remove();
	grid_close(&s->shown);
	text_free(&s->bytes);
	free(s);
}

void screen_size(const struct screen *s, int *width, int *height)
{
	(void)s;
	*width = COLS;
	*height = LINES;
}

bool screen_fit(struct screen *s)
{
	int width, height;

	terminal_size(&width, &height);
	if (width == COLS && height == LINES)
		return false;
	resizeterm(height, width);
	/* terminals fold and cut what they showed as they like */
	screen_forget(s);
	return true;
}

void screen_forget(struct screen *s)
{
	s->whole = true;
	s->squeeze = (struct squeeze){ 0 };
	clearok(curscr, TRUE);
}

bool screen_is_blank(const struct screen *s)
{
	return s->whole;
}

bool screen_has_colour(const struct screen *s)
{
	return s->colour;
}

static void put_cell(const struct screen *s, int x, int y, const struct cell *cell)
{
	wchar_t wide[CCHARW_MAX + 1];
	mbstate_t state = { 0 };
	const char *text = cell->text;
	cchar_t c;
	size_t n = mbsrtowcs(wide, &text, CCHARW_MAX, &state);

	if (n == (size_t)-1 || n == 0) {
		wide[0] = n ? L'?' : L' ';
		n = 1;
	}
	wide[n] = L'\0';
	if (setcchar(&c, wide, attributes_of(s, (enum look)cell->look), s->colour ? (short)(cell->look + 1) : 0, NULL) == OK)
		mvadd_wch(y, x, &c);
}

static bool same_size(const struct screen *s, const struct grid *grid)
{
	return s->shown.width == grid->width && s->shown.height == grid->height;
}

static void put_cells(struct screen *s, const struct grid *grid, bool all)
{
	for (int y = 0; y < grid->height && y < LINES; y++)
		for (int x = 0; x < grid->width && x < COLS; x++) {
			const struct cell *cell = grid_at(grid, x, y);

			if (cell->width && (all || !cell_same(cell, grid_at(&s->shown, x, y))))
				put_cell(s, x, y, cell);
		}
}

/* ---- scrolling by more than half ---- */

static bool same_row(const struct grid *a, int y, const struct grid *b, int z)
{
	for (int x = 0; x < a->width; x++)
		if (!cell_same(grid_at(a, x, y), grid_at(b, x, z)))
			return false;
	return true;
}

static bool blank_row(const struct grid *grid, int y)
{
	for (int x = 0; x < grid->width; x++)
		if (grid_at(grid, x, y)->width && strcmp(grid_at(grid, x, y)->text, " "))
			return false;
	return true;
}

/* How far the rows of `part` went up between two frames; 0: they did not. The last row, the prompt's, may look otherwise now. */
static int rows_gone_up(const struct grid *old, const struct grid *grid, const struct rect *part)
{
	int last = part->height - 1;

	while (last > 0 && blank_row(old, part->y + last))
		last--;
	for (int gone = 1; gone < last; gone++) {
		int y = 0;

		while (y + gone < last && same_row(old, part->y + y + gone, grid, part->y + y))
			y++;
		if (y + gone == last)
			return gone;
	}
	return 0;
}

/*
 * curses scrolls a part of the screen only where at least as many rows stay as go, and else writes all of them anew. So what goes up by more than
 * half of its height goes in several steps, each a frame that curses has drawn and nobody sees: every row is written once.
 */
static void scroll_in_steps(struct screen *s, const struct grid *grid, const struct rect *part)
{
	int gone = part->width == grid->width ? rows_gone_up(&s->shown, grid, part) : 0, step = part->height / 2 - 1;
	size_t width = (size_t)grid->width, bytes = width * sizeof(*grid->cell);
	struct grid old, between;

	if (step < 1 || gone <= step || !grid_open(&old, grid->width, grid->height))
		return;
	if (!grid_open(&between, grid->width, grid->height)) {
		grid_close(&old);
		return;
	}
	memcpy(old.cell, s->shown.cell, bytes * (size_t)grid->height);
	memcpy(between.cell, s->shown.cell, bytes * (size_t)grid->height);
	for (int up = step; up < gone; up += step) {
		for (int y = 0; y < part->height; y++) {
			/* behind the old rows that go follow the new ones */
			const struct grid *from = up + y < gone ? &old : grid;
			int row = up + y < gone ? up + y : up + y - gone;

			memcpy(between.cell + width * (size_t)(part->y + y), from->cell + width * (size_t)(part->y + row), bytes);
		}
		put_cells(s, &between, false);
		memcpy(s->shown.cell, between.cell, bytes * (size_t)grid->height);
		refresh();
	}
	grid_close(&between);
	grid_close(&old);
}

void screen_show(struct screen *s, const struct grid *grid, enum theme theme, const struct rect *scrolls, int x, int y)
{
	bool all = s->whole || !same_size(s, grid) || s->theme != theme, hide = x < 0 || y < 0;

	if (!s->colour)
		theme = THEME_MONO;
	if (s->theme != theme)
		set_pairs(s, theme);
	if (!same_size(s, grid)) {
		grid_close(&s->shown);
		if (!grid_open(&s->shown, grid->width, grid->height))
			return;
	}
	if (!all && scrolls)
		scroll_in_steps(s, grid, scrolls);
	put_cells(s, grid, all);
	memcpy(s->shown.cell, grid->cell, (size_t)grid->width * (size_t)grid->height * sizeof(*grid->cell));
	if (hide != s->hidden)
		curs_set(!hide);
	if (!hide)
		move(y < LINES ? y : LINES - 1, x < COLS ? x : COLS - 1);
	s->hidden = hide;
	s->whole = false;
	refresh();
	deliver(s, false);
}
