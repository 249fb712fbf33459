/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Entries, and their text in a file: see record.h. A reader of hostile files: every length is checked against what is there, every
 * number against its range, names may hold any byte but are escaped in messages.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/hunt/hunt.h"
#include "shell/record.h"

/* ---- entries ---- */

static void entry_free(struct entry *e)
{
	for (size_t i = 0; i < e->file_count; i++) {
		free(e->files[i].name);
		free(e->files[i].bytes);
	}
	free(e->files);
	free(e->file);
	free(e->text);
	*e = (struct entry){ 0 };
}

void entry_list_cut(struct entry_list *list, size_t count)
{
	while (list->count > count)
		entry_free(&list->entry[--list->count]);
	if (list->used > list->count)
		list->used = list->count;
}

void entry_list_free(struct entry_list *list)
{
	entry_list_cut(list, 0);
	free(list->entry);
	*list = (struct entry_list){ 0 };
}

struct entry *entry_new(struct entry_list *list, const char *file, unsigned int line, const char *text, size_t length, bool script)
{
	struct entry e = { .line = line, .length = length, .script = script };

	entry_list_cut(list, list->used);
	if (list->count == list->capacity) {
		size_t capacity = list->capacity ? list->capacity * 2 : 16;
		struct entry *grown = realloc(list->entry, capacity * sizeof(*grown));

		if (!grown)
			return NULL;
		list->entry = grown;
		list->capacity = capacity;
	}
	e.file = copy_bytes(file, strlen(file));
	e.text = copy_bytes(text, length);
	if (!e.file || !e.text) {
		entry_free(&e);
		return NULL;
	}
	list->entry[list->count++] = e;
	list->used = list->count;
	return &list->entry[list->count - 1];
}

bool entry_attach(struct entry *e, const char *name, const char *bytes, size_t length)
{
	struct attached *files = realloc(e->files, (e->file_count + 1) * sizeof(*files));
	struct attached *a;

	if (!files)
		return false;
	e->files = files;
	a = &files[e->file_count];
	*a = (struct attached){ copy_bytes(name, strlen(name)), copy_bytes(bytes, length), length };
	if (!a->name || !a->bytes) {
		free(a->name);
		free(a->bytes);
		return false;
	}
	e->file_count++;
	return true;
}

static bool copy_entry(struct entry_list *to, const struct entry *e)
{
	struct entry *copy = entry_new(to, e->file, e->line, e->text, e->length, e->script);

	if (!copy)
		return false;
	copy->items = e->items;
	copy->keep_going = e->keep_going;
	copy->interrupted = e->interrupted;
	for (size_t i = 0; i < e->file_count; i++)
		if (!entry_attach(copy, e->files[i].name, e->files[i].bytes, e->files[i].length))
			return false;
	return true;
}

bool entry_list_copy(struct entry_list *to, const struct entry_list *from)
{
	*to = (struct entry_list){ 0 };
	for (size_t i = 0; i < from->used; i++)
		if (!copy_entry(to, &from->entry[i])) {
			entry_list_free(to);
			return false;
		}
	return true;
}

/* ---- writing ---- */

static void write_name(struct text *out, const char *name)
{
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if (c > ' ' && c < 0x7f && c != '%')
			text_add(out, name, 1);
		else
			text_printf(out, "%%%02X", c);
	}
	text_puts(out, "\n");
}

/* What was not given follows from the rest, and from the era that a later input may ask for. */
static void drop_key(char *keys, const char *name)
{
	char *at = strstr(keys, name), *end;

	if (!at)
		return;
	end = strchr(at, ' ');
	memmove(at, end ? end + 1 : at + strlen(at), end ? strlen(end + 1) + 1 : 1);
}

void record_header(struct text *out, const struct hm_config *boot)
{
	char config[1024];

	hm_config_text(boot, config, sizeof(config));
	if (!boot->nr_cpus_given)
		drop_key(config, "nr_cpus=");
	text_printf(out, "hmsh-session 1\nmachine %s\n", config);
}

void record_entry(struct text *out, const struct entry *e)
{
	if (e->script)
		text_printf(out, "script%s %zu %zu ", e->keep_going ? "-keep-going" : "", e->items, e->length);
	else
		text_printf(out, "input %u %zu ", e->line, e->length);
	write_name(out, e->file);
	text_add(out, e->text, e->length);
	text_puts(out, "\n");
	for (size_t i = 0; i < e->file_count; i++) {
		text_printf(out, "attach %zu ", e->files[i].length);
		write_name(out, e->files[i].name);
		text_add(out, e->files[i].bytes, e->files[i].length);
		text_puts(out, "\n");
	}
	if (e->interrupted)
		text_printf(out, "interrupt %llu\n", (unsigned long long)e->interrupted);
}

void record_hunt(struct text *out, const struct session *s)
{
	if (hunt_of(s))
		text_printf(out, "hunt %u %u %u\n", s->hunt->looks, s->hunt->wrong, (unsigned int)s->hunt->end);
}

void record_hash(struct text *out, uint64_t hash)
{
	text_printf(out, "hash %016llx\n", (unsigned long long)hash);
}

/* ---- reading ---- */

struct reader {
	const char *text;
	size_t length, at;
	unsigned int line;
	char *why;
	size_t size;
	bool journal;              /* torn ends are forgiven */
	bool torn;
};

static bool bad(struct reader *r, const char *reason)
{
	snprintf(r->why, r->size, "line %u: %s", r->line, reason);
	return false;
}

/* The next line without its newline; false: the text has ended (torn: in the middle of it). */
static bool read_line(struct reader *r, const char **line, size_t *n)
{
	const char *newline = memchr(r->text + r->at, '\n', r->length - r->at);

	if (!newline) {
		r->torn = r->at < r->length;
		return false;
	}
	*line = r->text + r->at;
	*n = (size_t)(newline - *line);
	r->at += *n + 1;
	r->line++;
	return true;
}

static bool read_number(const char **at, const char *end, uint64_t *value)
{
	const char *start = *at;

	*value = 0;
	for (; *at < end && **at >= '0' && **at <= '9'; (*at)++) {
		if (*value > (UINT64_MAX - 9) / 10)
			return false;
		*value = *value * 10 + (uint64_t)(**at - '0');
	}
	if (*at == start)
		return false;
	if (*at < end && **at == ' ')
		(*at)++;
	return true;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Undoes write_name(); NULL: no memory or no name. */
static char *read_name(const char *at, const char *end)
{
	char *name = copy_bytes(at, (size_t)(end - at)), *to = name;

	if (!name)
		return NULL;
	for (; at < end; at++) {
		int high = end - at > 2 && *at == '%' ? hex_digit(at[1]) : -1, low = high >= 0 ? hex_digit(at[2]) : -1;

		if (low >= 0 && (high || low)) {
			*to++ = (char)(high << 4 | low);
			at += 2;
		} else {
			*to++ = *at;
		}
	}
	*to = '\0';
	if (to > name)
		return name;
	free(name);
	return NULL;
}

/* The bytes that follow a header line, and their newline. */
static bool read_bytes(struct reader *r, uint64_t n, const char **bytes)
{
	if (r->length - r->at < 1 || n > r->length - r->at - 1) {
		r->torn = true;
		return bad(r, "the text ends before its length");
	}
	*bytes = r->text + r->at;
	if (r->text[r->at + n] != '\n')
		return bad(r, "a text is longer than its length");
	for (uint64_t i = 0; i <= n; i++)
		r->line += (*bytes)[i] == '\n';
	r->at += n + 1;
	return true;
}

static bool read_entry(struct reader *r, struct record *rec, const char *at, const char *end, bool script, bool keep_going)
{
	uint64_t number, length;
	const char *bytes;
	struct entry *e;
	char *file;

	if (!read_number(&at, end, &number) || !read_number(&at, end, &length) || number > 1u << 31)
		return bad(r, "two numbers and a name are expected");
	if (!read_bytes(r, length, &bytes))
		return false;
	file = read_name(at, end);
	e = file ? entry_new(&rec->entries, file, (unsigned int)number, bytes, length, script) : NULL;
	free(file);
	if (!e)
		return bad(r, "no name, or out of memory");
	e->items = number;
	e->keep_going = keep_going;
	return true;
}

static struct entry *last_entry(struct record *rec)
{
	return rec->entries.used ? &rec->entries.entry[rec->entries.used - 1] : NULL;
}

static bool read_attached(struct reader *r, struct record *rec, const char *at, const char *end)
{
	struct entry *e = last_entry(rec);
	uint64_t length;
	const char *bytes;
	char *name;
	bool ok;

	if (!e || !read_number(&at, end, &length))
		return bad(r, "a length and a name after an input are expected");
	if (!read_bytes(r, length, &bytes)) {
		entry_list_cut(&rec->entries, rec->entries.used - 1); /* an input without its file is not whole */
		return false;
	}
	name = read_name(at, end);
	ok = name && entry_attach(e, name, bytes, length);
	free(name);
	return ok || bad(r, "no name, or out of memory");
}

static bool read_time(struct reader *r, struct record *rec, const char *at, const char *end, bool redo)
{
	struct entry_list *l = &rec->entries;
	uint64_t n;

	if (!r->journal || !read_number(&at, end, &n))
		return bad(r, "undo and redo with a number stand in journals only");
	if (redo)
		l->used = n < l->count - l->used ? l->used + n : l->count;
	else
		l->used = n < l->used ? l->used - n : 0;
	return true;
}

static bool read_interrupt(struct reader *r, struct record *rec, const char *at, const char *end)
{
	struct entry *e = last_entry(rec);

	if (!e || !read_number(&at, end, &e->interrupted))
		return bad(r, "a number of steps after an input is expected");
	return true;
}

static bool read_hunt(struct reader *r, struct record *rec, const char *at, const char *end)
{
	for (int i = 0; i < 3; i++)
		if (!read_number(&at, end, &rec->hunt[i]) || rec->hunt[i] > UINT32_MAX)
			return bad(r, "hunt and three numbers are expected");
	rec->has_hunt = true;
	return true;
}

static bool read_hash(struct reader *r, struct record *rec, const char *at, const char *end)
{
	if (end - at != 16)
		return bad(r, "a hash has 16 digits");
	for (; at < end; at++) {
		int digit = hex_digit(*at);

		if (digit < 0)
			return bad(r, "a hash has 16 hexadecimal digits");
		rec->hash = rec->hash << 4 | (uint64_t)digit;
	}
	rec->has_hash = true;
	return r->at == r->length || bad(r, "something follows the hash");
}

static bool read_machine(struct reader *r, struct record *rec, const char *at, const char *end)
{
	char key[64], value[64], notes[512];

	hm_config_default(&rec->boot);
	while (at < end) {
		const char *space = memchr(at, ' ', (size_t)(end - at)), *stop = space ? space : end;
		const char *equals = memchr(at, '=', (size_t)(stop - at));

		if (!equals || equals - at >= (long)sizeof(key) || stop - equals > (long)sizeof(value))
			return bad(r, "key=value is expected");
		snprintf(key, sizeof(key), "%.*s", (int)(equals - at), at);
		snprintf(value, sizeof(value), "%.*s", (int)(stop - equals - 1), equals + 1);
		if (hm_config_set(&rec->boot, key, value, notes, sizeof(notes)) != HM_OK)
			return bad(r, notes);
		at = space ? stop + 1 : end;
	}
	if (hm_config_settle(&rec->boot, notes, sizeof(notes)) != HM_OK)
		return bad(r, notes);
	return true;
}

/* Does the line begin with this word? *at moves behind it and its blank. */
static bool begins(const char **at, const char *end, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(end - *at) < n || memcmp(*at, word, n) || (*at + n < end && (*at)[n] != ' '))
		return false;
	*at += n + (*at + n < end);
	return true;
}

static bool read_item(struct reader *r, struct record *rec, const char *at, const char *end)
{
	if (begins(&at, end, "input"))
		return read_entry(r, rec, at, end, false, false);
	if (begins(&at, end, "script"))
		return read_entry(r, rec, at, end, true, false);
	if (begins(&at, end, "script-keep-going"))
		return read_entry(r, rec, at, end, true, true);
	if (begins(&at, end, "attach"))
		return read_attached(r, rec, at, end);
	if (begins(&at, end, "interrupt"))
		return read_interrupt(r, rec, at, end);
	if (begins(&at, end, "undo"))
		return read_time(r, rec, at, end, false);
	if (begins(&at, end, "redo"))
		return read_time(r, rec, at, end, true);
	if (begins(&at, end, "hunt"))
		return read_hunt(r, rec, at, end);
	if (begins(&at, end, "hash"))
		return read_hash(r, rec, at, end);
	return bad(r, "input, script, attach, interrupt or hash is expected");
}

bool record_parse(struct record *rec, const char *text, size_t length, bool journal, char *why, size_t size)
{
	struct reader r = { .text = text, .length = length, .why = why, .size = size, .journal = journal };
	const char *line;
	size_t n;

	*rec = (struct record){ 0 };
	if (!read_line(&r, &line, &n) || n < 13 || memcmp(line, "hmsh-session ", 13)) {
		r.line = 1;
		return bad(&r, "this is no file that hmsh saved");
	}
	if (n != 14 || line[13] != '1')
		return bad(&r, "it was saved by another version of hmsh");
	if (!read_line(&r, &line, &n) || n < 8 || memcmp(line, "machine ", 8))
		return bad(&r, "the machine's configuration is expected");
	if (!read_machine(&r, rec, line + 8, line + n))
		return false;
	while (read_line(&r, &line, &n)) {
		if (!read_item(&r, rec, line, line + n))
			return journal && r.torn;
	}
	return journal || (!r.torn && rec->has_hash) || bad(&r, "the file is cut: its hash is missing");
}

void record_free(struct record *r)
{
	entry_list_free(&r->entries);
}

static void run_entries(struct session *s, const struct record *r)
{
	for (size_t i = 0; i < r->entries.used && !s->quit; i++)
		session_replay(s, &r->entries.entry[i]);
}

void record_run(struct session *s, const struct record *r)
{
	bool muted = s->out.muted;
	enum status status = s->status;
	uint64_t limit = s->step_limit;

	session_mute(s, true);
	s->step_limit = 0;
	run_entries(s, r);
	if (r->has_hunt)
		hunt_recall(s, (unsigned int)r->hunt[0], (unsigned int)r->hunt[1], (unsigned int)r->hunt[2]);
	s->step_limit = limit;
	session_mute(s, muted);
	s->status = status;
}

/* What this world begins with, for who wants to run it again elsewhere. */
static void keep_start(struct session *s, const struct record *r)
{
	struct entry_list *start = malloc(sizeof(*start));

	s->world->born = s->entries.used;
	if (s->world->start)
		entry_list_free(s->world->start);
	free(s->world->start);
	s->world->start = start;
	if (start && !entry_list_copy(start, &r->entries)) {
		free(start);
		s->world->start = NULL;
	}
}

bool record_load(struct session *s, const struct record *r)
{
	size_t mark = timeline_mark(&s->timeline), floor = s->timeline.floor;
	struct entry_list own = s->entries;
	unsigned int line = s->prompt_line;
	const char *file = s->item_file;
	bool same = false;

	s->entries = (struct entry_list){ 0 };
	if (session_new_world(s, &r->boot, true) == HM_OK) {
		s->timeline.floor = timeline_mark(&s->timeline);
		record_run(s, r);
		s->timeline.floor = floor;
		s->world->loaded = true;
		same = !r->has_hash || hm_state_hash(s->world->m) == r->hash;
		timeline_join(&s->timeline, mark);
	} else {
		s->no_memory = true;
	}
	entry_list_free(&s->entries);
	s->entries = own;
	keep_start(s, r);
	timeline_name_entry(&s->timeline, mark, own.used ? own.used - 1 : 0);
	s->prompt_line = line;
	s->item_file = file;
	return same;
}
