/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A text of bounded size, written piece by piece; what does not fit is dropped, and counted as snprintf() counts. */
#ifndef LANG_TEXT_H
#define LANG_TEXT_H

#include <stdarg.h>
#include <stdio.h>

struct text { char *out; size_t size, n; };

static inline void __attribute__((format(printf, 2, 3))) text_add(struct text *t, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(t->n < t->size ? t->out + t->n : NULL, t->n < t->size ? t->size - t->n : 0, format, ap);
	va_end(ap);
	t->n += n > 0 ? (size_t)n : 0;
}

#endif
