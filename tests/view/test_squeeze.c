// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What is squeezed draws the same: both streams are played on a small terminal that knows renditions and a row of characters, and every character must have come
 * out with the same looks. Then the lengths of what curses really writes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/term/squeeze.h"

enum { CELLS = 4096 };

struct screen_of_test {
	char cell[CELLS][24];      /* "A 38;5;1 49 bold..." */
	unsigned int cells;
	int fg, bg;
	unsigned int attributes;
};

static const char *take_m(struct screen_of_test *t, const char *p)
{
	do {
		int n = (int)strtol(p + 1, (char **)&p, 10);

		if (n == 0) {
			t->fg = 39;
			t->bg = 49;
			t->attributes = 0;
		} else if (n == 38 || n == 48) {
			int five = (int)strtol(p + 1, (char **)&p, 10), index = (int)strtol(p + 1, (char **)&p, 10);

			assert_int_equal(five, 5);
			*(n == 38 ? &t->fg : &t->bg) = 1000 + index;
		} else if (n < 10) {
			t->attributes |= 1u << n;
		} else if (n == 22) {
			t->attributes &= ~6u;
		} else if (n == 24 || n == 27) {
			t->attributes &= ~(1u << (n - 20));
		} else if (n != 10) {
			*(n / 10 == 3 || n / 10 == 9 ? &t->fg : &t->bg) = n;
		}
	} while (*p == ';');
	assert_int_equal(*p, 'm');
	return p + 1;
}

static void play(struct screen_of_test *t, const char *p)
{
	while (*p) {
		if (!strncmp(p, "\033(B", 3)) {
			p += 3;
		} else if (*p == '\033') {
			const char *end = p + 2 + strspn(p + 2, "0123456789;?");

			p = *end == 'm' ? take_m(t, p + 1) : end + 1;
		} else {
			bool bare = *p == ' ' && !(t->attributes & (1u << 4 | 1u << 7));

			assert_true(t->cells < CELLS);
			snprintf(t->cell[t->cells++], sizeof(t->cell[0]), "%c %d %d %x", *p, bare ? 0 : t->fg, t->bg, bare ? 0 : t->attributes);
			p++;
		}
	}
}

static void squeezed(struct squeeze *s, const char *bytes, struct text *out)
{
	text_clear(out);
	squeeze(s, bytes, strlen(bytes), out);
}

static void test_draws_the_same(void **state)
{
	static const char *const piece[] = {
		"\033[m", "\033(B\033[m", "\033[0;1m", "\033[1m", "\033[4m", "\033[7m", "\033[2m", "\033[22m", "\033[24m", "\033[27m", "\033[31m", "\033[39;49m", "\033[97m",
		"\033[38;5;203m", "\033[48;5;237m", "\033[38;5;16m\033[48;5;203m", "\033[0;10;7m", "A", "bc", " ", "   ", "\033[5C", "\033[12;40H", "\033[K", "x y"
	};
	struct squeeze s = { 0 };
	struct screen_of_test *raw = calloc(1, sizeof(*raw)), *thin = calloc(1, sizeof(*thin));
	struct text out = { 0 };
	size_t before = 0, after = 0;

	(void)state;
	srand(7);
	raw->fg = thin->fg = 31; /* nobody knows what was before */
	raw->bg = thin->bg = 41;
	for (int frame = 0; frame < 300; frame++) {
		char bytes[512] = "";

		raw->cells = thin->cells = 0;
		for (int i = 0; i < 20; i++)
			strcat(bytes, piece[(size_t)rand() % (sizeof(piece) / sizeof(piece[0]))]);
		squeezed(&s, bytes, &out);
		play(raw, bytes);
		play(thin, text_string(&out));
		assert_int_equal(raw->cells, thin->cells);
		for (unsigned int i = 0; i < raw->cells; i++)
			assert_string_equal(raw->cell[i], thin->cell[i]);
		before += strlen(bytes);
		after += out.length;
	}
	assert_true(after * 10 < before * 9);
	text_free(&out);
	free(raw);
	free(thin);
}

static void test_lengths(void **state)
{
	struct squeeze s = { 0 };
	struct text out = { 0 };

	(void)state;
	squeezed(&s, "\033(B\033[mx", &out);
	assert_string_equal(text_string(&out), "\033(B\033[mx");
	/* nothing to draw: nothing to say */
	squeezed(&s, "\033[38;5;252m\033[48;5;237m\033(B\033[m", &out);
	assert_string_equal(text_string(&out), "");
	squeezed(&s, "\033(B\033[0;1m\033[38;5;203m!\033[38;5;203m0x1\033[39m\033(B\033[m", &out);
	assert_string_equal(text_string(&out), "\033[1;38;5;203m!0x1");
	/* what was kept back comes when it is needed: a clear to the end of the line takes the colour behind */
	squeezed(&s, "\033[3;4H\033[K", &out);
	assert_string_equal(text_string(&out), "\033[3;4H\033[m\033[K");
	squeezed(&s, "\033[31m", &out);
	squeeze_end(&s, &out);
	assert_string_equal(text_string(&out), "\033[31m");
	text_free(&out);
}

/* A rendition of another kind passes whole, and nothing is taken for known until the next reset. */
static void test_not_understood(void **state)
{
	struct squeeze s = { 0 };
	struct text out = { 0 };

	(void)state;
	squeezed(&s, "\033[m\033[38;2;1;2;3mx\033[1m\033[1my\033[mz\033[31m\033[32mq", &out);
	assert_string_equal(text_string(&out), "\033[m\033[38;2;1;2;3mx\033[1m\033[1my\033[mz\033[32mq");
	squeezed(&s, "\033[", &out);
	squeezed(&s, "\033", &out);
	squeezed(&s, "\033[;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;m", &out);
	squeezed(&s, "\033[99999999999999m", &out);
	text_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_draws_the_same), cmocka_unit_test(test_lengths), cmocka_unit_test(test_not_understood)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
