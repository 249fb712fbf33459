/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * copy_to_user() and its kin (the sheet of facts 2.12, D.52): served where sleeping is allowed, short under kmap_atomic() and in a
 * kernel thread, whole when the page was brought in before; and what a bad kernel address does.
 */
#include "tests/engine/kernel.h"

enum { USER = 0x08048000, FREE = H0 + 50 /* behind what the copies allocate */ };

static uint32_t copy(struct hm_machine *m, const char *name, uint32_t to, uint32_t from, uint32_t n)
{
	uint64_t arg[HM_MAX_ARGS] = { to, from, n }, left = 99;

	assert_int_equal(hm_call_invoke(m, row(m, name), arg, &left), HM_OK);
	return (uint32_t)left;
}

static uint8_t user_byte(struct hm_machine *m, uint32_t address)
{
	uint8_t byte = 0;

	assert_true(hm_peek(m, address, &byte, 1));
	return byte;
}

static void whole_where_faults_are_served(const char *keys)
{
	struct hm_machine *m = machine(keys);
	uint32_t v = kmap(m, FREE);
	uint64_t from = hm_event_count(m);

	store(m, v + 4093, 'x');
	assert_int_equal(copy(m, "copy_to_user", USER + 0xffd, v + 4093 - 1, 3), 0);
	assert_int_equal(user_byte(m, USER + 0xffe), 'x');
	assert_int_equal(events(m, from, HM_EV_USER_FAULT), 1);
	assert_int_equal(copy(m, "copy_to_user", USER + 0xfff, v + 4093, 2), 0); /* into a second page */
	assert_int_equal(events(m, from, HM_EV_USER_FAULT), 2);
	assert_int_equal(user_byte(m, USER + 0xfff), 'x');
	assert_int_equal(copy(m, "copy_from_user", v, USER + 0xffe, 2), 0);
	assert_int_equal(load(m, v), 'x');
	assert_int_equal(events(m, from, HM_EV_USER_FAULT), 2);
	hm_machine_close(m);
}

static void served(void **unused)
{
	(void)unused;
	whole_where_faults_are_served(S8 DBG);
	whole_where_faults_are_served("layout=s8 ram=8G pae=on nx=on cpus=4 debug_sleep=off debug_highmem=on");
	whole_where_faults_are_served("layout=s8 ram=2G cpus=4 debug_sleep=off debug_highmem=on era=6.1");
}

/* D.52, PREEMPT or not: nothing is copied; a page that is there already is no fault; half of two pages is half a copy. */
static void short_under_kmap_atomic(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t v;
	uint64_t from;

	(void)unused;
	v = kmap_atomic(m, FREE, "KM_USER0");
	from = hm_event_count(m);
	assert_int_equal(copy(m, "__copy_to_user_inatomic", USER, v, 4096), 4096);
	assert_int_equal(events(m, from, HM_EV_USER_SHORT), 1);
	assert_int_equal(hm_event_get(m, last_event(m, HM_EV_USER_SHORT)->cause)->kind, HM_EV_CALL); /* kmap_atomic() */
	kunmap_atomic(m, v, "KM_USER0");
	assert_int_equal(call(m, "fault_in_pages_writeable", USER, 4096), 0);
	v = kmap_atomic(m, FREE, "KM_USER0");
	assert_int_equal(copy(m, "__copy_to_user_inatomic", USER, v, 4096), 0);
	assert_int_equal(copy(m, "__copy_to_user_inatomic", USER + 4000, v, 200), 104);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

static void complains_where_it_may_not_sleep(void **unused)
{
	struct hm_machine *m = machine("layout=s8 ram=2G cpus=4 debug_sleep=on");
	uint32_t v = kmap_atomic(m, FREE, "KM_USER0");

	(void)unused;
	assert_int_equal(copy(m, "copy_to_user", USER, v, 8), 8);
	assert_int_equal(expect_report(m, "Debug: sleeping function called from invalid context at copy_to_user (line not recorded)")->link[0].role,
			 HM_LINK_RAISED);
	hm_machine_close(m);
}

/* 2.4 counts nothing: the fault is served, and the task sleeps with the slot in hand. */
static void served_in_2_4(void **unused)
{
	struct hm_machine *m = machine("era=2.4.31 ram=2G cpus=2");
	uint32_t v = kmap_atomic(m, FREE, "KM_USER0");

	(void)unused;
	assert_int_equal(copy(m, "copy_to_user", USER, v, 8), 0);
	hm_machine_close(m);
}

/* 6.1: kmap_local_page() leaves faults alone, kmap_atomic() and pagefault_disable() do not. */
static void only_the_atomic_one_in_6_1(void **unused)
{
	struct hm_machine *m = machine("era=6.1 ram=2G cpus=2");
	uint32_t v = call(m, "kmap_local_page", page_of(m, 0x37000), 0);

	(void)unused;
	assert_int_equal(copy(m, "copy_to_user", USER, v, 8), 0);
	call(m, "pagefault_disable", 0, 0);
	assert_int_equal(copy(m, "copy_to_user", USER + 4096, v, 8), 8);
	assert_int_equal(hm_report_count(m), 0);
	call(m, "pagefault_enable", 0, 0);
	assert_int_equal(copy(m, "copy_to_user", USER + 4096, v, 8), 0);
	hm_machine_close(m);
}

/* 2.6.20 and later by name; it counts without CONFIG_PREEMPT, too. */
static void pagefault_disable_counts(void **unused)
{
	struct hm_machine *m = machine("era=2.6.24 ram=2G cpus=2 debug_sleep=off");
	uint32_t v = kmap(m, FREE);

	(void)unused;
	call(m, "pagefault_disable", 0, 0);
	assert_int_equal(count_of(m), 1);
	assert_int_equal(copy(m, "__copy_to_user_inatomic", USER, v, 8), 8);
	call(m, "pagefault_enable", 0, 0);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(copy(m, "__copy_to_user_inatomic", USER, v, 8), 0);
	hm_machine_close(m);
}

static void a_kernel_thread_has_no_user_memory(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t v = kmap(m, FREE);
	uint16_t k;

	(void)unused;
	assert_int_equal(hm_task_new(m, "k", HM_TASK_KTHREAD, 0, &k), HM_OK);
	select_task(m, k, 0);
	assert_int_equal(copy(m, "copy_to_user", USER, v, 8), 8);
	assert_int_equal((int32_t)call(m, "fault_in_pages_writeable", USER, 8), -14);
	hm_machine_close(m);
}

/* access_ok(); the exception table also meets a kernel address that is not mapped; a short copy_from_user() leaves zeroes. */
static void bad_addresses(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint32_t v = kmap(m, FREE);

	(void)unused;
	store(m, v + 1, 7);
	assert_int_equal(copy(m, "copy_to_user", 0xc0000000, v, 8), 8);
	assert_int_equal(copy(m, "copy_to_user", 0xbffffffc, v, 8), 8);
	assert_int_equal(copy(m, "copy_to_user", USER, 0xfffed000, 8), 8); /* a slot that maps nothing */
	assert_int_equal(hm_report_count(m), 0);
	kmap_atomic(m, H1, "KM_USER0");
	assert_int_equal(copy(m, "__copy_from_user_inatomic", v, USER + 0x10000, 2), 2);
	assert_int_equal(load(m, v + 1), 0);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(served), cmocka_unit_test(short_under_kmap_atomic), cmocka_unit_test(complains_where_it_may_not_sleep),
		cmocka_unit_test(served_in_2_4), cmocka_unit_test(only_the_atomic_one_in_6_1), cmocka_unit_test(pagefault_disable_counts),
		cmocka_unit_test(a_kernel_thread_has_no_user_memory), cmocka_unit_test(bad_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
