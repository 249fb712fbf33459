/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See stage.h. While a program runs its output is drawn at most every FRAME_MS milliseconds, the dialogue only: the panes show the state between two inputs.
 */
#include "shell/term/stage.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "shell/file.h"
#include "shell/hunt/hunt.h"
#include "shell/journal.h"
#include "shell/report/report.h"
#include "shell/term/guard.h"
#include "shell/term/screen.h"
#include "shell/term/watch.h"
#include "shell/view/change.h"

enum { FRAME_MS = 60, WATCH_MS = 250, TAIL_LINES = 12, STATE_LIMIT = 4096, STEPS_RELIVED = 200 };

/* ---- what the view asks of a session ---- */

/* Columns of the name without an element's index. */
static size_t base_length(const struct name *name)
{
	return strcspn(name->name, "[");
}

static bool same_array(const struct name *a, const struct name *b)
{
	return a->name[base_length(a)] && base_length(a) == base_length(b) && !memcmp(a->name, b->name, base_length(a));
}

/* The newest variable comes first, the elements of an array from 0 on; the panes show variables in the order of their making, elements from 0 on, too. */
static void put_in_order(const struct name *found, unsigned int count, struct names *names)
{
	unsigned int end = count, n = 0;

	while (end) {
		unsigned int first = end - 1;

		while (first && same_array(&found[first - 1], &found[first]))
			first--;
		for (unsigned int i = first; i < end; i++)
			names->name[n++] = found[i];
		end = first;
	}
	names->count = n;
}

void stage_names(struct session *s, struct names *names)
{
	const char *page_type = hm_machine_era(s->world->m)->page_type;
	unsigned int cursor = 0, count = 0;
	struct name found[NAMES_MAX];
	char type[64];

	while (count < NAMES_MAX && lang_next_pointer(s->world->lang, &cursor, found[count].name, &found[count].value, type, sizeof(type))) {
		found[count].page = !strcmp(type, page_type);
		found[count].led_to = HM_NO_PFN;
		/* nothing is known about an element that was never set */
		count += found[count].value || !strchr(found[count].name, '[');
	}
	put_in_order(found, count, names);
}

void stage_count(const struct session *s, struct view *v)
{
	size_t steps = timeline_steps_back(&s->timeline);

	snprintf(v->session, sizeof(v->session), steps == 1 ? "%zu step" : "%zu steps", steps);
}

void stage_relive(struct session *s, struct view *v)
{
	size_t entry, steps = 0;
	struct names names;

	/* names that a script's undo put back lie in the state untaken: no walk over them */
	while (!s->recalled && steps < STEPS_RELIVED && timeline_undo(&s->timeline, &s->world, &s->soft, &entry, false) == HM_OK)
		steps++;
	for (; steps; steps--) {
		lang_sync(s->world->lang);
		stage_names(s, &names);
		view_step(v, s->world->m, &names);
		timeline_redo(&s->timeline, &s->world, &s->soft, &entry, false);
		lang_sync(s->world->lang);
	}
}

/* "<stdin>:5": what was typed or piped has no file worth its columns. */
static bool shorten_place(char *out, size_t size)
{
	char line[16];

	if (size && *out == '<' && strchr(out, ':')) {
		snprintf(line, sizeof(line), "%s", strrchr(out, ':') + 1);
		snprintf(out, size, "line %s", line);
	}
	return size && *out;
}

bool stage_place(void *session, const struct hm_event *event, char *out, size_t size)
{
	struct session *s = session;
	struct report_source src = { s->world->m, session_places(s), s->world->lang };

	event_place(&src, event, out, size);
	return shorten_place(out, size);
}

bool stage_stands(void *session, uint16_t task, char *out, size_t size)
{
	struct session *s = session;
	struct source_place at;
	uint32_t site = lang_busy(s->world->lang, task) ? lang_site(s->world->lang, task, NULL) : 0;

	if (size)
		*out = '\0';
	if (site && source_place(session_places(s), site, &at))
		snprintf(out, size, "%s:%u", at.file, at.line);
	return shorten_place(out, size);
}

/* ---- remembering ---- */

static bool state_file(struct text *path)
{
	const char *why;

	if (!state_folder(path, &why))
		return false;
	text_puts(path, "/view");
	return !path->failed;
}

static void recall(struct stage *st)
{
	struct text path = { 0 }, text = { 0 };

	st->on_at_end = true;
	if (state_file(&path) && !file_read(text_string(&path), STATE_LIMIT, &text))
		view_recall(&st->view, &st->on_at_end, text_string(&text));
	text_free(&path);
	text_free(&text);
}

static void remember(struct stage *st)
{
	struct text path = { 0 }, text = { 0 };

	view_remember(&st->view, st->on_at_end, &text);
	if (st->keep && !text.failed && state_file(&path))
		file_write(text_string(&path), text.bytes, text.length);
	text_free(&path);
	text_free(&text);
}

/* ---- output into the dialogue ---- */

bool stage_active(const struct stage *st)
{
	return st && st->screen;
}

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* The dialogue alone, over the panes drawn before. */
static void draw_dialogue(struct stage *st)
{
	struct edit_line none = { "", "", 0, 0 };
	struct canvas all, part;
	struct rect r;
	int x, y;

	stage_refit(st, guard_continued());
	r = view_dialogue(&st->view, st->grid.width, st->grid.height);
	all = canvas_of(&st->grid, st->view.utf8);
	part = canvas_part(&all, r.x, r.y, r.width, r.height);
	for (int row = 0; row < part.height; row++)
		canvas_blank(&part, 0, row, part.width, LOOK_TEXT);
	dialogue_draw(&st->view.dialogue, &none, &part, &x, &y);
	screen_show(st->screen, &st->grid, st->view.theme, &r, x, y);
	st->drawn = now_ms();
	st->behind = false;
}

static void receive(void *context, const char *bytes, size_t n)
{
	struct stage *st = context;

	dialogue_add(&st->view.dialogue, bytes, n);
	st->behind = true;
	if (st->screen && st->grid.cell && now_ms() - st->drawn > FRAME_MS)
		draw_dialogue(st);
}

/* With the view off, too, the dialogue hears what is said, so that it is there when the view comes. */
static void hear(struct stage *st, bool on)
{
	struct sink *sinks[] = { &st->session->out, &st->session->err };

	for (int i = 0; i < 2; i++) {
		sinks[i]->receive = on ? receive : NULL;
		sinks[i]->receiver = st;
	}
}

static void take_sinks(struct stage *st)
{
	struct sink *sinks[] = { &st->session->out, &st->session->err };

	for (int i = 0; i < 2; i++) {
		sink_flush(sinks[i]);
		sinks[i]->receiver_only = true;
		st->sink_colour[i] = sinks[i]->colour;
		sinks[i]->colour = true;
	}
}

static void give_sinks_back(struct stage *st)
{
	struct sink *sinks[] = { &st->session->out, &st->session->err };

	for (int i = 0; i < 2; i++) {
		sinks[i]->receiver_only = false;
		sinks[i]->columns = 0;
		sinks[i]->colour = st->sink_colour[i];
	}
}

/* ---- on, off, size ---- */

static void set_columns(struct stage *st)
{
	int width, height;

	screen_size(st->screen, &width, &height);
	if (width != st->grid.width || height != st->grid.height) {
		grid_close(&st->grid);
		grid_open(&st->grid, width, height);
	}
	st->session->columns = (unsigned int)(view_dialogue(&st->view, width, height).width);
	st->session->out.columns = st->session->err.columns = st->session->columns;
}

bool stage_on(struct stage *st, const char **why)
{
	if (st->screen)
		return true;
	*why = "this session speaks plain sentences (--accessible); start hmsh without it, and without ACCESSIBLE, for the view";
	if (st->session->accessible)
		return false;
	sink_flush(&st->session->out);
	sink_flush(&st->session->err);
	st->screen = screen_open(why);
	if (!st->screen)
		return false;
	if (!screen_has_colour(st->screen))
		st->view.theme = THEME_MONO;
	take_sinks(st);
	set_columns(st);
	st->session->brief = true;
	st->drawn = now_ms(); /* what is said from here to the prompt comes with it, in one drawing */
	st->came = st->view.dialogue.gone + st->view.dialogue.count;
	return true;
}

/* The last lines that came with the view on, without looks, for the plain terminal. */
static void write_tail(struct stage *st)
{
	const struct dialogue *d = &st->view.dialogue;

	size_t first = st->came > d->gone ? st->came - d->gone : 0;

	for (size_t i = d->count > first + TAIL_LINES ? d->count - TAIL_LINES : first; i < d->count; i++) {
		const struct dialogue_line *line = &d->line[(d->first + i) % DIALOGUE_LINES];

		for (size_t at = 0; at < line->length; at++)
			if (line->text[at] == LOOK_BYTE)
				at++;
			else
				sink_write(&st->session->err, &line->text[at], 1);
		sink_puts(&st->session->err, "\n");
	}
}

void stage_off(struct stage *st, bool tail)
{
	if (!st->screen)
		return;
	screen_close(st->screen);
	st->screen = NULL;
	give_sinks_back(st);
	st->session->brief = false;
	hear(st, false);
	if (tail)
		write_tail(st);
	hear(st, true);
	sink_flush(&st->session->err);
}

void stage_refit(struct stage *st, bool whole)
{
	if (!st->screen)
		return;
	screen_fit(st->screen);
	if (whole)
		screen_forget(st->screen);
	set_columns(st);
}

bool stage_continued(struct stage *st)
{
	if (!st->screen || !guard_continued())
		return false;
	stage_refit(st, true);
	return true;
}

/* ---- open and close ---- */

static enum theme theme_at_start(void)
{
	const char *no = getenv("NO_COLOR"), *colours = getenv("COLORFGBG"), *back = colours ? strrchr(colours, ';') : NULL;

	if (no && *no)
		return THEME_MONO;
	/* "foreground;background" as rxvt and konsole set it: 7 and 15 are light */
	return back && (!strcmp(back + 1, "15") || !strcmp(back + 1, "7")) ? THEME_LIGHT : THEME_DARK;
}

bool stage_open(struct stage *st, struct session *s, bool keep)
{
	struct names names;
	const char *no = getenv("NO_COLOR");

	*st = (struct stage){ .session = s, .keep = keep };
	if (!view_open(&st->view))
		return false;
	st->view.theme = theme_at_start();
	st->view.utf8 = screen_utf8();
	st->view.place = stage_place;
	st->view.stands = stage_stands;
	st->view.chart = &s->chart;
	st->view.place_context = s;
	recall(st);
	hear(st, !s->accessible);
	if (no && *no)
		st->view.theme = THEME_MONO;
	st->steps = timeline_steps_back(&s->timeline);
	stage_relive(s, &st->view); /* --resume */
	stage_names(s, &names);
	stage_count(s, &st->view);
	return st->steps ? view_step(&st->view, s->world->m, &names) : view_restart(&st->view, s->world->m, &names);
}

void stage_close(struct stage *st)
{
	stage_off(st, false);
	hear(st, false);
	remember(st);
	watch_close(st->watch);
	st->watch = NULL;
	view_close(&st->view);
	grid_close(&st->grid);
}

/* ---- a step ---- */

void stage_typed(struct stage *st, const char *prompt, const char *text)
{
	struct text clean = { 0 };

	escape_text(&clean, text, strlen(text));
	dialogue_typed(&st->view.dialogue, prompt, text_string(&clean), clean.length);
	text_free(&clean);
	st->view.note[0] = '\0';
	st->behind = true;
	if (st->screen && now_ms() - st->drawn > FRAME_MS)
		draw_dialogue(st);
}

void stage_to_end(struct stage *st)
{
	dialogue_to_end(&st->view.dialogue);
}

void stage_page(struct stage *st)
{
	struct rect r;

	if (!st->screen)
		return;
	stage_refit(st, false);
	r = view_dialogue(&st->view, st->grid.width, st->grid.height);
	dialogue_to_input(&st->view.dialogue, r.width, r.height);
}

/* --accessible: each change a plain sentence of its own, nothing for a command that only looked. */
static void speak(struct stage *st)
{
	struct changes changes;
	struct frame f;

	if (hunt_hides(st->session)) /* what has changed is a look: `diff` */
		return;
	view_frame(&st->view, st->session->world->m, &f);
	changes_find(&f, &changes);
	for (unsigned int i = 0; i < changes.count; i++) {
		const char *text = changes.item[i].text;

		/* reports have been printed whole */
		if (!strncmp(text, "the kernel reports", 18))
			continue;
		session_say(st->session, "Changed: %s%s", text, *text && text[strlen(text) - 1] == '.' ? "" : ".");
	}
	if (changes.more)
		session_say(st->session, "Changed: and %u more things.", changes.more);
}

void stage_step(struct stage *st)
{
	struct names names;
	size_t steps = timeline_steps_back(&st->session->timeline);
	bool stepped = st->stepped;

	st->stepped = false;
	if (stepped)
		return;
	/* who listens has heard all up to the last digest, and hears what has changed since, once */
	if (steps > st->steps + 1 && !st->session->accessible)
		stage_relive(st->session, &st->view);
	st->steps = steps;
	st->view.arrangement.reading = st->session->soft.quiz.number && !st->session->soft.quiz.looking; /* its problems are long, and of other machines */
	stage_names(st->session, &names);
	stage_count(st->session, &st->view);
	view_step(&st->view, st->session->world->m, &names);
	if (st->session->accessible)
		speak(st);
	watch_show(st->watch, &st->view, st->session->world->m);
}

/* While a program runs: who wants to watch is let in, and sees what it has printed. */
static void serve_watchers(struct stage *st)
{
	struct pollfd polls[WATCHERS + 1];
	int n = watch_polls(st->watch, polls);

	if (!n || now_ms() - st->watched < WATCH_MS)
		return;
	st->watched = now_ms();
	if (poll(polls, (nfds_t)n, 0) > 0)
		watch_serve(st->watch, polls, n);
	watch_show(st->watch, &st->view, st->session->world->m);
}

void stage_idle(struct stage *st)
{
	struct edit_line none = { "", "", 0, 0 };

	serve_watchers(st);
	if (!st->screen)
		return;
	stage_refit(st, guard_continued());
	if (screen_is_blank(st->screen))
		stage_draw(st, &none, NULL);
	else if (st->behind && now_ms() - st->drawn > FRAME_MS)
		draw_dialogue(st);
}

void stage_draw(struct stage *st, const struct edit_line *edit, const char *hint)
{
	char note[sizeof(st->view.note)];
	struct rect r;
	int x, y;

	if (!st->screen)
		return;
	/* the size is asked for each time: a signal of it goes to whoever is in front, which may have been another */
	stage_refit(st, guard_continued());
	memcpy(note, st->view.note, sizeof(note));
	if (hint && !*note)
		strncpy(st->view.note, hint, sizeof(st->view.note) - 1);
	view_draw(&st->view, st->session->world->m, edit, &st->grid, &x, &y);
	memcpy(st->view.note, note, sizeof(note));
	r = view_dialogue(&st->view, st->grid.width, st->grid.height);
	screen_show(st->screen, &st->grid, st->view.theme, &r, x, y);
	st->drawn = now_ms();
}
