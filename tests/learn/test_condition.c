/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conditions and queries: each query by a machine on which its value is known, what a failed condition says, and that asking changes nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/learn/condition.h"
#include "shell/learn/query.h"
#include "shell/learn/rehearsal.h"
#include "tests/learn/lesson_text.h"

static void open_machine(struct rehearsal *r, const char *keys)
{
	char text[256];
	const char *why;
	struct hm_config cfg;
	struct lesson *l;

	snprintf(text, sizeof(text), "---\nmachine: %s\n---\n", keys);
	l = lesson_read("x", "x.md", text, strlen(text), &why);
	assert_non_null(l);
	assert_true(lesson_machine(l, &cfg, text, sizeof(text)));
	assert_true(rehearsal_open(r, &cfg));
	lesson_free(l);
}

static void type(struct rehearsal *r, const char *line)
{
	const char *lines[] = { line };

	assert_true(rehearsal_type(r, &(struct code){ .line = lines, .lines = 1 }));
}

static struct finding ask(struct rehearsal *r, const char *condition)
{
	struct finding f;

	condition_ask(r->s, condition, &f);
	return f;
}

static void holds(struct rehearsal *r, const char *text)
{
	struct finding f = ask(r, text);

	if (!f.holds)
		fail_msg("%s: %s, found %s", text, f.expected, f.found);
}

static void fails(struct rehearsal *r, const char *text)
{
	struct finding f = ask(r, text);

	if (f.holds || f.broken)
		fail_msg("%s: %s", text, f.found);
}

static void broken(struct rehearsal *r, const char *text, const char *why)
{
	struct finding f = ask(r, text);

	if (!f.broken || !strstr(f.found, why))
		fail_msg("%s: %s", text, f.found);
}

static void test_slots(void **state)
{
	struct rehearsal r;

	(void)state;
	open_machine(&r, "era=2.6.11");
	learning_mark(r.s);
	holds(&r, "slots_mapped() == 0 && slot_pfn(0, KM_USER0) == -1");
	type(&r, "struct page *p = alloc_page(GFP_HIGHUSER), *q = alloc_page(GFP_HIGHUSER);");
	type(&r, "char *v = kmap_atomic(p, KM_USER0);");
	holds(&r, "slots_mapped() == 1 && slots_mapped(0) == 1 && slots_mapped(1) == 0");
	holds(&r, "slot_pfn(0, KM_USER0) == page_to_pfn(p) && slots_left_mapped() == 0 && preempt_count() == 1");
	holds(&r, "page_maps(p) == 1 && page_address(p) == 0 && PageHighMem(p) && mapped_pfn(v) == page_pfn(p)");
	type(&r, "v[0] = 7;");
	holds(&r, "bytes_stored(7) == 1 && frame_byte(page_to_pfn(p), 0) == 7 && frame_word(page_to_pfn(p), 0) == 7 && tlb_pfn(0, v) == page_to_pfn(p)");
	type(&r, "kunmap_atomic(p, KM_USER0);");
	holds(&r, "slots_left_mapped() == 1 && slots_left_mapped(0) == 1 && slots_left_by_page() == 1 && slot_left_mapped(0, KM_USER0) && preempt_count() == 0");
	holds(&r, "happened(\"unmap_skipped\") == 1 && diagnosed(\"-Wpage-as-address\") == 1 && reports() == 0");
	type(&r, "kmap_atomic(q, KM_USER0);");
	holds(&r, "reports() == 1 && reports(\"BUG\") == 1 && reports(\"oops\") == 0 && tasks_dead() == 1 && halted() == 0");
	holds(&r, "calls(\"kmap_atomic\") == 2 && calls(\"kmap_atomic\", 1) == 0 && calls(\"kunmap_atomic\") == 1 && calls(\"kmap\") == 0");
	learning_mark(r.s);
	holds(&r, "calls(\"kmap_atomic\") == 0 && reports() == 0 && diagnosed(\"-Wpage-as-address\") == 0");
	rehearsal_close(&r);
}

static void test_window(void **state)
{
	struct rehearsal r;

	(void)state;
	open_machine(&r, "era=2.6.11 pkmap=4");
	learning_mark(r.s);
	type(&r, "struct page *a[5]; char *k;");
	type(&r, "for (int i = 0; i < 5; i++) a[i] = alloc_page(GFP_HIGHUSER);");
	type(&r, "k = kmap(a[0]); kmap(a[0]); kunmap(a[0]); kmap(a[1]); kunmap(a[1]);");
	holds(&r, "pkmap_count(pkmap_nr(a[0])) == 2 && pkmap_count(pkmap_nr(a[1])) == 1 && pkmaps_with(1) == 1 && pkmaps_used() == 1");
	holds(&r, "page_address(a[0]) == k && last_pkmap_nr() == 2 && flushes_since_step() == 0 && pages_used(\"HighMem\") == 5 && high_pages_used() == 5");
	holds(&r, "page_count(a[0]) == 1 && page_free(a[0]) == 0 && pkmap_nr(a[4]) == -1 && machine(\"pkmap\") == 4");
	type(&r, "kmap(a[1]); kmap(a[2]); kmap(a[3]);");
	type(&r, "spawn late { kmap(a[4]); }");
	holds(&r, "tasks_ready() == 1");
	type(&r, "run");
	holds(&r, "tasks_asleep() == 1 && pkmap_waiters() == 1 && tasks_ready() == 0 && happened(\"sleep\") == 1");
	type(&r, "kunmap(a[2]);");
	type(&r, "run");
	holds(&r, "tasks_asleep() == 0 && tasks_ended() == 1 && flushes_since_step() == happened(\"flush_tlb_all\") && flushes_since_step() > 0");
	type(&r, "__free_page(a[2]);");
	holds(&r, "page_free(a[2]) && page_count(a[2]) == 0");
	rehearsal_close(&r);
}

static void test_disk(void **state)
{
	struct rehearsal r;

	(void)state;
	open_machine(&r, "era=2.6.11");
	holds(&r, "disk_byte(9, 0) == 'b' && disk_byte(9, 6) == '9' && disk_byte(255, 4095) == 0");
	type(&r, "struct page *p = alloc_page(GFP_KERNEL); *(char *)page_address(p) = '!';");
	type(&r, "submit_page(WRITE, p, 9);");
	holds(&r, "disk_byte(9, 0) == 'b'");
	type(&r, "disk complete");
	holds(&r, "disk_byte(9, 0) == '!' && disk_byte(9, 1) == 0 && disk_byte(8, 0) == 'b'");
	broken(&r, "disk_byte(256, 0)", "no block 256");
	broken(&r, "disk_byte(0 - 1, 0)", "no block -1");
	broken(&r, "disk_byte(9, 4096)", "no such offset");
	rehearsal_close(&r);
}

static void test_settings(void **state)
{
	struct rehearsal r;

	(void)state;
	open_machine(&r, "era=2.6.11 ram=1G cpus=2 debug_highmem=off");
	holds(&r, "machine(\"ram\") == 1 << 30 && machine(\"debug_highmem\") == 0 && machine(\"cpus\") == 2 && era(\"2.6.11\") && !era(\"mm-2004\")");
	holds(&r, "setting(\"lint\") == 1 && setting(\"werror\") == 0 && !declared(\"x\") && current_cpu() == 0 && irqs_off() == 0 && tlb_stale() == 0 && tlb_stale(1) == 0");
	type(&r, "set lint off");
	type(&r, "set werror on");
	type(&r, "int x = 3;");
	type(&r, "local_irq_disable();");
	holds(&r, "setting(\"lint\") == 0 && setting(\"werror\") && declared(\"x\") && x == 3 && irqs_off()");
	holds(&r, "price(\"invlpg\") == 100");
	type(&r, "cost invlpg=1000");
	holds(&r, "price(\"invlpg\") == 1000 && price(\"walk\") == 30");
	type(&r, "cpu 1");
	holds(&r, "current_cpu() == 1 && preempt_count(1) == 0");
	learning_mark(r.s);
	type(&r, "int *q = 5.5;");
	type(&r, "int *z = &q;");
	holds(&r, "diagnosed(\"error\") >= 1");
	rehearsal_close(&r);
}

static void test_what_is_found(void **state)
{
	struct rehearsal r;
	struct finding f;

	(void)state;
	open_machine(&r, "era=2.6.11");
	type(&r, "int n = 3; char *v = (char *)0xfffed000;");
	f = ask(&r, "n == 3 && n + 1 < 4");
	assert_false(f.holds);
	assert_string_equal(f.expected, "n + 1 < 4");
	assert_string_equal(f.found, "4");
	f = ask(&r, "v == 0");
	assert_string_equal(f.found, "0xfffed000");
	fails(&r, "n == 4 || n == 5");
	holds(&r, "n == 4 || n == 3 && n");
	fails(&r, "n & 4");
	holds(&r, "n == (n == 3 ? 3 : 4)");
	holds(&r, "1 << n == 8 && '/' == 47 && (n)");
	broken(&r, "nothing == 1", "nothing");
	broken(&r, "n = 4", "");
	broken(&r, "slots_mapped(9) == 0", "no CPU 9");
	broken(&r, "page_maps(n) == 0", "no struct page");
	broken(&r, "calls(\"frobnicate\")", "no call");
	broken(&r, "happened(\"frobnicate\")", "no event");
	broken(&r, "slots_mapped(0, 1)", "too many");
	broken(&r, "slot_pfn(0)", "too few");
	broken(&r, "calls(kmap)", "\"...\"");
	broken(&r, "slots_mapped(", "missing");
	broken(&r, "", "");
	holds(&r, "n == 3"); /* nothing was assigned */
	rehearsal_close(&r);
}

/* All queries are asked; the state, what can be redone, and the next location are as before. */
static void test_asking_changes_nothing(void **state)
{
	struct rehearsal r;
	uint64_t hash;
	size_t done;

	(void)state;
	open_machine(&r, "era=2.6.11");
	type(&r, "struct page *p = alloc_page(GFP_HIGHUSER);");
	type(&r, "char *v = kmap(p);");
	session_undo(r.s, 1, &done);
	hash = session_hash(r.s);
	for (unsigned int i = 0; query_at(i); i++) {
		const char *kinds = query_at(i)->arguments;
		char text[128];
		int n = snprintf(text, sizeof(text), "%s(", query_at(i)->name);

		for (; *kinds && *kinds != '|'; kinds++)
			n += snprintf(text + n, sizeof(text) - (size_t)n, "%s%s", text[n - 1] == '(' ? "" : ", ", *kinds == 's' ? "\"HighMem\"" : "0");
		snprintf(text + n, sizeof(text) - (size_t)n, ") >= 0");
		ask(&r, text);
	}
	assert_true(session_hash(r.s) == hash);
	assert_int_equal(session_redo(r.s, 1, &done), HM_OK);
	holds(&r, "page_address(p) == v");
	rehearsal_close(&r);
}

/* The page for authors names each query, and nothing that is none. */
static void test_documented(void **state)
{
	char *page = read_all("lessons/FORMAT.md"), name[64];

	(void)state;
	assert_non_null(page);
	for (unsigned int i = 0; query_at(i); i++) {
		snprintf(name, sizeof(name), "`%s", query_at(i)->name);
		if (!strstr(page, name))
			fail_msg("lessons/FORMAT.md does not tell of %s", query_at(i)->name);
	}
	for (const char *p = strstr(page, "| query |"); p && (p = strstr(p, "`")); p++) {
		size_t n = strspn(p + 1, "abcdefghijklmnopqrstuvwxyzPHM_");

		if (n && p[1 + n] == '(' && !query_find(p + 1, n))
			fail_msg("lessons/FORMAT.md tells of %.*s, which is no query", (int)n, p + 1);
	}
	free(page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slots), cmocka_unit_test(test_window), cmocka_unit_test(test_disk), cmocka_unit_test(test_settings), cmocka_unit_test(test_what_is_found),
		cmocka_unit_test(test_asking_changes_nothing), cmocka_unit_test(test_documented)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
