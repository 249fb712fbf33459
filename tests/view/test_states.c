/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the marks and words say: each state of a slot, an entry, a TLB entry looks different without attributes; the line of changes tells each kind of command;
 * ghosts are known, also after an undo; every layout fits every size.
 */
#include "tests/view/scene.h"

static char *pane_string(struct scene *s, const struct pane *pane)
{
	struct text t = { 0 };
	struct frame f;

	view_frame(&s->view, s->m, &f);
	assert_true(pane_text(pane, &f, 100, true, &t));
	return t.bytes;
}

static void assert_says(struct scene *s, const struct pane *pane, const char *expected)
{
	char *text = pane_string(s, pane);

	if (!strstr(text, expected)) {
		print_error("%s does not say \"%s\":\n%s", pane->name, expected, text);
		fail();
	}
	free(text);
}

static void assert_changes(struct scene *s, const char *expected)
{
	struct changes c;
	struct frame f;

	view_frame(&s->view, s->m, &f);
	changes_find(&f, &c);
	for (unsigned int i = 0; i < c.count; i++)
		if (strstr(c.item[i].text, expected))
			return;
	print_error("no change says \"%s\"; they say:\n", expected);
	for (unsigned int i = 0; i < c.count; i++)
		print_error("  %s\n", c.item[i].text);
	fail();
}

static void test_slot_states_differ(void **state)
{
	struct scene s;
	uint32_t user0;
	char *free_text, *mapped, *leaked, *kept;

	(void)state;
	scene_open(&s, NULL);
	user0 = scene_type(&s, "KM_USER0");
	free_text = pane_string(&s, &pane_slots);
	scene_article(&s, 2);
	assert_says(&s, &pane_slots, "+0x38000 p");
	scene_step(&s, "nothing");
	mapped = pane_string(&s, &pane_slots);
	assert_says(&s, &pane_slots, " 0x38000 p");
	scene_call(&s, HM_OK, "kunmap_atomic", s.names.name[0].value, user0);
	scene_step(&s, "kunmap_atomic(p)");
	leaked = pane_string(&s, &pane_slots);
	assert_says(&s, &pane_slots, "!0x38000 LEAK");
	scene_step(&s, "nothing");
	kept = pane_string(&s, &pane_slots);
	assert_says(&s, &pane_slots, " 0x38000 LEAK");
	assert_string_not_equal(free_text, mapped);
	assert_string_not_equal(mapped, leaked);
	assert_string_not_equal(mapped, kept);
	free(free_text);
	free(mapped);
	free(leaked);
	free(kept);
	scene_close(&s);
}

static void test_window_states_differ(void **state)
{
	static const char *const keys[] = { "pkmap", "4", NULL };
	struct scene s;
	uint64_t page;

	(void)state;
	scene_open(&s, keys);
	page = scene_call(&s, HM_OK, "alloc_page", 0xd2, 0);
	scene_call(&s, HM_OK, "kmap", page, 0);
	scene_step(&s, "kmap");
	assert_says(&s, &pane_pkmap, "·+1 · ·");
	assert_changes(&s, "pkmap entry 1 now maps page 0x38000");
	scene_call(&s, HM_OK, "kmap", page, 0);
	scene_step(&s, "kmap again");
	assert_says(&s, &pane_pkmap, "·~2 · ·");
	assert_changes(&s, "count 2 to 3, 2 users");
	scene_call(&s, HM_OK, "kunmap", page, 0);
	scene_call(&s, HM_OK, "kunmap", page, 0);
	scene_step(&s, "kunmap twice");
	assert_says(&s, &pane_pkmap, "·~r · ·");
	assert_changes(&s, "released but not flushed");
	scene_step(&s, "nothing");
	assert_says(&s, &pane_pkmap, "· r · ·");
	for (int i = 0; i < 4; i++) {
		page = scene_call(&s, HM_OK, "alloc_page", 0xd2, 0);
		if (i < 3)
			scene_call(&s, HM_OK, "kmap", page, 0);
	}
	scene_step(&s, "a lap");
	assert_says(&s, &pane_pkmap, "last_pkmap_nr");
	for (int i = 0; i < 12; i++)
		scene_call(&s, HM_OK, "kmap", page - 32, 0);
	scene_step(&s, "many users");
	assert_says(&s, &pane_pkmap, "#");
	scene_close(&s);
}

static void test_each_change_is_told(void **state)
{
	struct scene s;
	uint32_t user0;

	(void)state;
	scene_open(&s, NULL);
	user0 = scene_type(&s, "KM_USER0");
	scene_article(&s, 1);
	assert_changes(&s, "page 0x38000 (p) is allocated");
	assert_changes(&s, "variable p is 0xc1700000, the struct page of page 0x38000");
	scene_close(&s);
	scene_open(&s, NULL);
	scene_article(&s, 2);
	assert_changes(&s, "slot KM_USER0 of CPU 0 now maps page 0x38000 (p), at address 0xfffed000");
	assert_changes(&s, "preempt_count went from 0x0 to 0x1");
	scene_close(&s);
	scene_open(&s, NULL);
	scene_article(&s, 3);
	assert_changes(&s, "a store to 0xfffed000 went to page 0x38000 (p)");
	scene_close(&s);
	scene_open(&s, NULL);
	scene_article(&s, 4);
	assert_changes(&s, "still maps page 0x38000 (p): its user let go, but nobody cleared it");
	scene_close(&s);
	scene_open(&s, NULL);
	scene_article(&s, 6);
	assert_changes(&s, "the kernel reports: kernel BUG at arch/i386/mm/highmem.c");
	assert_says(&s, &pane_why, "kunmap_atomic() was given 0xc1700000");
	scene_close(&s);
	scene_open(&s, NULL);
	scene_article(&s, 2);
	scene_call(&s, HM_OK, "kunmap_atomic", s.names.name[1].value, user0);
	scene_step(&s, "kunmap_atomic(v)");
	assert_changes(&s, "slot KM_USER0 of CPU 0 is free again; it mapped page 0x38000 (p)");
	scene_close(&s);
}

static void test_ghost(void **state)
{
	struct scene s;
	uint32_t user0;
	uint64_t q;

	(void)state;
	scene_open(&s, NULL);
	user0 = scene_type(&s, "KM_USER0");
	scene_article(&s, 3);
	assert_says(&s, &pane_pointers, "KM_USER0 of CPU 0 → page 0x38000 (p)");
	scene_call(&s, HM_OK, "kunmap_atomic", s.names.name[1].value, user0);
	scene_step(&s, "kunmap_atomic(v)");
	assert_says(&s, &pane_pointers, "GHOST of page 0x38000: hits nothing, faults");
	q = scene_call(&s, HM_OK, "alloc_page", 0xd2, 0);
	scene_name(&s, "q", q, true);
	scene_call(&s, HM_OK, "kmap_atomic", q, user0);
	scene_step(&s, "kmap_atomic(q)");
	assert_says(&s, &pane_pointers, "GHOST of page 0x38000: hits page 0x38001 (q)");
	scene_close(&s);
}

/* An array of pages in a row is one line of the screen; `info pointers`, a whole canvas, tells each. What differs from its neighbours stands alone. */
static void test_array_of_pages(void **state)
{
	struct scene s;
	struct grid grid;
	struct text t = { 0 };
	char name[16];
	uint64_t page;

	(void)state;
	scene_open(&s, NULL);
	for (int i = 0; i < 12; i++) {
		page = scene_call(&s, HM_OK, "alloc_page", 0xd2, 0);
		snprintf(name, sizeof(name), "s[%d]", i);
		scene_name(&s, name, page, true);
	}
	scene_step(&s, "for ...");
	assert_says(&s, &pane_pointers, "s[7]  0xc17000e0 is struct page of page 0x38007");
	assert_true(view_layout(&s.view, "pointers", 8));
	scene_draw(&s, 80, 24, &grid);
	grid_text(&grid, &t);
	assert_non_null(strstr(t.bytes, "+s[0-11] are struct pages of pages 0x38000-0x3800b HighMem"));
	assert_null(strstr(t.bytes, "s[7]"));
	text_clear(&t);
	grid_close(&grid);
	scene_call(&s, HM_OK, "__free_page", s.names.name[7].value, 0);
	scene_step(&s, "__free_page(s[7]);");
	scene_draw(&s, 80, 24, &grid);
	grid_text(&grid, &t);
	assert_non_null(strstr(t.bytes, " s[0-6] are struct pages of pages 0x38000-0x38006 HighMem"));
	assert_non_null(strstr(t.bytes, "FREED"));
	assert_non_null(strstr(t.bytes, " s[8-11] are struct pages"));
	text_free(&t);
	grid_close(&grid);
	scene_close(&s);
}

/* The bug in a nutshell: a void * that holds a struct page's address leads to no byte of that page. */
static void test_page_in_disguise(void **state)
{
	struct scene s;

	(void)state;
	scene_open(&s, NULL);
	scene_article(&s, 2);
	scene_name(&s, "x", s.names.name[0].value, false);
	scene_step(&s, "void *x = p;");
	assert_says(&s, &pane_pointers, "0xc1700000 → the struct page of page 0x38000, not its bytes");
	assert_says(&s, &pane_pointers, "0xc1700000 is struct page of page 0x38000");
	assert_changes(&s, "variable x is 0xc1700000, the struct page of page 0x38000, not its bytes");
	scene_close(&s);
}

/* Undo marks the difference, and a pointer's life goes back with it. */
static void test_undo(void **state)
{
	struct scene s;
	struct hm_delta *delta = NULL;
	uint32_t user0;

	(void)state;
	scene_open(&s, NULL);
	user0 = scene_type(&s, "KM_USER0");
	scene_article(&s, 2);
	assert_int_equal(hm_delta_take(s.m, &delta), HM_OK);
	hm_delta_free(delta);
	scene_call(&s, HM_OK, "kunmap_atomic", s.names.name[1].value, user0);
	assert_int_equal(hm_delta_take(s.m, &delta), HM_OK);
	scene_step(&s, "kunmap_atomic(v)");
	assert_says(&s, &pane_pointers, "GHOST");
	assert_int_equal(hm_delta_apply(s.m, delta), HM_OK);
	scene_step(&s, "undo");
	assert_changes(&s, "slot KM_USER0 of CPU 0 now maps page 0x38000 (p)");
	assert_says(&s, &pane_slots, "+0x38000 p");
	assert_says(&s, &pane_pointers, "→ KM_USER0 of CPU 0 → page 0x38000 (p)");
	assert_int_equal(hm_delta_apply(s.m, delta), HM_OK);
	scene_step(&s, "redo");
	assert_changes(&s, "is free again");
	assert_says(&s, &pane_pointers, "GHOST of page 0x38000");
	hm_delta_free(delta);
	scene_close(&s);
}

/* A step that only looks changes nothing on the screen but its own lines. */
static void test_nothing_changed(void **state)
{
	struct scene s;
	struct changes c;
	struct frame f;

	(void)state;
	scene_open(&s, NULL);
	scene_article(&s, 4);
	scene_step(&s, "info slots");
	view_frame(&s.view, s.m, &f);
	changes_find(&f, &c);
	assert_int_equal(c.count, 0);
	scene_close(&s);
}

static void assert_inside(const struct rect *r, int width, int height)
{
	assert_true(r->x >= 0 && r->y >= 0 && r->width >= 0 && r->height >= 0);
	assert_true(!r->height || (r->x + r->width <= width && r->y + r->height <= height));
}

static void test_every_size(void **state)
{
	static const int steps[] = { 1, 2, 3, 5, 10, 15, 16, 17, 20, 23, 24, 25, 31, 32, 40, 50, 60, 79, 80, 99, 100, 159, 160, 200, 500 };
	struct plan_of_screen plan;

	(void)state;
	for (unsigned int layout = 0; layout < LAYOUTS; layout++)
		for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
			for (size_t j = 0; j < sizeof(steps) / sizeof(steps[0]); j++) {
				struct arrangement a = { .layout = layout, .zoom = i % 2 ? &pane_tlb : NULL };

				layout_plan(&a, steps[i], steps[j], &plan);
				assert_true(plan.dialogue.height >= 1);
				assert_inside(&plan.dialogue, steps[i], steps[j]);
				assert_inside(&plan.changes, steps[i], steps[j]);
				assert_inside(&plan.footer, steps[i], steps[j]);
				for (unsigned int k = 0; k < plan.places; k++)
					assert_inside(&plan.place[k].rect, steps[i], steps[j]);
				if (steps[i] >= 80 && steps[j] >= 24 && !a.zoom && !layout_at(layout)->presenter)
					assert_true(plan.dialogue.height >= DIALOGUE_ROWS);
			}
}

static void test_drawing_every_size(void **state)
{
	static const char *const keys[] = { "cpus", "32", "tlb", "p4", NULL };
	struct scene s;

	(void)state;
	scene_open(&s, keys);
	scene_article(&s, 6);
	for (unsigned int layout = 0; layout < LAYOUTS; layout++)
		for (int size = 1; size < 220; size += size < 30 ? 1 : 37) {
			struct grid g;

			s.view.arrangement = (struct arrangement){ .layout = layout, .focus = pane_at(layout), .scroll = size % 3 };
			s.view.help = size % 5 == 0;
			scene_draw(&s, size, size / 2 + 1, &g);
			grid_close(&g);
			scene_draw(&s, 220 - size, size, &g);
			grid_close(&g);
		}
	scene_close(&s);
}

static void test_remembered(void **state)
{
	struct view a, b;
	struct text t = { 0 };
	bool on = true;

	(void)state;
	assert_true(view_open(&a));
	assert_true(view_open(&b));
	assert_true(view_layout(&a, "kmap", 4));
	a.theme = THEME_SAFE;
	view_remember(&a, false, &t);
	view_recall(&b, &on, text_string(&t));
	assert_false(on);
	assert_int_equal(b.arrangement.layout, a.arrangement.layout);
	assert_int_equal(b.theme, THEME_SAFE);
	view_recall(&b, &on, "layout=nonsense theme=\033[2J view=perhaps rubbish\n\n  x=");
	assert_int_equal(b.arrangement.layout, a.arrangement.layout);
	text_free(&t);
	view_close(&a);
	view_close(&b);
}

static void assert_change_row(struct scene *s, const char *expected)
{
	struct text t = { 0 };
	struct grid g;

	scene_draw(s, 80, 24, &g);
	grid_text(&g, &t);
	if (!strstr(text_string(&t), expected)) {
		print_error("no \"%s\" in\n%s", expected, text_string(&t));
		fail();
	}
	text_free(&t);
	grid_close(&g);
}

/* What one command changed can be said from the line of changes alone. */
static void test_line_of_changes(void **state)
{
	static const char *const keys[] = { "pkmap", "4", NULL };
	struct scene s;
	uint64_t page[4], address;

	(void)state;
	scene_open(&s, keys);
	for (int i = 0; i < 4; i++)
		page[i] = scene_call(&s, HM_OK, "alloc_page", 0xd2, 0);
	scene_step(&s, "four pages");
	address = scene_call(&s, HM_OK, "kmap", page[0], 0);
	scene_name(&s, "k", address, false);
	scene_step(&s, "k = kmap(a)");
	assert_change_row(&s, "+ pkmap[1] maps page 0x38000  + k = 0xff801000");
	scene_call(&s, HM_OK, "kmap", page[0], 0);
	scene_step(&s, "kmap(a)");
	assert_change_row(&s, "~ pkmap[1] 2 users");
	scene_call(&s, HM_OK, "kunmap", page[0], 0);
	scene_call(&s, HM_OK, "kunmap", page[0], 0);
	scene_step(&s, "kunmap(a) twice");
	assert_change_row(&s, "~ pkmap[1] released, still mapped  ~ k is a ghost");
	assert_changes(&s, "variable k is a ghost now: its mapping is given back, but still there");
	scene_call(&s, HM_OK, "kmap", page[1], 0);
	scene_call(&s, HM_OK, "kunmap", page[1], 0);
	scene_call(&s, HM_OK, "kmap", page[2], 0);
	scene_step(&s, "b, c");
	scene_call(&s, HM_OK, "kmap", page[3], 0);
	s.names.count = 0;
	scene_step(&s, "kmap(d), and k is gone");
	assert_change_row(&s, "- kmap flush: 2 entries gone  + pkmap[0] maps page 0x38003");
	assert_changes(&s, "variable k is gone");
	scene_close(&s);
}

/* Each of these states has a text of its own, in each pane that shows it, however narrow, with attributes stripped. */
static void test_stripped_states_differ(void **state)
{
	static const char *const keys[] = { "cpus", "32", "pkmap", "8", NULL };
	enum { STATES = 9, WIDTHS = 4 };
	static const int widths[WIDTHS] = { 30, 44, 80, 120 };
	struct scene s;
	struct frame f;
	uint64_t page, address = 0, value;
	struct text text[2][WIDTHS][STATES] = { 0 };

	(void)state;
	scene_open(&s, keys);
	page = scene_call(&s, HM_OK, "alloc_page", 0xd2, 0);
	scene_name(&s, "p", page, true);
	for (int i = 0; i < STATES; i++) {
		switch (i) {
		case 1: address = scene_call(&s, HM_OK, "kmap", page, 0); scene_name(&s, "k", address, false); break;
		case 2: scene_call(&s, HM_OK, "kmap", page, 0); break;
		case 3: assert_int_equal(hm_load(s.m, (hm_vaddr_t)address, 1, &value), HM_OK); break;
		case 4: scene_call(&s, HM_OK, "kunmap", page, 0); scene_call(&s, HM_OK, "kunmap", page, 0); break;
		case 5: scene_call(&s, HM_OK, "kmap_atomic", page, scene_type(&s, "KM_USER0")); break;
		case 6: scene_call(&s, HM_OK, "kunmap_atomic", page, scene_type(&s, "KM_USER0")); break;
		case 7: scene_name(&s, "k", 0xfffed000, false); break;
		case 8: scene_call(&s, HM_DIED, "kmap_atomic", page, scene_type(&s, "KM_USER0")); break;
		default: break;
		}
		scene_step(&s, "a state");
		scene_step(&s, "and looked at again: no marks");
		view_frame(&s.view, s.m, &f);
		for (int utf8 = 0; utf8 < 2; utf8++)
			for (int w = 0; w < WIDTHS; w++)
				for (unsigned int p = 0; pane_at(p); p++)
					if (pane_at(p) != &pane_events && pane_at(p) != &pane_cost)
						assert_true(pane_text(pane_at(p), &f, widths[w], utf8, &text[utf8][w][i]));
	}
	for (int utf8 = 0; utf8 < 2; utf8++)
		for (int w = 0; w < WIDTHS; w++)
			for (int i = 0; i < STATES; i++) {
				for (int j = 0; j < i; j++)
					assert_string_not_equal(text_string(&text[utf8][w][i]), text_string(&text[utf8][w][j]));
				for (size_t at = 0; !utf8 && at < text[0][w][i].length; at++)
					assert_true((unsigned char)text[0][w][i].bytes[at] < 0x80);
			}
	for (int i = 0; i < 2 * WIDTHS * STATES; i++)
		text_free(&(&text[0][0][0])[i]);
	scene_close(&s);
}

/* One cell tells its state by its character, in both ways of drawing. */
static void test_cell_characters_differ(void **state)
{
	static const char *const cells[] = { "1", "9", "#", "r", "m", "L", "?", " ", "+", "-", "~", "!" };
	struct grid g;

	(void)state;
	assert_true(grid_open(&g, 10, 2));
	for (int utf8 = 0; utf8 < 2; utf8++) {
		struct canvas c = canvas_of(&g, utf8);
		static const enum glyph glyphs[] = { GLYPH_FREE, GLYPH_HERE, GLYPH_UP, GLYPH_DONE, GLYPH_OPEN };

		for (size_t i = 0; i < sizeof(glyphs) / sizeof(glyphs[0]); i++) {
			for (size_t j = 0; j < sizeof(cells) / sizeof(cells[0]); j++)
				assert_string_not_equal(canvas_glyph(&c, glyphs[i]), cells[j]);
			for (size_t j = 0; j < i; j++)
				assert_string_not_equal(canvas_glyph(&c, glyphs[i]), canvas_glyph(&c, glyphs[j]));
		}
	}
	for (int a = HM_TASK_UNUSED; a <= HM_TASK_ENDED; a++)
		for (int b = HM_TASK_UNUSED; b < a; b++)
			assert_string_not_equal(word_of_state((enum hm_task_state)a), word_of_state((enum hm_task_state)b));
	grid_close(&g);
}

static double luminance(uint32_t rgb)
{
	double part[3];

	for (int i = 0; i < 3; i++) {
		double c = (double)(rgb >> (16 - 8 * i) & 255) / 255, base = (c + 0.055) / 1.055, power = base * base;

		/* base to the power of 2.4, by three roots: 2.4 = 2 + 0.4, near enough for a threshold */
		double root = 1;
		for (int n = 0; n < 40; n++)
			root = (4 * root + base * base / (root * root * root * root)) / 5;
		part[i] = c <= 0.03928 ? c / 12.92 : power * root;
	}
	return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
}

/* WCAG 2.1, 1.4.3: 4.5 to 1, against the theme's own background or the look's; mono has no colour at all. */
static void test_contrast(void **state)
{
	(void)state;
	for (int theme = 0; theme < THEME_NR; theme++)
		for (int look = 0; look < LOOK_NR; look++) {
			struct paint p = theme_paint((enum theme)theme, (enum look)look);
			double a = luminance(p.fg ? p.fg->rgb : theme_foreground((enum theme)theme));
			double b = luminance(p.bg ? p.bg->rgb : theme_background((enum theme)theme));
			double ratio = a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);

			if (ratio < 4.5) {
				print_error("%s in theme %s: contrast %.2f\n", look_name((enum look)look), theme_name((enum theme)theme), ratio);
				fail();
			}
			assert_true(theme != THEME_MONO || (!p.fg && !p.bg));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slot_states_differ), cmocka_unit_test(test_window_states_differ), cmocka_unit_test(test_each_change_is_told),
		cmocka_unit_test(test_ghost), cmocka_unit_test(test_array_of_pages), cmocka_unit_test(test_page_in_disguise), cmocka_unit_test(test_undo), cmocka_unit_test(test_nothing_changed), cmocka_unit_test(test_every_size),
		cmocka_unit_test(test_drawing_every_size), cmocka_unit_test(test_remembered), cmocka_unit_test(test_line_of_changes), cmocka_unit_test(test_stripped_states_differ),
		cmocka_unit_test(test_cell_characters_differ), cmocka_unit_test(test_contrast)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
