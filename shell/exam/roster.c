/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a roster: see roster.h. Byte order mark, CRLF, quoted fields, blanks around and empty lines are no trouble; a student who stands there
 * twice is remarked upon and taken once. A first line that only names the column ("student_id") is left out, and that is said.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "shell/exam/roster.h"
#include "shell/file.h"

/* ---- ids ---- */

/* Bytes of the UTF-8 character that begins here; 0: none does, or one that is not for eyes (C1 controls, marks of direction, separators). */
static size_t character(const unsigned char *s, size_t n)
{
	size_t length = *s < 0x80 ? 1 : *s >= 0xc2 && *s < 0xe0 ? 2 : *s >= 0xe0 && *s < 0xf0 ? 3 : *s >= 0xf0 && *s < 0xf5 ? 4 : 0;
	unsigned long code = length ? *s & (0x7fu >> (length > 1 ? length : 0)) : 0;

	if (!length || length > n)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3f);
	}
	if ((length == 3 && code < 0x800) || (length == 4 && code < 0x10000) || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	return (code >= 0x80 && code < 0xa1) || (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
	       code == 0xfeff ? 0 : length;
}

const char *student_trouble(const char *id, size_t n)
{
	if (!n)
		return "an empty id";
	if (n > STUDENT_LENGTH)
		return "an id has at most 100 bytes";
	if (*id == '.' || *id == '-')
		return "an id does not begin with . or -";
	if (id[n - 1] == '.')
		return "an id does not end with a dot";
	for (size_t i = 0, step; i < n; i += step) {
		step = character((const unsigned char *)id + i, n - i);
		if (!step || (unsigned char)id[i] < ' ' || id[i] == 0x7f)
			return "an id is readable UTF-8, without control characters";
		if (step == 1 && strchr("/\\:*?\"<>|`$;&{}#%", id[i]))
			return "an id has none of / \\ : * ? \" < > | ` $ ; & { } # %: it names a file";
	}
	return NULL;
}

/* ---- lines ---- */

struct line {
	const char *text;
	size_t length;
	unsigned int number;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void trim(struct line *l)
{
	while (l->length && is_blank(*l->text)) {
		l->text++;
		l->length--;
	}
	while (l->length && is_blank(l->text[l->length - 1]))
		l->length--;
}

/* The first column; a quoted one up to its closing quote (a doubled quote inside would be no id anyway). */
static void first_column(struct line *l)
{
	bool quoted = l->length && *l->text == '"';
	const char *end;

	if (quoted) {
		l->text++;
		l->length--;
	}
	end = memchr(l->text, quoted ? '"' : ',', l->length);
	if (!quoted && !end)
		end = memchr(l->text, ';', l->length);
	if (!quoted && !end)
		end = memchr(l->text, '\t', l->length);
	l->length = end ? (size_t)(end - l->text) : l->length;
	trim(l);
}

/* A word that heads the column in what registrars and learning platforms export. */
static bool is_heading(const struct line *l)
{
	static const char *const words[] = { "id", "student", "student id", "student_id", "studentid", "sid", "login", "user", "username", "email", "matriculation",
		"matriculation number", "matrikel", "matrikelnummer", "kennung", "name", "netid", "uid", "number" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i]) == l->length && !strncasecmp(words[i], l->text, l->length))
			return true;
	return false;
}

static void add_student(struct roster *r, const char *path, const struct line *l, struct trouble *t)
{
	const char *why = student_trouble(l->text, l->length);

	if (why) {
		trouble_add(t, path, l->number, "%s: \"%.*s\"", why, (int)(l->length < 60 ? l->length : 60), l->text);
		return;
	}
	if (r->count == r->capacity) {
		size_t more = r->capacity ? r->capacity * 2 : 64;
		char **grown = realloc(r->id, more * sizeof(*grown));

		if (!grown) {
			trouble_add(t, path, l->number, "out of memory");
			return;
		}
		r->id = grown;
		r->capacity = more;
	}
	r->id[r->count] = copy_bytes(l->text, l->length);
	if (r->id[r->count])
		r->count++;
	else
		trouble_add(t, path, l->number, "out of memory");
}

static void read_lines(struct roster *r, const char *path, const struct text *text, struct trouble *t)
{
	const char *at = text_string(text), *end = at + text->length;
	unsigned int number = 1;
	bool first = true;

	if (text->length >= 3 && !memcmp(at, "\xef\xbb\xbf", 3))
		at += 3;
	for (; at < end && r->count <= ROSTER_MOST; number++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		struct line l = { at, (size_t)((newline ? newline : end) - at), number };

		at = newline ? newline + 1 : end;
		trim(&l);
		if (!l.length || *l.text == '#')
			continue;
		first_column(&l);
		if (first && is_heading(&l))
			trouble_note(t, path, number, "\"%.*s\" is taken for the column's heading, not for a student", (int)l.length, l.text);
		else
			add_student(r, path, &l, t);
		first = false;
	}
}

/* ---- finding ---- */

static int by_id(const void *a, const void *b, void *context)
{
	const struct roster *r = context;
	const size_t *x = a, *y = b;
	int order = strcmp(r->id[*x], r->id[*y]);

	return order ? order : (*x > *y) - (*x < *y);
}

static bool sort(struct roster *r)
{
	free(r->sorted);
	r->sorted = malloc((r->count + 1) * sizeof(*r->sorted));
	if (!r->sorted)
		return false;
	for (size_t i = 0; i < r->count; i++)
		r->sorted[i] = i;
	qsort_r(r->sorted, r->count, sizeof(*r->sorted), by_id, r);
	return true;
}

/* Takes out who stands there a second time. */
static void drop_twins(struct roster *r, const char *path, struct trouble *t)
{
	size_t first = 0, kept = 0;

	for (size_t i = 0; i < r->count; i++) {
		char **id = &r->id[r->sorted[i]];

		if (!i || strcmp(*id, r->id[first])) {
			first = r->sorted[i];
			continue;
		}
		trouble_note(t, path, 0, "\"%s\" stands there more than once", *id);
		free(*id);
		*id = NULL;
	}
	for (size_t i = 0; i < r->count; i++)
		if (r->id[i])
			r->id[kept++] = r->id[i];
	r->count = kept;
}

static int without_case(const void *a, const void *b)
{
	return strcasecmp(*(char *const *)a, *(char *const *)b);
}

/* Two students, but perhaps one file where a system does not tell case apart. */
static void tell_lookalikes(const struct roster *r, const char *path, struct trouble *t)
{
	char **id = malloc((r->count + 1) * sizeof(*id));

	if (!id)
		return;
	memcpy(id, r->id, r->count * sizeof(*id));
	qsort(id, r->count, sizeof(*id), without_case);
	for (size_t i = 1; i < r->count; i++)
		if (!strcasecmp(id[i - 1], id[i]))
			trouble_note(t, path, 0, "\"%s\" and \"%s\" differ in case only: two students here, but one file name on some systems", id[i - 1], id[i]);
	free(id);
}

bool roster_read(struct roster *r, const char *path, struct trouble *t)
{
	struct text text = { 0 };
	size_t before = t->count;
	const char *why = file_read(path, ROSTER_FILE, &text);

	*r = (struct roster){ 0 };
	if (!why)
		why = file_text_trouble(text_string(&text), text.length);
	if (why)
		trouble_add(t, path, 0, "the roster cannot be read: %s", why);
	else
		read_lines(r, path, &text, t);
	text_free(&text);
	if (r->count > ROSTER_MOST)
		trouble_add(t, path, 0, "more than %d students", ROSTER_MOST);
	else if (!why && !r->count && t->count == before)
		trouble_add(t, path, 0, "there is no student in it");
	if (t->count == before && sort(r))
		drop_twins(r, path, t);
	if (t->count == before && !sort(r))
		trouble_add(t, path, 0, "out of memory");
	if (t->count == before)
		tell_lookalikes(r, path, t);
	return t->count == before;
}

void roster_free(struct roster *r)
{
	for (size_t i = 0; i < r->count; i++)
		free(r->id[i]);
	free(r->id);
	free(r->sorted);
	*r = (struct roster){ 0 };
}

/* NULL: no such student. */
static const char *find(const struct roster *r, const char *id, size_t length)
{
	size_t low = 0, high = r->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *there = r->id[r->sorted[middle]];
		int order = strncmp(there, id, length);

		if (!order && !there[length])
			return there;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const char *roster_student(const struct roster *r, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
	const char *found = dot ? find(r, name, (size_t)(dot - name)) : NULL;

	return found ? found : find(r, name, strlen(name)); /* "jane.doe", handed in without a suffix */
}

/* ---- alike to the eye ---- */

static size_t glyph_bytes(const char *p, const char *end)
{
	size_t n = 1;

	while (p + n < end && ((unsigned char)p[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* A combining mark, U+0300 to U+036F: what macOS writes behind the letter in names of files. */
static bool is_mark(const char *p, const char *end)
{
	unsigned char first = (unsigned char)*p, second = end - p > 1 ? (unsigned char)p[1] : 0;

	return p < end && ((first == 0xcc && second >= 0x80) || (first == 0xcd && second >= 0x80 && second <= 0xaf));
}

/* A letter and its marks, if there are any; the bytes, or 0. */
static size_t marked_letter(const char *p, const char *end)
{
	size_t letter = glyph_bytes(p, end), n = letter;

	while (p + n < end && is_mark(p + n, end))
		n += 2;
	return n > letter ? n : 0;
}

/* No table of letters: a letter with marks may be any one character beyond ASCII. Good enough to ask a person to look. */
static bool alike(const char *a, const char *a_end, const char *b, const char *b_end)
{
	while (a < a_end && b < b_end) {
		size_t here = marked_letter(a, a_end), there = marked_letter(b, b_end), n = glyph_bytes(a, a_end);

		if (here && !there && (unsigned char)*b >= 0xc3) {
			a += here;
			b += glyph_bytes(b, b_end);
		} else if (there && !here && (unsigned char)*a >= 0xc3) {
			b += there;
			a += n;
		} else if ((size_t)(b_end - b) >= n && !memcmp(a, b, n)) {
			a += n;
			b += n;
		} else {
			return false;
		}
	}
	return a == a_end && b == b_end;
}

bool roster_has_other_letters(const struct roster *r, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.'), *end = name + strlen(name);

	for (size_t i = 0; i < r->count; i++)
		if (alike(name, dot ? dot : end, r->id[i], r->id[i] + strlen(r->id[i])) || alike(name, end, r->id[i], r->id[i] + strlen(r->id[i])))
			return true;
	return false;
}
