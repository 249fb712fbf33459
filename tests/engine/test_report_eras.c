/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports in each era's words, order and page-table lines: whole texts, typed from section F.2 of the sheet of facts. */
#include "tests/engine/kernel.h"

#define WHO "CPU:    0\nProcess hmsh (pid: 100)\n"

struct text_of {
	const char *era, *keys, *text;
};

static void report_is(const struct hm_machine *m, uint32_t number, const struct text_of *t)
{
	char text[1024];
	const struct hm_report *r = hm_report_get(m, number);

	if (!r)
		fail_msg("%s %s: no report %u", t->era, t->keys, number);
	hm_report_text(m, r, NULL, text, sizeof(text));
	if (strcmp(text, t->text))
		fail_msg("%s %s:\n%s\nis not\n%s", t->era, t->keys, text, t->text);
}

static struct hm_machine *machine_of(const struct text_of *t)
{
	char keys[200];

	snprintf(keys, sizeof(keys), "era=%s layout=s8 %s", t->era, t->keys);
	return machine(keys);
}

/* ---- BUG(): the slot is in use ---- */

static const struct text_of bugs[] = {
	{ "2.4.0", "", "kernel BUG at /usr/src/linux/include/asm/highmem.h:95!\ninvalid operand: 0000\n" WHO },
	{ "2.4.31", "", "kernel BUG in header file at line 101\nkernel BUG at panic.c:149!\ninvalid operand: 0000\n" WHO },
	{ "mm-2004", "", "------------[ cut here ]------------\nkernel BUG at arch/i386/mm/highmem.c:42!\ninvalid operand: 0000 [#1]\nSMP\n" WHO
	  "note: hmsh[100] exited with preempt_count 2\n" },
	{ "2.6.11", "preempt=on", "------------[ cut here ]------------\nkernel BUG at arch/i386/mm/highmem.c:42!\ninvalid operand: 0000 [#1]\n"
	  "PREEMPT SMP\n" WHO "note: hmsh[100] exited with preempt_count 2\n" },
	{ "2.6.17", "", "------------[ cut here ]------------\nkernel BUG at arch/i386/mm/highmem.c:43!\ninvalid opcode: 0000 [#1]\nSMP\n" WHO
	  "note: hmsh[100] exited with preempt_count 2\n" },
	{ "2.6.24", "preempt=on", "------------[ cut here ]------------\nkernel BUG at arch/x86/mm/highmem_32.c:42!\n"
	  "invalid opcode: 0000 [#1] PREEMPT SMP\n" WHO "note: hmsh[100] exited with preempt_count 2\n" },
	{ "2.6.36", "debug_highmem=off", "------------[ cut here ]------------\nkernel BUG at arch/x86/mm/highmem_32.c:45!\n"
	  "invalid opcode: 0000 [#1] SMP\n" WHO "note: hmsh[100] exited with preempt_count 2\n" },
	{ "2.6.11", "panic_on_oops=on", "------------[ cut here ]------------\nkernel BUG at arch/i386/mm/highmem.c:42!\n"
	  "invalid operand: 0000 [#1]\nSMP\n" WHO "Fatal exception: panic in 5 seconds\nKernel panic - not syncing: Fatal exception\n" },
	{ "2.6.17", "panic_on_oops=on", "------------[ cut here ]------------\nkernel BUG at arch/i386/mm/highmem.c:43!\n"
	  "invalid opcode: 0000 [#1]\nSMP\n" WHO "Fatal exception: panic in 5 seconds\nKernel panic - not syncing: Fatal exception\n" },
};

static void bug_texts(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(bugs) / sizeof(bugs[0]); i++) {
		struct hm_machine *m = machine_of(&bugs[i]);
		const char *type = strcmp(bugs[i].era, "2.4.0") ? "KM_USER0" : "KM_BOUNCE_READ";

		kmap_atomic(m, H0, type);
		assert_int_equal(invoke(m, "kmap_atomic", page_of(m, H1), km(m, type), NULL), HM_DIED);
		report_is(m, 1, &bugs[i]);
		hm_machine_close(m);
	}
}

/* ---- in an interrupt: a panic ---- */

static const struct text_of panics[] = {
	{ "2.4.0", "", "kernel BUG at /usr/src/linux/include/asm/highmem.h:71!\ninvalid operand: 0000\n" WHO
	  "Kernel panic: Aiee, killing interrupt handler!\nIn interrupt handler - not syncing\n" },
	{ "2.6.11", "", "------------[ cut here ]------------\nkernel BUG at arch/i386/mm/highmem.c:14!\ninvalid operand: 0000 [#1]\nSMP\n" WHO
	  "Kernel panic - not syncing: Fatal exception in interrupt\n" },
	{ "2.6.36", "", "------------[ cut here ]------------\nkernel BUG at arch/x86/mm/highmem_32.c:16!\ninvalid opcode: 0000 [#1] SMP\n" WHO
	  "Kernel panic - not syncing: Fatal exception in interrupt\n" },
};

static void panic_texts(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(panics) / sizeof(panics[0]); i++) {
		struct hm_machine *m = machine_of(&panics[i]);

		assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, false), HM_OK);
		assert_int_equal(invoke(m, "kunmap", page_of(m, 0x9000), 0, NULL), HM_DIED);
		report_is(m, 1, &panics[i]);
		hm_machine_close(m);
	}
}

/* ---- a fault on a cleared entry of the window: the directory is there, the entry is 0 ---- */

static const struct text_of faults[] = {
	{ "2.4.0", "", "Unable to handle kernel paging request at virtual address fe000000\n printing eip:\n(not known)\n*pde = 00802067\n"
	  "*pte = 00000000\nOops: 0000\n" WHO },
	{ "2.6.11", "", "Unable to handle kernel paging request at virtual address ff800000\n printing eip:\n(not known)\n*pde = 00802067\n"
	  "*pte = 00000000\nOops: 0000 [#1]\nSMP\n" WHO },
	{ "2.6.17", "", "BUG: unable to handle kernel paging request at virtual address ff800000\n printing eip:\n(not known)\n"
	  "*pde = 00802067\n*pte = 00000000\nOops: 0000 [#1]\nSMP\n" WHO },
	{ "2.6.17", "highpte=on", "BUG: unable to handle kernel paging request at virtual address ff800000\n printing eip:\n(not known)\n"
	  "*pde = 00802067\nOops: 0000 [#1]\nSMP\n" WHO },
	{ "2.6.24", "", "BUG: unable to handle kernel paging request at virtual address ff800000\nprinting eip: (not known) "
	  "*pde = 00802067 *pte = 00000000 \nOops: 0000 [#1] SMP\n" WHO },
	{ "2.6.24", "pae=on", "BUG: unable to handle kernel paging request at virtual address ffc00000\nprinting eip: (not known) "
	  "*pdpt = 0000000000801001 *pde = 0000000000803067 *pte = 0000000000000000 \nOops: 0000 [#1] SMP\n" WHO },
	{ "2.6.36", "", "BUG: unable to handle kernel paging request at ff800000\nIP: (not known)\n*pde = 00802067 *pte = 00000000 \n"
	  "Oops: 0000 [#1] SMP\n" WHO },
};

static void fault_texts(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct hm_machine *m = machine_of(&faults[i]);
		uint64_t byte;

		assert_int_equal(hm_load(m, hm_layout(m)->pkmap_base, 1, &byte), HM_DIED);
		report_is(m, 1, &faults[i]);
		hm_machine_close(m);
	}
}

/* ---- complaints ---- */

static const struct text_of sleeps[] = {
	{ "2.6.11", "", "Debug: sleeping function called from invalid context at arch/i386/mm/highmem.c:5\nin_atomic():1, irqs_disabled():0\n" },
	{ "2.6.17", "", "BUG: sleeping function called from invalid context at arch/i386/mm/highmem.c:6\nin_atomic():1, irqs_disabled():0\n" },
	{ "2.6.24", "", "BUG: sleeping function called from invalid context at arch/x86/mm/highmem_32.c:6\nin_atomic():1, irqs_disabled():0\n" },
	{ "2.6.36", "", "BUG: sleeping function called from invalid context at arch/x86/mm/highmem_32.c:7\n"
	  "in_atomic(): 1, irqs_disabled(): 0, pid: 100, name: hmsh\n" },
};

static const struct text_of schedules[] = {
	{ "2.6.11", "", "scheduling while atomic: hmsh/0x00000001/100\n" },
	{ "2.6.17", "", "BUG: scheduling while atomic: hmsh/0x00000001/100\n" },
	{ "2.6.24", "", "BUG: scheduling while atomic: hmsh/100/0x00000001\n" },
	{ "2.6.36", "", "BUG: scheduling while atomic: hmsh/100/0x00000001\n" },
};

static void complaints(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(sleeps) / sizeof(sleeps[0]); i++) {
		struct hm_machine *m = machine_of(&sleeps[i]);

		kmap_atomic(m, H0, "KM_USER0");
		call(m, "kmap", page_of(m, 0x9000), 0);
		report_is(m, 1, &sleeps[i]);
		call(m, "schedule", 0, 0);
		report_is(m, 2, &schedules[i]);
		hm_machine_close(m);
	}
}

/* smp_call_function() with interrupts off warns, in the words of each (B.4). */
static const struct text_of warnings[] = {
	{ "2.6.11", "pkmap=4", "Badness in smp_call_function at arch/i386/kernel/smp.c:523\n" },
	{ "2.6.17", "pkmap=4", "BUG: warning at smp_call_function (line not recorded)/smp_call_function()\n" },
	{ "2.6.24", "pkmap=4", "WARNING: at smp_call_function (line not recorded) smp_call_function()\n" },
	{ "2.6.36", "pkmap=4",
	  "------------[ cut here ]------------\nWARNING: at smp_call_function (line not recorded) smp_call_function()\n" },
};

static void warning_texts(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(warnings) / sizeof(warnings[0]); i++) {
		struct hm_machine *m = machine_of(&warnings[i]);

		for (hm_pfn_t pfn = H0; pfn < H0 + 3; pfn++) {
			kmap(m, pfn);
			kunmap(m, pfn);
		}
		call(m, "local_irq_disable", 0, 0);
		(void)invoke(m, "kmap_high", page_of(m, H0 + 3), 0, NULL);
		report_is(m, 1, &warnings[i]);
		hm_machine_close(m);
	}
}

/* ---- where things lie (sections 1, 2.3, 5; F.4) ---- */

static const struct {
	const char *keys;
	uint32_t pkmap_base, fixaddr_top, begin, types, page_size, slot0;
} layouts[] = {
	{ "era=2.4.0 layout=up", 0xfe000000, 0xffffe000, 0, 2, 68, 0xffffe000 },          /* 1.1: KM_BOUNCE_READ at ffffe000 */
	{ "era=2.4.0 layout=up pae=on", 0xfe000000, 0xffffe000, 0, 2, 68, 0xffffe000 },
	{ "era=2.4.31 layout=up", 0xff800000, 0xffffe000, 0, 8, 48, 0xffffe000 },         /* 1.2 */
	{ "era=2.4.31 layout=up debug_highmem=off", 0xff800000, 0xffffe000, 0, 8, 48, 0xffffe000 }, /* no fences */
	{ "era=2.6.17 layout=s8", 0xff800000, 0xfffff000, 11, 27, 32, 0xffff4000 },
	{ "era=2.6.17 layout=s8 pae=on", 0xffc00000, 0xfffff000, 11, 27, 32, 0xffff4000 },
	{ "era=2.6.24 layout=s8 debug_highmem=off", 0xff800000, 0xfffff000, 13, 13, 32, 0xffff2000 },
	{ "era=2.6.36 layout=s8", 0xff800000, 0xfffff000, 69, 41, 32, 0xfffba000 },       /* 5.2: 20 types, 41 with fences */
	{ "era=2.6.36 layout=s8 pae=on", 0xffa00000, 0xfffff000, 69, 41, 32, 0xfffba000 }, /* 399 slots; boot-time ones from 512 on */
	{ "era=2.6.36 layout=s8 debug_highmem=off", 0xff800000, 0xfffff000, 69, 20, 32, 0xfffba000 },
};

static void where_things_lie(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
		struct hm_machine *m = machine(layouts[i].keys);
		const struct hm_layout *l = hm_layout(m);

		if (l->pkmap_base != layouts[i].pkmap_base || l->fixaddr_top != layouts[i].fixaddr_top || l->fix_kmap_begin != layouts[i].begin ||
		    l->km_type_nr != layouts[i].types || l->page_struct_size != layouts[i].page_size ||
		    hm_slot_address(l, 0) != layouts[i].slot0)
			fail_msg("%s: %08x %08x %u %u %u %08x", layouts[i].keys, l->pkmap_base, l->fixaddr_top, l->fix_kmap_begin, l->km_type_nr,
				 l->page_struct_size, hm_slot_address(l, 0));
		hm_machine_close(m);
	}
}

/* F.4: 2.4.31 without CONFIG_HIGHMEM has no page->virtual. 1.1: 2.4.0's checks cannot be switched off; 2.4 is not preemptible. */
static void what_cannot_be_chosen(void **unused)
{
	struct hm_machine *n = machine("era=2.4.31 highmem=off"), *m = machine("era=2.4.0 debug_highmem=off preempt=on panic_on_oops=on");

	(void)unused;
	assert_int_equal(hm_layout(n)->page_struct_size, 44);
	assert_true(hm_config(m)->debug_highmem);
	assert_false(hm_config(m)->preempt);
	assert_false(hm_config(m)->panic_on_oops);
	hm_machine_close(m);
	hm_machine_close(n);
}

/* F.3: an NMI has its own bit from 2.6.36 on; handlers run with interrupts off from 2.6.35 on. */
static void counts_and_handlers(void **unused)
{
	struct hm_machine *old = machine("era=2.6.24"), *m = machine("era=2.6.36");

	(void)unused;
	assert_int_equal(hm_context_enter(old, HM_CTX_HARDIRQ, false), HM_OK);
	assert_int_equal(call(old, "irqs_disabled", 0, 0), 0);
	assert_int_equal(hm_context_exit(old, HM_CTX_HARDIRQ), HM_OK);
	assert_int_equal(hm_context_enter(old, HM_CTX_NMI, false), HM_OK);
	assert_int_equal(count_of(old), 0x10000);
	assert_int_equal(hm_context_enter(m, HM_CTX_HARDIRQ, false), HM_OK);
	assert_int_equal(call(m, "irqs_disabled", 0, 0), 1);
	assert_int_equal(hm_context_exit(m, HM_CTX_HARDIRQ), HM_OK);
	assert_int_equal(call(m, "irqs_disabled", 0, 0), 0);
	assert_int_equal(hm_context_enter(m, HM_CTX_NMI, false), HM_OK);
	assert_int_equal(count_of(m), 0x04010000);
	hm_machine_close(old);
	hm_machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bug_texts), cmocka_unit_test(panic_texts), cmocka_unit_test(fault_texts), cmocka_unit_test(complaints),
		cmocka_unit_test(warning_texts), cmocka_unit_test(where_things_lie), cmocka_unit_test(what_cannot_be_chosen),
		cmocka_unit_test(counts_and_handlers),
	};

	return cmocka_run_group_tests_name("report_eras", tests, NULL, NULL);
}
