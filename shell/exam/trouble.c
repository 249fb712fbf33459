/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Collecting what is wrong: see trouble.h.
 */
#include <string.h>

#include "shell/exam/trouble.h"

static void write_line(struct trouble *t, const char *file, unsigned int line, const char *format, va_list args)
{
	static const char memory[] = ": out of memory\n";
	struct text *to = &t->said;

	text_puts(to, file);
	if (line)
		text_printf(to, ":%u", line);
	text_puts(to, ": ");
	text_vprintf(to, format, args);
	text_puts(to, "\n");
	t->no_memory = t->no_memory || to->failed || (to->length >= sizeof(memory) - 1 && !strcmp(to->bytes + to->length - (sizeof(memory) - 1), memory));
}

void trouble_add(struct trouble *t, const char *file, unsigned int line, const char *format, ...)
{
	va_list args;

	t->count++;
	if (t->most && t->count > t->most)
		return;
	va_start(args, format);
	write_line(t, file, line, format, args);
	va_end(args);
}

void trouble_note(struct trouble *t, const char *file, unsigned int line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	write_line(t, file, line, format, args);
	va_end(args);
}

void trouble_free(struct trouble *t)
{
	text_free(&t->said);
	*t = (struct trouble){ .most = t->most };
}
