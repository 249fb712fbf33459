/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions of every era: what the first screen proposes runs; looking under other eras changes nothing here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/aside.h"

static struct session *opened(const struct hm_era *era, const char *highmem)
{
	struct session *s = malloc(sizeof(*s));
	struct hm_config cfg;
	char notes[1024];

	assert_non_null(s);
	hm_config_default(&cfg);
	cfg.era = era;
	assert_int_equal(hm_config_set(&cfg, "highmem", highmem, notes, sizeof(notes)), HM_OK);
	assert_int_equal(hm_config_settle(&cfg, notes, sizeof(notes)), HM_OK);
	assert_int_equal(session_open(s, &cfg), HM_OK);
	s->out.fd = s->err.fd = -1;
	return s;
}

static void closed(struct session *s)
{
	session_close(s);
	free(s);
}

static void run(struct session *s, const char *text)
{
	session_script(s, "test.c", text, strlen(text), true);
}

static void examples_run(void **unused)
{
	(void)unused;
	for (unsigned int i = 0; hm_era_at(i); i++)
		for (int off = 0; off < 2; off++) {
			struct session *s = opened(hm_era_at(i), off ? "off" : "on");
			char text[256];

			snprintf(text, sizeof(text), "struct page *p = alloc_page(GFP_HIGHUSER);\n%s\nv;\n", hm_machine_era(s->world->m)->example);
			run(s, text);
			if (s->status != STATUS_OK || hm_report_count(s->world->m))
				fail_msg("%s, highmem %s: status %d: %s", hm_era_at(i)->name, off ? "off" : "on", s->status, text);
			closed(s);
		}
}

/* A session beside this one has its own machine, and keeps the first of what is said. */
static void beside(void **unused)
{
	static const char text[] = "struct page *p = alloc_page(GFP_HIGHUSER);\nkmap_atomic(p, KM_USER0);\nkunmap_atomic(p, KM_USER0);\n"
				   "kmap_atomic(p, KM_USER0);\n";
	struct session *s = opened(hm_era_find("2.6.11"), "on");
	uint64_t hash;
	struct hm_config cfg;
	struct aside a;
	char why[512];

	(void)unused;
	run(s, "int x = 1;\n");
	hash = session_hash(s);
	assert_true(aside_config(s, hm_era_find("mm-2004"), &cfg, why, sizeof(why)));
	assert_true(aside_open(&a, s, &cfg));
	session_script(a.s, "test.c", text, strlen(text), true);
	assert_int_equal(a.tally.errors, 0);
	assert_int_equal(a.tally.warnings, 1);
	assert_int_equal(a.tally.page_warnings, 1);
	assert_string_equal(a.tally.warning, "test.c:3: passing argument 1 of 'kunmap_atomic' from incompatible pointer type");
	assert_int_equal(a.tally.reports, 1);
	assert_int_equal(a.tally.distance, 1);
	assert_string_equal(a.tally.report, "kernel BUG at arch/i386/mm/highmem.c:42!");
	aside_close(&a);
	assert_true(aside_config(s, hm_era_find("opaque"), &cfg, why, sizeof(why)));
	assert_true(aside_open(&a, s, &cfg));
	session_script(a.s, "test.c", text, strlen(text), true);
	assert_int_equal(a.tally.errors, 1);
	assert_int_equal(a.tally.page_errors, 1);
	assert_int_equal(a.tally.reports, 0);
	aside_close(&a);
	assert_int_equal(session_hash(s), hash);
	closed(s);
}

/* RAM whose mem_map does not fit into the other era's lowmem: said, not booted. */
static void impossible(void **unused)
{
	struct session *s = opened(hm_era_find("2.6.11"), "on");
	struct hm_config cfg = *hm_config(s->world->m), other;
	char why[512];

	(void)unused;
	cfg.pae = true;
	cfg.ram = (uint64_t)64 << 30;
	assert_int_equal(session_restart(s, &cfg), HM_OK);
	assert_false(aside_config(s, hm_era_find("2.4.0"), &other, why, sizeof(why)));
	assert_non_null(strstr(why, "mem_map"));
	closed(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(examples_run), cmocka_unit_test(beside), cmocka_unit_test(impossible) };

	return cmocka_run_group_tests_name("eras", tests, NULL, NULL);
}
