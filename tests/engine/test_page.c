/* SPDX-License-Identifier: GPL-3.0-or-later */
/* struct page as memory (sections 2.5 and F.4), alloc_page() and __free_page(). */
#include "tests/engine/boot.h"

enum { GFP_HIGHUSER = 0xd2, GFP_KERNEL = 0xd0, GFP_ZERO = 0x8000 };

static void fields_at_boot(void **unused)
{
	struct hm_machine *m = booted("ram=1G");

	(void)unused;
	assert_int_equal(load(m, 0xc1700000, 4), 0x40000100);              /* HighMem, PG_highmem */
	assert_int_equal(load(m, page_of(m, 0x4000), 4), 0x20000000);      /* Normal */
	assert_int_equal(load(m, page_of(m, 1), 4), 0);                    /* DMA */
	assert_int_equal(load(m, page_of(m, 0), 4), 0x800);                /* DMA, PG_reserved */
	assert_int_equal(load(m, page_of(m, 0x1000), 4), 0x20000800);      /* mem_map's own frame */
	assert_int_equal(load(m, 0xc1700004, 4), 0xffffffff);              /* _count of a free page */
	assert_int_equal(load(m, 0xc1700008, 4), 0xffffffff);              /* _mapcount */
	assert_int_equal(load(m, 0xc170000c, 4), 0);
	assert_int_equal(load(m, 0xc1700018, 4), 0xc1700018);              /* lru: an empty list */
	assert_int_equal(load(m, 0xc170001c, 4), 0xc1700018);
	assert_int_equal(load(m, page_of(m, 0x40000), 4), 0);              /* one entry more than there are frames */
	hm_machine_close(m);
}

static void a_write_to_one_page_keeps_its_neighbours(void **unused)
{
	struct hm_machine *m = booted("ram=1G");

	(void)unused;
	store(m, 0xc1700000, 4, 0x40000101);
	assert_int_equal(load(m, 0xc1700000, 4), 0x40000101);
	assert_int_equal(load(m, 0xc1700020, 4), 0x40000100);
	assert_int_equal(load(m, 0xc16fffe0, 4), 0x20000000);
	assert_int_equal(load(m, 0xc1700fe4, 4), 0xffffffff);
	hm_machine_close(m);
}

static void alloc_and_free(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	struct hm_page_view v;
	struct hm_event e;
	uint32_t page = call(m, "alloc_page", GFP_HIGHUSER, 0);

	(void)unused;
	assert_int_equal(page, 0xc1700000);
	assert_int_equal(load(m, page + 4, 4), 0);
	assert_true(hm_page_view(m, 0x38000, &v));
	assert_false(v.free);
	assert_int_equal(v.count, 0);
	assert_true(v.highmem);
	assert_string_equal(v.zone, "HighMem");
	assert_int_equal(v.changed.kind, HM_EV_ALLOC);
	assert_int_equal(v.changed.arg[0], 0x38000);
	assert_int_equal(v.changed.arg[1], GFP_HIGHUSER);
	call(m, "__free_page", page, 0);
	assert_int_equal(events(m, HM_EV_FREE, 0, &e), 1);
	assert_true(hm_page_view(m, 0x38000, &v));
	assert_true(v.free);
	assert_int_equal(v.count, -1);
	assert_int_equal(v.changed.seq, e.seq);
	assert_int_equal(call(m, "alloc_page", GFP_HIGHUSER, 0), page);
	hm_machine_close(m);
}

static void freeing_a_free_page_is_a_bug(void **unused)
{
	struct hm_machine *m = booted("ram=1G policy=abandon");
	uint32_t page = call(m, "alloc_page", GFP_HIGHUSER, 0);
	struct hm_event freed;
	uint64_t ret;
	const struct hm_report *r;

	(void)unused;
	call(m, "__free_page", page, 0);
	assert_int_equal(events(m, HM_EV_FREE, 0, &freed), 1);
	assert_int_equal(try_call(m, "__free_page", page, 0, &ret), HM_ABANDONED);
	r = hm_report_get(m, 1);
	assert_non_null(r);
	assert_int_equal(r->check, HM_CHECK_FREE_FREE_PAGE);
	assert_int_equal(r->event.cause, freed.seq);
	assert_int_equal(load(m, page + 4, 4), 0xffffffff);
	hm_machine_close(m);
}

static void users_are_counted(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint32_t page = call(m, "alloc_page", GFP_HIGHUSER, 0);
	struct hm_page_view v;

	(void)unused;
	store(m, page + 4, 4, 1); /* get_page() */
	call(m, "__free_page", page, 0);
	assert_true(hm_page_view(m, 0x38000, &v));
	assert_false(v.free);
	call(m, "__free_page", page, 0);
	assert_true(hm_page_view(m, 0x38000, &v));
	assert_true(v.free);
	hm_machine_close(m);
}

static void reserved_pages_are_not_freed(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	struct hm_page_view v;

	(void)unused;
	call(m, "__free_page", page_of(m, 0x200), 0);
	assert_true(hm_page_view(m, 0x200, &v));
	assert_false(v.free);
	assert_true(v.reserved);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

static void contents_survive_free_and_zero_clears(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint32_t page = call(m, "alloc_page", GFP_KERNEL, 0), address = call(m, "page_address", page, 0);

	(void)unused;
	assert_int_equal(load(m, address, 4), 0);
	store(m, address, 4, 42);
	call(m, "__free_page", page, 0);
	assert_int_equal(call(m, "alloc_page", GFP_KERNEL, 0), page);
	assert_int_equal(load(m, address, 4), 42);
	call(m, "__free_page", page, 0);
	assert_int_equal(call(m, "alloc_page", GFP_KERNEL | GFP_ZERO, 0), page);
	assert_int_equal(load(m, address, 4), 0);
	hm_machine_close(m);
}

static void empty_means_null(void **unused)
{
	struct hm_machine *m = booted("ram=32M");
	struct hm_event e;
	uint32_t page, n = 0;

	(void)unused;
	while ((page = call(m, "alloc_page", GFP_KERNEL, 0)))
		n++;
	assert_int_equal(n, 8192 - 1 - 96 - 1792 - 3 - 1024 - 65); /* all but what boot reserved */
	assert_int_equal(events(m, HM_EV_ALLOC_FAIL, 0, &e), 1);
	assert_int_equal(e.arg[1], GFP_KERNEL);
	hm_machine_close(m);
}

static void arithmetic(void **unused)
{
	struct hm_machine *m = booted("ram=1G");

	(void)unused;
	assert_int_equal(call(m, "pfn_to_page", 0x38001, 0), 0xc1700020);
	assert_int_equal(call(m, "page_to_pfn", 0xc1700020, 0), 0x38001);
	assert_int_equal(call(m, "virt_to_page", 0xc4000123, 0), 0xc1080000);
	assert_int_equal(call(m, "PageHighMem", 0xc1700020, 0), 1);
	assert_int_equal(call(m, "PageHighMem", 0xc1080000, 0), 0);
	hm_machine_close(m);
}

/* A wrong pointer is read like any memory: lowmem data decides (A.8), no mapping is an oops. */
static void a_wrong_page_pointer_reads_what_lies_there(void **unused)
{
	struct hm_machine *m = booted("ram=1G");
	uint64_t ret;

	(void)unused;
	store(m, 0xc4000001, 1, 1);
	assert_int_equal(call(m, "PageHighMem", 0xc4000000, 0), 1);
	store(m, 0xc4000001, 1, 2);
	assert_int_equal(call(m, "PageHighMem", 0xc4000000, 0), 0);
	assert_int_equal(try_call(m, "PageHighMem", 0, 0, &ret), HM_DIED);
	assert_int_equal(hm_report_get(m, 1)->kind, HM_REPORT_OOPS);
	assert_int_equal(hm_report_get(m, 1)->address, 0);
	hm_machine_close(m);
}

static void page_pointers_are_known(void **unused)
{
	struct hm_machine *m = booted("ram=1G");

	(void)unused;
	assert_true(hm_is_page_pointer(m, 0xc1000000));
	assert_true(hm_is_page_pointer(m, 0xc1700020));
	assert_false(hm_is_page_pointer(m, 0xc0ffffff));
	assert_false(hm_is_page_pointer(m, 0xc1000000 + 0x40001 * 32));
	assert_false(hm_is_page_pointer(m, 0x1c1700020));
	/* kmap() of a frame of mem_map gives its lowmem address out, honestly */
	assert_int_equal(call(m, "kmap", page_of(m, 0x1001), 0), 0xc1001000);
	assert_false(hm_is_page_pointer(m, 0xc1001020));
	assert_true(hm_is_page_pointer(m, 0xc1002000));
	hm_machine_close(m);
}

/* Given back by mistake, a page table is zeroed as the page it is: its entries go, and TLBs notice. */
static void a_page_table_that_was_freed(void **unused)
{
	struct hm_machine *m = booted("ram=1G pse=off");
	uint32_t table = (uint32_t)((uint32_t)(hm_layout(m)->pgd >> 12)), page = page_of(m, table + 1 + 223), got;
	struct hm_tlb_view v;

	(void)unused;
	load(m, 0xf7c00000, 4);
	store(m, page, 4, 0x20000000);
	store(m, page + 4, 4, 0);
	call(m, "__free_page", page, 0);
	while ((got = call(m, "alloc_page", GFP_KERNEL, 0)) && got < 0xc1080000)
		;
	got = call(m, "alloc_page", 0x01 | GFP_ZERO, 0);
	while (got != page)
		got = call(m, "alloc_page", 0x01 | GFP_ZERO, 0);
	assert_true(tlb_has(m, 0, 0xf7c00000, &v));
	assert_true(v.stale);
	assert_true(events(m, HM_EV_PTE_CLEAR, 0, NULL) >= 1024);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_at_boot),
		cmocka_unit_test(a_write_to_one_page_keeps_its_neighbours),
		cmocka_unit_test(alloc_and_free),
		cmocka_unit_test(freeing_a_free_page_is_a_bug),
		cmocka_unit_test(users_are_counted),
		cmocka_unit_test(reserved_pages_are_not_freed),
		cmocka_unit_test(contents_survive_free_and_zero_clears),
		cmocka_unit_test(empty_means_null),
		cmocka_unit_test(arithmetic),
		cmocka_unit_test(a_wrong_page_pointer_reads_what_lies_there),
		cmocka_unit_test(a_page_table_that_was_freed), cmocka_unit_test(page_pointers_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
