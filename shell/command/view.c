/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands about the view: view, watch, export. None of them changes the machine. Each key of the view has its command here. In a script there is no screen:
 * `view` then does nothing, `export` draws the panes as they are after the last unit, with the marks of what that unit changed.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shell/card.h"
#include "shell/command/command.h"
#include "shell/file.h"
#include "shell/report/json.h"
#include "shell/report/picture.h"
#include "shell/term/screen.h"
#include "shell/term/stage.h"
#include "shell/term/watch.h"

enum { DEFAULT_WIDTH = 80, DEFAULT_HEIGHT = 24, PAGE = 8 };

/* ---- view ---- */

static void screen_of(const struct stage *st, int *width, int *height)
{
	*width = st->grid.cell ? st->grid.width : DEFAULT_WIDTH;
	*height = st->grid.cell ? st->grid.height : DEFAULT_HEIGHT;
}

static bool view_on(struct session *s, const char *word, size_t n)
{
	const char *why;

	(void)word;
	(void)n;
	s->stage->on_at_end = true;
	if (stage_on(s->stage, &why))
		return true;
	session_error(s, STATUS_ERROR, "hmsh-view", "no view: %s", why);
	return false;
}

static bool view_off(struct session *s, const char *word, size_t n)
{
	(void)word;
	(void)n;
	s->stage->on_at_end = false;
	stage_off(s->stage, true);
	return true;
}

static bool view_toggle(struct session *s, const char *word, size_t n)
{
	return stage_active(s->stage) ? view_off(s, word, n) : view_on(s, word, n);
}

static bool view_set_layout(struct session *s, const char *word, size_t n)
{
	if (view_layout(&s->stage->view, word, n))
		return true;
	session_error(s, STATUS_ERROR, "hmsh-view", "there is no layout \"%.*s\" (`view` lists them)", (int)n, word);
	return false;
}

static bool view_set_zoom(struct session *s, const char *word, size_t n)
{
	if (view_zoom(&s->stage->view, word, n))
		return true;
	session_error(s, STATUS_ERROR, "hmsh-view", "there is no pane \"%.*s\" (`view` lists them)", (int)n, word);
	return false;
}

static bool view_set_focus(struct session *s, const char *word, size_t n)
{
	const struct pane *pane = n ? pane_find(word, n) : NULL;
	int width, height;

	if (n && !pane)
		return view_set_zoom(s, word, n);
	screen_of(s->stage, &width, &height);
	if (pane && !view_shows(&s->stage->view, pane, width, height)) {
		session_error(s, STATUS_ERROR, "hmsh-view", "the pane \"%s\" is not on the screen now: `view zoom %s`, or another layout (`view`)", pane->name, pane->name);
		return false;
	}
	if (pane)
		s->stage->view.arrangement.focus = pane;
	else
		view_next_pane(&s->stage->view, width, height);
	s->stage->view.arrangement.scroll = 0;
	return true;
}

static bool view_set_scroll(struct session *s, const char *word, size_t n)
{
	bool back = n && *word == '-';
	uint64_t rows = PAGE;
	int width, height;

	if (n && !word_number(word + back, n - back, 100000, &rows)) {
		session_error(s, STATUS_ERROR, "hmsh-view", "view scroll [-]ROWS");
		return false;
	}
	screen_of(s->stage, &width, &height);
	view_scroll(&s->stage->view, back ? (int)rows : -(int)rows, width, height);
	return true;
}

static bool view_set_theme(struct session *s, const char *word, size_t n)
{
	char name[16] = "";

	if (!n) {
		s->stage->view.theme = (enum theme)((s->stage->view.theme + 1) % THEME_NR);
		return true;
	}
	memcpy(name, word, n < sizeof(name) ? n : 0);
	if (theme_find(name, &s->stage->view.theme))
		return true;
	session_error(s, STATUS_ERROR, "hmsh-view", "themes: dark, light, mono, safe (safe: for colour-blind eyes)");
	return false;
}

static bool view_find(struct session *s, const char *word, size_t n)
{
	struct view *v = &s->stage->view;
	char what[sizeof(v->dialogue.search)];
	int width, height;

	screen_of(s->stage, &width, &height);
	snprintf(what, sizeof(what), "%.*s", (int)(n < sizeof(what) ? n : sizeof(what) - 1), word);
	if (!view_search(v, what, width, height) && (n || *v->dialogue.search))
		session_say(s, "no more \"%s\" further up", v->dialogue.search);
	return true;
}

static bool view_help(struct session *s, const char *word, size_t n)
{
	(void)word;
	(void)n;
	s->stage->view.help = !s->stage->view.help;
	return true;
}

static bool view_ascii(struct session *s, const char *word, size_t n)
{
	(void)word;
	(void)n;
	s->stage->view.utf8 = !s->stage->view.utf8;
	return true;
}

static const struct view_word {
	const char *name;
	bool (*run)(struct session *s, const char *word, size_t n);
} words[] = {
	{ "on", view_on }, { "off", view_off }, { "toggle", view_toggle }, { "layout", view_set_layout }, { "zoom", view_set_zoom },
	{ "focus", view_set_focus }, { "scroll", view_set_scroll }, { "theme", view_set_theme }, { "search", view_find }, { "help", view_help },
	{ "ascii", view_ascii }, { NULL, NULL }
};

static void show_choices(struct session *s)
{
	const struct stage *st = s->stage;

	sink_printf(&s->out, "the view is %s\n", !st ? "not here: this is a script" : stage_active(st) ? "on" : "off");
	for (unsigned int i = 0; i < LAYOUTS; i++)
		sink_printf(&s->out, "%c layout %u %-9s %s\n", st && st->view.arrangement.layout == i ? '*' : ' ', i + 1, layout_at(i)->name,
			    layout_at(i)->shows);
	for (unsigned int i = 0; pane_at(i); i++)
		sink_printf(&s->out, "  pane %-11s %s\n", pane_at(i)->name, pane_at(i)->title);
	sink_puts(&s->out, "  theme dark, light, mono, safe\n");
}

/* A choice that nobody sees yet. */
static bool said_if_off(struct session *s, const struct view_word *w)
{
	if (!stage_active(s->stage) && w->run != view_on && w->run != view_off && w->run != view_toggle)
		session_say(s, s->accessible ? "there is no view in an accessible session" : "the view is off: `view on` shows it");
	return true;
}

static bool cmd_view(struct session *s, const struct command_input *in)
{
	const char *word, *rest = "";
	size_t at = 0, length, rest_length = 0;

	if (!next_word(in, &at, &word, &length)) {
		show_choices(s);
		return true;
	}
	while (at < in->args_length && (in->args[at] == ' ' || in->args[at] == '\t'))
		at++;
	if (at < in->args_length) {
		rest = in->args + at;
		rest_length = in->args_length - at;
	}
	for (const struct view_word *w = words; w->name; w++)
		if (word_is(word, length, w->name))
			return !s->stage || (w->run(s, rest, rest_length) && said_if_off(s, w));
	session_error(s, STATUS_ERROR, "hmsh-arguments", "view on|off|toggle|layout|zoom|focus|scroll|theme|search|help|ascii");
	return false;
}

/* ---- watch ---- */

static bool cmd_watch(struct session *s, const struct command_input *in)
{
	const char *word = "", *why;
	size_t at = 0, length = 0;
	char name[32];

	next_word(in, &at, &word, &length);
	if (!s->stage) {
		session_error(s, STATUS_ERROR, "hmsh-view", "a script cannot be watched");
		return false;
	}
	if (word_is(word, length, "off")) {
		watch_close(s->stage->watch);
		s->stage->watch = NULL;
	} else if (word_is(word, length, "on") && !s->stage->watch) {
		snprintf(name, sizeof(name), "%ld", (long)getpid());
		s->stage->watch = watch_open(name, &why);
		if (!s->stage->watch) {
			session_error(s, STATUS_FILE, "hmsh-view", "nobody can watch: %s", why);
			return false;
		}
	} else if (length && !word_is(word, length, "on")) {
		session_error(s, STATUS_ERROR, "hmsh-arguments", "watch on|off");
		return false;
	}
	if (s->stage->watch)
		session_say(s, "In another terminal: hmsh --watch %ld", (long)getpid());
	else
		session_say(s, "nobody can watch this session (`watch on`)");
	return true;
}

/* ---- export ---- */

struct wish {
	const struct picture_format *format;
	char file[4096];
	int width, height;
	const char *layout;
	size_t layout_length;
	bool has_theme, has_utf8;
	bool postcard;             /* not the view but the way from a cause to a symptom (shell/card.h) */
	unsigned int options;
	enum theme theme;
	bool utf8;
};

static bool take_option(struct wish *w, const char *word, size_t n)
{
	char text[64];

	w->options++;
	if (word_is(word, n, "postcard"))
		return w->postcard = true;
	if (n >= sizeof(text))
		return false;
	memcpy(text, word, n);
	text[n] = '\0';
	if (!strncmp(text, "layout=", 7)) {
		w->layout = word + 7;
		w->layout_length = n - 7;
		return true;
	}
	if (!strncmp(text, "theme=", 6))
		return w->has_theme = theme_find(text + 6, &w->theme);
	if (!strncmp(text, "size=", 5))
		return sscanf(text + 5, "%4dx%4d", &w->width, &w->height) == 2 && w->width > 0 && w->height > 0 && w->width <= GRID_LIMIT
		       && w->height <= GRID_LIMIT;
	w->has_utf8 = !strcmp(text, "ascii") || !strcmp(text, "utf8");
	w->utf8 = !strcmp(text, "utf8");
	return w->has_utf8;
}

static bool read_wish(struct session *s, const struct command_input *in, struct wish *w)
{
	const char *word;
	size_t at = 0, length;

	if (next_word(in, &at, &word, &length))
		w->format = picture_find(word, length);
	if (!w->format || !next_word(in, &at, &word, &length) || length >= sizeof(w->file) || memchr(word, '\0', length)) {
		session_error(s, STATUS_ERROR, "hmsh-arguments", "export svg|html|ansi|txt FILE [size=80x24] [layout=NAME] [theme=NAME] [ascii], or [postcard]");
		return false;
	}
	memcpy(w->file, word, length);
	while (next_word(in, &at, &word, &length))
		if (!take_option(w, word, length)) {
			session_error(s, STATUS_ERROR, "hmsh-arguments", "export knows no \"%.*s\"", (int)length, word);
			return false;
		}
	if (!w->postcard || w->options == 1)
		return true;
	session_error(s, STATUS_ERROR, "hmsh-arguments", "a postcard has a size and colours of its own: export svg FILE postcard");
	return false;
}

/* A script's lines up to the one in hand, as if they had been typed. */
static void tell_script(const struct session *s, const struct command_input *in, struct dialogue *d)
{
	const struct entry *e = s->entries.used ? &s->entries.entry[s->entries.used - 1] : NULL;
	const char *at = e && e->script ? e->text : "";
	unsigned int line = 1;

	for (; *at && line < in->line_number; line++) {
		size_t n = strcspn(at, "\n");

		if (n > strspn(at, " \t") && at[strspn(at, " \t")] != '#' && strncmp(at, "export", 6) != 0 && strncmp(at, "//", 2) != 0)
			dialogue_typed(d, "hmsh> ", at, n);
		at += n + (at[n] == '\n');
	}
	if (hm_report_count(s->world->m)) {
		const struct hm_report *r = hm_report_get(s->world->m, hm_report_count(s->world->m));
		char headline[256];

		if (r && hm_report_headline(s->world->m, r, headline, sizeof(headline)) > 0) {
			dialogue_add(d, "\033[1;31m", 7);
			dialogue_add(d, headline, strlen(headline));
			dialogue_add(d, "\033[m\n", 4);
		}
	}
}

static bool view_of_script(struct session *s, const struct command_input *in, struct view *v)
{
	struct names names;

	if (!view_open(v))
		return false;
	v->utf8 = true;
	v->place = stage_place;
	v->stands = stage_stands;
	v->chart = &s->chart;
	v->place_context = s;
	stage_count(s, v);
	stage_relive(s, v);
	stage_names(s, &names);
	tell_script(s, in, &v->dialogue);
	return view_step(v, s->world->m, &names);
}

/* A picture is there to be shown; what is saved of a session is not. */
static void let_others_read(const char *file)
{
	mode_t mask = umask(0);

	umask(mask);
	chmod(file, 0666 & ~mask);
}

static bool write_picture(struct session *s, struct view *v, const struct wish *w)
{
	struct text out = { 0 };
	struct grid grid;
	struct text prompt = { 0 };
	struct edit_line edit = { "", "", 0, 0 };
	const char *why = "out of memory";
	size_t length;
	int x, y;

	session_prompt(s, &prompt);
	edit.prompt = text_string(&prompt);
	if (grid_open(&grid, w->width, w->height)) {
		view_draw(v, s->world->m, &edit, &grid, &x, &y);
		w->format->write(&grid, v->theme, &out);
		grid_close(&grid);
		if (!out.failed && !prompt.failed && !v->dialogue.failed)
			why = file_write(w->file, text_string(&out), out.length);
		if (!why)
			let_others_read(w->file);
	}
	length = out.length;
	text_free(&prompt);
	text_free(&out);
	if (why)
		session_error(s, STATUS_FILE, "hmsh-file", "%s: %s", w->file, why);
	else
		session_say(s, "%s: %dx%d cells, %zu bytes of %s", w->file, w->width, w->height, length, w->format->name);
	return !why;
}

/* A picture is the same whatever terminal it was made on: columns are counted as in UTF-8, in a script, too. */
static void write_postcard(const struct postcard *card, const struct picture_format *as, struct text *out)
{
	const struct postcard_format *format = postcard_formats;
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0), before = utf8 ? uselocale(utf8) : (locale_t)0;

	while (format->name && strcmp(format->name, as->name) != 0)
		format++;
	if (format->name)
		format->write(card, out);
	if (utf8) {
		uselocale(before);
		freelocale(utf8);
	}
}

static bool export_postcard(struct session *s, const struct wish *w)
{
	struct text out = { 0 };
	const char *why;

	if (!s->card) {
		session_error(s, STATUS_ERROR, "hmsh-view", "there is no postcard yet: nothing in this run has led from a symptom back to a cause. A kernel report"
			      " makes one (`lesson burned`), `why` with an answer that names a mistake, or a hunt that is over");
		return false;
	}
	write_postcard(s->card, w->format, &out);
	why = out.failed ? "out of memory" : file_write(w->file, text_string(&out), out.length);
	if (why)
		session_error(s, STATUS_FILE, "hmsh-file", "%s: %s", w->file, why);
	else
		session_say(s, "%s: a postcard, %zu bytes of %s", w->file, out.length, w->format->name);
	if (!why)
		let_others_read(w->file);
	text_free(&out);
	return !why;
}

/* `export json FILE`: not the picture but the state. */
static bool export_json(struct session *s, const struct command_input *in, size_t at)
{
	const struct report_source src = { s->world->m, s->world->map, s->world->lang };
	struct text text = { 0 };
	const char *word, *why;
	size_t length;
	char *name;

	if (!next_word(in, &at, &word, &length) || memchr(word, '\0', length)) {
		session_error(s, STATUS_ERROR, "hmsh-arguments", "export json FILE");
		return false;
	}
	if (!no_more(s, in, at))
		return false;
	name = copy_bytes(word, length);
	json_state(&text, &src);
	why = !name || text.failed ? "out of memory" : file_write(name, text.bytes, text.length);
	if (why)
		session_error(s, STATUS_FILE, "hmsh-file", "%.*s: %s", (int)length, word, why);
	text_free(&text);
	free(name);
	return !why;
}

static bool cmd_export(struct session *s, const struct command_input *in)
{
	struct wish w = { .width = DEFAULT_WIDTH, .height = DEFAULT_HEIGHT };
	struct view own = { 0 }, *v = s->stage ? &s->stage->view : &own, kept;
	bool done = false;

	const char *word;
	size_t at = 0, length;

	if (next_word(in, &at, &word, &length) && word_is(word, length, "json"))
		return export_json(s, in, at);
	if (s->stage)
		screen_of(s->stage, &w.width, &w.height);
	if (!read_wish(s, in, &w))
		return false;
	if (w.postcard)
		return export_postcard(s, &w);
	if (v == &own && !view_of_script(s, in, &own)) {
		session_error(s, STATUS_LIMIT, "hmsh-memory", "out of memory");
		view_close(&own);
		return false;
	}
	kept = *v;
	if (w.has_theme)
		v->theme = w.theme;
	if (w.has_utf8)
		v->utf8 = w.utf8;
	if (w.layout && !view_layout(v, w.layout, w.layout_length))
		session_error(s, STATUS_ERROR, "hmsh-view", "there is no layout \"%.*s\" (`view` lists them)", (int)w.layout_length, w.layout);
	else
		done = write_picture(s, v, &w);
	v->theme = kept.theme;
	v->utf8 = kept.utf8;
	v->arrangement = kept.arrangement;
	if (v == &own)
		view_close(&own);
	return done;
}

static const char *const view_completions[] = { "on", "off", "toggle", "layout", "zoom", "focus", "scroll", "theme", "search", "help", "ascii", NULL };
static const char *const export_completions[] = { "svg", "html", "ansi", "txt", "json", NULL };
static const char *const watch_completions[] = { "on", "off", NULL };

const struct command view_commands[] = {
	{ .name = "view", .arguments = "[on|off|toggle|layout NAME|zoom [PANE]|focus [PANE]|scroll [-]N|theme NAME|search TEXT|help|ascii]",
	  .help = "the full-screen view: layouts, panes, themes",
	  .detail = "Alone it lists layouts, panes and themes. The same by keys: Ctrl-X and 1 to 9\n"
		    "choose a layout, z zooms, o goes to the next pane, j and k scroll it, / searches\n"
		    "the dialogue, t changes the theme, v switches the view off and on, h shows the\n"
		    "keys. PgUp and PgDn scroll the dialogue; typing goes back to its end. `view\n"
		    "ascii` draws with plain characters, again: as before. What you choose is\n"
		    "remembered. Marks of the last command: + new, - gone, ~ changed, ! look here.",
	  .example = "view", .run = cmd_view, .completions = view_completions },
	{ .name = "watch", .arguments = "[on|off]", .help = "lets `hmsh --watch` in another terminal show this session",
	  .detail = "The other terminal shows the view live, drawn for its own size, read-only. Only\n"
		    "you, with the same program, can watch. --watchable switches it on at the start.",
	  .run = cmd_watch, .flags = COMMAND_FILES, .completions = watch_completions },
	{ .name = "export", .arguments = "svg|html|ansi|txt|json FILE [size=80x24] [layout=NAME] [theme=NAME] [ascii] [postcard]",
	  .help = "writes the view as a picture or as text",
	  .detail = "The same cells as on the screen. In a script the panes stand as after the last\n"
		    "unit of C, with the marks of what it changed. json is not the picture but the\n"
		    "state: slots, entries, TLBs, tasks, zones, counts, as hmsh.schema.json says.\n"
		    "postcard: instead of the view the way from the cause of what went wrong in\n"
		    "this run to its symptom, each with its statement, as `why` knows it; the last\n"
		    "one that came up, also when it was undone: to keep behind a lesson or a hunt.",
	  .run = cmd_export, .flags = COMMAND_FILES, .completions = export_completions },
	{ .name = NULL }
};
