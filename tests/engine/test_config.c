/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys: what is read, what is refused and in which words, what settling changes, and that the text reads back. */
#include "tests/engine/boot.h"

static const char *refusal(const char *key, const char *value)
{
	static char why[CLIP];
	struct hm_config cfg, before;

	hm_config_default(&cfg);
	before = cfg;
	assert_int_equal(hm_config_set(&cfg, key, value, why, sizeof(why)), HM_REFUSED);
	assert_memory_equal(&cfg, &before, sizeof(cfg));
	assert_null(strchr(why, '\n'));
	return why;
}

static void contains(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is not in '%s'", part, text);
}

static void defaults(void **unused)
{
	struct hm_config c;
	char text[CLIP];

	(void)unused;
	assert_int_equal(configured(&c, "", text), HM_OK);
	assert_string_equal(text, "");
	assert_int_equal(c.ram, (uint64_t)2 << 30);
	assert_int_equal(c.cpus, 2);
	assert_int_equal(c.nr_cpus, 4);
	assert_string_equal(c.era->name, "2.6.11");
	assert_true(c.smp && c.highmem && c.debug_highmem && c.debug_sleep && c.pge && c.pse);
	assert_false(c.preempt || c.pae || c.nx || c.debug_preempt || c.highpte || c.panic_on_oops);
	assert_int_equal(c.layout, HM_LAYOUT_ORACLE);
	assert_int_equal(c.policy, HM_POLICY_DIE);
	assert_int_equal(c.tlb.entries, 64);
	assert_int_equal(c.tlb.ways, 4);
}

static void sizes(void **unused)
{
	struct hm_config c;

	(void)unused;
	configured(&c, "ram=512M vmalloc=0x10000000", NULL);
	assert_int_equal(c.ram, 512 << 20);
	assert_int_equal(c.vmalloc, 256 << 20);
	configured(&c, "ram=1048576k", NULL);
	assert_int_equal(c.ram, 1 << 30);
}

static void refusals(void **unused)
{
	(void)unused;
	contains(refusal("rum", "1G"), "there is no key 'rum'; keys are: era ram cpus");
	contains(refusal("ram", "lots"), "ram: 'lots' is not a number");
	contains(refusal("ram", "1T"), "not a number");
	contains(refusal("ram", "16M"), "not within 32M to 64G");
	contains(refusal("ram", "99999999999999999999"), "not a number");
	contains(refusal("ram", "33555000"), "not a multiple of 4K");
	contains(refusal("ram", ""), "not a number");
	contains(refusal("ram", "-1"), "not a number");
	contains(refusal("cpus", "33"), "not within 1 to 32");
	contains(refusal("cpus", "0"), "not within 1 to 32");
	contains(refusal("pae", "maybe"), "neither on nor off");
	contains(refusal("layout", "big"), "none of oracle, s8, up");
	contains(refusal("policy", "x"), "neither die nor abandon");
	contains(refusal("pkmap", "6"), "not a power of two");
	contains(refusal("pkmap", "2"), "not within 4 to 1K");
	contains(refusal("tlb", "64,3,8,4"), "none of p3, p4, core2");
	contains(refusal("tlb", "64,4,8"), "none of p3");
	contains(refusal("tlb", "64,4,8,4,"), "none of p3");
	contains(refusal("tlb", "65536,4,8,4"), "none of p3");
	contains(refusal("era", "1.0"), "there is no '1.0'; known eras:");
}

static void no_control_character_comes_back(void **unused)
{
	const char *why = refusal("ram", "\033[31m\n\200x");

	(void)unused;
	contains(why, "'?[31m??x'");
	for (; *why; why++)
		assert_true(*why >= ' ' && *why <= '~');
	for (why = refusal("\033\n", "1"); *why; why++)
		assert_true(*why >= ' ' && *why <= '~');
}

static void tiny_buffers_are_respected(void **unused)
{
	struct hm_config c;
	char why[4] = "xyz";

	(void)unused;
	hm_config_default(&c);
	assert_int_equal(hm_config_set(&c, "nosuchkey", "1", why, 3), HM_REFUSED);
	assert_int_equal(why[2], 0);
	assert_int_equal(hm_config_set(&c, "nosuchkey", "1", NULL, 0), HM_REFUSED);
	assert_true(hm_config_text(&c, why, 2) > 100);
	assert_int_equal(why[1], 0);
	assert_int_equal(hm_config_settle(&c, NULL, 0), HM_OK);
}

/* Filled by hand, not by hm_config_set(). */
static void impossible_values(void **unused)
{
	struct hm_config c;
	struct hm_machine *m;
	char notes[CLIP];

	(void)unused;
	for (int i = 0; i < 6; i++) {
		hm_config_default(&c);
		switch (i) {
		case 0: c.ram = 0; break;
		case 1: c.cpus = 0; break;
		case 2: c.cpus = 33; break;
		case 3: c.pkmap = 3; break;
		case 4: c.tlb.ways = 0; break;
		default: c.layout = (enum hm_fixmap_layout)7; break;
		}
		assert_int_equal(hm_config_settle(&c, notes, sizeof(notes)), HM_REFUSED);
		assert_non_null(strchr(notes, ':'));
		assert_int_equal(hm_machine_open(&c, &m), HM_REFUSED);
		assert_null(m);
	}
}

static void cpus_and_layout(void **unused)
{
	struct hm_config c;
	char notes[CLIP];

	(void)unused;
	configured(&c, "cpus=8", notes);
	assert_int_equal(c.nr_cpus, 8);
	contains(notes, "nr_cpus raised to 8");
	configured(&c, "layout=s8", notes);
	assert_int_equal(c.nr_cpus, 8);
	assert_string_equal(notes, "");
	configured(&c, "nr_cpus=6 layout=s8", notes);
	assert_int_equal(c.nr_cpus, 6);
	configured(&c, "layout=up", notes);
	assert_false(c.smp);
	assert_int_equal(c.cpus, 1);
	assert_int_equal(c.nr_cpus, 1);
	contains(notes, "smp is off");
	configured(&c, "smp=off", notes);
	assert_int_equal(c.cpus, 1);
}

static void what_needs_what(void **unused)
{
	struct hm_config c;
	char notes[CLIP];

	(void)unused;
	configured(&c, "highmem=off pae=on ram=512M", notes);
	assert_false(c.pae || c.debug_highmem);
	contains(notes, "debug_highmem is off: it needs highmem");
	configured(&c, "debug_preempt=on", notes);
	assert_false(c.debug_preempt);
	configured(&c, "debug_preempt=on preempt=on", notes);
	assert_true(c.debug_preempt);
	assert_string_equal(notes, "");
	configured(&c, "pae=on pkmap=1024", notes);
	assert_int_equal(c.pkmap, 0);
	contains(notes, "pkmap is 512");
}

/* Fact 57, and find_max_low_pfn()'s other warning. */
static void ram_is_clipped_with_the_kernels_words(void **unused)
{
	struct hm_config c;
	char notes[CLIP];

	(void)unused;
	configured(&c, "ram=8G", notes);
	assert_int_equal(c.ram, (uint64_t)4 << 30);
	assert_string_equal(notes, "Warning only 4GB will be used.\nUse a PAE enabled kernel.\n");
	configured(&c, "highmem=off debug_highmem=off ram=2G", notes);
	assert_int_equal(c.ram, (uint64_t)896 << 20);
	assert_string_equal(notes, "Warning only 896MB will be used.\nUse a HIGHMEM enabled kernel.\n");
	configured(&c, "ram=64G pae=on", notes);
	assert_int_equal(c.ram, (uint64_t)64 << 30);
	assert_string_equal(notes, "");
}

static void a_mem_map_that_does_not_fit_is_refused(void **unused)
{
	struct hm_config c;
	char notes[CLIP];

	(void)unused;
	assert_int_equal(configured(&c, "ram=64G pae=on vmalloc=768M", notes), HM_REFUSED);
	contains(notes, "mem_map");
}

static void text_reads_back(void **unused)
{
	static const char *const lines[] = {
		"", "ram=64G pae=on nx=on cpus=32", "layout=up", "layout=s8 pkmap=8 tlb=32,2,4,1", "highmem=off ram=900M",
		"era=mm-2004 preempt=on debug_preempt=on seed=77 policy=abandon tlb=core2", "cpus=1 nr_cpus=2 vmalloc=256M",
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct hm_config a, b;
		char one[CLIP], two[CLIP];
		size_t len;

		assert_int_equal(configured(&a, lines[i], NULL), HM_OK);
		len = hm_config_text(&a, one, sizeof(one));
		assert_int_equal(len, strlen(one));
		assert_int_equal(configured(&b, one, two), HM_OK);
		assert_string_equal(two, "");
		hm_config_text(&b, two, sizeof(two));
		assert_string_equal(one, two);
	}
}

static void every_key_is_described_and_settable(void **unused)
{
	struct hm_config c;
	char text[CLIP];
	const char *description;
	unsigned int n = 0;

	(void)unused;
	hm_config_default(&c);
	hm_config_text(&c, text, sizeof(text));
	for (const char *key; (key = hm_config_key(n, &description)); n++) {
		contains(text, key);
		assert_true(strlen(description) > 5);
	}
	assert_int_equal(n, 22);
	assert_null(hm_config_key(n + 100, NULL));
}

/* CONFIG_NR_CPUS up to 255; where the fixmap would reach into the window the kernel says so at boot (mem_init), and so do we. */
static void many_possible_cpus(void **unused)
{
	struct hm_machine *m = booted("nr_cpus=255 cpus=2");
	struct hm_config cfg;
	char notes[CLIP];

	(void)unused;
	assert_int_equal(hm_layout(m)->fix_kmap_end, 11 + 27 * 255 - 1);
	assert_int_equal(hm_layout(m)->pkmap_base, (hm_layout(m)->fixaddr_boot_start - (1025u << 12)) & ~0x3fffffu);
	hm_machine_close(m);
	assert_int_equal(configured(&cfg, "era=mm-2004 nr_cpus=33", notes), HM_OK);
	assert_int_equal(configured(&cfg, "era=mm-2004 nr_cpus=64", notes), HM_REFUSED);
	assert_non_null(strstr(notes, "fixmap and kmap areas overlap - this will crash"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults),
		cmocka_unit_test(sizes),
		cmocka_unit_test(refusals),
		cmocka_unit_test(no_control_character_comes_back),
		cmocka_unit_test(tiny_buffers_are_respected),
		cmocka_unit_test(impossible_values), cmocka_unit_test(cpus_and_layout),
		cmocka_unit_test(what_needs_what),
		cmocka_unit_test(ram_is_clipped_with_the_kernels_words),
		cmocka_unit_test(a_mem_map_that_does_not_fit_is_refused),
		cmocka_unit_test(text_reads_back),
		cmocka_unit_test(every_key_is_described_and_settable),
		cmocka_unit_test(many_possible_cpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
