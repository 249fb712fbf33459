/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of calls and eras: found by name, merged over bases, laid over by highmem=off; what invoking counts and refuses. */
#include "tests/engine/kernel.h"

static void name_is(const char *proto, const char *expected)
{
	struct hm_call row_ = { .proto = proto };
	size_t len = 0;
	const char *name = hm_call_name(&row_, &len);

	assert_int_equal(len, strlen(expected));
	assert_memory_equal(name, expected, len);
}

static void names(void **unused)
{
	(void)unused;
	name_is("void *kmap(struct page *page)", "kmap");
	name_is("void __free_page (struct page *)", "__free_page");
	name_is("int in_irq(void)", "in_irq");
	name_is("int odd", "odd");
}

static void rows(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	unsigned int n = 0, i;

	(void)unused;
	for (; hm_call_at(m, n); n++) {
		size_t len;
		const char *name = hm_call_name(hm_call_at(m, n), &len);

		assert_ptr_equal(hm_call_find(m, name, len, &i), hm_call_at(m, n));
		assert_int_equal(i, n);
		assert_non_null(hm_call_at(m, n)->help);
	}
	assert_in_range(n, 25, 60);
	assert_null(hm_call_find(m, "kmap_local_page", 15, NULL));
	assert_null(hm_call_find(m, "kma", 3, NULL));
	assert_int_equal(hm_call_at(m, row(m, "kunmap_atomic"))->addresses, 1);
	hm_machine_close(m);
}

static void mm_2004_changes_three_prototypes(void **unused)
{
	struct hm_machine *base = machine("era=2.6.11"), *mm = machine("era=mm-2004");
	unsigned int changed = 0;

	(void)unused;
	for (unsigned int i = 0; hm_call_at(base, i); i++) {
		const struct hm_call *a = hm_call_at(base, i), *b = hm_call_at(mm, i);

		assert_non_null(b);
		assert_ptr_equal(a->fn, b->fn);
		changed += strcmp(a->proto, b->proto) != 0;
	}
	assert_int_equal(changed, 3);
	assert_string_equal(hm_call_at(mm, row(mm, "kmap_atomic"))->proto, "char *kmap_atomic(struct page *page, enum km_type type)");
	assert_string_equal(hm_call_at(mm, row(mm, "kunmap_atomic"))->proto, "void kunmap_atomic(char *kvaddr, enum km_type type)");
	assert_string_equal(hm_call_at(mm, row(mm, "kmap_atomic_to_page"))->proto, "struct page *kmap_atomic_to_page(char *ptr)");
	assert_string_equal(hm_machine_era(mm)->page_type, "struct page"); /* inherited */
	assert_int_equal(hm_layout(mm)->fixaddr_boot_start, hm_layout(mm)->fixaddr_start);
	hm_machine_close(base);
	hm_machine_close(mm);
}

static void eras(void **unused)
{
	unsigned int n = 0;

	(void)unused;
	for (; hm_era_at(n); n++) {
		assert_ptr_equal(hm_era_find(hm_era_at(n)->name), hm_era_at(n));
		assert_non_null(hm_era_at(n)->title);
		assert_non_null(hm_era_at(n)->shows);
		assert_non_null(hm_era_at(n)->macro);
	}
	assert_true(n >= 2);
	assert_null(hm_era_find("2.6.99"));
}

/* Nothing that an era inherits is left open, whatever it is based on. */
static void filled(void **unused)
{
	(void)unused;
	for (unsigned int i = 0; hm_era_at(i); i++) {
		const struct hm_era e = hm_era_filled(hm_era_at(i));

		assert_non_null(e.prelude_file);
		assert_non_null(e.example);
		for (unsigned int k = 0; k < HM_PRELUDE_NR; k++)
			assert_non_null(e.prelude[k]);
		assert_true(e.page_type && e.km_types && e.preempt && e.wording && e.checks && e.page_struct && e.fixmap && e.gfp);
		assert_true(e.atomic && e.atomic->map && e.atomic->unmap);
		assert_true(e.atomic_nohighmem && e.atomic_nohighmem->map && e.atomic_nohighmem->unmap);
		assert_true(e.pkmap_base && e.page_is_highmem && e.arch_highmem);
		assert_true(e.page_struct_nohighmem && e.page_address && e.page_address->get && e.page_address->set && e.page_address->look);
		assert_true(e.has_boot_fixmap && e.fences && e.debug_always && e.preemptible && e.handlers_irqs_off && e.wakes_locked &&
			    e.need_flush);
	}
}

enum { MANY = 300, PROTO = 32 };

static enum hm_verdict seven(struct hm_machine *m, const uint64_t *arg, uint64_t *ret)
{
	(void)m, (void)arg;
	*ret = 7;
	return HM_OK;
}

/* An era may bring as many calls as it likes: none is lost. */
static void no_row_is_lost(void **unused)
{
	static char proto[MANY][PROTO];
	struct hm_call table[MANY + 1] = { { .proto = NULL } };
	struct hm_era era = *hm_era_find("2.6.11");
	struct hm_config cfg;
	struct hm_machine *m;

	(void)unused;
	for (int i = 0; i < MANY; i++) {
		snprintf(proto[i], PROTO, "int call_%d(void)", i);
		table[i] = (struct hm_call){ .proto = proto[i], .fn = seven };
	}
	era.base = hm_era_find("2.6.11");
	era.calls = table;
	hm_config_default(&cfg);
	cfg.era = &era;
	assert_int_equal(hm_machine_open(&cfg, &m), HM_OK);
	for (int i = 0; i < MANY; i++) {
		snprintf(proto[0], PROTO, "call_%d", i);
		if (i)
			assert_int_equal(call(m, proto[0], 0, 0), 7);
	}
	assert_non_null(hm_call_find(m, "kunmap_atomic", 13, NULL));
	hm_machine_close(m);
}

/* What boot wrote into a struct page says its zone, in each era's own bits; a store can take that away. */
static void flags_name_the_zone(void **unused)
{
	(void)unused;
	for (unsigned int i = 0; hm_era_at(i); i++) {
		char keys[64];
		struct hm_page_view v;
		struct hm_machine *m;

		snprintf(keys, sizeof(keys), "era=%s", hm_era_at(i)->name);
		m = machine(keys);
		for (hm_pfn_t pfn = 0; pfn < hm_layout(m)->highend_pfn; pfn += 0x801) {
			assert_true(hm_page_view(m, pfn, &v));
			assert_non_null(v.flags_zone);
			assert_string_equal(v.flags_zone, v.zone);
			assert_int_equal(v.users, 0);
		}
		assert_true(hm_page_view(m, hm_layout(m)->max_low_pfn, &v));
		for (uint32_t at = 0; at < hm_layout(m)->page_struct_size; at++)
			store(m, v.page + at, 0);
		assert_true(hm_page_view(m, v.pfn, &v));
		assert_true(!v.flags_zone || strcmp(v.flags_zone, v.zone));
		hm_machine_close(m);
	}
}

static void highmem_off(void **unused)
{
	struct hm_machine *m = machine("highmem=off");

	(void)unused;
	call(m, "copy_highpage", page_of(m, 0x5000), page_of(m, 0x5001));
	call(m, "clear_highpage", page_of(m, 0x5000), 0);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(call(m, "PageHighMem", page_of(m, 0x37fff), 0), 0);
	assert_int_equal(call(m, "page_address", page_of(m, 0x37fff), 0), 0xf7fff000);
	kunmap(m, 0x5000);
	assert_int_equal(call(m, "kmap_atomic_to_page", 0xc5000123, 0), page_of(m, 0x5000));
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

/* The base's HIGHMEM=n rows also lie over what an era on top of it changes of the others. */
static void highmem_off_of_another_era(void **unused)
{
	struct hm_machine *m = machine("era=mm-2004 highmem=off");

	(void)unused;
	assert_int_equal(call(m, "kmap_atomic", page_of(m, 0x5000), 3), 0xc5000000);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(hm_call_find(m, "kunmap_atomic", 13, NULL)->flags, HM_CALL_UNSEEN_ARGS);
	hm_machine_close(m);
}

static void counting(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t calls = hm_call_count(m);

	(void)unused;
	call(m, "preempt_count", 0, 0);
	call(m, "local_bh_disable", 0, 0);
	assert_int_equal(hm_call_count(m), calls + 2);
	assert_int_equal(events(m, 0, HM_EV_CALL), 1); /* quiet calls are counted, not logged */
	assert_int_equal(hm_call_invoke(m, 10000, (uint64_t[HM_MAX_ARGS]){ 0 }, NULL), HM_REFUSED);
	assert_int_equal(hm_call_count(m), calls + 2);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names), cmocka_unit_test(rows), cmocka_unit_test(mm_2004_changes_three_prototypes),
		cmocka_unit_test(eras), cmocka_unit_test(filled), cmocka_unit_test(no_row_is_lost), cmocka_unit_test(flags_name_the_zone),
		cmocka_unit_test(highmem_off), cmocka_unit_test(highmem_off_of_another_era), cmocka_unit_test(counting),
	};

	return cmocka_run_group_tests_name("call", tests, NULL, NULL);
}
