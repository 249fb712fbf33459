/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The address of an atomic slot. Slots chosen by km_type: FIX_KMAP_BEGIN + type + KM_TYPE_NR * CPU, counted down from FIXADDR_TOP. Slots that are a
 * stack (2.6.37, 6.1): the depth takes the type's place. A lowmem page takes no slot at all. The answer is what kmap_atomic() returned on the machine.
 * Sources: include/asm-i386/fixmap.h, kmap_types.h; mm/highmem.c of 6.1.
 */
#include <stdio.h>

#include "shell/quiz/kinds.h"

static const char *const typed_eras[] = { "2.6.11", "2.4.31", "2.6.17", "2.6.24", "2.6.36" };
static const char *const types[] = { "KM_USER0", "KM_USER1", "KM_SKB_SUNRPC_DATA" };

struct slot {
	const char *era, *type;
	unsigned int cpu, nr_cpus;
	bool debug, up;
	struct hm_layout layout;
	uint32_t number, address;  /* of the type, and what the machine said */
	hm_pfn_t pfn;
	bool low;
};

/* Neighbours in a series differ at least in their era. */
static void choose(struct dice *d, struct slot *s, uint64_t seed)
{
	s->era = typed_eras[dice_turn(seed, 5, 10)];
	s->type = types[dice_below(d, 3)];
	s->nr_cpus = 4u << dice_below(d, 3);
	s->cpu = dice_below(d, s->nr_cpus < 8 ? s->nr_cpus : 8);
	s->debug = dice_percent(d, 50);
	s->up = dice_percent(d, 20);
	s->low = dice_percent(d, 15);
	if (s->up) {
		s->cpu = 0;
		s->nr_cpus = 1;
	}
}

static void keys_of(struct text *keys, const struct slot *s)
{
	text_printf(keys, "era=%s debug_highmem=%s", s->era, s->debug ? "on" : "off");
	if (s->up)
		text_puts(keys, " layout=up");
	else
		text_printf(keys, " nr_cpus=%u cpus=%u", s->nr_cpus, s->cpu + 1 > 2 ? s->cpu + 1 : 2);
}

static void script_of(struct exercise *p, const struct slot *s)
{
	if (s->cpu)
		text_printf(&p->script, "cpu %u\n", s->cpu);
	text_printf(&p->script, "struct page *p = alloc_page(%s);\n", s->low ? "GFP_KERNEL" : "GFP_HIGHUSER");
	text_printf(&p->script, "char *v = kmap_atomic(p, %s);\n", s->type);
	text_puts(&p->look, "info fixmap\ninfo slots\n");
}

static bool ask_machine(struct exercise *p, struct slot *s)
{
	struct lab lab = { 0 };
	bool ok = lab_open(&lab, text_string(&p->machine));

	if (ok) {
		lab_type(&lab, text_string(&p->script));
		s->layout = *hm_layout(lab_machine(&lab));
		s->number = lab_value(&lab, s->type);
		s->address = lab_value(&lab, "v");
		s->pfn = hm_page_to_pfn(&s->layout, lab_value(&lab, "p"));
	}
	lab_close(&lab, &p->lost);
	return ok && s->address;
}

static uint32_t at(const struct slot *s, uint32_t fixed)
{
	return hm_fix_to_virt(&s->layout, fixed);
}

static void wrong_addresses(struct exercise *p, const struct slot *s)
{
	uint32_t begin = s->layout.fix_kmap_begin, nr = s->layout.km_type_nr, index = s->number + nr * s->cpu;

	if (s->low)
		problem_wrong_number(p, at(s, begin + index), "that is the slot's address, but this is a lowmem page: kmap_atomic() looks at PageHighMem() first and "
				     "returns the address that the page has anyway.");
	if (s->cpu)
		problem_wrong_number(p, at(s, begin + s->number), "that is CPU 0's %s: each CPU has %u slots of its own, and CPU %u's come behind those of the CPUs "
				     "before it.", s->type, nr, s->cpu);
	problem_wrong_number(p, at(s, index), "you forgot FIX_KMAP_BEGIN: %u fixed slots lie in front of the atomic ones.", begin);
	problem_wrong_number(p, s->layout.fixaddr_start + ((begin + index) << 12), "you counted upwards from FIXADDR_START; slot numbers count down from FIXADDR_TOP.");
	if (s->cpu && s->nr_cpus > 1)
		problem_wrong_number(p, at(s, begin + s->number * s->nr_cpus + s->cpu), "you put the CPUs' slots of one type side by side; all slots of one CPU lie "
				     "together, KM_TYPE_NR of them.");
	problem_wrong_number(p, at(s, begin + index + 1), "one too low: the numbers count from 0, so slot 0 is FIX_KMAP_BEGIN itself.");
	problem_wrong_number(p, at(s, begin + index - 1), "one too high: fix_to_virt(0) is FIXADDR_TOP itself, and fixed slot n lies n pages below it.");
	if (s->low)
		problem_wrong_number(p, s->pfn << 12, "that is the page's physical address; the kernel sees it PAGE_OFFSET higher.");
}

static void explain(struct exercise *p, const struct slot *s)
{
	uint32_t begin = s->layout.fix_kmap_begin, nr = s->layout.km_type_nr, index = s->number + nr * s->cpu;

	if (s->low) {
		text_printf(&p->worked, "GFP_KERNEL gives a lowmem page, here frame 0x%x. It is mapped for ever at PAGE_OFFSET + frame * 4096.\n", s->pfn);
		text_printf(&p->worked, "0xc0000000 + 0x%x = 0x%x; type and CPU play no part, only preempt_count goes up.\n", s->pfn << 12, s->address);
		return;
	}
	text_printf(&p->worked, "The slot's index: type + KM_TYPE_NR * CPU = %u + %u * %u = %u.\n", s->number, nr, s->cpu, index);
	text_printf(&p->worked, "Its fixed slot: FIX_KMAP_BEGIN + %u = %u.\n", index, begin + index);
	text_printf(&p->worked, "fix_to_virt(%u) = 0x%x - %u * 4096 = 0x%x.\n", begin + index, s->layout.fixaddr_top, begin + index, s->address);
	if (s->debug && nr > 20)
		text_printf(&p->worked, "(With CONFIG_DEBUG_HIGHMEM a fence precedes each type: that is why %s is %u.)\n", s->type, s->number);
}

static void ask(struct exercise *p, const struct slot *s)
{
	if (s->up)
		text_printf(&p->question, "Linux %s without SMP.", s->era);
	else
		text_printf(&p->question, "Linux %s, CONFIG_NR_CPUS %u.", s->era, s->nr_cpus);
	text_printf(&p->question, " FIXADDR_TOP is 0x%x, FIX_KMAP_BEGIN is %u; KM_TYPE_NR is %u and %s is %u (CONFIG_DEBUG_HIGHMEM is %s).\n",
		    s->layout.fixaddr_top, s->layout.fix_kmap_begin, s->layout.km_type_nr, s->type, s->number, s->debug ? "on" : "off");
	if (s->low)
		text_printf(&p->question, "alloc_page() gives page frame 0x%x.\n", s->pfn);
	text_printf(&p->question, "Which address does kmap_atomic() return on CPU %u?", s->cpu);
}

/* ---- slots as a stack ---- */

struct stack {
	const char *era;
	bool debug;
	unsigned int cpu, maps, unmaps, low; /* low: one more map, of a lowmem page, among them */
	struct hm_stack_view before;
	struct hm_layout layout;
	uint32_t address;
};

static void stack_script(struct exercise *p, const struct stack *k)
{
	if (k->cpu)
		text_printf(&p->script, "cpu %u\n", k->cpu);
	for (unsigned int i = 0; i < k->maps; i++)
		text_printf(&p->script, "char *v%u = kmap_atomic(alloc_page(GFP_ATOMIC | __GFP_HIGHMEM));\n", i);
	if (k->low)
		text_puts(&p->script, "char *w = kmap_atomic(alloc_page(GFP_ATOMIC));\n");
	for (unsigned int i = 0; i < k->unmaps; i++)
		text_printf(&p->script, "kunmap_atomic(v%u);\n", k->maps - 1 - i);
	text_puts(&p->look, "print v\ninfo slots\n");
}

static const char stack_last[] = "char *v = kmap_atomic(alloc_page(GFP_ATOMIC | __GFP_HIGHMEM));\n";

static bool stack_machine(struct exercise *p, struct stack *k)
{
	struct lab lab = { 0 };
	bool ok = lab_open(&lab, text_string(&p->machine));

	if (ok) {
		lab_type(&lab, text_string(&p->script));
		ok = hm_stack_view(lab_machine(&lab), k->cpu, &k->before) && /* not where debugging maps lowmem pages, too */
		     (unsigned int)k->before.depth == (k->maps - k->unmaps) * k->before.step;
		lab_type(&lab, stack_last);
		k->layout = *hm_layout(lab_machine(&lab));
		k->address = lab_value(&lab, "v");
	}
	lab_close(&lab, &p->lost);
	text_puts(&p->script, stack_last);
	return ok && k->address;
}

static uint32_t place(const struct stack *k, uint32_t depth)
{
	return hm_slot_address(&k->layout, depth * k->before.step + k->before.step - 1 + k->before.nr * k->cpu);
}

static void stack_wrongs(struct exercise *p, const struct stack *k)
{
	unsigned int depth = k->maps - k->unmaps;
	uint32_t begin = k->layout.fix_kmap_begin, first = k->before.step - 1;

	if (k->unmaps)
		problem_wrong_number(p, place(k, k->maps), "you counted all maps; each kunmap_atomic() takes the stack one level down again.");
	if (k->low)
		problem_wrong_number(p, place(k, depth + 1), "you counted the lowmem page (no __GFP_HIGHMEM): it takes no slot, so it does not lie on the stack.");
	if (k->cpu)
		problem_wrong_number(p, hm_slot_address(&k->layout, depth * k->before.step + first), "that is CPU 0's slot of this depth; each CPU has %u slots, one "
				     "CPU's behind the other's.", k->before.nr);
	problem_wrong_number(p, place(k, 0), "that is the bottom of the stack, which is in use: a new map goes on top.");
	problem_wrong_number(p, hm_fix_to_virt(&k->layout, depth * k->before.step + first + k->before.nr * k->cpu), "you forgot FIX_KMAP_BEGIN, %u.", begin);
	problem_wrong_number(p, hm_slot_address(&k->layout, depth + k->before.nr * k->cpu), "with debugging each map takes %u slots, the lower one a guard that "
			     "stays empty.", k->before.step);
	problem_wrong_number(p, place(k, depth + 1), "one level too deep: the depth before this map is %u, and levels count from 0.", depth);
	if (depth)
		problem_wrong_number(p, place(k, depth - 1), "that slot is in use: %u maps are in force, on levels 0 to %u.", depth, depth - 1);
}

static void stack_words(struct exercise *p, const struct stack *k)
{
	unsigned int depth = k->maps - k->unmaps, slot = depth * k->before.step + k->before.step - 1;

	text_printf(&p->question, "Linux %s keeps the slots as a stack%s. FIXADDR_TOP is 0x%x, FIX_KMAP_BEGIN is %u; a CPU has %u slots, and a map takes %s.\n", k->era,
		    k->before.of_task ? " of the task" : " of the CPU", k->layout.fixaddr_top, k->layout.fix_kmap_begin, k->before.nr,
		    k->before.step == 1 ? "one" : "two: a guard, then the slot that is mapped");
	text_puts(&p->question, "Which address does the last line get?");
	text_printf(&p->worked, "%u maps of highmem pages and %u unmaps: the depth is %u.%s\n", k->maps, k->unmaps, depth,
		    k->low ? " The page without __GFP_HIGHMEM is lowmem and takes no slot." : "");
	text_printf(&p->worked, "So this map takes slot %u of its CPU; with %u slots for each CPU before it the index is %u + %u * %u = %u.\n", slot, k->before.nr, slot,
		    k->before.nr, k->cpu, slot + k->before.nr * k->cpu);
	text_printf(&p->worked, "0x%x - (%u + %u) * 4096 = 0x%x.\n", k->layout.fixaddr_top, k->layout.fix_kmap_begin, slot + k->before.nr * k->cpu, k->address);
}

static bool make_stack(struct exercise *p)
{
	struct stack k = { .era = dice_turn(p->seed, 2, 11) ? "2.6.37" : "6.1" };

	k.debug = dice_percent(&p->dice, 40);
	k.cpu = dice_below(&p->dice, 6);
	k.maps = 1 + dice_below(&p->dice, 6);
	k.unmaps = dice_below(&p->dice, k.maps);
	k.low = dice_percent(&p->dice, 30);
	text_printf(&p->machine, "era=%s debug_highmem=%s cpus=6", k.era, k.debug ? "on" : "off");
	stack_script(p, &k);
	if (!stack_machine(p, &k))
		return false;
	p->lesson = "18-today";
	stack_words(p, &k);
	problem_right_number(p, k.address, true);
	stack_wrongs(p, &k);
	return problem_close(p);
}

bool quiz_make_slot(struct exercise *p)
{
	struct slot s = { 0 };
	uint32_t form = dice_turn(p->seed, 4, 2);

	p->form = form < 2 ? QUIZ_CHOICE : QUIZ_HEX;
	if (form == 3 || (form == 1 && dice_percent(&p->dice, 50)))
		return make_stack(p);
	choose(&p->dice, &s, p->seed);
	keys_of(&p->machine, &s);
	script_of(p, &s);
	if (!ask_machine(p, &s))
		return false;
	ask(p, &s);
	explain(p, &s);
	problem_right_number(p, s.address, true);
	wrong_addresses(p, &s);
	return problem_close(p);
}
