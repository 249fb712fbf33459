/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Golden grids without a terminal: each pane in a rich state at three widths, each layout at its four sizes, the article's bug before, at the symptom and
 * at `why`, UTF-8 and ASCII, each theme. `test_golden --update` writes tests/view/golden anew.
 */
#include "tests/view/scene.h"

#include "shell/report/picture.h"
#include "shell/view/chart.h"

static const int sizes[][2] = { { 80, 24 }, { 120, 40 }, { 200, 60 }, { 60, 20 } };

/* Two CPUs, a window of 16 entries: slots on both, released and shared entries, a stale TLB entry, a sleeper. */
static void play_rich(struct scene *s)
{
	uint32_t irq0 = scene_type(s, "KM_IRQ0");
	uint64_t page[20], address, value;
	uint16_t task;

	scene_article(s, 3);
	for (unsigned int i = 0; i < 4; i++) {
		page[i] = scene_call(s, HM_OK, "alloc_page", 0xc2, 0);
		scene_call(s, HM_OK, "kmap", page[i], 0);
	}
	scene_call(s, HM_OK, "kmap", page[1], 0);
	address = scene_call(s, HM_OK, "kmap", page[2], 0);
	scene_name(s, "k", address, false);
	assert_int_equal(hm_load(s->m, (hm_vaddr_t)address, 1, &value), HM_OK);
	scene_call(s, HM_OK, "kunmap", page[3], 0);
	scene_step(s, "four pages in the window");
	assert_int_equal(hm_task_prompt(s->m, 1, &task), HM_OK);
	assert_int_equal(hm_select(s->m, task, 1), HM_OK);
	address = scene_call(s, HM_OK, "kmap_atomic", page[0], irq0);
	scene_name(s, "w", address, false);
	scene_call(s, HM_OK, "kunmap", page[0], 0);
	scene_step(s, "w = kmap_atomic(a, KM_IRQ0), on CPU 1");
}

static void test_article(void **state)
{
	static const char *const names[] = { "boot", "allocated", "mapped", "stored", "leaked", "another page", "the symptom" };
	struct text out = { 0 };
	struct scene s;

	(void)state;
	for (int step = 0; step <= 6; step++) {
		scene_open(&s, NULL);
		scene_article(&s, step);
		scene_add(&s, 80, 24, names[step], &out);
		if (step == 6) {
			assert_true(view_layout(&s.view, "why", 3));
			scene_add(&s, 80, 24, "why", &out);
		}
		scene_close(&s);
	}
	scene_golden("article.txt", &out);
}

static void test_layouts(void **state)
{
	static const char *const keys[] = { "pkmap", "16", NULL };

	(void)state;
	for (unsigned int i = 0; i < LAYOUTS; i++) {
		struct text out = { 0 };
		struct scene s;
		char file[64];

		scene_open(&s, keys);
		play_rich(&s);
		assert_true(view_layout(&s.view, layout_at(i)->name, strlen(layout_at(i)->name)));
		for (size_t j = 0; j < sizeof(sizes) / sizeof(sizes[0]); j++)
			scene_add(&s, sizes[j][0], sizes[j][1], layout_at(i)->name, &out);
		scene_close(&s);
		snprintf(file, sizeof(file), "layout-%s.txt", layout_at(i)->name);
		scene_golden(file, &out);
	}
}

static void test_panes(void **state)
{
	static const char *const keys[] = { "pkmap", "16", NULL };
	static const int widths[] = { 32, 46, 80 };
	struct text out = { 0 };
	struct scene s;
	struct frame f;

	(void)state;
	scene_open(&s, keys);
	play_rich(&s);
	view_frame(&s.view, s.m, &f);
	for (unsigned int i = 0; pane_at(i); i++)
		for (size_t j = 0; j < sizeof(widths) / sizeof(widths[0]); j++) {
			text_printf(&out, "==== %s, %d columns\n", pane_at(i)->name, widths[j]);
			assert_true(pane_text(pane_at(i), &f, widths[j], true, &out));
		}
	scene_close(&s);
	scene_golden("panes.txt", &out);
}

static void test_ascii(void **state)
{
	struct text out = { 0 };
	struct scene s;

	(void)state;
	scene_open(&s, NULL);
	s.view.utf8 = false;
	scene_article(&s, 4);
	scene_add(&s, 80, 24, "ASCII", &out);
	scene_add(&s, 120, 40, "ASCII", &out);
	for (size_t i = 0; i < out.length; i++)
		assert_true((unsigned char)out.bytes[i] < 0x80);
	scene_close(&s);
	scene_golden("ascii.txt", &out);
}

/* On a projector: the bug before, at the symptom, and why. */
static void test_presenter(void **state)
{
	static const char *const names[] = { "boot", "allocated", "mapped", "stored", "leaked", "another page", "the symptom" };
	struct text out = { 0 };
	struct scene s;

	(void)state;
	for (int step = 0; step <= 6; step++) {
		scene_open(&s, NULL);
		scene_article(&s, step);
		assert_true(view_layout(&s.view, "present", 7));
		scene_add(&s, 60, 20, names[step], &out);
		if (step == 6) {
			assert_true(view_layout(&s.view, "why", 3));
			scene_add(&s, 60, 20, "why", &out);
		}
		scene_close(&s);
	}
	scene_golden("presenter.txt", &out);
}

/* Eras whose slots are a stack; the last comparison of costs. */
static void test_later(void **state)
{
	static const char *const eras[][3] = { { "era", "2.6.37", NULL }, { "era", "6.1", NULL } };
	static const char *const calls[] = { "kmap_atomic", "kmap_local_page" };
	static const struct chart chart = {
		.blocks = 2, .rows = 3, .cpus = { 1, 2, 4 }, .cycles = { { 240, 240, 241 }, { 155, 270, 4120 } }, .block = { "kunmap_atomic(v);", "kunmap(p);" },
		.steady = true
	};
	struct text out = { 0 };
	struct scene s;
	struct frame f;
	uint64_t page;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		scene_open(&s, eras[i]);
		for (int n = 0; n < 2; n++) {
			page = scene_call(&s, HM_OK, "alloc_page", i ? 0x100cca : 0xd2, 0);
			scene_name(&s, n ? "q" : "p", page, true);
			scene_name(&s, n ? "w" : "v", scene_call(&s, HM_OK, calls[i], page, 0), false);
			scene_step(&s, "map");
		}
		scene_add(&s, 80, 24, eras[i][1], &out);
		view_frame(&s.view, s.m, &f);
		f.chart = &chart;
		text_printf(&out, "==== cost with a comparison, whole\n");
		assert_true(pane_text(&pane_cost, &f, 60, true, &out));
		s.view.chart = &chart;
		s.view.arrangement.zoom = &pane_cost;
		scene_add(&s, 80, 24, "cost with a comparison", &out);
		scene_close(&s);
	}
	scene_golden("later.txt", &out);
}

static void test_pictures(void **state)
{
	(void)state;
	for (const struct picture_format *p = picture_formats; p->name; p++) {
		struct text out = { 0 };
		struct scene s;
		struct grid grid;
		char file[64];

		scene_open(&s, NULL);
		scene_article(&s, 4);
		scene_draw(&s, 80, 24, &grid);
		p->write(&grid, THEME_DARK, &out);
		grid_close(&grid);
		scene_close(&s);
		snprintf(file, sizeof(file), "leaked-dark.%s", p->name);
		scene_golden(file, &out);
	}
}

/* Each layout and each pane in each theme, with colours and attributes. */
static void test_themes(void **state)
{
	static const char *const keys[] = { "pkmap", "16", NULL };

	(void)state;
	for (int theme = 0; theme < THEME_NR; theme++) {
		struct text out = { 0 };
		struct scene s;
		struct frame f;
		struct grid grid;
		char file[64];

		scene_open(&s, keys);
		play_rich(&s);
		for (unsigned int i = 0; i < LAYOUTS; i++) {
			assert_true(view_layout(&s.view, layout_at(i)->name, strlen(layout_at(i)->name)));
			scene_draw(&s, 80, 24, &grid);
			text_printf(&out, "==== layout %s\n", layout_at(i)->name);
			picture_ansi(&grid, (enum theme)theme, &out);
			grid_close(&grid);
		}
		view_frame(&s.view, s.m, &f);
		for (unsigned int i = 0; pane_at(i); i++) {
			assert_true(pane_grid(pane_at(i), &f, 56, true, &grid));
			grid.height = grid.used;
			text_printf(&out, "==== pane %s\n", pane_at(i)->name);
			picture_ansi(&grid, (enum theme)theme, &out);
			grid_close(&grid);
		}
		scene_close(&s);
		snprintf(file, sizeof(file), "theme-%s.ansi", theme_name((enum theme)theme));
		scene_golden(file, &out);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_article), cmocka_unit_test(test_layouts), cmocka_unit_test(test_panes), cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_themes), cmocka_unit_test(test_presenter), cmocka_unit_test(test_later),
		cmocka_unit_test(test_pictures)
	};

	scene_options(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
