/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Constants that the kernel's headers work out from the configuration (include/asm-i386/page.h, fixmap.h, highmem.h, pgtable.h),
 * for scripts: this machine's addresses. With HIGHMEM=n those of the two windows do not exist.
 */
#include "engine/state.h"

static uint64_t page_offset(const struct hm_layout *l) { return l->page_offset; }
static uint64_t vmalloc_start(const struct hm_layout *l) { return l->vmalloc_start; }
static uint64_t vmalloc_end(const struct hm_layout *l) { return l->vmalloc_end; }
static uint64_t fixaddr_start(const struct hm_layout *l) { return l->fixaddr_start; }
static uint64_t fixaddr_top(const struct hm_layout *l) { return l->fixaddr_top; }
static uint64_t page_kernel(const struct hm_layout *l) { return l->kmap_prot; }
static uint64_t pkmap_base(const struct hm_layout *l) { return l->pkmap_base; }
static uint64_t last_pkmap(const struct hm_layout *l) { return l->last_pkmap; }
static uint64_t fix_kmap_begin(const struct hm_layout *l) { return l->fix_kmap_begin; }

static const struct {
	const char *name;
	uint64_t (*value)(const struct hm_layout *l);
	bool highmem;           /* exists with CONFIG_HIGHMEM only */
} constants[] = {
	{ "PAGE_OFFSET", page_offset, false }, { "VMALLOC_START", vmalloc_start, false }, { "VMALLOC_END", vmalloc_end, false },
	{ "FIXADDR_START", fixaddr_start, false }, { "FIXADDR_TOP", fixaddr_top, false }, { "__PAGE_KERNEL", page_kernel, false },
	{ "PKMAP_BASE", pkmap_base, true }, { "LAST_PKMAP", last_pkmap, true }, { "FIX_KMAP_BEGIN", fix_kmap_begin, true },
};

bool hm_constant(const struct hm_machine *m, unsigned int i, struct hm_constant *out)
{
	if (i >= sizeof(constants) / sizeof(constants[0]) || (constants[i].highmem && !m->config.highmem))
		return false;
	*out = (struct hm_constant){ .name = constants[i].name, .value = constants[i].value(&m->layout) };
	out->wide = out->value > UINT32_MAX;
	return true;
}
