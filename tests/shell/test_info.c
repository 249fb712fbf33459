/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `info` and the panes have one source: what a topic prints is the pane's own drawing, in states that fill it; no line of any topic, of `machine`, `show`
 * or `help` is wider than 80 columns or holds a byte that is no ASCII.
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/command/command.h"
#include "shell/session.h"
#include "shell/term/stage.h"
#include "shell/view/pane.h"

static const char *const machines[][6] = {
	{ NULL }, { "cpus", "32", NULL }, { "pae", "on", "ram", "6G", NULL }, { "highmem", "off", NULL }, { "pkmap", "8", "smp", "off", NULL }
};

/* Slots in use, one leaked; shared, released and stale entries; a sleeper, a ghost, a report. */
static const char story[] =
	"struct page *page_with_a_long_name = alloc_page(GFP_HIGHUSER), *q = alloc_page(GFP_HIGHUSER);\n"
	"char *address_with_a_long_name = kmap_atomic(page_with_a_long_name, KM_SKB_DATA_SOFTIRQ);\n"
	"address_with_a_long_name[5] = 66;\n"
	"kunmap_atomic(page_with_a_long_name, KM_SKB_DATA_SOFTIRQ);\n"
	"char *k = kmap(q), *l = kmap(q);\nk[1] = 2;\nkunmap(q);\nkunmap(q);\n"
	"kmap_atomic(q, KM_SKB_DATA_SOFTIRQ);\n";

struct told {
	struct session s;
	struct text out, err;
};

static struct told *tell(const char *const *keys, const char *text)
{
	struct told *t = calloc(1, sizeof(*t));
	struct hm_config cfg;
	char why[200];

	assert_non_null(t);
	hm_config_default(&cfg);
	for (; *keys; keys += 2)
		assert_int_equal(hm_config_set(&cfg, keys[0], keys[1], why, sizeof(why)), HM_OK);
	assert_int_equal(hm_config_settle(&cfg, why, sizeof(why)), HM_OK);
	assert_int_equal(session_open(&t->s, &cfg), HM_OK);
	t->s.keep_going = true;
	t->s.out.capture = &t->out;
	t->s.err.capture = &t->err;
	session_script(&t->s, "a-script-with-quite-a-long-name.hm", text, strlen(text), false);
	return t;
}

static void forget(struct told *t)
{
	session_close(&t->s);
	text_free(&t->out);
	text_free(&t->err);
	free(t);
}

static const char *ask(struct told *t, const char *line)
{
	sink_flush(&t->s.out);
	text_clear(&t->out);
	session_script(&t->s, "b", line, strlen(line), false);
	sink_flush(&t->s.out);
	return text_string(&t->out);
}

static void assert_narrow(const char *what, const char *text)
{
	for (const char *line = text; *line; line += strcspn(line, "\n") + (line[strcspn(line, "\n")] == '\n')) {
		size_t n = strcspn(line, "\n");

		for (size_t i = 0; i < n; i++)
			if (n > 80 || (unsigned char)line[i] >= 0x80) {
				print_error("%s: %.*s\n", what, (int)n, line);
				fail();
			}
	}
}

static void no_line_is_too_wide(void **state)
{
	static const char *const commands[] = {
		"info slots all", "info pkmap all", "info events all", "info page q", "info pt k", "vtop k", "vtop 0", "machine", "show", "help", "help calls", "view",
		"era", "why", "info", NULL
	};
	const struct info_topic *topic;
	char line[64];

	(void)state;
	for (size_t m = 0; m < sizeof(machines) / sizeof(*machines); m++) {
		struct told *t = tell(machines[m], story);

		for (unsigned int i = 0; (topic = info_topic_at(i)); i++) {
			snprintf(line, sizeof(line), "info %s\n", topic->name);
			if (strcmp(topic->name, "page") != 0 && strcmp(topic->name, "report") != 0)
				assert_narrow(line, ask(t, line));
		}
		for (const char *const *c = commands; *c; c++) {
			snprintf(line, sizeof(line), "%s\n", *c);
			assert_narrow(line, ask(t, line));
		}
		forget(t);
	}
}

/* What the pane draws for the same state, drawn here without the command. */
static char *drawn(struct told *t, const struct pane *pane, struct frame f)
{
	struct snapshot now = { 0 };
	struct text out = { 0 };
	struct names names;

	stage_names(&t->s, &names);
	assert_true(snapshot_take(&now, t->s.world->m, &names));
	frame_make(&f, t->s.world->m, &now, NULL);
	f.place = stage_place;
	f.stands = stage_stands;
	f.place_context = &t->s;
	assert_true(pane_text(pane, &f, 80, false, &out));
	snapshot_free(&now);
	return out.bytes;
}

static void info_prints_the_pane(void **state)
{
	static const struct { const char *line; const struct pane *pane; struct frame wishes; } cases[] = {
		{ "info slots\n", &pane_slots, { .wanted = WANTED_USED } }, { "info slots all\n", &pane_slots, { .wanted = WANTED_ALL } },
		{ "info pkmap\n", &pane_pkmap, { .wanted = WANTED_USED } }, { "info tlb\n", &pane_tlb, { .wanted = WANTED_USED } },
		{ "info pt\n", &pane_walk, { .wanted = WANTED_USED } }, { "info tasks\n", &pane_tasks, { .wanted = WANTED_USED } },
		{ "info cost\n", &pane_cost, { .wanted = WANTED_USED } }, { "info pointers\n", &pane_pointers, { .wanted = WANTED_USED } },
		{ "info events 7\n", &pane_events, { .wanted = WANTED_USED, .last_events = 7 } },
		{ "info pt 0xc0000000\n", &pane_walk, { .wanted = WANTED_USED, .has_address = true, .address = 0xc0000000 } }
	};

	(void)state;
	for (size_t m = 0; m < sizeof(machines) / sizeof(*machines); m++) {
		struct told *t = tell(machines[m], story);

		for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
			char *expected = drawn(t, cases[i].pane, cases[i].wishes);

			assert_string_equal(ask(t, cases[i].line), expected);
			free(expected);
		}
		forget(t);
	}
}

static void topics_tell_what_they_must(void **state)
{
	static const char *const expected[][2] = {
		{ "info slots\n", "LEAKED, a-script-with-quite-a-long-name.hm:4" }, { "info pkmap\n", "released, not flushed" },
		{ "info tlb\n", "filled at" }, { "info tasks\n", "DEAD" }, { "info events\n", "returns early" }, { "info pt\n", "at physical" },
		{ "info pointers\n", "GHOST" }, { "info cost\n", "model, not measurement" }
	};
	struct told *t = tell(machines[0], story);

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		if (!strstr(ask(t, expected[i][0]), expected[i][1])) {
			print_error("%s does not say \"%s\":\n%s", expected[i][0], expected[i][1], ask(t, expected[i][0]));
			fail();
		}
	}
	assert_int_equal(t->s.status, STATUS_REPORT);
	ask(t, "info slots some\n");
	assert_non_null(strstr(text_string(&t->err), "`info slots`, or `info slots all`"));
	forget(t);
}

static void other_words_lead_to_topics(void **state)
{
	static const char *const words[] = { "flushes", "stats", "threads", "variables", "kmap", "pages", "irqs", "oops", "counters" };
	struct told *t = tell(machines[0], story);

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		const char *topic = info_called(words[i], strlen(words[i]));
		char line[64], said[64], *expected;

		assert_non_null(topic);
		snprintf(line, sizeof(line), "info %s\n", topic);
		expected = strdup(ask(t, line));
		snprintf(line, sizeof(line), "info %s\n", words[i]);
		text_clear(&t->err);
		assert_string_equal(ask(t, line), expected);
		snprintf(said, sizeof(said), "hmsh: `info %s` tells that:\n", topic);
		assert_string_equal(text_string(&t->err), said);
		free(expected);
	}
	assert_null(info_called("nothing", 7));
	forget(t);
}

static void who_was_called_waits_no_longer(void **state)
{
	static const char text[] = "struct page *a[9];\nfor (int i = 0; i < 9; i++) a[i] = alloc_page(GFP_HIGHUSER);\n"
				   "for (int i = 0; i < 8; i++) kmap(a[i]);\nspawn late { kmap(a[8]); }\nrun\n";
	struct told *t = tell(machines[4], text);

	(void)state;
	assert_non_null(strstr(ask(t, "info tasks\n"), "pkmap_map_wait: late\n"));
	ask(t, "kunmap(a[0]);\n");
	assert_non_null(strstr(ask(t, "info tasks\n"), "pkmap_map_wait: late (woken)\n"));
	assert_non_null(strstr(ask(t, "info tasks\n"), "ready   count 0x0, woken in kmap(page "));
	ask(t, "run\n");
	assert_non_null(strstr(ask(t, "info tasks\n"), "pkmap_map_wait: nobody\n"));
	forget(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_line_is_too_wide), cmocka_unit_test(info_prints_the_pane), cmocka_unit_test(topics_tell_what_they_must),
		cmocka_unit_test(other_words_lead_to_topics), cmocka_unit_test(who_was_called_waits_no_longer)
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
