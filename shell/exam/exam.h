/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An exam: a template (Markdown, a lesson with parameters, in the clear or sealed) and a secret. From both and a student's id comes that student's
 * paper: the text of an ordinary lesson, which lesson_read() reads and which is graded like any other; and the sheet, which is the paper without
 * anything that the student has to find out. The same on every machine, byte for byte.
 */
#ifndef EXAM_EXAM_H
#define EXAM_EXAM_H

#include <stdint.h>

#include "shell/exam/crypto.h"
#include "shell/exam/trouble.h"
#include "shell/learn/lesson.h"
#include "shell/learn/rehearsal.h"

enum { EXAM_STEPS = 32 };

struct exam {
	struct crypto *crypto;
	struct text path;
	struct text source;        /* the template */
	struct text secret;
	struct lesson *lesson;     /* the template read as it stands: front matter, title, steps */
	const char *name;          /* goes into each draw; the lesson's */
	struct rehearsal desk;     /* where the expressions of parameters are asked */
	uint64_t drawn[EXAM_STEPS + 1]; /* of the last paper: a hash of each step's parameters, 0 of a step without; tells whether two papers are alike */
};

/*
 * word: a file, or the name of an exam in the folders of lessons (their subfolder exams); folder: --lessons, or NULL. secret: a file; NULL: none, and
 * only what needs none may be asked. False: trouble says why. exam_close() in any case.
 */
bool exam_open(struct exam *e, const char *folder, const char *word, const char *secret, struct trouble *t);
/* Where the exam of that word is; false: nowhere, and the path is the word itself. */
bool exam_find(const char *folder, const char *word, struct text *path);
void exam_close(struct exam *e);

enum exam_part { EXAM_PAPER, EXAM_SHEET };

/* Appends. False: trouble says what is wrong with the template. A paper has the template's lines at the template's numbers. */
bool exam_write(struct exam *e, const char *student, enum exam_part part, struct text *out, struct trouble *t);
/* The paper, read; NULL: trouble. The caller ends it with lesson_free(). */
struct lesson *exam_paper(struct exam *e, const char *student, struct trouble *t);

/* Has the text, which a NUL ends, the front matter of an exam, or the first line of a sealed one? */
bool exam_begins(const char *text, size_t length);

#endif
