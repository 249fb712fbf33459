/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Turns that the stories of the other tests do not take: tasks that stop inside kmap_lock and end, spinners whose CPU is lost, memory
 * that runs out under copy_to_user(), and what `why` says of a page freed while it was mapped.
 */
#include "engine/state.h"
#include "tests/engine/kernel.h"

static enum hm_verdict invoke3(struct hm_machine *m, const char *name, uint64_t a, uint64_t b, uint64_t c, uint64_t *ret)
{
	uint64_t arg[HM_MAX_ARGS] = { a, b, c };

	return hm_call_invoke(m, row(m, name), arg, ret);
}

static uint16_t prompt_on(struct hm_machine *m, uint32_t cpu)
{
	uint16_t id;

	assert_int_equal(hm_task_prompt(m, cpu, &id), HM_OK);
	select_task(m, id, cpu);
	return id;
}

static void use_up_the_window(struct hm_machine *m)
{
	for (uint32_t i = 0; i < 3; i++) {
		kmap(m, H0 + i);
		kunmap(m, H0 + i);
	}
}

static unsigned int links(const struct hm_link *step, unsigned int n, enum hm_link_role role)
{
	unsigned int found = 0;

	for (unsigned int i = 0; i < n; i++)
		found += step[i].role == role;
	return found;
}

/* ---- keys and names ---- */

static void values_that_are_none(void **unused)
{
	struct hm_config cfg;
	char why[200] = "";

	(void)unused;
	hm_config_default(&cfg);
	assert_int_equal(hm_config_set(&cfg, "ram", "\177x", why, sizeof(why)), HM_REFUSED);
	assert_null(strchr(why, 0x7f));
	assert_int_equal(hm_config_set(&cfg, "tlb", "x,4,8,4", why, sizeof(why)), HM_REFUSED);
	assert_int_equal(hm_config_set(&cfg, "tlb", "-1,4,8,4", why, sizeof(why)), HM_REFUSED);
}

static void a_cost_of_another_name(void **unused)
{
	enum hm_cost cost;
	char name[50];

	(void)unused;
	for (unsigned int i = 0; i < HM_COST_NR; i++) {
		snprintf(name, sizeof(name), "%s", hm_cost_info((enum hm_cost)i)->name);
		assert_true(hm_cost_find(name, strlen(name), &cost));
		assert_int_equal(cost, i);
		name[0] = '?';
		assert_false(hm_cost_find(name, strlen(name), &cost));
	}
}

/* ---- spinning ---- */

static void one_waits_for_what_nobody_brings(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");

	(void)unused;
	use_up_the_window(m);
	prompt_on(m, 1);
	call(m, "local_irq_disable", 0, 0);
	select_task(m, 0, 0);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	assert_true(hm_deadlock(m));
	expect_report(m, "hmsh: deadlock: nothing can run, and 1 task waits for what nobody can bring");
	hm_machine_close(m);
}

/* Who spins on a lost CPU spins no more: it is gone. */
static void spinners_of_lost_cpus(void **unused)
{
	struct hm_machine *m = machine(S8 DBG "pkmap=4");
	struct hm_task_view v;
	uint16_t other;

	(void)unused;
	use_up_the_window(m);
	other = prompt_on(m, 1);
	call(m, "local_irq_disable", 0, 0);
	select_task(m, 0, 0);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 9), 0, NULL), HM_BLOCKED);
	assert_true(hm_task_view(m, 0, &v) && v.spins);
	select_task(m, other, 1);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 8), 0, NULL), HM_DIED);
	assert_true(hm_task_view(m, 0, &v) && !v.spins);
	hm_machine_close(m);
}

/* ---- inside kmap_lock ---- */

/* It is wanted on one CPU: the other one is not stopped. */
static void inside_on_this_cpu_only(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	hm_interrupt_inside(m);
	prompt_on(m, 1);
	kmap(m, H0);
	select_task(m, 0, 0);
	assert_int_equal(invoke(m, "kmap", page_of(m, H1), 0, NULL), HM_BLOCKED);
	hm_machine_close(m);
}

/* The NMI's end is not the end of the handler that it came to. */
static void an_nmi_in_the_handler_inside(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	hm_interrupt_inside(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0), 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, false), HM_OK);
	assert_int_equal(hm_context_enter(m, HM_CTX_NMI, false), HM_OK);
	assert_int_equal(hm_context_exit(m, HM_CTX_NMI), HM_OK);
	kunmap_atomic(m, kmap_atomic(m, H1, "KM_IRQ0"), "KM_IRQ0");
	assert_int_equal(hm_context_exit(m, HM_CTX_HARDIRQ), HM_OK);
	assert_int_equal(kmap(m, H0), 0xff801000);
	hm_machine_close(m);
}

/* While its handler runs, the holder lives: another CPU spins, and is let in afterwards. */
static void the_holder_is_interrupted(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t other;

	(void)unused;
	hm_interrupt_inside(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0), 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, false), HM_OK);
	other = prompt_on(m, 1);
	assert_int_equal(invoke(m, "kmap", page_of(m, H1), 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_report_count(m), 0);
	select_task(m, 0, 0);
	assert_int_equal(hm_context_exit(m, HM_CTX_HARDIRQ), HM_OK);
	kmap(m, H0);
	assert_int_equal(hm_switch_to(m, 1, other), HM_OK);
	kmap(m, H1);
	hm_machine_close(m);
}

/* Its CPU is lost, because the handler spins there: the lock is never let go. */
static void the_holders_cpu_is_lost(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);

	(void)unused;
	hm_interrupt_inside(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0), 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, false), HM_OK);
	assert_int_equal(invoke(m, "kmap", page_of(m, H1), 0, NULL), HM_DIED);
	prompt_on(m, 1);
	assert_int_equal(invoke(m, "kmap", page_of(m, H2), 0, NULL), HM_DIED);
	assert_int_equal(hm_report_get(m, 2)->kind, HM_REPORT_LOCKUP);
	hm_machine_close(m);
}

/* It ended inside: the next one spins for ever; and its number is given to nobody while the lock bears it. */
static void the_holder_has_ended(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t holder = new_task(m, "holder", 1), gone = new_task(m, "gone", 2), last = new_task(m, "last", 3), id = 0;
	unsigned int again = 0;

	(void)unused;
	select_task(m, holder, 1);
	hm_interrupt_inside(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0), 0, NULL), HM_BLOCKED);
	hm_task_exit(m);
	select_task(m, gone, 2);
	hm_task_exit(m);
	select_task(m, last, 3);
	hm_task_exit(m);
	while (hm_task_new(m, "t", 0, 0, &id) == HM_OK) {
		assert_int_not_equal(id, holder);
		assert_int_not_equal(id, last); /* still the machine's task */
		again += id == gone;
	}
	assert_int_equal(again, 1);
	select_task(m, 0, 0);
	assert_int_equal(invoke(m, "kmap", page_of(m, H1), 0, NULL), HM_DIED);
	assert_int_equal(hm_report_get(m, 1)->kind, HM_REPORT_LOCKUP);
	hm_machine_close(m);
}

/* Whoever types next on that CPU, and what idles there next, is somebody else. */
static void who_stopped_inside_is_not_taken(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	uint16_t id, idle;

	(void)unused;
	hm_interrupt_inside(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0), 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_task_prompt(m, 0, &id), HM_OK);
	assert_int_not_equal(id, 0);
	hm_machine_close(m);
	m = machine(S8 DBG);
	assert_int_equal(hm_task_idle(m, 1, &idle), HM_OK);
	select_task(m, idle, 1);
	hm_interrupt_inside(m);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0), 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_task_idle(m, 1, &id), HM_OK);
	assert_int_not_equal(id, idle);
	hm_machine_close(m);
}

static void kunmap_of_6_1_goes_on(void **unused)
{
	struct hm_machine *m = machine("era=6.1 cpus=2 debug_sleep=on");
	hm_pfn_t high = hm_layout(m)->max_low_pfn;

	(void)unused;
	kmap(m, high);
	hm_interrupt_inside(m);
	assert_int_equal(invoke(m, "kunmap", page_of(m, high), 0, NULL), HM_BLOCKED);
	kunmap(m, high);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

/* ---- waiting ---- */

/* Woken with interrupts off: the waker goes on, and gives way when they are on again. */
static void no_preemption_with_interrupts_off(void **unused)
{
	struct hm_machine *m = machine("pkmap=4 cpus=1 debug_sleep=off preempt=on");
	uint16_t a = new_task(m, "a", 0), list[1];

	(void)unused;
	for (uint32_t i = 0; i < 4; i++)
		kmap(m, H0 + i);
	select_task(m, a, 0);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 4), 0, NULL), HM_BLOCKED);
	assert_int_equal(hm_pkmap_waiters(m, list, 0), 1);
	select_task(m, 0, 0);
	call(m, "local_irq_disable", 0, 0);
	kunmap(m, H0);
	call(m, "preempt_disable", 0, 0);
	call(m, "preempt_enable", 0, 0);
	call(m, "local_irq_enable", 0, 0);
	call(m, "preempt_disable", 0, 0);
	assert_int_equal(invoke(m, "preempt_enable", 0, 0, NULL), HM_BLOCKED);
	hm_machine_close(m);
}

/* The last to turn interrupts off is told: by hand, in a handler that had them off. */
static void interrupts_off_twice(void **unused)
{
	struct hm_machine *m = machine("debug_sleep=on");

	(void)unused;
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, true), HM_OK);
	call(m, "local_irq_disable", 0, 0);
	call(m, "might_sleep", 0, 0);
	assert_int_equal(links(hm_report_get(m, 1)->link, hm_report_get(m, 1)->links, HM_LINK_IRQS_OFF), 1);
	hm_machine_close(m);
}

/* An entry of a task that died, and one whose count has gone up and down. */
static void a_full_window_of_the_dead(void **unused)
{
	struct hm_machine *m = machine("pkmap=4 cpus=2 debug_sleep=off");
	const struct hm_report *r;
	uint16_t dead = new_task(m, "dead", 1);

	(void)unused;
	select_task(m, dead, 1);
	for (uint32_t i = 0; i < 4; i++)
		kmap(m, H0 + i);
	for (uint32_t i = 0; i < 3; i++)
		kmap(m, H1);
	kunmap(m, H1);
	assert_int_equal(hm_divide_error(m), HM_DIED);
	select_task(m, 0, 0);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 4), 0, NULL), HM_BLOCKED);
	assert_true(hm_deadlock(m));
	r = hm_report_get(m, hm_report_count(m));
	assert_in_range(links(r->link, r->links, HM_LINK_ENTRY_LOST), 1, 4);
	assert_int_equal(links(r->link, r->links, HM_LINK_PKMAP_AGAIN), 0); /* the last change lowered it */
	hm_machine_close(m);
}

/* A task remembers eight raises of its count: behind as many maps a handler's own beginning is not told any more. */
static void a_context_that_is_forgotten(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	const struct hm_report *r;
	uint32_t user0 = km(m, "KM_USER0");

	(void)unused;
	kmap_atomic(m, H0, "KM_USER0");
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, true), HM_OK);
	for (uint32_t type = 0; type <= 8; type++)
		if (type != user0)
			call(m, "kmap_atomic", page_of(m, H1 + type), type);
	assert_int_equal(invoke(m, "kmap_atomic", page_of(m, H1), user0, NULL), HM_DIED);
	r = hm_report_get(m, 1);
	assert_int_equal(r->check, HM_CHECK_KMAP_ATOMIC_BUSY);
	assert_int_equal(links(r->link, r->links, HM_LINK_IN_CONTEXT), 0);
	assert_int_equal(links(r->link, r->links, HM_LINK_SLOT_MAPPED), 1);
	hm_machine_close(m);
}

/* Entries that somebody has written by hand since: what the count was before belongs to the mapping before. */
static void a_full_window_written_by_hand(void **unused)
{
	struct hm_machine *m = machine("pkmap=4 cpus=2 debug_sleep=off");
	const struct hm_report *r;
	struct hm_walk w;
	uint32_t address = 0;

	(void)unused;
	for (uint32_t i = 0; i < 4; i++)
		address = kmap(m, H0 + i);
	kmap(m, H0 + 2);
	kmap(m, H0 + 3);
	hm_walk(m, address, &w);
	assert_int_equal(hm_store(m, 0xc0000000 + (uint32_t)w.level[w.levels - 1].entry_address, 4, w.level[w.levels - 1].entry ^ 0x10000), HM_OK);
	assert_int_equal(invoke(m, "kmap", page_of(m, H0 + 4), 0, NULL), HM_BLOCKED);
	assert_true(hm_deadlock(m));
	r = hm_report_get(m, hm_report_count(m));
	assert_int_equal(links(r->link, r->links, HM_LINK_ENTRY_IN_USE), 4);
	assert_int_equal(links(r->link, r->links, HM_LINK_PKMAP_AGAIN), 1); /* that of the other entry, raised twice, too */
	hm_machine_close(m);
}

/* ---- no memory ---- */

static void no_memory_for_user_pages(void **unused)
{
	static const char *const keys[] = { S8 DBG, "layout=s8 ram=2G pae=on debug_sleep=off " };

	(void)unused;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct hm_machine *m = machine(keys[i]);
		struct hm_event e = { .seq = 1 };
		uint32_t v = kmap(m, H0);
		uint64_t left = 0;
		hm_pfn_t pfn;

		for (uint32_t gfp = 3; gfp-- > 0;) /* __GFP_HIGHMEM, __GFP_DMA, none */
			while (take_frame(m, gfp, &e, &pfn))
				;
		assert_int_equal(invoke3(m, "copy_to_user", 0x08048000, v, 8, &left), HM_OK);
		assert_int_equal(left, 8);
		hm_machine_close(m);
	}
}

/* ---- freed while mapped ---- */

static void freed_role(struct hm_machine *m, hm_pfn_t pfn, enum hm_link_role role)
{
	struct hm_link step[HM_WHY_MAX];

	assert_int_equal(links(step, hm_why_page(m, pfn, step, HM_WHY_MAX), role), 1);
}

static hm_pfn_t highmem_page(struct hm_machine *m)
{
	return hm_page_to_pfn(hm_layout(m), call(m, "alloc_page", m->era.gfp->wait | m->era.gfp->highmem, 0));
}

static void freed_while_kmapped(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	hm_pfn_t p = highmem_page(m);

	(void)unused;
	kmap(m, p);
	call(m, "__free_page", page_of(m, p), 0);
	freed_role(m, p, HM_LINK_PAGE_FREED_MAPPED);
	kunmap(m, p); /* it was mapped then */
	freed_role(m, p, HM_LINK_PAGE_FREED_MAPPED);
	p = highmem_page(m);
	kmap(m, p);
	kunmap(m, p);
	call(m, "__free_page", page_of(m, p), 0);
	freed_role(m, p, HM_LINK_PAGE_FREED);
	p = highmem_page(m);
	call(m, "__free_page", page_of(m, p), 0);
	kmap(m, H0 + 900);
	freed_role(m, p, HM_LINK_PAGE_FREED);
	hm_machine_close(m);
	m = machine(S8 DBG);
	p = highmem_page(m);
	call(m, "__free_page", page_of(m, p), 0);
	kmap(m, p); /* only since */
	kmap_atomic(m, p, "KM_USER0");
	freed_role(m, p, HM_LINK_PAGE_FREED);
	hm_machine_close(m);
}

/* ---- symmetric ---- */

static void symmetric_disagreement(void **unused)
{
	struct hm_machine *m = machine("era=symmetric debug_sleep=off");
	hm_vaddr_t user = hm_layout(m)->user_start;
	uint64_t ret, low = hm_layout(m)->page_offset + ((uint64_t)0x9000 << HM_PAGE_SHIFT);

	(void)unused;
	assert_int_equal(invoke3(m, "kmap_atomic", page_of(m, 0x9000), 1, user, &ret), HM_OK);
	assert_int_equal(invoke3(m, "kunmap_atomic", page_of(m, H0), 1, low, &ret), HM_OK); /* the page is another one */
	assert_int_equal(hm_report_get(m, 1)->check, HM_CHECK_SYMMETRIC_DISAGREE);
	assert_int_equal(count_of(m), 0);
	assert_int_equal(invoke3(m, "kunmap_atomic", page_of(m, H0), 0xf00001, low, &ret), HM_DIED); /* no such slot's entry */
	hm_machine_close(m);
}

/* The slot's address, but nothing is mapped there. */
static void symmetric_unmapped(void **unused)
{
	struct hm_machine *m = machine("era=symmetric debug_sleep=off");
	uint64_t ret;

	(void)unused;
	assert_int_equal(invoke3(m, "kunmap_atomic", page_of(m, H0), 1, hm_slot_address(hm_layout(m), 1), &ret), HM_OK);
	assert_int_equal(hm_report_get(m, 1)->check, HM_CHECK_SYMMETRIC_DISAGREE);
	hm_machine_close(m);
}

/* A bounce page that the allocator took from ZONE_DMA is no page of the isa pool, which nobody has made. */
static void a_bounce_page_of_zone_dma(void **unused)
{
	struct hm_machine *m = machine(S8 DBG);
	struct hm_event e = { .seq = 1 };
	hm_pfn_t pfn = 0x1000;
	uint64_t ret;

	(void)unused;
	while (pfn >= 0x1000 && take_frame(m, 0, &e, &pfn))
		;
	assert_in_range(pfn, 1, 0xfff);
	assert_int_equal(invoke3(m, "submit_page", 0, page_of(m, H0), 1, &ret), HM_OK);
	call(m, "disk_interrupt", 0, 0);
	assert_int_equal(hm_report_count(m), 0);
	hm_machine_close(m);
}

/* 2.4.0 has a flag for high pages, and it may be wrong either way. */
static void flags_that_lie(void **unused)
{
	struct hm_machine *m = machine("era=2.4.0");
	struct hm_page_view v;

	(void)unused;
	assert_int_equal(hm_store(m, page_of(m, L0 + 0x4000) + m->page_struct->flags, 4, 0xffffffff), HM_OK);
	assert_true(hm_page_view(m, L0 + 0x4000, &v));
	assert_int_equal(hm_store(m, page_of(m, H0) + m->page_struct->flags, 4, 0), HM_OK);
	assert_true(hm_page_view(m, H0, &v));
	hm_machine_close(m);
}

/* Only with CONFIG_PREEMPT is there a count to be checked. */
static void debug_preempt_without_preempt(void **unused)
{
	struct hm_machine *m = machine("debug_sleep=off preempt=off debug_preempt=on");
	uint32_t v = kmap_atomic(m, H0, "KM_USER0");

	(void)unused;
	kunmap_atomic(m, v, "KM_USER0");
	assert_int_equal(count_of(m), 0);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_that_are_none), cmocka_unit_test(a_cost_of_another_name),
		cmocka_unit_test(one_waits_for_what_nobody_brings), cmocka_unit_test(spinners_of_lost_cpus),
		cmocka_unit_test(inside_on_this_cpu_only), cmocka_unit_test(an_nmi_in_the_handler_inside),
		cmocka_unit_test(the_holder_is_interrupted), cmocka_unit_test(the_holders_cpu_is_lost),
		cmocka_unit_test(the_holder_has_ended), cmocka_unit_test(who_stopped_inside_is_not_taken),
		cmocka_unit_test(kunmap_of_6_1_goes_on), cmocka_unit_test(no_preemption_with_interrupts_off),
		cmocka_unit_test(interrupts_off_twice), cmocka_unit_test(a_full_window_of_the_dead), cmocka_unit_test(a_full_window_written_by_hand), cmocka_unit_test(a_context_that_is_forgotten),
		cmocka_unit_test(no_memory_for_user_pages), cmocka_unit_test(freed_while_kmapped), cmocka_unit_test(symmetric_disagreement),
		cmocka_unit_test(flags_that_lie), cmocka_unit_test(symmetric_unmapped),
		cmocka_unit_test(a_bounce_page_of_zone_dma), cmocka_unit_test(debug_preempt_without_preempt),
	};

	return cmocka_run_group_tests_name("branches", tests, NULL, NULL);
}
