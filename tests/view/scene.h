/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small machine played by hand for the view's tests: kernel calls through the engine, variables by name, a digest after each step, and comparison of
 * drawn grids with golden files. A program that is run with --update writes the files anew; `git diff` then shows what a change did to the screens.
 */
#ifndef TESTS_VIEW_SCENE_H
#define TESTS_VIEW_SCENE_H

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "highmem/highmem.h"
#include "shell/view/view.h"

struct scene {
	struct hm_machine *m;
	struct names names;
	struct view view;
};

static inline void scene_open(struct scene *s, const char *const *keys)
{
	struct hm_config cfg;
	char why[256];

	memset(s, 0, sizeof(*s));
	setlocale(LC_ALL, "C.UTF-8");
	hm_config_default(&cfg);
	for (; keys && *keys; keys += 2)
		assert_int_equal(hm_config_set(&cfg, keys[0], keys[1], why, sizeof(why)), HM_OK);
	assert_int_equal(hm_config_settle(&cfg, why, sizeof(why)), HM_OK);
	assert_int_equal(hm_machine_open(&cfg, &s->m), HM_OK);
	assert_true(view_open(&s->view));
	s->view.utf8 = true;
	assert_true(view_restart(&s->view, s->m, &s->names));
}

static inline void scene_close(struct scene *s)
{
	view_close(&s->view);
	hm_machine_close(s->m);
}

static inline void scene_name(struct scene *s, const char *name, uint64_t value, bool page)
{
	struct name *n = NULL;

	for (unsigned int i = 0; i < s->names.count; i++)
		if (!strcmp(s->names.name[i].name, name))
			n = &s->names.name[i];
	if (!n)
		n = &s->names.name[s->names.count++];
	snprintf(n->name, sizeof(n->name), "%s", name);
	n->value = (hm_vaddr_t)value;
	n->page = page;
}

static inline uint64_t scene_call(struct scene *s, enum hm_verdict expected, const char *call, uint64_t a, uint64_t b)
{
	uint64_t arg[HM_MAX_ARGS] = { a, b }, ret = 0;
	unsigned int row;

	assert_non_null(hm_call_find(s->m, call, strlen(call), &row));
	assert_int_equal(hm_call_invoke(s->m, row, arg, &ret), expected);
	return ret;
}

/* Number of a slot in this configuration, whose fences shift it. */
static inline uint32_t scene_type(const struct scene *s, const char *name)
{
	struct hm_slot_view slot;
	uint32_t type = 0;

	while (hm_slot_view(s->m, 0, type, &slot) && strcmp(slot.name, name) != 0)
		type++;
	return type;
}

/* A command has ended. */
static inline void scene_step(struct scene *s, const char *typed)
{
	dialogue_typed(&s->view.dialogue, "hmsh> ", typed, strlen(typed));
	assert_true(view_step(&s->view, s->m, &s->names));
}

/* The article's bug up to a step: 1 page, 2 mapped, 3 stored, 4 leaked, 5 second page, 6 the symptom. */
static inline void scene_article(struct scene *s, int steps)
{
	uint32_t user0 = scene_type(s, "KM_USER0");
	uint64_t page, address;

	if (steps < 1)
		return;
	page = scene_call(s, HM_OK, "alloc_page", 0xd2, 0);
	scene_name(s, "p", page, true);
	scene_step(s, "struct page *p = alloc_page(GFP_HIGHUSER);");
	if (steps < 2)
		return;
	address = scene_call(s, HM_OK, "kmap_atomic", page, user0);
	scene_name(s, "v", address, false);
	scene_step(s, "char *v = kmap_atomic(p, KM_USER0);");
	if (steps < 3)
		return;
	assert_int_equal(hm_store(s->m, (hm_vaddr_t)address, 1, 65), HM_OK);
	scene_step(s, "v[0] = 65;");
	if (steps < 4)
		return;
	scene_call(s, HM_OK, "kunmap_atomic", page, user0);
	scene_step(s, "kunmap_atomic(p, KM_USER0);");
	if (steps < 5)
		return;
	page = scene_call(s, HM_OK, "alloc_page", 0xd2, 0);
	scene_name(s, "q", page, true);
	scene_step(s, "struct page *q = alloc_page(GFP_HIGHUSER);");
	if (steps < 6)
		return;
	scene_call(s, HM_DIED, "kmap_atomic", page, user0);
	scene_step(s, "char *w = kmap_atomic(q, KM_USER0);");
}

static inline void scene_draw(struct scene *s, int width, int height, struct grid *grid)
{
	struct edit_line edit = { "hmsh> ", "", 0, 0 };
	int x, y;

	assert_true(grid_open(grid, width, height));
	view_draw(&s->view, s->m, &edit, grid, &x, &y);
}

static inline void scene_add(struct scene *s, int width, int height, const char *title, struct text *out)
{
	struct grid grid;

	scene_draw(s, width, height, &grid);
	text_printf(out, "==== %s, %dx%d\n", title, width, height);
	grid_text(&grid, out);
	grid_close(&grid);
}

static inline bool scene_update_wanted(void)
{
	return getenv("HMSH_UPDATE_GOLDEN") != NULL;
}

/* Compares with tests/view/golden/NAME; says the first line that differs. */
static inline void scene_golden(const char *name, struct text *now)
{
	char path[256], line[2048];
	FILE *file;
	const char *at = text_string(now);
	unsigned int number = 0;

	snprintf(path, sizeof(path), "tests/view/golden/%s", name);
	if (scene_update_wanted()) {
		file = fopen(path, "w");
		assert_non_null(file);
		fputs(text_string(now), file);
		fclose(file);
		text_free(now);
		return;
	}
	file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		size_t n = strlen(line);

		number++;
		if (strncmp(at, line, n) != 0) {
			print_error("%s:%u: expected %.*s\n            now      %.*s\n", path, number, (int)strcspn(line, "\n"), line, (int)strcspn(at, "\n"), at);
			fail();
		}
		at += n;
	}
	fclose(file);
	assert_string_equal(at, "");
	text_free(now);
}

/* main() of a test program calls this first. */
static inline void scene_options(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "--update"))
		setenv("HMSH_UPDATE_GOLDEN", "1", 1);
}

#endif
