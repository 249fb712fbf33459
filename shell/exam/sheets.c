/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each student's sheet as a file of its own. All sheets are worked out before the first one is written, so that a mistake in the template leaves no half
 * of a class with a sheet; each is written whole or not at all (file.h). A sheet that is there already is left when it is the same: a student who
 * comes late is a line more in the roster and the same command again.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "shell/exam/order.h"
#include "shell/learn/library.h"

struct sheets {
	struct session *s;
	struct exam *e;
	const struct roster *r;
	const char *folder;
	bool overwrite;
	uint64_t *drawn;           /* students x steps: what the parameters were, as a hash */
	struct trouble *t;
};

/* ---- are two students' numbers the same? ---- */

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* How many students have the numbers of a step in common with somebody. */
static size_t alike(struct sheets *h, size_t step, uint64_t *column)
{
	size_t n = h->r->count, alike = 0;

	for (size_t i = 0; i < n; i++)
		column[i] = h->drawn[i * (EXAM_STEPS + 1) + step];
	qsort(column, n, sizeof(*column), by_value);
	for (size_t i = 0; i < n; i++)
		alike += column[i] && ((i && column[i - 1] == column[i]) || (i + 1 < n && column[i + 1] == column[i]));
	return alike;
}

static void tell_alike(struct sheets *h)
{
	uint64_t *column = malloc((h->r->count + 1) * sizeof(*column));

	for (size_t step = 1; column && step <= h->e->lesson->steps; step++) {
		size_t n = alike(h, step, column);

		if (n)
			trouble_note(h->t, text_string(&h->e->path), h->e->lesson->step[step - 1].line,
				     "step %zu: %zu of %zu students share their numbers with somebody; wider ranges make that rarer", step, n, h->r->count);
		if (h->drawn[step] == 0)
			trouble_note(h->t, text_string(&h->e->path), h->e->lesson->step[step - 1].line, "step %zu has no parameters: it is the same for everybody", step);
	}
	free(column);
}

/* ---- files ---- */

static void sheet_path(const struct sheets *h, const char *student, struct text *path)
{
	text_clear(path);
	text_printf(path, "%s/%s.md", h->folder, student);
}

static bool one_sheet(struct sheets *h, size_t i, bool write)
{
	struct text sheet = { 0 }, path = { 0 };
	bool ok = exam_write(h->e, h->r->id[i], EXAM_SHEET, &sheet, h->t);

	memcpy(&h->drawn[i * (EXAM_STEPS + 1)], h->e->drawn, sizeof(h->e->drawn));
	sheet_path(h, h->r->id[i], &path);
	if (path.failed)
		trouble_add(h->t, h->folder, 0, "out of memory");
	ok = ok && !path.failed;
	if (!ok)
		trouble_add(h->t, text_string(&h->e->path), 0, "that was the sheet of \"%s\"", h->r->id[i]);
	else if (write)
		ok = exam_put_file(text_string(&path), &sheet, h->overwrite, h->t);
	else if (!h->overwrite && !access_missing(text_string(&path)))
		ok = exam_put_file(text_string(&path), &sheet, false, h->t); /* there: the same, or in the way */
	text_free(&sheet);
	text_free(&path);
	return ok;
}

static bool make_folder(struct sheets *h)
{
	struct stat st;
	bool there = !mkdir(h->folder, 0700) || (errno == EEXIST && !stat(h->folder, &st) && S_ISDIR(st.st_mode));

	if (!there)
		trouble_add(h->t, h->folder, 0, "%s", errno == EEXIST ? "it is no folder" : strerror(errno));
	return there;
}

static bool all_sheets(struct sheets *h, bool write)
{
	size_t before = h->t->count;

	for (size_t i = 0; i < h->r->count && !*h->s->interrupt; i++)
		if (!one_sheet(h, i, write) && (write || h->t->count >= before + 20)) {
			if (i + 1 < h->r->count)
				trouble_note(h->t, h->folder, 0, "%zu more students were not looked at", h->r->count - i - 1);
			break;
		}
	if (*h->s->interrupt)
		session_fail(h->s, STATUS_INTERRUPTED);
	return h->t->count == before && !*h->s->interrupt;
}

/* A short word that tells one secret from another, for the teacher's eyes: the same at each later call, or it is not the same exam and secret. */
static void fingerprint(const struct exam *e, char out[9])
{
	static const char purpose[] = "hmsh: which secret is this?";
	unsigned char hash[CRYPTO_HASH];

	crypto_hmac(e->crypto, text_string(&e->secret), e->secret.length, purpose, sizeof(purpose) - 1, hash);
	for (int i = 0; i < 4; i++)
		snprintf(out + 2 * i, 3, "%02x", hash[i]);
}

bool exam_sheets(struct session *s, struct exam *e, const struct roster *r, const struct exam_order *o, struct trouble *t)
{
	struct sheets h = { .s = s, .e = e, .r = r, .folder = o->out ? o->out : "sheets", .overwrite = o->overwrite, .t = t };
	char print[9] = "";
	bool ok;

	h.drawn = calloc(r->count + 1, sizeof(e->drawn));
	if (!h.drawn)
		trouble_add(t, text_string(&e->path), 0, "out of memory");
	ok = h.drawn && all_sheets(&h, false) && make_folder(&h) && all_sheets(&h, true);
	if (ok) {
		tell_alike(&h);
		fingerprint(e, print);
		session_say(s, "%zu sheet%s in %s: exam %s, %zu task%s, secret %s. Keep template and secret as they are: grading needs both.", r->count,
			    r->count == 1 ? "" : "s", h.folder, e->name, e->lesson->steps, e->lesson->steps == 1 ? "" : "s", print);
	}
	free(h.drawn);
	return ok;
}
