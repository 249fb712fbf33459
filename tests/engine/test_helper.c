/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The helpers of table C: which era has which, what they map with, what they leave, and their own checks. */
#include "tests/engine/kernel.h"

static bool has(const struct hm_machine *m, const char *name)
{
	return hm_call_find(m, name, strlen(name), NULL) != NULL;
}

/* Table C, a row a name: the eras that have it. */
static const struct { const char *name, *eras; } table[] = {
	{ "kmap_nonblock", "2.4.31" },
	{ "kmap_atomic_pfn", "2.6.17 2.6.24 2.6.36 2.6.37 6.1" },
	{ "kmap_atomic_prot", "2.6.24 2.6.36 2.6.37 6.1" },
	{ "kmap_atomic_to_page", "mm-2004 2.6.11 2.6.17 2.6.24 2.6.36 2.6.37 symmetric opaque" },
	{ "kunmap_atomic_notypecheck", "2.6.36" },
	{ "kmap_flush_unused", "2.6.24 2.6.36 2.6.37 6.1" },
	{ "kmap_to_page", "6.1" },
	{ "kmap_local_page", "6.1" },
	{ "bh_kmap_irq", "2.4.31" },
	{ "bvec_kmap_irq", "mm-2004 2.6.11 2.6.17 2.6.24 2.6.36 2.6.37 symmetric opaque" },
	{ "clear_highpage", "2.4.0 2.4.31 mm-2004 2.6.11 2.6.17 2.6.24 2.6.36 2.6.37 6.1 symmetric opaque" },
	{ "copy_highpage", "2.4.0 2.4.31 mm-2004 2.6.11 2.6.17 2.6.24 2.6.36 2.6.37 6.1 symmetric opaque" },
	{ "copy_user_highpage", "2.4.0 2.4.31 mm-2004 2.6.11 2.6.17 2.6.24 2.6.36 2.6.37 6.1 symmetric opaque" },
	{ "memclear_highpage_flush", "2.4.0 2.4.31 mm-2004 2.6.11 2.6.17 2.6.24 2.6.36 2.6.37 symmetric opaque" },
	{ "zero_user_page", "2.6.24" },
	{ "zero_user", "2.6.36 2.6.37 6.1" },
	{ "zero_user_segment", "2.6.36 2.6.37 6.1" },
	{ "zero_user_segments", "2.6.36 2.6.37 6.1" },
	{ "memcpy_to_page", "6.1" },
};

static bool listed(const char *eras, const char *name)
{
	size_t n = strlen(name);

	for (const char *at = eras; (at = strstr(at, name)); at += n)
		if ((at == eras || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
			return true;
	return false;
}

static void who_has_what(void **unused)
{
	char keys[64];

	(void)unused;
	for (unsigned int i = 0; hm_era_at(i); i++) {
		struct hm_machine *m;

		snprintf(keys, sizeof(keys), "era=%s", hm_era_at(i)->name);
		m = machine(keys);
		for (size_t k = 0; k < sizeof(table) / sizeof(table[0]); k++)
			if (has(m, table[k].name) != listed(table[k].eras, hm_era_at(i)->name))
				fail_msg("%s: %s", hm_era_at(i)->name, table[k].name);
		hm_machine_close(m);
	}
}

static void fill_frame(struct hm_machine *m, hm_pfn_t pfn)
{
	uint32_t v = kmap(m, pfn);

	for (uint32_t at = 0; at < HM_PAGE_SIZE; at++)
		store(m, v + at, 0xaa);
	kunmap(m, pfn);
}

static uint32_t run(struct hm_machine *m, const char *name, const uint64_t arg[5])
{
	uint64_t all[HM_MAX_ARGS] = { 0 }, value = 0;

	memcpy(all, arg, 5 * sizeof(*arg));
	assert_int_equal(hm_call_invoke(m, row(m, name), all, &value), HM_OK);
	return (uint32_t)value;
}

/* Bytes [from, to) are zero, their neighbours are not; nothing stays mapped and the count comes out even. */
static void zeroed(struct hm_machine *m, hm_pfn_t pfn, uint32_t from, uint32_t to)
{
	assert_int_equal(frame_byte(m, pfn, from), 0);
	assert_int_equal(frame_byte(m, pfn, to - 1), 0);
	if (from)
		assert_int_equal(frame_byte(m, pfn, from - 1), 0xaa);
	if (to < HM_PAGE_SIZE)
		assert_int_equal(frame_byte(m, pfn, to), 0xaa);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(hm_report_count(m), 0);
}

static void parts_of_a_page(void **unused)
{
	static const char *const eras[] = { "2.4.0", "2.4.31", "2.6.11", "2.6.17", "2.6.24", "2.6.36", "2.6.37" };

	(void)unused;
	for (size_t i = 0; i < sizeof(eras) / sizeof(eras[0]); i++) {
		char keys[64];
		struct hm_machine *m;

		snprintf(keys, sizeof(keys), "era=%s", eras[i]);
		m = machine(keys);
		fill_frame(m, H0);
		run(m, "memclear_highpage_flush", (uint64_t[5]){ page_of(m, H0), 100, 50 });
		zeroed(m, H0, 100, 150);
		fill_frame(m, H0);
		run(m, "clear_highpage", (uint64_t[5]){ page_of(m, H0) });
		zeroed(m, H0, 0, HM_PAGE_SIZE);
		fill_frame(m, H0);
		run(m, "clear_user_highpage", (uint64_t[5]){ page_of(m, H0), 0x1000 });
		zeroed(m, H0, 0, HM_PAGE_SIZE);
		fill_frame(m, H1);
		run(m, "copy_user_highpage", (uint64_t[5]){ page_of(m, H0), page_of(m, H1), 0x1000 });
		assert_int_equal(frame_byte(m, H0, 4095), 0xaa);
		zeroed(m, H0 + 5, 0, HM_PAGE_SIZE);
		hm_machine_close(m);
	}
}

static void zero_user_family(void **unused)
{
	struct hm_machine *m = machine("era=2.6.36"), *old = machine("era=2.6.24");

	(void)unused;
	fill_frame(m, H0);
	run(m, "zero_user", (uint64_t[5]){ page_of(m, H0), 10, 20 });
	zeroed(m, H0, 10, 30);
	run(m, "zero_user_segment", (uint64_t[5]){ page_of(m, H0), 100, 101 });
	zeroed(m, H0, 100, 101);
	run(m, "zero_user_segments", (uint64_t[5]){ page_of(m, H0), 200, 210, 4000, 4096 });
	zeroed(m, H0, 200, 210);
	zeroed(m, H0, 4000, 4096);
	run(m, "zero_user_segments", (uint64_t[5]){ page_of(m, H0), 300, 300, 400, 390 }); /* both empty */
	assert_int_equal(frame_byte(m, H0, 300), 0xaa);
	fill_frame(old, H0);
	run(old, "zero_user_page", (uint64_t[5]){ page_of(old, H0), 10, 20, km(old, "KM_USER1") });
	zeroed(old, H0, 10, 30);
	hm_machine_close(m);
	hm_machine_close(old);
}

/* Their BUG_ON()s: an end beyond the page. */
static void beyond_the_page(void **unused)
{
	static const struct { const char *era, *name; uint64_t arg[5]; const char *headline; } bad[] = {
		{ "2.6.11", "memclear_highpage_flush", { 0, 4000, 97 }, "kernel BUG at memclear_highpage_flush (line not recorded)!" },
		{ "2.4.31", "memclear_highpage_flush", { 0, 4000, 97 }, "kernel BUG at memclear_highpage_flush (line not recorded)!" },
		{ "2.6.24", "zero_user_page", { 0, 4000, 97, 3 }, "kernel BUG at zero_user_page (line not recorded)!" },
		{ "2.6.36", "zero_user", { 0, 4000, 97 }, "kernel BUG at zero_user_segments (line not recorded)!" },
		{ "2.6.36", "zero_user_segments", { 0, 0, 1, 2, 4097 }, "kernel BUG at zero_user_segments (line not recorded)!" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char keys[64];
		struct hm_machine *m;
		uint64_t arg[HM_MAX_ARGS] = { 0 };

		snprintf(keys, sizeof(keys), "era=%s", bad[i].era);
		m = machine(keys);
		memcpy(arg, bad[i].arg, sizeof(bad[i].arg));
		arg[0] = page_of(m, H0);
		assert_int_equal(hm_call_invoke(m, row(m, bad[i].name), arg, NULL), HM_DIED);
		expect_report(m, bad[i].headline);
		hm_machine_close(m);
	}
}

/* ---- segments with interrupts off ---- */

static uint32_t word_at(const struct hm_machine *m, hm_vaddr_t address)
{
	uint32_t word = 0;

	assert_true(hm_peek(m, address, &word, sizeof(word)));
	return word;
}

static void words(struct hm_machine *m, hm_vaddr_t at, const uint32_t *word, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_int_equal(hm_store(m, at + (uint32_t)i * 4, 4, word[i]), HM_OK);
}

static void bio_vec(void **unused)
{
	struct hm_machine *m = machine("era=2.6.11"), *n = machine("era=2.6.11 highmem=off");
	hm_vaddr_t bvec = hm_layout(m)->user_start, flags = bvec + 64;
	uint32_t v;

	(void)unused;
	words(m, bvec, (const uint32_t[]){ page_of(m, H0), 512, 0x340 }, 3);
	v = call(m, "bvec_kmap_irq", bvec, flags);
	assert_int_equal(v, slot(m, 0, "KM_BIO_SRC_IRQ").address + 0x340);
	assert_int_equal(call(m, "irqs_disabled", 0, 0), 1);
	assert_int_equal(word_at(m, flags), 0x200);
	call(m, "bvec_kunmap_irq", v, flags);
	assert_int_equal(slot(m, 0, "KM_BIO_SRC_IRQ").pfn, HM_NO_PFN);
	assert_int_equal(call(m, "irqs_disabled", 0, 0), 0);
	call(m, "local_irq_disable", 0, 0);
	v = call(m, "bvec_kmap_irq", bvec, flags);
	call(m, "bvec_kunmap_irq", v, flags);
	assert_int_equal(call(m, "irqs_disabled", 0, 0), 1); /* off before, off behind */
	words(n, bvec, (const uint32_t[]){ page_of(n, 0x9000), 512, 0x340 }, 3);
	assert_int_equal(call(n, "bvec_kmap_irq", bvec, flags), 0xc9000340);
	assert_int_equal(call(n, "irqs_disabled", 0, 0), 0);
	hm_machine_close(m);
	hm_machine_close(n);
}

static void buffer_head(void **unused)
{
	struct hm_machine *m = machine("era=2.4.31");
	hm_vaddr_t bh = hm_layout(m)->user_start, flags = bh + 128;
	uint32_t v;

	(void)unused;
	words(m, bh + 52, (const uint32_t[]){ 0x400, page_of(m, H0) }, 2); /* of a high page b_data is the offset alone */
	v = call(m, "bh_kmap_irq", bh, flags);
	assert_int_equal(v, slot(m, 0, "KM_BH_IRQ").address + 0x400);
	assert_int_equal(word_at(m, flags), 0x200);
	assert_int_equal(invoke(m, "local_irq_disable", 0, 0, NULL), HM_OK);
	call(m, "bh_kunmap_irq", v, flags);
	assert_int_equal(slot(m, 0, "KM_BH_IRQ").pfn, HM_NO_PFN);
	words(m, bh + 52, (const uint32_t[]){ 0xc9000400, page_of(m, 0x9000) }, 2);
	assert_int_equal(call(m, "bh_kmap_irq", bh, flags), 0xc9000400);
	hm_machine_close(m);
}

static void free_highpages(void **unused)
{
	struct hm_machine *m = machine("ram=1G");
	uint32_t before = call(m, "nr_free_highpages", 0, 0);

	(void)unused;
	assert_int_equal(before, 0x8000);
	call(m, "alloc_page", 0xd2, 0);
	assert_int_equal(call(m, "nr_free_highpages", 0, 0), before - 1);
	hm_machine_close(m);
}

/* ---- the symmetric proposal ---- */

static void symmetric(void **unused)
{
	struct hm_machine *m = machine("era=symmetric");
	hm_vaddr_t v = hm_layout(m)->user_start;
	uint32_t type = km(m, "KM_USER0"), address = slot(m, 0, "KM_USER0").address;
	uint64_t arg[HM_MAX_ARGS] = { page_of(m, H0), type, v }, ret = 7;

	(void)unused;
	assert_int_equal(hm_call_invoke(m, row(m, "kmap_atomic"), arg, &ret), HM_OK);
	assert_int_equal(ret, 0);
	assert_int_equal(word_at(m, v), address);
	assert_int_equal(count_of(m), 1);
	arg[0] = page_of(m, H1);
	assert_int_equal(hm_call_invoke(m, row(m, "kmap_atomic"), arg, &ret), HM_OK);
	assert_int_equal((int32_t)ret, -16); /* -EBUSY, and the count as it was */
	assert_int_equal(count_of(m), 1);
	arg[2] = address;
	assert_int_equal(hm_call_invoke(m, row(m, "kunmap_atomic"), arg, &ret), HM_OK); /* H1 is not what lies there */
	assert_int_equal(hm_report_count(m), 1);
	assert_int_equal(slot(m, 0, "KM_USER0").pfn, H0);
	assert_int_equal(count_of(m), 0);
	hm_machine_close(m);
}

static void symmetric_lowmem(void **unused)
{
	struct hm_machine *m = machine("era=symmetric"), *n = machine("era=symmetric highmem=off");
	hm_vaddr_t v = hm_layout(m)->user_start;
	uint64_t arg[HM_MAX_ARGS] = { page_of(m, 0x9000), km(m, "KM_USER0"), v }, ret;

	(void)unused;
	assert_int_equal(hm_call_invoke(m, row(m, "kmap_atomic"), arg, &ret), HM_OK);
	assert_int_equal(word_at(m, v), 0xc9000000);
	arg[2] = 0xc9000123;
	assert_int_equal(hm_call_invoke(m, row(m, "kunmap_atomic"), arg, &ret), HM_OK);
	assert_int_equal(hm_report_count(m), 0);
	assert_int_equal(count_of(m), 0);
	arg[0] = arg[2] = page_of(n, 0x9000);
	assert_int_equal(hm_call_invoke(n, row(n, "kunmap_atomic"), arg, &ret), HM_OK);
	assert_int_equal(hm_report_count(n), 1);
	hm_machine_close(m);
	hm_machine_close(n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_has_what), cmocka_unit_test(parts_of_a_page), cmocka_unit_test(zero_user_family),
		cmocka_unit_test(beyond_the_page), cmocka_unit_test(bio_vec), cmocka_unit_test(buffer_head), cmocka_unit_test(free_highpages),
		cmocka_unit_test(symmetric), cmocka_unit_test(symmetric_lowmem),
	};

	return cmocka_run_group_tests_name("helper", tests, NULL, NULL);
}
