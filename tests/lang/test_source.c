/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts and places: lines and columns, expansions, cutting back and forth, bytes that must not reach a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/lang/source.h"

static struct source_place at(const struct source_map *map, uint32_t loc)
{
	struct source_place place = { 0 };

	assert_true(source_place(map, loc, &place));
	return place;
}

static void lines_and_columns(void **state)
{
	struct source_map *map = source_map_new();
	uint32_t loc = source_add(map, "a.c", "one\n\ttwo\r\nthree\rfour", 20, 10, false);

	(void)state;
	assert_int_equal(at(map, loc).line, 10);
	assert_int_equal(at(map, loc + 2).column, 3);
	assert_int_equal(at(map, loc + 5).line, 11);
	assert_int_equal(at(map, loc + 5).column, 2);
	assert_int_equal(at(map, loc + 5).display_column, 9);
	assert_int_equal(at(map, loc + 10).line, 12);
	assert_int_equal(at(map, loc + 10).length, 5);
	assert_int_equal(at(map, loc + 16).line, 13);
	assert_memory_equal(at(map, loc + 16).text, "four", 4);
	source_map_free(map);
}

/* Where the line of `offset` begins, and its number: counted byte by byte. */
static unsigned int counted(const char *text, size_t length, size_t offset, size_t *begin)
{
	unsigned int line = 1;

	*begin = 0;
	for (size_t i = 0; i < length; i += text[i] == '\r' && i + 1 < length && text[i + 1] == '\n' ? 2 : 1) {
		size_t next = i + (text[i] == '\r' && i + 1 < length && text[i + 1] == '\n' ? 2 : 1);

		if ((text[i] != '\r' && text[i] != '\n') || next > offset)
			continue;
		line++;
		*begin = next;
	}
	return line;
}

static void expect_places(const char *text, size_t length)
{
	struct source_map *map = source_map_new();
	uint32_t loc = source_add(map, "a.c", text, length, 1, false);

	for (size_t i = 0; i <= length; i++) {
		struct source_place place = at(map, loc + (uint32_t)i);
		size_t begin;

		assert_int_equal(place.line, counted(text, length, i, &begin));
		assert_int_equal(place.column, i - begin + 1);
		assert_memory_equal(place.text, text + begin, place.length);
		assert_true(begin + place.length == length || strchr("\r\n", text[begin + place.length]));
		assert_null(memchr(place.text, '\n', place.length));
	}
	source_map_free(map);
}

/* Lines of all lengths and ends, across the steps in which they are counted. */
static void lines_of_long_texts(void **state)
{
	static const char *const alphabets[] = { "abcdefghijkl\n", "abc\r\n\n", "a\r", "\n", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmn\r\n" };
	char text[2600];
	uint32_t seed = 3;

	(void)state;
	for (size_t a = 0; a < sizeof(alphabets) / sizeof(alphabets[0]); a++) {
		for (size_t i = 0; i < sizeof(text); i++) {
			seed = seed * 1664525u + 1013904223u;
			text[i] = alphabets[a][(seed >> 16) % strlen(alphabets[a])];
		}
		expect_places(text, sizeof(text));
	}
	memset(text, 'x', sizeof(text)); /* a "\r\n" that lies across a step, and a line of several steps */
	memcpy(text + 1023, "\r\n", 2);
	expect_places(text, sizeof(text));
}

static void newlines(void **state)
{
	const char *text = "\n\n12345678\n\x8a\x0b\n\x09\xff";

	(void)state;
	for (size_t n = 0; n <= strlen(text); n++) {
		size_t count = 0;

		for (size_t i = 0; i < n; i++)
			count += text[i] == '\n';
		assert_int_equal(source_newlines(text, n), count);
	}
}

static void columns_go_back_and_forth(void **state)
{
	struct source_map *map = source_map_new();
	uint32_t loc = source_add(map, "a.c", "\t\xc3\xa9\xe6\x97\xa5x\n\ty", 11, 1, false);

	(void)state;
	assert_int_equal(at(map, loc + 6).display_column, 12);
	assert_int_equal(at(map, loc + 1).display_column, 9);
	assert_int_equal(at(map, loc + 3).display_column, 10);
	assert_int_equal(at(map, loc + 9).display_column, 9);
	assert_int_equal(at(map, loc + 6).display_column, 12);
	source_map_free(map);
}

static void nothing_is_no_place(void **state)
{
	struct source_map *map = source_map_new();
	struct source_place place;
	size_t length;

	(void)state;
	assert_false(source_place(map, 0, &place));
	assert_false(source_place(map, 1, &place));
	assert_string_equal(source_text(map, 17, &length), "");
	assert_int_equal(length, 0);
	source_map_free(map);
}

static void undone_texts_come_back(void **state)
{
	struct source_map *map = source_map_new();
	uint32_t first = source_add(map, "a", "first", 5, 1, false), end = source_end(map);
	uint32_t second = source_add(map, "b", "second", 6, 1, false), far = source_end(map), third;
	size_t length;

	(void)state;
	source_truncate(map, end);
	assert_int_equal(source_end(map), end);
	assert_string_equal(source_text(map, second, &length), "second");
	source_truncate(map, far);
	assert_int_equal(source_end(map), far);
	source_truncate(map, end);
	third = source_add(map, "c", "third", 5, 1, false);
	assert_int_equal(third, second);
	assert_string_equal(source_text(map, third, &length), "third");
	assert_string_equal(source_text(map, first, &length), "first");
	source_map_free(map);
}

static void looking_leaves_texts_alone(void **state)
{
	struct source_map *map = source_map_new();
	uint32_t end, undone, scratch;
	size_t length;

	(void)state;
	(void)source_add(map, "a", "first", 5, 1, false);
	end = source_end(map);
	undone = source_add(map, "b", "second", 6, 1, false);
	source_truncate(map, end);
	scratch = source_scratch(map, "s", "look", 4, 1);
	assert_true(scratch >= SOURCE_SCRATCH);
	assert_int_equal(source_end(map), end);
	assert_string_equal(source_text(map, scratch, &length), "look");
	assert_string_equal(source_text(map, undone, &length), "second");
	assert_int_equal(source_scratch(map, "s", "again", 5, 1), scratch);
	assert_string_equal(source_text(map, scratch, &length), "again");
	source_map_free(map);
}

static void expansions_lead_both_ways(void **state)
{
	struct source_map *map = source_map_new();
	uint32_t loc = source_add(map, "a.c", "#define M a + b\nx = M;", 22, 1, false), inner, outer, point;
	const char *name;

	(void)state;
	outer = source_expand(map, "M", loc + 10, 5, loc + 20);
	inner = source_expand(map, "N", loc + 10, 5, outer + 4);
	assert_int_equal(source_spelling(map, outer + 4), loc + 14);
	assert_int_equal(source_point(map, inner + 1), loc + 20);
	assert_true(source_expansion(map, inner, &point, &name));
	assert_int_equal(point, outer + 4);
	assert_string_equal(name, "N");
	assert_false(source_expansion(map, loc, &point, &name));
	assert_int_equal(at(map, inner + 2).line, 2);
	assert_int_equal(at(map, inner + 2).column, 5);
	source_map_free(map);
}

static void glyph(const char *text, size_t takes, unsigned int width, bool plain)
{
	unsigned int w;
	bool p;

	assert_int_equal(source_glyph(text, strlen(text), 3, &w, &p), takes);
	assert_int_equal(w, width);
	assert_int_equal(p, plain);
}

static void characters(void **state)
{
	(void)state;
	glyph("a", 1, 1, true);
	glyph("\t", 1, 5, true);
	glyph("\xc3\xa9", 2, 1, true);
	glyph("\xe6\x97\xa5", 3, 2, true);
	glyph("\xcc\x81", 2, 0, true);
	glyph("\x1b", 1, 8, false);
	glyph("\xc2\x9b", 2, 8, false);          /* CSI as one character */
	glyph("\xe2\x80\xae", 3, 8, false);      /* right-to-left override */
	glyph("\xff", 1, 4, false);
	glyph("\xc0\x80", 1, 4, false);          /* overlong */
	glyph("\xed\xa0\x80", 1, 4, false);      /* surrogate */
	glyph("\xe2\x82", 1, 4, false);          /* cut off */
	glyph("\xf4\x90\x80\x80", 1, 4, false);  /* beyond U+10FFFF */
}

static void too_much_text(void **state)
{
	struct source_map *map = source_map_new();

	(void)state;
	assert_int_equal(source_add(map, "a", "", (size_t)SOURCE_SCRATCH, 1, false), 0);
	assert_int_equal(source_scratch(map, "a", "", (size_t)UINT32_MAX - SOURCE_SCRATCH, 1), 0);
	assert_true(source_bytes(map) > 0);
	source_map_free(map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_and_columns), cmocka_unit_test(lines_of_long_texts), cmocka_unit_test(newlines),
		cmocka_unit_test(columns_go_back_and_forth), cmocka_unit_test(nothing_is_no_place),
		cmocka_unit_test(undone_texts_come_back), cmocka_unit_test(looking_leaves_texts_alone),
		cmocka_unit_test(expansions_lead_both_ways), cmocka_unit_test(characters), cmocka_unit_test(too_much_text)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
