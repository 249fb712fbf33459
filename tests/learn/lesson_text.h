/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tests of lessons share: the example of lessons/FORMAT.md (which authors copy, so it must be right), and texts changed in one place.
 */
#ifndef TESTS_LESSON_TEXT_H
#define TESTS_LESSON_TEXT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/text.h"

static inline char *read_all(const char *path)
{
	FILE *file = fopen(path, "r");
	struct text t = { 0 };
	char part[4096];
	size_t n;

	while (file && (n = fread(part, 1, sizeof(part), file)) > 0)
		text_add(&t, part, n);
	if (file)
		fclose(file);
	return t.bytes;
}

/* The example between four backquotes; the caller frees it. */
static inline char *format_example(void)
{
	static const char begin[] = "````markdown\n";
	char *page = read_all("lessons/FORMAT.md"), *from = page ? strstr(page, begin) : NULL, *end = from ? strstr(from + sizeof(begin) - 1, "````\n") : NULL;
	char *example = end ? copy_bytes(from + sizeof(begin) - 1, (size_t)(end - from) - sizeof(begin) + 1) : NULL;

	free(page);
	return example;
}

/* A copy with the first `old` replaced; NULL: it does not occur. */
static inline char *replaced(const char *text, const char *old, const char *new)
{
	const char *at = strstr(text, old);
	struct text t = { 0 };

	if (!at)
		return NULL;
	text_add(&t, text, (size_t)(at - text));
	text_puts(&t, new);
	text_puts(&t, at + strlen(old));
	return t.bytes;
}

#endif
