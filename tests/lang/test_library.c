/* SPDX-License-Identifier: GPL-3.0-or-later */
/* printf, printk, memset, memcpy, strlen: expected texts are what glibc and the kernel print; memory goes through the MMU. */
#include "session.h"

static void conversions(void **state)
{
	(void)state;
	program_prints("printf(\"%d %i %u %x %X %o %c %s %%\", -1, 2, 3u, 255, 255, 8, 'c', \"text\");", "-1 2 3 ff FF 10 c text %");
	program_prints("printf(\"%ld %lu %lx %lld %llu %llx %zu\", -1L, 2UL, 255UL, -1LL << 40, 1ULL << 63, 0xfedcba9876543210ULL, sizeof(int));",
		       "-1 2 ff -1099511627776 9223372036854775808 fedcba9876543210 4");
	program_prints("printf(\"%hd %hhd %hu %hhx\", 70000, 300, 70000, 511);", "4464 44 4464 ff");
	program_prints("printf(\"%p|%p\", (void *)0xfffed000, (void *)0);", "0xfffed000|0x00000000");
}

static void flags_and_widths(void **state)
{
	(void)state;
	program_prints("printf(\"%5d|%-5d|%05d|%+d|% d|%#x|%#o\", 42, 42, 42, 5, 5, 255, 8);", "   42|42   |00042|+5| 5|0xff|010");
	program_prints("printf(\"%*d|%-*d|%.3d|%8.3d|%-8.3x|%08x\", 6, 33, 4, 7, 5, 5, 5, 48);", "    33|7   |005|     005|005     |00000030");
	program_prints("printf(\"%5s|%-5s|%.2s|%5.1s|%3c|%-3c|\", \"ab\", \"ab\", \"abc\", \"xyz\", 'q', 'q');", "   ab|ab   |ab|    x|  q|q  |");
	program_prints("printf(\"%s|%10s|%d\", (char *)0, (char *)0, printf(\"12345\"));", "12345<NULL>|    <NULL>|5");
}

static void printk_drops_its_level(void **state)
{
	(void)state;
	program_prints("printk(\"<3>error %d\\n\", 1); printk(\"<x>kept\\n\"); printk(\"plain\\n\");", "error 1\n<x>kept\nplain\n");
}

static void memory_functions(void **state)
{
	(void)state;
	program_prints("char a[20], b[20]; memset(a, 'x', 19); memcpy(b, a + 9, 11); printf(\"%s %s %u\", a, b, strlen(b));",
		       "xxxxxxxxxxxxxxxxxxx xxxxxxxxxx 10");
	program_prints("char a[8]; printf(\"%d %d\", memset(a, 1, 8) == a, memcpy(a, \"12\", 3) == a);", "1 1");
}

/* The page behind the mapping is not mapped: everything before it is done. */
static void memset_stops_at_a_hole(void **state)
{
	struct session s;
	char bytes[2];

	(void)state;
	session_open(&s);
	assert_int_equal(session_run(&s, "char *v = kmap_atomic(alloc_page(GFP_HIGHUSER), KM_BOUNCE_READ); memset(v + 4090, 7, 100);"), LANG_DIED);
	assert_int_equal(hm_report_get(s.m, 1)->kind, HM_REPORT_OOPS);
	assert_true(hm_peek_frame(s.m, 0x38000, 4094, bytes, 2));
	assert_int_equal(bytes[1], 7);
	lang_drop(s.lang, s.task);
	session_close(&s);
}

static void strings_are_read_from_the_machine(void **state)
{
	struct session s;

	(void)state;
	session_open(&s);
	prints(&s, "char *v = kmap(alloc_page(GFP_HIGHUSER)); memcpy(v, \"in a high page\", 15); printf(\"%s (%u)\", v, strlen(v));",
	       "in a high page (14)");
	prints(&s, "memset(v, 'a', 4095); v[4095] = 0; printf(\"%u\", strlen(v));", "4095");
	assert_int_equal(session_run(&s, "printf(\"before %s\", (char *)0xf9000000);"), LANG_DIED);
	session_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conversions),
		cmocka_unit_test(flags_and_widths),
		cmocka_unit_test(printk_drops_its_level),
		cmocka_unit_test(memory_functions),
		cmocka_unit_test(memset_stops_at_a_hole),
		cmocka_unit_test(strings_are_read_from_the_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
