/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding, opening and closing an exam: see exam.h. Its text passes through the box of crypto.h when the file is sealed; from there on a sealed exam
 * and one in the clear are the same.
 */
#include <string.h>
#include <sys/stat.h>

#include "shell/exam/exam.h"
#include "shell/exam/seal.h"
#include "shell/exam/secret.h"
#include "shell/file.h"
#include "shell/learn/library.h"

/* ---- finding ---- */

static bool is_file(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISDIR(st.st_mode);
}

/* In the folders of lessons: exams/WORD, exams/WORD.exam, exams/WORD.md. */
static bool find_named(const char *folder, const char *word, struct text *path)
{
	static const char *const endings[] = { "", ".exam", ".md" };
	struct text dir = { 0 };
	bool found = false;

	for (unsigned int i = 0; !found && !path->failed && !strchr(word, '/') && library_folder(folder, i, &dir); i++)
		for (size_t k = 0; !found && !path->failed && k < sizeof(endings) / sizeof(*endings); k++) {
			text_clear(path);
			text_printf(path, "%s/exams/%s%s", text_string(&dir), word, endings[k]);
			found = !path->failed && is_file(text_string(path));
		}
	path->failed = path->failed || dir.failed;
	text_free(&dir);
	return found;
}

bool exam_find(const char *folder, const char *word, struct text *path)
{
	bool here = *word && is_file(word), found = here || (*word && find_named(folder, word, path));

	if (here || (!found && !path->failed)) {
		text_clear(path);
		text_puts(path, word);
	}
	return found;
}

static bool read_template(struct exam *e, const char *folder, const char *word, struct text *text, struct trouble *t)
{
	bool found = exam_find(folder, word, &e->path);
	const char *why = e->path.failed ? "out of memory" : file_read(text_string(&e->path), LESSON_LIMIT * 2, text);

	if (!why)
		why = file_text_trouble(text_string(text), text->length);
	if (why)
		trouble_add(t, *word ? word : "\"\"", 0, "%s%s", why, found || e->path.failed ? "" : " (an exam is a file, or the name of one in the folders of lessons, as `final`)");
	return !why;
}

/* ---- opening ---- */

/* Behind that word and blanks around it; NULL: another one stands there. */
static const char *skip_word(const char *at, const char *word)
{
	at += strspn(at, " \t");
	if (strncmp(at, word, strlen(word)) != 0)
		return NULL;
	at += strlen(word);
	return at + strspn(at, " \t\r");
}

/* The line `kind: exam`, as the reader of lessons takes it. */
static bool says_exam(const char *line)
{
	const char *at = skip_word(line, "kind");

	at = at ? skip_word(at, ":") : NULL;
	at = at ? skip_word(at, "exam") : NULL;
	return at && *at == '\n';
}

bool exam_begins(const char *text, size_t length)
{
	bool found = false;

	if (seal_begins(text, length))
		return true;
	if (!lesson_begins(text, length))
		return false;
	for (const char *end = strchr(text, '\n'); end && !found && strncmp(end, "\n---", 4) != 0; end = strchr(end + 1, '\n'))
		found = says_exam(end + 1);
	return found;
}

static bool check_front(struct exam *e, struct trouble *t)
{
	const char *path = text_string(&e->path), *kind = lesson_field(e->lesson, "kind");
	struct hm_config cfg;
	char why[512];

	e->name = lesson_field(e->lesson, "exam");
	if (!kind || strcmp(kind, "exam") != 0)
		trouble_add(t, path, 1, "this is no exam: its front matter has no line \"kind: exam\"");
	else if (!e->name || !*e->name)
		trouble_add(t, path, 1, "the front matter lacks \"exam\": the name that goes into each student's draw");
	else if (e->lesson->steps > EXAM_STEPS)
		trouble_add(t, path, e->lesson->step[EXAM_STEPS].line, "%zu steps, at most %d", e->lesson->steps, EXAM_STEPS);
	else if (!lesson_machine(e->lesson, &cfg, why, sizeof(why)))
		trouble_add(t, path, 1, "machine: %s", why);
	else if (!rehearsal_open(&e->desk, &cfg))
		trouble_add(t, path, 0, "out of memory");
	else
		return true;
	return false;
}

static bool read_source(struct exam *e, struct trouble *t)
{
	const char *path = text_string(&e->path), *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.'), *why;
	struct text name = { 0 };

	text_add(&name, base, dot ? (size_t)(dot - base) : strlen(base));
	e->lesson = lesson_read(text_string(&name), path, text_string(&e->source), e->source.length, &why);
	text_free(&name);
	if (e->lesson)
		return check_front(e, t);
	trouble_add(t, path, 0, "%s", why);
	return false;
}

static bool open_crypto(struct exam *e, const char *path, struct trouble *t)
{
	const char *why;

	e->crypto = crypto_open(&why);
	if (!e->crypto)
		trouble_add(t, path, 0, "%s", why);
	return e->crypto;
}

bool exam_open(struct exam *e, const char *folder, const char *word, const char *secret, struct trouble *t)
{
	struct text raw = { 0 };
	bool ok;

	*e = (struct exam){ 0 };
	ok = open_crypto(e, word, t) && (!secret || secret_read(secret, &e->secret, t)) && read_template(e, folder, word, &raw, t);
	if (ok && seal_begins(text_string(&raw), raw.length))
		ok = seal_open(e->crypto, &e->secret, text_string(&e->path), &raw, &e->source, t);
	else
		text_add(&e->source, text_string(&raw), raw.length);
	text_free(&raw);
	if (ok && (e->source.failed || e->path.failed)) {
		trouble_add(t, word, 0, "out of memory");
		return false;
	}
	return ok && read_source(e, t);
}

void exam_close(struct exam *e)
{
	if (e->crypto)
		crypto_wipe(e->crypto, &e->secret);
	rehearsal_close(&e->desk);
	lesson_free(e->lesson);
	crypto_close(e->crypto);
	text_free(&e->source);
	text_free(&e->path);
	*e = (struct exam){ 0 };
}
