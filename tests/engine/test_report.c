/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports as data and in the words of 2.6.11; who dies, who panics, what stays behind; policy `abandon`. */
#include "tests/engine/kernel.h"

static void text_is(const struct hm_machine *m, uint32_t number, const char *eip, const char *expected)
{
	char text[2000];
	int n;

	assert_non_null(hm_report_get(m, number));
	n = hm_report_text(m, hm_report_get(m, number), eip, text, sizeof(text));
	assert_int_equal(n, strlen(text));
	assert_string_equal(text, expected);
}

/* kmap_atomic() twice, by a task of its own. */
static struct hm_machine *busy(const char *keys)
{
	struct hm_machine *m = machine(keys);

	select_task(m, new_task(m, "victim", 0), 0);
	kmap_atomic(m, H0, "KM_USER0");
	invoke(m, "kmap_atomic", page_of(m, H1), km(m, "KM_USER0"), NULL);
	return m;
}

static void a_bug(void **unused)
{
	struct hm_machine *m = busy(S8 DBG);
	struct hm_task_view v;

	(void)unused;
	text_is(m, 1, "main, story.c:7",
		"------------[ cut here ]------------\n"
		"kernel BUG at arch/i386/mm/highmem.c:42!\n"
		"invalid operand: 0000 [#1]\n"
		"SMP\n"
		"CPU:    0\n"
		"EIP is at main, story.c:7\n"
		"Process victim (pid: 101)\n"
		"note: victim[101] exited with preempt_count 2\n");
	assert_true(hm_task_view(m, hm_current_task(m), &v));
	assert_int_equal(v.state, HM_TASK_DEAD);
	assert_int_equal(v.slept.kind, HM_EV_TASK_DEAD);
	assert_int_equal(slot(m, 0, "KM_USER0").pfn, H0);
	assert_int_equal(hm_halted(m), HM_RUNNING);
	hm_machine_close(m);
}

static void flags_of_the_kernel(void **unused)
{
	struct hm_machine *m = busy(S8 DBG "preempt=on");

	(void)unused;
	assert_int_equal(hm_report_get(m, 1)->die_counter, 1);
	text_is(m, 1, NULL,
		"------------[ cut here ]------------\n"
		"kernel BUG at arch/i386/mm/highmem.c:42!\n"
		"invalid operand: 0000 [#1]\n"
		"PREEMPT SMP\n"
		"CPU:    0\n"
		"Process victim (pid: 101)\n"
		"note: victim[101] exited with preempt_count 2\n");
	hm_machine_close(m);
}

static void an_oops(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint64_t value;

	(void)unused;
	kmap_atomic(m, H0, "KM_USER0");
	kunmap_atomic(m, 0xfffed000, "KM_USER0");
	assert_int_equal(hm_store(m, 0xfffed010, 1, 5), HM_DIED);
	assert_int_equal(hm_report_get(m, 1)->address, 0xfffed010);
	assert_int_equal(hm_report_get(m, 1)->error_code, 2);
	assert_int_equal(hm_report_get(m, 1)->has_pte, 3);
	assert_int_equal(hm_report_get(m, 1)->pte, 0);
	hm_machine_close(m);
	m = machine(S8 DBG "smp=off");
	assert_int_equal(hm_load(m, 0x10, 4, &value), HM_DIED);
	text_is(m, 1, "main, a.c:1",
		"Unable to handle kernel NULL pointer dereference at virtual address 00000010\n"
		" printing eip:\n"
		"main, a.c:1\n"
		"*pde = 00000000\n"
		"Oops: 0000 [#1]\n"
		"CPU:    0\n"
		"EIP is at main, a.c:1\n"
		"Process hmsh (pid: 100)\n");
	hm_machine_close(m);
}

/* The line of the cleared entry is there: its page table is. HIGHPTE kernels do not look. */
static void cleared_entry(void **unused)
{
	(void)unused;
	for (int highpte = 0; highpte < 2; highpte++) {
		struct hm_machine *m = machine(highpte ? S8 DBG "highpte=on" : S8 DBG);
		uint64_t value;
		char text[1000];

		assert_int_equal(hm_load(m, 0xff801000, 1, &value), HM_DIED);
		hm_report_text(m, hm_report_get(m, 1), NULL, text, sizeof(text));
		assert_int_equal(strstr(text, "*pte = 00000000\n") != NULL, !highpte);
		assert_non_null(strstr(text, "067\n"));
		hm_machine_close(m);
	}
}

/* With PAE 2.6.11 still read two 32-bit words by address >> 22, and printed nonsense. */
static void pae_words(void **unused)
{
	struct hm_machine *m = machine(S8 DBG PAE);
	uint64_t value;

	(void)unused;
	assert_int_equal(hm_load(m, 0xffc01000, 1, &value), HM_DIED);
	assert_int_equal(hm_report_get(m, 1)->has_pte, 1);
	assert_int_equal(hm_report_get(m, 1)->pde, 0);
	assert_true(hm_report_get(m, 1)->pdpt & 1);
	hm_machine_close(m);
}

static void divide_error(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	assert_int_equal(hm_divide_error(m), HM_DIED);
	text_is(m, 1, NULL, "divide error: 0000 [#1]\nSMP\nCPU:    0\nProcess hmsh (pid: 100)\n");
	hm_machine_close(m);
}

static void panics(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "panic_on_oops=on");
	char text[1000];
	uint64_t value;

	(void)unused;
	assert_int_equal(hm_load(m, 0xff801000, 1, &value), HM_DIED);
	hm_report_text(m, hm_report_get(m, 1), NULL, text, sizeof(text));
	assert_non_null(strstr(text, "\nKernel panic - not syncing: Fatal exception\n"));
	assert_int_equal(hm_halted(m), HM_HALT_PANIC);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0), 0, NULL), HM_REFUSED);
	assert_int_equal(hm_divide_error(m), HM_REFUSED);
	hm_machine_close(m);
}

/* BH off is "in interrupt" enough, and so is a count of -1. */
static void panic_with_softirqs_off(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	call(m, "local_bh_disable", 0, 0);
	assert_int_equal(hm_divide_error(m), HM_DIED);
	assert_int_equal(hm_halted(m), HM_HALT_PANIC);
	hm_machine_close(m);
}

static void complaints(void **unused)
{
	struct hm_machine *m = machine("debug_sleep=on");

	(void)unused;
	kmap_atomic(m, H0, "KM_USER0");
	kmap(m, H1);
	text_is(m, 1, "f, a.c:3",
		"Debug: sleeping function called from invalid context at arch/i386/mm/highmem.c:5\n"
		"in_atomic():1, irqs_disabled():0\n"
		" [f, a.c:3]\n");
	kmap(m, H1);
	assert_int_equal(hm_report_count(m), 1);
	assert_int_equal(events(m, 0, HM_EV_SUPPRESSED), 1);
	call(m, "schedule", 0, 0);
	text_is(m, 2, NULL, "scheduling while atomic: hmsh/0x00000001/100\n");
	hm_machine_close(m);
}

/* might_sleep() of the user's own stands where the user wrote it. */
static void users_might_sleep(void **unused)
{
	struct hm_machine *m = machine("debug_sleep=on");

	(void)unused;
	call(m, "local_irq_disable", 0, 0);
	call(m, "might_sleep", 0, 0);
	text_is(m, 1, "main, a.c:9",
		"Debug: sleeping function called from invalid context at a.c:9\n"
		"in_atomic():0, irqs_disabled():1\n"
		" [main, a.c:9]\n");
	hm_machine_close(m);
}

static void lines_not_recorded(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	invoke(m, "kmap_atomic_to_page", 0xffffffff, 0, NULL);
	expect_report(m, "kernel BUG at virt_to_fix (line not recorded)!");
	hm_machine_close(m);
}

static void lockup(void **unused)
{
	struct hm_machine *m = machine("cpus=2");
	uint16_t other = new_task(m, "other", 1);
	char text[1000];

	(void)unused;
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0), 0, NULL), HM_DIED);
	assert_int_equal(hm_report_get(m, 1)->lock_held, 1);
	select_task(m, other, 1);
	assert_int_equal(call(m, "kmap", page_of(m, 0x5000), 0), 0xc5000000); /* lowmem takes no lock */
	assert_int_equal(invoke(m, "kmap", page_of(m, H0), 0, NULL), HM_DIED);
	expect_report(m, "hmsh: lockup: CPU 1 spins for ever on kmap_lock, held by hmsh, which is dead");
	hm_report_text(m, hm_report_get(m, 2), NULL, text, sizeof(text));
	assert_non_null(strstr(text, "CPU 1 is lost\n"));
	assert_int_equal(hm_select(m, other, 1), HM_REFUSED);
	assert_int_equal(hm_halted(m), HM_RUNNING);
	assert_int_equal(hm_task_new(m, "last", 0, 0, &other), HM_OK);
	select_task(m, other, 0);
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0), 0, NULL), HM_DIED);
	assert_int_equal(hm_halted(m), HM_HALT_NO_CPU);
	hm_machine_close(m);
}

/* On UP without PREEMPT the lock is nothing, and the system goes on. */
static void no_lockup_on_up(void **unused)
{
	struct hm_machine *m = machine("smp=off");
	uint16_t other = new_task(m, "other", 0);

	(void)unused;
	assert_int_equal(invoke(m, "kunmap", page_of(m, H0), 0, NULL), HM_DIED);
	assert_int_equal(hm_report_get(m, 1)->lock_held, 0);
	select_task(m, other, 0);
	assert_int_equal(kmap(m, H0), 0xff801000);
	hm_machine_close(m);
}

static void abandoned(void **unused)
{
	struct hm_machine *m = busy(S8 DBG "policy=abandon");
	struct hm_task_view v;

	(void)unused;
	assert_true(hm_task_view(m, hm_current_task(m), &v));
	assert_int_equal(v.state, HM_TASK_CURRENT);
	assert_int_equal(v.preempt_count, 2);
	assert_int_equal(hm_report_get(m, 1)->die_counter, 1);
	assert_int_equal(invoke(m, "kunmap", page_of(m, H1), 0, NULL), HM_ABANDONED);
	assert_int_equal(events(m, 0, HM_EV_FORCED_UNLOCK), 1);
	assert_int_equal(kmap(m, H1), 0xff801000);
	hm_machine_close(m);
}

/* The machine keeps the last 32 reports. */
static void old_reports_go(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "policy=abandon");

	(void)unused;
	for (int i = 0; i < 40; i++)
		invoke(m, "kmap_atomic_to_page", 0xffffffff, 0, NULL);
	assert_int_equal(hm_report_count(m), 40);
	assert_null(hm_report_get(m, 0));
	assert_null(hm_report_get(m, 8));
	assert_int_equal(hm_report_get(m, 9)->number, 9);
	assert_int_equal(hm_report_get(m, 40)->number, 40);
	assert_null(hm_report_get(m, 41));
	hm_machine_close(m);
}

/* mm-2004 tells lowmem by comparing pointers: an address looks like highmem, and its data decides what happens. */
static void out_of_range(void **unused)
{
	struct hm_machine *m = machine("era=mm-2004");
	uint32_t address = kmap(m, H0);

	(void)unused;
	assert_int_equal(invoke(m, "kunmap", address, 0, NULL), HM_DIED);
	assert_int_equal(hm_report_get(m, 1)->kind, HM_REPORT_OUT_OF_RANGE);
	assert_string_equal(hm_check_function((enum hm_check)hm_report_get(m, 1)->check), "kunmap_high");
	hm_machine_close(m);
	m = machine("era=mm-2004");
	address = kmap(m, H0);
	store(m, address + 1, 1);
	assert_int_equal(invoke(m, "kunmap", address, 0, NULL), HM_DIED);
	expect_report(m, "kernel BUG at mm/highmem.c:181!");
	hm_machine_close(m);
}

static void short_buffers(void **unused)
{
	struct hm_machine *m = busy(S8 DBG);
	char text[2000], tiny[10];
	int n = hm_report_text(m, hm_report_get(m, 1), NULL, text, sizeof(text));

	(void)unused;
	assert_int_equal(hm_report_text(m, hm_report_get(m, 1), NULL, tiny, sizeof(tiny)), n);
	assert_int_equal(strlen(tiny), 9);
	assert_int_equal(hm_report_text(m, hm_report_get(m, 1), NULL, NULL, 0), n);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bug), cmocka_unit_test(flags_of_the_kernel), cmocka_unit_test(an_oops),
		cmocka_unit_test(cleared_entry), cmocka_unit_test(pae_words), cmocka_unit_test(divide_error),
		cmocka_unit_test(panics), cmocka_unit_test(panic_with_softirqs_off), cmocka_unit_test(complaints),
		cmocka_unit_test(users_might_sleep), cmocka_unit_test(lines_not_recorded), cmocka_unit_test(lockup),
		cmocka_unit_test(no_lockup_on_up), cmocka_unit_test(abandoned), cmocka_unit_test(old_reports_go),
		cmocka_unit_test(out_of_range), cmocka_unit_test(short_buffers),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
