/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cells: widths, clipping, wide and combining characters, hostile bytes; the dialogue's rows and search; the edit line's scrolling and cursor.
 */
#include "tests/view/scene.h"

static void open_grid(struct grid *g, int width, int height)
{
	setlocale(LC_ALL, "C.UTF-8");
	assert_true(grid_open(g, width, height));
}

static char *row_text(const struct grid *g, int y)
{
	struct text t = { 0 };

	for (int x = 0; x < g->width; x++)
		text_puts(&t, grid_at(g, x, y)->text);
	return t.bytes;
}

static void assert_row(const struct grid *g, int y, const char *expected)
{
	char *row = row_text(g, y);

	assert_string_equal(row, expected);
	free(row);
}

/* The invariants of a grid: columns add up, no control character in any cell. */
static void assert_sane(const struct grid *g)
{
	for (int y = 0; y < g->height; y++)
		for (int x = 0; x < g->width; x++) {
			const struct cell *c = grid_at(g, x, y);

			assert_true(c->width <= 2);
			assert_true(c->width != 2 || (x + 1 < g->width && grid_at(g, x + 1, y)->width == 0));
			assert_true(c->width != 0 || (x > 0 && grid_at(g, x - 1, y)->width == 2));
			for (const char *p = c->text; *p; p++)
				assert_true((unsigned char)*p >= 0x20 && *p != 0x7f);
		}
}

static void test_clipping(void **state)
{
	struct grid g;
	struct canvas all, part;

	(void)state;
	open_grid(&g, 10, 3);
	all = canvas_of(&g, true);
	part = canvas_part(&all, 2, 1, 5, 1);
	canvas_text(&part, 0, 0, LOOK_TEXT, "abcdefgh");
	canvas_text(&part, 0, 1, LOOK_TEXT, "outside");
	canvas_text(&part, 5, 0, LOOK_TEXT, "outside");
	assert_row(&g, 0, "          ");
	assert_row(&g, 1, "  abcd…   ");
	assert_row(&g, 2, "          ");
	grid_close(&g);
}

static void test_wide(void **state)
{
	struct grid g;
	struct canvas c;

	(void)state;
	open_grid(&g, 6, 2);
	c = canvas_of(&g, true);
	canvas_text(&c, 0, 0, LOOK_TEXT, "a世界b");
	assert_row(&g, 0, "a世界b");
	assert_int_equal(grid_at(&g, 1, 0)->width, 2);
	assert_sane(&g);
	/* half of it overwritten: the other half is a blank, nothing moves */
	canvas_text(&c, 2, 0, LOOK_TEXT, "x");
	assert_row(&g, 0, "a x界b");
	assert_sane(&g);
	canvas_text(&c, 5, 1, LOOK_TEXT, "世");
	assert_sane(&g);
	grid_close(&g);
}

static void test_hostile(void **state)
{
	static const char *const texts[] = { "\033[2J", "a\x80\xff", "\xe2\x80\xae" "abc", "\xc0\xaf", "\xf8\x88", "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81", "\r\b\x7f\x9b", "\xcc\x81", "\xe4\xb8" };
	struct grid g;
	struct canvas c;

	(void)state;
	open_grid(&g, 7, 12);
	c = canvas_of(&g, true);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		canvas_text(&c, (int)i % 6, (int)i, LOOK_TEXT, texts[i]);
	assert_sane(&g);
	/* marks of direction are no part of the letter before them */
	canvas_text(&c, 0, 11, LOOK_TEXT, "a\xd8\x9c" "b\xe2\x80\x8e");
	assert_row(&g, 11, "a?b?   ");
	grid_close(&g);
}

static void test_wrap(void **state)
{
	struct grid g;
	struct canvas c;

	(void)state;
	open_grid(&g, 12, 5);
	c = canvas_of(&g, true);
	assert_int_equal(canvas_wrap(&c, 2, 0, 1, LOOK_TEXT, "one two three fourteen"), 3);
	assert_row(&g, 0, "  one two   ");
	assert_row(&g, 1, " three      ");
	assert_row(&g, 2, " fourteen   ");
	grid_close(&g);
}

static void add_string(struct dialogue *d, const char *text)
{
	dialogue_add(d, text, strlen(text));
}

static void test_dialogue(void **state)
{
	struct dialogue d;
	struct edit_line edit = { "hmsh> ", "p", 1, 1 };
	struct grid g;
	struct canvas c;
	int x, y;

	(void)state;
	open_grid(&g, 20, 4);
	c = canvas_of(&g, true);
	assert_true(dialogue_open(&d));
	dialogue_typed(&d, "hmsh> ", "a", 1);
	add_string(&d, "\033[1;31merror\033[m: x\nno newline");
	dialogue_fresh_line(&d);
	dialogue_draw(&d, &edit, &c, &x, &y);
	assert_row(&g, 0, "hmsh> a             ");
	assert_row(&g, 1, "error: x            ");
	assert_int_equal(grid_at(&g, 0, 1)->look, LOOK_ERROR);
	assert_int_equal(grid_at(&g, 5, 1)->look, LOOK_TEXT);
	assert_row(&g, 3, "hmsh> p             ");
	assert_int_equal(x, 7);
	assert_int_equal(y, 3);
	/* a long line takes rows, the newest stay */
	add_string(&d, "0123456789012345678901234567890\n");
	grid_clear(&g);
	dialogue_draw(&d, &edit, &c, &x, &y);
	assert_row(&g, 0, "no newline          ");
	assert_row(&g, 1, "01234567890123456789");
	assert_row(&g, 2, "01234567890         ");
	dialogue_close(&d);
	grid_close(&g);
}

static void test_scroll_and_search(void **state)
{
	struct dialogue d;
	struct edit_line edit = { "hmsh> ", "", 0, 0 };
	struct grid g;
	struct canvas c;
	char line[32];
	int x, y;

	(void)state;
	open_grid(&g, 40, 6);
	c = canvas_of(&g, true);
	assert_true(dialogue_open(&d));
	for (int i = 0; i < 100; i++) {
		snprintf(line, sizeof(line), "line %d\n", i);
		add_string(&d, line);
	}
	dialogue_scroll(&d, 10, 40, 6);
	dialogue_draw(&d, &edit, &c, &x, &y);
	assert_row(&g, 0, "line 85                                 ");
	assert_row(&g, 4, "line 89                                 ");
	assert_row(&g, 5, "hmsh>                10 more rows, PgDn ");
	assert_int_equal(x, 6);
	assert_int_equal(y, 5);
	assert_true(dialogue_search(&d, "line 5", 40, 6));
	grid_clear(&g);
	dialogue_draw(&d, &edit, &c, &x, &y);
	assert_row(&g, 2, "line 59                                 ");
	assert_int_equal(grid_at(&g, 0, 2)->look, LOOK_MATCH);
	/* again: further up, though both are on the screen */
	assert_true(dialogue_search(&d, "line 5", 40, 6));
	grid_clear(&g);
	dialogue_draw(&d, &edit, &c, &x, &y);
	assert_row(&g, 2, "line 58                                 ");
	assert_false(dialogue_search(&d, "not there", 40, 6));
	dialogue_scroll(&d, -1000, 40, 6);
	assert_int_equal(d.back, 0);
	dialogue_scroll(&d, 1000000, 40, 6);
	assert_int_equal(d.back, 95);
	dialogue_to_end(&d);
	grid_clear(&g);
	dialogue_draw(&d, &edit, &c, &x, &y);
	assert_row(&g, 5, "hmsh>               95 rows above, PgUp ");
	assert_int_equal(grid_at(&g, 0, 3)->look, LOOK_TEXT);
	dialogue_close(&d);
	grid_close(&g);
}

/* What the last input said is shown from its first row on, or a mark tells how much of it is out of sight; output of lines before it does not count. */
static void test_tall_output(void **state)
{
	struct dialogue d;
	struct edit_line edit = { "hmsh> ", "", 0, 0 }, typing = { "hmsh> ", "struct page *p", 14, 14 };
	struct grid g;
	struct canvas c;
	int x, y;

	(void)state;
	open_grid(&g, 40, 4);
	c = canvas_of(&g, true);
	assert_true(dialogue_open(&d));
	add_string(&d, "old 1\nold 2\nold 3\n");
	dialogue_typed(&d, "hmsh> ", "help", 4);
	add_string(&d, "one\ntwo\n");
	dialogue_to_input(&d, 40, 4);
	assert_int_equal(d.back, 0);
	dialogue_draw(&d, &edit, &c, &x, &y);
	assert_row(&g, 0, "hmsh> help                              ");
	assert_row(&g, 3, "hmsh>                                   ");
	add_string(&d, "three\nfour\n");
	dialogue_to_input(&d, 40, 4);
	assert_int_equal(d.back, 2);
	grid_clear(&g);
	dialogue_draw(&d, &edit, &c, &x, &y);
	assert_row(&g, 0, "hmsh> help                              ");
	assert_row(&g, 2, "two                                     ");
	assert_row(&g, 3, "hmsh>                 2 more rows, PgDn ");
	dialogue_scroll(&d, -1, 40, 4);
	grid_clear(&g);
	dialogue_draw(&d, &edit, &c, &x, &y);
	assert_row(&g, 3, "hmsh>                  1 more row, PgDn ");
	dialogue_to_end(&d);
	grid_clear(&g);
	dialogue_draw(&d, &edit, &c, &x, &y);
	assert_row(&g, 2, "four                                    ");
	assert_row(&g, 3, "hmsh>                2 rows above, PgUp ");
	/* the line needs the room */
	grid_clear(&g);
	dialogue_draw(&d, &typing, &c, &x, &y);
	assert_row(&g, 3, "hmsh> struct page *p                    ");
	/* a new input: nothing of it is out of sight */
	dialogue_typed(&d, "hmsh> ", "x", 1);
	grid_clear(&g);
	dialogue_draw(&d, &edit, &c, &x, &y);
	assert_row(&g, 3, "hmsh>                                   ");
	dialogue_close(&d);
	grid_close(&g);
}

/* Prose is broken at blanks; a source line and its carets stay one row each, moved together. */
static void test_rows_of_a_line(void **state)
{
	struct dialogue d;
	struct grid g;
	struct canvas c;
	int x, y;

	(void)state;
	open_grid(&g, 40, 6);
	c = canvas_of(&g, true);
	assert_true(dialogue_open(&d));
	add_string(&d, "\033[1mthe slot\033[m still maps page 0x38000, and  nobody clears it\n");
	add_string(&d, "  aWordThatIsLongerThanTheWholeRowWhichIsFortyColumns behind\n");
	dialogue_draw(&d, NULL, &c, &x, &y);
	assert_row(&g, 0, "the slot still maps page 0x38000, and   ");
	assert_row(&g, 1, "nobody clears it                        ");
	assert_row(&g, 2, "  aWordThatIsLongerThanTheWholeRowWhichI");
	assert_row(&g, 3, "sFortyColumns behind                    ");
	assert_int_equal(grid_at(&g, 0, 0)->look, LOOK_BOLD);
	assert_int_equal(grid_at(&g, 9, 0)->look, LOOK_TEXT);
	add_string(&d, "    7 |   some_function(a, b); kunmap_atomic(page, KM_USER0); more();\n      |                                      ^~~~\n");
	add_string(&d, "    8 |   short(); aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa();\n      |   ^~~~~\n");
	grid_clear(&g);
	dialogue_draw(&d, NULL, &c, &x, &y);
	assert_row(&g, 2, "    7 | \u2026a, b); kunmap_atomic(page, KM_\u2026");
	assert_row(&g, 3, "      |                       ^~~~      ");
	assert_row(&g, 4, "    8 |   short(); aaaaaaaaaaaaaaaaaaaa\u2026");
	assert_row(&g, 5, "      |   ^~~~~                         ");
	dialogue_close(&d);
	grid_close(&g);
}

static void test_edit_line(void **state)
{
	struct edit_line edit = { "hmsh> ", "a世界b", 8, 7 };
	struct grid g;
	struct canvas c;
	char text[200];

	(void)state;
	open_grid(&g, 20, 1);
	c = canvas_of(&g, true);
	assert_int_equal(edit_draw(&edit, &c), 11);
	assert_row(&g, 0, "hmsh> a世界b        ");
	grid_clear(&g);
	edit = (struct edit_line){ "hmsh> ", "a\nb", 3, 3 };
	assert_int_equal(edit_draw(&edit, &c), 9);
	assert_row(&g, 0, "hmsh> a↵b           ");
	for (size_t point = 0; point < 150; point++) {
		int x;

		grid_clear(&g);
		for (size_t i = 0; i < 150; i++)
			text[i] = (char)('a' + i % 26);
		edit = (struct edit_line){ "hmsh> ", text, 150, point };
		x = edit_draw(&edit, &c);
		assert_in_range(x, 6, 19);
		assert_sane(&g);
		/* the cell under the cursor is the character at point, unless a cut mark stands there */
		if (grid_at(&g, x, 0)->look == LOOK_INPUT)
			assert_int_equal(grid_at(&g, x, 0)->text[0], text[point]);
	}
	grid_close(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clipping), cmocka_unit_test(test_wide), cmocka_unit_test(test_hostile), cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_dialogue), cmocka_unit_test(test_scroll_and_search), cmocka_unit_test(test_tall_output), cmocka_unit_test(test_rows_of_a_line), cmocka_unit_test(test_edit_line)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
