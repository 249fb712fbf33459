/* SPDX-License-Identifier: GPL-3.0-or-later */
/* preempt_count's layout, contexts that nest and leak, the interrupt flag, and what the builtins say of them. */
#include "tests/engine/kernel.h"

static void contexts_nest(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	kmap_atomic(m, H0, "KM_USER0");
	assert_int_equal(hm_context_enter(m, HM_CTX_SOFTIRQ, false), HM_OK);
	assert_int_equal(count_of(m), 0x101);
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, false), HM_OK);
	assert_int_equal(count_of(m), 0x10101);
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, true), HM_OK);
	assert_int_equal(count_of(m), 0x20101);
	assert_int_equal(call(m, "irqs_disabled", 0, 0), 1);
	assert_int_equal(hm_context_enter(m, HM_CTX_NMI, false), HM_OK);
	assert_int_equal(count_of(m), 0x30101); /* an NMI counts as a hard interrupt */
	assert_int_equal(hm_context_now(m), HM_CTX_NMI);
	assert_int_equal(hm_context_exit(m, HM_CTX_HARDIRQ), HM_REFUSED);
	assert_int_equal(hm_context_exit(m, HM_CTX_NMI), HM_OK);
	assert_int_equal(hm_context_exit(m, HM_CTX_HARDIRQ), HM_OK);
	assert_int_equal(call(m, "irqs_disabled", 0, 0), 0);
	assert_int_equal(hm_context_exit(m, HM_CTX_HARDIRQ), HM_OK);
	assert_int_equal(hm_context_exit(m, HM_CTX_SOFTIRQ), HM_OK);
	assert_int_equal(hm_context_now(m), HM_CTX_PROCESS);
	assert_int_equal(count_of(m), 1);
	assert_int_equal(hm_context_exit(m, HM_CTX_SOFTIRQ), HM_REFUSED);
	hm_machine_close(m);
}

static void at_most_eight_deep(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	int depth = 0;

	(void)unused;
	while (hm_context_enter(m, HM_CTX_HARDIRQ, false) == HM_OK)
		depth++;
	assert_int_equal(depth, 8);
	assert_false(hm_can_interrupt(m, HM_CTX_NMI));
	while (depth--)
		assert_int_equal(hm_context_exit(m, HM_CTX_HARDIRQ), HM_OK);
	assert_int_equal(count_of(m), 0);
	hm_machine_close(m);
}

/* A handler that forgets to unmap leaks into the task that it interrupted. */
static void unbalanced_handlers_leak(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	hm_context_enter(m, HM_CTX_HARDIRQ, false);
	kmap_atomic(m, H0, "KM_IRQ0");
	hm_context_exit(m, HM_CTX_HARDIRQ);
	assert_int_equal(count_of(m), 1);
	hm_machine_close(m);
}

static void who_may_interrupt(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	assert_true(hm_can_interrupt(m, HM_CTX_HARDIRQ));
	assert_true(hm_can_interrupt(m, HM_CTX_SOFTIRQ));
	assert_false(hm_can_interrupt(m, HM_CTX_PROCESS));
	call(m, "local_bh_disable", 0, 0);
	assert_true(hm_can_interrupt(m, HM_CTX_HARDIRQ));
	assert_false(hm_can_interrupt(m, HM_CTX_SOFTIRQ));
	call(m, "local_bh_enable", 0, 0);
	call(m, "local_irq_disable", 0, 0);
	assert_false(hm_can_interrupt(m, HM_CTX_HARDIRQ));
	assert_false(hm_can_interrupt(m, HM_CTX_SOFTIRQ));
	assert_true(hm_can_interrupt(m, HM_CTX_NMI));
	call(m, "local_irq_enable", 0, 0);
	kmap_atomic(m, H0, "KM_USER0");
	assert_true(hm_can_interrupt(m, HM_CTX_SOFTIRQ));
	hm_machine_close(m);
}

/* Absolute and silent: the old context's bits go, what else raised the count stays. */
static void set_context(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint64_t from;

	(void)unused;
	kmap_atomic(m, H0, "KM_USER0");
	from = hm_event_count(m);
	hm_context_set(m, HM_CTX_SOFTIRQ);
	hm_context_set(m, HM_CTX_SOFTIRQ);
	assert_int_equal(count_of(m), 0x101);
	hm_context_set(m, HM_CTX_HARDIRQ);
	assert_int_equal(count_of(m), 0x10001);
	assert_int_equal(hm_context_now(m), HM_CTX_HARDIRQ);
	hm_context_set(m, HM_CTX_PROCESS);
	assert_int_equal(count_of(m), 1);
	assert_int_equal(hm_event_count(m), from);
	hm_machine_close(m);
}

static void builtins(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint64_t from = hm_event_count(m);

	(void)unused;
	assert_int_equal(call(m, "in_atomic", 0, 0), 0);
	assert_int_equal(call(m, "in_interrupt", 0, 0), 0);
	hm_context_set(m, HM_CTX_HARDIRQ);
	assert_int_equal(call(m, "preempt_count", 0, 0), 0x10000);
	assert_int_equal(call(m, "in_irq", 0, 0), 0x10000);
	assert_int_equal(call(m, "in_softirq", 0, 0), 0);
	assert_int_equal(call(m, "in_interrupt", 0, 0), 0x10000);
	assert_int_equal(call(m, "in_atomic", 0, 0), 1);
	hm_context_set(m, HM_CTX_PROCESS);
	assert_int_equal(call(m, "smp_processor_id", 0, 0), 0);
	assert_int_equal(hm_event_count(m), from);
	call(m, "local_bh_disable", 0, 0);
	assert_int_equal(call(m, "in_softirq", 0, 0), 0x100);
	call(m, "local_bh_enable", 0, 0);
	hm_machine_close(m);
}

/* preempt_disable() is nothing without CONFIG_PREEMPT; kmap_atomic() counts all the same. */
static void preempt_disable(void **unused)
{
	struct hm_machine *m = machine(S8 DBG), *preempt = machine(S8 DBG "preempt=on");

	(void)unused;
	call(m, "preempt_disable", 0, 0);
	assert_int_equal(count_of(m), 0);
	call(preempt, "preempt_disable", 0, 0);
	assert_int_equal(count_of(preempt), 1);
	call(preempt, "preempt_enable", 0, 0);
	assert_int_equal(count_of(preempt), 0);
	hm_machine_close(m);
	hm_machine_close(preempt);
}

static void the_count_wraps_quietly(void **unused)
{
	struct hm_machine *m = machine(S8 NODBG);

	(void)unused;
	for (int i = 0; i < 3; i++)
		kunmap_atomic(m, 0xc0000000, "KM_USER0");
	assert_int_equal(count_of(m), -3);
	assert_int_not_equal(call(m, "in_interrupt", 0, 0), 0);
	hm_machine_close(m);
}

/* A softirq that leaves softirqs off: what stays on the record is the call that did it, not the softirq. */
static void a_leak_names_the_call(void **unused)
{
	struct hm_machine *m = machine(S8);
	const struct hm_report *r;

	(void)unused;
	assert_int_equal(hm_context_enter(m, HM_CTX_SOFTIRQ, false), HM_OK);
	call(m, "local_bh_disable", 0, 0);
	assert_int_equal(hm_context_exit(m, HM_CTX_SOFTIRQ), HM_OK);
	assert_int_equal(invoke(m, "kunmap", page_of(m, L0), 0, NULL), HM_DIED);
	r = hm_report_get(m, 1);
	assert_int_equal(r->links, 1);
	assert_int_equal(r->link[0].event.kind, HM_EV_PREEMPT);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contexts_nest), cmocka_unit_test(at_most_eight_deep),
		cmocka_unit_test(unbalanced_handlers_leak), cmocka_unit_test(who_may_interrupt), cmocka_unit_test(set_context),
		cmocka_unit_test(builtins), cmocka_unit_test(preempt_disable), cmocka_unit_test(a_leak_names_the_call), cmocka_unit_test(the_count_wraps_quietly),
	};

	return cmocka_run_group_tests_name("cpu", tests, NULL, NULL);
}
